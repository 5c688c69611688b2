"""The door through which material comes in, whatever its format.

``sources(raw)`` lists a folder, ``split(source, size)`` cuts what is large, ``read(source, raw, limits)``
streams what is in one: articles, rejections, and what was skipped because it is no article.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.article import Article, Rejection, Skipped
from pipeline.read.limits import Limits
from pipeline.read.source import Source, sources, split

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["Limits", "Skipped", "Source", "read", "sources", "split"]

_DEFAULT = Limits()


def read(
    source: Source, raw: Path | str, limits: Limits = _DEFAULT
) -> Iterator[Article | Rejection | Skipped]:
    """Yield what is in ``source`` below ``raw``, one article in memory at a time.

    Never raises for what is in the input: what cannot be read is a Rejection by name and line, row or record.
    """
    try:
        nothing = True
        for item in _reader(source)(source, Path(raw, source.path), limits):
            nothing = False
            yield item
        if nothing and not source.part:
            yield Rejection(source.id, source.name, "empty", "there is no article in it")
    except OSError as error:
        yield Rejection(source.id, source.name, "unreadable", f"the file cannot be opened: {error.strerror}")
    except Exception as error:  # noqa: BLE001 - a flaw that one file finds in a reader must not cost the others
        detail = f"the reader failed: {type(error).__name__}: {str(error)[:200]}"
        yield Rejection(source.id, source.name, "unreadable", detail)


def _reader(source: Source) -> Callable[[Source, Path, Limits], Iterator[Article | Rejection | Skipped]]:
    """The reader of a format; each brings libraries that only it needs."""
    if source.format == "jsonl":
        from pipeline.read.rows import read_jsonl

        return read_jsonl
    if source.format == "parquet":
        from pipeline.read.rows import read_parquet

        return read_parquet
    if source.format in ("warc", "wet"):
        from pipeline.read import warc

        return warc.read
    from pipeline.read import text

    return text.read
