"""The label rules as a spaCy ``Matcher``, for spaCy users, and as the reference that the fast form is tested against.

A rule is a spaCy token pattern. spaCy's own ``Matcher`` would cost several times the tokenizing, so the component runs the
same patterns as regular expressions on one sign a word (`rules.py`). Both come from the same `places`;
``tests/test_matcher.py`` runs them side by side over every sentence of ``raw/``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from spacy.matcher import Matcher
from spacy.tokens import Token

from pipeline.language.labels import Labeller
from pipeline.language.rules import ENDS, Compiler

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.language import Language

    from pipeline.language.rules import Rule

SIGN = "sign"
"""The extension attribute of a token that the patterns look at: which of the rules' words or classes it is."""


def patterns(rule: Rule, compiler: Compiler) -> Iterator[tuple[list[dict[str, Any]], bool]]:
    """Yield a rule's spaCy patterns, each with whether it must reach the end of what it is tried on."""
    for pattern in rule.pattern:
        places = list(compiler.places(pattern))
        whole = bool(places) and places[-1][0] is ENDS
        yield [_place(signs, operator, compiler) for signs, operator in places if signs is not ENDS], whole


def _place(signs: frozenset[str], operator: str, compiler: Compiler) -> dict[str, Any]:
    """Return one place of a spaCy pattern."""
    place: dict[str, Any] = {} if signs == compiler.all else {"_": {SIGN: {"IN": sorted(signs)}}}
    return place | ({"OP": operator} if operator else {})


def label_matcher(nlp: Language) -> Matcher:
    """Return a ``Matcher`` with every label rule, under its id, for the texts of a pipeline of ``pipeline.load()``."""
    labeller = nlp.get_pipe("exercise_labels")
    if not isinstance(labeller, Labeller):
        message = "the pipeline has no component exercise_labels"
        raise TypeError(message)
    signs = labeller.spellings.signs
    Token.set_extension(SIGN, getter=lambda token: signs.of(token.lower_), force=True)
    compiler = Compiler(signs)
    matcher = Matcher(nlp.vocab)
    for rule in labeller.book.rules:
        matcher.add(rule.id, [pattern for pattern, _ in patterns(rule, compiler)])
    return matcher
