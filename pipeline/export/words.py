"""What the exports to other formats share: quoted words made readable, other vocabularies, notes."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.records import Exercise

# What stands before an instruction in a list or heading: "3. ", "- ", "a) ", "## ".
_MARKER = re.compile(r"(?:#{1,6}|[-*+•▪●–]|\(?(?:\d{1,3}|[A-Za-z])[.)]) ")
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_WEB = re.compile(r"https?://[^\s<>\"'`\\^{|}\x00-\x20\x7f-\xa0]+", re.IGNORECASE)


def plain(text: str) -> str:
    """Quoted words on one line, without list marker, heading and bold signs, or what turns the line."""
    text = " ".join(_UNPRINTABLE.sub(" ", text.replace("**", "")).split())
    marker = _MARKER.match(text)
    return text[marker.end() :] if marker else text


def web_address(url: str | None) -> str | None:
    """``url`` if it is one that a page may link to: ``http`` or ``https``, nothing in it that ends a link."""
    return url if url is not None and _WEB.fullmatch(url) else None


Vocabulary = Literal["muscles", "equipment", "body_parts"]


@cache
def _crosswalk() -> dict[str, dict[str, dict[str, Any]]]:
    path = Path(__file__).parent.parent / "vocabulary" / "crosswalk.json"
    words: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return {name: table for name, table in words.items() if isinstance(table, dict)}


def elsewhere(kind: Vocabulary, word: str, target: str) -> Any:  # noqa: ANN401 - names or numbers
    """What ``target`` (a column of the crosswalk) calls a word of ours; ``None`` if nothing fits."""
    return _crosswalk()[kind].get(word, {}).get(target)


def instructions(exercise: Exercise) -> Iterator[str]:
    """Steps, then the warnings that are no step: formats without a place for warnings must not lose them."""
    steps = {(span["start"], span["end"]) for step in exercise["steps"] for span in step["spans"]}
    for step in exercise["steps"]:
        yield plain(step["text"])
    for warning in exercise["warnings"]:
        if not all((span["start"], span["end"]) in steps for span in warning["spans"]):
            yield plain(warning["text"])


class Notes:
    """Counts what is missing, and says it in a line each."""

    def __init__(self, records: int) -> None:
        self._records = records
        self._counts: Counter[str] = Counter()

    def add(self, what: str) -> None:
        """One more record of which ``what`` is true."""
        self._counts[what] += 1

    def lines(self) -> list[str]:
        """``what (3 of 10 records)``, in the order in which they first came up."""
        return [f"{what} ({count} of {self._records} records)" for what, count in self._counts.items()]
