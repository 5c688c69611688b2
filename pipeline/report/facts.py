"""What the page says of itself: what it was made from, by which rules, and how good these are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import orjson

from pipeline.catalogue import word_text
from pipeline.program import program, rules

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_PACKAGE = Path(__file__).resolve().parent.parent
ACCURACY = _PACKAGE / "rules" / "accuracy.json"
"""Measured by ``evaluate``: ``{"sentences": count, "figures": {name: figure}}``."""


_FIRST = ("primary_accuracy", "dose_f1", "exercise_bcubed_f1")
"""The figures that say most, in this order; the others follow as they stand in the file."""


class Accuracy(NamedTuple):
    """How good the rules were, on how many sentences; ``figures`` are pairs of a name and 0 to 1."""

    sentences: int
    figures: list[tuple[str, float]]


def by_these_rules(made_by: Mapping[str, str]) -> bool:
    """Whether rules of this hash, or else a program of it, are the ones installed; of neither, they are."""
    if "rules" in made_by:
        return made_by["rules"] == rules()
    return made_by.get("program", program()) == program()


def accuracy(path: Path = ACCURACY) -> Accuracy | None:
    """The accuracy of the rules as it was measured, None where it was not."""
    if not path.is_file():
        return None
    told = orjson.loads(path.read_bytes())
    figures = told.get("figures", {})
    first = {name: figures[name] for name in _FIRST if name in figures}
    return Accuracy(told.get("sentences", 0), list(_figures(first | figures)))


def _figures(told: dict[str, object], before: str = "") -> Iterator[tuple[str, float]]:
    """The figures, those within groups named by group and name; what is no share is left out."""
    for key, value in told.items():
        name = f"{before}{word_text(key)}"
        if isinstance(value, dict):
            yield from _figures(value, f"{name} · ")
        elif isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1:
            yield name, value
