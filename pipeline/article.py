"""What the readers make: an article, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Article:
    """One article as the pipeline sees it.

    ``text`` is what every offset points into. ``path`` is the file below the input folder, with ``:line``,
    ``:row`` or ``:record`` behind it for formats that hold many articles. ``sha256`` is of the text in UTF-8.
    """

    id: str
    path: str
    sha256: str
    text: str
    url: str | None = None
    title: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Rejection:
    """An article that could not be kept.

    ``reason`` is a short code, ``detail`` says what is wrong and what to do.
    """

    id: str
    path: str
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """What was passed over as no article: a picture in a WARC, a page that the keyword screen dropped."""

    path: str
    reason: str
