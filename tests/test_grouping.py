"""Where an exercise begins and ends, and what its name is."""

from __future__ import annotations

import re

import pytest

from pipeline.language.words import read_rules
from pipeline.names import patterns, plain, trim
from tests.making import exercises, extracted, names

RULES = read_rules("assembly.toml")["rule"]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["id"])
def test_rules_match_their_examples_only(rule: dict[str, list[str] | str]) -> None:
    pattern = patterns()[str(rule["id"])]
    assert rule["reason"]
    for example in rule["example"]:
        assert pattern.search(example.casefold()), example
    for counter in rule["counter_example"]:
        assert not pattern.search(counter.casefold()), counter


@pytest.mark.parametrize(
    "text,name",
    [
        ("## 2. Hip bridge {#hip}", "Hip bridge"),
        ("**Chin tuck**:", "Chin tuck"),
        ("3) Wall sit -", "Wall sit"),
        ("[Calf raise](https://example.org/a)", "Calf raise"),
        ("Calf raise (https://example.org/a)", "Calf raise"),
        ("12 Ankle pumps", "Ankle pumps"),
        ("Pick one from [Easy squats](https://example.org/a)", "Easy squats"),
        ("Exercise 4: Heel dig", "Heel dig"),
        ("How to do the cobra", "cobra"),
        ("Bird dog for", "Bird dog"),
        ("90 degree hold", "90 degree hold"),
    ],
)
def test_names_without_marks(text: str, name: str) -> None:
    found = trim(text, 0, len(text))
    assert found is not None
    assert text[found.start : found.end] == name


@pytest.mark.parametrize("text", ["", "***", "1.", "- 3 -", "x" * 200])
def test_no_name(text: str) -> None:
    assert trim(text, 0, len(text)) is None


def test_plain_words() -> None:
    assert plain("## **Hip _bridge_** [here](https://example.org)") == "hip bridge here"


def test_headings_name_exercises() -> None:
    text = (
        "# My favourites\n\nSome talk about them.\n\n## Hip bridge\n\nLie on your back. Lift your hips.\n\n"
        "## Clamshell\n\nLie on your side. Open the top knee.\n"
    )
    assert names(text) == ["Hip bridge", "Clamshell"]


def test_a_heading_without_instructions_is_no_exercise() -> None:
    assert names("## Hip bridge\n\nIt is a good exercise.\n\n## Clamshell\n\nOpen the top knee.\n") == [
        "Clamshell"
    ]


def test_sections_are_no_names() -> None:
    text = "## Stretching exercises\n\n### Calf stretch\n\nLean forward.\n\n## Conclusion\n\nStay well.\n"
    assert names(text) == ["Calf stretch"]


def test_parts_belong_to_the_exercise_before() -> None:
    text = (
        "Hip bridge\n\nBenefits:\n\nStrengthens the glutes\n\nStarting position\n\nLie on your back.\n\nAction\n\n"
        "Lift your hips.\n\nCommon mistakes\n\n- arching the back\n"
    )
    (record,) = exercises(text)
    assert record["name"] is not None
    assert record["name"]["value"] == "Hip bridge"
    assert [warning["text"] for warning in record["warnings"]] == ["arching the back"]
    assert [step["kind"] for step in record["steps"]] == ["position", "action"]


def test_a_list_of_exercises() -> None:
    text = "## Warm-up\n\n- Halos – 5 each side\n- Wall sit: 30 sec\n- **Chin tuck**: Slide your chin back.\n- Plank (60s)\n"
    assert names(text) == ["Halos", "Wall sit", "Chin tuck", "Plank"]


def test_a_list_of_steps() -> None:
    text = "## Hip bridge\n\n1. Lie on your back.\n2. Lift your hips.\n3. Hold for 5 seconds.\n4. Lower slowly.\n"
    (record,) = exercises(text)
    assert [step["kind"] for step in record["steps"]] == ["position", "action", "hold_rep", "action"]


def test_remarks_below_a_step_are_no_exercises() -> None:
    text = (
        "## Dead bug\n\n- Lie on your back with your knees up.\n- Breathe out and tighten your belly:\n"
        "    - Ribs down\n    - Belly in\n- Lower one leg.\n"
    )
    assert names(text) == ["Dead bug"]


def test_numbered_names_with_text_below() -> None:
    text = (
        "Exercises after surgery\n\n1 Ankle pumps\nBend and straighten your ankles. Repeat 20 times.\n\n"
        "2 Heel slides\nLie on your back. Slide the heel towards your bottom.\n"
    )
    assert names(text) == ["Ankle pumps", "Heel slides"]


def test_names_behind_a_count() -> None:
    assert names(
        "## Circuit\n\n1. 10 heel drops on both sides.\n2. 12 heel raises.\n3. 8 arm circles.\n"
    ) == [
        "heel drops",
        "heel raises",
        "arm circles",
    ]


def test_rows_of_a_table() -> None:
    text = "| Exercise | Mon | Wed |\n|---|---|---|\n| Pendulum | 3 x 10 | 3 x 12 |\n| Wall slide | 2 x 10 | 2 x 12 |\n"
    found = exercises(text)
    assert [record["name"]["value"] for record in found if record["name"]] == ["Pendulum", "Wall slide"]
    assert found[0]["dose"]["sets"] == [3, 3]
    assert found[0]["dose"]["reps"] == [10, 10]


def test_a_table_of_weeks_is_no_list_of_exercises() -> None:
    text = "| Week | Squat | Row |\n|---|---|---|\n| first | 3x8 | 2x8 |\n| second | 3x10 | 2x10 |\n"
    assert exercises(text) == []


def test_a_table_of_terms_is_no_list_of_exercises() -> None:
    text = "| Type | Meaning |\n|---|---|\n| Concentric | The muscle shortens |\n| Isometric | The muscle holds |\n"
    assert exercises(text) == []


def test_the_steps_of_a_flow_are_one_exercise() -> None:
    text = (
        "Sun salutation\n\nStep 1. Mountain pose\n\nStand with your feet together.\n\nStep 2. Raised arms pose\n\n"
        "Breathing in, lift the arms up.\n\nStep 3. Forward bend\n\nBend forward from the hips.\n"
    )
    assert names(text) == ["Sun salutation"]


def test_a_name_behind_its_exercise() -> None:
    text = "Preparation\n\nLie on the bench.\n\nExecution\n\nLower the bar to your chest. Press it up.\n\nBench press\n"
    assert names(text) == ["Bench press"]


def test_running_heads_end_nothing() -> None:
    text = (
        "Knee Clinic Leaflet\n\nHip bridge\n\nLie on your back.\n\nKnee Clinic Leaflet\n\nLift your hips.\n\n"
        "Knee Clinic Leaflet\n"
    )
    (record,) = exercises(text)
    assert len(record["steps"]) == 2


def test_what_is_about_all_exercises_belongs_to_the_article() -> None:
    text = "## Hip bridge\n\nLift your hips.\n\nDo these exercises three times a week.\n"
    found = extracted(text)
    assert found.exercises[0]["dose"]["freq"] is None
    assert found.article["schedule"] is not None
    assert found.article["schedule"]["freq"] == {"times": [3, 3], "per": "week"}


def test_warnings_outside_exercises_belong_to_the_article() -> None:
    found = extracted(
        "Talk to your doctor before you start.\n\n## Hip bridge\n\nLift your hips. Don't hold your breath.\n"
    )
    assert [warning["kind"] for warning in found.article["warnings"]] == ["consult"]
    assert [warning["kind"] for warning in found.exercises[0]["warnings"]] == ["forbidden"]


def test_a_new_starting_position_begins_another_exercise() -> None:
    text = (
        "Lie on your back with your knees bent. Lift your hips off the floor. Hold for 5 seconds.\n\n"
        "Stand behind a chair. Rise onto your toes. Repeat 10 times.\n"
    )
    assert names(text) == [None, None]


@pytest.mark.parametrize(
    "text, found",
    [
        # Without names: a starting position of the whole body, or any behind the repetitions.
        ("Sit on a chair. Lift one knee. Lie on your back. Lift your hips.", [None, None]),
        (
            "Place your foot against a wall.\nPush outward.\nRepeat 10 times.\n"
            "Place your heel against the wall.\nPush back.\nRepeat 10 times.\n",
            [None, None],
        ),
        ("Place your foot against a wall.\nPush outward.\nPlace your hands on your hips.\nPush back.\n", [None]),
        ("## Bridge\n\nSit on a mat. Roll down. Lie on your back. Lift your hips.\n", ["Bridge"]),
        # A name with a dose is no movement yet.
        ("Ankle circles 2 sets of 10\nStarting position\n- Sit tall.\n- Lift one foot.\n", ["Ankle circles"]),
        # A name that stands on every page of a handout, each time with its instructions, heads no pages.
        ("Wrist stretch\n\nSit. Pull your hand down.\n\n" * 4, ["Wrist stretch"] * 4),
        ("Clinic of the Valley\n\nSit. Pull your hand down.\n\n" * 4, [None] * 4),
        # An order to a part of the body is a name where its instructions follow.
        ("Stretch Your Chest\n\nClasp your hands behind you. Lift your arms.\n", ["Stretch Your Chest"]),
    ],
)
def test_where_one_ends_and_the_next_begins(text: str, found: list[str | None]) -> None:
    assert names(text) == found


def test_the_parts_of_a_page_about_one_movement() -> None:
    text = (
        "# Hip bridge\n\nA classic.\n\n## Why it matters to runners\n\nStrong hips run far.\n\n"
        "- Kneeling in the garden\n- Lifting boxes\n\n## How to do it\n\nLie on your back. Lift your hips.\n"
    )
    (record,) = [record for record in exercises(text) if record["name"]]
    assert record["name"] is not None
    assert record["name"]["value"] == "Hip bridge"
    assert [step["kind"] for step in record["steps"]] == ["position", "action"]


def test_a_posture_alone_is_no_exercise() -> None:
    assert exercises("Be patient.\n\nSit on a chair.\n") == []


def test_a_level_is_part_of_the_name() -> None:
    text = (
        "#### Level 1: Static hold {#one}\n\nLift your legs.\n\n#### Level 2: Heel taps\n\nLower one heel.\n"
    )
    assert names(text) == ["Level 1: Static hold", "Level 2: Heel taps"]


SCRAMBLED = " ".join(  # noqa: FLY002 - one line for each paragraph
    [
        "Exercise can help with back pain. Lie on your back with your knees bent. Researchers asked forty people.",
        "3. Lift your hips. Your spine has many bones. Kneel on a mat. The study lasted for years. Repeat 10 times.",
        "12 The muscles of the trunk matter. Sit on a chair. Sleep is important for everyone. Pull your knee to your chest.",
        "Many adults have pain at some time. Stand with your feet apart. A good mattress is worth its price.",
        "Lower your leg slowly. Nobody knows the exact cause. Hold for 20 seconds. Walking is healthy. Tuck your chin.",
    ]
)


def test_scrambled_articles_are_flagged_and_nothing_is_put_together() -> None:
    found = extracted(SCRAMBLED)
    assert found.article["flags"] == ["scrambled"]
    assert found.article["evidence"]["switches"] > 0.5
    assert all(len(record["steps"]) == 1 for record in found.exercises)
    assert all("scrambled_article" in record["review"] for record in found.exercises)
    assert found.article["schedule"] is None


def test_patterns_have_no_nested_repetition() -> None:
    for rule in RULES:
        assert not re.search(r"\([^()]*[+*]\)[+*]", str(rule["pattern"])), rule["id"]
