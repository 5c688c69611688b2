from __future__ import annotations

import gzip
import hashlib
from typing import TYPE_CHECKING

import pytest

from pipeline.article import Article, Rejection, Skipped
from pipeline.read import Limits, Source, read, sources
from pipeline.read.accept import accept

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "Lie on your back.\nHold for ½ minute – don’t bounce.\n"


def only(raw: Path, name: str, data: bytes, limits: Limits | None = None) -> Article | Rejection | Skipped:
    (raw / name).write_bytes(data)
    (source,) = (item for item in sources(raw) if item.path == name)
    assert isinstance(source, Source)
    (item,) = read(source, raw, limits or Limits())
    return item


def rejected(raw: Path, name: str, data: bytes, limits: Limits | None = None) -> tuple[str, str]:
    item = only(raw, name, data, limits)
    assert isinstance(item, Rejection)
    assert (item.id, item.path) == (name.split(".", maxsplit=1)[0], name)
    return item.reason, item.detail


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.txt.gz", "a.md.gz"])
def test_text_is_kept_as_it_is(name: str, tmp_path: Path) -> None:
    data = TEXT.encode()
    article = only(tmp_path, name, gzip.compress(data) if name.endswith(".gz") else data)
    assert article == Article("a", name, hashlib.sha256(data).hexdigest(), TEXT)


def test_a_mark_is_dropped_and_crlf_becomes_lf(tmp_path: Path) -> None:
    text = " \t One\r\nTwo\rThree\u200b\xa0 \r\n\n"
    article = only(tmp_path, "a.txt", b"\xef\xbb\xbf" + text.encode())
    assert isinstance(article, Article)
    assert article.text == " \t One\nTwo\rThree\u200b\xa0 \n\n"


@pytest.mark.parametrize(
    "data", [b"", b" \n\t\r\n", b"\xef\xbb\xbf", b"---\n***\n", "\u200b\xa0".encode()], ids=repr
)
def test_no_word_is_empty(data: bytes, tmp_path: Path) -> None:
    assert rejected(tmp_path, "a.txt", data)[0] == "empty"


@pytest.mark.parametrize(
    "data",
    [b"Lie\0 down", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, b"\x01\x02\x03\x04 text" * 20],
    ids=len,
)
@pytest.mark.parametrize("name", ["a.txt", "a.html"])
def test_binary_data_is_no_text(name: str, data: bytes, tmp_path: Path) -> None:
    assert rejected(tmp_path, name, data)[0] in ("not_text", "empty")


def test_a_stray_form_feed_or_control_character_is_text(tmp_path: Path) -> None:
    article = only(tmp_path, "a.txt", TEXT.encode() * 4 + b"\x0cPage 2\x1a")
    assert isinstance(article, Article)


@pytest.mark.parametrize("name", ["a.txt", "a.txt.gz"])
def test_too_large_names_the_option(name: str, tmp_path: Path) -> None:
    data = b"word " * 300_000
    packed = gzip.compress(data) if name.endswith(".gz") else data
    reason, detail = rejected(tmp_path, name, packed, Limits(max_article_bytes=1_000_000))
    assert reason == "too_large"
    assert detail.endswith("raise it with --max-article-bytes")


def test_an_article_at_the_limit_is_kept(tmp_path: Path) -> None:
    article = only(tmp_path, "a.txt", b"x" * 1_000, Limits(max_article_bytes=1_000))
    assert isinstance(article, Article)
    assert rejected(tmp_path, "a.txt", b"x" * 1_001, Limits(max_article_bytes=1_000))[0] == "too_large"


def test_a_text_that_grows_when_decoded_is_measured_again(tmp_path: Path) -> None:
    data = "½".encode("cp1252") * 10 + b" reps" * 200
    assert rejected(tmp_path, "a.txt", data, Limits(max_article_bytes=len(data) + 5))[0] == "too_large"


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    reason, detail = rejected(tmp_path, "a.txt.gz", gzip.compress(b" " * 30_000_000), Limits(max_ratio=100))
    assert reason == "max_ratio"
    assert "--max-ratio" in detail


@pytest.mark.parametrize(
    "data, reason",
    [
        (gzip.compress(TEXT.encode(), mtime=0)[:-6], "truncated_gzip"),
        (b"no gzip at all", "bad_gzip"),
        (gzip.compress(TEXT.encode(), mtime=0)[:10] + b"\xff\xff\xff" + b"x" * 40, "bad_gzip"),
    ],
)
def test_damaged_packages_are_named(data: bytes, reason: str, tmp_path: Path) -> None:
    assert rejected(tmp_path, "a.txt.gz", data)[0] == reason


def test_a_file_that_is_gone_or_cannot_be_read_is_named(tmp_path: Path) -> None:
    (item,) = read(Source("gone.txt", 5, "text"), str(tmp_path))
    assert isinstance(item, Rejection)
    assert (item.path, item.reason) == ("gone.txt", "unreadable")
    (item,) = read(Source(".", 5, "text"), tmp_path)
    assert isinstance(item, Rejection)
    assert item.reason == "unreadable"


def test_a_flaw_in_a_reader_costs_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("unforeseen")

    monkeypatch.setattr("pipeline.read.text.accept", broken)
    reason, detail = rejected(tmp_path, "a.txt", TEXT.encode())
    assert (reason, detail) == ("unreadable", "the reader failed: RuntimeError: unforeseen")


def test_the_screen_passes_over_what_has_no_exercise(tmp_path: Path) -> None:
    limits = Limits(screen=True)
    assert only(tmp_path, "a.txt", b"We sell shoes and socks.", limits) == Skipped("a.txt", "screened")
    assert isinstance(
        only(tmp_path, "a.txt", b"Lie on your back, bend your knees, lift your hips.", limits), Article
    )


def test_half_a_surrogate_pair_is_refused() -> None:
    item = accept("a", "a.txt", "Lie \ud800 down", Limits())
    assert isinstance(item, Rejection)
    assert (item.reason, item.detail) == ("bad_unicode", "half of a surrogate pair at character 4")


def test_metadata_can_always_be_written() -> None:
    item = accept("a", "a.txt", "Lie", Limits(), title=" \ud800 T\n ", url=" ", language="1")
    assert isinstance(item, Article)
    assert (item.title, item.url, item.language) == ("? T", None, None)


def test_a_page_declares_its_encoding(tmp_path: Path) -> None:
    page = '<html><head><meta content="text/html; charset=iso-8859-2"></head><p>Držte kolena</p>'
    article = only(tmp_path, "a.html", page.encode("iso-8859-2"))
    assert isinstance(article, Article)
    assert article.text == "Držte kolena"


def test_a_page_that_would_take_for_ever_is_refused(tmp_path: Path) -> None:
    reason, detail = rejected(tmp_path, "a.htm.gz", gzip.compress(b"<div>" * 5_000))
    assert reason == "max_html_depth"
    assert "--max-html-depth" in detail


def test_a_page_without_text_is_empty(tmp_path: Path) -> None:
    assert (
        rejected(
            tmp_path, "a.html", b"<html><head><title>T</title></head><body><nav>Home</nav></body></html>"
        )[0]
        == "empty"
    )
