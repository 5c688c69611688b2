"""What is read must not hang on what stands around it.

An instruction keeps its label behind any opening and before any ending, and an exercise its name and its steps whatever
its title and its description look like. All of it is put together from ``data/combinations.toml``.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import pipeline
from pipeline import Article

if TYPE_CHECKING:
    from spacy.language import Language

    from pipeline.language.labels import Reading

DATA: dict[str, Any] = tomllib.loads(
    (Path(__file__).parent / "data" / "combinations.toml").read_text("utf-8")
)
INSTRUCTIONS = [(label, told) for label in ("action", "position", "hold_rep") for told in DATA[label]]
NLP = pipeline.load()
RULES = pipeline.load()
RULES.remove_pipe("exercise_wording")
MOST_LOST = 0.002
"""The share of instructions behind an opening, or before an ending, that words may take the label from."""
STARTS_ANEW = tuple(":-)*•.✓→>–")
"""Behind these an instruction begins with a capital."""
AT_ONCE = 4
"""Exercises of a page."""
DOSE = ("sets", "reps", "hold_s", "side", "rest_s")


def readings(nlp: Language, sentence: str) -> list[Reading]:
    """Return the readings of a sentence that stands below another paragraph."""
    found: list[Reading] = nlp(f"It was a good day for all.\n\n{sentence}\n").user_data["readings"]
    return found[1:]


def capital(told: str) -> str:
    return told[0].upper() + told[1:]


def lost_behind(nlp: Language, label: str, told: str) -> list[str]:
    """Return the openings behind which an instruction has not its label."""

    def read(opening: str) -> set[str]:
        anew = opening.rstrip().endswith(STARTS_ANEW)
        sentence = capital(opening + (capital(told) if anew else told))
        return {label for reading in readings(nlp, sentence) for label in reading.labels}

    return [opening for opening in DATA["openings"] if label not in read(opening)]


def lost_before(nlp: Language, label: str, told: str) -> list[str]:
    """Return the endings before which an instruction has not its label first."""

    def first(ending: str) -> str:
        sentence = (
            capital(told.removesuffix(".")) + ending.removesuffix("!") + ("!" if "!" in ending else ".")
        )
        return readings(nlp, sentence)[0].labels[0]

    return [ending for ending in DATA["endings"] if first(ending) != label]


@pytest.mark.parametrize("label, told", INSTRUCTIONS)
def test_an_instruction_is_one_behind_any_opening(label: str, told: str) -> None:
    assert not lost_behind(RULES, label, told)


@pytest.mark.parametrize("label, told", [pair for pair in INSTRUCTIONS if pair[0] != "hold_rep"])
def test_an_instruction_comes_first_before_any_ending(label: str, told: str) -> None:
    assert not lost_before(RULES, label, told)


def test_words_take_hardly_a_label_from_what_rules_know() -> None:
    lost = [opening for label, told in INSTRUCTIONS for opening in lost_behind(NLP, label, told)]
    assert len(lost) <= MOST_LOST * len(INSTRUCTIONS) * len(DATA["openings"]), lost
    lost = [
        ending
        for label, told in INSTRUCTIONS
        if label != "hold_rep"
        for ending in lost_before(NLP, label, told)
    ]
    assert len(lost) <= MOST_LOST * len(INSTRUCTIONS) * len(DATA["endings"]), lost


def page(exercises: list[dict[str, str]], title: str, gap: str, description: str) -> str:
    """Return an article of exercises that all look alike, with an introduction and a conclusion."""
    parts = ["# Simple exercises for a strong body\n\nMany people have a stiff back. These exercises help."]
    for number, exercise in enumerate(exercises, 1):
        name = exercise["name"]
        cased = {"NAME": name.upper(), "Name": name.title().replace("'S", "'s"), "name": name}
        headed = title.format(number=number, **cased)
        parts.append(headed + gap + description.format(**exercise))
    parts.append("## Conclusion\n\nThese exercises are a good start. Ask your doctor if you are not sure.")
    return "\n\n".join(parts) + "\n"


def plain(name: str) -> str:
    return name.casefold().removeprefix("the ")


@pytest.mark.parametrize("gap", ["\n\n", "\n"], ids=["gap", "no gap"])
@pytest.mark.parametrize("title", DATA["titles"])
def test_exercises_keep_name_and_steps_whatever_they_look_like(title: str, gap: str) -> None:
    lost: list[str] = []
    for turn, description in enumerate(DATA["descriptions"]):
        first = turn % len(DATA["exercise"])
        exercises = (DATA["exercise"] * 2)[first : first + AT_ONCE]
        text = page(exercises, title, gap, description)
        found = pipeline.extract(Article("page", "page.txt", "0" * 64, text), NLP).exercises
        names = [plain(record["name"]["value"]) if record["name"] else "" for record in found]
        told = [" ".join(step["text"] for step in record["steps"]) for record in found]
        whole = names == [plain(exercise["name"]) for exercise in exercises] and all(
            exercise[part].removesuffix(".") in steps
            for exercise, steps in zip(exercises, told, strict=True)
            for part in ("start", "move")
        )
        if not whole:
            lost.append(text)
    assert not lost


@pytest.mark.parametrize("advice", DATA["advice"])
@pytest.mark.parametrize("title", ["## {}\n\n", "**{}**\n\n", "{}\n\n", "{}:\n"])
def test_sections_name_no_exercise(title: str, advice: str) -> None:
    before, after = "## Calf raise\n\nStand tall. Rise onto your toes.", "## Wall sit\n\nLean against a wall."

    def names(section: str) -> list[str]:
        text = f"# Strong legs\n\nMany have weak legs.\n\n{before}\n\n{title.format(section)}{advice}\n\n{after}\n"
        found = pipeline.extract(Article("page", "page.txt", "0" * 64, text), NLP).exercises
        return [record["name"]["value"] for record in found if record["name"]]

    assert not [section for section in DATA["sections"] if names(section) != ["Calf raise", "Wall sit"]]


@pytest.mark.parametrize("marker", DATA["programme"]["markers"])
@pytest.mark.parametrize("line", DATA["line"], ids=lambda line: line["form"])
def test_lines_of_a_programme_are_exercises_with_their_doses(line: dict[str, Any], marker: str) -> None:
    lost: list[str] = []
    for turn, head in enumerate(DATA["programme"]["heads"]):
        names = (DATA["programme"]["names"] * 2)[turn * AT_ONCE : (turn + 1) * AT_ONCE]
        lines = (
            marker.replace("1", str(number)) + line["form"].format(name=name)
            for number, name in enumerate(names, 1)
        )
        text = "My plan for the week\n\nThis is what I do.\n\n" + head + "\n".join(lines) + "\n"
        found = pipeline.extract(Article("page", "page.txt", "0" * 64, text), NLP).exercises
        told = [
            (record["name"] and record["name"]["value"], *(record["dose"].get(key) for key in DOSE))
            for record in found
        ]
        if told != [(name, *(line.get(key) for key in DOSE)) for name in names]:
            lost.append(text)
    assert not lost
