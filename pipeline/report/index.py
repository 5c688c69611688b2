"""What the page knows before a text is opened: the articles and records shown, and what the filters offer."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Literal, NamedTuple

import orjson

from pipeline.catalogue import HAS, word_text
from pipeline.records import LABELS
from pipeline.report.entries import article_line, loose_lines, record_lines

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.records import Movement
    from pipeline.report.entries import ArticleLine, RecordLine
    from pipeline.report.source import Described


class DataFile(NamedTuple):
    """A file of texts: its path from the page, the hash that it bears, and the number of its first article.

    The hash tells a file of this page from one of another run.
    """

    name: str
    mark: str
    first: int


class Choice(NamedTuple):
    """A value of a filter: as the records have it, in words, and how many entries have it."""

    value: str
    words: str
    number: int


class Index:
    """Lines for the articles that are shown, added one by one; without ``files`` the page has their texts.

    ``first`` is the number of its first article, where it is one of several that become one (`update`).
    """

    def __init__(self, first: int = 0) -> None:
        self.articles: list[ArticleLine] = []
        self.files: list[DataFile] = []
        self._first = first
        self._number: dict[str, int] = {}
        # Lines of JSON: as objects they would take ten times the memory.
        self._records = bytearray()
        self._warnings = bytearray()
        self._counts: dict[str, Counter[str]] = {name: Counter() for name in _OF_RECORDS}
        self._counts |= {"without": Counter(), "with": Counter(), "flag": Counter()}

    def add(self, article: Described) -> None:
        """Take an article in, with its records and its warnings outside of them."""
        here = self._first + len(self.articles)
        line = article_line(article)
        self.articles.append(line)
        self._counts["flag"].update(line["flags"])
        for record in record_lines(article, here):
            self._number[record["id"]] = len(self._number)
            self._records += orjson.dumps(record) + b","
            self._count(record)
        for warning in loose_lines(article, here):
            self._warnings += orjson.dumps(warning) + b","

    def update(self, other: Index) -> None:
        """Put what another one has behind what this one has."""
        before = len(self._number)
        self.articles += other.articles
        self._number |= {record: before + number for record, number in other._number.items()}
        self._records += other._records
        self._warnings += other._warnings
        for name, counts in other._counts.items():
            self._counts[name].update(counts)

    def _count(self, record: RecordLine) -> None:
        for name in _OF_RECORDS:
            self._counts[name].update(record[name])
        self._counts["with"].update(record["has"])
        self._counts["without"].update(HAS.keys() - record["has"])

    def choices(self) -> dict[str, list[Choice]]:
        """What each filter offers, in the order of the alphabet."""
        return {
            name: [Choice(word, word_text(word.replace("-", "_")), n) for word, n in sorted(counts.items())]
            for name, counts in self._counts.items()
        }

    def json(self, movements: Iterable[Movement]) -> bytes:
        """The whole, for the page; of ``movements`` those that link at least two of the records."""
        linked = (
            (one["name"], [self._number[record] for record in one["exercises"] if record in self._number])
            for one in movements
        )
        return orjson.dumps(
            {
                "labels": LABELS,
                "files": list(map(tuple, self.files)),
                "articles": self.articles,
                "records": _list(self._records),
                "warnings": _list(self._warnings),
                "movements": [pair for pair in linked if len(pair[1]) > 1],
            }
        )


def _list(lines: bytearray) -> orjson.Fragment:
    return orjson.Fragment(b"[" + bytes(lines[:-1]) + b"]")


_OF_RECORDS: tuple[Literal["position", "equipment", "muscle", "body_part", "review"], ...] = (
    "position",
    "equipment",
    "muscle",
    "body_part",
    "review",
)
