"""A catalogue as tidy tables, and back again without loss.

A row is one thing, a column one fact; the tables ``csv``, ``parquet`` and ``sqlite`` write and
``to_pandas()`` gives:

``articles``   one article ``exercises``  one description of an exercise. ``positions``, ``body_parts``,
``muscles`` and ``equipment`` repeat the
               words of ``mentions``, for filtering
``steps``      one instruction, numbered from 1 ``doses``      one dose: ``of`` says whether an exercise's, an
article's (its schedule) or a sentence's ``mentions``   one thing read from the text: a name, position,
warning, cue, modification, body part, muscle or piece of
               equipment; ``field`` says which, ``item`` numbers them from 1
``movements``  one movement
``sentences``  one labelled sentence

What is missing is null. Lists are JSON arrays (``["knee", "heel"]``), spans arrays of pairs (``[[0, 12]]``);
pairs of a dose are two columns, ``reps_min`` and ``reps_max``, a null in one of them an open end.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Literal, cast

from pipeline.schema import SCHEMA_VERSION
from pipeline.schema.check import PAIRS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import pandas as pd

    from pipeline.catalogue import Catalogue
    from pipeline.records import CatalogueRecord, Dose, SentenceRow, SpanRecord

Row = dict[str, Any]
Type = Literal["string", "Int64", "Float64", "boolean"]

_PAIR_COLUMNS = [f"{name}_{end}" for name in PAIRS for end in ("min", "max")]
_FREQ_COLUMNS = ["freq_times_min", "freq_times_max", "freq_every_min", "freq_every_max"]

# The columns of each table with their pandas types.
TABLES: dict[str, dict[str, Type]] = {
    "articles": dict.fromkeys(
        ("article", "path", "sha256", "url", "title", "language", "flags", "duplicate_of", "evidence"),
        "string",
    ),
    "exercises": {
        "exercise": "string",
        "article": "string",
        "start": "Int64",
        "end": "Int64",
        "name": "string",
        "positions": "string",
        "body_parts": "string",
        "muscles": "string",
        "equipment_status": "string",
        "equipment": "string",
        "movement": "string",
        "confidence": "Float64",
        "review": "string",
    },
    "steps": {
        "exercise": "string",
        "step": "Int64",
        "kind": "string",
        "text": "string",
        "spans": "string",
        "side": "string",
        "body_parts": "string",
        "modification": "string",
    },
    "doses": {
        "of": "string",
        "article": "string",
        "exercise": "string",
        "sentence_start": "Int64",
        "sentence_end": "Int64",
        **dict.fromkeys(_PAIR_COLUMNS, "Float64"),
        "side": "string",
        "freq_per": "string",
        **dict.fromkeys(_FREQ_COLUMNS, "Float64"),
        "open": "boolean",
        "spans": "string",
    },
    "mentions": {
        "article": "string",
        "exercise": "string",
        "field": "string",
        "item": "Int64",
        "value": "string",
        "text": "string",
        "spans": "string",
    },
    "movements": dict.fromkeys(("movement", "name", "aliases", "exercises"), "string"),
    "sentences": {
        "article": "string",
        "start": "Int64",
        "end": "Int64",
        "text": "string",
        "labels": "string",
        "rules": "string",
        "confidence": "Float64",
        "exercise": "string",
    },
}

# Field of a record → which key of its items goes into the column "value", and whether they quote words.
_MENTIONED: dict[str, tuple[str | None, bool]] = {
    "positions": ("value", True),
    "warnings": ("kind", True),
    "cues": (None, True),
    "modifications": ("direction", True),
    "body_parts": ("value", False),
    "muscles": ("value", False),
}


def frames(catalogue: Catalogue) -> dict[str, pd.DataFrame]:
    """The tables of a catalogue by name, in the order of :data:`TABLES`, with pandas' nullable types."""
    import pandas as pd

    return {
        name: pd.DataFrame.from_records(rows, columns=list(TABLES[name])).astype(TABLES[name])
        for name, rows in rows_of(catalogue).items()
    }


def rebuild(tables: Mapping[str, pd.DataFrame]) -> tuple[CatalogueRecord, list[SentenceRow]]:
    """The catalogue and its sentences out of the tables of :func:`frames`, equal to what they were made of.

    Raises :class:`KeyError` where a table or column is missing.
    """
    import pandas as pd

    rows = {}
    for name, columns in TABLES.items():
        frame = tables[name][list(columns)].astype(object)
        rows[name] = cast("list[Row]", frame.where(pd.notna(frame), None).to_dict("records"))
    return _Rebuilding(rows).catalogue(), _Rebuilding(rows).sentences()


# --- There


def rows_of(catalogue: Catalogue) -> dict[str, list[Row]]:
    """The tables as lists of rows; a row may lack columns that are null."""
    rows: dict[str, list[Row]] = {name: [] for name in TABLES}
    for article in catalogue.articles:
        owner = {"article": article["id"]}
        rows["articles"].append(
            owner
            | {key: article[key] for key in ("path", "sha256", "url", "title", "language")}
            | {"flags": _array(article["flags"]), "duplicate_of": article.get("duplicate_of")}
            | {"evidence": _array(article["evidence"]) if "evidence" in article else None}
        )
        rows["mentions"] += _mentions(owner, {"warnings": article["warnings"]})
        if article["schedule"] is not None:
            rows["doses"].append(owner | {"of": "article"} | _dose_columns(article["schedule"]))
    for exercise in catalogue.exercises:
        owner = {"exercise": exercise["id"], "article": exercise["article"]}
        name, equipment = exercise["name"], exercise["equipment"]
        movement = catalogue.movement_of.get(exercise["id"])
        values: dict[str, Any] = {
            "positions": exercise["positions"],
            "body_parts": exercise["body_parts"],
            "muscles": exercise["muscles"],
            "equipment": equipment["items"],
        }
        rows["exercises"].append(
            owner
            | exercise["span"]
            | {field: _array([one["value"] for one in items]) for field, items in values.items()}
            | {
                "name": name["value"] if name else None,
                "equipment_status": equipment["status"],
                "movement": movement["id"] if movement else None,
                "confidence": exercise["confidence"],
                "review": _array(exercise["review"]),
            }
        )
        for number, step in enumerate(exercise["steps"], 1):
            rows["steps"].append(
                {"exercise": exercise["id"], "step": number}
                | {"kind": step["kind"], "text": step["text"], "spans": _spans_text(step["spans"])}
                | {"side": step.get("side"), "modification": step.get("modification")}
                | {"body_parts": _array(step["body_parts"]) if "body_parts" in step else None}
            )
        if name is not None:
            rows["mentions"] += _mentions(owner, {"name": [name]})
        rows["mentions"] += _mentions(owner, {field: cast("Any", exercise)[field] for field in _MENTIONED})
        rows["mentions"] += _mentions(owner, {"equipment": equipment["items"]})
        rows["doses"].append(owner | {"of": "exercise"} | _dose_columns(exercise["dose"]))
    rows["movements"] += (
        {"movement": one["id"], "name": one["name"]}
        | {"aliases": _array(one["aliases"]), "exercises": _array(one["exercises"])}
        for one in catalogue.movements
    )
    for sentence in catalogue.sentences():
        place = {"article": sentence["article"], "exercise": sentence["exercise"]}
        rows["sentences"].append(
            place
            | {"start": sentence["start"], "end": sentence["end"], "text": sentence["text"]}
            | {"labels": _array(sentence["labels"]), "rules": _array(sentence["rules"])}
            | {"confidence": sentence.get("confidence")}
        )
        if sentence["dose"] is not None:
            where = {"sentence_start": sentence["start"], "sentence_end": sentence["end"]}
            rows["doses"].append(place | {"of": "sentence"} | where | _dose_columns(sentence["dose"]))
    return rows


def _array(values: object) -> str:
    return json.dumps(values, ensure_ascii=False)


def _spans_text(spans: Iterable[SpanRecord]) -> str:
    return _array([[span["start"], span["end"]] for span in spans])


def _mentions(owner: Row, fields: Mapping[str, Any]) -> Iterator[Row]:
    for field, items in fields.items():
        key, _ = _MENTIONED.get(field, ("value", False))
        for number, item in enumerate(items, 1):
            yield owner | {
                "field": field,
                "item": number,
                "value": None if key is None else item[key],
                "text": item.get("text"),
                "spans": _spans_text(item["spans"]),
            }


def _ends(name: str, pair: list[float | None] | None) -> Row:
    low, high = pair or (None, None)
    return {f"{name}_min": low, f"{name}_max": high}


def _dose_columns(dose: Dose) -> Row:
    row: Row = {"side": dose["side"], "open": dose["open"], "spans": _spans_text(dose["spans"])}
    for name in PAIRS:
        row |= _ends(name, cast("Any", dose)[name])
    if (freq := dose["freq"]) is not None:
        row |= {"freq_per": freq["per"]} | _ends("freq_times", freq["times"])
        row |= _ends("freq_every", freq.get("every"))
    return row


# --- And back


def _from_array(text: str) -> Any:  # noqa: ANN401 - a list or mapping of whatever was written
    return json.loads(text)


def _spans(text: str) -> list[Row]:
    return [{"start": start, "end": end} for start, end in _from_array(text)]


def _number(value: float | None) -> float | None:
    """A number as the catalogue writes it: whole ones without a decimal point."""
    return int(value) if value is not None and float(value).is_integer() else value


def _pair(row: Row, name: str) -> list[float | None] | None:
    low, high = _number(row[f"{name}_min"]), _number(row[f"{name}_max"])
    return None if low is None and high is None else [low, high]


def _dose(row: Row) -> Row:
    freq = None
    if row["freq_per"] is not None:
        every = _pair(row, "freq_every")
        freq = {"times": _pair(row, "freq_times"), "per": row["freq_per"]}
        freq |= {} if every is None else {"every": every}
    return {
        **{name: _pair(row, name) for name in PAIRS},
        "side": row["side"],
        "freq": freq,
        "open": bool(row["open"]),
        "spans": _spans(row["spans"]),
    }


def _present(row: Row, *columns: str) -> Row:
    return {column: row[column] for column in columns if row[column] is not None}


class _Rebuilding:
    """The rows, sorted by what they belong to."""

    def __init__(self, rows: dict[str, list[Row]]) -> None:
        self._rows = rows
        self._steps: defaultdict[str, list[Row]] = defaultdict(list)
        self._mentions: defaultdict[tuple[Any, Any, str], list[Row]] = defaultdict(list)
        self._doses: dict[tuple[Any, ...], Row] = {}
        for row in sorted(rows["steps"], key=lambda row: int(row["step"])):
            self._steps[row["exercise"]].append(row)
        for row in sorted(rows["mentions"], key=lambda row: int(row["item"])):
            self._mentions[row["article"], row["exercise"], row["field"]].append(row)
        for row in rows["doses"]:
            self._doses[self._dose_key(row)] = _dose(row)

    @staticmethod
    def _dose_key(row: Row) -> tuple[Any, ...]:
        match row["of"]:
            case "exercise":
                return ("exercise", row["exercise"])
            case "article":
                return ("article", row["article"])
            case _:
                return ("sentence", row["article"], row["sentence_start"], row["sentence_end"])

    def _items(self, article: str, exercise: str | None, field: str) -> list[Row]:
        key, quotes = _MENTIONED.get(field, ("value", False))
        return [
            ({} if key is None else {key: row["value"]})
            | ({"text": row["text"]} if quotes else {})
            | {"spans": _spans(row["spans"])}
            for row in self._mentions[article, exercise, field]
        ]

    def _article(self, row: Row) -> Row:
        article = row["article"]
        return {
            "id": article,
            **{key: row[key] for key in ("path", "sha256", "url", "title", "language")},
            "warnings": self._items(article, None, "warnings"),
            "schedule": self._doses.get(("article", article)),
            "flags": _from_array(row["flags"]),
            **_present(row, "duplicate_of"),
            **({"evidence": _from_array(row["evidence"])} if row["evidence"] is not None else {}),
        }

    def _exercise(self, row: Row) -> Row:
        article, exercise = row["article"], row["exercise"]
        fields = {
            field: self._items(article, exercise, field) for field in ("name", "equipment", *_MENTIONED)
        }
        return {
            "id": exercise,
            "article": article,
            "span": {"start": int(row["start"]), "end": int(row["end"])},
            "name": next(iter(fields.pop("name")), None),
            "equipment": {"status": row["equipment_status"], "items": fields.pop("equipment")},
            **fields,
            "steps": [
                {"kind": step["kind"], "text": step["text"], "spans": _spans(step["spans"])}
                | _present(step, "side", "modification")
                | ({"body_parts": _from_array(step["body_parts"])} if step["body_parts"] is not None else {})
                for step in self._steps[exercise]
            ],
            "dose": self._doses["exercise", exercise],
            "confidence": _number(row["confidence"]),
            "review": _from_array(row["review"]),
        }

    def catalogue(self) -> CatalogueRecord:
        record = {
            "schema_version": SCHEMA_VERSION,
            "articles": [self._article(row) for row in self._rows["articles"]],
            "exercises": [self._exercise(row) for row in self._rows["exercises"]],
            "movements": [
                {"id": row["movement"], "name": row["name"]}
                | {key: _from_array(row[key]) for key in ("aliases", "exercises")}
                for row in self._rows["movements"]
            ],
        }
        return cast("CatalogueRecord", record)

    def sentences(self) -> list[SentenceRow]:
        rows = [
            {
                "article": row["article"],
                "start": int(row["start"]),
                "end": int(row["end"]),
                "text": row["text"],
                "labels": _from_array(row["labels"]),
                "rules": _from_array(row["rules"]),
                **({} if row["confidence"] is None else {"confidence": _number(row["confidence"])}),
                "dose": self._doses.get(("sentence", row["article"], row["start"], row["end"])),
                "exercise": row["exercise"],
            }
            for row in self._rows["sentences"]
        ]
        return cast("list[SentenceRow]", rows)
