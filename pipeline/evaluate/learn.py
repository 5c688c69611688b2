"""Find out on annotated articles how much each word speaks for each label: what ``rules/wording.json`` holds.

A multinomial logistic regression on the words of a sentence, with a penalty on the squares of the weights: what
speaks for a label must do so in several articles, and no word more than the others beside it leave to be said.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import orjson

from pipeline.article import Article, Rejection
from pipeline.evaluate.gold import read_gold
from pipeline.evaluate.measure import match
from pipeline.language.load import load
from pipeline.language.wording import MOST, is_counted, opens_at, told_from
from pipeline.language.words import PLAIN
from pipeline.output import UsageError
from pipeline.read import read, sources
from pipeline.records import LABELS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray
    from spacy.language import Language

    from pipeline.evaluate.gold import GoldArticle
    from pipeline.records import Label

FEWEST: Final = 5
"""Articles in which a word must stand to be counted."""
PENALTY: Final = 2.0
"""Weight of half the sum of squares beside the sum of the sentences' losses."""
ROUNDS: Final = 400
"""Steps after which the search ends whatever it has found."""
STEP: Final = 1e-5
"""The largest gradient of a weight, for each sentence, at which the weights are taken for found."""


class Example(NamedTuple):
    """A sentence to learn from: what it has, each with how often, and its annotated label."""

    article: str
    features: Counter[tuple[str, str]]
    label: Label


def corpus(raw: Path, gold: Path) -> Iterator[Example]:
    """Yield the examples of all articles below ``raw`` that are annotated in ``gold``.

    Raises UsageError for a folder without articles or annotations.
    """
    nlp = load()
    nlp.remove_pipe("exercise_wording")  # what rules say is where it begins
    annotated = read_gold(gold).articles
    for source in sources(raw):
        for article in () if isinstance(source, Rejection) else read(source, raw):
            if isinstance(article, Article) and article.id in annotated:
                yield from examples(article, annotated[article.id], nlp)


def examples(article: Article, gold: GoldArticle, nlp: Language) -> Iterator[Example]:
    """Yield the sentences of an annotated article whose words may decide."""
    doc = nlp(article.text)
    words = [(token.idx, token.lower_.translate(PLAIN)) for token in doc if is_counted(token.text)]
    spans: list[Any] = [
        {"start": sentence.start, "end": sentence.end, "number": number}
        for number, sentence in enumerate(doc.user_data["sentences"])
    ]
    matched: list[Any] = list(match(gold["sentences"], spans))
    for annotated, span in zip(gold["sentences"], matched, strict=True):
        if span is None or doc.user_data["readings"][span["number"]].fixed:
            continue
        number = span["number"]
        sentence = doc.user_data["sentences"][number]
        told = [(at, word) for at, word in words if told_from(sentence) <= at < sentence.end]
        opening = [word for at, word in told if at >= opens_at(sentence, doc.user_data["readings"][number])]
        features: Counter[tuple[str, str]] = Counter(("word", word) for _, word in told[:MOST])
        features.update([("any", "")])
        features.update([("first", word) for word in opening[:1]])
        features.update([("opening", " ".join(opening[:2]))] if len(opening) > 1 else [])
        features.update([("dose", "")] if doc.user_data["doses"][number] is not None else [])
        yield Example(article.sha256, features, annotated["labels"][0])


def learn(found: Iterable[Example]) -> dict[str, Any]:
    """Return the table of ``rules/wording.json``: weights in hundredths, by what they are of.

    Raises UsageError if the examples are of fewer than `FEWEST` articles.
    """
    known = list(found)
    articles = {example.article for example in known}
    if len(articles) < FEWEST:
        raise UsageError(
            f"{len(articles)} annotated articles to learn from, {FEWEST} are needed: is each folder of articles "
            "named before that of their annotations?"
        )
    seen: dict[tuple[str, str], set[str]] = defaultdict(set)
    for example in known:
        for feature in example.features:
            seen[feature].add(example.article)
    columns = sorted(feature for feature, among in seen.items() if len(among) >= FEWEST)
    weights = np.rint(100 * fit(known, {feature: i for i, feature in enumerate(columns)})).astype(int)
    table: dict[str, Any] = {
        "articles": len(articles),
        "sentences": len(known),
        "labels": list(LABELS),
        "any": [0] * len(LABELS),
        "dose": [0] * len(LABELS),
        "first": {},
        "opening": {},
        "word": {},
    }
    for (kind, what), of in zip(columns, weights.tolist(), strict=True):
        if what:
            table[kind][what] = of
        else:
            table[kind] = of
    return table


def fit(known: list[Example], columns: dict[tuple[str, str], int]) -> NDArray[np.float64]:
    """Return the weights, columns × `LABELS`, that make the annotated labels likeliest under the penalty."""
    entries = [
        (row, columns[feature], float(times))
        for row, example in enumerate(known)
        for feature, times in sorted(example.features.items())
        if feature in columns
    ]
    rows, features, values = (np.array(part) for part in zip(*entries, strict=True))
    right = np.zeros((len(known), len(LABELS)))
    right[np.arange(len(known)), [LABELS.index(example.label) for example in known]] = 1
    first_of_row = np.searchsorted(rows, np.arange(len(known)))
    by_column = np.argsort(features, kind="stable")
    first_of_column = np.searchsorted(features[by_column], np.arange(len(columns)))
    # Newton's method would want a matrix of all pairs of words; this bound on it gives each word a step of its own.
    crowd = np.add.reduceat(values, first_of_row)[rows] * values
    step = 1 / (np.add.reduceat(crowd[by_column], first_of_column) / 2 + PENALTY)[:, None]
    weights = np.zeros((len(columns), len(LABELS)))
    ahead, speed = weights, 1.0
    for _ in range(ROUNDS):
        scores = np.add.reduceat(values[:, None] * ahead[features], first_of_row)
        scores -= scores.max(axis=1, keepdims=True)
        odds = np.exp(scores)
        wrong = odds / odds.sum(axis=1, keepdims=True) - right
        slope = np.add.reduceat((values[:, None] * wrong[rows])[by_column], first_of_column) + PENALTY * ahead
        if np.abs(slope).max() < STEP * len(known):
            break
        following = ahead - step * slope
        faster = (1 + (1 + 4 * speed**2) ** 0.5) / 2
        push = (speed - 1) / faster
        if ((ahead - following) * (following - weights)).sum() > 0:
            faster, push = 1.0, 0.0  # it went too far: begin anew from here
        ahead = following + push * (following - weights)
        weights, speed = following, faster
    return weights


def write(table: dict[str, Any], path: Path) -> None:
    """Write a table into a file, a word a line, so that changes can be read."""
    parts = []
    for key, value in table.items():
        told = _json(value)
        if isinstance(value, dict):
            told = "{\n" + ",\n".join(f"{_json(word)}:{_json(of)}" for word, of in value.items()) + "}"
        parts.append(f"{_json(key)}:{told}")
    path.write_text("{\n" + ",\n".join(parts) + "}\n", encoding="utf-8")


def _json(value: object) -> str:
    return orjson.dumps(value).decode()
