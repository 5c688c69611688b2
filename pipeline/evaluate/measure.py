"""One article measured: each annotated sentence and exercise beside what the pipeline said of it."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict

from pipeline.records import LABELS

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    from pipeline.evaluate.gold import GoldArticle, GoldSentence
    from pipeline.evaluate.said import Said
    from pipeline.records import Label, SentenceRow

PAIRS = ("hold_s", "hold_breaths", "reps", "sets", "rest_s")
Fact = tuple[str, Any]
"""A field of a dose and its value, comparable."""


class Figures(TypedDict):
    """How good it is: shares from 0 to 1, and what they are shares of."""

    articles: int
    articles_missing: list[str]
    sentences: int
    span_precision: float
    span_recall: float
    span_f1: float
    primary_accuracy: float
    label_f1: dict[Label, float]
    label_precision: dict[Label, float]
    label_recall: dict[Label, float]
    macro_f1: float
    dose_precision: float
    dose_recall: float
    dose_f1: float
    dose_exact: float
    doses: int
    exercise_bcubed_f1: float
    name_accuracy: float
    names: int


class Outcome(NamedTuple):
    """An annotated sentence, and the one the pipeline made that overlaps it most (None if there is none)."""

    article: str
    gold: GoldSentence
    said: SentenceRow | None
    text: str
    spanned: bool
    """A sentence of exactly this span was made."""
    primary: bool
    """The primary label is right."""
    absent: frozenset[Label]
    """Labels that it lacks."""
    excess: frozenset[Label]
    """Labels that are wrong."""
    want: frozenset[Fact]
    """The dose as it is annotated; empty, like ``got``, where both readings are defensible."""
    got: frozenset[Fact]

    @property
    def labelled(self) -> bool:
        """Whether all labels are right and none is missing."""
        return self.primary and not self.absent and not self.excess

    @property
    def labels(self) -> Sequence[Label]:
        """The labels that it was given."""
        return self.said["labels"] if self.said else ("other",)

    @property
    def faults(self) -> list[str]:
        """What is wrong with it: ``span``, ``primary``, ``labels``, ``dose``."""
        wrong = {
            "span": not self.spanned,
            "primary": not self.primary,
            "labels": self.primary and not self.labelled,
            "dose": self.want != self.got,
        }
        return [fault for fault, applies in wrong.items() if applies]


class ExerciseOutcome(NamedTuple):
    """An annotated exercise and the record that shares most sentences with it; or a record without one."""

    article: str
    name: str | None
    said: str | None
    """The name that the record has."""
    record: str | None
    text: str
    """The text of its first sentence."""
    faults: list[str]
    """``missed``, ``split`` over records, ``merged`` with another, ``short`` of sentences, ``long`` by some
    of no exercise, a wrong ``name``; ``invented`` if it is none."""


class Measured(NamedTuple):
    """All that was measured on one article."""

    article: str
    outcomes: list[Outcome]
    exercises: list[ExerciseOutcome]
    counts: Counter[str]
    grouping: float | None
    """B-cubed F1 of the exercises; None where none are annotated."""
    missing: bool
    """The result has no sentence of it."""
    changed: bool
    """It was annotated on another text."""
    records: list[tuple[float, bool]]
    """The confidence of each record, and whether the annotated sentences in it are all labelled right."""


def measure(article: str, gold: GoldArticle, said: Said) -> Measured:
    """Measure what was ``said`` of one article."""
    sentences = gold["sentences"]
    matched = match(sentences, said.sentences)
    counts: Counter[str] = Counter()
    spans = {(row["start"], row["end"]) for row in said.sentences}
    wanted = {(sentence["start"], sentence["end"]) for sentence in sentences}
    counts.update(
        {"span.tp": len(wanted & spans), "span.fp": len(spans - wanted), "span.fn": len(wanted - spans)}
    )
    outcomes: list[Outcome] = []
    seen: set[int] = set()
    for sentence, row in zip(sentences, matched, strict=True):
        # A dose is said once, however many annotated sentences the one that states it covers.
        outcome = compare(article, sentence, row, said.text, again=id(row) in seen)
        if row is not None:
            seen.add(id(row))
        count(outcome, counts)
        outcomes.append(outcome)
    members = {i: sentence.get("exercise") for i, sentence in enumerate(sentences)}
    owners = {i: row["exercise"] if row else None for i, row in enumerate(matched)}
    exercises = list(compare_exercises(article, gold, said, outcomes))
    counts["name.gold"] = sum(bool(exercise["name"]) for exercise in gold["exercises"])
    counts["name.wrong"] = sum("name" in exercise.faults for exercise in exercises)
    return Measured(
        article,
        outcomes,
        exercises,
        counts,
        bcubed(members, owners) if gold["exercises"] else None,
        not said.sentences,
        said.sha256 is not None and said.sha256 != gold.get("sha256", said.sha256),
        records(said, outcomes),
    )


def match(gold: Sequence[GoldSentence], said: Sequence[SentenceRow]) -> list[SentenceRow | None]:
    """Return for each annotated sentence the one of ``said``, sorted by start, that overlaps it most."""
    reach = list(accumulate((row["end"] for row in said), max))
    found = []
    for sentence in gold:
        best, size = None, 0
        for i in range(bisect_right(reach, sentence["start"]), len(said)):
            row = said[i]
            if row["start"] >= sentence["end"]:
                break
            overlap = min(row["end"], sentence["end"]) - max(row["start"], sentence["start"])
            if overlap > size:
                best, size = row, overlap
        found.append(best)
    return found


def compare(
    article: str, gold: GoldSentence, row: SentenceRow | None, text: str | None, *, again: bool
) -> Outcome:
    """Compare an annotated sentence with the one that was made; ``again``: its dose is counted already."""
    said: set[Label] = set(row["labels"]) if row else {"other"}
    first: Label = row["labels"][0] if row else "other"
    labels, accept = set(gold["labels"]), set(gold.get("accept", []))
    defensible = {gold["labels"][0]} | accept
    tolerated = bool(accept and said & defensible)
    want, got = facts(gold.get("dose")), frozenset[Fact]() if again or not row else facts(row["dose"])
    if want != got and "hold_rep" in labels | accept and (not want or ("other" in accept and not got)):
        want = got = frozenset()
    quoted = text[gold["start"] : gold["end"]] if text is not None else row["text"] if row else ""
    return Outcome(
        article,
        gold,
        row,
        quoted,
        row is not None and (row["start"], row["end"]) == (gold["start"], gold["end"]),
        row is not None and first in defensible,
        frozenset() if tolerated else frozenset(labels - said),
        frozenset(said - labels - accept),
        want,
        got,
    )


def facts(dose: Mapping[str, Any] | None) -> frozenset[Fact]:
    """Return a dose as comparable facts; what it leaves open or unsaid is none."""
    found: set[Fact] = set()
    for key in PAIRS:
        pair = (dose or {}).get(key)
        if pair and any(bound is not None for bound in pair):
            found.add((key, _floats(pair)))
    if dose and dose.get("side"):
        found.add(("side", dose["side"]))
    if dose and (often := dose.get("freq")):
        found.add(("freq", (_floats(often["times"]), _floats(often.get("every") or [1, 1]), often["per"])))
    return frozenset(found)


def _floats(pair: Iterable[float | None]) -> tuple[float | None, ...]:
    return tuple(None if bound is None else float(bound) for bound in pair)


def count(outcome: Outcome, counts: Counter[str]) -> None:
    """Count an outcome; its span is counted with the article's."""
    counts["sentences"] += 1
    counts["primary"] += outcome.primary
    said = frozenset(outcome.labels)
    for label in said - outcome.excess:
        counts[f"{label}.tp"] += 1
    for label in outcome.excess:
        counts[f"{label}.fp"] += 1
    for label in outcome.absent:
        counts[f"{label}.fn"] += 1
    counts["dose.tp"] += len(outcome.want & outcome.got)
    counts["dose.fp"] += len(outcome.got - outcome.want)
    counts["dose.fn"] += len(outcome.want - outcome.got)
    if outcome.want:
        counts["dose.gold"] += 1
        counts["dose.exact"] += outcome.want == outcome.got


def bcubed(gold: Mapping[int, Hashable], said: Mapping[int, Hashable]) -> float:
    """Return the B-cubed F1 of two groupings of the same items.

    An item in no group (None) is a group of its own; one that is in none on either side does not count.
    """
    items = [i for i in gold if gold[i] is not None or said[i] is not None]
    ours: dict[Hashable, set[int]] = defaultdict(set)
    theirs: dict[Hashable, set[int]] = defaultdict(set)
    of: dict[int, tuple[set[int], set[int]]] = {}
    for i in items:
        a = ours["none", i] if gold[i] is None else ours[gold[i]]
        b = theirs["none", i] if said[i] is None else theirs[said[i]]
        a.add(i)
        b.add(i)
        of[i] = a, b
    if not items:
        return 1.0
    precision = sum(len(a & b) / len(b) for a, b in of.values()) / len(items)
    recall = sum(len(a & b) / len(a) for a, b in of.values()) / len(items)
    return 2 * precision * recall / (precision + recall)


def compare_exercises(
    article: str, gold: GoldArticle, said: Said, outcomes: Sequence[Outcome]
) -> Iterable[ExerciseOutcome]:
    """Yield the annotated exercises, each with what is wrong with it, then the records that are none."""
    parts: dict[int, list[Outcome]] = defaultdict(list)
    owned: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        if (k := outcome.gold.get("exercise")) is not None:
            parts[k].append(outcome)
        if outcome.said and outcome.said["exercise"] is not None:
            owned[outcome.said["exercise"]].append(outcome)
    for exercise in gold["exercises"]:
        own = parts[exercise["k"]]
        pieces = Counter(o.said["exercise"] for o in own if o.said and o.said["exercise"] is not None)
        best = pieces.most_common(1)[0][0] if pieces else None
        name = said.name(best) if best is not None else None
        shared = {o.gold.get("exercise") for o in owned[best]} if best is not None else set()
        wrong = {
            "missed": best is None,
            "split": len(pieces) > 1,
            "merged": len(shared - {None}) > 1,
            "short": best is not None and sum(pieces.values()) < len(own),
            "long": None in shared,
            "name": bool(exercise["name"]) and not (name and plain(name) == plain(exercise["name"] or "")),
        }
        faults = [fault for fault, applies in wrong.items() if applies]
        yield ExerciseOutcome(article, exercise["name"], name, best, own[0].text if own else "", faults)
    for record, own in owned.items():
        if all(outcome.gold.get("exercise") is None for outcome in own):
            yield ExerciseOutcome(article, None, said.name(record), record, own[0].text, ["invented"])


def plain(name: str) -> str:
    """Return a name as it is compared: in one case, with single spaces."""
    return " ".join(name.casefold().split())


def records(said: Said, outcomes: Sequence[Outcome]) -> list[tuple[float, bool]]:
    """Return each record's confidence, and whether the annotated sentences in it are all labelled right."""
    right: dict[str, bool] = {}
    for outcome in outcomes:
        record = outcome.said["exercise"] if outcome.said else None
        if record is not None:
            right[record] = right.get(record, True) and outcome.labelled
    return [
        (said.exercises[record]["confidence"], right[record]) for record in right if record in said.exercises
    ]


def f1(tp: int, fp: int, fn: int) -> tuple[float, float, float]:
    """Return precision, recall and F1; what was never asked or never said counts as right."""
    precision = tp / (tp + fp) if tp + fp else 1.0
    recall = tp / (tp + fn) if tp + fn else 1.0
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def figures(measured: Sequence[Measured]) -> Figures:
    """Return the figures of some articles taken together."""
    total: Counter[str] = Counter()
    for one in measured:
        total.update(one.counts)
    spans, doses = (
        f1(total[f"{kind}.tp"], total[f"{kind}.fp"], total[f"{kind}.fn"]) for kind in ("span", "dose")
    )
    labels = {label: f1(total[f"{label}.tp"], total[f"{label}.fp"], total[f"{label}.fn"]) for label in LABELS}
    grouped = [(len(one.outcomes), one.grouping) for one in measured if one.grouping is not None]
    weight = sum(size for size, _ in grouped) or 1
    return {
        "articles": len(measured),
        "articles_missing": [one.article for one in measured if one.missing],
        "sentences": total["sentences"],
        "span_precision": spans[0],
        "span_recall": spans[1],
        "span_f1": spans[2],
        "primary_accuracy": total["primary"] / max(1, total["sentences"]),
        "label_f1": {label: found[2] for label, found in labels.items()},
        "label_precision": {label: found[0] for label, found in labels.items()},
        "label_recall": {label: found[1] for label, found in labels.items()},
        "macro_f1": sum(found[2] for found in labels.values()) / len(labels),
        "dose_precision": doses[0],
        "dose_recall": doses[1],
        "dose_f1": doses[2],
        "dose_exact": total["dose.exact"] / max(1, total["dose.gold"]),
        "doses": total["dose.gold"],
        "exercise_bcubed_f1": sum(size * share for size, share in grouped) / weight,
        "name_accuracy": (total["name.gold"] - total["name.wrong"]) / max(1, total["name.gold"]),
        "names": total["name.gold"],
    }


def headline(found: Figures) -> dict[str, float]:
    """Return the figures that are watched, those of a label as ``label_f1.position``."""
    return {
        "span_f1": found["span_f1"],
        "primary_accuracy": found["primary_accuracy"],
        "macro_f1": found["macro_f1"],
        **{f"label_f1.{label}": share for label, share in found["label_f1"].items()},
        "dose_f1": found["dose_f1"],
        "dose_exact": found["dose_exact"],
        "exercise_bcubed_f1": found["exercise_bcubed_f1"],
        "name_accuracy": found["name_accuracy"],
    }
