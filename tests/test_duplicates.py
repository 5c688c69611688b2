from __future__ import annotations

import random

import pytest

from pipeline import duplicates as module
from pipeline.duplicates import mark


class Duplicates(module.Duplicates):
    """The real ones, given texts."""

    def add(self, article: str, text: str) -> str | None:  # type: ignore[override]
        return super().add(article, mark(text))


WORDS = [
    "lie",
    "back",
    "bend",
    "knee",
    "raise",
    "hip",
    "lower",
    "slowly",
    "hold",
    "seconds",
    "repeat",
    "leg",
    "arm",
    "floor",
    "keep",
    "spine",
    "breathe",
    "stretch",
    "side",
]


def article(seed: int, words: int = 400) -> str:
    rng = random.Random(seed)
    return " ".join(rng.choice(WORDS) for _ in range(words)).capitalize() + "."


def edited(text: str, changes: int, seed: int = 0) -> str:
    """Change some words, far from one another: each is in five runs of five."""
    rng = random.Random(seed)
    words = text.split()
    step = len(words) // max(1, changes)
    for start in range(0, step * changes, step):
        words[start + rng.randrange(step // 2)] = f"new{start}"
    return " ".join(words)


def test_the_same_words_are_a_duplicate_whatever_the_marks() -> None:
    duplicates = Duplicates()
    text = "Lie down.\n\n- Bend your knee\n- Hold: 5 s"
    assert duplicates.add("a", text) is None
    assert duplicates.add("b", "lie down bend **your** KNEE hold 5 s") == "a"
    assert duplicates.add("c", text.replace("5", "6")) is None


@pytest.mark.parametrize("changes, near", [(1, True), (3, True), (5, True), (20, False), (60, False)])
def test_an_edited_copy_is_near_as_long_as_four_fifths_are_shared(changes: int, near: bool) -> None:  # noqa: FBT001
    found = 0
    for seed in range(20):
        duplicates = Duplicates()
        text = article(seed)
        duplicates.add("first", text)
        found += duplicates.add("copy", edited(text, changes, seed)) == "first"
    assert found >= 19 if near else found <= 1


def test_articles_of_the_same_few_words_are_none() -> None:
    duplicates = Duplicates()
    assert not any(duplicates.add(str(seed), article(seed)) for seed in range(300))


def test_an_article_that_only_shares_its_opening_is_none() -> None:
    duplicates = Duplicates()
    opening = article(1, 100)
    assert duplicates.add("a", opening + article(2, 300)) is None
    assert duplicates.add("b", opening + article(3, 300)) is None


def test_originals_are_the_first_and_never_duplicates_themselves() -> None:
    duplicates = Duplicates()
    text = article(7)
    assert [
        duplicates.add(name, edited(text, changes))
        for name, changes in zip("abcd", (0, 1, 2, 1), strict=True)
    ] == [
        None,
        "a",
        "a",
        "a",
    ]


def test_all_articles_of_a_band_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    duplicates = Duplicates()
    base = article(1, 2_000)
    alike = [edited(base, 20, seed) for seed in range(6)]
    monkeypatch.setattr("pipeline.duplicates.THRESHOLD", 1.01)
    assert not any(duplicates.add(str(number), text) for number, text in enumerate(alike))
    monkeypatch.setattr("pipeline.duplicates.THRESHOLD", 0.99)
    found = [duplicates.add(f"copy {number}", text + " Again") for number, text in enumerate(alike)]
    assert found == list("012345")


def test_long_and_short_texts() -> None:
    duplicates = Duplicates()
    assert duplicates.add("none", "… – !") is None
    assert duplicates.add("none too", "… – !") is None
    assert duplicates.add("one", "Squat") is None
    assert duplicates.add("two", "Squat deeply now") is None
    assert duplicates.add("again", "squat") == "one"
    long = article(5, 20_000)
    assert duplicates.add("long", long) is None
    assert duplicates.add("copy", edited(long, 300)) == "long"


def test_two_runs_agree() -> None:
    texts = [edited(article(seed % 10), seed % 7, seed) for seed in range(60)]
    runs = []
    for _ in range(2):
        duplicates = Duplicates()
        runs.append([duplicates.add(str(number), text) for number, text in enumerate(texts)])
    assert runs[0] == runs[1]
    assert sum(original is not None for original in runs[0]) > 30
