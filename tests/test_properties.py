"""Whatever the text: spans match, records are valid, the same text gives the same records."""

from __future__ import annotations

import orjson
from hypothesis import given
from hypothesis import strategies as st

from pipeline.schema.check import Checker
from tests.making import article, extracted

CHECK = Checker()
WORDS = st.sampled_from(
    [
        "lie",
        "on",
        "your",
        "back",
        "with",
        "knees",
        "bent",
        "raise",
        "lift",
        "lower",
        "the",
        "left",
        "leg",
        "hold",
        "for",
        "10",
        "seconds",
        "repeat",
        "3",
        "x",
        "12",
        "reps",
        "each",
        "side",
        "stop",
        "if",
        "you",
        "feel",
        "pain",
        "do",
        "not",
        "arch",
        "avoid",
        "consult",
        "doctor",
        "keep",
        "breathing",
        "plank",
        "(60s)",
        "**bold**",
        "#",
        "##",
        "-",
        "1.",
        "2)",
        "a)",
        "•",
        "|",
        "||",
        "---",
        ":",
        ";",
        ",",
        ".",
        "!",
        "?",
        "…",
        "“",
        "”",
        "(",
        ")",
        "[link](http://x.org/y)",
        "<br>",
        "<b>",
        "{#id}",
        "12",
        "1/2",
        "½",
        "10-15",
        "____",
        "sec",
        "min",
        "daily",
        "twice",
        "other",
        "💪",
        "1️⃣",
        "é",
        "ﬁ",
        "\u200b",
        "\u202e",
        "Step",
        "3:",
        "Benefits:",
        "Exercise",
        "2:",
        "Hip",
        "Bridge",
        "SQUATS",
        "level",
        "|",
        "sit",
        "stand",
        "kneel",
        "prone",
        "supine",
        "towel",
        "band",
        "wall",
    ]
)
GAPS = st.sampled_from([" ", " ", " ", " ", "\n", "\n\n", "  ", "\t", "\r\n", ""])
EXERCISE_LIKE = st.lists(st.tuples(WORDS, GAPS), max_size=120).map(
    lambda pairs: "".join(a + b for a, b in pairs)
)
ANY = st.text(max_size=400)


def check(text: str) -> None:
    """Assert what must hold for every text."""
    first, again = extracted(text), extracted(text)
    assert orjson.dumps(tuple(first)) == orjson.dumps(tuple(again))
    entry, rows, records = first
    assert CHECK.article_entry(entry, text) is None
    assert CHECK.exercises(records, text) == [None] * len(records)
    assert CHECK.sentences(rows, text) == [None] * len(rows)
    assert len({record["id"] for record in records}) == len(records)
    ids = {record["id"] for record in records}
    before = 0
    for row in rows:
        assert row["start"] >= before
        assert text[row["start"] : row["end"]] == row["text"] == row["text"].strip()
        assert row["exercise"] is None or row["exercise"] in ids
        assert (row["dose"] is not None) == ("hold_rep" in row["labels"])
        before = row["end"]
    for record in records:
        for step in record["steps"]:
            assert step["text"] in text


@given(EXERCISE_LIKE)
def test_exercise_like_texts(text: str) -> None:
    check(article(text).text)


@given(ANY)
def test_any_text(text: str) -> None:
    check(text.encode("utf-8", "replace").decode())
