"""What the page says of itself: what it was made from, by which rules, and how good these are."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import orjson

from pipeline.catalogue import word_text
from pipeline.program import program

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_PACKAGE = Path(__file__).resolve().parent.parent
ACCURACY = _PACKAGE / "rules" / "accuracy.json"
"""Measured by ``evaluate``: ``{"sentences": count, "figures": {name: figure}}``."""


class Accuracy(NamedTuple):
    """How good the rules were, on how many sentences; ``figures`` are pairs of a name and 0 to 1."""

    sentences: int
    figures: list[tuple[str, float]]


def rules() -> str:
    """A hash over the rules and the vocabulary: another one where a rule was changed."""
    digest = hashlib.sha256()
    for path in sorted((*_PACKAGE.glob("rules/*.toml"), *_PACKAGE.glob("vocabulary/*.json"))):
        digest.update(f"{path.name} {path.stat().st_size} ".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


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
    return Accuracy(told.get("sentences", 0), list(_figures(told.get("figures", {}))))


def _figures(told: dict[str, object], before: str = "") -> Iterator[tuple[str, float]]:
    """The figures, those within groups named by group and name; what is no share is left out."""
    for key, value in told.items():
        name = f"{before}{word_text(key)}"
        if isinstance(value, dict):
            yield from _figures(value, f"{name} · ")
        elif isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1:
            yield name, value
