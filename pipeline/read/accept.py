"""The gate that every text goes through, whatever format it came in: an Article, or why there is none."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from pipeline.article import Article, Rejection

if TYPE_CHECKING:
    from pipeline.read.limits import Limits

_TITLE_CHARS = 300
_URL_CHARS = 2_000
_WORD = re.compile(r"\w")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?=$|[-_])")
# Form feeds, escapes and a stray control character occur in texts; binary files are full of them.
_CONTROL = bytes(byte for byte in (*range(32), 127) if byte not in b"\t\n\v\f\r\x1b")
_CONTROL_SHARE = 0.01


def accept(
    name: str,
    path: str,
    text: str,
    limits: Limits,
    *,
    url: str | None = None,
    title: str | None = None,
    language: str | None = None,
) -> Article | Rejection:
    """Make an article of ``text``: a BOM dropped, CRLF turned into LF, otherwise unchanged."""

    def refused(reason: str, detail: str) -> Rejection:
        return Rejection(name[: limits.max_id_chars], path, reason, detail)

    if len(name) > limits.max_id_chars:
        return refused("bad_id", limits.exceeded("max_id_chars", "the id's length"))
    text = text.removeprefix("\ufeff")
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    try:
        data = text.encode()
    except UnicodeEncodeError as error:
        return refused("bad_unicode", f"half of a surrogate pair at character {error.start}")
    if len(data) > limits.max_article_bytes:
        return refused("too_large", limits.exceeded("max_article_bytes", "the article's size"))
    stray = len(data) - len(data.translate(None, _CONTROL))
    if b"\0" in data or stray > len(data) * _CONTROL_SHARE:
        return refused("not_text", "binary data, or text in an encoding that was not recognised")
    if not _WORD.search(text):
        return refused("empty", "there is no word in it")
    return Article(
        name,
        path,
        hashlib.sha256(data).hexdigest(),
        text,
        url=clean(url, _URL_CHARS),
        title=clean(title, _TITLE_CHARS),
        language=primary(language),
    )


def clean(value: str | None, longest: int) -> str | None:
    """Return metadata on one line that can be written as UTF-8; None if nothing is left."""
    if not value:
        return None
    return " ".join(value[: 4 * longest].encode("utf-8", "replace").decode().split())[:longest] or None


def primary(language: str | None) -> str | None:
    """Return the primary subtag of a language tag: ``en`` for ``en-US``; None for what is no tag."""
    match = _LANGUAGE.match(language.strip()) if language else None
    return match[0].lower() if match else None
