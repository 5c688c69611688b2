from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.article import Article, Rejection, Skipped
from pipeline.read import Limits, Source, read, sources

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "Lie on your back and bend your knees."


def everything(raw: Path, limits: Limits | None = None) -> list[Article | Rejection | Skipped]:
    return [
        item
        for source in sources(raw)
        if isinstance(source, Source)
        for item in read(source, raw, limits or Limits())
    ]


def jsonl(raw: Path, data: bytes, limits: Limits | None = None) -> list[Article | Rejection | Skipped]:
    (raw / "rows.jsonl").write_bytes(data)
    return everything(raw, limits)


def parquet(raw: Path, columns: dict[str, list[Any]], **how: Any) -> list[Article | Rejection | Skipped]:
    pq.write_table(pa.table(columns), raw / "rows.parquet", **how)
    return everything(raw)


def reasons(items: list[Article | Rejection | Skipped]) -> list[tuple[str, str]]:
    return [(item.path, "" if isinstance(item, Article) else item.reason) for item in items]


def test_a_row_is_an_article(tmp_path: Path) -> None:
    row = {"id": "knee/1 ü", "text": TEXT, "url": "https://x.example/ ", "title": " Knee\ncare ", "more": [1]}
    (article,) = jsonl(tmp_path, orjson.dumps(row))
    assert isinstance(article, Article)
    assert article.sha256
    assert (article.id, article.path, article.text) == ("knee/1 ü", "rows.jsonl:1", TEXT)
    assert (article.url, article.title, article.language) == ("https://x.example/", "Knee care", None)


def test_rows_without_an_id_are_called_after_their_place(tmp_path: Path) -> None:
    lines = [{"text": TEXT}, {"text": TEXT, "id": 7}, {"text": TEXT, "id": ""}, {"text": TEXT, "id": None}]
    items = jsonl(tmp_path, b"\xef\xbb\xbf" + b"\r\n\n".join(map(orjson.dumps, lines)) + b"\n  \n")
    assert [(item.id, item.path) for item in items if isinstance(item, Article)] == [
        ("rows/1", "rows.jsonl:1"),
        ("7", "rows.jsonl:3"),
        ("rows/5", "rows.jsonl:5"),
        ("rows/7", "rows.jsonl:7"),
    ]


def test_text_goes_before_html_and_what_is_given_before_what_a_page_says(tmp_path: Path) -> None:
    page = "<html lang=en><title>Own</title><link rel=canonical href=https://own.example/><p>Lie <b>down</b>."
    items = jsonl(
        tmp_path,
        b"\n".join(
            map(
                orjson.dumps,
                [
                    {"text": TEXT, "html": page},
                    {"text": "", "html": page},
                    {"html": page, "url": "https://x.example", "title": "Given"},
                    {"html": page, "url": 5, "title": ["no"]},
                ],
            )
        ),
    )
    assert [
        (item.text, item.url, item.title, item.language) for item in items if isinstance(item, Article)
    ] == [
        (TEXT, None, None, None),
        ("Lie down.", "https://own.example/", "Own", "en"),
        ("Lie down.", "https://x.example", "Given", "en"),
        ("Lie down.", "https://own.example/", "Own", "en"),
    ]


@pytest.mark.parametrize(
    "line, reason",
    [
        (b"{", "bad_json"),
        (b"null", "bad_row"),
        (b'["text"]', "bad_row"),
        (b'{"text": "Lie \\ud800down"}', "bad_unicode"),
        (b'{"id": 1.5, "text": "Lie"}', "bad_row"),
        (b'{"id": true, "text": "Lie"}', "bad_row"),
        (b'{"id": "a"}', "no_text"),
        (b'{"text": 5, "html": ""}', "no_text"),
        (b'{"text": " - "}', "empty"),
        (b'{"text": "a\\u0000b"}', "not_text"),
        (b'{"html": "<p>a\\u0000b"}', "not_text"),
        (b"[" * 5_000, "bad_json"),
        (b'{"id": "%s", "text": "Lie"}' % (b"x" * 3_000), "bad_id"),
    ],
)
def test_a_bad_line_is_named_and_the_others_are_read(line: bytes, reason: str, tmp_path: Path) -> None:
    good = orjson.dumps({"text": TEXT})
    items = jsonl(tmp_path, good + b"\n" + line + b"\n" + good)
    assert reasons(items) == [("rows.jsonl:1", ""), ("rows.jsonl:2", reason), ("rows.jsonl:3", "")]
    assert all(len(item.id) <= 2_000 for item in items if not isinstance(item, Skipped))


def test_a_line_in_another_encoding_is_read(tmp_path: Path) -> None:
    (article,) = jsonl(tmp_path, '{"text": "Don’t bend more than 90°."}'.encode("cp1252"))
    assert isinstance(article, Article)
    assert article.text == "Don’t bend more than 90°."


@pytest.mark.parametrize("packed", [False, True])
def test_a_line_that_is_too_long_is_passed_over(packed: bool, tmp_path: Path) -> None:  # noqa: FBT001
    good = orjson.dumps({"text": TEXT})
    data = good + b"\n" + b'{"text": "' + b"word " * 200_000 + b'"}\n' + good + b"\n" + b"x" * 900_000
    (tmp_path / ("rows.jsonl.gz" if packed else "rows.jsonl")).write_bytes(
        gzip.compress(data) if packed else data
    )
    items = everything(tmp_path, Limits(max_line_bytes=500_000, max_ratio=2_000))
    assert [reason for _, reason in reasons(items)] == ["", "max_line_bytes", "", "max_line_bytes"]
    assert isinstance(items[1], Rejection)
    assert "--max-line-bytes" in items[1].detail


def test_a_row_that_is_too_large_names_the_option(tmp_path: Path) -> None:
    (item,) = jsonl(tmp_path, orjson.dumps({"text": "word " * 300}), Limits(max_article_bytes=1_000))
    assert isinstance(item, Rejection)
    assert (item.reason, "--max-article-bytes" in item.detail) == ("too_large", True)


def test_of_a_truncated_package_the_whole_lines_are_read(tmp_path: Path) -> None:
    lines = [orjson.dumps({"text": TEXT, "n": str(number) * (number % 50)}) for number in range(2_000)]
    (tmp_path / "rows.jsonl.gz").write_bytes(gzip.compress(b"\n".join(lines))[:-1_000])
    *kept, last = everything(tmp_path)
    assert isinstance(last, Rejection)
    assert 100 < len(kept) < 2_000
    assert all(isinstance(item, Article) for item in kept)
    assert (last.path, last.reason) == (f"rows.jsonl.gz:{len(kept) + 1}", "truncated_gzip")
    assert last.id == f"rows/{len(kept) + 1}"


def test_an_empty_file_of_rows_is_named(tmp_path: Path) -> None:
    assert reasons(jsonl(tmp_path, b"\n \n")) == [("rows.jsonl", "empty")]


def test_the_screen_looks_at_the_bytes_of_a_line(tmp_path: Path) -> None:
    items = jsonl(
        tmp_path, b'{"text": "Shoes"}\nno json\n' + orjson.dumps({"text": TEXT}), Limits(screen=True)
    )
    assert items[:2] == [Skipped("rows.jsonl:1", "screened"), Skipped("rows.jsonl:2", "screened")]
    assert isinstance(items[2], Article)


def test_parquet_rows(tmp_path: Path) -> None:
    page = "<p>Lie down.</p>"
    items = parquet(
        tmp_path,
        {
            "text": [TEXT, None, None, *[TEXT] * 70],
            "html": [None, page, None, *[None] * 70],
            "id": ["a", None, *[str(number) for number in range(71)]],
            "title": ["T", None, *[None] * 71],
            "vector": [[1.0]] * 73,
        },
    )
    assert len(items) == 73
    assert isinstance(items[0], Article)
    assert (items[0].id, items[0].path, items[0].title) == ("a", "rows.parquet:1", "T")
    assert isinstance(items[1], Article)
    assert (items[1].id, items[1].text) == ("rows/2", "Lie down.")
    assert isinstance(items[2], Rejection)
    assert (items[2].id, items[2].path, items[2].reason) == ("0", "rows.parquet:3", "no_text")


def test_parquet_with_other_ids_and_kinds_of_columns(tmp_path: Path) -> None:
    items = parquet(
        tmp_path, {"text": [TEXT, TEXT], "id": [5, 6], "url": pa.array(["u", None], pa.large_string())}
    )
    assert [(item.id, item.url) for item in items if isinstance(item, Article)] == [("5", "u"), ("6", None)]
    assert reasons(parquet(tmp_path, {"text": [1, 2]})) == [
        ("rows.parquet:1", "no_text"),
        ("rows.parquet:2", "no_text"),
    ]


def test_parquet_with_bytes(tmp_path: Path) -> None:
    columns = {"text": ["½ minute".encode("cp1252"), None], "html": [None, b"<p>Lie down.</p>"]}
    assert [item.text for item in parquet(tmp_path, columns) if isinstance(item, Article)] == [
        "½ minute",
        "Lie down.",
    ]


def test_parquet_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    assert reasons(parquet(tmp_path, {"body": ["x"]})) == [("rows.parquet", "no_text")]
    (tmp_path / "rows.parquet").write_bytes(b"PAR1 no parquet PAR1")
    assert reasons(everything(tmp_path)) == [("rows.parquet", "bad_parquet")]
    (tmp_path / "rows.parquet").write_bytes(b"")
    assert reasons(everything(tmp_path)) == [("rows.parquet", "bad_parquet")]


def test_parquet_with_a_damaged_group_gives_the_rows_before_it(tmp_path: Path) -> None:
    texts = [f"{TEXT} {number}" for number in range(100)]
    parquet(tmp_path, {"text": texts}, row_group_size=50, compression="zstd", use_dictionary=False)
    path = tmp_path / "rows.parquet"
    data = bytearray(path.read_bytes())
    at = pq.ParquetFile(path).metadata.row_group(1).column(0).data_page_offset
    data[at : at + 200] = bytes(200)
    path.write_bytes(data)
    *kept, last = everything(tmp_path)
    assert isinstance(last, Rejection)
    assert len(kept) >= 32
    assert (last.path, last.reason) == ("rows.parquet", "bad_parquet")
    assert f"after row {len(kept)}" in last.detail


def test_parquet_strings_that_are_not_utf8_are_named(tmp_path: Path) -> None:
    bad = pa.Array.from_buffers(
        pa.string(),
        2,
        [None, pa.py_buffer(bytes([0, 0, 0, 0, 2, 0, 0, 0, 5, 0, 0, 0])), pa.py_buffer(b"\xff\xfeLie")],
    )
    assert reasons(parquet(tmp_path, {"text": bad}, use_dictionary=False))[0] == (
        "rows.parquet:1",
        "bad_unicode",
    )


def test_the_screen_for_parquet(tmp_path: Path) -> None:
    pq.write_table(pa.table({"text": ["Shoes", TEXT]}), tmp_path / "rows.parquet")
    items = everything(tmp_path, Limits(screen=True))
    assert reasons(items) == [("rows.parquet:1", "screened"), ("rows.parquet:2", "")]
