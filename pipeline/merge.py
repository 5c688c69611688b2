"""The parts of a run, in the order of the input, become the files of the result.

In memory are only the ids, and what links duplicates and movements.
"""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from typing import TYPE_CHECKING, Protocol

import orjson

from pipeline.article import Rejection
from pipeline.duplicates import Duplicates
from pipeline.movements import link
from pipeline.schema.build import SCHEMA_VERSION
from pipeline.shards import blocks, rejection

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import BufferedRandom, BufferedWriter
    from pathlib import Path

    from pipeline.place import Place
    from pipeline.records import ArticleEntry, Exercise


class Catalogue(Protocol):
    """What a catalogue is written through: articles and exercises as they come, movements at the end."""

    def add(self, entry: bytes, exercises: bytes) -> None:
        """Add an article and its exercises: records of JSON, a comma and a new line between them."""

    def close(self) -> None:
        """Link the movements and finish the file."""


def merge(parts: Place, shards: int, new: Path, catalogue: Catalogue) -> Counter[str]:
    """Write the files of the result into the folder ``new`` and return the counts."""
    seen: set[str] = set()
    duplicates = Duplicates()
    total: Counter[str] = Counter()
    with ExitStack() as files:
        articles, sentences, rejected = (
            files.enter_context((new / f"{name}.jsonl").open("wb"))
            for name in ("articles", "sentences", "rejected")
        )
        for number in range(shards):
            for head, (text, entry, rows, exercises, refusals) in blocks(parts, number):
                name = head["article"]
                if name is None:
                    rejected.write(refusals)
                    total.update(head["counts"])
                    continue
                article = orjson.loads(text)
                if name in seen:
                    refusal = Rejection(
                        name,
                        article["path"],
                        "duplicate_id",
                        "an article before it has this id: rename one of the two",
                    )
                    rejected.write(rejection(refusal))
                    total["rejected"] += 1
                    continue
                seen.add(name)
                if original := duplicates.add(name, article["text"]):
                    entry = _marked(entry, original)  # noqa: PLW2901 - the entry as it is written
                    total["duplicates"] += 1
                articles.write(text)
                sentences.write(rows)
                rejected.write(refusals)
                catalogue.add(entry, exercises)
                total.update(head["counts"])
    catalogue.close()
    return total


def _marked(entry: bytes, original: str) -> bytes:
    marked: ArticleEntry = orjson.loads(entry)
    marked["flags"] = sorted({*marked["flags"], "duplicate"})
    marked["duplicate_of"] = original
    return orjson.dumps(marked)


class JsonCatalogue:
    """``catalogue.json``: one valid document, one record a line, so that `diff` can compare two."""

    def __init__(self, new: Path) -> None:
        self._file = (new / "catalogue.json").open("wb")
        self._spool = new / "exercises.unfinished"
        self._exercises = self._spool.open("w+b")
        self._comma: dict[BufferedWriter | BufferedRandom, bytes] = {self._file: b"", self._exercises: b""}
        self._file.write(b'{"schema_version":%b,\n"articles":[' % orjson.dumps(SCHEMA_VERSION))

    def _put(self, file: BufferedWriter | BufferedRandom, record: bytes) -> None:
        file.write(self._comma[file])
        file.write(b"\n" + record)
        self._comma[file] = b","

    def add(self, entry: bytes, exercises: bytes) -> None:
        """Write the article; its exercises wait in a file of their own, for they come after all articles."""
        self._put(self._file, entry)
        if exercises:
            self._put(self._exercises, exercises)

    def close(self) -> None:
        """Append the exercises and the movements."""
        self._file.write(b'\n],\n"exercises":[')
        movements = link(self._copied())
        self._file.write(b'\n],\n"movements":[')
        self._comma[self._file] = b""
        for movement in movements:
            self._put(self._file, orjson.dumps(movement))
        self._file.write(b"\n]}\n")
        self._file.close()
        self._exercises.close()
        self._spool.unlink()

    def _copied(self) -> Iterator[Exercise]:
        self._exercises.seek(0)
        for line in self._exercises:
            self._file.write(line)
            if record := line.rstrip(b",\n"):
                yield orjson.loads(record)
