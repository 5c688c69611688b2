"""The JSON Schemas, built from the contract and the vocabulary.

Built rather than written by hand, so that a value is added to the vocabulary in one place and no two schemas
disagree. Only plain keywords are used (no ``anyOf``): a refusal then names one field and one reason.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.records import LABELS

Json = dict[str, Any]

SCHEMA_VERSION = "1.0.0"
DOCUMENTS = ("catalogue", "sentence", "article", "rejected")

_FOLDER = Path(__file__).parent
_VOCABULARY = _FOLDER.parent / "vocabulary"
# (?!\n) because in Python, unlike in other languages, $ also stands before a last line feed.
_EXERCISE_ID = r"^[a-z0-9]+(?:-[a-z0-9]+)*--[0-9a-f]{12}(?!\n)$"
_SLUG = r"^[a-z0-9]+(?:[-_]+[a-z0-9]+)*(?!\n)$"
_SHA256 = r"^[0-9a-f]{64}(?!\n)$"
_SIDES = ["each", "alternate", "other", "left", "right"]
_DIRECTIONS = ["easier", "harder", "other"]


def _text(description: str, *, nullable: bool = False, **more: object) -> Json:
    kind: str | list[str] = ["string", "null"] if nullable else "string"
    return {"description": description, "type": kind, **more}


def _choice(description: str, values: list[Any]) -> Json:
    return {"description": description, "enum": values}


def _offset(description: str) -> Json:
    # 2^53 - 1: the largest whole number that all readers of JSON keep exact.
    return {"description": description, "type": "integer", "minimum": 0, "maximum": 2**53 - 1}


def _list(description: str, items: Json, **more: object) -> Json:
    return {"description": description, "type": "array", "items": items, **more}


def _ref(name: str, description: str | None = None) -> Json:
    about = {} if description is None else {"description": description}
    return {**about, "$ref": f"#/$defs/{name}"}


def _object(
    description: str, required: Json, optional: Json | None = None, *, nullable: bool = False
) -> Json:
    return {
        "description": description,
        "type": ["object", "null"] if nullable else "object",
        "required": list(required),
        "properties": {**required, **(optional or {})},
        "unevaluatedProperties": False,
    }


def _vocabulary(folder: Path, name: str, description: str) -> Json:
    words: Json = json.loads((folder / f"{name}.json").read_text("utf-8"))
    # "none" is how a text says that nothing is needed: a status, not a thing.
    return _choice(description, [word for word in words if not word.startswith("_") and word != "none"])


def _pair(description: str, *, nullable: bool = True) -> Json:
    return {
        "description": f"{description}: [min, max], null for an open end."
        + (" Null where the text is silent." if nullable else ""),
        "type": ["array", "null"] if nullable else "array",
        "items": {
            "description": "A number, or null for an open end.",
            "type": ["number", "null"],
            "minimum": 0,
            "maximum": 1_000_000_000,
        },
        "minItems": 2,
        "maxItems": 2,
        "contains": {"type": "number"},
    }


def _dose(description: str, *, nullable: bool = False) -> Json:
    return _object(
        description,
        {
            "hold_s": _pair("Seconds that a position is held or a movement kept up"),
            "hold_breaths": _pair("Breaths that a position is held"),
            "reps": _pair("Repetitions"),
            "sets": _pair("Sets, or rounds of a circuit"),
            "rest_s": _pair("Seconds of rest between sets or repetitions"),
            "side": _choice("Which side; null where the text is silent.", [*_SIDES, None]),
            "freq": _object(
                "How often; null where the text is silent.",
                {
                    "times": _pair("How many times", nullable=False),
                    "per": _choice("The span of time in which.", ["hour", "day", "week", "month"]),
                },
                {"every": _pair("How many of these spans go by, one where it is absent", nullable=False)},
                nullable=True,
            ),
            "open": {
                "description": "Whether it says to hold or repeat but leaves the number blank or unsaid.",
                "type": "boolean",
            },
            "spans": _spans("Where the dose was read; empty only where nothing was."),
        },
        nullable=nullable,
    )


def _spans(description: str, minimum: int = 0) -> Json:
    return _list(description, _ref("span"), minItems=minimum)


def _value(description: str, value: Json) -> Json:
    return _object(description, {"value": value, "spans": _spans("Where it was read.", 1)})


def _quote(description: str, first: Json | None = None, optional: Json | None = None) -> Json:
    fields = {
        **(first or {}),
        "text": _text("Words of the article, unchanged: those at the first span.", minLength=1),
        "spans": _spans("Where the words stand.", 1),
    }
    return _object(description, fields, optional)


def _named_values(folder: Path) -> Json:
    """The definitions of what is said of an exercise."""
    return {
        "span": _object(
            "A stretch of the article's text: text[start:end], in Unicode code points.",
            {
                "start": _offset("The first code point."),
                "end": _offset("One behind the last code point."),
            },
        ),
        "dose": _dose("How long, how many, how often; each null where the text is silent."),
        "dose_or_null": _dose("A dose, or null where there is none.", nullable=True),
        "side": _choice("Which side of the body.", _SIDES),
        "direction": _choice(
            "Whether it makes the exercise easier, harder or otherwise different.", _DIRECTIONS
        ),
        "position_word": _vocabulary(folder, "positions", "A posture of the vocabulary."),
        "body_part_word": _vocabulary(folder, "body_parts", "A body part of the vocabulary."),
        "muscle_word": _vocabulary(folder, "muscles", "A muscle of the vocabulary."),
        "equipment_word": _vocabulary(folder, "equipment", "A piece of equipment of the vocabulary."),
        "position": _quote("A posture, and the words that say it.", {"value": _ref("position_word")}),
        "body_part": _value("A body part that the text names.", _ref("body_part_word")),
        "muscle": _value("A muscle that the text names.", _ref("muscle_word")),
        "equipment_item": _value("A thing that is needed.", _ref("equipment_word")),
        "quote": _quote("Words of the article, and where they stand."),
        "warning": _quote(
            "A warning, quoted.",
            {
                "kind": _choice(
                    "What it says: stop if, do not do it if, ask a professional, a ban, or a possible harm.",
                    ["stop_if", "avoid_if", "consult", "forbidden", "harm"],
                )
            },
        ),
        "modification": _quote(
            "A way to do it easier, harder or otherwise different, quoted.", {"direction": _ref("direction")}
        ),
        "step": _quote(
            "One instruction, quoted.",
            {"kind": _choice("What it tells the reader first.", ["position", "action", "hold_rep"])},
            {
                "side": _ref("side"),
                "body_parts": _list("The body parts that it names.", _ref("body_part_word")),
                "modification": _ref("direction", "Set where the step is a modification."),
            },
        ),
    }


def _records() -> Json:
    """The definitions of the catalogue's entries."""
    article_id = _text("The article's id: its path without endings, or the id of its row.", minLength=1)
    return {
        "exercise_id": _text(
            "Slug of the name or 'unnamed', '--', 12 hex digits of a hash of article id, start and end.",
            pattern=_EXERCISE_ID,
        ),
        "article_id": article_id,
        "exercise": _object(
            "One description of an exercise in one article.",
            {
                "id": _ref("exercise_id"),
                "article": _ref("article_id"),
                "span": _ref("span", "From its first to its last sentence."),
                "name": {
                    **_value(
                        "The name, only if the text gives one; else null.", _text("The name.", minLength=1)
                    ),
                    "type": ["object", "null"],
                },
                "positions": _list("The postures, in the order of the text.", _ref("position")),
                "steps": _list("The instructions, in the order of the text.", _ref("step")),
                "dose": _ref("dose", "The dose that stands in the exercise's own sentences."),
                "warnings": _list("Warnings that stand in the exercise.", _ref("warning")),
                "cues": _list("What it should feel like.", _ref("quote")),
                "modifications": _list("Ways to do it otherwise.", _ref("modification")),
                "body_parts": _list("The body parts that the text names.", _ref("body_part")),
                "muscles": _list("The muscles that the text names.", _ref("muscle")),
                "equipment": {
                    **_object(
                        "What is needed.",
                        {
                            "status": _choice(
                                "Listed, said to be nothing, or not stated.",
                                ["listed", "stated_none", "not_stated"],
                            ),
                            "items": _list("The things, if listed; else empty.", _ref("equipment_item")),
                        },
                    ),
                    "if": {"properties": {"status": {"const": "listed"}}},
                    "then": {"properties": {"items": {"minItems": 1}}},
                    "else": {"properties": {"items": {"maxItems": 0}}},
                },
                "confidence": {
                    "description": "Measured precision of the rules that gave the record, 0 to 1.",
                    "type": "number",
                    "minimum": 0,
                    "maximum": 1,
                },
                "review": _list(
                    "Why a person should look at it.", _text("A reason, for example no_name.", pattern=_SLUG)
                ),
            },
        ),
        "article_entry": _object(
            "An article that was kept.",
            {
                "id": _ref("article_id"),
                "path": _text(
                    "Its file below the input folder, with the row's number behind it.", minLength=1
                ),
                "sha256": _text("SHA-256 of the text in UTF-8, hexadecimal.", pattern=_SHA256),
                "url": _text("Where it was published, if known.", nullable=True),
                "title": _text("Its title, if known.", nullable=True),
                "language": _text("Its language (BCP 47), if found out.", nullable=True),
                "warnings": _list("Warnings that concern the whole article.", _ref("warning")),
                "schedule": _ref(
                    "dose_or_null", "A dose for all exercises of the article; null where there is none."
                ),
                "flags": _list(
                    "What is special about it.", _text("A flag, for example scrambled.", pattern=_SLUG)
                ),
            },
            {
                "duplicate_of": _ref("article_id", "The article with the same text that came first."),
                "evidence": {
                    "description": "The measurements that the flags rest on.",
                    "type": "object",
                    "additionalProperties": {"description": "A measurement.", "type": "number"},
                },
            },
        ),
        "movement": _object(
            "Descriptions that were judged to be of the same movement.",
            {
                "id": _text("The movement's id.", pattern=_SLUG),
                "name": _text("The name that is most common among them.", minLength=1),
                "aliases": _list("Their other names.", _text("A name.", minLength=1)),
                "exercises": _list("The ids of the descriptions.", _ref("exercise_id"), minItems=1),
            },
        ),
    }


def _roots() -> dict[str, Json]:
    """What each document describes, without the definitions that it refers to."""
    return {
        "catalogue": _object(
            "catalogue.json: the exercises found in a set of articles.",
            {
                "schema_version": {"description": "The version of this schema.", "const": SCHEMA_VERSION},
                "articles": _list(
                    "The articles that were kept, in the order of their ids.", _ref("article_entry")
                ),
                "exercises": _list("One entry a description in an article.", _ref("exercise")),
                "movements": _list("Which descriptions are of the same movement.", _ref("movement")),
            },
        ),
        "sentence": _object(
            "One line of sentences.jsonl.",
            {
                "article": _ref("article_id"),
                "start": _offset("Its first code point."),
                "end": _offset("One behind its last code point."),
                "text": _text("The article's text from start to end.", minLength=1),
                "labels": _list(
                    "What it tells the reader, the primary label first.",
                    _choice("A label.", list(LABELS)),
                    minItems=1,
                    maxItems=len(LABELS),
                    uniqueItems=True,
                ),
                "rules": _list(
                    "The ids of the rules that gave the labels.", _text("A rule's id.", minLength=1)
                ),
                "dose": _ref("dose_or_null", "The dose that it states; null where it states none."),
                "exercise": _text(
                    "The id of the exercise that it belongs to, or null.", nullable=True, pattern=_EXERCISE_ID
                ),
            },
            {
                "confidence": {
                    "description": "Measured precision of the rules that gave the primary label, 0 to 1.",
                    "type": "number",
                    "minimum": 0,
                    "maximum": 1,
                }
            },
        ),
        "article": _object(
            "One line of articles.jsonl: what the offsets point into.",
            {
                "article": _ref("article_id"),
                "path": _text(
                    "Its file below the input folder, with the row's number behind it.", minLength=1
                ),
                "sha256": _text("SHA-256 of the text in UTF-8, hexadecimal.", pattern=_SHA256),
                "url": _text("Where it was published, if known.", nullable=True),
                "title": _text("Its title, if known.", nullable=True),
                "text": _text("The whole text."),
            },
        ),
        "rejected": _object(
            "One line of rejected.jsonl: an article or record that was refused.",
            {
                "kind": _choice("What was refused.", ["article", "record"]),
                "article": _text("The article's id, or as much of it as is known."),
                "reason": _text("A short code of the reason.", pattern=_SLUG),
                "detail": _text("What is wrong and what to do, in words."),
            },
        ),
    }


def _refs(schema: object) -> set[str]:
    if isinstance(schema, dict):
        own = {schema["$ref"].rpartition("/")[2]} if "$ref" in schema else set()
        return own.union(*map(_refs, schema.values()))
    if isinstance(schema, list):
        return set().union(*map(_refs, schema))
    return set()


def with_definitions(root: Json, definitions: Json) -> Json:
    """``root`` as a schema of its own: those of the ``definitions`` added that it needs, directly or not."""
    needed: set[str] = set()
    found = _refs(root)
    while found - needed:
        needed |= found
        found = set().union(*(_refs(definitions[name]) for name in found))
    return {**root, "$defs": {name: body for name, body in definitions.items() if name in needed}}


def build(vocabulary: Path = _VOCABULARY) -> dict[str, Json]:
    """The schemas by name, their enums read from the JSON files in ``vocabulary``."""
    definitions = _named_values(vocabulary) | _records()
    return {
        name: {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": f"urn:exercise-catalogue:schema:{SCHEMA_VERSION}:{name}",
            "title": name,
            **with_definitions(root, definitions),
        }
        for name, root in _roots().items()
    }


def write(folder: Path = _FOLDER) -> list[Path]:
    """Write the schemas into ``folder`` as ``NAME.schema.json``; the paths written."""
    paths = []
    for name, schema in build().items():
        path = folder / f"{name}.schema.json"
        path.write_text(json.dumps(schema, indent=1, ensure_ascii=False) + "\n", "utf-8")
        paths.append(path)
    return paths


@cache
def load(name: str) -> Json:
    """The shipped schema ``name`` (one of :data:`DOCUMENTS`)."""
    schema: Json = json.loads((_FOLDER / f"{name}.schema.json").read_text("utf-8"))
    return schema
