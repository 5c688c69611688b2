"""From sentences to records: what stands in an exercise's own sentences, and nothing else."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING

import pytest

import pipeline
from pipeline import confidence
from pipeline.article import Article
from pipeline.assemble import Concept as Mention
from pipeline.assemble import equipment, merge_doses, no_dose, review, slug, values
from tests.making import GERMAN, exercises, extracted, nlp

if TYPE_CHECKING:
    from pathlib import Path

BRIDGE = (
    "Hip bridge\n\n"
    "Lie on your back with your knees bent and a towel under your head.\n"
    "Lift your hips. Hold for 5 seconds.\n"
    "You should feel it in your glutes.\n"
    "Repeat 10 times on each side.\n"
    "Don't hold your breath.\n"
    "To make it harder, lift one foot.\n"
)


def test_a_whole_record() -> None:
    (record,) = exercises(BRIDGE)
    assert record["name"] == {"value": "Hip bridge", "spans": [{"start": 0, "end": 10}]}
    assert [position["value"] for position in record["positions"]] == ["hook_lying"]
    assert [step["kind"] for step in record["steps"]] == [
        "position",
        "action",
        "hold_rep",
        "hold_rep",
        "action",
    ]
    assert record["dose"]["hold_s"] == [5, 5]
    assert record["dose"]["reps"] == [10, 10]
    assert record["dose"]["side"] == "each"
    assert record["dose"]["open"] is False
    assert [warning["kind"] for warning in record["warnings"]] == ["forbidden"]
    assert [cue["text"] for cue in record["cues"]] == ["You should feel it in your glutes."]
    assert [item["direction"] for item in record["modifications"]] == ["harder"]
    assert [muscle["value"] for muscle in record["muscles"]] == ["glutes"]
    assert record["equipment"]["status"] == "listed"
    assert [item["value"] for item in record["equipment"]["items"]] == ["towel"]
    assert record["id"].startswith("hip-bridge--")
    assert record["review"] == []


def test_every_value_is_quoted_from_its_spans() -> None:
    for record in exercises(BRIDGE):
        for quote in (
            *record["steps"],
            *record["warnings"],
            *record["cues"],
            *record["modifications"],
            *record["positions"],
        ):
            span = quote["spans"][0]
            assert BRIDGE[span["start"] : span["end"]] == quote["text"]
        for value in (*record["muscles"], *record["body_parts"], *record["equipment"]["items"]):
            for span in value["spans"]:
                assert record["span"]["start"] <= span["start"] < span["end"] <= record["span"]["end"]


def test_what_the_text_does_not_say_is_null() -> None:
    (record,) = exercises("Pull your knee to your chest.")
    assert record["name"] is None
    assert record["positions"] == []
    assert record["dose"] == no_dose()
    assert record["equipment"]["status"] == "not_stated"
    assert record["equipment"]["items"] == []
    assert record["review"] == ["no_name", "no_position", "no_dose"]
    assert record["id"].startswith("unnamed--")


def test_a_blank_is_open() -> None:
    (record,) = exercises("Heel slide\n\nSlide your heel. Hold ____ seconds.\n")
    assert record["dose"]["open"] is True
    assert record["dose"]["hold_s"] is None
    assert "open_dose" in record["review"]


def test_no_equipment_is_said_or_not_said() -> None:
    (said,) = exercises("Hip bridge\n\nNo equipment needed. Lift your hips.\n")
    assert said["equipment"]["status"] == "stated_none"
    assert said["equipment"]["items"] == []


def test_the_dose_of_a_modification_is_not_that_of_the_exercise() -> None:
    (record,) = exercises(
        "Plank\n\nLift your knees. Hold for 20 seconds. To make it harder, hold for 60 seconds.\n"
    )
    assert record["dose"]["hold_s"] == [20, 20]


def test_another_language_gives_no_exercises() -> None:
    found = extracted(GERMAN)
    assert found.exercises == []
    assert found.article["flags"] == ["not_english"]
    assert found.article["language"] == "de"
    assert found.sentences


def test_an_empty_text_gives_nothing() -> None:
    found = extracted("")
    assert found.exercises == []
    assert found.sentences == []
    assert found.article["warnings"] == []


@pytest.mark.parametrize(
    "name,expected",
    [
        ("Hip Bridge!", "hip-bridge"),
        ("Pliés", "plies"),
        ("髂腰肌", "unnamed"),
        ("a" * 90, "a" * 60),
        ("--", "unnamed"),
        ("(Plank)", "plank"),
        ("a" * 59 + " b", "a" * 59),
    ],
)
def test_slugs(name: str, expected: str) -> None:
    assert slug(name) == expected


def test_what_the_steps_say_counts_before_a_table_of_facts() -> None:
    facts = "| Time | 2 minutes |\n|---|---|\n| Level | easy |\n\n"
    (record,) = exercises(
        f"## Exercise 1: Doorway stretch\n\n{facts}1. Lean forward.\n2. Hold for 30 seconds.\n"
    )
    assert record["dose"]["hold_s"] == [30, 30]
    (record,) = exercises(f"## Exercise 1: Doorway stretch\n\n{facts}1. Stand tall.\n2. Lean forward.\n")
    assert record["name"]
    assert record["name"]["value"] == "Doorway stretch"


def test_of_several_doses_the_first_counts() -> None:
    first = {**no_dose(), "hold_s": [5, 5], "spans": [{"start": 0, "end": 4}]}
    second = {**no_dose(), "hold_s": [9, 9], "reps": [3, 3], "spans": [{"start": 5, "end": 9}]}
    third = {**no_dose(), "reps": [4, 4], "spans": [{"start": 10, "end": 12}]}
    merged = merge_doses([first, second, third])  # type: ignore[list-item]
    assert merged["hold_s"] == [5, 5]
    assert merged["reps"] == [3, 3]
    assert merged["spans"] == [{"start": 0, "end": 4}, {"start": 5, "end": 9}]


def test_values_keep_all_their_mentions() -> None:
    mentions = [
        Mention(0, 3, "muscle", "quads"),
        Mention(5, 8, "muscle", "glutes"),
        Mention(9, 12, "muscle", "quads"),
    ]
    assert values(mentions) == [
        {"value": "quads", "spans": [{"start": 0, "end": 3}, {"start": 9, "end": 12}]},
        {"value": "glutes", "spans": [{"start": 5, "end": 8}]},
    ]


def test_listed_equipment_beats_none() -> None:
    both = [Mention(0, 3, "equipment", "none"), Mention(5, 8, "equipment", "mat")]
    assert equipment(both)["status"] == "listed"
    assert equipment(both[:1])["status"] == "stated_none"
    assert equipment([])["status"] == "not_stated"


def test_ids_depend_on_place_and_article_only() -> None:
    once, twice = exercises("Squat\n\nBend your knees.\n\nSquat\n\nBend your knees.\n")
    assert once["id"] != twice["id"]
    assert [record["id"] for record in exercises("Squat\n\nBend your knees.\n")] == [
        exercises("Squat\n\nBend your knees.\n")[0]["id"]
    ]
    assert extracted("Squat\n\nBend your knees.\n", "other").exercises[0]["id"] != once["id"]


@pytest.mark.parametrize(
    "text, flagged",
    [
        ("Lift your leg. Repeat 10 times. On other days repeat 20 times.", True),
        ("Lift your leg. Repeat 10 times. Lower it. Repeat 10 times.", False),
        ("Lift your leg. Hold for 10 seconds. Repeat 10 times.", False),
        ("Lift your leg. Repeat 10 times. To make it harder, repeat 20 times.", False),
    ],
)
def test_numbers_that_differ_are_for_a_person_to_look_at(text: str, *, flagged: bool) -> None:
    (record,) = exercises(f"## Leg lift\n\n{text}\n")
    assert record["dose"]["reps"] == [10, 10]
    assert ("several_doses" in record["review"]) is flagged


def test_an_article_id_may_hold_anything() -> None:
    (record,) = extracted("Pull your knee to your chest.", "a\udc80b").exercises
    assert record["article"] == "a\udc80b"


@pytest.mark.parametrize(
    "language,found",
    [(None, 1), ("en", 1), ("EN", 1), ("en-GB", 1), ("de", 0), ("de-en", 0)],
)
def test_the_language_that_an_article_states(language: str | None, found: int) -> None:
    text = "Lift your hips.\n\nSome notes.\n\nStop if it hurts.\n"
    result = pipeline.extract(Article("a", "a.txt", "0" * 64, text, language=language), nlp())
    assert len(result.exercises) == found
    assert result.article["language"] == language
    assert ("not_english" in result.article["flags"]) == (not found)
    assert len(result.article["warnings"]) == found


def test_a_label_with_a_blank_behind_it_is_quoted_whole() -> None:
    (record,) = exercises("## Plank\n\nLift your knees.\n\nHold: __\n")
    assert [step["text"] for step in record["steps"]] == ["Lift your knees.", "Hold: __"]


def test_review_begins_beyond_its_bounds() -> None:
    (record,) = exercises(BRIDGE)
    (step, *_) = record["steps"]
    record["confidence"] = confidence.LOW
    record["steps"] += [step] * (20 - len(record["steps"]))
    assert review(record, scrambled=False) == []
    record["confidence"] -= 0.01
    record["steps"].append(step)
    assert review(record, scrambled=False) == ["low_confidence", "many_steps"]


def test_every_reason_to_look_at_a_record_is_explained(root: Path) -> None:
    told = set(
        re.findall(r"^\| `([a-z_]+)` \|", (root / "docs/catalogue.md").read_text("utf-8"), re.MULTILINE)
    )
    given = set(re.findall(r'^        "([a-z_]+)": ', inspect.getsource(review), re.MULTILINE)) | {
        "several_doses"
    }
    assert told == given
