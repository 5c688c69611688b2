"""The parts of a run, in the order of the input, become the files of the result.

In memory are only the ids, and what links duplicates and movements; both were made ready by the workers.
"""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Protocol

import orjson

from pipeline.article import Rejection
from pipeline.duplicates import Duplicates
from pipeline.movements import Description, join
from pipeline.schema.build import SCHEMA_VERSION
from pipeline.shards import blocks, rejection

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from pipeline.place import Place
    from pipeline.records import ArticleEntry, ArticleRow, Movement


class Catalogue(Protocol):
    """What a catalogue is written through: articles and exercises as they come, movements at the end."""

    def add(self, entry: bytes, exercises: bytes) -> None:
        """Add an article and its exercises: records of JSON, a comma and a new line between them."""

    def close(self, movements: Iterable[Movement]) -> None:
        """Add the movements and finish the file."""


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
        described = files.enter_context(TemporaryFile(dir=new))
        for number in range(shards):
            for head, block in blocks(parts, number):
                name, entry = head["article"], block.entry
                if name in seen:
                    rejected.write(_repeated(block.article))
                    total["rejected"] += 1
                    continue
                if name is not None:
                    seen.add(name)
                    if original := duplicates.add(name, block.mark):
                        entry = _marked(entry, original)
                        total["duplicates"] += 1
                    articles.write(block.article)
                    sentences.write(block.sentences)
                    described.write(block.descriptions)
                    catalogue.add(entry, block.exercises)
                rejected.write(block.rejected)
                total.update(head["counts"])
        catalogue.close(join(_Descriptions(described)))
    return total


class _Descriptions:
    """All descriptions, read anew from their file each time."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def __iter__(self) -> Iterator[Description]:
        self._file.seek(0)
        for line in self._file:
            yield from map(Description._make, orjson.loads(line))


def _repeated(text: bytes) -> bytes:
    """Return the refusal of an article whose id another one has."""
    article: ArticleRow = orjson.loads(text)
    detail = "an article before it has this id: rename one of the two"
    return rejection(Rejection(article["article"], article["path"], "duplicate_id", detail))


def _marked(entry: bytes, original: str) -> bytes:
    marked: ArticleEntry = orjson.loads(entry)
    marked["flags"] = sorted({*marked["flags"], "duplicate"})
    marked["duplicate_of"] = original
    return orjson.dumps(marked)


class JsonCatalogue:
    """``catalogue.json``: one valid document, one record a line, so that `diff` can compare two."""

    def __init__(self, new: Path) -> None:
        self._file = (new / "catalogue.json").open("wb")
        self._exercises = TemporaryFile(dir=new)  # noqa: SIM115 - closed by close()
        self._comma: dict[IO[bytes], bytes] = {self._file: b"", self._exercises: b""}
        self._file.write(b'{"schema_version":%b,\n"articles":[' % orjson.dumps(SCHEMA_VERSION))

    def _put(self, file: IO[bytes], record: bytes) -> None:
        file.write(self._comma[file])
        file.write(b"\n" + record)
        self._comma[file] = b","

    def add(self, entry: bytes, exercises: bytes) -> None:
        """Write the article; its exercises wait in a file of their own, for they come after all articles."""
        self._put(self._file, entry)
        if exercises:
            self._put(self._exercises, exercises)

    def close(self, movements: Iterable[Movement]) -> None:
        """Append the exercises and the movements."""
        self._file.write(b'\n],\n"exercises":[')
        self._exercises.seek(0)
        copyfileobj(self._exercises, self._file, 1 << 20)
        self._file.write(b'\n],\n"movements":[')
        self._comma[self._file] = b""
        for movement in movements:
            self._put(self._file, orjson.dumps(movement))
        self._file.write(b"\n]}\n")
        self._file.close()
        self._exercises.close()
