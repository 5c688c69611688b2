"""What the pipeline said of articles: read from a result's files, or asked of it here and now."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson

from pipeline.output import UsageError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from pipeline.records import Exercise, SentenceRow


@dataclass
class Said:
    """One article's sentences in order and exercises by id; its text and hash, where they are known."""

    sentences: list[SentenceRow] = field(default_factory=list)
    exercises: dict[str, Exercise] = field(default_factory=dict)
    text: str | None = None
    sha256: str | None = None

    def name(self, exercise: str) -> str | None:
        """Return the name of an exercise, if it has one."""
        name = self.exercises[exercise]["name"] if exercise in self.exercises else None
        return name["value"] if name else None


def read_said(out: Path, wanted: Collection[str]) -> dict[str, Said]:
    """Read what a result says of the ``wanted`` articles; those that it does not have are left out.

    Only ``sentences.jsonl`` must be there: without ``catalogue.json`` no exercise has a name, without
    ``articles.jsonl`` no article a text. Raises UsageError for a folder without sentences, or broken files.
    """
    if not (out / "sentences.jsonl").is_file():
        raise UsageError(f"{out} has no sentences.jsonl: name the folder that an extraction wrote")
    found: dict[str, Said] = {}
    try:
        for row in _lines(out / "sentences.jsonl"):
            if row["article"] in wanted:
                _ = row["start"], row["end"], row["text"], row["labels"][0], row["rules"], row["dose"]
                _ = row["exercise"]
                found.setdefault(row["article"], Said()).sentences.append(row)
        if (out / "catalogue.json").is_file():
            for exercise in orjson.loads((out / "catalogue.json").read_bytes())["exercises"]:
                if exercise["article"] in found:
                    found[exercise["article"]].exercises[exercise["id"]] = exercise
        if (out / "articles.jsonl").is_file():
            for article in _lines(out / "articles.jsonl"):
                if article["article"] in found:
                    said = found[article["article"]]
                    said.text, said.sha256 = article["text"], article["sha256"]
    except (ValueError, LookupError, TypeError) as error:
        raise UsageError(f"{out} holds no valid result ({error!r}): `validate` says what is wrong") from None
    return _ordered(found)


def run(raw: Path) -> dict[str, Said]:
    """Return what the pipeline says of every article in the folder ``raw``; nothing is written."""
    import pipeline
    from pipeline.article import Article, Rejection
    from pipeline.read import read, sources

    nlp = pipeline.load()
    found: dict[str, Said] = {}
    for source in sources(raw):
        for article in () if isinstance(source, Rejection) else read(source, raw):
            if isinstance(article, Article):
                made = pipeline.extract(article, nlp)
                exercises = {exercise["id"]: exercise for exercise in made.exercises}
                found[article.id] = Said(made.sentences, exercises, article.text, article.sha256)
    return _ordered(found)


def _ordered(found: dict[str, Said]) -> dict[str, Said]:
    for said in found.values():
        said.sentences.sort(key=lambda row: row["start"])
    return found


def _lines(path: Path) -> Iterator[Any]:
    with path.open("rb") as file:
        yield from map(orjson.loads, file)
