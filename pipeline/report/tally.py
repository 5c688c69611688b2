"""What the page counts, over every article of the catalogue, and the pictures made of it."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

from pipeline.catalogue import HAS, number_text, word_text
from pipeline.records import LABELS
from pipeline.report.entries import NO_EXERCISE, is_loose, reasons

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipeline.records import Pair, RejectedRow
    from pipeline.report.entries import ArticleLine
    from pipeline.report.source import Described

HOLDS = (5, 10, 15, 20, 30, 45, 60)
REPETITIONS = (4, 6, 8, 10, 12, 15, 20)
BARS = 25
"""The most bars of a picture; what is rarer is one bar."""
COLUMNS = 60
"""The most articles that have a bar each in the picture of labels; more are columns side by side."""
REFUSED = 1_000
"""The most refusals that the page lists."""


class Tally:
    """Counts over articles, added one by one."""

    def __init__(self) -> None:
        self.articles = self.exercises = self.loose = self.empty = 0
        self.labels: Counter[str] = Counter()
        self.has: Counter[str] = Counter()
        self.flags: Counter[str] = Counter()
        self.reasons: Counter[str] = Counter()
        self.hold: Counter[int] = Counter()
        self.reps: Counter[int] = Counter()
        self.positions: Counter[str] = Counter()
        self.equipment: Counter[str] = Counter()
        self.muscles: Counter[str] = Counter()
        self.confidence: Counter[tuple[int, bool]] = Counter()
        self.refused: Counter[str] = Counter()
        self.refusals: list[RejectedRow] = []

    def add(self, article: Described) -> None:
        """Count an article and what was found in it."""
        self.articles += 1
        self.empty += not article.exercises
        self.exercises += len(article.exercises)
        self.flags.update(article.entry["flags"])
        for row in article.sentences:
            self.labels[row["labels"][0]] += 1
            self.loose += is_loose(row)
        for one in article.exercises:
            self.has.update(name for name, test in HAS.items() if test(one))
            why = reasons(one)
            self.reasons.update(why)
            self.hold.update(_bins(HOLDS, one["dose"]["hold_s"]))
            self.reps.update(_bins(REPETITIONS, one["dose"]["reps"]))
            self.positions.update({value["value"] for value in one["positions"]})
            self.muscles.update({value["value"] for value in one["muscles"]})
            items = {item["value"] for item in one["equipment"]["items"]}
            self.equipment.update(items or [_NO_ITEMS[one["equipment"]["status"]]])
            self.confidence[min(int(one["confidence"] * 10), 9), bool(why)] += 1

    def update(self, other: Tally) -> None:
        """Add what another one counted."""
        for name, count in vars(other).items():
            setattr(self, name, getattr(self, name) + count)

    def refuse(self, rows: Iterable[RejectedRow]) -> None:
        """Count what was refused, and keep the first of it."""
        for row in rows:
            self.refused[row["kind"]] += 1
            if len(self.refusals) < REFUSED:
                self.refusals.append(row)


_NO_ITEMS = {"stated_none": "none", "not_stated": "not_stated"}
_EQUIPMENT_WORDS = {"none": "none, the text says", "not_stated": "not stated"}


def _bins(edges: Sequence[int], pair: Pair | None) -> list[int]:
    """The bin of a pair's shorter end (the other, where that is open): one, or none where nothing is said."""
    number = next((end for end in pair or () if end is not None), None)
    return [] if number is None else [bisect_left(edges, number)]


class Queue(NamedTuple):
    """Something to walk through: how much there is, where it is shown, and what to look for."""

    name: str
    number: int
    href: str
    hint: str


_HINTS = {
    "no_name": "The text gives no name, or it was missed.",
    "dose_without_action": "There is a dose, but no movement that it belongs to.",
    "no_action": "No movement is told; is it an exercise?",
    "no_position": "No starting position is told.",
    "no_dose": "Nothing tells how long or how many.",
    "open_dose": "The text leaves the number blank or unsaid.",
    "low_confidence": "The rules behind it were often wrong on annotated sentences.",
    "several_doses": "Sentences give different numbers; the record keeps the first.",
    "many_steps": "So many steps are more likely several exercises.",
    "scrambled": "The sentences are not in their order; doses are attached with reserve.",
    "duplicate": "The same text as an article before it.",
    "scrambled_article": "From an article whose sentences are not in their order.",
    "not_english": "The rules are made for English.",
}
_REASONS = ("no_name", "dose_without_action", "low_confidence")
_FLAGS = ("scrambled", "duplicate")


def _hint(name: str) -> str:
    return _HINTS.get(name, "")


def queues(tally: Tally) -> list[Queue]:
    """What waits to be reviewed: records by reason, articles by flag, warnings outside records."""
    records = [
        Queue(
            f"Records: {word_text(one)}", tally.reasons[one], address(list="records", review=one), _hint(one)
        )
        for one in _with_first(_REASONS, tally.reasons)
    ]
    articles = [
        Queue(f"Articles: {word_text(one)}", tally.flags[one], address(flag=one), _hint(one))
        for one in _with_first(_FLAGS, tally.flags)
    ]
    return [
        *records,
        *articles,
        Queue(
            "Articles: no exercise",
            tally.empty,
            address(flag=NO_EXERCISE),
            "Is there none, or was it missed?",
        ),
        Queue(
            "Warnings outside every exercise",
            tally.loose,
            address(list="warnings"),
            "Do they concern the whole article, or does one belong to an exercise?",
        ),
    ]


def _with_first(first: tuple[str, ...], counts: Counter[str]) -> list[str]:
    return [*first, *(name for name, _ in _ranked(counts) if name not in first)]


def _ranked(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """The most frequent first, by name where they are equal: the same order in every run."""
    return sorted(counts.items(), key=lambda one: (-one[1], one[0]))


def address(**state: str) -> str:
    """The link that shows a view of the page."""
    return "#" + urlencode(state)


# --- Pictures: tables whose rows have a bar each, so that they can be read, read aloud and printed


class Part(NamedTuple):
    """A stretch of a bar: what it stands for, and where it is, in percent of the widest."""

    kind: str
    name: str
    number: int
    x: float
    width: float
    href: str | None = None


class Row(NamedTuple):
    """A bar with its name in front of it."""

    name: str
    href: str | None
    parts: list[Part]


class Columns(NamedTuple):
    """Bars too many to be named: an outline for each kind, in a box ``width`` wide and 100 high."""

    width: int
    outlines: list[tuple[str, str]]


class Chart(NamedTuple):
    """A picture. ``kinds`` are what its bars are made of, for the legend."""

    title: str
    about: str
    kinds: list[tuple[str, str]]
    rows: list[Row]
    columns: Columns | None = None


_Counts = list[tuple[str, str | None, list[tuple[str, str, int]]]]


def _rows(counts: _Counts, *, shares: bool = False) -> list[Row]:
    """Rows of ``(name, link, [(kind, what, count), …])``; with ``shares`` each is as wide as the whole."""
    widest = max((sum(count for *_, count in parts) for *_, parts in counts), default=0)
    rows = []
    for name, href, parts in counts:
        whole = sum(count for *_, count in parts) if shares else widest
        x, stretches = 0.0, []
        for kind, what, count in parts:
            width = round(100 * count / whole, 2) if whole else 0.0
            stretches.append(Part(kind, what, count, round(x, 2), width))
            x += width
        rows.append(Row(name, href, stretches))
    return rows


def _plain(title: str, about: str, counts: list[tuple[str, str | None, int]]) -> Chart:
    return Chart(
        title, about, [], _rows([(name, href, [("plain", "", count)]) for name, href, count in counts])
    )


def _words(title: str, field: str, counts: Counter[str]) -> Chart:
    """The values of a vocabulary, the most frequent first; the filter finds the narrower ones too."""
    ranked = _ranked(counts)
    bars: list[tuple[str, str | None, int]] = [
        (_EQUIPMENT_WORDS.get(word, word_text(word)), address(list="records", **{field: word}), count)
        for word, count in ranked[:BARS]
    ]
    if rest := ranked[BARS:]:
        bars.append((f"{len(rest)} others", None, sum(count for _, count in rest)))
    return _plain(title, "In how many records.", bars)


def _distribution(title: str, about: str, edges: Sequence[int], counts: Counter[int]) -> Chart:
    starts = [0, *(edge + 1 for edge in edges)]
    names = [f"{start}–{end}" for start, end in zip(starts, edges, strict=False)] + [f"over {edges[-1]}"]
    return _plain(title, about, [(name, None, counts[number]) for number, name in enumerate(names)])


def charts(tally: Tally, articles: Sequence[ArticleLine]) -> list[Chart]:
    """The pictures, of everything counted; that of the labels, of ``articles``."""
    labels: list[tuple[str, str | None, int]] = [
        (word_text(one), address(label=one), tally.labels[one]) for one in LABELS
    ]
    by_label = _plain("Sentences by label", "The primary label of every sentence.", labels)
    return [
        by_label._replace(
            rows=[_inked(row, label) for row, label in zip(by_label.rows, LABELS, strict=True)]
        ),
        _labels_by_article(articles),
        _fields(tally),
        _confidence(tally),
        _distribution("Holds", "Seconds; the shorter end of a range.", HOLDS, tally.hold),
        _distribution("Repetitions", "The smaller end of a range.", REPETITIONS, tally.reps),
        _words("Positions", "position", tally.positions),
        _words("Equipment", "equipment", tally.equipment),
        _words("Muscles", "muscle", tally.muscles),
    ]


def _inked(row: Row, kind: str) -> Row:
    return row._replace(parts=[part._replace(kind=kind) for part in row.parts])


def _fields(tally: Tally) -> Chart:
    counts: _Counts = [
        (
            word_text(name.replace("-", " ")),
            None,
            [("with", "with", tally.has[name]), ("without", "without", tally.exercises - tally.has[name])],
        )
        for name in HAS
    ]
    rows = [
        row._replace(
            parts=[part._replace(href=address(list="records", **{part.kind: name})) for part in row.parts]
        )
        for name, row in zip(HAS, _rows(counts), strict=True)
    ]
    about = "How many records say something, and how many are silent."
    return Chart("Fields of the records", about, [("with", "with"), ("without", "without")], rows)


def _confidence(tally: Tally) -> Chart:
    kinds = [("with", "nothing to review"), ("without", "to review")]
    counts: _Counts = [
        (
            f"{tenth / 10:.1f}–{(tenth + 1) / 10:.1f}",
            None,
            [(kind, name, tally.confidence[tenth, kind == "without"]) for kind, name in kinds],
        )
        for tenth in range(10)
    ]
    about = "Records by their confidence, and whether there is a reason to look at them."
    return Chart("Confidence against review", about, kinds, _rows(counts))


def _labels_by_article(articles: Sequence[ArticleLine]) -> Chart:
    kinds: list[tuple[str, str]] = [(label, word_text(label)) for label in LABELS]
    if len(articles) <= COLUMNS:
        counts: _Counts = [
            (
                one["title"] or one["id"],
                address(article=one["id"]),
                [
                    (label, word_text(label), count)
                    for label, count in zip(LABELS, one["labels"], strict=True)
                ],
            )
            for one in articles
        ]
        about = "The sentences of each article by their primary label."
        return Chart("Labels of each article", about, kinds, _rows(counts, shares=True))
    about = "A column an article, by the share of sentences without a label. From below: " + ", ".join(
        name for _, name in kinds
    )
    return Chart(
        "Labels of each article", f"{about}.", kinds, [], _columns([one["labels"] for one in articles])
    )


def _columns(counts: Sequence[Sequence[int]]) -> Columns:
    """An outline for each label, up to the head of its share; the last label's lies behind all others."""
    shares = sorted(
        (tuple(100 * count / max(sum(labels), 1) for count in labels) for labels in counts),
        key=lambda share: (share[-1], share),
    )
    heads = [0.0] * len(shares)
    outlines: list[tuple[str, str]] = []
    for number, label in enumerate(LABELS):
        heads = [head + share[number] for head, share in zip(heads, shares, strict=True)]
        steps = "".join(f"V{number_text(round(100 - head, 1))}h1" for head in heads)
        outlines.append((label, f"M0 100{steps}V100z"))
    return Columns(len(shares), outlines[::-1])
