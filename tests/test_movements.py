from __future__ import annotations

import json
import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.language.concepts import vocabulary
from pipeline.movements import link, movement_id, movement_key, names

if TYPE_CHECKING:
    from pipeline.records import Exercise, Movement

PAIRS = [
    json.loads(line)
    for line in (Path(__file__).parent / "data" / "movement_pairs.jsonl").read_text("utf-8").splitlines()
]
PRECISION, RECALL = 0.98, 0.85
NECK = (
    "Sit tall and turn your head to the right as far as is comfortable.",
    "Return to the middle, then turn it to the left.",
)


def exercise(
    number: int | str,
    name: str | None = None,
    posture: str | None = None,
    steps: tuple[str, ...] = (),
    *review: str,
) -> Exercise:
    made: dict[str, Any] = {
        "id": f"x--{number}",
        "name": {"value": name, "spans": []} if name else None,
        "positions": [{"value": posture, "text": posture, "spans": []}] if posture else [],
        "steps": [{"kind": "action", "text": step, "spans": []} for step in steps],
        "review": list(review),
    }
    return made  # type: ignore[return-value]


def described(number: int, side: dict[str, Any]) -> Exercise:
    return exercise(number, side["name"], next(iter(side["positions"]), None), tuple(side["steps"]))


def together(*exercises: Exercise) -> bool:
    return any(len(movement["exercises"]) == len(exercises) for movement in link(exercises))


# ------------------------------------------------------------------------------------------- the measure


def test_pairs_are_linked_as_precisely_as_demanded() -> None:
    linked = {
        relation: [
            together(described(1, pair["a"]), described(2, pair["b"]))
            for pair in PAIRS
            if pair["relation"] == relation
        ]
        for relation in ("same", "near_miss")
    }
    assert {relation: len(pairs) for relation, pairs in linked.items()} == {"same": 60, "near_miss": 60}
    right, wrong = sum(linked["same"]), sum(linked["near_miss"])
    assert right / (right + wrong) >= PRECISION
    assert right / 60 >= RECALL


# ------------------------------------------------------------------------------------------- ids


def catalogue() -> list[Exercise]:
    sides = [side for pair in PAIRS for side in (pair["a"], pair["b"])]
    return [described(number, side) for number, side in enumerate(sides)]


def membership(movements: list[Movement]) -> dict[str, str]:
    return {member: movement["id"] for movement in movements for member in movement["exercises"]}


def test_order_does_not_matter() -> None:
    exercises = catalogue()
    expected = link(exercises)
    for seed in range(3):
        random.Random(seed).shuffle(exercises)
        assert link(exercises) == expected


@settings(max_examples=25)
@given(st.sets(st.integers(0, 239)))
def test_adding_articles_changes_no_id(chosen: set[int]) -> None:
    exercises = catalogue()
    everything = membership(link(exercises))
    fewer = membership(link([exercises[number] for number in sorted(chosen)]))
    named = {e["id"] for e in exercises if e["name"]}
    for member, movement in fewer.items():
        if member in named:
            assert everything[member] == movement


def test_an_id_is_a_slug_and_a_hash_of_the_key() -> None:
    (movement,) = link([exercise(1, "Bird Dogs", "quadruped")])
    assert movement["id"] == movement_id("bird_dog") == "bird-dog--55c4cf4d967d"


def test_movements_and_members_are_in_order_and_in_one_movement_each() -> None:
    movements = link(catalogue())
    assert [m["id"] for m in movements] == sorted({m["id"] for m in movements})
    members = [member for m in movements for member in m["exercises"]]
    assert len(members) == len(set(members))
    assert all(m["exercises"] == sorted(m["exercises"]) for m in movements)


# ------------------------------------------------------------------------------------------- what is listed


def test_a_well_known_movement_has_its_name_and_the_names_of_the_texts() -> None:
    (movement,) = link(
        [
            exercise(2, "3. **Pelvic  lifts**"),
            exercise(1, "Glute bridge"),
            exercise(3, "BRIDGE"),
            exercise(4, "Bridge"),
        ]
    )
    assert movement["name"] == "Bridge"
    assert movement["aliases"] == ["Glute bridge", "Pelvic lifts"]
    assert movement["exercises"] == ["x--1", "x--2", "x--3", "x--4"]


def test_another_movement_is_listed_from_two_descriptions_on() -> None:
    once = exercise(1, "Zottman curls")
    assert link([once]) == []
    (movement,) = link([once, exercise(2, "Zottman Curl"), exercise(3, "Zottman Curl")])
    assert movement["name"] == "Zottman Curl"
    assert movement["aliases"] == ["Zottman curls"]


def test_scrambled_articles_link_nothing() -> None:
    assert link([exercise(1, "Plank", None, (), "scrambled_article")]) == []


@pytest.mark.parametrize(
    "name",
    [
        "Level 1", "Exercise 3", "Warm-up", "Starting position", "Stretching", "Glutes", "Neck", "Hip & Knee",
        "What the people who wrote about hedgehogs, rivers and clouds never told anybody",
        "***", "word " * 30 + "plank",
    ],
)  # fmt: skip
def test_what_is_no_name_links_nothing(name: str) -> None:
    assert movement_key(name, "standing") is None
    assert link([exercise(1, name), exercise(2, name)]) == []


# ------------------------------------------------------------------------------------------- names


@pytest.mark.parametrize(
    "name, posture, key",
    [
        ("Bird dog", None, "bird_dog"),
        ("Step 4: Bird-Dogs (3 x 10)", None, "bird_dog"),
        ("[Cat/Cow](https://example.org/cat)", None, "cat_cow"),
        ("Cobra (Bhujangasana)", None, "cobra"),
        ("Warrior II (Virabhadrasana II)", None, "warrior_2"),
        ("Warrior 1", None, "warrior_1"),
        ("Push-up without equipment", None, "push_up"),
        ("Banded Glute Bridge", None, "bridge+band"),
        ("Glute bridge (with resistance band)", "supine", "bridge+band"),
        ("Hamstirng stretch", "seated", "hamstring_stretch/seated"),
        ("Seated hamstring stretch", "standing", "hamstring_stretch/seated"),
        ("Calf raise", "standing", "calf_raise"),
        ("Calf raise", "seated", "calf_raise/seated"),
        ("Seated calf raise", None, "calf_raise/seated"),
        ("Seated cat cow", None, "cat_cow/seated"),
        ("Seated chin tuck", None, "chin_tuck"),
        ("Bird dog", "standing", "bird_dog"),
        ("Knees to chest", None, "double_knee_to_chest"),
        ("Double knees-to-chest stretch", None, "double_knee_to_chest"),
        ("Zottman curl", "standing", "curl zottman"),
        ("Seated Zottman curl", None, "curl zottman/seated"),
        ("Half-kneeling Zottman twist", "standing", "twist zottman/kneeling"),
        ("Zottman twist", "standing", "twist zottman/standing"),
    ],
)
def test_keys(name: str, posture: str | None, key: str) -> None:
    assert movement_key(name, posture) == key


@pytest.mark.parametrize(
    "one, other",
    [
        ("Plank", "Reverse plank"),
        ("Squat", "Squat to press"),
        ("Bridge", "Bridge level 2"),
        ("Dead bug", "Dead bug with ball"),
        ("Hamstring stretch", "Hamstring stretch with strap"),
    ],
)
def test_what_is_added_to_a_name_makes_another_movement(one: str, other: str) -> None:
    assert movement_key(one, None) != movement_key(other, None)


def test_only_long_words_are_corrected_and_never_by_another_letter() -> None:
    assert names().spelt("strech") == "stretch"
    assert names().spelt("hamstirng") == "hamstring"
    assert names().spelt("sqat") == "sqat"
    assert names().spelt("briige") == "briige"
    assert names().spelt("zottman") == "zottman"


def test_no_name_of_the_vocabulary_means_two_movements() -> None:
    meant: dict[frozenset[str], str] = {}
    for movement, entry in vocabulary("movements").items():
        for alias in entry["aliases"]:
            words = frozenset(names().normal(alias))
            assert words, alias
            assert meant.setdefault(words, movement) == movement, alias
            found, rest = names().entry(names().normal(alias))
            assert found is not None, alias
            assert (found.id, rest) == (movement, []), alias


def test_the_postures_of_the_vocabulary_are_known() -> None:
    known = {*names().postures.values(), *names().of_position.values()}
    assert {p for entry in vocabulary("movements").values() for p in entry.get("postures", ())} <= known
    assert set(names().of_position) <= set(vocabulary("positions"))


# ------------------------------------------------------------------------------------------- steps


def test_a_description_without_a_name_joins_the_movement_with_its_steps() -> None:
    steps = ("Sit tall, and slowly turn the head to the right as far as is comfortable.", *NECK[1:])
    (movement,) = link([exercise(1, "Neck rotation", "seated", NECK), exercise(2, None, "seated", steps)])
    assert movement["name"] == "Neck rotation"
    assert movement["exercises"] == ["x--1", "x--2"]


def test_it_joins_in_spite_of_a_word_that_tells_little() -> None:
    long = (*NECK, "Feel the gentle pull along the muscles that run down to your shoulders.", "Smile.")
    longer = (*NECK, "Feel the gentle easy pull along the muscles that run down to your shoulders.", "Smile.")
    assert together(exercise(1, "Neck rotation", None, long), exercise(2, None, "seated", longer))


def test_it_does_not_join_where_posture_or_a_telling_word_differs() -> None:
    tilt = tuple(step.replace("turn", "tilt") for step in NECK)
    assert not together(exercise(1, "Neck rotation", "seated", NECK), exercise(2, None, "seated", tilt))
    assert not together(exercise(1, "Neck rotation", "seated", NECK), exercise(2, None, "standing", NECK))


def test_descriptions_without_names_are_linked_when_their_steps_coincide() -> None:
    (movement,) = link([exercise(1, None, "seated", NECK), exercise(2, "Exercise 4", "seated", NECK)])
    assert movement["name"] == "unnamed"
    assert movement["aliases"] == []
    assert movement["id"].startswith("unnamed-")
    assert movement["exercises"] == ["x--1", "x--2"]


def test_too_few_words_link_nothing() -> None:
    assert (
        link(
            [
                exercise(1, None, None, ("Tighten your stomach.",)),
                exercise(2, None, None, ("Tighten your stomach.",)),
            ]
        )
        == []
    )


def test_the_nearest_of_many_in_a_block_is_found() -> None:
    crowd = [
        exercise(
            number,
            f"Thing {chr(97 + number // 26)}{chr(97 + number % 26)}q",
            None,
            (*NECK, f"Think of {word}."),
        )
        for number, word in enumerate(f"{a}{b}zz" for a in "bcdfgh" for b in "aeiouy" * 4)
    ]
    (movement,) = (
        m
        for m in link([*crowd, exercise("last", None, None, (*NECK, "Think of duzz."))])
        if "x--last" in m["exercises"]
    )
    assert len(movement["exercises"]) == 2
