"""The same article in every form has the same content."""

from __future__ import annotations

import gzip
from pathlib import Path

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.article import Article
from pipeline.read import Source, read, sources
from tests.layouts import LAYOUTS, content, leaflet, page, words

RAW = Path(__file__).parent.parent / "raw"
ARTICLES = sorted(path for path in RAW.rglob("*") if path.suffix in (".txt", ".md"))


@pytest.mark.skipif(len(ARTICLES) < 10, reason="needs the shipped articles")
@pytest.mark.parametrize("layout", list(LAYOUTS)[:6])
def test_ten_articles_in_every_form(layout: str, tmp_path: Path) -> None:
    texts = {path.stem: path.read_text("utf-8-sig").replace("\r\n", "\n") for path in ARTICLES[:10]}
    pages = {name: page(layout, leaflet(text), name) for name, text in texts.items()}
    plain = [{"id": f"jsonl-text/{name}", "text": text} for name, text in texts.items()]
    web = [{"id": f"jsonl-html/{name}", "html": html} for name, html in pages.items()]
    (tmp_path / "rows.jsonl").write_bytes(b"\n".join(map(orjson.dumps, plain + web)))
    pq.write_table(
        pa.Table.from_pylist([row | {"id": row["id"].replace("jsonl", "parquet")} for row in web]),
        tmp_path / "r.parquet",
    )
    (tmp_path / "crawl.warc.gz").write_bytes(
        b"".join(gzip.compress(_record(name, html)) for name, html in pages.items())
    )
    for name, text in texts.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
        (tmp_path / f"{name}-page.html.gz").write_bytes(gzip.compress(pages[name].encode()))
    found: dict[str, list[str]] = {}
    for source in sources(tmp_path):
        assert isinstance(source, Source)
        for item in read(source, tmp_path):
            assert isinstance(item, Article), item
            found[item.id] = _bare(item.text)
    assert len(found) == 6 * len(texts)
    for name, text in texts.items():
        expected = _bare(text)
        for form in ("{}", "jsonl-text/{}", "{}-page", "jsonl-html/{}", "parquet-html/{}", "urn:{}"):
            assert found[form.format(name)] == expected, form.format(name)


def _bare(text: str) -> list[str]:
    """Lines as letters and digits, for the shipped articles have markup of their own."""
    lines = (
        " ".join("".join(sign if sign.isalnum() else " " for sign in words(line)).split())
        for line in content(text)
    )
    return [line for line in lines if line]


def _record(name: str, html: str) -> bytes:
    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + html.encode()
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:{name}>\r\n"
        f"WARC-Target-URI: https://x.example/{name}\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"
