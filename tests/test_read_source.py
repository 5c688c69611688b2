from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from pipeline.article import Article, Rejection
from pipeline.read import Source, read, sources, split

if TYPE_CHECKING:
    from pathlib import Path


def write(raw: Path, *paths: str) -> None:
    for path in paths:
        (raw / path).parent.mkdir(parents=True, exist_ok=True)
        (raw / path).write_text("Lie down.")


def listed(raw: Path) -> list[Source]:
    return [item for item in sources(raw) if isinstance(item, Source)]


def refused(raw: Path) -> dict[str, str]:
    return {item.path: item.reason for item in sources(raw) if isinstance(item, Rejection)}


def test_lists_every_format_sorted_by_path(tmp_path: Path) -> None:
    write(
        tmp_path,
        "b.txt",
        "a.md",
        "knee/105.html",
        "c.HTM",
        "d.jsonl.gz",
        "e.parquet",
        "f.warc.gz",
        "g.wet",
        "h.txt.gz",
    )
    found = listed(tmp_path)
    assert [(source.path, source.format, source.gz) for source in found] == [
        ("a.md", "text", False),
        ("b.txt", "text", False),
        ("c.HTM", "html", False),
        ("d.jsonl.gz", "jsonl", True),
        ("e.parquet", "parquet", False),
        ("f.warc.gz", "warc", True),
        ("g.wet", "wet", False),
        ("h.txt.gz", "text", True),
        ("knee/105.html", "html", False),
    ]
    assert {source.size for source in found} == {9}


@pytest.mark.parametrize(
    "path, name",
    [
        ("knee/105.txt", "knee/105"),
        ("a.b.md", "a.b"),
        ("x.jsonl.gz", "x"),
        ("X.TXT.GZ", "X"),
        ("dots.../y.htm", "dots.../y"),
    ],
)
def test_id_is_the_path_without_its_endings(path: str, name: str, tmp_path: Path) -> None:
    write(tmp_path, path)
    assert [source.id for source in listed(tmp_path)] == [name]


def test_unknown_endings_are_rejected_and_junk_is_not(tmp_path: Path) -> None:
    write(
        tmp_path,
        "a.pdf",
        "noending",
        "b.parquet.gz",
        ".DS_Store",
        ".git/config.txt",
        "Thumbs.db",
        "__MACOSX/x.txt",
        "z.gz",
    )
    assert refused(tmp_path) == dict.fromkeys(
        ["a.pdf", "b.parquet.gz", "noending", "z.gz"], "unsupported_format"
    )
    assert not listed(tmp_path)


def test_raw_must_be_a_folder(tmp_path: Path) -> None:
    write(tmp_path, "a.txt")
    with pytest.raises(NotADirectoryError):
        sources(tmp_path / "a.txt")


def test_links_are_followed_within_raw_only(tmp_path: Path) -> None:
    write(tmp_path, "outside.txt", "raw/a.txt", "raw/sub/b.txt")
    raw = tmp_path / "raw"
    (raw / "in.txt").symlink_to(raw / "a.txt")
    (raw / "out.txt").symlink_to(tmp_path / "outside.txt")
    (raw / "circle").symlink_to(raw)
    (raw / "sub" / "up").symlink_to("..")
    (raw / "self.txt").symlink_to("self.txt")
    (raw / "broken.txt").symlink_to("nothing.txt")
    assert [source.path for source in listed(raw)] == ["a.txt", "in.txt", "sub/b.txt"]
    assert refused(raw) == {
        "broken.txt": "unreadable",
        "circle": "link_folder",
        "out.txt": "link_outside",
        "self.txt": "unreadable",
        "sub/up": "link_folder",
    }


def test_raw_itself_may_be_a_link(tmp_path: Path) -> None:
    write(tmp_path, "real/a.txt")
    (tmp_path / "raw").symlink_to("real")
    assert [source.path for source in listed(tmp_path / "raw")] == ["a.txt"]


def test_pipes_are_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert refused(tmp_path) == {"pipe.txt": "not_a_file"}


def test_a_folder_that_cannot_be_listed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "a.txt", "closed/b.txt")
    real = os.scandir

    def scandir(path: Path) -> object:
        if path.name == "closed":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert refused(tmp_path) == {"closed": "unreadable"}


def test_names_that_are_not_utf8_can_be_read_and_written(tmp_path: Path) -> None:
    with open(os.fsencode(tmp_path) + b"/knee-\xe9.txt", "wb") as file:  # noqa: PTH123 - the name is bytes
        file.write(b"Bend the knee.")
    (source,) = listed(tmp_path)
    (article,) = read(source, tmp_path)
    assert isinstance(article, Article)
    assert (article.id, article.path) == ("knee-�", "knee-�.txt")


def rows(count: int) -> bytes:
    return b"".join(b'{"text": "Lie down, number %d."}\n' % number for number in range(count))


@pytest.mark.parametrize("size", [1, 30, 64, 100, 1_000, 5_000, 1 << 23])
def test_stretches_of_rows_give_the_same_articles_as_the_whole(size: int, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(rows(200) + b"no json\n\n" + rows(3).rstrip())
    (source,) = listed(tmp_path)
    parts = split(source, size)
    assert len(parts) <= source.size / size + 1
    assert sum(part.size for part in parts) == source.size
    assert [split(part, 1) for part in parts] == [[part] for part in parts] or len(parts) == 1
    found = [item for part in parts for item in read(part, tmp_path)]
    assert found == list(read(source, tmp_path))
    assert len(found) == 204


def test_stretches_are_cut_by_size(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(rows(1_000))
    (source,) = listed(tmp_path)
    parts = split(source, 10_000)
    assert [part.start for part in parts] == [
        sum(before.size for before in parts[:n]) for n in range(len(parts))
    ]
    assert all(10_000 <= part.size < 10_100 for part in parts[:-1])


def test_only_unpacked_rows_are_split(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "b.jsonl.gz", "c.warc", "d.jsonl")
    assert all(split(source, 100) == [source] for source in listed(tmp_path))
    gone = Source("gone.jsonl", 1_000, "jsonl", root=str(tmp_path))
    assert split(gone, 10) == [gone]
    assert [item.reason for item in read(gone, tmp_path) if isinstance(item, Rejection)] == ["unreadable"]
