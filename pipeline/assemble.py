"""From labelled sentences to exercise records: what stands in an exercise's own sentences, and nothing else."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from bisect import bisect_left
from typing import TYPE_CHECKING

from pipeline import confidence
from pipeline.coherence import Evidence, evidence
from pipeline.extraction import Extraction
from pipeline.grouping import Group, group
from pipeline.language_id import detect
from pipeline.outline import CONTENT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from spacy.tokens import Doc

    from pipeline.article import Article
    from pipeline.language.labels import Reading
    from pipeline.language.sentences import Sentence
    from pipeline.records import (
        ArticleEntry,
        Dose,
        Equipment,
        Exercise,
        PositionValue,
        Quote,
        SentenceRow,
        SpanRecord,
        Step,
        Value,
        WarningRecord,
    )

NUMBERS = ("hold_s", "hold_breaths", "reps", "sets", "rest_s")
DOSE_FIELDS = ("hold_s", "hold_breaths", "reps", "sets", "rest_s", "side", "freq")
NOT_SLUG = re.compile(r"[^a-z0-9]+")
LONGEST_SLUG = 60
MARKS = frozenset("*_`")
EACH = frozenset({"each", "alternate"})
"""Sides that say more of an exercise than the side of one of its steps."""
MANY_STEPS = 20
"""A record of more steps may be several exercises."""


class Concept:
    """A mention of a vocabulary value at ``text[start:end]``."""

    def __init__(self, start: int, end: int, kind: str, value: str) -> None:
        self.start = start
        self.end = end
        self.kind = kind
        self.value = value


def slug(name: str) -> str:
    """Return a name as part of an id: lower-case ASCII letters and digits with single hyphens."""
    if not name.isascii():
        name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return NOT_SLUG.sub("-", name.lower()).strip("-")[:LONGEST_SLUG].rstrip("-") or "unnamed"


def span(start: int, end: int) -> SpanRecord:
    """Return a span as it is written."""
    return {"start": start, "end": end}


def no_dose() -> Dose:
    """Return the dose of an exercise whose text is silent about it."""
    return {
        "hold_s": None,
        "hold_breaths": None,
        "reps": None,
        "sets": None,
        "rest_s": None,
        "side": None,
        "freq": None,
        "open": False,
        "spans": [],
    }


def merge_doses(doses: Iterable[Dose]) -> Dose:
    """Return the dose of an exercise: of several values of one kind the first counts, of sides the one of all."""
    merged = no_dose()
    for dose in doses:
        used = False
        for field in DOSE_FIELDS:
            wider = field == "side" and dose["side"] in EACH and merged["side"] not in EACH
            if (merged[field] is None or wider) and dose[field] is not None:  # type: ignore[literal-required]
                merged[field] = dose[field]  # type: ignore[literal-required]
                used = True
        if dose["open"]:
            merged["open"] = used = True
        if used:
            merged["spans"].extend(dose["spans"])
    return merged


def disagree(doses: Iterable[Dose]) -> bool:
    """Say whether doses give different numbers of one kind: `Repeat 10 times.`, `Work up to 20.`."""
    first: dict[str, object] = {}
    return any(
        dose[field] is not None and first.setdefault(field, dose[field]) != dose[field]  # type: ignore[literal-required]
        for dose in doses
        for field in NUMBERS
    )


def within(concepts: Sequence[Concept], sentences: Sequence[Sentence]) -> list[Sequence[Concept]]:
    """Return the concepts that begin in each sentence; both come in the order of the text."""
    starts = [concept.start for concept in concepts]
    found: list[Sequence[Concept]] = []
    at = 0
    for sentence in sentences:
        first = bisect_left(starts, sentence.start, at)
        at = bisect_left(starts, sentence.end, first)
        found.append(concepts[first:at])
    return found


def values(concepts: Iterable[Concept]) -> list[Value]:
    """Return each value once, in the order of its first mention, with all its mentions."""
    found: dict[str, Value] = {}
    for concept in concepts:
        entry = found.setdefault(concept.value, {"value": concept.value, "spans": []})
        entry["spans"].append(span(concept.start, concept.end))
    return list(found.values())


def equipment(concepts: Sequence[Concept]) -> Equipment:
    """Return what is needed: listed, said to be nothing, or not stated."""
    items = values(c for c in concepts if c.value != "none")
    if items:
        return {"status": "listed", "items": items}
    return {"status": "stated_none" if concepts else "not_stated", "items": []}


class Assembler:
    """Makes the records of one article."""

    def __init__(self, article: Article, doc: Doc) -> None:
        self.article = article
        self.text = article.text
        self.sentences: list[Sentence] = doc.user_data["sentences"]
        self.readings: list[Reading] = doc.user_data["readings"]
        concepts = [Concept(s.start_char, s.end_char, s.label_, s.id_) for s in doc.spans["concepts"]]
        self.inside = within(concepts, self.sentences)
        """The concepts of each sentence."""

    def quote(self, sentence: Sentence) -> Quote:
        """Return a sentence's words and where they stand, without list marker and label (`2. Action:`)."""
        start = sentence.body
        if sentence.label_end is not None and sentence.label_end < sentence.end:
            start = sentence.label_end
            while self.text[start].isspace() or self.text[start] in MARKS:
                start += 1
                if start == sentence.end:
                    start = sentence.body
                    break
        return {"text": self.text[start : sentence.end], "spans": [span(start, sentence.end)]}

    def dose(self, i: int) -> Dose | None:
        """Return a sentence's dose; one that says to hold or repeat and no number has an open one."""
        reading = self.readings[i]
        if "hold_rep" not in reading.labels:
            return None
        if reading.dose is not None:
            return reading.dose.dose
        return {**no_dose(), "open": True, "spans": [span(self.sentences[i].start, self.sentences[i].end)]}

    def warning(self, i: int) -> WarningRecord:
        """Return a sentence as a warning."""
        return {"kind": self.readings[i].warning or "forbidden", **self.quote(self.sentences[i])}

    def exercise(self, found: Group) -> Exercise:
        """Return the record of one exercise."""
        sentences, readings = self.sentences, self.readings
        first, last = sentences[found.sentences[0]], sentences[found.sentences[-1]]
        name = self.text[found.name.start : found.name.end] if found.name else None
        key = f"{self.article.id}\x00{first.start}\x00{last.end}"
        digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:12]
        concepts = [concept for i in found.sentences for concept in self.inside[i]]
        told = [i for i in found.sentences if not CONTENT.isdisjoint(readings[i].labels)]
        # What the steps say counts before what a table of facts says; what a modification asks for does not.
        by_weight = sorted(told, key=lambda i: sentences[i].kind == "cell")
        doses = [dose for i in by_weight if not readings[i].modification and (dose := self.dose(i))]
        return {
            "id": f"{slug(name) if name else 'unnamed'}--{digest}",
            "article": self.article.id,
            "span": span(first.start, last.end),
            "name": {"value": name, "spans": [span(*found.name)]} if found.name and name else None,
            "positions": self.positions(told),
            "steps": [self.step(i) for i in told],
            "dose": merge_doses(doses),
            "warnings": [self.warning(i) for i in found.sentences if "warning" in readings[i].labels],
            "cues": [self.quote(sentences[i]) for i in found.sentences if readings[i].cue],
            "modifications": [
                {"direction": direction, **self.quote(sentences[i])}
                for i in told
                if (direction := readings[i].modification)
            ],
            "body_parts": values(c for c in concepts if c.kind == "body_part"),
            "muscles": values(c for c in concepts if c.kind == "muscle"),
            "equipment": equipment([c for c in concepts if c.kind == "equipment"]),
            "confidence": confidence.record(
                [confidence.sentence(readings[i].rules, readings[i].labels) for i in found.sentences]
            ),
            "review": ["several_doses"] if disagree(doses) else [],
        }

    def step(self, i: int) -> Step:
        """Return a sentence that tells how the exercise is done as a step."""
        sentence, reading, dose = self.sentences[i], self.readings[i], self.dose(i)
        kind = next(label for label in reading.labels if label in CONTENT)
        step: Step = {"kind": kind, **self.quote(sentence)}  # type: ignore[typeddict-item]
        if dose and dose["side"]:
            step["side"] = dose["side"]
        parts = list(dict.fromkeys(c.value for c in self.inside[i] if c.kind == "body_part"))
        if parts:
            step["body_parts"] = parts
        if reading.modification:
            step["modification"] = reading.modification
        return step

    def positions(self, told: Sequence[int]) -> list[PositionValue]:
        """Return the postures that an exercise's sentences state, each once, in the order of the text."""
        found: dict[str, PositionValue] = {}
        for i in told:
            if "position" not in self.readings[i].labels or self.readings[i].modification:
                continue
            for concept in self.inside[i]:
                if concept.kind == "position":
                    text = self.text[concept.start : concept.end]
                    entry = found.setdefault(
                        concept.value, {"value": concept.value, "text": text, "spans": []}
                    )
                    entry["spans"].append(span(concept.start, concept.end))
        return list(found.values())

    def row(self, i: int, exercise: str | None) -> SentenceRow:
        """Return a sentence as it is written."""
        sentence, reading = self.sentences[i], self.readings[i]
        return {
            "article": self.article.id, "start": sentence.start, "end": sentence.end,
            "text": self.text[sentence.start : sentence.end], "labels": list(reading.labels), "rules": list(reading.rules),
            "confidence": confidence.sentence(reading.rules, reading.labels), "dose": self.dose(i), "exercise": exercise,
        }  # fmt: skip

    def run(self) -> Extraction:
        """Return the article's entry, sentences and exercises."""
        language = detect(self.text) or self.article.language
        english = language is None or language.split("-")[0].casefold() == "en"
        proof = self.prove()
        flags = [*(["scrambled"] if proof.scrambled else []), *([] if english else ["not_english"])]
        groups = group(self.text, self.sentences, self.readings, scrambled=proof.scrambled) if english else []
        owner: dict[int, str] = {}
        exercises: list[Exercise] = []
        for found in groups:
            record = self.exercise(found)
            record["review"] += review(record, scrambled=proof.scrambled)
            exercises.append(record)
            owner.update(dict.fromkeys(found.sentences, record["id"]))
        alone = [i for i in range(len(self.sentences)) if i not in owner] if english else []
        schedules = [] if proof.scrambled else [dose for i in alone if (dose := self.dose(i))]
        entry: ArticleEntry = {
            "id": self.article.id, "path": self.article.path, "sha256": self.article.sha256, "url": self.article.url,
            "title": self.article.title, "language": language,
            "warnings": [self.warning(i) for i in alone if "warning" in self.readings[i].labels],
            "schedule": merge_doses(schedules) if schedules else None, "flags": flags,
        }  # fmt: skip
        if proof.scrambled:
            entry["evidence"] = {name: round(float(value), 3) for name, value in proof._asdict().items()}
        rows = [self.row(i, owner.get(i)) for i in range(len(self.sentences))]
        return Extraction(entry, rows, exercises)

    def prove(self) -> Evidence:
        """Return the evidence for or against shuffled sentences."""
        postures: list[str | None] = [
            next((concept.value for concept in inside if concept.kind == "position"), None)
            for inside in self.inside
        ]
        return evidence(self.text, self.sentences, self.readings, postures)


def review(record: Exercise, *, scrambled: bool) -> list[str]:
    """Return the reasons why a person should look at a record, the gravest first."""
    kinds = {step["kind"] for step in record["steps"]}
    dosed = any(record["dose"][field] is not None for field in DOSE_FIELDS)  # type: ignore[literal-required]
    reasons = {
        "scrambled_article": scrambled,
        "no_name": record["name"] is None,
        "no_action": "action" not in kinds,
        "dose_without_action": dosed and kinds == {"hold_rep"},
        "no_position": "position" not in kinds and not record["positions"],
        "open_dose": record["dose"]["open"] and not dosed,
        "no_dose": not dosed and not record["dose"]["open"],
        "low_confidence": record["confidence"] < confidence.LOW,
        "many_steps": len(record["steps"]) > MANY_STEPS,
    }
    return [reason for reason, holds in reasons.items() if holds]


def assemble(article: Article, doc: Doc) -> Extraction:
    """Return the records of an article from its processed text."""
    return Assembler(article, doc).run()
