"""What a run wrote, read article by article: a large catalogue needs no more memory than a small one.

Which lines belong to which article is told apart at sight here, and the lines are parsed by whoever takes a batch of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from pipeline.output import UsageError
from pipeline.printable import printable
from pipeline.schema.files import parquet_parts, validate_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipeline.records import ArticleEntry, Exercise, Movement, RejectedRow, SentenceRow

BATCH = 100
"""Articles of a batch."""


class Described(NamedTuple):
    """An article with all that was found in it."""

    entry: ArticleEntry
    text: str
    sentences: list[SentenceRow]
    exercises: list[Exercise]


class Lines(NamedTuple):
    """An article as it is written: its entry, its text, and a line for each sentence and exercise."""

    entry: bytes
    row: bytes
    sentences: list[bytes]
    exercises: list[bytes]


def described(lines: Lines) -> Described:
    """Parse an article. Raises ValueError for lines that are no JSON."""
    return Described(
        _parsed(lines.entry),
        _parsed(lines.row)["text"],
        list(map(_parsed, lines.sentences)),
        list(map(_parsed, lines.exercises)),
    )


class Result:
    """The files of a finished run in the folder ``out``.

    Every method reads its files anew. Raises UsageError for files that are missing or of different runs, and
    ValueError, LookupError, TypeError or AttributeError for what is no JSON or no record: `damage` says where.
    """

    def __init__(self, out: Path) -> None:
        self.out = out
        if parquet_parts(out):
            raise UsageError(f"{out} has its catalogue in Parquet, and a page is made of catalogue.json only")
        for name in ("catalogue.json", "articles.jsonl", "sentences.jsonl"):
            if not (out / name).is_file():
                raise UsageError(f"{out} has no {name}: name the folder that an extraction wrote")

    def schema_version(self) -> str:
        """The version that the catalogue names."""
        with (self.out / "catalogue.json").open("rb") as file:
            head = file.readline().rstrip()
        # Of a file that is not written line by line the first line is not the head alone.
        whole = _parsed(head[:-1] + b"}") if head.endswith(b",") else self._whole()
        return str(whole["schema_version"])

    def count(self) -> tuple[int, int]:
        """How many articles there are, and the bytes of the file that holds their texts."""
        with (self.out / "articles.jsonl").open("rb") as file:
            return sum(1 for _ in file), file.tell()

    def batches(self) -> Iterator[list[Lines]]:
        """All articles in the order of the catalogue, at most BATCH at a time."""
        sentences, exercises = (
            _Follower(self._lines("sentences.jsonl")),
            _Follower(self._section("exercises")),
        )
        entries = self._section("articles")
        batch: list[Lines] = []
        for row in self._lines("articles.jsonl"):
            entry = next(entries, b"{}")
            name = _parsed(row)["article"]
            if _parsed(entry).get("id") != name:
                raise self._mixed()
            batch.append(Lines(entry, row, sentences.of(name), exercises.of(name)))
            if len(batch) == BATCH:
                yield batch
                batch = []
        if next(entries, None) or sentences.left or exercises.left:
            raise self._mixed()
        if batch:
            yield batch

    def articles(self) -> Iterator[Described]:
        """Every article in the order of the catalogue."""
        return (described(lines) for batch in self.batches() for lines in batch)

    def movements(self) -> Iterator[Movement]:
        """The movements of the catalogue."""
        return map(_parsed, self._section("movements"))

    def rejected(self) -> Iterator[RejectedRow]:
        """What was refused."""
        return (
            map(_parsed, self._lines("rejected.jsonl"))
            if (self.out / "rejected.jsonl").is_file()
            else iter(())
        )

    def made_by(self) -> dict[str, str]:
        """The hashes ``rules`` and ``program`` of what made the catalogue, as far as ``run.json`` tells."""
        path = self.out / "run.json"
        try:
            told = _parsed(path.read_bytes()) if path.is_file() else {}
        except ValueError as error:
            raise UsageError(f"{path}: is no JSON: {error}; extract again") from None
        return {name: str(told[name]) for name in ("rules", "program") if name in told}

    def damage(self) -> str | None:
        """The first thing that is wrong with a file, and in which line; None if each of them is valid."""
        # The texts first: where they are damaged, quotes of the others are missed in them.
        for name in ("articles.jsonl", "sentences.jsonl", "rejected.jsonl", "catalogue.json"):
            path = self.out / name
            if path.is_file() and (problem := next(validate_file(path), None)):
                where = "" if problem.where in {str(path), "catalogue"} else f", {problem.where}"
                return printable(f"{path}{where}: {problem.reason}; extract again")
        return None

    def _mixed(self) -> UsageError:
        return UsageError(f"the files in {self.out} are not of one run, or not in one order: extract again")

    def _lines(self, name: str) -> Iterator[bytes]:
        with (self.out / name).open("rb") as file:
            yield from file

    def _section(self, name: str) -> Iterator[bytes]:
        """The records of a list of the catalogue: one a line as a run writes it, or however formatted."""
        with (self.out / "catalogue.json").open("rb") as file:
            file.readline()
            line = file.readline()
            if line != b'"articles":[\n':
                yield from map(orjson.dumps, self._whole()[name])
                return
            start = b'"%b":[\n' % name.encode()
            while line and line != start:
                line = file.readline()
            for line in file:
                if line.startswith(b"]"):
                    return
                if record := line.rstrip(b",\n"):
                    yield record
            raise UsageError(f"{file.name} is cut off: extract again")

    def _whole(self) -> Any:  # noqa: ANN401 - whatever the file holds
        return _parsed((self.out / "catalogue.json").read_bytes())


class _Follower:
    """Lines in the order of the articles, handed out article by article."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self._lines = lines
        self.left = next(lines, None)

    def of(self, article: str) -> list[bytes]:
        found: list[bytes] = []
        # As a run writes it. Within a string quotes have a backslash before them, so this can stand nowhere else.
        told = b'"article":%b' % orjson.dumps(article)
        while self.left is not None and (told in self.left or _parsed(self.left)["article"] == article):
            found.append(self.left)
            self.left = next(self._lines, None)
        return found


def _parsed(data: bytes) -> Any:  # noqa: ANN401 - whatever the file holds
    return orjson.loads(data)
