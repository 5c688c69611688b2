"""Cutting sentences into clauses."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.clauses import LITERALS, Splitter
from pipeline.language.rules import literals
from pipeline.language.words import Signs, read_rules, words

LEAD_INS = read_rules("labels.toml")["lead_ins"].strip().splitlines()
SIGNS = Signs(words(), literals(LEAD_INS, words()) | LITERALS)
SPLITTER = Splitter(SIGNS, LEAD_INS)


def split(sentence: str) -> list[tuple[str, str]]:
    """Return kind and words, from the head on, of each clause of a sentence in lower case."""
    found = sentence.split()
    signs = "".join(map(SIGNS.of, found))
    return [(c.kind, " ".join(found[c.head : c.end])) for c in SPLITTER.split(signs, 0, len(signs))]


@pytest.mark.parametrize(
    "sentence, clauses",
    [
        ("lift the leg", [("imperative", "lift the leg")]),
        ("then slowly lower it", [("imperative", "lower it")]),
        ("make sure to bend the knee", [("imperative", "bend the knee")]),
        ("start by kneeling on a mat", [("imperative", "kneeling on a mat")]),
        ("start with the feet together", [("imperative", "start with the feet together")]),
        ("lift the leg , then hold", [("imperative", "lift the leg"), ("imperative", "hold")]),
        ("press and hold", [("imperative", "press"), ("imperative", "hold")]),
        ("balance and coordination", [("fragment", "balance and coordination")]),
        ("press - ups", [("fragment", "press - ups")]),
        ("press low back into the mat", [("imperative", "press low back into the mat")]),
        ("press coverage was good", [("subject", "press coverage was good")]),
        ("plank pose", [("fragment", "plank pose")]),
        ("stretch position", [("fragment", "stretch position")]),
        ("don't lock the knee", [("ban", "don't lock the knee")]),
        ("do not twist or bend", [("ban", "do not twist or bend")]),
        ("you must not kneel , twist or bend", [("ban", "not kneel , twist or bend")]),
        ("you may not notice it", [("fragment", "not notice it")]),
        ("the knee must not lock or twist", [("subject", "the knee must not lock or twist")]),
        ("do not twist ; bend the knee", [("ban", "do not twist"), ("imperative", "bend the knee")]),
        ("avoid twisting , and breathe", [("ban", "avoid twisting"), ("imperative", "breathe")]),
        ("sit or lie down", [("imperative", "sit or lie down")]),
        ("to go deeper , twist more", [("opening", "to go deeper"), ("imperative", "twist more")]),
        ("lying down , lift one leg", [("opening", "lying down"), ("imperative", "lift one leg")]),
        ("lying down", [("gerund", "lying down")]),
        ("walking is good for you", [("subject", "walking is good for you")]),
        ("on your back , knees bent", [("opening", "on your back"), ("fragment", "knees bent")]),
        ("if it hurts bend the knee", [("condition", "if it hurts"), ("imperative", "bend the knee")]),
        (
            "if you lie down and lift the leg , breathe",
            [("condition", "if you lie down and lift the leg"), ("imperative", "breathe")],
        ),
        ("if you are strong because you train", [("condition", "if you are strong because you train")]),
        (
            "keeping the back straight lean forward",
            [("opening", "keeping the back straight"), ("imperative", "lean forward")],
        ),
        ("bend until it hurts", [("imperative", "bend"), ("condition", "until it hurts")]),
        ("knees as straight as you can", [("fragment", "knees as straight as you can")]),
        (
            "the spine is a column and bends in all directions",
            [("subject", "the spine is a column and bends in all directions")],
        ),
        (
            "regular training will help to lose weight and lift your mood",
            [("subject", "regular training will help to lose weight"), ("absorbed", "lift your mood")],
        ),
        (
            "regular training will help , so lift your feet",
            [("subject", "regular training will help"), ("imperative", "lift your feet")],
        ),
        ("we are stiff so nobody lifts", [("subject", "we are stiff"), ("condition", "nobody lifts")]),
        (
            "we tested this : lift your feet",
            [("subject", "we tested this"), ("imperative", "lift your feet")],
        ),
        ("you stand up and turn", [("subject", "you stand up"), ("imperative", "turn")]),
        (
            "stretch to relax and avoid injury",
            [("imperative", "stretch to relax"), ("absorbed", "avoid injury")],
        ),
        ("10 - 15 or 20 times", [("fragment", "10 - 15 or 20 times")]),
        (
            "lift the leg ; which muscles work",
            [("imperative", "lift the leg"), ("relative", "which muscles work")],
        ),
        ("lift the leg , sitting tall", [("imperative", "lift the leg"), ("participle", "sitting tall")]),
        (
            "sciatica is worse with running , sitting and lying",
            [("subject", "sciatica is worse with running"), ("absorbed", "sitting and lying")],
        ),
        ("lift the leg and", [("imperative", "lift the leg and")]),
        ("and then", [("fragment", "and then")]),
        ("what is a plank", [("relative", "what is a plank")]),
        ("3 sets , 2 lifts", [("fragment", "3 sets"), ("fragment", "2 lifts")]),
        ("the knee bends if you lift", [("subject", "the knee bends"), ("condition", "if you lift")]),
        ("dial 999 if you fall", [("fragment", "dial 999"), ("condition", "if you fall")]),
        ("should you fall , get up", [("condition", "should you fall"), ("imperative", "get up")]),
        ("do your exercises", [("imperative", "do your exercises")]),
        ("lower back pain", [("fragment", "lower back pain")]),
        ("lower back to the floor", [("imperative", "lower back to the floor")]),
        ("you're not alone", [("fragment", "not alone")]),
        ("if it feels bad avoid this", [("condition", "if it feels bad"), ("ban", "avoid this")]),
        ("while you can partially avoid this", [("condition", "while you can partially avoid this")]),
        ("if you never stretch , begin", [("condition", "if you never stretch"), ("imperative", "begin")]),
        ("2 lie on your back", [("imperative", "lie on your back")]),
        ("2 sets of lifts", [("fragment", "2 sets of lifts")]),
        ("step 2 : lie down", [("imperative", "lie down")]),
        ("this helps", [("subject", "this helps")]),
        (
            "the patient sits , bends the knee and lifts the foot",
            [
                ("subject", "the patient sits"),
                ("predicate", "bends the knee"),
                ("predicate", "lifts the foot"),
            ],
        ),
        ("the pain comes and goes", [("subject", "the pain comes and goes")]),
        ("between sets , roll the arms", [("opening", "between sets"), ("imperative", "roll the arms")]),
        ("make sure there is a gap", [("subject", "is a gap")]),
        ("there is a gap", [("condition", "is a gap")]),
        (
            "bending and straightening the knee",
            [("gerund", "bending"), ("gerund", "straightening the knee")],
        ),
        ("lying down , leaning on it", [("gerund", "lying down"), ("participle", "leaning on it")]),
        ("get in the habit of rolling it", [("imperative", "rolling it")]),
        (
            "if in a bearable position your knee clicks",
            [("condition", "if in a bearable position your knee clicks")],
        ),
        ("get in the habit of it", [("imperative", "get in the habit of it")]),
    ],
)
def test_split(sentence: str, clauses: list[tuple[str, str]]) -> None:
    assert split(sentence) == clauses


@given(st.lists(st.sampled_from(sorted(words().of)), min_size=1, max_size=30))
def test_clauses_cover_the_sentence_in_order(sentence: list[str]) -> None:
    signs = "".join(map(SIGNS.of, sentence)).replace("\0", SIGNS.of("."))
    clauses = SPLITTER.split(signs, 0, len(signs))
    assert clauses[0].start == 0
    assert clauses[-1].end == len(signs)
    assert all(before.end == after.start for before, after in pairwise(clauses))
    assert all(clause.start <= clause.head < len(signs) for clause in clauses)


@pytest.mark.parametrize("unit", [",", "( ", "and", "hold", "if", "or hold", "- 1", "to avoid and"])
def test_a_sentence_of_one_word_over_and_over(unit: str) -> None:
    signs = "".join(map(SIGNS.of, unit.split())) * 20_000
    clauses = SPLITTER.split(signs, 0, len(signs))
    assert sum(clause.end - clause.start for clause in clauses) == len(signs)
