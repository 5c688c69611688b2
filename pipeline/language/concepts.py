"""Finds postures, parts of the body, muscles and equipment in a text.

One ``PhraseMatcher`` goes over the document once; what its words mean where they stand is decided by the
rules of ``rules/concepts.toml``, tried only there. The result is ``doc.spans["concepts"]``, spans in order:
``label_`` is ``position``, ``body_part``, ``muscle`` or ``equipment``, ``id_`` the vocabulary's value, and
``kb_id_`` the rule that found it (``vocabulary`` for a word that is simply listed).
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span, SpanGroup

from pipeline.language.tokens import text_of, token_end, token_starts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Kind = Literal["position", "body_part", "muscle", "equipment"]
FILES: dict[Kind, str] = {
    "position": "positions",
    "body_part": "body_parts",
    "muscle": "muscles",
    "equipment": "equipment",
}
SPANS = "concepts"
LISTED = "vocabulary"
LOOK_BACK = 70  # code points before a mention that its rules may read
SENTENCE = 200  # code points behind a posture in which its details may stand
SENTENCE_END = re.compile(r"[.!?](?=\s|$)|[:•|]| -- |\n\s*(?=\n|[-*#\d])")
LINK = re.compile(r"\]\([^()\[\]\s]*\)|https?://\S+")  # the words of an address are not the author's
BROKEN_LINES = ("\n", "\n  ", "\n   ")  # white space that hard wraps put between two words
LONGEST_BROKEN = 3  # words of a term that is looked for across two lines
IRREGULAR = {"foot": "feet", "calf": "calves"}


@cache
def vocabulary(name: str) -> dict[str, dict[str, Any]]:
    """Return a vocabulary file: value → ``synonyms`` and what else is known of it."""
    loaded: dict[str, dict[str, Any]] = json.loads(
        files("pipeline").joinpath("vocabulary", f"{name}.json").read_text("utf-8")
    )
    return loaded


@cache
def concept_rules() -> dict[str, Any]:
    """Return the rules as they are written, for ``explain``, the documentation and the tests."""
    return tomllib.loads(files("pipeline").joinpath("rules", "concepts.toml").read_text("utf-8"))


def plural(term: str) -> str:
    """Return the term with its last word in the plural; a plural is returned as it is."""
    start, space, last = term.rpartition(" ")
    if last in IRREGULAR:
        last = IRREGULAR[last]
    elif last.endswith(("s", "feet")):
        return term
    elif last.endswith(("x", "ch", "sh")):
        last += "es"
    elif last.endswith("y") and last[-2] not in "aeo":
        last = last[:-1] + "ies"
    else:
        last += "s"
    return start + space + last


def spellings(term: str, *, inflect: bool) -> set[str]:
    """Return the ways to write a term: both numbers, hyphens or blanks, straight or curly apostrophes."""
    terms = {term, plural(term)} if inflect else {term}
    terms |= {t.replace("-", " ") for t in terms} | {t.replace(" ", "-") for t in terms if t.count(" ") == 1}
    terms |= {t.replace("'", "’") for t in terms}
    return terms


def lower(text: str) -> str:
    """Return the text in lower case, code point by code point, so that offsets stay."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _leftmost_longest(match: tuple[int, int, int]) -> tuple[int, int, int]:
    return match[1], -match[2], match[0]


@dataclass(frozen=True, slots=True)
class Context:
    """A pattern of what stands before and behind a mention, made from ``before _ behind``."""

    before: re.Pattern[str] | None
    behind: re.Pattern[str] | None

    def holds(self, low: str, start: int, end: int) -> bool:
        """Tell whether it is so at ``low[start:end]``."""
        if self.behind is not None and not self.behind.match(low, end):
            return False
        return self.before is None or self.before.search(low, max(0, start - LOOK_BACK), start) is not None


@dataclass(frozen=True, slots=True)
class Trap:
    """When a word of the vocabulary counts, and when not."""

    only_if: tuple[Context, ...]
    not_if: tuple[Context, ...]

    def drops(self, low: str, start: int, end: int) -> bool:
        """Tell whether the mention does not count."""
        if self.only_if and not any(context.holds(low, start, end) for context in self.only_if):
            return True
        return any(context.holds(low, start, end) for context in self.not_if)


@dataclass(frozen=True, slots=True)
class Frame:
    """A posture said with a verb; numbers are those of the string store, value 0 is no posture at all."""

    rule: int
    value: int
    pattern: re.Pattern[str]
    after: re.Pattern[str] | None
    unless: re.Pattern[str] | None

    def end(self, low: str, start: int) -> int | None:
        """Return where the posture ends that begins at ``start``, or None if none does."""
        match = self.pattern.match(low, start)
        if match is None:
            return None
        back = max(0, start - LOOK_BACK)
        if self.after is not None and not self.after.search(low, back, start):
            return None
        if self.unless is not None and self.unless.search(low, back, start):
            return None
        return match.end()


@dataclass(frozen=True, slots=True)
class Detail:
    """Words behind a posture that make it a closer one."""

    rule: int
    value: int
    pattern: re.Pattern[str]
    without: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Sense:
    """What words may mean: a posture if a frame fits, a concept unless a trap drops it, or nothing."""

    label: int = 0
    value: int = 0
    traps: tuple[Trap, ...] = ()
    frames: tuple[Frame, ...] = ()


class Page(NamedTuple):
    """A text, the same in lower case, and where its tokens start."""

    text: str
    low: str
    starts: list[int]

    def end(self, token: int) -> int:
        """Return where the token before a token ends."""
        return token_end(self.text, self.starts, token - 1)


class Patterns:
    """Turns the patterns of the rule file into regular expressions."""

    def __init__(self, rules: dict[str, Any]) -> None:
        words = {name: f"(?:{'|'.join(words)})" for name, words in rules["words"].items()}
        self.named: dict[str, str] = words | rules["patterns"]

    def expand(self, text: str) -> str:
        """Return the expression: the named parts put in, a blank made any white space."""
        while (named := re.sub(r"\{([a-z]+)\}", lambda name: self.named[name[1]], text)) != text:
            text = named
        # what looks behind must be of fixed width: one white space for a blank
        text = re.sub(r"\(\?<[!=][^)]*\)", lambda look: look[0].replace(" ", r"\s"), text)
        return re.sub(r"(?<!\[) (?!\])", r"\\s+", text)

    def behind(self, text: str) -> re.Pattern[str]:
        """Compile what stands from some place on and ends where a word ends."""
        return re.compile(rf"(?:{self.expand(text)})(?!\w)")

    def before(self, texts: Iterable[str]) -> re.Pattern[str]:
        """Compile what stands directly before some place and begins where a word begins."""
        return re.compile(rf"(?!(?<=\w)\w)(?:{'|'.join(map(self.expand, texts))})$")

    def contexts(self, texts: Iterable[str]) -> tuple[Context, ...]:
        """Compile patterns with a ``_``; those that look to one side only become one."""
        sides = [text.split("_") for text in texts]
        made = [Context(self.before([left]), self.behind(right)) for left, right in sides if left and right]
        if before := [left for left, right in sides if not right]:
            made.append(Context(self.before(before), None))
        if behind := [right for left, right in sides if not left]:
            made.append(Context(None, self.behind("|".join(behind))))
        return tuple(made)


class ExerciseConcepts:
    """The spaCy component: sets ``doc.spans["concepts"]``.

    All that it knows is data of the package, loaded when it is made; a pipeline is saved without it.
    """

    def __init__(self, nlp: Language) -> None:
        strings = nlp.vocab.strings
        rules = concept_rules()
        patterns = Patterns(rules)
        self.listed = strings.add(LISTED)
        self.posture = strings.add("position")
        self.equipment = strings.add("equipment")
        self.details: dict[int, list[Detail]] = {}
        for rule in rules["detail"]:
            pattern, without = (re.compile(patterns.expand(rule[name])) for name in ("pattern", "without"))
            detail = Detail(strings.add(rule["id"]), strings.add(rule["value"]), pattern, without)
            for value in rule["from"]:
                self.details.setdefault(strings.add(value), []).append(detail)
        self.senses: dict[int, Sense] = {}
        self.matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
        for sense, terms in _senses(rules, patterns, nlp).items():
            key = f"concept-{len(self.senses)}"
            self.senses[strings.add(key)] = sense
            self.matcher.add(key, [nlp.tokenizer(term) for term in _broken(terms)])

    def __call__(self, doc: Doc) -> Doc:
        """Set the concepts of the document."""
        spans: list[Span] = []
        if matches := self.matcher(doc):
            text = text_of(doc)
            page = Page(text, lower(text), token_starts(doc))
            spans.extend(self._spans(doc, page, sorted(matches, key=_leftmost_longest)))
            linked = "](" in text or "://" in text
            if linked and (links := [match.span() for match in LINK.finditer(text)]):
                spans = [span for span in spans if not _within(span.start_char, links)]
        doc.spans[SPANS] = SpanGroup(doc, name=SPANS, spans=spans)
        return doc

    def _spans(self, doc: Doc, page: Page, matches: list[tuple[int, int, int]]) -> Iterator[Span]:
        """Yield the concepts, the leftmost and longest first; what stands inside another is left out.

        A posture covers the parts of the body its own words name (``on your back`` speaks of no back) but
        no equipment. A word that a trap drops still covers shorter ones of its sort.
        """
        posture_to = body_to = thing_to = 0  # the token up to which each sort is covered
        for key, i, j in matches:
            sense = self.senses[key]
            if sense.label == self.posture:
                if i >= posture_to and (found := self._posture(page, sense, i, j)):
                    rule, value, core, posture_to = found
                    if value:
                        body_to = max(body_to, core)
                        yield Span(doc, i, posture_to, self.posture, kb_id=rule, span_id=value)
            elif not sense.label:
                posture_to, body_to, thing_to = max(posture_to, j), max(body_to, j), max(thing_to, j)
            elif i >= thing_to and (i >= body_to or sense.label == self.equipment):
                thing_to = j
                if not sense.traps or not _dropped(page, sense, i, j):
                    yield Span(doc, i, j, sense.label, kb_id=self.listed, span_id=sense.value)

    def _posture(self, page: Page, sense: Sense, i: int, j: int) -> tuple[int, int, int, int] | None:
        """Return rule, value, and the tokens where the posture's own words and its details end.

        The value is 0 where the words are no posture but cover their place; None where nothing is said.
        """
        _, low, starts = page
        rule, value, start = self.listed, sense.value, starts[i]
        for frame in sense.frames:
            if (end := frame.end(low, start)) is not None:
                rule, value = frame.rule, frame.value
                j = bisect_left(starts, end)
                break
        else:
            if not value:
                return None
            if _dropped(page, sense, i, j):
                return rule, 0, j, j
        details = self.details.get(value)
        if details is None:
            return rule, value, j, j
        end = page.end(j)
        stop = SENTENCE_END.search(low, end, end + SENTENCE)
        upto = stop.start() if stop else end + SENTENCE
        for detail in details:
            match = detail.pattern.search(low, end, upto)
            if match is not None and detail.without.search(low, end, upto) is None:
                return detail.rule, detail.value, j, bisect_left(starts, match.end())
        return rule, value, j, j


def _within(place: int, links: list[tuple[int, int]]) -> bool:
    """Tell whether a code point stands in one of the stretches, which are in order."""
    before = bisect_right(links, (place, sys.maxsize))
    return before > 0 and place < links[before - 1][1]


def _dropped(page: Page, sense: Sense, i: int, j: int) -> bool:
    """Tell whether a trap says that tokens ``i`` to ``j`` do not mean what they may."""
    start, end = page.starts[i], page.end(j)
    return any(trap.drops(page.low, start, end) for trap in sense.traps)


def _senses(rules: dict[str, Any], patterns: Patterns, nlp: Language) -> dict[Sense, set[str]]:
    """Return every sense, and the terms that may have it."""
    strings = nlp.vocab.strings
    senses: dict[Sense, set[str]] = {}
    for rule in rules["name"]:
        for phrase in rule["phrases"]:
            senses.setdefault(Sense(), set()).update(spellings(phrase, inflect=False))
    frames: dict[str, list[Frame]] = {}
    for rule in rules["frame"]:
        frame = Frame(
            strings.add(rule["id"]),
            strings.add(rule["value"]) if rule["value"] else 0,
            patterns.behind(rule["pattern"]),
            patterns.before([rule["after"]]) if "after" in rule else None,
            patterns.before(rule["unless"]) if "unless" in rule else None,
        )
        for anchor in rule["anchors"]:
            frames.setdefault(anchor, []).append(frame)
    traps = [
        (rule, Trap(patterns.contexts(rule.get("only_if", ())), patterns.contexts(rule.get("not_if", ()))))
        for rule in rules["trap"]
    ]
    for kind, name in FILES.items():
        for value, entry in vocabulary(name).items():
            for term in entry["synonyms"]:
                caught = tuple(
                    trap
                    for rule, trap in traps
                    if rule["kind"] == kind
                    and (
                        term in rule.get("terms", ())
                        or value in rule.get("values", ())
                        or (rule.get("terms") == ["*"] and value != "none")
                    )
                )
                for way in sorted(spellings(term, inflect=kind != "position" and value != "none")):
                    fitting = tuple(frames.pop(way, ())) if kind == "position" else ()
                    sense = Sense(strings.add(kind), strings.add(value), caught, fitting)
                    senses.setdefault(sense, set()).add(way)
    for anchor, left in frames.items():
        senses.setdefault(Sense(strings.add("position"), frames=tuple(left)), set()).add(anchor)
    return senses


def _broken(terms: set[str]) -> list[str]:
    """Return the terms in order, and as a hard wrap may break them."""
    wraps = {
        f"{term[: blank.start()]}{wrap}{term[blank.end() :]}"
        for term in terms
        if term.count(" ") < LONGEST_BROKEN
        for blank in re.finditer(" ", term)
        for wrap in BROKEN_LINES
    }
    return sorted(terms | wraps)


@Language.factory("exercise_concepts", assigns=["doc.spans"])
def create_concepts(nlp: Language, name: str) -> ExerciseConcepts:  # noqa: ARG001 (spaCy passes it)
    """Return the component for a pipeline."""
    return ExerciseConcepts(nlp)
