from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from pipeline.read.screen import RULES, screen

SHARED = Path(__file__).parent.parent.parent / "shared"
DATA = tomllib.loads(RULES.read_text("utf-8"))


def test_the_example_passes_and_the_counter_example_does_not() -> None:
    assert screen(DATA["example"])
    assert not screen(DATA["counter_example"])


def test_words_of_one_group_count_once() -> None:
    assert not screen(b"Squat, lunge, plank, crunch; squats again: SQUAT.")
    assert screen(b"SQUAT with a DUMBBELL and bent KNEES")


def test_wide_encodings_pass() -> None:
    assert screen("Kniebeugen".encode("utf-16-le"))


def test_words_are_in_lower_case_and_in_one_group_only() -> None:
    words = [word for group in DATA["words"] for word in group]
    assert words == [word.lower() for word in words]
    assert len(words) == len(set(words))


@pytest.mark.skipif(not SHARED.is_dir(), reason="the annotated articles are not here")
def test_no_annotated_article_with_exercises_is_lost() -> None:
    for gold in (SHARED / "annotation" / "dev").glob("*.json"):
        article = SHARED / "articles" / f"{gold.stem}.txt"
        if json.loads(gold.read_text("utf-8"))["exercises"]:
            assert screen(article.read_bytes()), article.name
