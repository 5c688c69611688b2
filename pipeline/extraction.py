"""One article in, its records out; touches no disk."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from spacy.language import Language

    from pipeline.article import Article
    from pipeline.records import ArticleEntry, Exercise, SentenceRow


class Extraction(NamedTuple):
    """What one article gives: its entry in the catalogue, its sentences, its exercises."""

    article: ArticleEntry
    sentences: list[SentenceRow]
    exercises: list[Exercise]


@cache
def _pipeline() -> Language:
    from pipeline.language.load import load

    return load()


def extract(article: Article, nlp: Language | None = None) -> Extraction:
    """Return the records of an article.

    ``nlp`` is a pipeline of ``pipeline.load()``; without one, one is made at the first call and kept. Offsets are code
    points in ``article.text``; the same article gives the same records.
    """
    from pipeline.assemble import assemble

    return assemble(article, (nlp or _pipeline())(article.text))
