"""What the titles of an article say by their words and where they stand, whatever exercise is in hand.

A title is a heading, a line that looks like one, or a label alone on its line (`Outline.is_title`).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from pipeline.language.sentences import is_name_field
from pipeline.names import Name, could_be, instructs, is_a, trim

if TYPE_CHECKING:
    from pipeline.outline import Outline

RUNNING_HEAD = 3
"""A title that stands so often in an article heads its pages."""
LONG_SUBTITLE = 3
"""Words behind a dash that are no part of a name: `Moon salutation - a slow evening flow`."""
LONGEST_OPENING = 4
"""Sentences between the title of a description and its first instruction from which on it is a talk."""
FEWEST_IN_SERIES = 3
"""Numbered titles that name exercises, by which another that is marked like them does."""
HOW_TO = re.compile(r"(?i)(?:wiki)?how to (?:do|perform|practi[cs]e) ")
COUNTS = re.compile(r"(?i)(?:exercise|stretch|movement|drill|pose)\b")
COUNTED = re.compile(r" ?\(?\d[\d ,–-]*\)?")
LEVEL = re.compile(r"(?i)level|stage|grade|variation")


class Titles:
    """The titles of one article."""

    def __init__(self, outline: Outline) -> None:
        self.outline = outline
        sentences = outline.sentences
        self.at = [i for i in range(len(sentences)) if outline.is_title(i)]
        self.counts = Counter(outline.said(sentences[i].start, sentences[i].end) for i in self.at)
        self.first = self.at[0] if self.at else -1
        self.last_told = max((i for i in range(len(sentences)) if outline.content(i)), default=-1)
        self.series: defaultdict[tuple[str, int, bool, bool], list[int]] | None = None
        """Of the numbered titles, by how they are marked: how many name nothing by themselves, and how many do."""
        self.levels: Counter[int] | None = None
        """By level, how many headings name an exercise that is told below them."""
        self.recurring = self._recurring()
        """The labels, without their numbers, that stand below more than one heading: `Getting out (3):`."""
        self.subject = self._subject()
        """The name of the movement that the page's first heading says it is about."""

    def words(self, i: int) -> tuple[int, int]:
        """Return the stretch of a title that would be a name."""
        outline, sentence = self.outline, self.outline.sentences[i]
        start, end = sentence.start, sentence.end
        if outline.readings[i].named:
            end = outline.name_end(i)
        label = sentence.label_end
        if sentence.marker and not LEVEL.match(sentence.marker):
            start = sentence.body
        if label is not None and label < end:
            behind = len(outline.text[label:end].split())
            before, after = outline.said(start, label), outline.said(label, end)
            if is_name_field(before) or (
                not is_a("movement", before) and (is_a("movement", after) or self.opens_flow(i))
            ):
                start = label  # "Room 3: Lying leg raises"
            elif behind >= LONG_SUBTITLE:
                end = label
        return start, end

    def label_of(self, i: int) -> str:
        """Return the label of a sentence without numbers."""
        sentence = self.outline.sentences[i]
        end = sentence.end if sentence.label_end is None else sentence.label_end
        return COUNTED.sub("", self.outline.said(sentence.start, end))

    def could_name(self, i: int, said: str) -> bool:
        """Say whether a title can be the name of the exercise below it."""
        told = self.is_plural_name(i, said)
        runs_in = self.runs_in(i) and is_a("movement", said)
        runs_in = runs_in or (self.is_in_series(i) and self.outline.told_next(i))
        one = is_a("order", said) or (is_a("work", said) and could_be(said, dosed=True)) or self.is_counted(i)
        return could_be(said, told=told, dosed=runs_in) or (one and self.outline.told_next(i))

    def is_plural_name(self, i: int, said: str) -> bool:
        """Say whether a heading in the plural names one exercise: `Hand stretches`, with an instruction below."""
        return is_a("plural", said) and not is_a("section", said) and self.outline.told_next(i)

    def is_counted(self, i: int) -> bool:
        """Say whether a title says that it is an exercise, with its number: `Exercise 3 – Hands behind your head`."""
        sentence = self.outline.sentences[i]
        counted = sentence.marker is not None and COUNTS.match(sentence.marker) is not None
        return counted or is_a("only_counts", self.outline.said(sentence.start, sentence.end))

    def runs_in(self, i: int) -> bool:
        """Say whether an instruction stands in the same line behind a title: `CALF STRENGTHENING Rise …`."""
        sentences = self.outline.sentences
        return (
            i + 1 < len(sentences)
            and sentences[i + 1].block == sentences[i].block
            and self.outline.content(i + 1)
        )

    def is_in_series(self, i: int) -> bool:
        """Say whether a title has a number, and most others marked like it name an exercise: `4. Search the clouds`."""
        if self.outline.sentences[i].number is None:
            return False
        if self.series is None:
            self.series = defaultdict(lambda: [0, 0])
            for j in self.at:
                if self.outline.sentences[j].number is not None:
                    self.series[self._marks(j)][self._heads_exercise(j)] += 1
        others, named = self.series[self._marks(i)]
        others -= 1  # itself: where it were a name of its own, nobody would ask
        return named >= FEWEST_IN_SERIES and others * 3 <= named

    def siblings(self, i: int) -> int:
        """Return how many headings of the level of this one name an exercise that is told below them."""
        if self.levels is None:
            headings = (j for j in self.at if self.outline.sentences[j].kind == "heading")
            named = filter(self._heads_exercise, headings)
            self.levels = Counter(self.outline.sentences[j].level for j in named)
        return self.levels[self.outline.sentences[i].level]

    def _heads_exercise(self, i: int) -> bool:
        """Say whether a title is by its words the name of an exercise that is told below it."""
        return could_be(self.outline.said(*self.words(i))) and self.outline.told_next(i)

    def _marks(self, i: int) -> tuple[str, int, bool, bool]:
        """Return what titles of one series have in common: kind, level, bold or not, with a label or none."""
        sentence = self.outline.sentences[i]
        return sentence.kind, sentence.level, sentence.bold, sentence.label_end is None

    def heads_talk(self, i: int, said: str) -> bool:
        """Say whether the article's first title has a talk below it before any instruction, and names no movement."""
        outline, sentences = self.outline, self.outline.sentences
        if i != self.first or is_a("movement", said) or is_a("flow", said):
            return False
        talk = 0
        for j in range(i + 1, len(sentences)):
            if outline.content(j) or outline.is_title(j):
                break
            talk += sentences[j].kind == "text"
        return talk >= LONGEST_OPENING

    def is_running_head(self, i: int) -> bool:
        """Say whether a title heads the pages of the article, rather than what follows it."""
        outline, sentence = self.outline, self.outline.sentences[i]
        said = outline.said(sentence.start, sentence.end)
        return self.counts[said] >= RUNNING_HEAD and not (is_a("movement", said) and outline.told_next(i))

    def opens_flow(self, i: int) -> bool:
        """Say whether the article's first line, a label and what it is, names a flow: `Sequence: Sun salutation`."""
        outline, sentence = self.outline, self.outline.sentences[i]
        if i or sentence.label_end is None or sentence.kind != "text" or outline.content(i):
            return False
        alone = len(outline.sentences) > 1 and outline.sentences[1].first
        return alone and is_a("flow", outline.said(sentence.label_end, sentence.end))

    @staticmethod
    def translates(said: str, above: str) -> bool:
        """Say whether a title is the one right above it in another language: `Trikonasana`, `Triangle Pose`."""
        ends = [{word[-5:] for word in title.split()} & {"asana", "pose"} for title in (said, above)]
        return len(ends[0]) == len(ends[1]) == 1 and ends[0] != ends[1]

    def told_later(self, i: int) -> bool:
        """Say whether any instruction follows in the article."""
        return i < self.last_told or self.outline.content(i)

    def of_page(self, end: int) -> Name | None:
        """Return the name in the article's title, by which the one exercise that it describes goes.

        ``end`` is the number of its first sentence.
        """
        outline = self.outline
        for i, sentence in enumerate(outline.sentences[: end + 1]):
            label = outline.text[sentence.start : sentence.label_end or sentence.start]
            titled = sentence.kind == "front_matter" and label.strip("- ") == "title:"
            if titled or outline.is_title(i) or HOW_TO.match(outline.text, sentence.body, sentence.end):
                start = sentence.label_end if titled and sentence.label_end else sentence.body
                name = trim(outline.text, start, sentence.end)
                said = outline.said(name.start, name.end) if name else ""
                if is_a("movement", said) and could_be(said) and not (instructs(said) or is_a("noise", said)):
                    return name
        return None

    def _recurring(self) -> set[str]:
        """Return the labels, without their numbers, that stand below more than one heading: `Getting out (3):`."""
        outline = self.outline
        above: defaultdict[str, set[str]] = defaultdict(set)
        heading = ""
        for i, sentence in enumerate(outline.sentences):
            if sentence.kind == "heading":
                heading = outline.said(sentence.start, sentence.end)
            elif outline.is_title(i) and sentence.label_end is not None:
                above[self.label_of(i)].add(heading)
        return {label for label, headings in above.items() if len(headings) > 1}

    def _subject(self) -> Name | None:
        """Return the name of the movement that the page's first heading says it is about."""
        outline = self.outline
        first = next((i for i, s in enumerate(outline.sentences) if s.kind == "heading"), None)
        if first is None or outline.sentences[first].level != 1:
            return None
        start, end = self.words(first)
        said = outline.said(start, end)
        return trim(outline.text, start, end) if is_a("movement", said) and could_be(said) else None
