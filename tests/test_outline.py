"""How layout tells names from steps: headings in the plural, tables, doses beside names, sentences that go on."""

from __future__ import annotations

import pytest

from pipeline.grouping import continues
from pipeline.language.labels import Reading
from tests.making import names, nlp

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
        # An item with numbered items of its own is what they are the steps of.
        (
            "1. Bird Dog\n   1. Kneel on all fours.\n   2. Lift one arm.\n2. Marching on the spot\n   1. Stand tall.\n"
            "   2. Lift one knee.\n",
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
    sentence = (
        nlp()("Lie down. Lift one leg.").user_data["sentences"][1]._replace(gap=int(apart), first=False)
    )
    assert continues(before, reading, sentence) is goes_on
    # The next line of a run-on goes on with a hold.
    if before is HOLD and not apart:
        assert continues(before, reading, sentence._replace(first=True))
