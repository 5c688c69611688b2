"""Doses: what sentences of our own (``data/doses.txt``) say, every rule's examples, hostile input."""

from __future__ import annotations

import json
import tomllib
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.doses import (
    RULES,
    DoseReading,
    Grammar,
    _may_say,
    _read,
    grammar,
    is_heading,
    parse,
    trace,
)
from tests.making import nlp

if TYPE_CHECKING:
    from collections.abc import Iterable

HERE = Path(__file__).parent
CASES = [
    line.split(" =>")
    for line in (HERE / "data" / "doses.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
]
DATA = tomllib.loads(RULES.read_text("utf-8"))
FIELDS = {"hold_s": "hold", "hold_breaths": "breaths", "reps": "reps", "sets": "sets", "rest_s": "rest"}


def pair(values: Iterable[float | None]) -> str:
    low, high = ("" if value is None else f"{value:g}" for value in values)
    return low if low == high else f"{low}-{high}"


def said(text: str) -> set[str]:
    """What the parser reads, in the notation of ``data/doses.txt``."""
    reading = parse(text)
    if reading is None:
        return set()
    dose: Any = reading.dose
    found = {f"{name} {pair(dose[key])}" for key, name in FIELDS.items() if dose[key]}
    if dose["side"]:
        found.add(f"side {dose['side']}")
    if dose["freq"]:
        freq = dose["freq"]
        every = f" every {pair(freq['every'])}" if "every" in freq else ""
        found.add(f"freq {pair(freq['times'])}/{freq['per']}{every}")
    return found | ({"open"} if dose["open"] else set())


@pytest.mark.parametrize("text, expected", CASES, ids=[case[0] for case in CASES])
def test_what_a_sentence_says(text: str, expected: str) -> None:
    wanted = {part for part in expected.strip().split(", ") if part}
    found = said(text)
    if wanted and "open" not in wanted:
        found.discard("open")  # "hold 5 seconds and repeat": a number beside what is left open
    assert found == wanted


@pytest.mark.parametrize("rule", DATA["rule"], ids=[rule["id"] for rule in DATA["rule"]])
def test_every_rule_fires_on_its_example_and_not_on_the_other(rule: dict[str, Any]) -> None:
    assert rule["id"] in {fired for fired, _, _ in trace(rule["example"])}
    assert rule["id"] not in {fired for fired, _, _ in trace(rule["counter_example"])}
    assert rule["reason"].endswith((".", ":"))


@pytest.mark.parametrize(
    "text, expected",
    [
        ("3 x day", "freq 3/day"),
        ("10 reps, 2 x d", "reps 10, freq 2/day"),
        ("3 x 10, 2 x week", "sets 3, reps 10, freq 2/week"),
        ("Nos. 1 to 3 daily, nos. 4 to 6 on alternate days", "freq 1/day"),
        ("Daily, 2 times a day", "freq 2/day"),
        ("Numbers 1 – 4 daily", "freq 1/day"),
        ("Steps 2 and 3 twice a day", "freq 2/day"),
        ("Exercises 1, 2 and 5: 3 x 10", "sets 3, reps 10"),
        ("Repeat steps 2-4 5 times.", "reps 5"),
        ("5 on each side", "reps 5, side each"),
        ("No more than 10 minutes of huffing", ""),
        ("Now do the same again.", "open"),
        ("Hold for a few seconds", "open"),
        ("Do a few sets", "open"),
        ("Never do that again.", ""),
        ("Complete 12 slow rotations to loosen the wrists.", "reps 12"),
        ("Continue for 8 minutes.", "hold 480"),
        ("Continue for 20 minutes.", ""),
        ("Leg raise — 2-3 x 9, alternating with care", "sets 2-3, reps 9, side alternate"),
        ("Sweep your arms up once more.", ""),
        ("Repeat once more.", "reps 1"),
        ("It is 50 times easier than that.", ""),
        ("Pause for one count before reversing the motion.", "hold 1"),
        ("Reverse the motion to return.", ""),
        ("Hold for 8 seconds before switching legs.", "hold 8, side other"),
        ("Alternate heel and toe raises.", "side alternate"),
        ("Lift your knees alternating.", "side alternate"),
        ("Roll the foot 9 clockwise, 9 counter-clockwise.", "reps 9, side each"),
        ("Alternately, divide the time in half.", ""),
        ("Do 3 sets of 9 every day.", "sets 3, reps 9, freq 1/day"),
        ("Do 3 x 9 daily.", "sets 3, reps 9, freq 1/day"),
        ("Do 9 a day.", "freq 9/day"),
        ("Lie with one leg straight and the other leg bent.", ""),
        ("Take one set of 5 lb dumbbells.", ""),
        ("A 3 x 5 card", ""),
        ("A 3 x 5 workout", "sets 3, reps 5"),
        ("Alternately lift and lower.", "side alternate"),
        ("Turn the hand in the opposite direction of the pull.", ""),
    ],
)
def test_frequencies_and_numbers_of_exercises(text: str, expected: str) -> None:
    assert said(text) == set(filter(None, expected.split(", ")))


TABLES = [
    (
        "| Move | Sets | Reps | Rest |\n|---|---|---|---|\n| Squat | 3 | 8-12 | 30 s |",
        ["sets", "reps", "rest_s"],
    ),
    (
        "| Move | Sets | Reps | Rest (s) |\n|---|---|---|---|\n| Dip | 3 | 9 | 1 min |",
        ["sets", "reps", "rest_s"],
    ),
    ("| Move | Hold | Rest between sets |\n|---|---|---|\n| Plank | 20 | 60 |", ["hold_s", "rest_s"]),
    ("| Move | Time (sec) | Breaths |\n|---|---|---|\n| Plank | 20-30 | 5 |", ["hold_s", "hold_breaths"]),
    ("| Move | Sets | Reps/Time |\n|---|---|---|\n| Row | 3 | 9-11 |", ["sets", "reps"]),
    ("| Move | Reps per side | Times per week |\n|---|---|---|\n| Twist | 12 | 3 |", ["reps side", "freq"]),
    ("Move\tReps\tRest\nCurl\t2x10\t45 s", ["reps sets", "rest_s"]),
    ("| Sets | 3 |\n| Reps | 10 |\n| Rest | 90 s |", ["sets", "reps", "rest_s"]),
    ("| | Week 1 | Week 2 |\n|---|---|---|\n| Reps | 8 | 10 |", ["reps", "reps"]),
    (
        "| Move | Reps | Time (s) |\n|---|---|---|\n| Bridge | 9 | 20 |\n| Rest | | 30 |",
        ["reps", "hold_s", "rest_s"],
    ),
    ("| Move | Reps |\n|---|---|\n| Dip | 30 s |", ["hold_s"]),
    # A column of numbers without a heading moves the others, only below the heading of the exercises.
    (
        "| Exercise | Sets | Reps |\n|---|---|---|\n| 1 | Dip | 3 | 9 |\n| 2. | Row | 4 | 9 |\n| Hop | 3 | 9 |",
        ["sets", "reps", "sets", "reps", "sets", "reps"],
    ),
    ("| **Stretches:** | Sets | Reps |\n|---|---|---|\n| b | Calf | 3 | 9 |", ["sets", "reps"]),
    ("| Week | Sets | Reps |\n|---|---|---|\n| 1 | 3 | 9 |", ["sets", "reps"]),
    (
        "| Exercise | Reps |\n|---|---|\n| 1 | Dip | 9 |\n\nThen:\n\n| Week | Sets | Reps |\n|---|---|---|\n| 1 | 3 | 9 |",
        ["reps", "sets", "reps"],
    ),
    ("| Sets | Exercise | Reps |\n|---|---|---|\n| 3 | Dip | 9 |", ["sets", "reps"]),
    ("| Move | **Rest (s):** |\n|---|---|\n| Dip | 40 |", ["rest_s"]),
    # What a heading says of a cell it says of its first sentence.
    ("| Move | Sets |\n|---|---|\n| Dip | Go slowly. 9 |", []),
    ("| Set | Load | Tempo |\n|---|---|---|\n| 1 | 20 | 3 seconds |", []),
    ("| Day | Time | Rest day |\n|---|---|---|\n| 1 | 30 min | 2 |", []),
    (
        "| Move | Rest |\n|---|---|\n| Dip | 40 s |\n\nThen:\n\n| Move | Work |\n|---|---|\n| Dip | 40 s |",
        ["rest_s", "hold_s"],
    ),
]


@pytest.mark.parametrize("text, expected", TABLES, ids=[str(i) for i in range(len(TABLES))])
def test_a_heading_governs_the_cells_of_its_column_or_row(text: str, expected: list[str]) -> None:
    doc = nlp()(text)
    found: list[Any] = [reading for reading in doc.user_data["doses"] if reading]
    fields = (*FIELDS, "side", "freq")
    assert [set(name.split()) for name in expected] == [
        {field for field in fields if reading.dose[field]} for reading in found
    ]
    for reading in found:
        cell = text[reading.start : reading.end]
        assert cell
        assert not set(cell) & set("|\t\n")


def test_the_time_in_a_heading_over_headings_is_no_dose() -> None:
    text = "## Wrists ({})\n\n### Circles\n\nCircle your wrists.\n"
    assert not any(nlp()(text.format("1 minute")).user_data["doses"])
    assert any(nlp()(text.format("2 sets")).user_data["doses"])
    assert any(nlp()(text.format("1 minute").replace("###", "##")).user_data["doses"])
    assert any(nlp()("## Wrist circles (1 minute)").user_data["doses"])


def test_a_label_governs_the_number_alone_on_the_line_below_it() -> None:
    def found(text: str) -> list[Any]:
        return [reading.dose for reading in nlp()(text).user_data["doses"] if reading]

    (reps, days) = found("Leg lift\n\nRepetitions\n\n12\n\nDays per week\n\n6 to 7\n\nLift one leg.\n")
    assert (reps["reps"], reps["spans"]) == ([12, 12], [{"start": 23, "end": 25}])
    assert days["freq"] == {"times": [6, 7], "per": "week"}
    # A table that lost its columns, a number that says more, a number in running text.
    assert not found("Sets\n\nReps\n\n12\n\nLift one leg.\n")
    assert not found("Reps\n\n12\n\n3\n\nLift one leg.\n")
    assert not found("Reps\n\n12 Nothing else.\n")
    assert not found("Count the reps.\n\n12\n")
    assert not found("Stand tall. Reps\n\n12\n")
    assert found("**Reps**\n\n12")
    assert found("- Reps:\n- 12\n")


def test_a_heading_alone_is_no_dose_of_the_cell() -> None:
    assert parse("hold the bar", 7, "Sets (each side)") is None
    reading = parse("12", 7, "Reps (each side)")
    assert reading is not None
    assert reading.dose["spans"] == [{"start": 7, "end": 9}]
    assert (reading.dose["reps"], reading.dose["side"]) == ([12, 12], "each")


def test_rule_ids_are_unique() -> None:
    ids = [rule["id"] for rule in DATA["rule"]]
    assert len(ids) == len(set(ids))


def test_addresses_and_sizes_hold_no_dose() -> None:
    assert said("See [the exercises](/daily-exercises/hold-10-seconds) for the legs.") == set()
    assert said("![](https://example.org/hold =178x178.4)") == set()
    assert said("[Squats](squats.html) (3x10)") == said("Squats (3x10)") == {"sets 3", "reps 10"}


def test_traps_give_nothing() -> None:
    for rule in grammar().rules:
        if rule.id.startswith("trap."):
            assert {name for _, name in rule.groups} <= {"drop"}


def check(reading: DoseReading, text: str, base: int) -> None:
    spans = reading.dose["spans"]
    assert spans == sorted(spans, key=lambda span: span["start"])
    assert all(base <= span["start"] < span["end"] <= base + len(text) for span in spans)
    assert all(one["end"] < two["start"] for one, two in pairwise(spans))
    assert (reading.start, reading.end) == (spans[0]["start"], spans[-1]["end"])
    assert base <= reading.name_end <= reading.start
    assert reading.rules
    assert reading.anchors
    dose: Any = reading.dose
    for key in FIELDS:
        low, high = dose[key] or (None, None)
        assert low is None or high is None or 0 <= low <= high
        assert dose[key] is None or (low, high) != (None, None)


@pytest.mark.parametrize("text", [case[0] for case in CASES])
def test_spans_point_into_the_text_and_move_with_the_base(text: str) -> None:
    here, there = parse(text), parse(text, 1000)
    assert (here is None) == (there is None)
    if here is not None and there is not None:
        check(here, text, 0)
        check(there, text, 1000)
        assert there.start == here.start + 1000
        assert there.anchors == here.anchors


WORDS = [
    *sorted(grammar().codes),
    "3",
    "10-12",
    "1.5",
    "½",
    "30s",
    "3x10",
    "____",
    "1:30",
    ":45",
    "Knee",
    "10”",
    "(",
    ")",
]


@given(st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join))
def test_any_heap_of_its_words_is_read(text: str) -> None:
    reading = parse(text, 7)
    if reading is not None:
        check(reading, text, 7)


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    reading = parse(f"Hold 5 s {text}")
    if reading is not None:
        check(reading, f"Hold 5 s {text}", 0)


@pytest.mark.parametrize("text", [case[0] for case in CASES])
def test_the_screen_loses_nothing(text: str) -> None:
    assert _may_say(text, grammar()) or not _read(text).given


@pytest.mark.parametrize(
    "text, name",
    [
        ("Plank (60s)", "Plank"),
        ("Goblet lunge – 6-8 reps", "Goblet lunge"),
        ("Wall sit: 3 x 30 s", "Wall sit"),
        ("Frog pumps x 20", "Frog pumps"),
        ("Bird dog | 3 x 8", "Bird dog"),
        ("3 x 8 bird dogs", ""),
    ],
)
def test_where_the_name_ends(text: str, name: str) -> None:
    reading = parse(text, 5)
    assert reading is not None
    assert text[: reading.name_end - 5] == name


@pytest.mark.parametrize(
    "text, anchors",
    [
        ("Hold for 5 seconds, repeat 3 times on each side.", {"hold", "reps", "side"}),
        ("Do 2 sets of 8 breaths twice a day, resting 20 seconds.", {"hold", "sets", "rest", "freq"}),
        ("Repeat.", {"open"}),
    ],
)
def test_anchors(text: str, anchors: set[str]) -> None:
    reading = parse(text)
    assert reading is not None
    assert reading.anchors == anchors


def test_the_words_that_say_the_dose_can_be_cut_out() -> None:
    text = "Raise the heel, hold for 5 seconds, and lower it, then repeat 9 times."
    reading = parse(text)
    assert reading is not None
    assert [text[span["start"] : span["end"]] for span in reading.dose["spans"]] == [
        "hold for 5 seconds",
        "9 times",
    ]


@pytest.mark.parametrize(
    "text, expected",
    [
        ("Hold5 seconds, Reps10", {"hold 5", "reps 10"}),
        ("Stand with 1.5 reps of each foot", set()),
        ("Hold for five, four, three, two, one", {"hold 5"}),
        ("Count 1, 2, 3, 4 and let go", {"hold 4"}),
        ("Hold 1234567890123456 seconds", set()),
        ("Hold for 1,000 seconds", {"hold 1000"}),
        ("Hold for 1,00,0 seconds", set()),
        ("Squats 3x10, 5,5 kg", {"sets 3", "reps 10"}),
        ("Hold 5'", {"hold 300"}),
        ('He said "hold 5" and left', {"hold 5"}),
        ("3*8", {"sets 3", "reps 8"}),
        ("5 x 40 kg", {"reps 5"}),
        ("40 kg x 5", {"reps 5"}),
        ("18 x 18 inches", set()),
        ("Hold for one and a half minutes", {"hold 90"}),
        ("Hold two hundred seconds", {"hold 200"}),
        ("Hold for 30 seconds to a few minutes", {"hold 30-"}),
        ("Work up to 12", {"reps -12"}),
        ("Hold 5 seconds - 10 reps", {"hold 5", "reps 10"}),
        ("117.5 x 6 reps", {"reps 6"}),
        ("900 x 600", set()),
        ("Stay 5 breaths or more", {"breaths 5-"}),
        ("Hold for 5 breathing cycles", {"breaths 5"}),
        ("Hold for 3 rounds of breathing", {"breaths 3"}),
        ("Hold 1.5 seconds", {"hold 1.5"}),
        ("Hold 1:00", {"hold 60"}),
        ("Do not hold it for more than 10 seconds", {"hold -10"}),
        ("Do “10” reps", {"reps 10"}),
        ("Repeat this exercise (2) more times", {"reps 2"}),
        ("Do a set of 10 lunges", {"sets 1", "reps 10"}),
        ("3 x 9 - 1 minute rest", {"sets 3", "reps 9", "rest 60"}),
        ("3 x 5+", {"sets 3", "reps 5-"}),
        ("3 x 200+", set()),
        ("2.5 x 8", {"reps 8"}),
        ("60 x 8 reps", {"reps 8"}),
        ("5 x 1", {"reps 5", "sets 1"}),
        ("Twice or three times a week", {"freq 2-3/week"}),
        ("2 times every 7 days", {"freq 2/week"}),
        ("Do this every 1 day", {"freq 1/day"}),
        ("On each leg, alternating sides, 10 times", {"side alternate", "reps 10"}),
        ("10 reps on the right leg, then repeat on each side", {"reps 10", "side right"}),
        ("Hold for 1½ minutes", {"hold 90"}),
        ("Hold for 1 1/2 minutes", {"hold 90"}),
        ("Hold for 2 minutes 30 seconds", {"hold 150"}),
        ("Hold 30 seconds to 60", {"hold 30-60"}),
        ("Plank :45", {"hold 45"}),
        ("10 ⭐ reps", set()),
        ("3 x 100", {"sets 3", "reps 100"}),
        ("30 x 30", {"sets 30", "reps 30"}),
        ("31 x 31", set()),
        ("30 x 12 reps", {"sets 30", "reps 12"}),
        ("100 x 5", {"reps 100", "sets 5"}),
        ("60 x 8", {"reps 60", "sets 8"}),
        ("up to 12 x 3", {"sets 3", "reps -12"}),
    ],
)
def test_numbers(text: str, expected: set[str]) -> None:
    assert said(text) - {"open"} == expected


@pytest.mark.parametrize(
    "unit",
    [
        "hold ",
        "1.1.1.1",
        "3 x 10 ",
        "repeat ",
        "1-1-",
        "10 to ",
        "(",
        '"1"1',
        "increase to 20, ",
        "12 breaths per ",
        "[ ",
    ],
)
def test_a_monster_of_a_sentence_is_read(unit: str) -> None:
    text = unit * (60_000 // len(unit))
    reading = parse(text)
    assert reading is None or reading.end <= len(text)


def test_the_number_of_an_item_is_no_part_of_its_dose() -> None:
    reading = parse("12. Repeat")
    assert reading is not None
    assert reading.dose["spans"] == [{"start": 4, "end": 10}]


def test_whole_numbers_are_written_as_such() -> None:
    reading = parse("Do 2 sets of 12, hold for 1.5 seconds")
    assert reading is not None
    assert (
        json.dumps([reading.dose[field] for field in ("sets", "reps", "hold_s")])
        == "[[2, 2], [12, 12], [1.5, 1.5]]"
    )


def test_a_heading_is_short() -> None:
    assert is_heading("Reps".ljust(40))
    assert not is_heading("Reps".ljust(41))


def test_a_class_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(KeyError):
        grammar().compile("NOSUCHCLASS")
    assert isinstance(grammar(), Grammar)
    assert grammar() is grammar()


GOLD = HERE.parent.parent / "shared" / "doses" / "dev.jsonl"


@pytest.mark.parametrize(
    "text, place",
    [("Bent rows (9+)", (11, 14)), ("Rows, 9", (6, 7)), ("Rear-foot-raised hip stretch - 9", (31, 32))],
)
def test_the_name_before_a_number_is_no_part_of_the_dose(text: str, place: tuple[int, int]) -> None:
    reading = parse(text)
    assert reading is not None
    assert (reading.start, reading.end) == place


@pytest.mark.skipif(not GOLD.exists(), reason="the annotated expressions are not here")
def test_annotated_expressions() -> None:
    rows = [json.loads(line) for line in GOLD.read_text("utf-8").splitlines()]
    wrong = []
    for row in rows:
        gold = {key: (row["dose"] or {}).get(key) for key in FIELDS if key not in row.get("unscored", [])}
        dose: Any = reading.dose if (reading := parse(row["text"])) else dict.fromkeys(gold)
        wrong += [row["id"] for key in gold if dose[key] not in [gold[key], *row.get("alt", {}).get(key, [])]]
    assert len(set(wrong)) <= 0.03 * len(rows), wrong
