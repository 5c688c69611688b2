"""The tokenizer."""

from __future__ import annotations

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.tokens import Tokenizer, create_tokenizer, text_of

VOCAB = spacy.blank("en").vocab
TOKENIZE = Tokenizer(VOCAB)


@pytest.mark.parametrize(
    "text, tokens",
    [
        ("Do 10-15 push-ups.", ["Do", "10", "-", "15", "push-ups", "."]),
        ("Don't hold 30s", ["Don't", "hold", "30", "s"]),
        (
            "Don´t, Don`t, Don‘t, Donʼt, Don\x92t",
            ["Don´t", ",", "Don`t", ",", "Don‘t", ",", "Donʼt", ",", "Don\x92t"],
        ),
        ("Don t, DON T, Don?t go", ["Don t", ",", "DON T", ",", "Don?t", "go"]),
        ("Donâ€™t or don&#39;t or don&rsquo;t", ["Donâ€™t", "or", "don&#39;t", "or", "don&rsquo;t"]),
        ("An ton t shirt", ["An", "ton", "t", "shirt"]),
        ("Repeat ____ times", ["Repeat", "____", "times"]),
        ("2.5 kg, 1,000 m", ["2.5", "kg", ",", "1,000", "m"]),
        ("a\n\n b", ["a", "\n\n ", "b"]),
        ("", []),
    ],
)
def test_tokens(text: str, tokens: list[str]) -> None:
    assert [token.text for token in TOKENIZE(text)] == tokens


@given(st.text())
def test_nothing_is_lost(text: str) -> None:
    doc = TOKENIZE(text)
    assert doc.text == text
    assert text_of(doc) == text
    assert all(text[token.idx : token.idx + len(token)] == token.text for token in doc)


def test_text_of_any_doc() -> None:
    assert text_of(spacy.blank("en")("Lift the arm.")) == "Lift the arm."


def test_a_stream() -> None:
    assert [doc.text for doc in TOKENIZE.pipe(["one", "two"])] == ["one", "two"]


def test_it_is_saved_and_read_without_state() -> None:
    tokenizer = create_tokenizer()(spacy.blank("en"))
    assert tokenizer.to_bytes() == b""
    assert tokenizer.from_bytes(b"") is tokenizer
    tokenizer.to_disk("nowhere")
    assert tokenizer.from_disk("nowhere") is tokenizer
