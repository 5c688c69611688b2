"""JSONL and parquet: a row is an article: ``text`` or ``html``, perhaps ``id``, ``url`` and ``title``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from pipeline.article import Article, Rejection, Skipped
from pipeline.read.accept import accept
from pipeline.read.encoding import decode
from pipeline.read.screen import screen
from pipeline.read.stream import Stream, lines
from pipeline.read.text import web_page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pyarrow import RecordBatch

    from pipeline.read.limits import Limits
    from pipeline.read.source import Source

_COLUMNS = ("id", "text", "html", "url", "title")
_BATCH = 32
_BUFFER = 1 << 20


def read_jsonl(source: Source, path: Path, limits: Limits) -> Iterator[Article | Rejection | Skipped]:
    """Read a JSONL file, or a stretch of one, line by line. Empty lines are no rows."""
    number = source.line
    with Stream(source, path, limits) as stream:
        for number, line in lines(stream, source.line, limits.max_line_bytes):
            if line is None:
                detail = limits.exceeded("max_line_bytes", "the line's length")
                yield _rejection(source, number, "max_line_bytes", detail)
            elif line.isspace() or not line:
                continue
            elif limits.screen and not screen(line):
                yield Skipped(f"{source.name}:{number}", "screened")
            else:
                yield _line(source, number, line, limits)
        yield from stream.rejection(number + 1)


def _line(source: Source, number: int, line: bytes, limits: Limits) -> Article | Rejection:
    try:
        row = orjson.loads(decode(line))
    except orjson.JSONDecodeError as error:
        reason = "bad_unicode" if "surrogate" in str(error) else "bad_json"
        return _rejection(source, number, reason, f"the line is no JSON: {error}")
    if not isinstance(row, dict):
        return _rejection(source, number, "bad_row", "the line is no JSON object")
    return _article(source, number, row, limits)


def _article(source: Source, number: int, row: dict[str, Any], limits: Limits) -> Article | Rejection:
    """Make an article of a row. Without an ``id`` it is called after the file and its number."""
    name = row.get("id")
    if name is None or name == "":
        name = f"{source.id}/{number}"
    elif isinstance(name, int) and not isinstance(name, bool):
        name = str(name)
    elif not isinstance(name, str):
        return _rejection(source, number, "bad_row", "the id is neither a string nor a whole number")
    path = f"{source.name}:{number}"
    text, html = row.get("text"), row.get("html")
    if isinstance(text, bytes):
        text = decode(text)
    url, title = (value if isinstance(value := row.get(key), str) else None for key in ("url", "title"))
    if isinstance(text, str) and text:
        return accept(name, path, text, limits, url=url, title=title)
    if isinstance(html, str | bytes) and html:
        return web_page(name, path, html, limits, url=url, title=title)
    return Rejection(name[: limits.max_id_chars], path, "no_text", "the row has neither a text nor html")


def _rejection(source: Source, number: int, reason: str, detail: str) -> Rejection:
    return Rejection(f"{source.id}/{number}", f"{source.name}:{number}", reason, detail)


def read_parquet(source: Source, path: Path, limits: Limits) -> Iterator[Article | Rejection | Skipped]:
    """Read a parquet file, some rows at a time; numbers count its rows from 1."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    number = 0
    try:
        schema = pq.read_schema(path)
        texts = [name for name in ("text", "html") if name in schema.names]
        if not texts:
            detail = f"no column text or html, but {', '.join(schema.names)[:200]}"
            yield Rejection(source.id, source.name, "no_text", detail)
            return
        columns = [name for name in _COLUMNS if name in schema.names]
        # Dictionaries stay packed: a single long value may stand in a million rows.
        packed = [name for name in texts if schema.field(name).type in (pa.string(), pa.binary())]
        with pq.ParquetFile(path, read_dictionary=packed, pre_buffer=False, buffer_size=_BUFFER) as file:
            for batch in file.iter_batches(batch_size=_BATCH, columns=columns):
                for place in range(batch.num_rows):
                    number += 1
                    yield _row(source, number, batch, place, limits)
    except (pa.ArrowException, OSError) as error:
        at = "" if not number else f" after row {number}"
        first = str(error).partition("\n")[0]
        detail = f"no parquet that can be read{at}: {first[:200]}"
        yield Rejection(source.id, source.name, "bad_parquet", detail)


def _row(
    source: Source, number: int, batch: RecordBatch, place: int, limits: Limits
) -> Article | Rejection | Skipped:
    try:
        columns = zip(batch.schema.names, batch.columns, strict=True)
        row = {name: column[place].as_py() for name, column in columns}
    except UnicodeDecodeError:
        return _rejection(source, number, "bad_unicode", "a value is not UTF-8")
    if limits.screen:
        held = (row.get("text"), row.get("html"))
        if not any(isinstance(value, str | bytes) and screen(value) for value in held):
            return Skipped(f"{source.name}:{number}", "screened")
    return _article(source, number, row, limits)
