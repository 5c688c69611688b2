"""An article gives the same exercises whatever it comes in, and whatever page stands around it."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import pipeline
from pipeline.article import Article
from pipeline.outline import CONTENT
from pipeline.read import Source, read, sources
from pipeline.read.limits import Limits
from pipeline.read.text import web_page
from pipeline.run import Settings, run
from tests.layouts import LAYOUTS, furniture, leaflet, page, shown, words
from tests.making import extracted, nlp

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.extraction import Extraction
    from pipeline.records import Dose, Exercise, WarningRecord

RAW = Path(__file__).parent.parent / "raw"
TEXTS = {
    path.stem: path.read_text("utf-8-sig").replace("\r\n", "\n")
    for path in sorted(RAW.rglob("*"))
    if path.suffix in (".txt", ".md")
}
SCRAMBLED = {path.stem for path in (RAW / "scrambled").iterdir()} | {
    "knee-strength-digest",
    "sore-back-mixed-tips",
}
AS_TEXT = ("text", "jsonl-text", "parquet-text", "wet")
AS_PAGE = ("html", "jsonl-html", "parquet-html", "warc")
# Pages that do not tell all that the text does: boxes are not indented, an accordion makes headings of lines.
LESS = {
    "divs": {"football-warm-up"},
    "accordion": {"football-warm-up", "sprained-ankle-what-next", "belly-and-box-breathing"},
    "definitions": {"football-warm-up", "belly-and-box-breathing"},
    # Headings are nothing but bold: "A. Raise (5 min)" may name an exercise.
    **{layout: {"football-warm-up"} for layout in ("table with breaks", "breaks", "bare")},
}
LEAST_KEPT = 0.99
MOST_FURNITURE = 0.01


class Said(NamedTuple):
    """What an exercise says, in letters and digits."""

    name: str | None
    steps: list[tuple[str, str]]
    dose: dict[str, Any]
    warnings: list[str]
    positions: list[str]


def plain(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def numbers(dose: Dose) -> dict[str, Any]:
    return {key: value for key, value in dose.items() if key != "spans"}


def warnings(found: list[WarningRecord]) -> list[str]:
    return [f"{warning['kind']}: {plain(warning['text'])}" for warning in found]


def said(found: Extraction) -> list[Said]:
    return [
        Said(
            plain(record["name"]["value"]) if record["name"] else None,
            [(step["kind"], plain(step["text"])) for step in record["steps"]],
            numbers(record["dose"]),
            warnings(record["warnings"]),
            [position["value"] for position in record["positions"]],
        )
        for record in found.exercises
    ]


def around(found: Extraction) -> tuple[bool, list[str], dict[str, Any] | None]:
    """What the article says beside its exercises: whether it is scrambled, its warnings, its schedule."""
    schedule = found.article["schedule"]
    flagged = "scrambled" in found.article["flags"]
    return flagged, warnings(found.article["warnings"]), schedule and numbers(schedule)


def without_id(record: Exercise) -> dict[str, Any]:
    return {key: value for key, value in record.items() if key not in ("id", "article")}


@cache
def as_text(name: str) -> Extraction:
    return extracted(TEXTS[name], name)


@cache
def as_page(layout: str, name: str) -> Extraction:
    made = web_page(name, f"{name}.html", page(layout, leaflet(TEXTS[name])).encode(), Limits())
    assert isinstance(made, Article), made
    return pipeline.extract(made, nlp())


def warc(kind: str, name: str, media: str, content: bytes) -> bytes:
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <{name}>\r\nContent-Type: {media}\r\n"
        f"WARC-Target-URI: https://x.example/{name}\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content + b"\r\n\r\n"


def response(name: str, html: str) -> bytes:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    return warc("response", name, "application/http; msgtype=response", head + html.encode())


def jsonl(rows: Iterable[dict[str, str]]) -> bytes:
    return b"".join(orjson.dumps(row) + b"\n" for row in rows)


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Extraction]:
    """Every article in every form, through the readers and the pipeline; by form and name."""
    raw = tmp_path_factory.mktemp("forms")
    held = {"text": TEXTS, "html": {name: page("blog", leaflet(text)) for name, text in TEXTS.items()}}
    for kind, ending in (("text", ".txt"), ("html", ".html.gz")):
        (raw / kind).mkdir()
        for name, content in held[kind].items():
            data = content.encode()
            (raw / kind / f"{name}{ending}").write_bytes(
                gzip.compress(data) if ending.endswith("gz") else data
            )
        for form in ("jsonl", "parquet"):
            rows = [{"id": f"{form}-{kind}/{name}", kind: content} for name, content in held[kind].items()]
            if form == "jsonl":
                (raw / f"{kind}.jsonl").write_bytes(jsonl(rows))
            else:
                pq.write_table(pa.Table.from_pylist(rows), raw / f"{kind}.parquet")
    (raw / "crawl.warc.gz").write_bytes(
        b"".join(gzip.compress(response(f"warc/{name}", html)) for name, html in held["html"].items())
    )
    (raw / "crawl.wet").write_bytes(
        b"".join(
            warc("conversion", f"wet/{name}", "text/plain", text.encode()) for name, text in TEXTS.items()
        )
    )
    found: dict[str, Extraction] = {}
    for source in sources(raw):
        assert isinstance(source, Source)
        for item in read(source, raw):
            assert isinstance(item, Article), item
            found[item.id] = pipeline.extract(item, nlp())
    return found


def test_at_least_ten_articles_in_every_form(forms: dict[str, Extraction]) -> None:
    assert len(TEXTS) >= 10
    assert {*forms} == {f"{form}/{name}" for form in AS_TEXT + AS_PAGE for name in TEXTS}


@pytest.mark.parametrize("name", TEXTS)
def test_the_same_article_gives_the_same_exercises_in_every_form(
    name: str, forms: dict[str, Extraction]
) -> None:
    text, html = forms[f"text/{name}"], forms[f"html/{name}"]
    assert said(html) == said(text)
    assert around(html) == around(text)
    assert text.exercises
    for alike, others in ((text, AS_TEXT), (html, AS_PAGE)):
        expected = [without_id(record) for record in alike.exercises]
        for form in others:
            found = forms[f"{form}/{name}"]
            assert [without_id(record) for record in found.exercises] == expected, form
            assert around(found) == around(alike), form


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_page_of_any_layout_gives_the_exercises_of_the_text(layout: str) -> None:
    for name in TEXTS.keys() - LESS.get(layout, set()):
        assert said(as_page(layout, name)) == said(as_text(name)), name
        assert around(as_page(layout, name)) == around(as_text(name)), name


def sentences(found: Extraction, labels: frozenset[str]) -> Counter[str]:
    """The words of the sentences that have one of some labels."""
    return Counter(
        plain(words(row["text"])) for row in found.sentences if not labels.isdisjoint(row["labels"])
    )


@pytest.mark.parametrize("layout", LAYOUTS)
def test_warnings_and_instructions_survive_and_furniture_is_none(layout: str) -> None:
    warned, told = frozenset({"warning"}), CONTENT
    count = lost = 0
    leaked: list[str] = []
    for name, text in TEXTS.items():
        whole, made = as_text(name), as_page(layout, name)
        assert sentences(whole, warned) <= sentences(made, warned), name
        count += sentences(whole, told).total()
        lost += (sentences(whole, told) - sentences(made, told)).total()
        own = plain(" ".join(shown(layout, leaflet(text))))
        leaked += [line for line in sentences(made, warned | told) if line not in own]
    assert lost <= count * (1 - LEAST_KEPT)
    assert len(leaked) < len(furniture(layout)) * len(TEXTS) * MOST_FURNITURE, set(leaked)


def test_layouts_are_of_many_kinds_with_much_around_the_article() -> None:
    assert sum(len(furniture(layout)) for layout in LAYOUTS) >= 200
    html = {layout: page(layout, leaflet("Title\nText")).lower() for layout in LAYOUTS}
    assert sum("<br>" in source or "<table" in source for source in html.values()) >= 2


@pytest.mark.parametrize("layout", [None, *LAYOUTS])
def test_scrambled_articles_are_flagged_in_every_form(layout: str | None) -> None:
    made = {name: as_page(layout, name) if layout else as_text(name) for name in TEXTS}
    assert {name for name, found in made.items() if "scrambled" in found.article["flags"]} == SCRAMBLED


def test_what_is_damaged_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    texts = [text for name, text in TEXTS.items() if name not in SCRAMBLED]
    rows = jsonl({"id": f"row-{at}", "text": text} for at, text in enumerate(texts[:4]))
    first, second, third, fourth = rows.splitlines()
    (raw / "rows.jsonl").write_bytes(b"\n".join((first, b'{"text": "Lie', b'{"id": "bare"}', b"[1]", second)))
    (raw / "cut.jsonl.gz").write_bytes(gzip.compress(third) + gzip.compress(b"\n" + fourth)[:-20])
    (raw / "cut.txt.gz").write_bytes(gzip.compress(texts[4].encode())[:-20])
    (raw / "none.parquet").write_bytes(b"PAR1 and nothing that a parquet file has")
    pq.write_table(pa.table({"id": ["table-1", "table-2"], "text": [texts[5], None]}), raw / "table.parquet")
    pages = [response(f"page-{at}", page("blog", leaflet(text))) for at, text in enumerate(texts[6:9])]
    (raw / "crawl.warc").write_bytes(b"".join(pages)[: -len(pages[-1]) // 2])

    summary = run(str(raw), str(tmp_path / "out"), Settings(workers=1, report=False))

    refused = [orjson.loads(line) for line in (tmp_path / "out" / "rejected.jsonl").read_bytes().splitlines()]
    assert {row["article"]: row["reason"] for row in refused} == {
        "rows/2": "bad_json",
        "bare": "no_text",
        "rows/4": "bad_row",
        "cut/2": "truncated_gzip",
        "cut": "truncated_gzip",
        "none": "bad_parquet",
        "table-2": "no_text",
        "crawl/3": "truncated_record",
    }
    assert all(row["detail"] for row in refused)
    kept = (tmp_path / "out" / "articles.jsonl").read_bytes().splitlines()
    assert {orjson.loads(line)["article"] for line in kept} == {
        *("row-0", "row-1", "row-2", "table-1", "page-0", "page-1"),
    }
    assert summary.counts["rejected"] == len(refused)
