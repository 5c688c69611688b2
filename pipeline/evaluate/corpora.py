"""The annotated articles of a checkout: what confidence and floors are measured on."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pipeline.evaluate.evaluation import Evaluation, compare
from pipeline.evaluate.gold import read_gold
from pipeline.evaluate.said import run
from pipeline.output import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Corpus(NamedTuple):
    """A folder of articles and one of their annotations, both below the checkout's."""

    raw: str
    gold: str


CORPORA = (
    Corpus("raw", "tests/gold"),
    Corpus("../shared/articles", "../shared/annotation/dev"),
)
"""The project's own, and one that stands beside some checkouts."""


def present(root: Path) -> Iterator[Corpus]:
    """Yield the corpora that are there."""
    for corpus in CORPORA:
        if (root / corpus.raw).is_dir() and (root / corpus.gold).is_dir():
            yield corpus


def evaluations(root: Path) -> dict[str, Evaluation]:
    """Run the pipeline over each corpus that is there; return what was measured, by its ``gold``.

    Raises UsageError for a checkout without any.
    """
    found = {
        corpus.gold: compare(read_gold(root / corpus.gold), run(root / corpus.raw))
        for corpus in present(root)
    }
    if not found:
        raise UsageError(f"no annotated articles in {root}: name the checkout")
    return found
