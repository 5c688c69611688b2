"""The accuracy on annotated articles does not fall; how floors are pinned and raised."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.evaluate import Evaluation, evaluate
from pipeline.evaluate.corpora import CORPORA, Corpus, evaluations, present
from pipeline.evaluate.floors import faults, pin, read_floors, write_floors
from pipeline.output import UsageError
from tests.annotated_sample import changed, rows, write
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

FLOORS = ROOT / "tests" / "floors.json"


@pytest.fixture(scope="module")
def measured() -> dict[str, Evaluation]:
    return evaluations(ROOT)


@pytest.mark.parametrize("corpus", CORPORA, ids=lambda corpus: corpus.gold)
def test_no_figure_is_below_its_floor(corpus: Corpus, measured: dict[str, Evaluation]) -> None:
    if corpus not in present(ROOT):
        pytest.skip(f"no {corpus.gold} beside this checkout")
    wrong = faults(corpus.gold, measured[corpus.gold], read_floors(FLOORS).get(corpus.gold))
    assert not wrong, "\n".join(wrong)


@pytest.fixture
def right(tmp_path: Path) -> Evaluation:
    (tmp_path / "right").mkdir()
    return evaluate(*write(tmp_path / "right", rows()))


@pytest.fixture
def worse(tmp_path: Path) -> Evaluation:
    (tmp_path / "worse").mkdir()
    return evaluate(*write(tmp_path / "worse", changed("Lie on your back.", "action")))


def test_floors_are_set_a_little_below_what_was_measured(right: Evaluation) -> None:
    pinned = pin("gold", right, None, lower=False)
    assert set(pinned["floors"].values()) == {0.995}
    assert pinned["gold"] == right.gold
    assert faults("gold", right, pinned) == []


def test_a_figure_below_its_floor_is_named(right: Evaluation, worse: Evaluation) -> None:
    found = faults("gold", worse, pin("gold", right, None, lower=False))
    assert "gold: primary_accuracy is 0.9000, its floor 0.9950" in found
    assert len(found) == 4  # the accuracy, F1 of two labels, and their mean


def test_floors_rise_by_themselves_and_fall_only_when_told(right: Evaluation, worse: Evaluation) -> None:
    low = pin("gold", worse, None, lower=False)
    high = pin("gold", right, low, lower=False)
    assert high["floors"]["primary_accuracy"] == 0.995
    with pytest.raises(UsageError, match=r"primary_accuracy is 0\.9000.*--lower"):
        pin("gold", worse, high, lower=False)
    assert pin("gold", worse, high, lower=True) == low


def test_a_floor_within_the_margin_stays(right: Evaluation) -> None:
    pinned = pin("gold", right, None, lower=False)
    pinned["floors"]["span_f1"] = 0.999
    assert pin("gold", right, pinned, lower=False)["floors"]["span_f1"] == 0.999
    assert pin("gold", right, pinned, lower=True)["floors"]["span_f1"] == 0.995


def test_changed_annotations_are_a_fault_with_advice(right: Evaluation) -> None:
    pinned = pin("gold", right, None, lower=False)
    pinned["gold"] = "of before"
    (found,) = faults("gold", right, pinned)
    assert "not those that its floors were measured on" in found
    assert "python -m pipeline.evaluate floors" in found
    assert faults("gold", right, pin("gold", right, pinned, lower=False)) == []


def test_a_corpus_without_floors_is_a_fault_with_advice(right: Evaluation) -> None:
    (found,) = faults("gold", right, None)
    assert "has no floors yet" in found


def test_floors_are_written_sorted_and_read_back(right: Evaluation, tmp_path: Path) -> None:
    path = tmp_path / "floors.json"
    assert read_floors(path) == {}
    pinned = pin("gold", right, None, lower=False)
    write_floors(path, {"gold": pinned, "another": pinned})
    assert read_floors(path) == {"another": pinned, "gold": pinned}
    assert path.read_text().index("another") < path.read_text().index('"gold": {')
