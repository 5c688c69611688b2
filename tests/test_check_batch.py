"""The check of all records of an article at once: it looks as closely as that of one."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from pipeline.schema.check import Checker
from tests.making import extracted

TEXT = """# Heel slide

Lie on your back on a mat. Slide your right heel towards your bottom with your hamstrings.
Hold for 5 seconds, 3 times a day. Repeat 10 times. Stop if it hurts.

## Wall sit

Stand with your back to the wall. Bend your knees. Hold for 10 to 20 seconds, every 2 days.
"""
CHECK = Checker()


@pytest.fixture
def made() -> Any:
    return copy.deepcopy(extracted(TEXT))


def test_what_we_make_is_valid(made: Any) -> None:
    assert len(made.exercises) == 2
    assert CHECK.exercises(made.exercises, TEXT) == [None, None]
    assert CHECK.sentences(made.sentences, TEXT) == [None] * len(made.sentences)


def test_quotes_are_compared_with_the_text(made: Any) -> None:
    made.exercises[1]["steps"][0]["text"] = made.exercises[1]["steps"][0]["text"].upper()
    sound, flaw = CHECK.exercises(made.exercises, TEXT)
    assert sound is None
    assert flaw is not None
    assert flaw.startswith("steps[0]")
    assert CHECK.exercises(made.exercises, None) == [None, None]
    # Also where another record of the batch has a flaw that the schema sees.
    made.exercises[0]["confidence"] = 7
    first, second = CHECK.exercises(made.exercises, TEXT)
    assert first is not None
    assert "confidence" in first
    assert second == flaw


def test_sentences_are_compared_with_the_text(made: Any) -> None:
    made.sentences[2]["text"] = made.sentences[2]["text"].swapcase()
    flaws = CHECK.sentences(made.sentences, TEXT)
    assert [number for number, flaw in enumerate(flaws) if flaw] == [2]
    assert "is not what stands at" in str(flaws[2])
    made.sentences[3]["labels"] = []
    again = CHECK.sentences(made.sentences, TEXT)
    assert [number for number, flaw in enumerate(again) if flaw] == [2, 3]
    assert again[2] == flaws[2]


def test_spans_lie_in_the_text(made: Any) -> None:
    far = {"start": 0, "end": len(TEXT) + 1}
    dosed = next(row for row in made.sentences if row["dose"])
    dosed["dose"]["spans"] = [far]
    assert sum(flaw is not None for flaw in CHECK.sentences(made.sentences, TEXT)) == 1
    assert not any(CHECK.sentences(made.sentences, None))
    for field in ("body_parts", "muscles"):
        changed = copy.deepcopy(made.exercises[0])
        assert changed[field]
        changed[field][0]["spans"] = [far]
        (flaw,) = CHECK.exercises([changed], TEXT)
        assert str(flaw).startswith(f"{field}[0]")
    changed = copy.deepcopy(made.exercises[0])
    assert changed["equipment"]["items"]
    changed["equipment"]["items"][0]["spans"] = [far]
    (flaw,) = CHECK.exercises([changed], TEXT)
    assert str(flaw).startswith("equipment.items[0]")


@pytest.mark.parametrize("field", ["times", "every"])
def test_pairs_of_a_frequency_are_in_order(made: Any, field: str) -> None:
    for record in made.exercises:
        dose = record["dose"]
        if dose["freq"] and field in dose["freq"]:
            dose["hold_s"] = [5, 5]
            dose["freq"][field] = [3, 2]
            (flaw,) = CHECK.exercises([record], TEXT)
            assert f"freq.{field}" in str(flaw)
            dose["freq"][field] = [2, 3]
            dose["hold_s"] = [9, 1]
            (flaw,) = CHECK.exercises([record], TEXT)
            assert "hold_s" in str(flaw)
            return
    pytest.fail(f"no frequency with {field}")


def test_a_name_may_lose_marks_but_gains_no_letter(made: Any) -> None:
    text = "# **Heel** (lying) – slide!\n\nLift one leg."
    record = copy.deepcopy(made.exercises[0])
    record.update(
        steps=[], positions=[], warnings=[], cues=[], modifications=[], body_parts=[], muscles=[],
        equipment={"status": "not_stated", "items": []}, span={"start": 0, "end": len(text)},
    )  # fmt: skip
    record["dose"] = {**dict.fromkeys(record["dose"]), "open": False, "spans": []}
    spans = [
        {"start": text.index(word), "end": text.index(word) + len(word)} for word in ("**Heel**", "slide!")
    ]
    for value, sound in (
        ("Heel slide", True),
        ("heel - Slide", True),
        ("Heelslide", True),
        ("Heel (lying) slide", False),
    ):
        record["name"] = {"value": value, "spans": spans}
        (flaw,) = CHECK.exercises([record], text)
        assert (flaw is None) == sound, value


def test_no_name_is_longer_than_a_name(made: Any) -> None:
    record = made.exercises[0]
    for name in (
        {"value": "a " * 501, "spans": record["name"]["spans"]},
        {"value": "Heel slide", "spans": [{"start": 2, "end": 12}] * 101},
    ):
        (flaw,) = CHECK.exercises([{**record, "name": name}], TEXT)
        assert flaw == "name: is longer than 1000 characters"
    fits = {"value": "Heel slide", "spans": [{"start": 2, "end": 12}] * 100}
    assert CHECK.exercises([{**record, "name": fits}], TEXT) == [None]
