"""The shapes of everything that is written, in types: the contract, once.

Offsets are Unicode code points in the article's text, ``text[start:end]``; pairs ``[min, max]`` have ``None`` for an
open end; times are seconds. The JSON Schemas in ``pipeline/schema`` say the same to other programs.
"""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

Label = Literal["position", "action", "hold_rep", "warning", "other"]
LABELS: tuple[Label, ...] = ("position", "action", "hold_rep", "warning", "other")

Pair = list[float | None]
Side = Literal["each", "alternate", "other", "left", "right"]
WarningKind = Literal["stop_if", "avoid_if", "consult", "forbidden", "harm"]
Direction = Literal["easier", "harder", "other"]


class SpanRecord(TypedDict):
    """A stretch ``[start, end)`` of an article's text."""

    start: int
    end: int


class Frequency(TypedDict):
    """How often: ``times`` per ``every`` (default one) ``per``."""

    times: Pair
    per: Literal["hour", "day", "week", "month"]
    every: NotRequired[Pair]


class Dose(TypedDict):
    """How long, how many, how often; each null where the text is silent."""

    hold_s: Pair | None
    hold_breaths: Pair | None
    reps: Pair | None
    sets: Pair | None
    rest_s: Pair | None
    side: Side | None
    freq: Frequency | None
    open: bool
    spans: list[SpanRecord]


class Value(TypedDict):
    """A value of a vocabulary (or a name) and where it was read."""

    value: str
    spans: list[SpanRecord]


class PositionValue(TypedDict):
    """A posture, the words that said it, and where."""

    value: str
    text: str
    spans: list[SpanRecord]


class Quote(TypedDict):
    """Words of the article, and where they stand."""

    text: str
    spans: list[SpanRecord]


class WarningRecord(Quote):
    """A warning, quoted."""

    kind: WarningKind


class ModificationRecord(Quote):
    """A way to make it easier, harder or otherwise different, quoted."""

    direction: Direction


class Step(TypedDict):
    """One instruction in order, quoted."""

    kind: Literal["position", "action", "hold_rep"]
    text: str
    spans: list[SpanRecord]
    side: NotRequired[Side]
    body_parts: NotRequired[list[str]]
    modification: NotRequired[Direction]


class Equipment(TypedDict):
    """What is needed: listed, said to be nothing, or not stated."""

    status: Literal["listed", "stated_none", "not_stated"]
    items: list[Value]


class Exercise(TypedDict):
    """One description of an exercise in one article."""

    id: str
    article: str
    span: SpanRecord
    name: Value | None
    positions: list[PositionValue]
    steps: list[Step]
    dose: Dose
    warnings: list[WarningRecord]
    cues: list[Quote]
    modifications: list[ModificationRecord]
    body_parts: list[Value]
    muscles: list[Value]
    equipment: Equipment
    confidence: float
    review: list[str]


class ArticleEntry(TypedDict):
    """An article as the catalogue lists it."""

    id: str
    path: str
    sha256: str
    url: str | None
    title: str | None
    language: str | None
    warnings: list[WarningRecord]
    schedule: Dose | None
    flags: list[str]
    duplicate_of: NotRequired[str]
    evidence: NotRequired[dict[str, float]]


class Movement(TypedDict):
    """Descriptions judged the same movement, linked."""

    id: str
    name: str
    aliases: list[str]
    exercises: list[str]


class CatalogueRecord(TypedDict):
    """The whole of ``catalogue.json``."""

    schema_version: str
    articles: list[ArticleEntry]
    exercises: list[Exercise]
    movements: list[Movement]


class SentenceRow(TypedDict):
    """One line of ``sentences.jsonl``."""

    article: str
    start: int
    end: int
    text: str
    labels: list[Label]
    rules: list[str]
    confidence: NotRequired[float]
    dose: Dose | None
    exercise: str | None


class ArticleRow(TypedDict):
    """One line of ``articles.jsonl``: what offsets point into."""

    article: str
    path: str
    sha256: str
    url: str | None
    title: str | None
    text: str


class RejectedRow(TypedDict):
    """One line of ``rejected.jsonl``."""

    kind: Literal["article", "record"]
    article: str
    reason: str
    detail: str
