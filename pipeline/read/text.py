"""Text, Markdown and HTML files: one file, one article."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.article import Article, Rejection, Skipped
from pipeline.read.accept import accept
from pipeline.read.complexity import TooComplexError
from pipeline.read.encoding import decode
from pipeline.read.screen import screen
from pipeline.read.stream import whole

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipeline.read.limits import Limits
    from pipeline.read.source import Source

_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w:.-]{2,40})""", re.IGNORECASE)
_DECLARED_WITHIN = 2_048


def read(source: Source, path: Path, limits: Limits) -> Iterator[Article | Rejection | Skipped]:
    """Read a text or HTML file."""
    data = whole(source, path, limits)
    if isinstance(data, Rejection):
        yield data
    elif limits.screen and not screen(data):
        yield Skipped(source.name, "screened")
    elif source.format == "html":
        yield web_page(source.id, source.name, data, limits)
    else:
        yield accept(source.id, source.name, decode(data), limits)


def web_page(
    name: str,
    path: str,
    data: bytes | str,
    limits: Limits,
    *,
    charset: str | None = None,
    url: str | None = None,
    title: str | None = None,
) -> Article | Rejection:
    """Make an article of a page; ``charset``, ``url`` and ``title`` that came with it go before its own."""
    from pipeline.read.html import to_text

    if isinstance(data, bytes):
        if not charset and (declared := _DECLARED.search(data, 0, _DECLARED_WITHIN)):
            charset = declared[1].decode("ascii", "replace")
        data = decode(data, charset)
    # A parser drops these, and would make text of a picture.
    if "\0" in data:
        return Rejection(name, path, "not_text", "binary data where a page should be")
    try:
        text, own = to_text(data, limits)
    except TooComplexError as error:
        return Rejection(name, path, error.limit, str(error))
    return accept(
        name, path, text, limits, url=url or own.url, title=title or own.title, language=own.language
    )
