"""The label rules of ``rules/labels.toml``: regular expressions on signs, found by a clause's first word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from pipeline.language.words import NUMBER, UNKNOWN, one_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from pipeline.language.words import Signs, Words

WINDOW: Final = 16
"""How many words a pattern may look at: bounds the cost of ``_*`` on a sentence of any length."""
ANYWHERE: Final = "anywhere"
ENDS: Final = frozenset({"$"})
END: Final = r"\Z"
_ELEMENT = re.compile(r"(!?)(\([^()\s]*\)|[^\s?*+()]+)([?*+]?)")
_SHORTHAND: Final = {"~": UNKNOWN, "#": NUMBER} | {
    f"~.{form}": f"{UNKNOWN}.{form}" for form in ("ing", "ed", "s", "plain")
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One label rule, as ``rules/labels.toml`` says it."""

    id: str
    label: str
    where: tuple[str, ...]
    pattern: tuple[str, ...]
    reason: str
    example: tuple[str, ...]
    counter_example: tuple[str, ...]
    kind: str = ""
    needs_dose: frozenset[str] | None = None
    """The dose fields (``DoseReading.anchors``) of which the clause must hold one; empty: any will do."""


class Element(NamedTuple):
    """A place of a pattern: one of ``names`` or none of them; ``operator`` is ``?``, ``*``, ``+`` or empty."""

    negated: bool
    names: tuple[str, ...]
    operator: str


class Fired:
    """A rule that matches the words ``[start, end)``."""

    def __init__(self, start: int, end: int, rule: Rule) -> None:
        self.start = start
        self.end = end
        self.rule = rule


def read(data: dict[str, Any]) -> list[Rule]:
    """Return the rules of a parsed rule file, in order."""
    return [
        Rule(
            **{
                **entry,
                "where": tuple(entry["where"]),
                "pattern": (entry["pattern"],)
                if isinstance(entry["pattern"], str)
                else tuple(entry["pattern"]),
                "example": tuple(entry["example"]),
                "counter_example": tuple(entry["counter_example"]),
                "needs_dose": frozenset(entry["needs_dose"]) if "needs_dose" in entry else None,
            }
        )
        for entry in data["rule"]
    ]


def elements(pattern: str) -> list[Element]:
    """Return a pattern's elements; `ValueError` for one that cannot be read."""
    parts = _ELEMENT.findall(pattern)
    if "".join("".join(part) for part in parts) != pattern.replace(" ", ""):
        raise ValueError(f"cannot read the pattern {pattern!r}")
    return [
        Element(bool(negated), tuple(body[1:-1].split("|")) if body.startswith("(") else (body,), operator)
        for negated, body, operator in parts
    ]


def literals(patterns: Iterable[str], words: Words) -> set[str]:
    """Return the words that patterns name one by one, with their -ing forms where they open a pattern."""
    return {
        name
        for pattern in patterns
        for number, element in enumerate(elements(pattern))
        for name in _with_gerunds(element, words, first=number == 0)
        if name not in _SHORTHAND and name not in {"_", "$"} and not _is_class(name)
    }


def _is_class(name: str) -> bool:
    return name[0].isupper()


def _with_gerunds(element: Element, words: Words, *, first: bool) -> tuple[str, ...]:
    """Behind a lead-in (`start by`) a verb stands in its -ing form: a class has it, a literal is given it."""
    more = (words.gerunds.get(name) for name in element.names) if first else ()
    return (*element.names, *(name for name in more if name))


class Compiler:
    """Turns patterns into regular expressions on signs."""

    def __init__(self, signs: Signs) -> None:
        self.signs = signs
        self.words = signs.words
        self.all = frozenset(signs.masks)
        self._meant: dict[str, frozenset[str]] = {"_": self.all}

    def meant(self, name: str) -> frozenset[str]:
        """Return the signs of a name in a pattern: a word, a class (with its form), ``~``, ``#`` or ``_``."""
        found = self._meant.get(name)
        if found is None:
            full = _SHORTHAND.get(name, name)
            if _is_class(full):
                head, _, form = full.partition(".")
                found = self.meant(head) & self.signs.bearing(form) if form else self.signs.bearing(head)
            else:
                found = frozenset(self.signs.of(full))
            self._meant[name] = found
        return found

    def places(self, pattern: str) -> Iterator[tuple[frozenset[str], str]]:
        """Yield, for each element of a pattern, the signs that it takes and its operator."""
        for number, element in enumerate(elements(pattern)):
            if element.names == ("$",):
                yield ENDS, ""
                break
            names = _with_gerunds(element, self.words, first=number == 0)
            signs: frozenset[str] = frozenset().union(*map(self.meant, names))
            yield (self.all - signs if element.negated else signs), element.operator

    def openers(self, pattern: str) -> frozenset[str]:
        """Return the signs that a match can begin with."""
        found: frozenset[str] = frozenset()
        for signs, operator in self.places(pattern):
            found |= signs
            if operator not in {"?", "*"}:
                break
        return found

    def expression(self, pattern: str) -> str:
        """Return the regular expression; its repeats end with the window that it runs in."""
        return "".join(
            END if signs is ENDS else ("." if signs == self.all else one_of(signs)) + operator
            for signs, operator in self.places(pattern)
        )


class Matcher:
    """A rule, compiled when it is first tried: a run on one article needs a third of the rules."""

    __slots__ = ("match", "needs", "rule")

    def __init__(self, rule: Rule, compiler: Compiler) -> None:
        self.rule = rule
        self.needs = rule.needs_dose
        self.match: Callable[[str, int, int], re.Match[str] | None]

        def compile_and_match(signs: str, start: int, end: int) -> re.Match[str] | None:
            self.match = re.compile("|".join(map(compiler.expression, rule.pattern))).match
            return self.match(signs, start, end)

        self.match = compile_and_match

    def wants(self, dosed: frozenset[str]) -> bool:
        """Say whether a dose of the fields ``dosed`` will do."""
        return self.needs is None or bool(self.needs & dosed if self.needs else dosed)


class RuleBook:
    """The rules of one file, ready to be matched at a word."""

    def __init__(self, rules: Sequence[Rule], signs: Signs) -> None:
        self.rules = list(rules)
        compiler = Compiler(signs)
        self._candidates: dict[str, dict[str, list[Matcher]]] = {}
        self._undosed: dict[str, dict[str, list[Matcher]]] = {}
        """Those that need no dose: most clauses have none."""
        for rule in self.rules:
            matcher = Matcher(rule, compiler)
            opening = frozenset().union(*map(compiler.openers, rule.pattern))
            tables = [self._candidates] if matcher.needs is not None else [self._candidates, self._undosed]
            for table, where in product(tables, rule.where):
                known = table.setdefault(where, {})
                for sign in opening:
                    known.setdefault(sign, []).append(matcher)
        self._here = self._candidates.setdefault(ANYWHERE, {})
        self._openers = re.compile(one_of(self._here))

    def first(self, signs: str, start: int, end: int, where: str, dosed: frozenset[str]) -> Fired | None:
        """Return the first rule for one kind of clause that matches from ``start`` on and ends by ``end``.

        ``dosed`` says what the dose in the clause is of (``DoseReading.anchors``); empty where there is none.
        """
        candidates = (self._candidates if dosed else self._undosed).get(where)
        if candidates is None:
            return None
        end = min(end, start + WINDOW)
        for matcher in candidates.get(signs[start], ()):
            if not dosed or matcher.wants(dosed):
                match = matcher.match(signs, start, end)
                if match:
                    return Fired(start, match.end(), matcher.rule)
        return None

    def anywhere(self, signs: str, dosed: frozenset[str]) -> Iterator[Fired]:
        """Yield the rules for anywhere that match at the words of a sentence, word by word in their order."""
        here = self._here
        for opener in self._openers.finditer(signs):
            start = opener.start()
            for matcher in here[signs[start]]:
                match = matcher.match(signs, start, start + WINDOW)
                if match and matcher.wants(dosed):
                    yield Fired(start, match.end(), matcher.rule)
