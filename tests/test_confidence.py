from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

import pytest

from pipeline import confidence
from pipeline.confidence import PrecisionTable, Scale, given
from pipeline.evaluate.gold import read_gold
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pipeline.records import Label


def share(precision: float) -> confidence.Precision:
    return {"fired": 10, "right": 5, "precision": precision}


TABLE: PrecisionTable = {
    "articles": 1,
    "sentences": 10,
    "gold": {},
    "rules": {"action.move": share(0.9), "hold_rep.dose": share(0.8), "action.never": share(0.0)},
    "labels": {"action": share(0.5), "position": share(0.4)},
    "silence": share(0.9666),
    "complete": share(0.98),
}


@pytest.mark.parametrize(
    "rules,labels,expected",
    [
        ((), ("other",), 0.967),
        (("action.move",), ("action",), 0.882),
        (("action.move", "hold_rep.dose"), ("action", "hold_rep"), 0.706),
        (("action.never",), ("action",), 0.0),
        (("action.new",), ("action",), 0.49),
        (("cue.new", "action.new"), ("position", "action"), 0.196),
    ],
)
def test_a_sentence_is_as_sure_as_its_rules_together(
    rules: tuple[str, ...], labels: tuple[Label, ...], expected: float
) -> None:
    assert Scale(TABLE).sentence(rules, labels) == expected


def test_a_record_is_as_sure_as_its_sentences_together() -> None:
    assert confidence.record([0.9, 0.8]) == 0.72
    assert confidence.record([]) == 1.0
    assert confidence.record([1 / 3]) == 0.333


def test_a_rule_gave_the_label_that_it_is_named_after_or_the_primary_one() -> None:
    assert given("action.move", ("position", "action")) == "action"
    assert given("action.move.setup", ("position",)) == "position"
    assert given("cue.feel", ("other",)) == "other"


def test_the_shipped_precisions_are_those_of_this_gold() -> None:
    table: PrecisionTable = json.loads(confidence.PATH.read_text("utf-8"))
    advice = "the annotations have changed: run `python -m pipeline.evaluate calibrate`"
    assert table["gold"]["tests/gold"] == read_gold(ROOT / "tests" / "gold").sha256, advice
    for one in (*table["rules"].values(), *table["labels"].values(), table["silence"], table["complete"]):
        assert 0 < one["precision"] < 1
        assert 0 <= one["right"] <= one["fired"]


def test_the_shipped_scale_is_deterministic_and_more_rules_are_less_sure() -> None:
    one = confidence.sentence(("action.move",), ("action",))
    two = confidence.sentence(("action.move", "hold_rep.repeat"), ("action", "hold_rep"))
    assert 0.5 < two < one < 1
    assert math.isclose(one, round(one, 3), abs_tol=0)
    assert confidence.sentence((), ("other",)) == confidence.shipped().sentence((), ("other",))
