"""All that is measured of a result, and the door that measures it."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from pipeline.evaluate.gold import Gold, read_gold
from pipeline.evaluate.measure import Figures, Measured, figures, measure
from pipeline.evaluate.precision import Bin, bins, precisions, sentence_pairs
from pipeline.evaluate.said import Said, read_said
from pipeline.output import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pipeline.evaluate.measure import ExerciseOutcome, Outcome


class RuleScore(NamedTuple):
    """Of the ``fired`` times that a rule gave a label, ``right`` were right; ``precision`` is smoothed."""

    rule: str
    fired: int
    right: int
    precision: float


@dataclass(frozen=True)
class Evaluation:
    """What was measured, article by article.

    ``gold`` is the hash of the annotations, ``sites`` names the site of each article as far as that is known.
    """

    measured: list[Measured]
    gold: str
    sites: Mapping[str, str]

    @cached_property
    def figures(self) -> Figures:
        """The figures over all articles."""
        return figures(self.measured)

    @cached_property
    def outcomes(self) -> list[Outcome]:
        """Every annotated sentence."""
        return [outcome for one in self.measured for outcome in one.outcomes]

    @cached_property
    def confusion(self) -> Counter[tuple[str, str]]:
        """How often each primary label was annotated and each said.

        One that is as defensible counts as annotated; ``nothing`` was said where no sentence overlaps.
        """
        return Counter(
            (outcome.labels[0] if outcome.primary else outcome.gold["labels"][0], said(outcome))
            for outcome in self.outcomes
        )

    @cached_property
    def rules(self) -> list[RuleScore]:
        """Every rule that fired, the worst first."""
        table = precisions(self.measured, {})["rules"]
        scores = [
            RuleScore(rule, one["fired"], one["right"], one["precision"]) for rule, one in table.items()
        ]
        return sorted(scores, key=lambda score: (score.precision, score.rule))

    @cached_property
    def wrong(self) -> list[Outcome]:
        """The sentences with anything wrong about them."""
        return [outcome for outcome in self.outcomes if outcome.faults]

    @cached_property
    def wrong_exercises(self) -> list[ExerciseOutcome]:
        """The exercises with anything wrong about them."""
        return [exercise for one in self.measured for exercise in one.exercises if exercise.faults]

    @cached_property
    def sentence_bins(self) -> list[Bin]:
        """The confidence of sentences against the share that is labelled right."""
        return bins(sentence_pairs(self.outcomes))

    @cached_property
    def record_bins(self) -> list[Bin]:
        """The confidence of records against the share whose sentences are all labelled right."""
        return bins(pair for one in self.measured for pair in one.records)

    @cached_property
    def changed(self) -> list[str]:
        """The articles that were annotated on another text than the result's."""
        return [one.article for one in self.measured if one.changed]

    def by_article(self) -> dict[str, Figures]:
        """The figures of each article."""
        return {one.article: figures([one]) for one in self.measured}

    def by_site(self) -> dict[str, Figures]:
        """The figures of each site; empty where no site is known."""
        of: dict[str, list[Measured]] = defaultdict(list)
        for one in self.measured:
            if one.article in self.sites:
                of[self.sites[one.article]].append(one)
        return {site: figures(of[site]) for site in sorted(of)}

    def to_json(self) -> str:
        """Everything but the sentences, for programs; the figures over all articles stand at the top."""
        told: dict[str, Any] = {
            **self.figures,
            "gold": self.gold,
            "articles_changed": self.changed,
            "confusion": [[*pair, n] for pair, n in sorted(self.confusion.items())],
            "rules": [score._asdict() for score in self.rules],
            "sentence_confidence": [one._asdict() for one in self.sentence_bins],
            "record_confidence": [one._asdict() for one in self.record_bins],
            "by_article": self.by_article(),
            "by_site": self.by_site(),
        }
        return json.dumps(told, ensure_ascii=False, indent=1)

    def to_text(self, errors: int = 0) -> str:
        """For a terminal; of what is wrong, up to ``errors`` sentences and as many exercises."""
        from pipeline.evaluate.text import to_text

        return to_text(self, errors)

    def to_html(self) -> str:
        """A page to walk through what is wrong; it needs no other file."""
        from pipeline.evaluate.page import to_html

        return to_html(self)


def said(outcome: Outcome) -> str:
    """Return the primary label that a sentence was given."""
    return outcome.labels[0] if outcome.said else "nothing"


def compare(gold: Gold, results: Mapping[str, Said], sites: Mapping[str, str] | None = None) -> Evaluation:
    """Measure what was said of the annotated articles."""
    measured = [measure(name, one, results.get(name, Said())) for name, one in gold.articles.items()]
    return Evaluation(measured, gold.sha256, sites or {})


def evaluate(out: Path, gold: Path, folds: Path | None = None) -> Evaluation:
    """Measure the result in ``out`` against the annotations ``gold/ID.json``.

    ``folds`` is a JSON file that names each article's site: ``{ID: {"site": NAME}}``. Raises UsageError for
    files that are missing or broken.
    """
    annotated = read_gold(gold)
    return compare(annotated, read_said(out, annotated.articles), read_sites(folds) if folds else None)


def read_sites(folds: Path) -> dict[str, str]:
    """Read which site each article is from."""
    try:
        return {name: str(one["site"]) for name, one in orjson.loads(folds.read_bytes()).items()}
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise UsageError(f"{folds} does not name the sites of articles: {error!r}") from None
