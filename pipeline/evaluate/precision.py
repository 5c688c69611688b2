"""How often each rule is right on annotated sentences, and how well the confidence made of it holds."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from pipeline.confidence import Precision, PrecisionTable, Scale, given, record
from pipeline.records import LABELS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipeline.evaluate.measure import Measured, Outcome
    from pipeline.records import Label

WEIGHT = 16
"""A rule's precision is drawn to that of its label's rules as if it had been seen this many times more."""
BINS = 10


class Bin(NamedTuple):
    """Confidences from ``low`` to ``high``: how many, their mean, the share of them that is right."""

    low: float
    high: float
    size: int
    confidence: float | None
    right: float | None


def precisions(measured: Iterable[Measured], gold: Mapping[str, str]) -> PrecisionTable:
    """Return how often each rule fired and how often it was right; ``gold`` goes into the table as it is."""
    rules: Counter[tuple[str, Label, bool]] = Counter()
    silence, complete = Counter[bool](), Counter[bool]()
    articles = sentences = 0
    for one in measured:
        articles += 1
        for outcome in one.outcomes:
            sentences += 1
            if outcome.said is None:
                continue
            if not outcome.said["rules"]:
                silence[outcome.labelled] += 1
                continue
            for rule in outcome.said["rules"]:
                label = given(rule, outcome.labels)
                rules[rule, label, label not in outcome.excess] += 1
            if not outcome.excess and outcome.primary:
                complete[outcome.labelled] += 1
    labels = {
        label: _precision(
            {
                right: sum(n for (_, of, was), n in rules.items() if of == label and was is right)
                for right in (False, True)
            },
            2,
            0.5,
        )
        for label in LABELS
    }
    found: dict[str, Precision] = {}
    for rule in sorted({rule for rule, _, _ in rules}):
        fired: dict[bool, int] = Counter()
        expected = 0.0
        for (name, label, right), n in rules.items():
            if name == rule:
                fired[right] += n
                expected += n * labels[label]["precision"]
        found[rule] = _precision(fired, WEIGHT, expected / sum(fired.values()))
    return {
        "articles": articles,
        "sentences": sentences,
        "gold": dict(gold),
        "rules": found,
        "labels": labels,
        "silence": _precision(silence, 2, 0.5),
        "complete": _precision(complete, 2, 0.5),
    }


def _precision(right: Mapping[bool, int], weight: float, prior: float) -> Precision:
    """Return a share drawn to ``prior`` as if seen ``weight`` times more: the mean of a Beta distribution."""
    yes, no = right.get(True, 0), right.get(False, 0)
    return {
        "fired": yes + no,
        "right": yes,
        "precision": round((yes + weight * prior) / (yes + no + weight), 4),
    }


def bins(pairs: Iterable[tuple[float, bool]]) -> list[Bin]:
    """Return the reliability of confidences, each given with whether it was right, in ten bins."""
    into: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for confidence, right in pairs:
        into[min(int(confidence * BINS), BINS - 1)].append((confidence, right))
    table = []
    for i in range(BINS):
        own = into[i]
        mean = sum(confidence for confidence, _ in own) / len(own) if own else None
        share = sum(right for _, right in own) / len(own) if own else None
        table.append(Bin(i / BINS, (i + 1) / BINS, len(own), mean, share))
    return table


def sentence_pairs(outcomes: Iterable[Outcome]) -> list[tuple[float, bool]]:
    """Return each sentence's confidence, as far as it states one, and whether its labels are right."""
    return [
        (outcome.said["confidence"], outcome.labelled)
        for outcome in outcomes
        if outcome.said is not None and "confidence" in outcome.said
    ]


def unseen(measured: Sequence[Measured]) -> tuple[list[tuple[float, bool]], list[tuple[float, bool]]]:
    """Return such pairs of sentences and of records, each article's from the precisions on all the others."""
    sentences: list[tuple[float, bool]] = []
    records: list[tuple[float, bool]] = []
    for one in measured:
        scale = Scale(precisions((other for other in measured if other is not one), {}))
        of: dict[str, list[tuple[float, bool]]] = defaultdict(list)
        for outcome in one.outcomes:
            if outcome.said is None:
                continue
            pair = scale.sentence(outcome.said["rules"], outcome.said["labels"]), outcome.labelled
            sentences.append(pair)
            if outcome.said["exercise"] is not None:
                of[outcome.said["exercise"]].append(pair)
        records += [
            (record([sure for sure, _ in own]), all(right for _, right in own)) for own in of.values()
        ]
    return sentences, records
