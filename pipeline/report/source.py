"""What a run wrote, read article by article: a large catalogue needs no more memory than a small one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

import orjson

from pipeline.output import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipeline.records import ArticleEntry, ArticleRow, Exercise, Movement, RejectedRow, SentenceRow

_Row = TypeVar("_Row", "SentenceRow", "Exercise")


class Described(NamedTuple):
    """An article with all that was found in it."""

    entry: ArticleEntry
    text: str
    sentences: list[SentenceRow]
    exercises: list[Exercise]


class Result:
    """The files of a finished run in the folder ``out``.

    Every method reads its files anew. Raises UsageError for files that are missing, no JSON or of different
    runs.
    """

    def __init__(self, out: Path) -> None:
        self.out = out
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

    def articles(self) -> Iterator[Described]:
        """Every article in the order of the catalogue."""
        sentences: _Follower[SentenceRow] = _Follower(self._rows("sentences.jsonl"))
        exercises: _Follower[Exercise] = _Follower(self._section("exercises"))
        entries = self._section("articles")
        rows: Iterator[ArticleRow] = self._rows("articles.jsonl")
        for row in rows:
            entry = next(entries, None)
            name = row["article"]
            if entry is None or entry["id"] != name:
                raise self._mixed()
            yield Described(entry, row["text"], sentences.of(name), exercises.of(name))
        if next(entries, None) or sentences.left or exercises.left:
            raise self._mixed()

    def movements(self) -> Iterator[Movement]:
        """The movements of the catalogue."""
        return self._section("movements")

    def rejected(self) -> Iterator[RejectedRow]:
        """What was refused."""
        return self._rows("rejected.jsonl") if (self.out / "rejected.jsonl").is_file() else iter(())

    def made_by(self) -> dict[str, str]:
        """The hashes ``rules`` and ``program`` of what made the catalogue, as far as ``run.json`` tells."""
        path = self.out / "run.json"
        told = _parsed(path.read_bytes()) if path.is_file() else {}
        return {name: str(told[name]) for name in ("rules", "program") if name in told}

    def _mixed(self) -> UsageError:
        return UsageError(f"the files in {self.out} are not of one run, or not in one order: extract again")

    def _rows(self, name: str) -> Iterator[Any]:
        with (self.out / name).open("rb") as file:
            yield from map(_parsed, file)

    def _section(self, name: str) -> Iterator[Any]:
        """The records of a list of the catalogue: one a line as a run writes it, or however formatted."""
        with (self.out / "catalogue.json").open("rb") as file:
            file.readline()
            line = file.readline()
            if line != b'"articles":[\n':
                yield from self._whole()[name]
                return
            start = b'"%b":[\n' % name.encode()
            while line and line != start:
                line = file.readline()
            for line in file:
                if line.startswith(b"]"):
                    return
                if record := line.rstrip(b",\n"):
                    yield _parsed(record)
            raise UsageError(f"{file.name} is cut off: extract again")

    def _whole(self) -> Any:  # noqa: ANN401 - whatever the file holds
        return _parsed((self.out / "catalogue.json").read_bytes())


class _Follower(Generic[_Row]):
    """Rows in the order of the articles, handed out article by article."""

    def __init__(self, rows: Iterator[_Row]) -> None:
        self._rows: Iterator[_Row] = rows
        self.left: _Row | None = next(rows, None)

    def of(self, article: str) -> list[_Row]:
        found: list[_Row] = []
        while self.left is not None and self.left["article"] == article:
            found.append(self.left)
            self.left = next(self._rows, None)
        return found


def _parsed(data: bytes) -> Any:  # noqa: ANN401 - whatever the file holds
    try:
        return orjson.loads(data)
    except ValueError as error:
        raise UsageError(f"this is no JSON of a catalogue: {error}. Extract again") from None
