"""How layout tells names from steps: headings in the plural, tables, doses beside names, sentences that go on."""

from __future__ import annotations

import pytest

from pipeline.language.labels import Reading
from pipeline.neighbours import continues
from tests.making import exercises, names, nlp, told

TABLE = "| Exercise | How | Then |\n| --- | --- | --- |\n"
POSTURE = Reading(("position",), ("position.posture",))
SETTING = Reading(("position",), ("position.bend",))
EASIER = Reading(("position",), ("position.posture",), modification="easier")
MOVE = Reading(("action",), ("action.move",))
BREATHE = Reading(("action",), ("action.breathe",))
BREATH = Reading(("action",), ("action.breath",))
RELEASE = Reading(("action",), ("action.release.bare",))
HOLD = Reading(("hold_rep",), ("dose.hold",))


@pytest.mark.parametrize(
    "text, found",
    [
        ("1. Hollow hold (60s)\n2. Side plank (30s)\n", ["Hollow hold", "Side plank"]),
        ("1. Hollow hold: 60 s\n2. Wall hold – 30 s\n", ["Hollow hold", "Wall hold"]),
        # A heading in the plural names one exercise where an instruction is the next thing that is told, …
        ("## Hand stretches\n\nSpread your fingers. Hold for 10 seconds.\n", ["Hand stretches"]),
        ("## Hand stretches\n\nThey help a lot.\n\nSpread your fingers.\n", ["Hand stretches"]),
        ("## Hand stretches\n\n1. Spread your fingers.\n2. Hold for 10 seconds.\n", ["Hand stretches"]),
        ("## Hand stretches\n\n### How to do it\n\nSpread your fingers.\n", ["Hand stretches"]),
        # … and heads a section where names are.
        (
            "## Hand stretches\n\n- **Fist**: Make a fist.\n- **Thumb bend**: Bend your thumb.\n",
            ["Fist", "Thumb bend"],
        ),
        ("## Hand stretches\n\n### Finger spread\n\nSpread your fingers.\n", ["Finger spread"]),
        ("## Hand stretches\n\nFinger spread (10 reps)\n\nSpread your fingers.\n", ["Finger spread"]),
        ("## Hand stretches\n\nThey help a lot.\n", []),
    ],
)
def test_headings_and_doses(text: str, found: list[str]) -> None:
    assert [name for name in names(text) if name] == found


@pytest.mark.parametrize(
    "rows, found",
    [
        (
            "| Bridge | Lift your hips. | Lower them. |\n| Clam | Lift your knee. | Lower it. |\n",
            ["Bridge", "Clam"],
        ),
        ("| Bridge | Lift your hips 10 times. |\n| Clam | Lift your knee 10 times. |\n", ["Bridge", "Clam"]),
        ("| 1 | Bridge | Hold for 10 seconds. |\n| 2 | Clam | Hold for 5 seconds. |\n", ["Bridge", "Clam"]),
        # One instruction without a dose may be what a word means.
        ("| Bridge | Lift your hips. |\n| Clam | Lift your knee. |\n", []),
        # The letter of a row is no name, nor is an instruction.
        ("| A2 | Lift your hips 10 times. |\n| B1 | Lift your knee 10 times. |\n", []),
        ("| Lift your hips | Hold for 10 seconds. |\n| Lift your knee | Hold for 5 seconds. |\n", []),
        ("| Bridge | It is good. |\n| Clam | It is nice. |\n", []),
        # The name may stand behind the dose.
        ("| 3 x 10 | Bridge |\n| 5-8 reps | Clam |\n", ["Bridge", "Clam"]),
        ("| 3 x 10 | Rest |\n| 5-8 reps | Lift your knee. |\n", []),
    ],
)
def test_rows(rows: str, found: list[str]) -> None:
    assert names(TABLE + rows) == found


@pytest.mark.parametrize(
    "items, found",
    [
        (
            "- Pec stretch (lie on the roller)\n- Calf stretch (stand on a step)\n",
            ["Pec stretch", "Calf stretch"],
        ),
        ("- Pec stretch, gently (lie on the roller).\n- Lie down (on the roller)\n", []),
        ("- Bird dog\n\n  Lift one arm.\n\n- Dead bug\n\n  Lower one leg.\n", ["Bird dog", "Dead bug"]),
        ("## Exercises\n\n- Bridge: lift your hips.\n- Clam: lift your knee.\n", ["Bridge", "Clam"]),
        ("- 10 wall presses on both sides\n- 10 heel raises\n", ["wall presses", "heel raises"]),
        ("- 12 slow squats, with a band\n- 8 lunges\n", ["slow squats", "lunges"]),
        # Names alone tell nothing; numbers alone are no names.
        ("1. Bird dog\n2. Dead bug\n3. Side plank\n", []),
        ("- 10 seconds\n- 5 reps\n", []),
        # Steps, one exercise, unless most of them have a dose or a position of their own.
        ("1. Lie on your back.\n2. Lift your hips.\n3. Hold for 5 seconds.\n", [None]),
        (
            "1. Lift your hips 10 times.\n2. Lift your knee 10 times.\n3. Rise onto your toes 10 times.\n",
            [None] * 3,
        ),
        (
            (
                "1. Lie on your back and lift your hips.\n2. Sit on a chair and lift one knee.\n3. Stand tall and rise.\n"
                "4. Kneel and lift one arm.\n5. Lie on your side and lift your leg.\n"
            ),
            [None] * 5,
        ),
        # Parts of an exercise, and remarks below a step.
        ("## Bridge\n\n- Lie down\n- Lift your hips\n- Slowly\n", ["Bridge"]),
        ("## Bridge\n\n1. Starting position: lie down.\n2. Execution: lift your hips.\n", ["Bridge"]),
        (
            "1. **Bridge**: lift your hips.\n   - Slowly\n   - Heel raise\n2. **Clam**: lift your knee.\n",
            ["Bridge", "Clam"],
        ),
        ("1. Lift your hips.\n   - Bridge\n   - Clam\n2. Lift your knee.\n", [None]),
        # What stands below a name in bold are its steps, unless most of it has a label or a dose of its own.
        (
            (
                "1. **Toe Wave**\n   - Lift one toe by one\n   - Descend one by one\n   - Good for balance\n"
                "2. **Heel Wave**\n   - Lift one heel by one\n"
            ),
            ["Toe Wave", "Heel Wave"],
        ),
        (
            (
                "1. **Toe Waves**\n   - Toe lift: lift one toe\n   - Toe curl: curl them\n   - Good for balance\n"
                "2. **Heel Wave**\n   - Lift one heel by one\n"
            ),
            ["Toe lift", "Toe curl", "Heel Wave"],
        ),
        # A short numbered line over bullets of its own is a title, where no such line is a step.
        (
            (
                "1. Knee to wall\n\n   - Face a wall.\n   - Push your knee on.\n\n"
                "2. Heel to toe\n\n   - Sit down.\n   - Lift your heel.\n"
            ),
            ["Knee to wall", "Heel to toe"],
        ),
        (
            "1. Knee to wall\n\n   - Face a wall.\n\n2. Lift it\n\n   - Push your knee on.\n",
            [None],
        ),
        # An item with numbered items of its own is what they are the steps of.
        (
            (
                "1. Bird Dog\n   1. Kneel on all fours.\n   2. Lift one arm.\n2. Marching on the spot\n   1. Stand tall.\n"
                "   2. Lift one knee.\n"
            ),
            ["Bird Dog", "Marching on the spot"],
        ),
        ("## Tips\n\n- Bridge: lift your hips.\n- Clam: lift your knee.\n", [None]),
    ],
)
def test_lists(items: str, found: list[str | None]) -> None:
    assert names(items) == found


@pytest.mark.parametrize(
    "before, reading, apart, goes_on",
    [
        (POSTURE, SETTING, True, True),
        (POSTURE, MOVE, True, True),
        (POSTURE, POSTURE, False, False),
        (POSTURE, EASIER, False, True),
        (MOVE, EASIER, False, True),
        (MOVE, SETTING, False, False),
        (MOVE, HOLD, False, True),
        (MOVE, HOLD, True, False),
        (MOVE, MOVE, False, False),
        (BREATHE, BREATH, False, True),
        (MOVE, BREATH, False, False),
        (BREATHE, MOVE, False, False),
        (HOLD, RELEASE, False, True),
        (HOLD, MOVE, False, False),
        (HOLD, HOLD, False, True),
        (HOLD, RELEASE, True, False),
    ],
)
def test_a_shuffled_sentence_goes_on(
    *, before: Reading, reading: Reading, apart: bool, goes_on: bool
) -> None:
    sentence = nlp()("Lie down. Lift one leg.").user_data["sentences"][1]
    sentence.gap, sentence.first = int(apart), False
    assert continues(before, reading, sentence) is goes_on
    # The next line of a run-on goes on with a hold.
    if before is HOLD and not apart:
        sentence.first = True
        assert continues(before, reading, sentence)


LONG = "Some people like to move in the morning and others like to move late in the evening.\n\n"


@pytest.mark.parametrize(
    "text, found",
    [
        # The name ends before the dose, and the hold in it is part of it.
        ("- Hollow Hold (60s)\n- Side plank (30s)\n", ["Hollow Hold", "Side plank"]),
        # A few words between a label and the dose belong to the name.
        ("- Dead bug - slow - 2 x 10\n- Bird dog - with a band - 3 x 8\n", ["Dead bug - slow", "Bird dog"]),
        (
            ("- Dead bug - very slow and quiet - 2 x 10\n- Bird dog - very slow and quiet - 3 x 8\n"),
            ["Dead bug - very slow and quiet", "Bird dog - very slow and quiet"],
        ),
        # A title before the text of its item or paragraph: bold, or short behind a number.
        ("**Wall sit.** Slide down a wall.\n", ["Wall sit"]),
        (
            (
                "1) Seated long towel pull. Sit on the floor. Pull the towel towards you.\n"
                "2) Slow toe curl. Sit on a chair. Curl your toes.\n"
            ),
            ["Seated long towel pull", "Slow toe curl"],
        ),
        (
            (
                "1) A rather long towel pull. Sit on the floor. Pull the towel towards you.\n"
                "2) A rather slow toe curl. Sit on a chair. Curl your toes.\n"
            ),
            [None, None],
        ),
        ("Sit tall. **Wall sit.** Stand with your back to a wall.\n", []),
        (
            (
                "1. **The wall sit with one foot on a low box and one in the air.** Stand at a wall. Slide down.\n"
                "2. **The heel raise with one foot on a low box and one on the mat.** Stand tall. Rise onto your toes.\n"
            ),
            [None, None],
        ),
        # A count before the name; a bracket behind all of them is none of it.
        (
            "- 10 wall presses\n- 12 heel raises\n\nNow rest (for a minute).\n",
            ["wall presses", "heel raises"],
        ),
        ("- Hold it there\n- Repeat\n- Hold the position\n", []),
        # Full sentences are no names, whatever marks they have.
        ("- *Bird dog.*\n\n  Lift one arm.\n\n- *Dead bug.*\n\n  Lower one leg.\n", [None, None]),
        ("- Bird dog;\n\n  Lift one arm.\n\n- Dead bug;\n\n  Lower one leg.\n", [None, None]),
        # Nor is what is long.
        (
            (
                "- The bridge with one foot on a low box and the other one in the air\n\n  Lift your hips.\n\n"
                "- The clam in which the upper knee goes up and down again like a shell\n\n  Lift your knee.\n"
            ),
            [None, None],
        ),
        # An instruction that steps stand below is a name.
        (
            "- Squeeze a ball\n  1. Press the knees together.\n- Lift a heel\n  1. Rise onto the toes.\n",
            ["Squeeze a ball", "Lift a heel"],
        ),
        # The first bracket ends the name.
        (
            "- Pec stretch (left) (lie on the roller)\n- Calf stretch (right) (stand on a step)\n",
            ["Pec stretch", "Calf stretch"],
        ),
        ("- Pec stretch, (lie on the roller)\n- Calf stretch, (stand on a step)\n", []),
        ("- (Lie on the roller)\n- (Stand on a step)\n", []),
        # A title that heads nothing names nothing.
        ("Spread your fingers. Hold for 10 seconds.\n\nHand stretches\n", [None]),
    ],
)
def test_what_in_a_sentence_is_its_name(text: str, found: list[str | None]) -> None:
    assert names(text) == found


@pytest.mark.parametrize(
    "text, found",
    [
        # Words alone below the name of a movement are steps, …
        ("## Hip bridge\n\n- Warm room\n- Soft mat\n- Bare toes\n\nLift your hips.\n", [("Hip bridge", 1)]),
        # … unless they have a label, or text of their own.
        (
            "## Chest stretch\n\n- Doorway: Stand in a doorway.\n- Floor: Lie on your back.\n",
            [("Doorway", 1), ("Floor", 1)],
        ),
        (
            (
                "## Chest stretch\n\n- **Doorway.** Stand in a doorway. Lean forward.\n"
                "- **Floor.** Lie on your back. Open your arms.\n"
            ),
            [("Doorway", 2), ("Floor", 2)],
        ),
        # Two names among many steps are none.
        (
            "1. Lie on your back.\n2. Warm room\n3. Lift your hips.\n4. Soft mat\n5. Lower them slowly.\n",
            [(None, 3)],
        ),
        # The title of an item holds together what stands below it.
        (
            (
                "1. **Hip bridge**\n\n   Lift your hips.\n\n   Stand up tall with your feet apart. Bend forward.\n\n"
                "2. **Clam**\n\n   Lift your knee.\n"
            ),
            [("Hip bridge", 3), ("Clam", 1)],
        ),
        # One item is no list.
        ("Warm up first.\n\n- Bird dog\n\n  Lift one arm.\n", [("Bird dog", 1)]),
        ("Lie on your back.\n\n1. Lift your hips 10 times.\n\nLower them slowly.\n", [(None, 3)]),
        # Below the title of a part are its points; what has text of its own is an exercise.
        ("## Practice\n\n- Bird dog\n- Dead bug\n\nLower one leg.\n", [(None, 1)]),
        (
            "## Practice\n\n- Bird dog\n\n  Lift one arm.\n\n- Dead bug\n\n  Lower one leg.\n",
            [("Bird dog", 1), ("Dead bug", 1)],
        ),
        # Numbered items of which most have a dose are exercises, …
        ("1. Lift your hips 10 times.\n2. Lift your knee 10 times.\n", [(None, 1)] * 2),
        ("1. Lift your hips for 10 seconds.\n2. Lift your knee for 10 seconds.\n", [(None, 1)] * 2),
        ("1. Lift your hips for 3 sets.\n2. Lift your knee for 3 sets.\n", [(None, 1)] * 2),
        ("1. Lift your hips. Repeat 10 times.\n2. Lift your knee. Repeat 10 times.\n", [(None, 2)] * 2),
        (
            (
                "1. Lift your hips 10 times.\n2. Lift your knee 10 times.\n3. Rise onto your toes 10 times.\n"
                "4. Lower one leg.\n5. Open the top knee.\n"
            ),
            [(None, 1)] * 5,
        ),
        # … and many of which three in four begin with a position of their own.
        (
            (
                "1. Lie on your back and lift your hips.\n2. Sit on a chair and lift one knee.\n"
                "3. Stand tall and rise.\n4. Kneel and lift one arm.\n5. Lie on your side and lift one leg.\n"
                "6. Sit on the floor and bend forward.\n7. Lift one heel.\n8. Lower one arm.\n"
            ),
            [(None, 1)] * 8,
        ),
        (
            "1. Lie on your back.\n2. Lift your hips.\n3. Sit on a chair.\n4. Lift one knee.\n5. Stand tall.\n",
            [(None, 2)] * 2,
        ),
        # What stands before a list is no dose of its items.
        (
            (
                "Hold for 10 seconds each time.\n\n"
                "1. Lie on your back.\n2. Lift your hips.\n3. Lower them slowly.\n"
            ),
            [(None, 4)],
        ),
        # Below a name they are its steps, also where a line or two stand between, …
        (
            "## Hip bridge\n\n1. Lift your hips 10 times.\n2. Lift your knee 10 times.\n",
            [("Hip bridge", 2)],
        ),
        ("Hip bridge\n\n1. Lift your hips 10 times.\n2. Lift your knee 10 times.\n", [("Hip bridge", 2)]),
        (
            f"{LONG}## Hip bridge.\n\n1. Lift your hips 10 times.\n2. Lift your knee 10 times.\n",
            [("Hip bridge", 2)],
        ),
        (
            "## Hip bridge\n\nIt is good.\n\n1. Lift your hips 10 times.\n2. Lift your knee 10 times.\n",
            [("Hip bridge", 2)],
        ),
        # … but not where more does, or an instruction, or where the name follows.
        (
            (
                "## Hip bridge\n\nIt is good. It is nice. It is fun.\n\n"
                "1. Lift your hips 10 times.\n2. Lift your knee 10 times.\n"
            ),
            [(None, 1)] * 2,
        ),
        (
            "## Hip bridge\n\nLie on your back.\n\n1. Lift your hips 10 times.\n2. Lift your knee 10 times.\n",
            [("Hip bridge", 1), (None, 1), (None, 1)],
        ),
        (
            "1. Lift your hips 10 times.\n2. Lift your knee 10 times.\n\n## Hip bridge\n",
            [(None, 1), ("Hip bridge", 1)],
        ),
        # The dose below the last item is not its own.
        ("1. Lift your hips 10 times.\n2. Lift your knee.\n* Repeat 10 times.\n", [(None, 1), (None, 2)]),
        # What stands below a step is a remark, whatever its label.
        (
            (
                "## Hips\n\n1. Lift your hips.\n   - Bridge: lift them high\n   - Clam: lift a knee\n"
                "2. Lift your knee.\n"
            ),
            [("Hips", 4)],
        ),
        # One list says nothing of another.
        (
            (
                "- **Bridge**: Lift your hips.\n- **Clam**: Lift your knee.\n\n## Good morning\n\n"
                "1. Stand with your back to a wall.\n2. **Arms**: Slide your arms up.\n3. Lower them slowly.\n"
            ),
            [("Bridge", 1), ("Clam", 1), ("Good morning", 3)],
        ),
        (
            (
                "- Bridge: Lift your hips.\n- Clam: Lift your knee.\n\n## Wall slide\n\n"
                "1. Stand with your back to a wall.\n2. **Arms up**\n3. Slide your arms up.\n4. Lower them slowly.\n"
            ),
            [("Bridge", 1), ("Clam", 1), ("Wall slide", 3)],
        ),
        # A dose makes a name of words that would head a section; the bare item among them is one too.
        (
            (
                "1. Arm stretches (30 s)\n2. Leg stretches (30 s)\n3. Hip stretches (30 s)\n"
                "4. Bird dog\n\n   Lift one arm.\n"
            ),
            [("Arm stretches", 1), ("Leg stretches", 1), ("Hip stretches", 1), ("Bird dog", 1)],
        ),
    ],
)
def test_lists_of_exercises_and_lists_of_steps(text: str, found: list[tuple[str | None, int]]) -> None:
    assert told(text) == found


@pytest.mark.parametrize(
    "rows, found",
    [
        # The dose before the name, …
        ("| 3 x 10 | Squat |\n| 2 x 12 | Lunge |\n", ["Squat", "Lunge"]),
        ("| 3 x 10 | Squat | slow |\n| 2 x 12 | Lunge | deep |\n", ["Squat", "Lunge"]),
        ("| 3 x 10 | Arm stretches |\n| 2 x 12 | Leg stretches |\n", ["Arm stretches", "Leg stretches"]),
        # … which is no instruction, no part, nothing beside other names.
        ("| 3 x 10 | Lift your hips |\n| 2 x 12 | Lift your knee |\n", []),
        ("| 3 x 10 | Benefits |\n| 2 x 12 | Common mistakes |\n", []),
        ("| 3 x 10 | Squat | Lunge (60 s) |\n| 2 x 12 | Plank | Row (30 s) |\n", ["Lunge", "Row"]),
        # No number, no dose.
        ("| Hold | Squat |\n| Repeat | Lunge |\n", []),
        # Short names.
        ("| Row | Pull the band 10 times. |\n| Dip | Bend your elbows 10 times. |\n", ["Row", "Dip"]),
        # A row of several names is not named by the first.
        (
            "| Clam | Hold for 5 seconds. | Plank (60 s) |\n| Dip | Hold for 5 seconds. | Row (60 s) |\n",
            ["Plank", "Row"],
        ),
    ],
)
def test_rows_with_a_dose(rows: str, found: list[str]) -> None:
    assert names(f"| One | Two | Three |\n|---|---|---|\n{rows}") == found


@pytest.mark.parametrize(
    "text",
    [
        "| Reps | Move |\n|---|---|\n| 3 x 10 | Squat |\n| 2 x 12 | Lunge |\n",
        "Lower the bar. Press it up.\n\nBench press\n",
        "## Plank\n\nLift your knees.\n",
    ],
)
def test_an_exercise_reaches_as_far_as_its_name(text: str) -> None:
    for record in exercises(text):
        assert record["name"] is not None
        (name,) = record["name"]["spans"]
        assert record["span"]["start"] <= name["start"] < name["end"] <= record["span"]["end"]


def test_a_name_before_a_table_takes_nothing_from_its_rows() -> None:
    rows = "| Reps | Move |\n|---|---|\n| 3 x 10 | Squat |\n| 2 x 12 | Lunge |\n"
    assert names(f"Plank (60 s)\n\n{rows}") == ["Plank", "Squat", "Lunge"]


@pytest.mark.parametrize("length, named", [(60, True), (61, False)])
def test_what_is_longer_is_no_title_of_an_item(length: int, *, named: bool) -> None:
    title = "Wall sit ".ljust(length, "x")
    assert (
        names(f"- {title}\n\n  Slide down a wall.\n\n- {title}\n\n  Slide down.\n")
        == [title if named else None] * 2
    )
    run_in = title[:-3]
    text = f"1. **{run_in}.** Slide down a wall.\n2. **Clam.** Lift one knee.\n"
    assert names(text) == ([run_in, "Clam"] if named else [None])


@pytest.mark.parametrize(
    "text, found",
    [
        # The text behind a table is no part of its last row.
        (
            "| Row | Pull the band 10 times. |\n| Dip | Bend your elbows 10 times. |\n\nLower one leg.\n",
            [("Row", 1), ("Dip", 1), (None, 1)],
        ),
        # A number, a name and what is told of it; a dose alone names nothing, nor does the row above.
        (
            "| 10 | Squat | Lift one leg 5 times. |\n| 12 | Lunge | Lower one leg 5 times. |\n",
            [("Squat", 1), ("Lunge", 1)],
        ),
        ("| 3 x 10 |\n| 2 x 12 |\n", []),
        ("| Squat |\n| Lift one leg 5 times. |\n", []),
        # Weeks, also where no line sets the headings apart.
        ("| Week | What |\n| first | Lift one leg 10 times. |\n| second | Lift one arm 10 times. |\n", []),
    ],
)
def test_tables_of_other_shapes(text: str, found: list[tuple[str | None, int]]) -> None:
    assert told(text) == found
