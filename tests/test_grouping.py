"""Where an exercise begins and ends, and what its name is."""

from __future__ import annotations

import re

import pytest

from pipeline.language.words import read_rules
from pipeline.names import LONGEST, _matches, could_be, instructs, is_a, patterns, plain, trim
from tests.making import exercises, extracted, names, told

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
        ("1. [Calf raise]", "Calf raise"),
        ("[wide] calf raise", "[wide] calf raise"),
        ("calf raise [wide]", "calf raise [wide]"),
        ("Calf raise (https://example.org/a)", "Calf raise"),
        ("12 Ankle pumps", "Ankle pumps"),
        ("\ufb06retch 4: Heel dig", "\ufb06retch 4: Heel dig"),
        ("Pick one from [Easy squats](https://example.org/a)", "Easy squats"),
        ("Exercise 4: Heel dig", "Heel dig"),
        ("How to do the cobra", "cobra"),
        ("Bird dog for", "Bird dog"),
        ("90 degree hold", "90 degree hold"),
        ("<b>Plank</b>", "Plank"),
        ('- <a href="/plank">Plank</a>', "Plank"),
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
            (
                "Place your foot against a wall.\nPush outward.\nRepeat 10 times.\n"
                "Place your heel against the wall.\nPush back.\nRepeat 10 times.\n"
            ),
            [None, None],
        ),
        (
            ("Place your foot against a wall.\nPush outward.\nPlace your hands on your hips.\nPush back.\n"),
            [None],
        ),
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


def test_long_sentences_are_not_kept() -> None:
    before = _matches.cache_info().currsize
    assert is_a("general", "hold each stretch for 30 seconds " + "and breathe " * 20)
    assert _matches.cache_info().currsize == before


def test_patterns_have_no_nested_repetition() -> None:
    for rule in RULES:
        assert not re.search(r"\([^()]*[+*]\)[+*]", str(rule["pattern"])), rule["id"]


LONG = "Some people like to move in the morning and others like to move late in the evening, or never at all.\n\n"


@pytest.mark.parametrize(
    "text, found",
    [
        # The page says which movement it is about, and its parts come behind other sections.
        (
            f"{LONG}# Hip bridge\n\n## Why we like it\n\n{LONG}## How to do it\n\nLift your hips.\n",
            [("Hip bridge", 1)],
        ),
        (
            (
                "# Hip bridge\n\n## Why we like it\n\nIt is good.\n\n## How to do it\n\nLift your hips.\n\n"
                "Stand up tall with your feet apart. Bend forward.\n"
            ),
            [("Hip bridge", 3)],
        ),
        # Where it holds one exercise, its title names it, heading or not; …
        (
            "## Hip bridge\n\n## Why we like it\n\nIt is good.\n\n## How to do it\n\nLift your hips.\n",
            [("Hip bridge", 1)],
        ),
        (
            (
                '---\ntitle: "Hip bridge"\n---\n\n### Starting position\n\n'
                "Lie on your back.\n\n### Execution\n\nLift your hips.\n"
            ),
            [("Hip bridge", 2)],
        ),
        (
            (
                "Skip to the list\n\n"
                "wikiHow to Do the Hip Bridge in Pilates\n\nLie on your back. Lift your hips.\n"
            ),
            [("Hip Bridge", 2)],
        ),
        (
            (
                "---\nauthor: Hip bridge\n---\n\n### Starting position\n\n"
                "Lie on your back.\n\n### Execution\n\nLift your hips.\n"
            ),
            [(None, 2)],
        ),
        (
            (
                "---\ntitle: Hip stretches\n---\n\n### Starting position\n\n"
                "Lie on your back.\n\n### Execution\n\nLift your hips.\n"
            ),
            [(None, 2)],
        ),
        (
            (
                "wikiHow to Do the Hip Bridge\n\n"
                "Lie on your back. Lift your hips.\n\nStand up tall. Bend forward.\n"
            ),
            [(None, 2), (None, 2)],
        ),
        # … but a name it must be, …
        (
            ("# Morning light\n\n## Why we like it\n\nIt is good.\n\n## How to do it\n\nLift your hips.\n"),
            [(None, 1)],
        ),
        # … and only the heading of a part goes back to it.
        (
            (
                "# Hip bridge\n\n## Why we like it\n\nIt is good.\n\n"
                "## Conclusion\n\nLift your hips.\n\n## Clam\n\nOpen the knee.\n"
            ),
            [(None, 1), ("Clam", 1)],
        ),
        (
            (
                "# Hip bridge\n\n## Why we like it\n\nIt is good.\n\nHow to do it:\n\nLift your hips.\n\n"
                "## Clam\n\nOpen the knee.\n"
            ),
            [(None, 1), ("Clam", 1)],
        ),
        # A heading that is none that we know is one of its parts if it tells what to do.
        (
            (
                "# Knee tuck\n\n## Performance\n\n"
                "Sit down. Lift your knees.\n\n## Aims\n\nBeginner:\n\n1 x 10\n\n## Pictures\n\nNone yet.\n"
            ),
            [("Knee tuck", 3)],
        ),
        (
            (
                "# Knee tuck\n\n## Performance\n\n"
                "Sit down. Lift your knees.\n\n## Wall sit\n\nSlide down the wall.\n"
            ),
            [("Knee tuck", 2), ("Wall sit", 1)],
        ),
        (
            "# Hip bridge\n\nLift your hips.\n\n## How to do it\n\nLower them slowly.\n",
            [("Hip bridge", 2)],
        ),
        # Parts without a name.
        (
            "## 1. Starting position\n\nLie on your back.\n\n## 2. Execution\n\nLift your hips.\n",
            [(None, 2)],
        ),
    ],
)
def test_the_movement_of_a_page(text: str, found: list[tuple[str | None, int]]) -> None:
    assert told(text) == found


@pytest.mark.parametrize(
    "text, found",
    [
        # The speaker of a talk goes on to the next one; what is no movement is no name.
        (
            "So we are going to do a glute bridge. Lift your hips. Lower them. Next, we'll do a side plank. Lift up.",
            [("glute bridge", 2), ("side plank", 1)],
        ),
        ("So we are going to do a lot. Lift your hips. Next, we'll do a bit. Lower them.", [(None, 2)]),
        # What would head a section alone names what runs in behind it.
        ("CALF MOBILITY Rise onto your toes. Lower them.\n", [("CALF MOBILITY", 2)]),
        # A letter, a verb of beginning, an order to do it: no names.
        ("## Hip bridge\n\n**A.** Lift your hips.\n\n**B.** Repeat 5 times.\n", [("Hip bridge", 2)]),
        ("- Begin with 2 x 10.\n- Lift one leg.\n", [(None, 2)]),
        ("### Hip bridge\n\n**How to do it?** Lift your hips.\n", [("Hip bridge", 1)]),
        # Parts of a movement whose name holds them, numbered or not.
        ("## Cat-Cow\n\n1. Kneel.\n2. Cow: arch.\n3. Cat: Lift your back.\n", [("Cat-Cow", 3)]),
        # The text of a link, without its address.
        (
            "- [Hip lift](lift.html) (10x)\n- [Leg raise](raise.html) (8x)\n",
            [("Hip lift", 1), ("Leg raise", 1)],
        ),
        # A heading that forbids names no exercise, even over steps.
        (
            "## Hip bridge\n\nLift your hips.\n\n## Never bounce in the leg raise\n\nLift one leg.\n",
            [("Hip bridge", 1), (None, 1)],
        ),
        # What is announced as exercises is a list of them.
        ("Try these simple exercises:\n\n- Lift one leg.\n- Bend one knee.\n", [(None, 1), (None, 1)]),
        ("Do it like this:\n\n- Lift one leg.\n- Bend one knee.\n", [(None, 2)]),
    ],
)
def test_what_a_text_announces(text: str, found: list[tuple[str | None, int]]) -> None:
    assert told(text) == found


@pytest.mark.parametrize(
    "lines, found",
    [
        # What belongs to the exercise above: benefits under their label, questions of how, captions, tables.
        ("Benefits:\n\nStrengthens the glutes\n\nHow to do it:\n\nLower them slowly.", [("Hip bridge", 2)]),
        ("### Benefits of the bridge\n\nLower them slowly.", [("Hip bridge", 2)]),
        ("### Find the right muscles\n\nLower them slowly.", [("Hip bridge", 2)]),
        ("some more thoughts\n\nLower them slowly.", [("Hip bridge", 2)]),
        ("| Week | Reps |\n|---|---|\n| 1 | 10 |\n\nLower them slowly.", [("Hip bridge", 3)]),
        (
            "Benefits:\n\nStrengthens the glutes\n\nLower them.\n\nStrengthens the back\n\nRaise one leg.",
            [("Hip bridge", 3)],
        ),
        # What ends it: benefits in a heading, other questions, sections.
        ("Benefits:\n\n### Strengthens the glutes\n\nLower one leg.", [("Hip bridge", 1), (None, 1)]),
        ("### What is a glute?\n\nLower one leg.", [("Hip bridge", 1), (None, 1)]),
        ("## some more thoughts\n\nLower one leg.", [("Hip bridge", 1), (None, 1)]),
        ("## Your turn (10 reps)\n\nLower one leg.", [("Hip bridge", 1), (None, 1)]),
    ],
)
def test_what_ends_an_exercise_with_a_heading(lines: str, found: list[tuple[str | None, int]]) -> None:
    assert told(f"## Hip bridge\n\nLift your hips.\n\n{lines}\n") == found


@pytest.mark.parametrize(
    "text, found",
    [
        # The words of a title that are its name.
        ("## Chest stretch: Wall press\n\nLean forward.\n", [("Chest stretch: Wall press", 1)]),
        (
            "Try a squat.\n\n## Room 3: Lying leg raises\n\nLift one leg.\n\nIt is a squat.\n",
            [("Lying leg raises", 1)],
        ),
        ("Try a squat.\n\n## Moon flow: slow\n\nLift one leg.\n", [("Moon flow: slow", 1)]),
        ("## Moon pose – gentle and slow\n\nLift one leg.\n", [("Moon pose", 1)]),
        ("## Moon pose – very slow\n\nLift one leg.\n", [("Moon pose – very slow", 1)]),
        ("## Arm stretches (30 s)\n\nLift one arm.\n", [("Arm stretches", 2)]),
        (
            "## Stretch your chest\n\nDoorway stretch (30 s)\n\nStand in a doorway.\n",
            [("Doorway stretch", 2)],
        ),
        # A title that stands often heads the pages, unless it is a movement that is told below it.
        ("Squat\n\nBend your knees.\n\n" * 3, [("Squat", 1)] * 3),
        # The name again, in other words or in a caption.
        ("## Hip bridge\n\nhip bridge on a mat\n\nLift your hips.\n", [("Hip bridge", 1)]),
        ("## Hip bridge\n\nHip bridge on a mat\n\nLift your hips.\n", [("Hip bridge on a mat", 1)]),
        ("## Hip bridge\n\n### hip bridge on a mat\n\nLift your hips.\n", [("hip bridge on a mat", 1)]),
        ("## Hip bridge\n\nsquat on a mat\n\nLift your hips.\n", [("squat on a mat", 1)]),
        # The steps of a flow have headings, but a section is none of them.
        (
            (
                "## Sun salutation\n\nStand tall.\n\n### Forward bend\n\nBend forward from the hips.\n\n"
                "### Conclusion\n\nBreathe out slowly.\n"
            ),
            [("Sun salutation", 2)],
        ),
        (
            (
                "## Sun salutation\n\n### 1. Mountain pose\n\nStand with your feet together.\n\n"
                "### 2. Forward bend\n\nBend forward from the hips.\n"
            ),
            [("Sun salutation", 2)],
        ),
        (
            "## Sun salutation\n\n### Surya Namaskar\n\nStand tall. Bend forward from the hips.\n",
            [("Sun salutation", 2)],
        ),
        (
            (
                "## Sun salutation\n\nIt is old.\n\n### Moon salutation\n\n"
                "Stand tall. Bend forward from the hips.\n"
            ),
            [("Moon salutation", 2)],
        ),
        # A name behind its exercise is the movement that the title itself says.
        ("Lift your hips.\n\nNice and easy\n\nThe squat is good.\n", [(None, 1)]),
        ("Lower the bar. Press it up.\n\nBenefits\n\nBench press\n", [("Bench press", 2)]),
        # Labels and cells that name what they tell.
        (
            "**Hand stretches**: Spread your fingers.\n\n**Arm stretches**: Lift one arm.\n",
            [("Hand stretches", 1), ("Arm stretches", 1)],
        ),
        (
            "| **Chin tuck**: Slide your chin back. |\n|---|\n| **Wall slide**: Slide your arms up. |\n",
            [("Chin tuck", 1), ("Wall slide", 1)],
        ),
        ("## Chest stretch\n\nStand tall.\n\n**Knees**: Bend your knees.\n", [("Chest stretch", 2)]),
        # In a list of exercises a plural is a name where its label or its mark says so.
        (
            (
                "- Fist: Make a fist.\n- Thumb bend: Bend your thumb.\n"
                "- Finger stretches: Spread your fingers.\n"
            ),
            [("Fist", 1), ("Thumb bend", 1), ("Finger stretches", 1)],
        ),
        (
            (
                "- Fist: Make a fist.\n- Thumb bend: Bend your thumb.\n"
                "- **Finger stretches**: they help a lot. Spread your fingers.\n"
            ),
            [("Fist", 1), ("Thumb bend", 1), ("Finger stretches", 1)],
        ),
        (
            (
                "WALL SIT. Stand with your back to a wall. Slide down.\n\n"
                "HEEL RAISE. Stand tall. Rise onto your toes.\n"
            ),
            [("WALL SIT", 2), ("HEEL RAISE", 2)],
        ),
    ],
)
def test_titles_and_labels(text: str, found: list[tuple[str | None, int]]) -> None:
    assert told(text) == found


@pytest.mark.parametrize(
    "text, found",
    [
        # A table or other talk ends what has no heading; the end of the text does too.
        ("Lift your hips.\n\n| Week | Reps |\n|---|---|\n| 1 | 10 |\n\nLower them slowly.\n", [1, 1]),
        ("Lift your hips.\n\nIt is nice.\n", [1]),
        # Where nothing has a name, a new position behind the repetitions begins another exercise, …
        ("Lift your hips. Repeat 10 times. Place your hands on the wall. Lower one leg.\n", [2, 2]),
        # … not one behind a hold, nor where there is a name.
        ("Lift your hips. Hold for 10 seconds. Place your hands on the wall. Lower one leg.\n", [4]),
        (
            (
                "**Hip bridge**: Lift your hips. Repeat 10 times.\n\n"
                "Place your hands on the floor. Lower one leg.\n"
            ),
            [4],
        ),
        # A hold is a movement of its own; a posture and no movement is no exercise.
        ("Stand on one leg. Hold for 20 seconds. Sit on a chair. Lift one knee.\n", [2]),
        ("Starting position\n\nLie on your back.\n", []),
        # A position is never about all exercises.
        ("Lie on your back for all these exercises. Lift your hips.\n", [2]),
    ],
)
def test_where_an_exercise_without_a_heading_ends(text: str, found: list[int]) -> None:
    assert [len(record["steps"]) for record in exercises(text)] == found


@pytest.mark.parametrize(
    "text, alone",
    [
        (
            "## Hip bridge\n\nLift your hips.\n\n![A person on a mat](a.png)\n\nLower them slowly.\n",
            ["![A person on a mat](a.png)"],
        ),
        (
            (
                "## Hip bridge\n\nLift your hips.\n\n"
                "[See the film](https://example.org/f)\n\nLower them slowly.\n"
            ),
            ["[See the film](https://example.org/f)"],
        ),
        ("Lower the bar. Press it up.\n\nBenefits\n\nBench press\n", ["Benefits"]),
        ("Press the bar up.\n\nBenefits\n\nBench press\n", ["Benefits"]),
        ("It helps.\n\nHow to do it:\n\nLift your hips.\n", ["It helps."]),
        ("## Hip bridge\n\nHip bridge\n\nLift your hips.\n", []),
    ],
)
def test_sentences_that_belong_to_no_exercise(text: str, alone: list[str]) -> None:
    assert [row["text"] for row in extracted(text).sentences if row["exercise"] is None] == alone


def test_front_matter_is_part_of_no_exercise() -> None:
    (record,) = exercises("---\ntitle: Hip bridge\nbenefits:\n---\n\nLift your hips.\n")
    assert record["span"]["start"] == record["steps"][0]["spans"][0]["start"]


def test_a_label_names_an_exercise_in_a_scrambled_article() -> None:
    found = extracted(f"{SCRAMBLED} **Chin tuck**: Slide your chin back.")
    assert found.article["flags"] == ["scrambled"]
    assert [record["name"]["value"] for record in found.exercises if record["name"]] == ["Chin tuck"]


COMMON: list[tuple[str, list[tuple[str | None, dict[str, object]]]]] = [
    (
        (
            "Day 1: Upper body\n\nPush-ups 3x10\nDumbbell row 3 x 12 each arm\nShoulder press - 3 sets of 8\n\n"
            "Day 2: Lower body\n\nSquats 3x15\nWall sit 60 seconds\n"
        ),
        [
            ("Push-ups", {"sets": [3, 3], "reps": [10, 10]}),
            ("Dumbbell row", {"sets": [3, 3], "reps": [12, 12], "side": "each"}),
            ("Shoulder press", {"sets": [3, 3], "reps": [8, 8]}),
            ("Squats", {"sets": [3, 3], "reps": [15, 15]}),
            ("Wall sit", {"hold_s": [60, 60]}),
        ],
    ),
    (
        (
            "what I do atm\n\n- pull ups 3x8\n- dips 3x10\n- squats 5x5 @ 100kg\n- plank 3 x 60s\n\n"
            "rest 2 min between sets. every other day.\n"
        ),
        [
            ("pull ups", {"sets": [3, 3], "reps": [8, 8]}),
            ("dips", {"sets": [3, 3], "reps": [10, 10]}),
            ("squats", {"sets": [5, 5], "reps": [5, 5]}),
            ("plank", {"sets": [3, 3], "hold_s": [60, 60]}),
        ],
    ),
    (
        (
            "What is a glute bridge?\n\nIt works your seat.\n\nHow to do a glute bridge\n\nLie on your back with your feet "
            "flat. Lift your hips. Do 12 reps.\n\nVariations\n\nSingle-leg bridge: Lift one foot first. 8 reps each side.\n"
        ),
        [("glute bridge", {"reps": [12, 12]}), ("Single-leg bridge", {"reps": [8, 8], "side": "each"})],
    ),
    (
        (
            "Hamstring stretch\nMain muscles worked: hamstrings\nEquipment: None\nDays per week\nStep-by-step directions"
            "\nLie on the floor with both legs bent.\nLift one leg.\nHold it for 30 to 60 seconds.\n2. Hip abduction\n"
            "Equipment needed: Begin with a weight that allows 2 sets of 8 repetitions\nStep-by-step directions\n"
            "Lie on your side.\nRaise your top leg.\nHold this position for 5 seconds.\n"
        ),
        [("Hamstring stretch", {"hold_s": [30, 60]}), ("Hip abduction", {"hold_s": [5, 5]})],
    ),
    (
        (
            "Pelvic Tilt Lie on your back with knees bent. Flatten your back. Hold 5 seconds. Bridge Lie on your back with "
            "knees bent. Lift your hips. Repeat 10 times. Cat Stretch Get on your hands and knees. Arch your back. "
            "Repeat 5 times.\n"
        ),
        [
            ("Pelvic Tilt", {"hold_s": [5, 5]}),
            ("Bridge", {"reps": [10, 10]}),
            ("Cat Stretch", {"reps": [5, 5]}),
        ],
    ),
    (
        (
            "Bodyweight Squat 3 sets x 15 reps\nStand tall. Sit back.\n\nIncline Push-Up 3 sets x 10 reps\nHands on a box. "
            "Lower your chest.\n"
        ),
        [
            ("Bodyweight Squat", {"sets": [3, 3], "reps": [15, 15]}),
            ("Incline Push-Up", {"sets": [3, 3], "reps": [10, 10]}),
        ],
    ),
    (
        (
            "Strong hips matter. To do a glute bridge, lie on your back. Lift your hips. Repeat 12 times.\n\n"
            "To perform a clamshell, lie on your side. Open your top knee. Do 15 reps.\n"
        ),
        [("glute bridge", {"reps": [12, 12]}), ("clamshell", {"reps": [15, 15]})],
    ),
    (
        "What helped me:\n\ncouch stretch - 2 min per side\nhip flexor march 3x10\ncalf raise x 12\n",
        [
            ("couch stretch", {"hold_s": [120, 120], "side": "each"}),
            ("hip flexor march", {"sets": [3, 3], "reps": [10, 10]}),
            ("calf raise", {"reps": [12, 12]}),
        ],
    ),
    (
        "- Hip flexor stretch (optional: rear foot elevated)\n- Wall sit (60s)\n",
        [("Hip flexor stretch", {}), ("Wall sit", {"hold_s": [60, 60]})],
    ),
    ("Exercise Sets Reps Rest\nGoblet squat 3 12 60s\nPush-up 3 10 60s\n", []),
    (
        (
            "Stretch #1: Seated Neck Release\nStretch #2: Clasping Neck Stretch\n\nStretch #1: Seated Neck Release\n\n"
            "Sit tall. Tilt your head. Stay for 30 seconds.\n\nStretch #2: Clasping Neck Stretch\n\nSit tall. Press your "
            "thighs down. Hold for 20 seconds.\n"
        ),
        [("Seated Neck Release", {"hold_s": [30, 30]}), ("Clasping Neck Stretch", {"hold_s": [20, 20]})],
    ),
    (
        (
            "Shoulder flexion (lying down). This stretches them. Lie on your back. Raise them. Hold 15 seconds.\n\n"
            "Shoulder rotation (lying down). Lie on your back. Turn your arms out. Hold 8 seconds.\n"
        ),
        [
            ("Shoulder flexion (lying down)", {"hold_s": [15, 15]}),
            ("Shoulder rotation (lying down)", {"hold_s": [8, 8]}),
        ],
    ),
    (
        (
            "Shoulder rolls\nslide 1 of 2, Shoulder rolls,\nSit tall.\nRoll your shoulders back 5 times.\nWall push-ups\n"
            "slide 2 of 2, Wall push-ups,\nStand at a wall.\nLean forward 9 times.\n"
        ),
        [("Shoulder rolls", {"reps": [5, 5]}), ("Wall push-ups", {"reps": [9, 9]})],
    ),
    (
        (
            "Three stretches. So the first one is the pigeon. You start on your hands and knees. Slide a leg "
            "back. Hold for 30 seconds. The next one is a frog stretch. Widen your knees and sink back. Hold that for a "
            "minute. And the last one is something that an old coach taught me once. Sit tall. Lean forward. Do it twice."
        ),
        [("pigeon", {"hold_s": [30, 30]}), ("frog stretch", {"hold_s": [60, 60]}), (None, {"reps": [2, 2]})],
    ),
    (
        (
            "## Pogo jumps\n\nThey are good for power.\n\n### How to pogo jump\n\nJump as high as you can. Do 25 jumps.\n\n"
            "## Ball throws\n\n### Getting started\n\nHold a ball. Throw it against a wall 5 times.\n"
        ),
        [("Pogo jumps", {"reps": [25, 25]}), ("Ball throws", {"reps": [5, 5]})],
    ),
]
"""Texts in forms that many pages have, and the names and doses of their exercises."""


@pytest.mark.parametrize("text, found", COMMON, ids=[text.split("\n", 1)[0] for text, _ in COMMON])
def test_common_forms(text: str, found: list[tuple[str | None, dict[str, object]]]) -> None:
    records = exercises(text)
    assert [record["name"]["value"] if record["name"] else None for record in records] == [
        n for n, _ in found
    ]
    for record, (_, dose) in zip(records, found, strict=True):
        given = {field: value for field, value in record["dose"].items() if value and field != "spans"}
        assert given == dose


def test_what_follows_a_list_of_exercises_is_the_schedule_of_all() -> None:
    found = extracted(COMMON[1][0]).article["schedule"]
    assert found is not None
    assert (found["rest_s"], found["freq"]) == ([120, 120], {"times": [1, 1], "per": "day", "every": [2, 2]})


@pytest.mark.parametrize(
    "text, said",
    [
        ("Plank {#plank}", "plank"),
        ("<b>Plank</b>", "plank"),
        ("Plank (https://example.org/plank)", "plank"),
        ("[Plank](/plank)", "plank"),
    ],
)
def test_plain_words_have_no_markup(text: str, said: str) -> None:
    assert plain(text) == said


@pytest.mark.parametrize(
    "said, name",
    [
        ("how to do a hip bridge", True),
        ("to perform the plank", True),
        ("how to fix your back", False),
        ("1. exercises", False),
        ("x" * LONGEST, True),
        ("x" * (LONGEST + 1), False),
        ("bird dog?", False),
        ("bird dog!", False),
        ("bird dog and", False),
        ("started", False),
        ("90", False),
        ("", False),
    ],
)
def test_what_could_be_a_name(said: str, *, name: bool) -> None:
    assert could_be(said) is name


def test_a_name_may_be_as_long_as_this() -> None:
    assert trim("x" * LONGEST, 0, LONGEST) == (0, LONGEST)
    assert trim("x" * (LONGEST + 1), 0, LONGEST + 1) is None


@pytest.mark.parametrize(
    "said, told",
    [
        # a verb that leads to a movement, and what it is about
        ("find the right muscles", True),
        ("remember the breath", True),
        ("get in position", True),
        ("settle on the floor", True),
        ("do a few more", True),
        ("consult a friend", True),
        ("seek a teacher", True),
        ("let the knees fall", True),
        ("keep from falling", True),
        ("begin with the left leg", True),
        ("place by the wall", True),
        ("rest on the floor", True),
        ("keep your balance", True),
        ("keep fit", False),
        ("rest days", False),
        # a word that may be a verb, and `your`
        ("lift your hips", True),
        ("waggle your head", True),
        ("knees over your toes", False),
        ("wall slide", False),
    ],
)
def test_words_that_instruct(said: str, *, told: bool) -> None:
    assert instructs(said) is told


def test_a_name_with_a_dose_within_an_exercise_is_another() -> None:
    text = "## Chest stretch\n\nStand tall.\n\nDoorway 3 x 10, slowly.\n"
    assert told(text) == [("Chest stretch", 1), ("Doorway", 1)]


def test_rest_and_frequency_behind_a_list_are_for_all() -> None:
    text = "- Squat (10 reps)\n- Lunge (12 reps)\n\nRest for 60 seconds, three times a week.\n"
    assert told(text) == [("Squat", 1), ("Lunge", 1)]
    schedule = extracted(text).article["schedule"]
    assert schedule is not None
    assert (schedule["rest_s"], schedule["freq"]) == ([60, 60], {"times": [3, 3], "per": "week"})


@pytest.mark.parametrize(
    "text",
    [
        "To do a \ufb01gure-four bridge, lie on your back. Lift your hips.",
        "The \ufb01rst one is the pigeon. Kneel. Slide one leg back.",
        "To do a hip bridge, lie on your back. Lift your hips.",
    ],
)
def test_a_letter_that_folds_into_two_moves_no_name(text: str) -> None:
    for record in exercises(text):
        if record["name"]:
            assert record["name"]["value"] in {"hip bridge", "pigeon"}


def test_what_a_name_is_good_for_stands_below_it() -> None:
    text = "Child's pose stretch\nLengthens and eases the back\n\n- Kneel down.\n- Reach forward.\n"
    assert names(text) == ["Child's pose stretch"]


def test_labels_that_recur_below_headings_name_no_exercise() -> None:
    text = (
        "### Tree pose\n\nGetting in (2):\n\n1. Stand tall.\n2. Lift one foot.\n\n"
        "### Chair pose\n\nGetting in (3):\n\n1. Stand tall.\n2. Bend your knees.\n"
    )
    assert names(text) == ["Tree pose", "Chair pose"]


def test_a_sequence_below_its_heading_is_that_of_the_exercise() -> None:
    record = exercises(
        "### Wave sequence\n\nRepeat this sequence 4 times.\n\nStand tall. Roll down slowly.\n"
    )[0]
    assert record["dose"]["sets"] == [4, 4] or record["dose"]["reps"] == [4, 4]


def test_lines_of_a_program_name_what_stands_behind_the_dose() -> None:
    text = "Day 1\n12 reps Goblet Squat\n15 reps Glute Bridge\nRest 45 seconds\n\nDay 2\n20 reps Dead Bug\n10 reps Row\n"
    assert names(text) == ["Goblet Squat", "Glute Bridge", "Dead Bug", "Row"]
    assert [record["dose"]["reps"] for record in exercises(text)] == [[12, 12], [15, 15], [20, 20], [10, 10]]
    assert all(record["dose"]["rest_s"] is None for record in exercises(text))


def test_a_line_that_announces_exercises_makes_each_item_one() -> None:
    steps = "1. Stand with your feet together.\n2. Stand on one leg.\n3. Walk heel to toe.\n"
    assert len(exercises(f"Do the following exercises every day:\n\n{steps}")) == 3
    assert len(exercises(f"Do the following:\n\n{steps}")) == 1


def test_a_talk_goes_on_to_the_next_exercise() -> None:
    text = (
        "Lie on your back. Lift your hips.\n\nFinally, you will do a clam raise. Lie on your side. Lift your knee. "
        "Then we do the same again. Lower your knee.\n"
    )
    assert names(text) == [None, "clam raise"]


def test_a_flow_may_be_named_in_the_first_line() -> None:
    text = "Yoga sequence: Moon Salutation\n\n1. Mountain Pose\n\n- Stand tall.\n\n2. Forward Fold\n\n- Fold forward.\n"
    assert told(text) == [("Moon Salutation", 2)]


def test_remarks_and_reasons_behind_the_last_step_belong_to_it() -> None:
    text = (
        "## Can roll\n\n- Sit down.\n- Roll your foot over the can.\n- It helps most before breakfast.\n\n"
        "## Wall sit\n\nSlide down the wall.\n\nWhy\n\nIt works the thighs.\n\nSee you soon.\n"
    )
    rows = extracted(text).sentences
    held = [row["text"] for row in rows if row["exercise"] is not None]
    assert held[-4:] == ["## Wall sit", "Slide down the wall.", "Why", "It works the thighs."]
    assert "- It helps most before breakfast." in held


def test_strengthening_names_an_exercise_where_its_text_runs_in() -> None:
    assert names("CALF STRENGTHENING Stand on a step and rise onto your toes.\n") == ["CALF STRENGTHENING"]
    assert names("Calf strengthening\n\nHeel dig\n\nSit down. Dig your heel in.\n") == ["Heel dig"]


def test_variations_below_an_exercise_are_part_of_it() -> None:
    text = (
        "## Bench press\n\nLie on the bench. Press the bar up.\n\n"
        "### Bench press variations for growth\n\nPress slowly. Keep your back flat.\n"
    )
    assert names(text) == ["Bench press"]


def test_a_quotation_in_a_name_is_closed() -> None:
    quoted = "Jaw retraction, or \u201cdouble chin\u201d"
    assert trim(quoted, 0, len(quoted)) == (0, len(quoted))
    assert trim("\u201cDouble chin\u201d", 0, 13) == (1, 12)


def test_a_title_over_a_talk_names_no_exercise() -> None:
    talk = "It was a long day. We met a man. He told us a story. It was about his back. "
    moves = "Lie on your back. Lift your hips. Sit on a chair. Lift one heel."
    assert names(f"# The Quiet Lotus\n\n{talk}{moves}\n") == [None, None]
    assert names(f"# The Quiet Lotus\n\nIt was a long day. {moves}\n") == ["The Quiet Lotus"]


def test_titles_with_one_verb_are_siblings() -> None:
    text = "Loosen your neck\n\nTilt your head.\n\nLoosen your wrists\n\nCircle your hands.\n"
    assert names(text) == ["Loosen your neck", "Loosen your wrists"]


def test_instructions_below_a_name_are_its_own() -> None:
    text = "Palm turns\n\nPalm turn instructions\n\n1. Sit down.\n2. Turn your palm up.\n"
    assert names(text) == ["Palm turns"]
    assert names("## Clam instructions\n\nLie on your side. Lift your knee.\n") == ["Clam"]


def test_a_bold_item_with_a_full_stop_is_a_name() -> None:
    text = "1. **Seated Knee Lifts.**\n\nLift one knee.\n\n2. **Chair Rows.**\n\nPull your elbows back.\n"
    assert names(text) == ["Seated Knee Lifts", "Chair Rows"]
    assert names("1. **Keep your back flat.**\n2. **Lift your hips.**\n") == [None]


def test_a_pause_in_a_list_of_exercises_is_for_all() -> None:
    text = "- Plank: 30 seconds\n- Squats: 12 reps\n- Rest 45 seconds and repeat twice.\n"
    assert names(text) == ["Plank", "Squats"]


def test_sources_and_addresses_are_no_part_of_an_exercise() -> None:
    text = "## Side steps\n\nCredit: our own camera\n\nStep to the side.\n\nhttps://example.org/a?b=c\n\nStep back.\n"
    held = [row["text"] for row in extracted(text).sentences if row["exercise"] is not None]
    assert held == ["## Side steps", "Step to the side.", "Step back."]


def test_fields_of_an_exercise_are_not_about_all() -> None:
    text = "## Calf stretch\n\nLean on the wall.\n\nTime: hold each stretch for 20 seconds\n"
    assert exercises(text)[0]["dose"]["hold_s"] == [20, 20]


def test_items_without_a_number_stand_alone_above_their_text() -> None:
    text = "\u2022 Pelvic tilt\nLie down. Flatten your back.\n\n\u2022 Head lift\nTuck your chin. Lift your head.\n"
    assert names(text) == ["Pelvic tilt", "Head lift"]


def test_a_name_with_a_full_stop_stands_above_its_text() -> None:
    text = "Knee Hug.\n\nLie on your back. Pull one knee up.\n\nHeel Raise.\n\nStand tall. Rise onto your toes.\n"
    assert names(text) == ["Knee Hug", "Heel Raise"]
    text = "Knee Hug. It eases the lower back.\n\n- Lie on your back.\n- Pull one knee up.\n"
    assert names(text) == ["Knee Hug"]


def test_cells_of_a_circuit_name_what_they_count() -> None:
    text = (
        "| Day | Monday |\n|---|---|\n| Circuit | Go round twice: <ul><li>12 squats</li><li>10 push-ups</li>"
        "<li>30 seconds of high knees</li></ul> |\n"
    )
    assert names(text) == ["squats", "push-ups", "high knees"]


def test_stages_of_a_plan_are_no_names() -> None:
    assert names("| | Walk | Jog |\n|---|---|---|\n| Stage I | 5 minutes | 1 minute |\n") == []


def test_numbers_between_the_parts_of_an_exercise_end_nothing() -> None:
    text = (
        "1\n\nGetting in the starting position\n\nLie on your back. Lift your knee.\n\n2\n\nPerforming the exercise\n\n"
        "Press your knee into your hand. Hold for 5 seconds.\n"
    )
    assert [name for name, _ in told(text)] == [None]


def test_a_phrase_before_a_dose_is_no_name() -> None:
    assert names("Over time increase this exercise until it is held for 5 seconds.\n") in ([], [None])


def test_a_line_below_any_name_may_tell_its_use() -> None:
    steps = "\n- Kneel down.\n- Reach forward.\n"
    assert names(f"Folded leaf\nLengthens and eases the back\n{steps}") == ["Folded leaf"]
    assert names(f"Folded leaf\nStrengthening of the back\n{steps}") != ["Folded leaf"]


@pytest.mark.parametrize(
    "lead, count",
    [
        ("Do the following exercises every day:", 3),
        ("Do the following exercises every day.", 1),
        ("- Do the following exercises every day:", 1),
        ("Do the following every day:", 1),
    ],
)
def test_only_a_line_with_a_colon_announces_exercises(lead: str, count: int) -> None:
    steps = "1. Stand with your feet together.\n2. Stand on one leg.\n3. Walk heel to toe.\n"
    assert len([record for record in exercises(f"{lead}\n\n{steps}") if record["name"] is None]) == count


def test_remarks_below_such_a_line_are_no_exercises() -> None:
    remarks = "1. It is fun.\n2. Stand on one leg.\n3. It is free.\n4. You feel well.\n"
    text = f"Do the following exercises every day:\n\n{remarks}"
    assert len(exercises(text)) < 2


def test_labels_that_recur_below_names_nobody_knows_name_no_exercise() -> None:
    text = (
        "### Vriksa\n\nComing in (2):\n\n1. Stand tall.\n2. Lift one foot.\n\nGoing out:\n\n1. Lower the foot.\n\n"
        "### Utka\n\nComing in (3):\n\n1. Stand tall.\n2. Bend your knees.\n\nGoing out:\n\n1. Straighten up.\n"
    )
    assert names(text) == ["Vriksa", "Utka"]
    once = "### Vriksa\n\nLift one foot.\n\nComing in (2):\n\n1. Stand tall.\n\nComing in (3):\n\n1. Bend your knees.\n"
    assert names(once) != ["Vriksa"]


@pytest.mark.parametrize(
    "text, found",
    [
        ("12 reps Goblet Squat\n15 reps Balance\n", ["Goblet Squat", "Balance"]),
        ("12 reps Goblet Squat\nKeep your back flat.\n15 reps Balance\n", ["Goblet Squat", "Balance"]),
        ("- 12 reps Goblet Squat\n- 15 reps Glute Bridge\n", ["Goblet Squat", "Glute Bridge"]),
        ("12 reps goblet squat\n\n15 reps glute bridge\n", []),
        ("12 reps Goblet Squat\n", []),
        ("12 reps Goblet Squat\n\nOne.\n\nTwo.\n\nThree.\n\n15 reps Glute Bridge\n", []),
        ("12 reps\n15 reps\n", []),
        ("12 reps Goblet Squat. Keep your back flat.\n15 reps Glute Bridge. Lift your hips.\n", []),
    ],
)
def test_a_line_of_a_program_has_a_sibling_and_a_name(text: str, found: list[str]) -> None:
    assert [name for name in names(text) if name in {"Goblet Squat", "Glute Bridge", "Balance"}] == found


@pytest.mark.parametrize(
    "text, found",
    [
        ("Pelvic tilt.\n\nLie down. Flatten your back.\n", False),
        ("Slow Pelvic Tilt On Floor.\n\nLie down. Flatten your back.\n", False),
        ("Pelvic Tilt!\n\nLie down. Flatten your back.\n", False),
        ("Slow Pelvic Tilt Lying.\n\nLie down. Flatten your back.\n", True),
        ("Lower Back.\n\nLie down. Flatten your back.\n", False),
    ],
)
def test_only_a_short_name_in_title_case_stands_with_a_full_stop(text: str, *, found: bool) -> None:
    assert any("tilt" in (name or "").casefold() or name == "Lower Back" for name in names(text)) is found


def test_only_the_first_line_alone_names_a_flow() -> None:
    steps = "1. Mountain Pose\n\n- Stand tall.\n\n2. Forward Fold\n\n- Fold forward.\n"
    assert names(f"Yoga sequence: Moon Salutation\n\n{steps}") == ["Moon Salutation"]
    assert "Moon Salutation" not in names(f"Hello there.\n\nYoga sequence: Moon Salutation\n\n{steps}")
    assert "Moon Salutation" not in names(f"Yoga sequence: Moon Salutation. We love it.\n\n{steps}")
    assert names("Yoga sequence: Moon Salutation\n") == []


FAULTS = (
    "# Deadlift\n\n## Setup\n\nStand over the bar.\n\n## The pull\n\nPush the floor away.\n\n## Common mistakes\n\n"
    "### Rounding the back\n\n- **Fix:** Lift your chest.\n\n### Hips that rise first\n\n"
    "- **Fix:** Push through your heels.\n"
)


def test_headings_below_faults_name_no_exercise() -> None:
    assert told(FAULTS) == [("Deadlift", 4)]
    # A fault is part of no exercise where there is none, and the next heading at its level may be a name again.
    assert (
        told(
            FAULTS.partition("## The pull")[0].replace(
                "# Deadlift\n\n## Setup\n\nStand over the bar.\n\n", ""
            )
        )
        == []
    )
    assert told(f"{FAULTS}\n## Side plank\n\nLift your hips.\n") == [("Deadlift", 4), ("Side plank", 1)]
    assert told("## Mistakes\n\n### Swinging arms\n\nLift your arms slowly.\n") == [(None, 1)]


@pytest.mark.parametrize(
    "text, found",
    [
        # A flow that is numbered itself goes on to the next number of its kind, not to its own steps.
        (
            (
                "Exercise 1: Sun salutation\n\n1. Forward fold\n\nFold forward.\n\n2. Plank\n\nStep back.\n\n"
                "Exercise 2: Lotus pose\n\nSit down. Cross your legs.\n"
            ),
            [("Sun salutation", 2), ("Lotus pose", 2)],
        ),
        # Steps with a dose below a name.
        (
            (
                "### Wrist stretch\n\n1. Reach your arm forward\n"
                "2. Bend the wrist\n3. Palm facing out (15 sec)\n4. Repeat\n"
            ),
            [("Wrist stretch", 4)],
        ),
        (
            "### 20-20-20 rule\n\n- Look at something **20 feet** away\n- For **20 seconds**\n",
            [("20-20-20 rule", 2)],
        ),
        # The time that several exercises take.
        (
            "## Wrists (1 minute)\n\n### Wrist circles\n\n- Circle your wrists 10 times\n",
            [("Wrist circles", 1)],
        ),
        ("## Wrist circles (1 minute)\n\nCircle your wrists.\n", [("Wrist circles", 2)]),
        # What reads like a title but stands among the steps.
        (
            (
                "Tree pose\nTechnique:\nStand in Tadasana\nLift one foot.\n"
                "Press it against the thigh.\nCome back to Tadasana\n\nTips:\nLook ahead.\n"
            ),
            [("Tree pose", 3)],
        ),
        (
            "Tree pose\nLift one foot.\nChair pose\n\nBend your knees.\n",
            [("Tree pose", 1), ("Chair pose", 1)],
        ),
        (
            (
                "Tree pose\nLift one foot.\nContraindications:\n"
                "Ankle trouble, vertigo\n\nModifications:\nHold the wall.\n"
            ),
            [("Tree pose", 2)],
        ),
        (
            "Tree pose\nLift one foot.\nVariations:\nChair pose\nBend your knees.\n",
            [("Tree pose", 1), ("Chair pose", 1)],
        ),
        # The same name in another language.
        ("Vrikshasana\nTree Pose\nLift one foot.\n", [("Vrikshasana", 1)]),
        ("Chair Pose\nTree Pose\nLift one foot.\n", [("Tree Pose", 1)]),
        ("Plank\nBird Dog\nLift one foot.\n", [("Bird Dog", 1)]),
        # A label in capitals whose description follows.
        (
            (
                "STANDING CURL: an old friend of mine.\nStand up tall.\n"
                "Bend your elbows.\n\nWALL PRESS: another friend.\nLean on the wall.\n"
            ),
            [("STANDING CURL", 2), ("WALL PRESS", 1)],
        ),
        ("Standing curl: an old friend of mine.\nStand up tall.\nBend your elbows.\n", [(None, 2)]),
        # The kind of work, with one description below it.
        (
            (
                "## Lower back mobility\n\n"
                "Lie on your back. Rock your knees.\n\n## Hip flexibility\n\n- Wall sit (30 s)\n- Plank (30 s)\n"
            ),
            [("Lower back mobility", 2), ("Wall sit", 1), ("Plank", 1)],
        ),
        (
            "## Mobility\n\nRock your knees. Lift your hips.\n\n## Clam\n\nOpen the knee.\n",
            [(None, 2), ("Clam", 1)],
        ),
        # Headings that count.
        (
            "## 1) 50 jumping jacks\n\n## 2) 20 wall squats each side\n\n## 3) Bow stretch\n",
            [("jumping jacks", 1), ("wall squats", 1)],
        ),
        ("## 50 jumping jacks\n\n## 20 reasons to try them\n", []),
        # Numbers with a hyphen.
        (
            (
                "Balance\n1-Rope walk\n1-Hold your arms out wide.\n"
                "2-Walk along the rope.\n3-Turn round.\n2-Wall stand\n1-Stand at the wall.\n2-Lift one foot.\n3-Lower it.\n"
            ),
            [("Rope walk", 3), ("Wall stand", 3)],
        ),
        # Phases of one movement.
        (
            (
                "### Execution\n\n1. **Lowering phase**:\n"
                "   - Bend your knees.\n\n2. **Lifting phase**:\n   - Push up.\n\n3. **Breath**:\n   - Breathe out.\n"
            ),
            [(None, 3)],
        ),
    ],
)
def test_what_is_no_title(text: str, found: list[tuple[str | None, int]]) -> None:
    assert told(text) == found


@pytest.mark.parametrize(
    "text, found",
    [
        # An order to do an exercise names it.
        (
            (
                "1. Try wall sits. Stand at a wall. Slide down.\n2. Do calf raises to build your calves. Stand tall. Rise.\n"
                "3. Practice single-leg balance. Stand on one foot.\n"
            ),
            [("wall sits", 3), ("calf raises", 3), ("single-leg balance", 1)],
        ),
        (
            "Other ideas\n\nDo squats. Stand tall. Bend your knees.\n\nTry clamshells. Open the knee.\n",
            [("squats", 3), ("clamshells", 2)],
        ),
        ("## Wall sit\n\nStand tall. Do squats. Rise.\n", [("Wall sit", 3)]),
        ("Do this stretch daily. Stand tall. Bend forward.\n", [(None, 2)]),
        # A name with its dose, a line that leads on, the steps.
        (
            (
                "Thigh stretch – hold for 10 seconds\n\nTo do a thigh stretch:\n\n1. Lie on your back.\n2. Lift one leg.\n\n"
                "Calf stretch – hold for 10 seconds\n\nFor the calf stretch:\n\n1. Step forward.\n2. Lower the heel.\n"
            ),
            [("Thigh stretch", 3), ("Calf stretch", 3)],
        ),
        (
            "## Thigh stretch\n\n**To do this stretch:**\n\n1. Lie down.\n2. Lift one leg.\n",
            [("Thigh stretch", 2)],
        ),
        (
            ("## Thigh stretches\n\nTo do the thigh stretch\n\n1. Lie down.\n2. Lift one leg.\n"),
            [("thigh stretch", 2)],
        ),
        # A name that runs in, before what it is good for.
        (
            (
                "Leg raise — This one is for the hips. Lie down. Lift a leg.\n\n"
                "Heel slide –Good for you. Slide the heel.\n"
            ),
            [("Leg raise", 2), ("Heel slide", 1)],
        ),
        # What says that it is an exercise.
        (
            (
                "Exercise 1 – Lifting your arm\n\nLift your arm.\n\n"
                "Exercise 2- Hands behind your head\n\nBend your elbows.\n"
            ),
            [("Lifting your arm", 1), ("Hands behind your head", 1)],
        ),
        # Fields, levels, faults and complaints.
        (
            (
                "How to Do a Bird Dog: Technique, Benefits\n\nLevel: Beginner\n\n"
                "Steps\n\n1. Kneel down.\n2. Lift one leg.\n"
            ),
            [("Bird Dog", 2)],
        ),
        (
            "### Wall push-up\n\n- **Prerequisite**: Shrugs 3x20\n- Lean on the wall.\n- Bend your elbows.\n",
            [("Wall push-up", 3)],
        ),
        (
            (
                "Wall push-up\n\nCommon mistakes\n\nSagging back\n\n"
                "Keep your back straight.\n\nFlared elbows\n\nTuck them in.\n\nSteps\n\nLean in.\n"
            ),
            [("Wall push-up", 3)],
        ),
        (
            (
                "Tree pose\n\nvrksa = tree\n\nLift one foot.\n\n"
                "Contraindications and cautions\n\nHeadache\nInsomnia\n\nPartner's tip\n\nHold the wall.\n"
            ),
            [("Tree pose", 2)],
        ),
        (
            "## Cat-cow\n\n- Kneel down.\n- **Cow:** drop your belly.\n- **Cat:** round your back.\n",
            [("Cat-cow", 3)],
        ),
        # What is to be left out.
        (
            "DO: Wall Sits\n\nSlide down the wall.\n\nAVOID: Leg Lifts\n\nThey strain the back.\n",
            [("Wall Sits", 1)],
        ),
        ("- [x] Plank: Hold for 30 seconds\n- [ ] Wall sit (30 s)\n", [("Plank", 1), ("Wall sit", 1)]),
        (
            "1. Static quads\n\nTighten your thigh.\n\n2. Standing on one leg\n\nHold the sink. Lift one foot.\n",
            [("Static quads", 1), ("Standing on one leg", 3)],
        ),
        ("1. Standing on one leg\n2. Lifting the other\n\nRest.\n", [(None, 3)]),
        ("### Correct execution of the bird dog\n\nKneel down. Lift one leg.\n", [("bird dog", 2)]),
    ],
)
def test_forms_of_well_known_pages(text: str, found: list[tuple[str | None, int]]) -> None:
    assert told(text) == found


@pytest.mark.parametrize(
    "last, belongs",
    [
        ("This stretch opens the chest.", True),
        ("The exercise also targets the shoulders.", True),
        ("This helps a stiff back.", True),
        ("Wall angels keep the shoulders loose.", True),
        ("Muscles worked: shoulders", True),
        ("Author: nobody", False),
        ("These stretches suit everybody.", False),
        ("The exercise that follows is harder.", False),
        ("We met them in a gym.", False),
    ],
)
def test_what_an_exercise_is_good_for_belongs_to_it(last: str, *, belongs: bool) -> None:
    found = extracted(
        f"## Wall angels\n\n- Slide your arms up the wall.\n\n{last}\n\n## Conclusion\n\nWell done.\n"
    )
    (row,) = (row for row in found.sentences if row["text"] == last)
    assert (row["exercise"] is not None) == belongs
    lone = extracted(f"Slide your arms up the wall.\n\nIt is fun.\n\n{last}\n")
    (row,) = (row for row in lone.sentences if row["text"] == last)
    assert row["exercise"] is None


@pytest.mark.parametrize(
    "text, found",
    [
        # A line with a colon leads on to steps only behind a name with something told, above the first list of steps.
        (
            "Calf stretch – hold 9 s\n\nTo do it:\n\n- Step forward.\n- Lower the heel.\n",
            [("Calf stretch", 3)],
        ),
        (
            "Calf stretch – hold 9 s\n\nGood to know:\n\n- Wall sit (9 s)\n- Plank (9 s)\n",
            [("Calf stretch", 1), ("Wall sit", 1), ("Plank", 1)],
        ),
        ("Calf stretch – hold 9 s\n\nGood to know:\n\nStep forward.\n", [("Calf stretch", 1), (None, 1)]),
        (
            "Calf stretch – hold 9 s\n\n- Step forward.\n\nNow you know:\n\n- Lower the heel.\n- Lift it.\n",
            [("Calf stretch", 2), (None, 2)],
        ),
        (
            "Step forward. Lower the heel.\n\nNow you know:\n\n- Lift the heel.\n- Drop it.\n",
            [(None, 2), (None, 2)],
        ),
        # A step that reads like a title: behind a step, at the end of its block, with a way to go.
        ("Tree pose\nLift one foot.\nCome back to Tadasana\n\nRest well today.\n", [("Tree pose", 1)]),
        (
            "Tree pose\nLift one foot.\n\nCome back to Tadasana\n\nBend down.\n",
            [("Tree pose", 1), ("Come back to Tadasana", 1)],
        ),
        (
            "Tree pose\nLift one foot.\nCome back to Tadasana\nBend down.\n",
            [("Tree pose", 1), ("Come back to Tadasana", 1)],
        ),
        # Faults: no heading with a mark, no movement, until the next part.
        (
            "Wall push-up\n\nLean in.\n\nCommon mistakes\n\nWall sit\n\nSlide down.\n",
            [("Wall push-up", 1), ("Wall sit", 1)],
        ),
        (
            "Wall push-up\n\nLean in.\n\nCommon mistakes\n\n## Sagging back\n\nTuck in.\n",
            [("Wall push-up", 1), ("Sagging back", 1)],
        ),
        # A heading of a page's one movement: not of another, not of a section, not without an instruction.
        (
            "# Knee tuck\n\n## Performance\n\nSit down.\n\n## Nutrition\n\nStep up.\n",
            [("Knee tuck", 1), (None, 1)],
        ),
        (
            "# Knee tuck\n\n## Performance\n\nSit down.\n\n## Aims\n\nNone yet.\n\n## More aims\n\nStep up.\n",
            [("Knee tuck", 1), (None, 1)],
        ),
        (
            "# Morning\n\n## Knee tuck\n\nSit down.\n\n## Aims\n\nStep up.\n",
            [("Knee tuck", 1), ("Aims", 1)],
        ),
        # A title in another language: one of the two is Sanskrit, the other is not.
        ("Garudasana\nVrikshasana\nLift one foot.\n", [("Vrikshasana", 1)]),
        # The name again.
        ("Thigh stretches\n\nTo do thigh stretch:\n\nLift one foot.\n", [("Thigh stretches", 1)]),
        ("Thigh stretch\n\nThigh stretch\n\nLift one foot.\n", [("Thigh stretch", 1)]),
        ("Side lunge\n\nTo do side lunges\n\nStep out.\n", [("Side lunge", 1)]),
        # A label that opens a description: with an instruction below, before a gap, a label or a title.
        (
            "Heel slide: an old friend. Slide it.\n\nLeg raise: good too.\n\nLift a leg.\n",
            [("Heel slide", 1), (None, 1)],
        ),
        ("HEEL DIG: an old friend.\nLEG RAISE: good too.\nLift a leg.\n", [("LEG RAISE", 1)]),
        # A label of more words than the name has is another exercise.
        (
            "## Cat-cow and prayer pose\n\n**Prayer pose:** press your palms.\n\n**Cow:** drop your belly.\n",
            [("Prayer pose", 1), ("Cow", 1)],
        ),
        # A flow numbers its own steps.
        (
            "## 2. Sun salutation\n\n### 1. Forward fold\n\nFold forward.\n\n### 3. Plank\n\nStep back.\n",
            [("Sun salutation", 2)],
        ),
    ],
)
def test_where_such_forms_end(text: str, found: list[tuple[str | None, int]]) -> None:
    assert told(text) == found


@pytest.mark.parametrize(
    "text, found",
    [
        # A programme in prose: each order with a dose is an exercise of its own.
        (
            "Then do 15 push-ups on your knees. Next, perform 3 sets of 12 squats. Finish with a plank for 60 seconds.\n",
            [("push-ups", 1), ("squats", 1), ("plank", 1)],
        ),
        ("## Squats\n\nSit back. Do 10 squats.\n", [("Squats", 2)]),
        ("Lift both shoulders. Complete 10 shoulder shrugs.\n", [("shoulder shrugs", 2)]),
        ("Sit down. Do 10 repetitions.\n", [(None, 2)]),
        # A line without a full stop between texts with one, among sure titles.
        (
            "Heel raises\nRise slowly. Lower slowly.\n\nToe raises\nLift your toes.\n\nSit to stand\nSit tall. Stand up.\n",
            [("Heel raises", 2), ("Toe raises", 1), ("Sit to stand", 2)],
        ),
        (
            "Heel raises\nRise slowly.\nToe raises\nLift your toes.\nTurn your head\nLook ahead.\n",
            [("Heel raises", 1), ("Toe raises", 3)],
        ),
        (
            "Heel raises\nRise slowly.\n\nToe raises\nLift up.\n\nRepeat on the left\nLift.\n",
            [("Heel raises", 1), ("Toe raises", 3)],
        ),
        # Marks and labels that count.
        (
            "#1 Pelvic Tilt\n\nLie down. Tilt.\n\n#2 Pelvic Curl\n\nCurl up.\n",
            [("Pelvic Tilt", 2), ("Pelvic Curl", 1)],
        ),
        ("Stretch number one: the couch stretch. Kneel down. Lean back.\n", [("couch stretch", 2)]),
        ("Exercise name: Goblet squat\nSets: 3\nLower your hips.\n", [("Goblet squat", 2)]),
        ("## Home exercise #2\n\nLift your leg.\n", [("Home exercise #2", 1)]),
        ("Stretch #1\nI call this Long Lunge. Step forward. Sink down.\n", [("Long Lunge", 2)]),
        ("This stretch is called the child's pose. Kneel down. Sit back.\n", [("child's pose", 2)]),
        # Names within a paragraph.
        (
            "Try these. Chin tuck: pull your chin back. Side bend: drop your ear to your shoulder.\n",
            [("Chin tuck", 1), ("Side bend", 1)],
        ),
        (
            "Wall slides are like a massage - stand at a wall and slide down.\n\nRest well.\n",
            [("Wall slides", 1)],
        ),
        ("The first stretch (the calf stretch) can be done at home. Lean in.\n", [("calf stretch", 1)]),
        ("Supta Padangustasana- Start on your back. Lift a leg.\n", [("Supta Padangustasana", 2)]),
        # What stands right below a name says more of it.
        ("Heel slides\nWeek 3-6\nLie down. Slide your heel.\n", [("Heel slides", 2)]),
        ("Towel stretch\nStretch - Calves\n1. Sit down.\n2. Pull the towel.\n", [("Towel stretch", 2)]),
        (
            "### 3. Neck side bend\n\n**General stretch**\n\n**How to:**\n\n1. Sit tall.\n2. Tilt your head.\n",
            [("Neck side bend", 2)],
        ),
        # A heading of the same level is no part of the one above, though that has no instruction.
        ("## Pec fly\n\nGood for all.\n\n## Lat pull-down\n\nPull the bar down.\n", [("Lat pull-down", 1)]),
        # Bulleted items that open with their names.
        (
            "- Reverse curls. Crunch up.\n- Heel digs. Dig in.\n- Slideboard. Move from side to side.\n",
            [("Reverse curls", 1), ("Heel digs", 1), ("Slideboard", 1)],
        ),
        (
            "- Reverse Hypers. 2 sets, 10 reps.\n- Wall Squats. 2 sets, 15 reps.\n",
            [("Reverse Hypers", 1), ("Wall Squats", 1)],
        ),
        # A numbered list in one line, each item with its dose.
        (
            "1. Sit down. Repeat three times. 2. Lift a leg. Repeat five times. 3. Turn round. Do it twice.\n",
            [(None, 2), (None, 2), (None, 2)],
        ),
        # Numbers that go on behind bullets and lines of their own.
        (
            (
                "1. Clamshells\nHow to do it:\n- Lie down\n- Lift your knee\nSets: 3\n\n"
                "2. Wall sits\nHow to do it:\n- Slide down\nSets: 2\n"
            ),
            [("Clamshells", 3), ("Wall sits", 2)],
        ),
        ("## Exercise 1\n\n### Wall slide\n\nSlide down the wall.\n", [("Wall slide", 1)]),
        ("## [[Cat-cow stretch]] #mobility\n\nArch your back.\n", [("Cat-cow stretch", 1)]),
        ("name: Triceps press\nduration: 50\nLower your elbows.\n", [("Triceps press", 1)]),
        ("# How to do a proper plank\n\nLift your hips.\n", [("plank", 1)]),
        # What is told in short lines below a name.
        (
            "Lateral raise\nLight dumbbells at your sides\nRaise your arms\n\nFront raise\nLift both\n",
            [("Lateral raise", 2), ("Front raise", 1)],
        ),
        ("Donkey kick\nKick one leg up.\nTip: Squeeze at the top\n", [("Donkey kick", 2)]),
        ("90/90 Stretches\n\nSit down. Turn.\n", [("90/90 Stretches", 2)]),
        # A movement that is told while setting up, and counted.
        ("Lie on your side, then open the top knee. Do 3 sets of 12.\n", [(None, 2)]),
        ("Add single-leg bridges: lift the hips. Rest.\n", [("single-leg bridges", 2)]),
        # Lines of a programme in lower case.
        ("30 second plank\n20 squats\n", [("plank", 1), ("squats", 1)]),
        # What a site says below each exercise is part of none.
        (
            (
                "## Calf raise\n\nRise up. See the film.\n\n## Knee bend\n\nBend down. See the film.\n\n"
                "## Hip hike\n\nHike up. See the film.\n"
            ),
            [("Calf raise", 1), ("Knee bend", 1), ("Hip hike", 1)],
        ),
        # The last link of a heading names its page.
        ("# [Exercises](a.html) / [Supine bridge](b.html)\n\nLift your hips.\n", [("Supine bridge", 1)]),
        ("Steps of a plan\n\n### Step 4: Wall slides\n\nSlide down the wall.\n", [("Wall slides", 1)]),
    ],
)
def test_what_new_pages_showed(text: str, found: list[tuple[str | None, int]]) -> None:
    assert told(text) == found


def test_a_benefit_behind_the_last_step_belongs_to_the_exercise() -> None:
    text = "Calf stretch\n\nLean in.\n\nStretches calves and feet\n\nHip stretch\n\nLean back.\n"
    found = extracted(text)
    parts = [
        sentence["text"] for sentence in found.sentences if sentence["exercise"] == found.exercises[0]["id"]
    ]
    assert parts == ["Calf stretch", "Lean in.", "Stretches calves and feet"]


@pytest.mark.parametrize(
    "text, found",
    [
        # One bullet that tells no more than a movement is a remark.
        ("Sitting is bad:\n\n- Stand up and stretch your legs\n", []),
        ("Sitting is bad:\n\n- Lift your heels\n- Lower your heels\n", [(None, 2)]),
        # So is a lone reminder to breathe, but not one with a dose.
        ("## Recovery\n\nKeep breathing.\n", []),
        ("## Recovery\n\nBreathe deeply for 5 breaths.\n", [(None, 1)]),
        # A numbered title among others that are names is one, though its words are a section's.
        (
            (
                "**1. Calf raise**\n\nRise up.\n\n**2. Wall sit**\n\nSlide down.\n\n**3. Side plank**\n\nLift up.\n\n"
                "**4. Search the clouds**\n\nLift your arms.\n"
            ),
            [("Calf raise", 1), ("Wall sit", 1), ("Side plank", 1), ("Search the clouds", 1)],
        ),
        (
            "**1. Calf raise**\n\nRise up.\n\n**2. Search the site**\n\nLift your arms.\n",
            [("Calf raise", 1), (None, 1)],
        ),
        # A remark's heading beside those of two exercises is of the page where it stands once, and theirs where each has it.
        (
            "## Calf raise\n\nRise up.\n\n## Wall sit\n\nSlide down.\n\n## Safety tips\n\nKeep your back straight.\n",
            [("Calf raise", 1), ("Wall sit", 1)],
        ),
        (
            "## Calf raise\n\nRise up.\n\n## Notes\n\nLook up.\n\n## Wall sit\n\nSlide down.\n\n## Notes\n\nLook up.\n",
            [("Calf raise", 2), ("Wall sit", 2)],
        ),
        ("## Calf raise\n\nRise up.\n\n## Safety tips\n\nKeep your back straight.\n", [("Calf raise", 2)]),
        # A heading beside that of the page's movement is no part of it.
        (
            "# Glute bridge\n\n## Performance\n\nLift your hips.\n\n# Vertical pulls\n\n## Performance\n\nBend both.\n",
            [("Glute bridge", 1), ("Vertical pulls", 1)],
        ),
        # Bullets without names are exercises where each describes one and has a dose.
        (
            (
                "- Lift your arms. Hold for 10 seconds.\n- Bend your knees. Hold for 10 seconds.\n"
                "- Turn your head. Hold for 5 seconds.\n"
            ),
            [(None, 2), (None, 2), (None, 2)],
        ),
        # So they are with a remark among many.
        ("- Lift your arms.\n- Hold for 10 seconds.\n- Breathe out.\n", [(None, 3)]),
        # What stands before an instruction and ends in "position" is no name, with a dose it is.
        (
            "### Exercise 3: Mountain climbers\n\nPlank position. Drive one knee up.\n",
            [("Mountain climbers", 2)],
        ),
        # Where the reader cannot do it, what follows is still the exercise.
        ("### Burpees\n\nJump up.\n\n**Can't jump?**\n\nStep up instead.\n", [("Burpees", 2)]),
    ],
)
def test_what_many_pages_do(text: str, found: list[tuple[str | None, int]]) -> None:
    assert told(text) == found
