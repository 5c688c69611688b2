"""What the page is given: a line of the index for each article and record, and a body for each article.

A place in the text is ``[from, to]``: numbers of the parts that the text was cut into.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, TypedDict

from pipeline.catalogue import HAS, broader, dose_text, equipment_text, word_text
from pipeline.records import LABELS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.records import Dose, Exercise, Quote, SentenceRow, SpanRecord, Step, Value
    from pipeline.report.source import Described

NO_EXERCISE = "no_exercise"
"""What the page calls an article without records, as if it were a flag."""

At = list[int]


class Item(TypedDict):
    """A value read from the text: in a word, where, and what else is said of it."""

    word: str
    note: str
    at: list[At]


class SentenceBody(TypedDict):
    """A sentence of an article. ``record`` counts within the article."""

    at: At
    labels: list[int]
    rules: list[str]
    dose: str
    record: int | None
    confidence: float | None


class RecordBody(TypedDict):
    """A record as its card shows it."""

    at: At
    name: Item | None
    dose: Item | None
    positions: list[Item]
    steps: list[Item]
    warnings: list[Item]
    cues: list[Item]
    modifications: list[Item]
    equipment: list[Item]
    needs: str
    body_parts: list[Item]
    muscles: list[Item]


class ArticleBody(TypedDict):
    """An article as it is read; ``evidence`` are pairs of a name and a figure."""

    parts: list[str]
    url: str | None
    path: str
    language: str | None
    sentences: list[SentenceBody]
    records: list[RecordBody]
    warnings: list[Item]
    schedule: Item | None
    evidence: list[tuple[str, float]]
    duplicate_of: str | None


class ArticleLine(TypedDict):
    """An article in the index. ``labels`` counts sentences by primary label, ``carries`` are those of any."""

    id: str
    title: str
    flags: list[str]
    records: int
    labels: list[int]
    carries: list[int]


class RecordLine(TypedDict):
    """A record in the index; words include the broader ones, so that supine finds hook lying too."""

    article: int
    id: str
    name: str | None
    dose: str
    has: list[str]
    labels: list[int]
    position: list[str]
    body_part: list[str]
    muscle: list[str]
    equipment: list[str]
    review: list[str]
    confidence: float


class LooseLine(TypedDict):
    """A warning that belongs to no record. ``sentence`` counts within the article."""

    article: int
    sentence: int
    text: str
    labels: list[int]


class _Cutter:
    """Cuts a text at every end of a span; places handed out as offsets become numbers of parts in `cut`."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._places: list[At] = []

    def at(self, start: int, end: int) -> At:
        place = [start, end]
        self._places.append(place)
        return place

    def all(self, spans: Iterable[SpanRecord]) -> list[At]:
        return [self.at(span["start"], span["end"]) for span in spans]

    def cut(self) -> list[str]:
        ends = sorted({0, len(self._text)}.union(*self._places))
        if ends[0] < 0 or ends[-1] > len(self._text):
            raise LookupError("a span outside its article")
        number = {end: position for position, end in enumerate(ends)}
        for place in self._places:
            place[:] = number[place[0]], number[place[1]]
        return [self._text[start:end] for start, end in pairwise(ends)]


def article_body(article: Described) -> ArticleBody:
    """The text in parts, and everything that was found in it with its places."""
    entry = article.entry
    cutter = _Cutter(article.text)
    number = {exercise["id"]: position for position, exercise in enumerate(article.exercises)}
    sentences: list[SentenceBody] = [
        {
            "at": cutter.at(row["start"], row["end"]),
            "labels": _labels(row["labels"]),
            "rules": row["rules"],
            "dose": dose_text(row["dose"]) if row["dose"] else "",
            "record": None if row["exercise"] is None else number[row["exercise"]],
            "confidence": row.get("confidence"),
        }
        for row in article.sentences
    ]
    records = [_record(cutter, exercise) for exercise in article.exercises]
    warnings = [_quote(cutter, one, word_text(one["kind"])) for one in entry["warnings"]]
    schedule = _dose(cutter, entry["schedule"]) if entry["schedule"] else None
    return {
        "parts": cutter.cut(),
        "url": entry["url"],
        "path": entry["path"],
        "language": entry["language"],
        "sentences": sentences,
        "records": records,
        "warnings": warnings,
        "schedule": schedule,
        "evidence": [(word_text(name), value) for name, value in sorted(entry.get("evidence", {}).items())],
        "duplicate_of": entry.get("duplicate_of"),
    }


def _record(cutter: _Cutter, exercise: Exercise) -> RecordBody:
    name, span = exercise["name"], exercise["span"]
    return {
        "at": cutter.at(span["start"], span["end"]),
        "name": None
        if name is None
        else {"word": name["value"], "note": "", "at": cutter.all(name["spans"])},
        "dose": _dose(cutter, exercise["dose"]),
        "positions": [_quote(cutter, one, word_text(one["value"])) for one in exercise["positions"]],
        "steps": [_quote(cutter, one, one["kind"], _step_note(one)) for one in exercise["steps"]],
        "warnings": [_quote(cutter, one, word_text(one["kind"])) for one in exercise["warnings"]],
        "cues": [_quote(cutter, one, "") for one in exercise["cues"]],
        "modifications": [_quote(cutter, one, one["direction"]) for one in exercise["modifications"]],
        "equipment": _values(cutter, exercise["equipment"]["items"]),
        "needs": equipment_text(exercise["equipment"]),
        "body_parts": _values(cutter, exercise["body_parts"]),
        "muscles": _values(cutter, exercise["muscles"]),
    }


def _quote(cutter: _Cutter, quote: Quote, word: str, note: str = "") -> Item:
    return {"word": word, "note": note, "at": cutter.all(quote["spans"])}


def _values(cutter: _Cutter, values: Sequence[Value]) -> list[Item]:
    return [{"word": word_text(one["value"]), "note": "", "at": cutter.all(one["spans"])} for one in values]


def _dose(cutter: _Cutter, dose: Dose) -> Item | None:
    words = dose_text(dose)
    return {"word": words, "note": "", "at": cutter.all(dose["spans"])} if words else None


def _step_note(step: Step) -> str:
    notes = [f"side: {step['side']}"] if "side" in step else []
    notes += [f"modification: {step['modification']}"] if "modification" in step else []
    notes += [", ".join(map(word_text, step["body_parts"]))] if step.get("body_parts") else []
    return " · ".join(notes)


def article_line(article: Described) -> ArticleLine:
    """The article's line of the index."""
    entry, rows = article.entry, article.sentences
    return {
        "id": entry["id"],
        "title": entry["title"] or "",
        "flags": entry["flags"] if article.exercises else [*entry["flags"], NO_EXERCISE],
        "records": len(article.exercises),
        "labels": [sum(row["labels"][0] == label for row in rows) for label in LABELS],
        "carries": [
            number for number, label in enumerate(LABELS) if any(label in row["labels"] for row in rows)
        ],
    }


def record_lines(article: Described, number: int) -> list[RecordLine]:
    """The lines of the index for the records of article ``number``."""
    labels: dict[str, set[str]] = {exercise["id"]: set() for exercise in article.exercises}
    for row in article.sentences:
        if row["exercise"] is not None:
            labels[row["exercise"]].update(row["labels"])
    return [
        {
            "article": number,
            "id": one["id"],
            "name": None if one["name"] is None else one["name"]["value"],
            "dose": dose_text(one["dose"]),
            "has": [name for name, test in HAS.items() if test(one)],
            "labels": sorted(_labels(labels[one["id"]])),
            "position": _with_broader("positions", one["positions"]),
            "body_part": _with_broader("body_parts", one["body_parts"]),
            "muscle": _with_broader("muscles", one["muscles"]),
            "equipment": _with_broader("equipment", one["equipment"]["items"])
            or ["none" if one["equipment"]["status"] == "stated_none" else "not_stated"],
            "review": reasons(one),
            "confidence": one["confidence"],
        }
        for one in article.exercises
    ]


def loose_lines(article: Described, number: int) -> list[LooseLine]:
    """The lines of the index for the warnings of article ``number`` that belong to no record."""
    return [
        {"article": number, "sentence": position, "text": row["text"], "labels": _labels(row["labels"])}
        for position, row in enumerate(article.sentences)
        if is_loose(row)
    ]


def is_loose(row: SentenceRow) -> bool:
    """Whether the sentence warns, and belongs to no record."""
    return row["exercise"] is None and "warning" in row["labels"]


def reasons(exercise: Exercise) -> list[str]:
    """Why a person should look at the record, in alphabetical order."""
    return sorted(set(exercise["review"]))


def _labels(labels: Iterable[str]) -> list[int]:
    return [_NUMBER[label] for label in labels]


_NUMBER: dict[str, int] = {label: number for number, label in enumerate(LABELS)}


def _with_broader(vocabulary: str, values: Iterable[Value]) -> list[str]:
    return sorted({word for one in values for word in _line_of(vocabulary, one["value"])})


@cache
def _line_of(vocabulary: str, word: str) -> tuple[str, ...]:
    """The word and all that it is a kind of."""
    wider = broader(vocabulary).get(word)
    return (word,) if wider is None else (word, *_line_of(vocabulary, wider))
