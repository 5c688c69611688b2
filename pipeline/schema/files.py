"""The check of files: any catalogue or JSONL file, however large, broken or hostile.

Nothing that a file holds raises: what is wrong comes out as a :class:`Problem`, one line each.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from pipeline.printable import printable
from pipeline.schema.build import SCHEMA_VERSION
from pipeline.schema.check import Checker, Kind, Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MAX_FILE_BYTES = 2 << 30
MAX_LINE_BYTES = 64 << 20

_ROW_KINDS: dict[str, Kind] = {
    "sentences.jsonl": "sentence",
    "articles.jsonl": "article",
    "rejected.jsonl": "rejected",
}
# A key that only rows of this kind have.
_TELLING: dict[str, Kind] = {"labels": "sentence", "sha256": "article", "reason": "rejected"}
_LISTS: dict[str, Kind] = {"articles": "article_entry", "exercises": "exercise", "movements": "movement"}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a file, and where in it. ``str()`` is one line, safe to print."""

    where: str
    reason: str

    def __str__(self) -> str:
        """``where: reason``, what is invisible written as an escape."""
        return f"{printable(self.where, 300)}: {printable(self.reason, 600)}"


def validate_file(path: Path | str) -> Iterator[Problem]:
    """What is wrong with ``path``, one :class:`Problem` after the other; nothing if all is well.

    ``path`` is a ``catalogue.json``, the ``manifest.json`` of a catalogue in Parquet, a ``sentences.jsonl``,
    ``articles.jsonl`` or ``rejected.jsonl`` (another name that ends in ``.jsonl`` is told by its first row), or a
    folder with such files. Quoted text is checked against the ``articles.jsonl`` in the same folder, if there
    is one. A file that cannot be read, is too large or is no JSON is a problem like others.
    """
    path = Path(path)
    try:
        if path.is_dir():
            yield from _folder_problems(path)
        elif (parts := parquet_parts(path)) is not None:
            yield from _parquet_problems(parts)
        elif path.suffix == ".jsonl":
            yield from _row_problems(path)
        else:
            yield from _file_problems(path)
    except OSError as error:
        yield Problem(str(path), f"cannot be read: {error.strerror or error}")


def has_texts(path: Path | str) -> bool:
    """Whether the quotes that :func:`validate_file` finds at ``path`` are checked, the texts being beside it."""
    path = Path(path)
    if path.name == "rejected.jsonl":
        return True  # it quotes nothing
    inside = path.is_dir() and parquet_parts(path) is None
    return ((path if inside else (parquet_parts(path) or path).parent) / "articles.jsonl").is_file()


def catalogue_problems(catalogue: object, texts: Texts | None = None) -> Iterator[Problem]:
    """What is wrong with a catalogue in memory; with ``texts`` its quotes are checked too."""
    if not isinstance(catalogue, dict) or "schema_version" not in catalogue:
        yield Problem("catalogue", "is no catalogue: it has no schema_version")
        return
    if (version := catalogue["schema_version"]) != SCHEMA_VERSION:
        yield Problem("schema_version", f"is {str(version)[:60]!r}; this program reads {SCHEMA_VERSION}")
        return
    checker = Checker()
    entries: dict[str, list[Record]] = {
        name: value for name in _LISTS if isinstance(value := catalogue.get(name), list)
    }
    # The frame first, its lists emptied; then entry by entry, so that no fault hides another.
    if fault := checker.one("catalogue", {**catalogue, **{name: [] for name in entries}}):
        yield Problem("catalogue", fault)
    valid: dict[str, list[Record]] = {name: [] for name in _LISTS}
    for name, records in entries.items():
        for number, (record, fault) in enumerate(
            zip(records, checker.many(_LISTS[name], records), strict=True)
        ):
            if fault:
                yield Problem(f"{name}[{number}]", fault)
            else:
                valid[name].append(record)
    yield from _reference_problems(valid)
    if texts is not None:
        yield from _quote_problems(valid, texts, checker)


def parquet_parts(path: Path) -> Path | None:
    """The folder of a catalogue in Parquet, for that of a result, itself or its manifest; ``None`` if there is none."""
    places: tuple[Path, ...] = ()
    if path.name == "manifest.json":
        places = (path.parent,)
    elif not (path / "catalogue.json").exists():
        places = (path / "catalogue", path)
    return next((place for place in places if (place / "manifest.json").is_file()), None)


class Texts:
    """The texts of an ``articles.jsonl`` by article id, read from the file when asked for."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._offsets: dict[str, int] = {}
        self._last: tuple[str, str] | None = None
        for _, offset, line in _lines(path):
            try:
                row = orjson.loads(line)
            except ValueError:
                continue  # the check of articles.jsonl itself complains of it
            if (
                isinstance(row, dict)
                and isinstance(row.get("article"), str)
                and isinstance(row.get("text"), str)
            ):
                self._offsets.setdefault(row["article"], offset)

    def get(self, article: str) -> str | None:
        """The text, or ``None`` for an article that is not in the file."""
        if self._last is not None and self._last[0] == article:
            return self._last[1]
        if article not in self._offsets:
            return None
        with self._path.open("rb") as file:
            file.seek(self._offsets[article])
            text: str = orjson.loads(file.readline())["text"]
        self._last = (article, text)
        return text


def _parquet_problems(parts: Path) -> Iterator[Problem]:
    from pipeline.parquet import read

    try:
        catalogue = read(parts)
    except ValueError as error:
        yield Problem(str(parts), str(error))
        return
    yield from catalogue_problems(catalogue, _texts_beside(parts))


def _texts_beside(path: Path) -> Texts | None:
    beside = path.with_name("articles.jsonl")
    return Texts(beside) if beside.is_file() else None


def _lines(path: Path) -> Iterator[tuple[int, int, bytes]]:
    """Number, byte offset and content of each line; one that is too long comes cut, a byte over the limit."""
    with path.open("rb") as file:
        number = offset = 0
        while line := file.readline(MAX_LINE_BYTES + 1):
            number += 1
            yield number, offset, line
            while len(line) > MAX_LINE_BYTES and not line.endswith(b"\n"):
                line = file.readline(MAX_LINE_BYTES + 1)
            offset = file.tell()


def _folder_problems(folder: Path) -> Iterator[Problem]:
    found = [folder / name for name in ("catalogue.json", *_ROW_KINDS) if (folder / name).exists()]
    parts = parquet_parts(folder)
    if parts is not None:
        for problem in _parquet_problems(parts):
            whole = problem.where == str(parts)
            yield problem if whole else Problem(f"{parts.name}: {problem.where}", problem.reason)
    elif not found:
        yield Problem(str(folder), "holds no catalogue.json and no .jsonl of a run")
    for path in found:
        for problem in validate_file(path):
            whole = problem.where == str(path)
            yield problem if whole else Problem(f"{path.name}: {problem.where}", problem.reason)


def _file_problems(path: Path) -> Iterator[Problem]:
    if (size := path.stat().st_size) > MAX_FILE_BYTES:
        yield Problem(str(path), f"is {size} bytes long, above the limit of {MAX_FILE_BYTES}")
        return
    try:
        catalogue = orjson.loads(path.read_bytes())
    except ValueError as error:
        yield Problem(str(path), f"is no JSON: {error}")
        return
    yield from catalogue_problems(catalogue, _texts_beside(path))


def _row_problems(path: Path) -> Iterator[Problem]:
    kind = _ROW_KINDS.get(path.name)
    check: Callable[[object], str | None] | None = None
    for number, _, line in _lines(path):
        where = f"line {number}"
        if len(line) > MAX_LINE_BYTES:
            yield Problem(where, f"is longer than {MAX_LINE_BYTES} bytes")
            continue
        try:
            row = orjson.loads(line)
        except ValueError as error:
            yield Problem(where, f"is no JSON: {error}")
            continue
        if check is None:
            keys = row if isinstance(row, dict) else {}
            kind = kind or next((told for key, told in _TELLING.items() if key in keys), None)
            if kind is None:
                yield Problem(where, "is no row of sentences.jsonl, articles.jsonl or rejected.jsonl")
                return
            check = _row_check(kind, path)
        if fault := check(row):
            yield Problem(where, fault)


def _row_check(kind: Kind, path: Path) -> Callable[[object], str | None]:
    """What checks one row after the other of a file of this ``kind``."""
    checker = Checker()
    texts = _texts_beside(path) if kind == "sentence" else None
    seen: set[str] = set()

    def check(row: object) -> str | None:
        if fault := checker.one(kind, row):
            return fault
        assert isinstance(row, dict)  # noqa: S101 - the schema has just said so
        if kind == "article":
            if row["article"] in seen:
                return "has the id of an earlier article"
            seen.add(row["article"])
        if texts is not None:
            return _against_text(checker, kind, row, row["article"], texts)
        return None

    return check


def _against_text(checker: Checker, kind: Kind, record: Record, article: str, texts: Texts) -> str | None:
    if (text := texts.get(article)) is None:
        return f"article {article!r} is not in articles.jsonl"
    return checker.one(kind, record, text)


def _quote_problems(valid: dict[str, list[Record]], texts: Texts, checker: Checker) -> Iterator[Problem]:
    for name, key in (("articles", "id"), ("exercises", "article")):
        for record in valid[name]:
            if fault := _against_text(checker, _LISTS[name], record, record[key], texts):
                yield Problem(f"{name} {record['id']}", fault)


def _reference_problems(valid: dict[str, list[Record]]) -> Iterator[Problem]:
    """Ids that stand twice, and ids that nothing stands behind."""
    ids = {name: {record["id"] for record in records} for name, records in valid.items()}
    for name, records in valid.items():
        in_order = sorted(record["id"] for record in records)
        for twice in dict.fromkeys(one for one, other in pairwise(in_order) if one == other):
            yield Problem(f"{name} {twice}", "has the id of another entry")
    for name, key, target in (
        ("articles", "duplicate_of", "articles"),
        ("exercises", "article", "articles"),
        ("movements", "exercises", "exercises"),
    ):
        for record in valid[name]:
            pointed = record.get(key, [])
            for one in [pointed] if isinstance(pointed, str) else pointed:
                if one not in ids[target]:
                    yield Problem(f"{name} {record['id']}", f"{key}: there is no {target[:-1]} {one!r}")
