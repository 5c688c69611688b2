"""Tells from its bytes, before anything is parsed, whether a page can contain an exercise."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

from ahocorasick_rs import BytesAhoCorasick

RULES = Path(__file__).parent.parent / "rules" / "screen.toml"


class _Screen(NamedTuple):
    finder: BytesAhoCorasick
    group: list[int]
    least: int


@cache
def _screen() -> _Screen:
    data = tomllib.loads(RULES.read_text("utf-8"))
    words = [(word, number) for number, group in enumerate(data["words"]) for word in group]
    return _Screen(
        BytesAhoCorasick([word.encode() for word, _ in words]), [number for _, number in words], data["least"]
    )


def screen(page: bytes | str) -> bool:
    """Whether enough different words of the list occur in ``page`` for it to be worth reading.

    Bytes may be in any encoding that has ASCII in it; UTF-16, where the words could not be found, passes.
    """
    data = page.encode("utf-8", "replace") if isinstance(page, str) else page
    if b"\0" in data:
        return True
    rules = _screen()
    found = rules.finder.find_matches_as_indexes(data.lower())
    return len({rules.group[word] for word, _, _ in found}) >= rules.least
