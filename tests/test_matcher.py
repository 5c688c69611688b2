"""The label rules as spaCy's Matcher find the same as the fast form that the component runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import spacy
from spacy.matcher import Matcher
from spacy.tokens import Doc

from pipeline.language.labels import Labeller
from pipeline.language.matcher import label_matcher, patterns
from pipeline.language.rules import WINDOW, Compiler
from pipeline.language.words import BLANK
from tests.making import nlp

RAW = Path(__file__).resolve().parent.parent / "raw"
STEP = 6
"""Every so many words of the sentences a window is tried: all of them would take minutes."""


def labeller() -> Labeller:
    """Return the component."""
    found = nlp().get_pipe("exercise_labels")
    assert isinstance(found, Labeller)
    return found


def test_both_forms_match_the_same_rules_at_the_same_words() -> None:
    label_matcher(nlp())  # sets the extension attribute
    signs = labeller().spellings.signs
    compiler = Compiler(signs)
    reference: list[tuple[str, bool, Matcher, re.Pattern[str]]] = []
    for rule in labeller().book.rules:
        for text, (pattern, whole) in zip(rule.pattern, patterns(rule, compiler), strict=True):
            matcher = Matcher(nlp().vocab)
            matcher.add("", [pattern])
            reference.append((rule.id, whole, matcher, re.compile(compiler.expression(text))))
    compared = matched = 0
    for path in sorted(RAW.glob("*.txt")):
        words = [
            token.text
            for token in nlp().make_doc(path.read_text("utf-8-sig"))
            if signs.of(token.lower_) != BLANK
        ]
        for start in range(0, len(words), STEP):
            window = Doc(nlp().vocab, words=words[start : start + WINDOW])
            written = "".join(signs.of(token.lower_) for token in window)
            for rule_id, whole, matcher, expression in reference:
                ends = {end for _, begin, end in matcher(window) if begin == 0}
                by_spacy = len(window) in ends if whole else bool(ends)
                by_us = expression.match(written) is not None
                assert by_spacy == by_us, (rule_id, window.text)
                compared += 1
                matched += by_us
    assert compared > 10_000
    assert matched > 100


def test_the_matcher_has_every_rule_under_its_id() -> None:
    matcher = label_matcher(nlp())
    assert len(matcher) == len(labeller().book.rules)
    doc = nlp()("Raise your hips.")
    found = {nlp().vocab.strings[key] for key, _, _ in matcher(doc)}
    assert any(rule.startswith("action.move") for rule in found)


def test_a_pipeline_without_the_component_is_refused() -> None:
    other = spacy.blank("en")
    other.add_pipe("sentencizer", name="exercise_labels")
    with pytest.raises(TypeError):
        label_matcher(other)
