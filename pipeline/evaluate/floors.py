"""Floors: what the accuracy on annotated articles may not fall below, with a hash of the annotations."""

from __future__ import annotations

import json
from math import floor
from typing import TYPE_CHECKING, TypedDict

from pipeline.evaluate.measure import headline
from pipeline.output import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pipeline.evaluate.evaluation import Evaluation

MARGIN = 0.005
"""How far below the measured figure a floor is set."""
COMMAND = "python -m pipeline.evaluate floors"


class Floors(TypedDict):
    """The floors of a corpus, and the hash of the annotations that they were measured on."""

    gold: str
    floors: dict[str, float]


def read_floors(path: Path) -> dict[str, Floors]:
    """Read the floors of each corpus; none from a file that is not there yet."""
    found: dict[str, Floors] = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    return found


def write_floors(path: Path, floors: Mapping[str, Floors]) -> None:
    """Write the floors, sorted."""
    path.write_text(json.dumps(floors, sort_keys=True, indent=1) + "\n", encoding="utf-8")


def below(found: Evaluation, floors: Floors) -> list[str]:
    """Return a line for each figure that is below its floor."""
    watched = headline(found.figures)
    return [
        f"{name} is {watched[name]:.4f}, its floor {least:.4f}"
        for name, least in sorted(floors["floors"].items())
        if watched[name] < least
    ]


def faults(corpus: str, found: Evaluation, floors: Floors | None) -> list[str]:
    """Return what is wrong with a corpus: changed annotations, or figures below their floors."""
    if floors is None:
        return [f"{corpus} has no floors yet: `{COMMAND}` pins them"]
    if floors["gold"] != found.gold:
        advice = f"look at the figures, then pin them anew with `{COMMAND}` (--lower if one has to fall)"
        return [f"the annotations in {corpus} are not those that its floors were measured on: {advice}"]
    return [f"{corpus}: {line}" for line in below(found, floors)]


def pin(corpus: str, found: Evaluation, floors: Floors | None, *, lower: bool) -> Floors:
    """Return the floors of a corpus raised to `MARGIN` below what was measured; none falls.

    With ``lower`` they are set there, wherever they were. Without, raises UsageError if a figure is below its
    floor.
    """
    watched = {name: floor((share - MARGIN) * 1e4) / 1e4 for name, share in headline(found.figures).items()}
    if floors and not lower:
        if low := below(found, floors):
            raise UsageError(f"{corpus}: {'; '.join(low)}. Mend that, or give it up with --lower")
        watched = {name: max(share, floors["floors"].get(name, share)) for name, share in watched.items()}
    return {"gold": found.gold, "floors": watched}
