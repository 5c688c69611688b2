from __future__ import annotations

import gzip
import random
import zlib
from typing import TYPE_CHECKING

import pytest

from pipeline.article import Article, Rejection, Skipped
from pipeline.read import Limits, Source, read, sources

if TYPE_CHECKING:
    from pathlib import Path

PAGE = (
    b"<html lang=en><head><title>Knee</title></head><body><p>Lie down and bend your knee.</p></body></html>"
)
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"


def record(number: int, body: bytes, kind: str = "response", name: str = "") -> bytes:
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\n{name or f'WARC-Record-ID: <urn:uuid:{number}>'}\r\n"
        f"WARC-Target-URI: https://x.example/{number}\r\nWARC-Date: 2024-01-01T00:00:00Z\r\n"
        f"Content-Type: {'application/http; msgtype=' + kind if kind != 'conversion' else 'text/plain'}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"


def response(number: int, body: bytes = PAGE, head: bytes = OK) -> bytes:
    return record(number, head + b"\r\n" + body)


def items(
    raw: Path, data: bytes, name: str = "c.warc", limits: Limits | None = None
) -> list[tuple[str, str]]:
    return [
        (item.path, item.reason if not isinstance(item, Article) else item.id)
        for item in found(raw, data, name, limits)
    ]


def found(
    raw: Path, data: bytes, name: str = "c.warc", limits: Limits | None = None
) -> list[Article | Rejection | Skipped]:
    (raw / name).write_bytes(data)
    (source,) = sources(raw)
    assert isinstance(source, Source)
    return list(read(source, raw, limits or Limits()))


def test_responses_are_pages(tmp_path: Path) -> None:
    data = (
        record(0, b"software: x", "warcinfo") + record(1, b"GET / HTTP/1.1\r\n\r\n", "request") + response(2)
    )
    (article,) = found(tmp_path, data)
    assert isinstance(article, Article)
    assert (article.id, article.path, article.url) == ("urn:uuid:2", "c.warc:3", "https://x.example/2")
    assert (article.text, article.title, article.language) == ("Lie down and bend your knee.", "Knee", "en")


def test_conversions_are_texts(tmp_path: Path) -> None:
    (article,) = found(tmp_path, record(1, b"Lie down.\r\nBend.", "conversion"), "c.wet")
    assert isinstance(article, Article)
    assert (article.text, article.url, article.title) == ("Lie down.\nBend.", "https://x.example/1", None)


def test_records_without_an_id_are_called_after_their_place(tmp_path: Path) -> None:
    data = response(1) + record(2, OK + b"\r\n" + PAGE, name="X-Nothing: 1")
    assert items(tmp_path, data) == [("c.warc:1", "urn:uuid:1"), ("c.warc:2", "c/2")]


@pytest.mark.parametrize(
    "head, body, reason",
    [
        (b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n", b"\x89PNG", "not_html"),
        (b"HTTP/1.1 200 OK\r\n", b"\x89PNG", "not_html"),
        (b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n", PAGE, "http_status"),
        (b"HTTP/1.1 301 Moved\r\n", PAGE, "http_status"),
    ],
)
def test_what_is_no_page_is_counted(head: bytes, body: bytes, reason: str, tmp_path: Path) -> None:
    assert items(tmp_path, response(1, body, head) + response(2)) == [
        ("c.warc:1", reason),
        ("c.warc:2", "urn:uuid:2"),
    ]


def test_a_page_without_a_type_is_recognised(tmp_path: Path) -> None:
    assert items(tmp_path, response(1, PAGE, b"HTTP/1.1 200 OK\r\n")) == [("c.warc:1", "urn:uuid:1")]


def test_the_server_says_the_encoding(tmp_path: Path) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=iso-8859-2\r\n"
    (article,) = found(tmp_path, response(1, "<p>Držte kolena u šířky".encode("iso-8859-2"), head))
    assert isinstance(article, Article)
    assert article.text == "Držte kolena u šířky"


@pytest.mark.parametrize(
    "extra, body",
    [
        (b"Content-Encoding: gzip", gzip.compress(PAGE)),
        (b"Content-Encoding: deflate", zlib.compress(PAGE)),
        (b"Content-Encoding: gzip", PAGE),
        (b"Content-Encoding: br", PAGE),
        (b"Transfer-Encoding: chunked", b"%x\r\n%s\r\n0\r\n\r\n" % (len(PAGE), PAGE)),
        (b"Transfer-Encoding: chunked", PAGE),
        (b"Transfer-Encoding: identity", PAGE),
    ],
)
def test_encodings_of_the_transport_are_undone(extra: bytes, body: bytes, tmp_path: Path) -> None:
    (article,) = found(tmp_path, response(1, body, OK + extra + b"\r\n"))
    assert isinstance(article, Article)
    assert article.text == "Lie down and bend your knee."


def test_sizes_are_limited(tmp_path: Path) -> None:
    limits = Limits(max_article_bytes=10_000)
    bomb = response(1, gzip.compress(b"<p>" + b"a " * 50_000), OK + b"Content-Encoding: gzip\r\n")
    data = response(0, b"<p>" + b"a" * 20_000) + bomb + response(2)
    kept = found(tmp_path, data, limits=limits)
    assert isinstance(kept[0], Rejection)
    assert (kept[0].reason, "--max-article-bytes" in kept[0].detail) == ("too_large", True)
    assert isinstance(kept[1], Article | Rejection)
    assert isinstance(kept[2], Article)


def test_the_screen_looks_at_the_page(tmp_path: Path) -> None:
    data = response(1, b"<p>Shoes</p>") + response(
        2, b"<p>Lie on your back, bend both knees, lift the hips</p>"
    )
    assert items(tmp_path, data, limits=Limits(screen=True)) == [
        ("c.warc:1", "screened"),
        ("c.warc:2", "urn:uuid:2"),
    ]


THREE = [("c.warc:1", "urn:uuid:0"), ("c.warc:2", "urn:uuid:1"), ("c.warc:3", "urn:uuid:2")]
WHOLE = b"".join(response(number) for number in range(3))


@pytest.mark.parametrize(
    "mark", [b"bend your", b"Content-Type: text", b"1.1 200", b"WARC-Target", b"Content-Length"]
)
def test_half_a_record_is_named_and_the_whole_ones_are_read(mark: bytes, tmp_path: Path) -> None:
    last = response(3)
    assert items(tmp_path, WHOLE + last[: last.index(mark)]) == [*THREE, ("c.warc:4", "truncated_record")]


def test_a_half_record_of_another_type_is_named_too(tmp_path: Path) -> None:
    request = record(3, b"GET / HTTP/1.1\r\n\r\n", "request")
    data = WHOLE + request[: request.index(b"WARC-Date")]
    assert items(tmp_path, data) == [*THREE, ("c.warc:4", "truncated_record")]


def test_a_length_that_lies_is_named(tmp_path: Path) -> None:
    data = response(0).replace(b"Content-Length: ", b"Content-Length: 9")
    assert items(tmp_path, data + response(1)) == [("c.warc:1", "truncated_record")]


def test_rubbish_is_named(tmp_path: Path) -> None:
    assert items(tmp_path, WHOLE + b"rubbish\r\n" + response(3)) == [*THREE, ("c.warc:4", "bad_warc")]
    assert items(tmp_path, b"no archive") == [("c.warc:1", "bad_warc")]
    assert items(tmp_path, b"") == [("c.warc", "empty")]


def test_headers_that_are_none_cost_one_record(tmp_path: Path) -> None:
    bad = record(0, b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000 + b"\r\n\r\n" + PAGE)
    kept = items(tmp_path, bad + response(1))
    assert kept[0][0] == "c.warc:1"
    assert kept[0][1] in ("bad_http", "http_status")
    assert kept[1] == ("c.warc:2", "urn:uuid:1")


@pytest.mark.parametrize("members", [True, False])
def test_of_a_truncated_package_the_whole_records_are_read(members: bool, tmp_path: Path) -> None:  # noqa: FBT001
    rng = random.Random(1)
    bodies = [b"<p>Lie down %s" % rng.randbytes(3_000).hex().encode() for _ in range(20)]
    records = [response(number, body) for number, body in enumerate(bodies)]
    data = b"".join(map(gzip.compress, records)) if members else gzip.compress(b"".join(records))
    kept = items(tmp_path, data[:-5_000], "c.warc.gz")
    assert 15 <= len(kept) <= 20
    assert [name for _, name in kept[:-1]] == [f"urn:uuid:{number}" for number in range(len(kept) - 1)]
    assert kept[-1] == (f"c.warc.gz:{len(kept)}", "truncated_gzip")
