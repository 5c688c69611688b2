"""Annotated articles: what a person read in them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple, NotRequired, TypedDict

import orjson

from pipeline.output import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.records import Dose, Label


class GoldSentence(TypedDict):
    """A sentence ``[start, end)``, its labels (primary first), and those that are as defensible."""

    start: int
    end: int
    labels: list[Label]
    accept: NotRequired[list[Label]]
    dose: NotRequired[Dose | None]
    exercise: NotRequired[int | None]


class GoldExercise(TypedDict):
    """An exercise, by its number in the article."""

    k: int
    name: str | None


class GoldArticle(TypedDict):
    """The annotation of the article whose text has the hash ``sha256``."""

    sha256: NotRequired[str]
    sentences: list[GoldSentence]
    exercises: list[GoldExercise]


class Gold(NamedTuple):
    """The annotations of a folder by article id, and a hash over them."""

    articles: dict[str, GoldArticle]
    sha256: str


def read_gold(folder: Path) -> Gold:
    """Read the annotations ``folder/ID.json``.

    Raises UsageError for a folder without any, or with a file that is none.
    """
    digest = hashlib.sha256()
    articles: dict[str, GoldArticle] = {}
    for path in sorted(folder.glob("*.json")):
        data = path.read_bytes()
        digest.update(f"{path.name} {hashlib.sha256(data).hexdigest()}\n".encode())
        try:
            article: GoldArticle = orjson.loads(data)
            for key in ("sentences", "exercises"):
                if key not in article:
                    raise UsageError(
                        f"{path} is no annotated article (it has no `{key}`): "
                        "name the folder of ID.json files, such as tests/gold"
                    )
            for sentence in article["sentences"]:
                _ = sentence["start"], sentence["end"], sentence["labels"][0]
            for exercise in article["exercises"]:
                _ = exercise["k"], exercise["name"]
        except (ValueError, LookupError, TypeError) as error:
            raise UsageError(f"{path} is no annotated article: {error!r}") from None
        articles[path.stem] = article
    if not articles:
        raise UsageError(f"{folder} holds no annotated articles (ID.json)")
    return Gold(articles, digest.hexdigest())
