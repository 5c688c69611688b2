"""Reading: web pages to text beside parsing them alone, and the memory of long streams.

The memory is that of a process of its own: ``python -m benchmarks.html FOLDER`` reads a folder, prints JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, cast

import orjson
from resiliparse.parse.html import HTMLTree

from benchmarks.articles import articles
from benchmarks.page import Row
from benchmarks.worker import peak
from pipeline.article import Article
from pipeline.read import Limits, Source, read, sources
from pipeline.read.html import to_text
from pipeline.read.screen import screen

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE_CHARS = 50_000
PAGES_A_SECOND = 500
STREAM_BYTES = 2_000_000_000
_ROW_CHARS = 20_000
_PEAK = 1.2

_HEAD = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
    + "".join(
        f'<link rel="stylesheet" href="/{n}.css"><meta property="og:x{n}" content="v">' for n in range(20)
    )
    + f"<style>{'.post a:hover{color:#123;margin:0 auto}' * 150}</style>"
    + f"<script>{'if (a < b) { c = d + 1; }' * 150}</script></head><body class='single'>"
    '<header class="site-header"><nav class="main-nav"><ul>'
    + "".join(f'<li class="menu-item item-{n}"><a href="/menu/{n}">Menu {n}</a></li>' for n in range(50))
    + '</ul></nav></header><main><article class="post"><h1>{title}</h1><div class="share-bar">'
    '<a href="#">Share</a></div><div class="entry-content">'
)
_TAIL = (
    '</div></article></main><aside class="sidebar"><ul>'
    + "".join(f'<li><a href="/post/{n}">Another post, number {n}</a></li>' for n in range(30))
    + f"</ul></aside><footer><p>All rights reserved.</p><script>{'track();' * 300}</script>"
    "</footer></body></html>"
)


def pages(number: int) -> list[str]:
    """Pages of about PAGE_CHARS characters, all different, with a quarter of site around the articles."""
    room = PAGE_CHARS - len(_HEAD) - len(_TAIL)
    return [
        _HEAD.replace("{title}", f"Article {at}") + _marked(text)[:room].rpartition("\n")[0] + _TAIL
        for at, text in enumerate(articles(number, room))
    ]


def _marked(text: str) -> str:
    """An article in paragraphs, lists and headings, with what editors leave in them."""
    blocks = []
    for at, line in enumerate(filter(None, text.split("\n"))):
        body = escape(line)
        if at % 7 == 0:
            picture = f'<img src="/i/{at}.jpg" width="640"><figcaption>Picture {at}</figcaption>'
            blocks.append(f'<h2 class="wp-block-heading" id="h{at}">{body.strip("#- ")[:60]}</h2>')
            blocks.append(f'<figure class="image">{picture}</figure>')
        elif at % 3 == 0:
            items = "".join(f"<li>{part.strip()}</li>" for part in body.split(". ") if part.strip())
            blocks.append(f'<ol class="wp-block-list">{items}</ol>')
        else:
            first, _, rest = body.partition(" ")
            first = f"<strong>{first}</strong>" if at % 2 else f"<em>{first}</em>"
            blocks.append(f'<p class="wp-block">{first} {rest} <a href="/p/{at}">more</a></p>')
    return "\n".join(blocks)


def reading(scale: int) -> list[Row]:
    """Pages a second, and how that compares to parsing."""
    made = pages(400 // scale)
    limits = Limits()
    alone = _seconds(HTMLTree.parse, made)
    ours = _seconds(lambda page: to_text(page, limits), made)
    screened = _seconds(screen, [page.encode() for page in made])
    size = sum(map(len, made))
    rate = len(made) / ours
    goal = f"≥ {PAGES_A_SECOND}"
    return [
        Row(
            f"pages of {size / len(made) / 1e3:.0f} kB to text",
            f"{rate:,.0f} a second",
            goal,
            met=rate >= PAGES_A_SECOND,
        ),
        Row("the same, to parsing alone", f"{ours / alone:.1f}"),
        Row("keyword screen", f"{size / screened / 1e6:.0f} MB/s"),
    ]


def _seconds(work: Any, made: list[Any]) -> float:  # noqa: ANN401 - any function of any input
    """Processor time, the least of three runs, after one page for what is loaded once."""
    work(made[0])
    runs = []
    for _ in range(3):
        begun = time.process_time()
        for page in made:
            work(page)
        runs.append(time.process_time() - begun)
    return min(runs)


def streams(scale: int) -> list[Row]:
    """Peak memory of a JSONL and a WARC stream of STREAM_BYTES, beside that of a hundredth of them."""
    rows = []
    for name, record in (("JSONL", _line), ("WARC", _response)):
        peaks = []
        for size in (STREAM_BYTES // scale // 100, STREAM_BYTES // scale):
            with TemporaryDirectory() as folder:
                with Path(folder, f"stream.{name.lower()}").open("wb") as file:
                    file.writelines(_records(record, size))
                words = [sys.executable, "-m", "benchmarks.html", folder]
                done = subprocess.run(words, check=True, capture_output=True)
                peaks.append(cast("dict[str, float]", json.loads(done.stdout)))
        few, many = peaks
        ratio = many["peak"] / few["peak"]
        what = f"{many['articles']:,.0f} articles in {many['seconds']:.0f} s, peak {many['peak']:.0f} MB"
        rows.append(Row(f"{name} of {STREAM_BYTES / scale / 1e9:g} GB", what))
        goal = f"≤ {_PEAK}"
        rows.append(Row("its peak memory, to that of a hundredth", f"{ratio:.2f}", goal, met=ratio <= _PEAK))
    return rows


def _records(record: Any, size: int) -> Iterator[bytes]:  # noqa: ANN401 - either function below
    texts = list(articles(50, _ROW_CHARS))
    at = written = 0
    while written < size:
        part = record(at, texts[at % len(texts)])
        at, written = at + 1, written + len(part)
        yield part


def _line(at: int, text: str) -> bytes:
    return orjson.dumps({"id": f"a{at}", "text": text}) + b"\n"


def _response(at: int, text: str) -> bytes:
    page = f"<html><title>{at}</title><body><pre>{escape(text)}</pre></body></html>"
    body = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{page}".encode()
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:x:{at}>\r\n"
        f"WARC-Target-URI: https://x.example/{at}\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"


def _main(folder: str) -> dict[str, float]:
    begun = time.perf_counter()
    count = sum(
        isinstance(item, Article)
        for source in sources(Path(folder))
        if isinstance(source, Source)
        for item in read(source, folder)
    )
    return {
        "articles": count,
        "seconds": time.perf_counter() - begun,
        "peak": peak(),
    }


if __name__ == "__main__":
    print(json.dumps(_main(sys.argv[1])))
