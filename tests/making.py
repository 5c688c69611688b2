"""What several tests make: an article of a text, and what the pipeline reads in it."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import TYPE_CHECKING

import pipeline
from pipeline.article import Article

if TYPE_CHECKING:
    from spacy.language import Language

    from pipeline.extraction import Extraction
    from pipeline.records import Exercise


GERMAN = (
    "Legen Sie sich auf den Rücken und beugen Sie die Knie. Heben Sie langsam das Becken an und halten Sie die "
    "Spannung zehn Sekunden. Wiederholen Sie die Übung zwölf Mal und atmen Sie dabei ruhig weiter."
)


@cache
def nlp() -> Language:
    """Return the pipeline, loaded once for all tests of a process."""
    return pipeline.load()


def article(text: str, name: str = "test") -> Article:
    """Return an article of a text."""
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Article(name, f"{name}.txt", digest, text)


def extracted(text: str, name: str = "test") -> Extraction:
    """Return what the pipeline reads in a text."""
    return pipeline.extract(article(text, name), nlp())


def exercises(text: str) -> list[Exercise]:
    """Return the exercises of a text."""
    return extracted(text).exercises


def names(text: str) -> list[str | None]:
    """Return the names of a text's exercises, None for those without."""
    return [record["name"]["value"] if record["name"] else None for record in exercises(text)]


def told(text: str) -> list[tuple[str | None, int]]:
    """Return the name of each exercise of a text, None for one without, and how many steps it has."""
    return [
        (record["name"]["value"] if record["name"] else None, len(record["steps"]))
        for record in exercises(text)
    ]
