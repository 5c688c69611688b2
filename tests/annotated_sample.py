"""An annotated article and what a pipeline could have said of it, made by hand."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from pipeline.assemble import no_dose

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

TEXT = """Heel slide
Lie on your back. Slide one heel towards you. Hold for 5 to 10 seconds. Repeat twice a day.
Stop if it hurts.
Wall sit
Lean on a wall. Bend your knees and hold on.
This page was written by a friend.
"""
HASH = hashlib.sha256(TEXT.encode()).hexdigest()


def at(piece: str) -> dict[str, int]:
    """Where a piece stands in the text."""
    return {"start": TEXT.index(piece), "end": TEXT.index(piece) + len(piece)}


def annotated(piece: str, *labels: str, **more: Any) -> dict[str, Any]:
    """A sentence of the annotation."""
    return {**at(piece), "labels": list(labels), **more}


def row(piece: str, *labels: str, **more: Any) -> dict[str, Any]:
    """A sentence as a pipeline writes it; a dose by its fields."""
    stated = {"rules": [f"{label}.rule" for label in labels if label != "other"], "exercise": None, **more}
    if stated.get("dose") is not None:
        stated["dose"] = {**no_dose(), **stated["dose"]}
    return {"article": "heel", "text": piece, "labels": list(labels), "dose": None, **at(piece), **stated}


def gold() -> dict[str, Any]:
    """The annotation."""
    twice = {"times": [2, 2], "per": "day"}
    return {
        "sha256": HASH,
        "sentences": [
            annotated("Heel slide", "other", exercise=1),
            annotated("Lie on your back.", "position", exercise=1),
            annotated("Slide one heel towards you.", "action", exercise=1),
            annotated("Hold for 5 to 10 seconds.", "hold_rep", exercise=1, dose={"hold_s": [5, 10]}),
            annotated("Repeat twice a day.", "hold_rep", exercise=1, dose={"freq": twice}),
            annotated("Stop if it hurts.", "warning", exercise=1),
            annotated("Wall sit", "other", exercise=2),
            annotated("Lean on a wall.", "position", exercise=2, accept=["action"]),
            annotated("Bend your knees and hold on.", "action", "hold_rep", exercise=2, dose={"open": True}),
            annotated("This page was written by a friend.", "other"),
        ],
        "exercises": [{"k": 1, "name": "Heel slide"}, {"k": 2, "name": "Wall sit"}],
    }


def rows() -> list[dict[str, Any]]:
    """What a pipeline says that makes no mistake."""
    twice = {"times": [2, 2], "per": "day"}
    return [
        row("Heel slide", "other", exercise="heel-slide--1"),
        row("Lie on your back.", "position", exercise="heel-slide--1"),
        row("Slide one heel towards you.", "action", exercise="heel-slide--1"),
        row("Hold for 5 to 10 seconds.", "hold_rep", exercise="heel-slide--1", dose={"hold_s": [5, 10]}),
        row("Repeat twice a day.", "hold_rep", exercise="heel-slide--1", dose={"freq": twice}),
        row("Stop if it hurts.", "warning", exercise="heel-slide--1"),
        row("Wall sit", "other", exercise="wall-sit--2"),
        row("Lean on a wall.", "position", exercise="wall-sit--2"),
        row(
            "Bend your knees and hold on.", "action", "hold_rep", exercise="wall-sit--2", dose={"open": True}
        ),
        row("This page was written by a friend.", "other"),
    ]


def changed(piece: str, *labels: str, **more: Any) -> list[dict[str, Any]]:
    """The rows with one of them said otherwise."""
    said = rows()
    number = next(i for i, one in enumerate(said) if one["text"] == piece)
    kept = {key: said[number][key] for key in ("exercise", "dose") if key not in more}
    said[number] = row(piece, *(labels or said[number]["labels"]), **{**kept, **more})
    return said


def exercises() -> list[dict[str, Any]]:
    """The records, as far as an evaluation looks at them."""
    return [
        {"id": f"{name}--{i}", "article": "heel", "name": {"value": words, "spans": []}, "confidence": sure}
        for i, (name, words, sure) in enumerate(
            (("heel-slide", "HEEL  slide", 0.95), ("wall-sit", "Wall sit", 0.5)), 1
        )
    ]


def write(
    folder: Path, said: Iterable[dict[str, Any]], *, text: str = TEXT, article: str = "heel"
) -> tuple[Path, Path]:
    """Write a result and the annotation; return their folders."""
    out, annotations = folder / "out", folder / "gold"
    out.mkdir()
    annotations.mkdir()
    entry = {"article": "heel", "text": text, "sha256": hashlib.sha256(text.encode()).hexdigest()}
    (out / "sentences.jsonl").write_text("".join(json.dumps(one) + "\n" for one in said))
    (out / "articles.jsonl").write_text(json.dumps(entry) + "\n")
    (out / "catalogue.json").write_text(json.dumps({"exercises": exercises()}))
    (annotations / f"{article}.json").write_text(json.dumps(gold()))
    return out, annotations
