"""The check: whether a record is what the schema says, and quotes its article rightly.

Two validators read the same schema: a compiled one (jsonschema-rs), a hundred times faster, says whether; the
other (jsonschema) is asked only about a refused record, and says why. What JSON Schema cannot say is checked
here: spans within the article, quotes that equal the text, pairs in order.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from hashlib import sha256
from typing import Any, Literal, cast

import jsonschema_rs

from pipeline.printable import printable
from pipeline.schema.build import load, with_definitions

Kind = Literal["exercise", "article_entry", "movement", "sentence", "article", "rejected", "catalogue"]
Record = Mapping[str, Any]

PAIRS = ("hold_s", "hold_breaths", "reps", "sets", "rest_s")
_QUOTES = ("positions", "steps", "warnings", "cues", "modifications")
_REASON_LENGTH = 300
_LONGEST_NAME = 1_000


@cache
def schema_of(kind: Kind) -> dict[str, Any]:
    """The schema of one record: a shipped document, or one of the catalogue's definitions on its own."""
    catalogue = load("catalogue")
    if kind in catalogue["$defs"]:
        return {
            "$schema": catalogue["$schema"],
            **with_definitions(catalogue["$defs"][kind], catalogue["$defs"]),
        }
    return load(kind)


@cache
def _compiled(kind: Kind) -> tuple[jsonschema_rs.Draft202012Validator, jsonschema_rs.Draft202012Validator]:
    """The fast validators of one record and of a list of them, compiled once a process."""
    schema = {key: value for key, value in schema_of(kind).items() if key != "$id"}
    definitions = schema.pop("$defs", {})
    many = {"type": "array", "items": schema, "$defs": definitions}
    return (
        jsonschema_rs.Draft202012Validator({**schema, "$defs": definitions}),
        jsonschema_rs.Draft202012Validator(many),
    )


def _is_valid(validator: jsonschema_rs.Draft202012Validator, instance: object) -> bool:
    try:
        return validator.is_valid(instance)
    except (ValueError, TypeError):  # no JSON value at all: a lone surrogate, a set, a key that is no string
        return False


def _path(parts: Iterable[str | int]) -> str:
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts)
    return text.removeprefix(".")


def explain(kind: Kind, record: object) -> str:
    """Why ``record`` does not fit the schema of ``kind``: the path to a field and what is wrong there."""
    import jsonschema

    error = next(jsonschema.Draft202012Validator(schema_of(kind)).iter_errors(record), None)
    if error is None:
        return "holds a value that JSON cannot express"
    where = _path(error.absolute_path)
    return printable(f"{where}: {error.message}" if where else error.message, _REASON_LENGTH)


def _spans_fault(spans: Iterable[Record], size: int) -> str | None:
    for span in spans:
        if not span["start"] < span["end"] <= size:
            empty = span["start"] >= span["end"]
            reason = "is empty" if empty else f"ends behind the article's {size} characters"
            return f"span {span['start']}–{span['end']} {reason}"
    return None


def _dose_fault(dose: Record, size: int) -> str | None:
    stated = dose["open"] or dose["side"] is not None
    pairs = [(name, dose[name]) for name in PAIRS if dose[name] is not None]
    if (freq := dose["freq"]) is not None:
        pairs += [(f"freq.{name}", freq[name]) for name in ("times", "every") if name in freq]
    for name, (low, high) in pairs:
        if low is not None and high is not None and low > high:
            return f"{name}: min {low} is above max {high}"
    if (pairs or stated) and not dose["spans"]:
        return "states something but has no spans"
    return _spans_fault(dose["spans"], size)


def _quotes_fault(field: str, quotes: Sequence[Record], text: str | None, size: int) -> str | None:
    for number, quote in enumerate(quotes):
        spans = quote["spans"]
        if fault := _spans_fault(spans, size):
            return f"{field}[{number}]: {fault}"
        start, end = spans[0]["start"], spans[0]["end"]
        # The length first: so no more is copied of the article than is quoted.
        if text is not None and (end - start != len(quote["text"]) or text[start:end] != quote["text"]):
            there = text[start : min(end, start + 60)]
            return f"{field}[{number}].text: {quote['text'][:60]!r} is not what stands there: {there!r}"
    return None


def _values_fault(record: Record, size: int) -> str | None:
    for field, values in (
        ("body_parts", record["body_parts"]),
        ("muscles", record["muscles"]),
        ("equipment.items", record["equipment"]["items"]),
    ):
        for number, value in enumerate(values):
            if fault := _spans_fault(value["spans"], size):
                return f"{field}[{number}]: {fault}"
    return None


def _exercise_fault(record: Record, text: str | None) -> str | None:
    size = sys.maxsize if text is None else len(text)
    for field in _QUOTES:
        if (quotes := record[field]) and (fault := _quotes_fault(field, quotes, text, size)):
            return fault
    if fault := _dose_fault(record["dose"], size):
        return f"dose: {fault}"
    if fault := _spans_fault((record["span"],), size):
        return fault
    return _values_fault(record, size) or _name_fault(record["name"], text, size)


def _name_fault(name: Record | None, text: str | None, size: int) -> str | None:
    if name is None:
        return None
    if fault := _spans_fault(name["spans"], size):
        return f"name: {fault}"
    if max(len(name["value"]), sum(span["end"] - span["start"] for span in name["spans"])) > _LONGEST_NAME:
        return f"name: is longer than {_LONGEST_NAME} characters"
    if text is not None and (word := _invented(name, text)):
        return f"name.value: {word[:60]!r} does not stand in its spans"
    return None


def _invented(name: Record, text: str) -> str | None:
    """A word of a name that the text does not give. Marks and white space may differ, letters may not."""
    there = "".join(text[span["start"] : span["end"]] for span in name["spans"]).casefold()
    letters = "".join(filter(str.isalnum, there))
    for word in name["value"].casefold().split():
        if "".join(filter(str.isalnum, word)) not in letters:
            return str(word)
    return None


def _article_entry_fault(record: Record, text: str | None) -> str | None:
    size = sys.maxsize if text is None else len(text)
    if fault := _quotes_fault("warnings", record["warnings"], text, size):
        return fault
    if record["schedule"] is not None and (fault := _dose_fault(record["schedule"], size)):
        return f"schedule: {fault}"
    return None


def _sentence_fault(record: Record, text: str | None) -> str | None:
    start, end = record["start"], record["end"]
    if end - start != len(record["text"]):
        return f"{start}–{end} is not as long as the text"
    if text is not None and text[start:end] != record["text"]:
        return f"text: {record['text'][:60]!r} is not what stands at {start}–{end}: {text[start:end][:60]!r}"
    if record["dose"] is not None and (
        fault := _dose_fault(record["dose"], sys.maxsize if text is None else len(text))
    ):
        return f"dose: {fault}"
    return None


def _article_fault(record: Record, _text: str | None) -> str | None:
    if sha256(record["text"].encode()).hexdigest() != record["sha256"]:
        return "sha256 is not that of the text"
    return None


def _no_fault(_record: Record, _text: str | None) -> str | None:
    return None


_FAULTS: dict[Kind, Callable[[Record, str | None], str | None]] = {
    "exercise": _exercise_fault,
    "article_entry": _article_entry_fault,
    "sentence": _sentence_fault,
    "article": _article_fault,
    "movement": _no_fault,
    "rejected": _no_fault,
    "catalogue": _no_fault,
}


class Checker:
    """Checks records before they are written.

    Each method takes a record (or a list) and the text of its article, and gives ``None`` for a valid one,
    else the reason in words with the path to the field. ``text=None`` leaves out what needs the text. Records
    are only read.
    """

    def one(self, kind: Kind, record: object, text: str | None = None) -> str | None:
        """The reason why ``record`` is refused, or ``None``."""
        if not _is_valid(_compiled(kind)[0], record):
            return explain(kind, record)
        return _FAULTS[kind](cast("Record", record), text)

    def many(self, kind: Kind, records: Sequence[object], text: str | None = None) -> list[str | None]:
        """The reason for each of ``records`` of one article, or ``None``: faster than one by one."""
        if not _is_valid(_compiled(kind)[1], records):
            return [self.one(kind, record, text) for record in records]
        fault = _FAULTS[kind]
        return [fault(cast("Record", record), text) for record in records]

    def exercise(self, record: Record, text: str | None) -> str | None:
        """Check an entry of ``exercises`` against its article's ``text``."""
        return self.one("exercise", record, text)

    def exercises(self, records: Sequence[Record], text: str | None) -> list[str | None]:
        """Check the exercises of one article."""
        return self.many("exercise", records, text)

    def sentences(self, rows: Sequence[Record], text: str | None) -> list[str | None]:
        """Check the rows of ``sentences.jsonl`` of one article."""
        return self.many("sentence", rows, text)

    def article_entry(self, record: Record, text: str | None) -> str | None:
        """Check an entry of ``articles``."""
        return self.one("article_entry", record, text)

    def movement(self, record: Record) -> str | None:
        """Check an entry of ``movements``."""
        return self.one("movement", record)
