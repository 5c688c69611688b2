"""Measure how right the rules are, and write what confidence and the report's accuracy are read from."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, NamedTuple

from pipeline.evaluate.measure import Figures, figures, headline
from pipeline.evaluate.precision import bins, precisions, unseen
from pipeline.evaluate.text import reliability, summary

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pipeline.confidence import PrecisionTable
    from pipeline.evaluate.evaluation import Evaluation

BEGIN, END = "<!-- measured -->\n", "<!-- end of what was measured -->\n"
"""Between these lines of ``docs/accuracy.md`` stands what was measured."""


class Calibration(NamedTuple):
    """What is written: the precision of the rules, the figures, and both in words.

    The words tell how well confidence holds on articles that had no part in it.
    """

    table: PrecisionTable
    accuracy: dict[str, Any]
    text: str

    def write(self, root: Path) -> None:
        """Write them into a checkout; the same measure gives the same bytes."""
        for name, content in (("precision", self.table), ("accuracy", self.accuracy)):
            told = json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1)
            (root / "pipeline" / "rules" / f"{name}.json").write_text(told + "\n", encoding="utf-8")
        page = root / "docs" / "accuracy.md"
        if page.is_file():
            before, _, after = page.read_text("utf-8").partition(BEGIN)
            after = after.partition(END)[2]
            page.write_text(f"{before}{BEGIN}```\n{self.text}\n```\n{END}{after}", encoding="utf-8")


def calibrate(found: Mapping[str, Evaluation]) -> Calibration:
    """Return the precision of each rule on all annotated articles together."""
    measured = [one for evaluation in found.values() for one in evaluation.measured]
    gold = {name: evaluation.gold for name, evaluation in found.items()}
    sentences, records = map(bins, unseen(measured))
    text = "\n\n".join(
        [
            *(f"{name}\n{summary(evaluation.figures)}" for name, evaluation in found.items()),
            f"confidence of sentences, the rules measured on other articles\n{reliability(sentences)}",
            f"confidence of records, the rules measured on other articles\n{reliability(records)}",
        ]
    )
    return Calibration(precisions(measured, gold), accuracy(figures(measured), gold), text)


def accuracy(found: Figures, gold: Mapping[str, str]) -> dict[str, Any]:
    """Return the figures of the rule set as the report shows them, with a hash of all annotations."""
    whole = hashlib.sha256("".join(f"{name} {mark}\n" for name, mark in sorted(gold.items())).encode())
    told: dict[str, Any] = {}
    for name, share in headline(found).items():
        group, _, member = name.rpartition(".")
        (told.setdefault(group, {}) if group else told)[member] = round(share, 4)
    return {
        "articles": found["articles"],
        "sentences": found["sentences"],
        "gold": whole.hexdigest(),
        "figures": told,
    }
