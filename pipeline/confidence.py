"""How sure a label and a record are: by the precision of the rules behind them on annotated sentences.

``rules/precision.json`` holds, for each rule, how often it fired on annotated sentences and how often the
label that it gave was right. A sentence's confidence is the probability that all its labels are right, a
record's that those of all its sentences are. ``docs/accuracy.md`` tells why, and how well it holds.
"""

from __future__ import annotations

from functools import cache, lru_cache
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

import orjson

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.records import Label

LOW = 0.5
"""Below it a record is more likely wrong somewhere than right throughout."""
PATH = Path(__file__).parent / "rules" / "precision.json"


class Precision(TypedDict):
    """How often something occurred, and how often it was right.

    ``precision`` is that share, drawn towards a prior where ``fired`` is small.
    """

    fired: int
    right: int
    precision: float


class PrecisionTable(TypedDict):
    """What ``rules/precision.json`` holds."""

    articles: int
    sentences: int
    gold: dict[str, str]
    """The hash of each set of annotations, by its folder."""
    rules: dict[str, Precision]
    labels: dict[Label, Precision]
    """All rules that give a label: what is taken for a rule that was never seen to fire."""
    silence: Precision
    """Sentences in which no rule fired; right if they are ``other``."""
    complete: Precision
    """Sentences whose rules were right; right if no label is missing."""


def given(rule: str, labels: Sequence[Label]) -> Label:
    """Return which of a sentence's labels a rule gave: what its id begins with, else the primary one."""
    kind = rule.partition(".")[0]
    return next((label for label in labels if label == kind), labels[0])


class Scale:
    """The confidence that a table of precisions gives."""

    def __init__(self, table: PrecisionTable) -> None:
        self._rules = {rule: found["precision"] for rule, found in table["rules"].items()}
        self._labels = {label: found["precision"] for label, found in table["labels"].items()}
        self._silence = round(table["silence"]["precision"], 3)
        self._complete = table["complete"]["precision"]

    def sentence(self, rules: Sequence[str], labels: Sequence[Label]) -> float:
        """Return the probability that a sentence's labels are all right and none is missing."""
        if not rules:
            return self._silence
        share = self._complete
        for rule in rules:
            share *= self._rules[rule] if rule in self._rules else self._labels[given(rule, labels)]
        return round(share, 3)


@cache
def shipped() -> Scale:
    """Return the scale of ``rules/precision.json``."""
    return Scale(orjson.loads(PATH.read_bytes()))


@lru_cache(maxsize=4096)
def sentence(rules: tuple[str, ...], labels: tuple[Label, ...]) -> float:
    """Return the probability, 0 to 1 in thousandths, that a sentence is labelled right.

    ``rules`` are the ids of those that gave its ``labels``; none where it is ``other`` because no rule fired.
    """
    return shipped().sentence(rules, labels)


def record(confidences: Sequence[float]) -> float:
    """Return the probability, 0 to 1 in thousandths, that all sentences of a record are labelled right."""
    return round(prod(confidences), 3)
