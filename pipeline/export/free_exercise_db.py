"""``free-exercise-db``: the record shape of that public data set (its ``schema.json``, in one JSON array)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipeline.export.files import write_json
from pipeline.export.words import Notes, elsewhere, instructions

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.catalogue import Catalogue
    from pipeline.records import Exercise

_TARGET = "free_exercise_db"
_NOTHING = "body only"


def export(catalogue: Catalogue, path: Path) -> list[str]:
    """Write ``path``; what is demanded and missing is null, and listed in the record's ``draft``."""
    notes = Notes(len(catalogue.exercises))
    write_json([_record(exercise, notes) for exercise in catalogue.exercises], path)
    return notes.lines()


def _record(exercise: Exercise, notes: Notes) -> dict[str, Any]:
    name = exercise["name"]
    record = {
        "id": exercise["id"],
        "name": name["value"] if name else None,
        "force": None,
        "level": None,
        "mechanic": None,
        "equipment": _equipment(exercise, notes),
        "primaryMuscles": _muscles(exercise, notes),
        "secondaryMuscles": [],
        "instructions": list(instructions(exercise)),
        "category": None,
        "images": [],
    }
    draft = [field for field in ("name", "level", "category") if record[field] is None]
    for field in draft:
        notes.add(f"{field}: demanded, but the text does not give it; null, listed in draft")
    return {**record, "draft": draft}


def _muscles(exercise: Exercise, notes: Notes) -> list[str]:
    names = []
    for muscle in exercise["muscles"]:
        name = elsewhere("muscles", muscle["value"], _TARGET)
        if name is None:
            notes.add(f"primaryMuscles: the format has no word for {muscle['value']}; left out")
        else:
            names.append(name)
    if names:
        notes.add(
            "primaryMuscles: the text does not tell primary from secondary muscles; all are listed here"
        )
    return list(dict.fromkeys(names))


def _equipment(exercise: Exercise, notes: Notes) -> str | None:
    equipment = exercise["equipment"]
    if equipment["status"] != "listed":
        return _NOTHING if equipment["status"] == "stated_none" else None
    words = {item["value"]: elsewhere("equipment", item["value"], _TARGET) for item in equipment["items"]}
    for word in (word for word, name in words.items() if name is None):
        notes.add(f"equipment: the format has no word for {word}; left out")
    names = {name for name in words.values() if name is not None}
    if len(names) > 1:
        names.discard(_NOTHING)  # beside other things "body only" only stands for a mat
    if len(names) > 1:
        notes.add("equipment: the format takes one, the text lists several; null")
        return None
    return next(iter(names), None)
