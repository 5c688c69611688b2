"""Where the time goes from text to checked record, beside spaCy tokenizing in the same process."""

from __future__ import annotations

import gc
import time
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import orjson
import spacy

import pipeline
from benchmarks.articles import articles
from pipeline.article import Article
from pipeline.assemble import assemble
from pipeline.read import Source, read, sources
from pipeline.schema import Checker
from pipeline.shards import ZONE, tools

if TYPE_CHECKING:
    from collections.abc import Sequence

WARM = 100
"""Articles that both have seen before the clock runs."""


def made(number: int, characters: int = 3000, *, noisy: bool = False) -> list[Article]:
    """The first ``number`` generated articles."""
    return [
        Article(f"a{at:06}", f"a{at:06}.txt", sha256(text.encode()).hexdigest(), text)
        for at, text in enumerate(articles(number, characters, noisy=noisy))
    ]


def stages(number: int = 1000, characters: int = 3000) -> dict[str, float]:
    """Seconds of each stage over ``number`` generated articles; ``tokenizing`` is spaCy's, no part of the pipeline."""
    known, measured = _halves(made(number + WARM, characters))
    return _spent(known, measured)


def real() -> dict[str, float]:
    """The same over the articles of ``raw/``, each read once."""
    folder = Path(__file__).parents[1] / "raw"
    items = (
        item for source in sources(folder) if isinstance(source, Source) for item in read(source, folder)
    )
    return _spent(made(WARM), [item for item in items if isinstance(item, Article)])


def _spent(known: Sequence[Article], measured: Sequence[Article]) -> dict[str, float]:
    nlp, check, plain = tools().nlp, Checker(), spacy.blank("en").tokenizer
    for article in known:
        pipeline.extract(article, nlp)
        plain(article.text)
    spent = dict.fromkeys(["tokenizing", "tokens", *nlp.pipe_names, "assemble", "check", "write"], 0.0)
    gc.collect()

    def lap(stage: str, since: float) -> float:
        now = time.process_time()
        spent[stage] += now - since
        return now

    for start in range(0, len(measured), ZONE):
        with nlp.memory_zone():
            for article in measured[start : start + ZONE]:
                now = time.process_time()
                plain(article.text)
                now = lap("tokenizing", now)
                doc = nlp.make_doc(article.text)
                now = lap("tokens", now)
                for name, component in nlp.pipeline:
                    doc = component(doc)
                    now = lap(name, now)
                done = assemble(article, doc)
                now = lap("assemble", now)
                check.article_entry(done.article, article.text)
                check.exercises(done.exercises, article.text)
                check.sentences(done.sentences, article.text)
                now = lap("check", now)
                for record in (done.article, *done.exercises, *done.sentences):
                    orjson.dumps(record)
                lap("write", now)
    return spent


def _halves(made: Sequence[Article]) -> tuple[Sequence[Article], Sequence[Article]]:
    return made[:WARM], made[WARM:]


def whole(pieces: int = 200, characters: int = 50_000) -> tuple[float, float]:
    """Seconds for ``pieces`` articles one by one, and for one article of them all."""
    nlp = tools().nlp
    parts = made(pieces, characters)
    text = "\n\n".join(article.text for article in parts)
    together = Article("all", "all.txt", sha256(text.encode()).hexdigest(), text)
    for article in parts[:10]:
        pipeline.extract(article, nlp)
    seconds = []
    for batch in (parts, [together]):
        begun = time.process_time()
        for article in batch:
            with nlp.memory_zone():
                pipeline.extract(article, nlp)
        seconds.append(time.process_time() - begun)
    return seconds[0], seconds[1]
