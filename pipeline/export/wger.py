"""``wger``: what its ``/api/v2/exercise-submission/`` takes, one submission an exercise in a JSON array.

The shape is that of wger's ``ExerciseSubmissionSerializer``: category, muscles and equipment by number, the
description in Markdown (``description_source``), cues and warnings as comments.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from pipeline.export.files import write_json
from pipeline.export.markdown import escaped
from pipeline.export.words import Notes, elsewhere, plain

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.catalogue import Catalogue
    from pipeline.records import Exercise

_ENGLISH = 2
_LONGEST_NAME = 200


def export(catalogue: Catalogue, path: Path) -> list[str]:
    """Write ``path``; what is demanded and missing is null, and listed in the submission's ``draft``."""
    notes = Notes(len(catalogue.exercises))
    write_json([_submission(catalogue, exercise, notes) for exercise in catalogue.exercises], path)
    return notes.lines()


def _submission(catalogue: Catalogue, exercise: Exercise, notes: Notes) -> dict[str, Any]:
    name = exercise["name"]
    language = catalogue.article_by_id[exercise["article"]]["language"]
    steps = [f"{number}. {escaped(step['text'])}" for number, step in enumerate(exercise["steps"], 1)]
    said = [*exercise["warnings"], *exercise["cues"], *exercise["modifications"]]
    translation = {
        "name": name["value"] if name and len(name["value"]) <= _LONGEST_NAME else None,
        "description_source": "\n".join(steps) or None,
        "language": _ENGLISH if language == "en" else None,
        "comments": [{"comment": plain(one["text"])} for one in said],
        "license_author": None,
    }
    draft = [
        f"translations.{key}" for key in ("name", "description_source", "language") if not translation[key]
    ]
    # wger would take CC BY-SA 4 for granted: that the article's author grants it, nobody has said.
    draft += ["category", "license", "license_author"]
    for field in draft:
        notes.add(f"{field}: demanded, but the text does not give it; null, listed in draft")
    if exercise["muscles"]:
        notes.add("muscles: the text does not tell main from secondary muscles; all are listed here")
    return {
        "category": None,
        "license": None,
        "license_author": None,
        "muscles": _numbers("muscles", [one["value"] for one in exercise["muscles"]], notes),
        "muscles_secondary": [],
        "equipment": _equipment(exercise, notes),
        "translations": [translation],
        "draft": draft,
    }


def _equipment(exercise: Exercise, notes: Notes) -> list[int]:
    equipment = exercise["equipment"]
    stated_none = ["none"] if equipment["status"] == "stated_none" else []
    return _numbers("equipment", stated_none + [one["value"] for one in equipment["items"]], notes)


def _numbers(kind: Literal["muscles", "equipment"], words: list[str], notes: Notes) -> list[int]:
    target = {"muscles": "wger_muscle_id", "equipment": "wger_equipment_id"}[kind]
    numbers: list[int] = []
    for word in words:
        number = elsewhere(kind, word, target)
        if number is None:
            notes.add(f"{kind}: wger has no entry for {word}; left out")
        elif number not in numbers:
            numbers.append(number)
    return numbers
