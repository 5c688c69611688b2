"""WARC and WET: what a crawler stored, record by record."""

from __future__ import annotations

import io
import re
import zlib
from typing import TYPE_CHECKING, cast

from fastwarc.stream_io import BrotliReader, ChunkedReader
from fastwarc.warc import ArchiveIterator, WarcRecordType

from pipeline.article import Article, Rejection, Skipped
from pipeline.read.accept import accept
from pipeline.read.encoding import decode
from pipeline.read.screen import screen
from pipeline.read.stream import Stream
from pipeline.read.text import web_page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

    from fastwarc.stream_io import WarcReader
    from fastwarc.warc import HeaderMap, WarcRecord

    from pipeline.read.limits import Limits
    from pipeline.read.source import Source

_PAGES = frozenset({"text/html", "application/xhtml+xml"})
_OK = frozenset({200, 203, 206})
_TAG = re.compile(rb"<(?:!doctype|html|head|body|div|p)\b", re.IGNORECASE)
_SNIFFED = 1_024
_ANY_ZLIB = 47  # gzip or zlib, whichever the header says


def read(source: Source, path: Path, limits: Limits) -> Iterator[Article | Rejection | Skipped]:
    """Read the records of type response and conversion; numbers count all records from 1.

    An article's id is its WARC-Record-ID without the angle brackets (the file's path and the number where
    there is none): it is the same wherever the record is copied to, and another for each capture of a page.
    """
    number = 0
    with Stream(source, path, limits) as stream:
        try:
            for record in ArchiveIterator(cast("BinaryIO", stream), parse_http=False):
                whole = record.headers.get("Content-Length") is not None
                item = _record(source, number + 1, record, limits) if whole else None
                if item is None:
                    # The last one: records tell their length, so what is half is where the file ends.
                    stream.problem = stream.problem or ("truncated_record", "the record ends in the middle")
                    break
                yield from item
                number += 1
        except OSError as error:
            stream.problem = stream.problem or ("bad_warc", f"no WARC record can be read here: {error}")
        yield from stream.rejection(number + 1)


def _record(
    source: Source, number: int, record: WarcRecord, limits: Limits
) -> list[Article | Rejection | Skipped] | None:
    """What comes of a record, if it is of a type that is read; None if it is not whole."""
    headers = record.headers
    if record.record_type not in (WarcRecordType.response, WarcRecordType.conversion):
        return []
    path = f"{source.name}:{number}"
    name = (headers.get("WARC-Record-ID") or "").strip("<> ") or f"{source.id}/{number}"
    if record.record_type == WarcRecordType.response:
        if problem := _http_problem(record):
            return [Rejection(name, path, *problem)]
        if reason := _no_page(record):
            return [Skipped(path, reason)]
    if record.content_length > limits.max_article_bytes:
        detail = limits.exceeded("max_article_bytes", "the record's size")
        return [Rejection(name, path, "too_large", detail)]
    data = _all(record.reader, record.content_length)
    if len(data) < record.content_length:
        return None
    if record.http_headers is not None:
        data = _unpacked(data, record.http_headers, limits.max_article_bytes)
    return [_article(name, path, data, record, limits)]


def _article(
    name: str, path: str, data: bytes, record: WarcRecord, limits: Limits
) -> Article | Rejection | Skipped:
    url = (record.headers.get("WARC-Target-URI") or "").strip("<> ")
    if limits.screen and not screen(data):
        return Skipped(path, "screened")
    if record.record_type == WarcRecordType.conversion:
        return accept(name, path, decode(data), limits, url=url)
    if not record.http_content_type and not _TAG.search(data, 0, _SNIFFED):
        return Skipped(path, "not_html")
    return web_page(name, path, data, limits, charset=record.http_charset, url=url)


def _http_problem(record: WarcRecord) -> tuple[str, str] | None:
    try:
        record.parse_http()
    except OSError as error:
        return "bad_http", f"the record's HTTP headers cannot be read: {error}"
    return None


def _no_page(record: WarcRecord) -> str | None:
    """Why a response is no page that a crawler wanted; None if it may be one."""
    kind = record.http_content_type
    if kind and kind.lower() not in _PAGES:
        return "not_html"
    # None for what is no HTTP, whatever its type says; no status where the record ends within its headers.
    headers: HeaderMap | None = record.http_headers
    status = None if headers is None else headers.status_code
    return None if status is None or status in _OK else "http_status"


def _all(reader: WarcReader | None, most: int) -> bytes:
    """Read to the end, or until ``most`` bytes are there."""
    data = bytearray()
    while reader and len(data) < most and (chunk := reader.read(most - len(data))):
        data += chunk
    return bytes(data)


def _unpacked(data: bytes, headers: HeaderMap, most: int) -> bytes:
    """Undo transfer and content encoding, unless the crawler did and left the headers."""
    for key in ("Transfer-Encoding", "Content-Encoding"):
        coding = (headers.get(key) or "").lower().strip()
        try:
            if coding == "chunked":
                data = _all(ChunkedReader(io.BytesIO(data)), most + 1) or data
            elif coding in ("gzip", "x-gzip", "deflate"):
                data = zlib.decompressobj(_ANY_ZLIB).decompress(data, most + 1)
            elif coding == "br":
                data = _all(BrotliReader(io.BytesIO(data)), most + 1) or data
        except (OSError, zlib.error):
            continue
    return data
