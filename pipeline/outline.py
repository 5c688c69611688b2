"""How an article is laid out: its titles, its lists and tables of exercises, what in a sentence could be a name."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from pipeline.names import could_be, instructs, is_a, is_step, leads_in, patterns, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.language.doses import DoseReading
    from pipeline.language.labels import Reading
    from pipeline.language.sentences import Sentence

FRAGMENTS = ("position.fragment", "action.fragment")
"""Rules for what stands without a verb, as a name does."""
CONTENT = frozenset({"position", "action", "hold_rep"})
LONGEST_ITEM = 60
"""Code points of a list item that is nothing but a name."""
LONGEST_RUN_IN = 4
"""Words of a title that nothing but its length sets off from the text of its item."""
LONGEST_ORDER = 90
"""Code points of a sentence that orders an exercise by its name: `Do calf raises to build your lower legs.`"""
AMOUNT = frozenset({"reps", "sets", "hold_s", "hold", "hold_breaths"})
"""What a dose tells of one exercise, rather than of a day or a pause."""
OFTEN = 3
"""How often a sentence that tells nothing stands in the text of a site, and not of an exercise."""
LONGEST_VARIANT = 4
"""Words behind a dash that belong to a name with a dose."""
FEWEST_PLACED = 5
"""Items of a numbered list that all begin with a position are exercises from so many on: fewer may be steps."""
FEWEST_RUN_ON = 3
"""Numbers within one line that make a list of it."""
MANY_PARTS = 10
"""One item in so many with the label of a part makes a list one of steps: `Starting position: …`."""
MOST_BETWEEN = 2
"""Sentences between a title and the list below it that tell nothing of an exercise."""
BEHIND_NAME = re.compile(
    r" (?:on|each|per|for|with|x|in|at|every)\b| to\b(?! (?:back|front|side|toe|heel|knee|elbow|chest|wall|floor)\b)"
    r"|[(,.;:–—]| - "
)
ROW_NUMBER = re.compile(r"\d{1,3}[a-z]?")
OF = re.compile(
    r" (?:of )?(?=[a-z]{3})(?!(?:per|each|rest|recovery|between|hold|for|and|then|with|slow|pause)\b)"
)
BEHIND_DOSE = re.compile(r"\s*[:–—-]\s+(?=\w)|\s+(?:of\s+)?(?=\w)")
"""What stands between a dose and a name: `10 reps - Side plank`."""
RATIO = re.compile(r"\d{1,3}/\d{1,3} ")
"""What a name may begin with: `90/90 switches`."""
WORDS = re.compile(r"[\s/–—-]+")
NUMBER = re.compile(r"^\(?\d{1,2}[.):]+ *")
HOLD_IN_NAME = re.compile(r"\s+[Hh]olds?(?=\s*[(\[:–—-])")
COUNT = re.compile(
    r"\d{1,3}(?: ?[-–] ?\d{1,3})?(?: ?[x×] ?\d{1,3})?(?: ?[x×])? +"
    r"(?!(?:x|reps?|repetitions?|times|sets?|rounds?|sec\w*|min\w*|breaths?|each|per|on|to|deg\w*|more)\b)(?=[A-Za-z])"
)


class Part(NamedTuple):
    """The stretch ``[start, end)`` of a sentence that would be its name."""

    start: int
    end: int


class Outline:
    """An article's text, sentences and readings, and what can be told from how they stand."""

    def __init__(self, text: str, sentences: Sequence[Sentence], readings: Sequence[Reading]) -> None:
        self.text = text
        self.sentences = sentences
        self.readings = readings
        self._said: dict[tuple[int, int], str] = {}
        self._quoted: Counter[str] | None = None
        """How often each sentence that tells nothing stands in the article."""
        self._dotted: bool | None = None
        self._content = [not CONTENT.isdisjoint(reading.labels) for reading in readings]
        self.run_ins: set[int] = set()
        """The first sentences of bulleted items that are their names: `Reverse curls. Ball between knees …`."""
        self.lists = self._lists()
        self.run_on = self._run_on()
        self.rows = self._rows()
        self.dose_lines = self._dose_lines()
        self._titles = [self._is_title(i) for i in range(len(sentences))]

    def said(self, start: int, end: int) -> str:
        """Return words of the text as the patterns want them."""
        known = self._said.get((start, end))
        if known is None:
            known = self._said[start, end] = plain(self.text[start:end])
        return known

    def content(self, i: int) -> bool:
        """Say whether a sentence tells how an exercise is done."""
        return self._content[i]

    def recurs(self, i: int) -> bool:
        """Say whether a sentence that tells nothing stands again and again, as a site's own do: `Start the timer.`."""
        if self._quoted is None:
            told = zip(self.sentences, self.readings, strict=True)
            nothing = (s for s, reading in told if s.kind == "text" and reading.labels == ("other",))
            self._quoted = Counter(self.text[s.start : s.end].rstrip(". ") for s in nothing)
        sentence = self.sentences[i]
        return self._quoted[self.text[sentence.start : sentence.end].rstrip(". ")] >= OFTEN

    def is_label(self, i: int) -> bool:
        """Say whether a sentence is a label and nothing else: `Common mistakes:`."""
        sentence = self.sentences[i]
        return (
            sentence.kind != "heading"
            and sentence.label_end is not None
            and sentence.label_end >= sentence.end
        )

    def is_title(self, i: int) -> bool:
        """Say whether a sentence is a heading, marked or not, that gives no instruction."""
        return self._titles[i]

    def _is_title(self, i: int) -> bool:
        sentence = self.sentences[i]
        if sentence.kind == "item" and not self.lists.get(sentence.list or -1, True):
            return False  # a step
        if sentence.kind == "heading" or sentence.title:
            return not self.content(i) or self.readings[i].named
        return (self.is_label(i) and not self.content(i)) or self.is_bare_name(i)

    def is_bare_name(self, i: int) -> bool:
        """Say whether a line is the name of a movement: in Title Case with a full stop, or without one above instructions.

        `Pelvic Tilt.`; `Alternating fist curls with a hand flex`, and below it `Turn your palms up.`.
        """
        sentence = self.sentences[i]
        if (
            sentence.kind != "text"
            or not sentence.first
            or sentence.end - sentence.start > LONGEST_ITEM
            or self.readings[i].labels != ("other",)
            or (i + 1 < len(self.sentences) and not self.sentences[i + 1].first)
        ):
            return False
        said = self.said(sentence.start, sentence.end)
        if not could_be(said):
            return False
        words = self.text[sentence.body : sentence.end].split()
        moves = is_a("movement", said)
        last = self.text[sentence.end - 1]
        if last == ".":
            titled = len(words) <= LONGEST_RUN_IN and all(word[0].isupper() for word in words)
            return titled and (moves or (self._content_below(i) and self._names_are_dotted()))
        ends = moves and self._content_below(i) and self.sentences[i + 1].kind == "text"
        named = ends and (last.isalnum() or last == ")") and words[0][0].isupper()
        return named and not (instructs(said) or is_step(said))

    def _content_below(self, i: int) -> bool:
        """Say whether the next sentence tells how an exercise is done."""
        return i + 1 < len(self.sentences) and self.content(i + 1)

    def _names_are_dotted(self) -> bool:
        """Say whether two lines at least name a movement in Title Case and end in a full stop."""
        if self._dotted is None:
            lines = (
                s for s in self.sentences if s.kind == "text" and s.first and s.end - s.start <= LONGEST_ITEM
            )
            quoted = (self.text[s.body : s.end] for s in lines)
            titled = (q for q in quoted if q[-1:] == "." and all(word[0].isupper() for word in q.split()))
            self._dotted = sum(is_a("movement", plain(q)) and could_be(plain(q)) for q in titled) > 1
        return self._dotted

    def is_listed(self, i: int) -> bool:
        """Say whether a sentence opens an item of a list of exercises."""
        sentence = self.sentences[i]
        opens = sentence.kind == "item" and sentence.first and sentence.marker is not None
        return i in self.run_on or (opens and self.lists.get(sentence.list or -1, False))

    def name_end(self, i: int) -> int:
        """Return where the name before a dose ends; the last word of `Hollow hold (60s)` is part of it."""
        dose = self.readings[i].dose
        if dose is None:
            return self.sentences[i].end
        hold = HOLD_IN_NAME.match(self.text, dose.name_end)
        return hold.end() if hold else dose.name_end

    def named_part(self, i: int) -> Part | None:
        """Return what in a sentence would be its name: words before a dose, a label, all of a bare item."""
        sentence, reading = self.sentences[i], self.readings[i]
        dosed = reading.named and reading.dose is not None
        if sentence.label_end is not None and not (dosed and self._is_longer(i, sentence.label_end)):
            within = reading.dose is not None and reading.dose.start < sentence.label_end
            end = self.name_end(i) if within else sentence.label_end
            counts = is_a("counts", self.said(sentence.body, sentence.label_end))
            # In "Stretch number one: the couch stretch" the name stands behind the label.
            return Part(sentence.start, sentence.end if counts else end)
        if dosed:
            return Part(sentence.start, self.name_end(i))
        if sentence.kind == "item" and (part := self.done_part(i)) is not None:
            return part
        if self.is_run_in(i):
            return Part(sentence.start, sentence.end)
        if sentence.kind not in {"item", "cell"} or not sentence.first:
            return None
        return self._behind_count(i) or self._bare_item(i) or self._before_bracket(i)

    def done_part(self, i: int) -> Part | None:
        """Return the name of the movement that a sentence orders: `Do 20 squats.`, at the start of a block `Do squats.`."""
        sentence, reading = self.sentences[i], self.readings[i]
        if reading.dose is not None:
            told = reading.labels[0] in {"action", "hold_rep"} and not AMOUNT.isdisjoint(reading.dose.anchors)
            return self._ordered("prescribes", i) if told and sentence.kind == "text" else None
        begins = reading.rules[:1] == ("position.begin",)  # "Start with slow leg swings"
        if not sentence.first or not (begins or reading.labels[0] in {"action", "other"}):
            return None
        return self._ordered("does", i) if sentence.end - sentence.body <= LONGEST_ORDER else None

    def _ordered(self, rule: str, i: int) -> Part | None:
        """Return the movement that a rule finds behind the verb of an order."""
        sentence = self.sentences[i]
        found = patterns()[rule].match(self.text[sentence.body : sentence.end])
        if found is None or not is_a("movement", found[1].casefold()):
            return None
        return Part(sentence.body + found.start(1), sentence.body + found.end(1))

    def is_run_in(self, i: int) -> bool:
        """Say whether a sentence is a title before the text of its item: `1. WALL SIT. Stand …`, `2) Towel pull. Sit …`."""
        sentences = self.sentences
        first = sentences[i]
        if (
            not first.first
            or first.kind not in {"item", "text"}
            or first.end - first.body > LONGEST_ITEM
            or i + 1 >= len(sentences)
            or sentences[i + 1].block != first.block
        ):
            return False
        if first.bold or i in self.run_ins or self.is_dosed_title(i):
            return True
        quoted = self.text[first.body : first.end]
        if not quoted.endswith("."):
            return False
        if first.number is not None and self.readings[i].labels == ("other",) and self._told_in_item(i):
            return len(quoted.split()) <= LONGEST_RUN_IN
        # As in `Shoulder flexion (lying down). Lie on your back …`.
        said = self.said(first.body, first.end)
        fragment = all(rule.startswith(FRAGMENTS) for rule in self.readings[i].rules)
        bare = fragment or quoted.endswith(").")
        named = len(said.split()) <= LONGEST_RUN_IN + 1 and is_a("movement", said) and not instructs(said)
        after = range(i + 1, min(i + 2 + MOST_BETWEEN, len(sentences)))
        below = (j for j in after if sentences[j].block == first.block or sentences[j].kind == "item")
        return bare and named and any(self.content(j) for j in below)

    def is_dosed_title(self, i: int) -> bool:
        """Say whether words in Title Case, with a full stop, stand before a dose: `Reverse Hypers. 2 sets, 10 reps.`."""
        words = self.text[self.sentences[i].body : self.sentences[i].end].split()
        if len(words) not in range(2, LONGEST_RUN_IN + 1) or not all(word[0].isupper() for word in words):
            return False
        if i + 1 >= len(self.sentences) or self.sentences[i + 1].block != self.sentences[i].block:
            return False
        below = self.readings[i + 1]
        dosed = below.dose is not None and not AMOUNT.isdisjoint(below.dose.anchors)
        return words[-1].endswith(".") and dosed and below.labels == ("hold_rep",)

    def _told_in_item(self, i: int) -> bool:
        """Say whether the sentences of an item, or the list right below it, tell how an exercise is done."""
        sentences = self.sentences
        if self.content(i + 1):
            return True
        j = i + 1
        while j < len(sentences) and sentences[j].block == sentences[i].block:
            j += 1
        nested = (
            j < len(sentences) and sentences[j].kind == "item" and sentences[j].level > sentences[i].level
        )
        return nested and self.content(j)

    def _is_longer(self, i: int, label_end: int) -> bool:
        """Say whether the name before a dose is not the label: `Dead bug - slow - 2 x 10`, `Squat 3x8: heels down`."""
        end = self.name_end(i)
        return end < label_end or 0 < len(self.text[label_end:end].split()) <= LONGEST_VARIANT

    def _behind_count(self, i: int) -> Part | None:
        """Return the name behind a number that opens an item: `10 wall presses on both sides`."""
        sentence, reading = self.sentences[i], self.readings[i]
        if reading.dose is None or reading.labels != ("hold_rep",) or reading.dose.start > sentence.body:
            return None
        count = COUNT.match(self.text, sentence.body, sentence.end)
        if count is None:
            return None
        end = BEHIND_NAME.search(self.text, count.end(), sentence.end)
        return Part(count.end(), end.start() if end else sentence.end)

    def _behind_time(self, i: int, end: int) -> Part | None:
        """Return the name behind a time that opens a cell: `30 seconds of high knees`."""
        of = OF.match(self.text, end, self.sentences[i].end)
        return Part(of.end(), self.sentences[i].end) if of else None

    def _bare_item(self, i: int) -> Part | None:
        """Return an item that is nothing but a few words: `Bird dog`."""
        sentence, reading = self.sentences[i], self.readings[i]
        quoted = self.text[sentence.body : sentence.end]
        heads = (self.heads_list(i) or self._heads_text(i)) and reading.dose is None
        if (reading.labels != ("other",) and not heads) or reading.cue:
            return None
        if quoted.rstrip("*_ ").endswith((".", "!", "?", ";")) and not sentence.title:
            return None
        return Part(sentence.start, sentence.end) if len(plain(quoted)) <= LONGEST_ITEM else None

    def before_dose(self, i: int) -> Part | None:
        """Return the movement before the dose of an item, with where it is done: `Side crunch on the bar 15 s each side`."""
        sentence, reading = self.sentences[i], self.readings[i]
        if reading.dose is None or reading.labels != ("hold_rep",):
            return None
        said = self.said(sentence.body, reading.dose.name_end)
        named = is_a("movement", said) and not (instructs(said) or is_step(said))
        return Part(sentence.start, reading.dose.name_end) if named else None

    def heads_list(self, i: int) -> bool:
        """Say whether the numbered items of another list stand below an item."""
        below = self.sentences[i + 1] if i + 1 < len(self.sentences) else None
        return below is not None and below.number == 1 and below.level > self.sentences[i].level

    def _heads_text(self, i: int) -> bool:
        """Say whether a numbered item without a full stop stands over a paragraph: `4. Standing on one leg`."""
        sentences = self.sentences
        if sentences[i].number is None or i + 1 >= len(sentences):
            return False
        doing = self.said(sentences[i].body, sentences[i].end).partition(" ")[0].endswith("ing")
        below = sentences[i + 1]
        return doing and below.kind == "text" and below.first and self.content(i + 1)

    def _before_bracket(self, i: int) -> Part | None:
        """Return the name before an instruction in brackets: `Pec stretch (lie on the roller)`."""
        sentence = self.sentences[i]
        bracket = self.text.find("(", sentence.body, sentence.end)
        if sentence.kind != "item" or bracket <= 0 or self.text[sentence.end - 1] != ")":
            return None
        ends_there = self.text[sentence.body : bracket].rstrip().endswith((".", ","))
        return None if ends_there else Part(sentence.start, bracket)

    def told_next(self, i: int) -> bool:
        """Say whether an instruction in running text follows a heading before any other, but those of its parts."""
        for j in range(i + 1, len(self.sentences)):
            sentence = self.sentences[j]
            if self.content(j):
                return (
                    sentence.kind in {"text", "item"} and not self.readings[j].named and not self.is_listed(j)
                )
            if self.is_title(j) and not is_a("part", self.said(sentence.start, sentence.end)):
                return False
        return False

    def _lists(self) -> dict[int, bool]:
        """Return for each list whether its items are exercises; those of the others are steps or remarks."""
        members: dict[int, list[int]] = defaultdict(list)
        for i, sentence in enumerate(self.sentences):
            if sentence.kind == "item" and sentence.first and sentence.list is not None and sentence.marker:
                members[sentence.list].append(i)
        found: dict[int, bool] = {}
        for number, items in members.items():
            self.run_ins |= self._run_ins(items)
            parent = self._parent(items[0])
            # What stands below a step is a remark, what stands below a name are the steps.
            nested = found.get(parent, True) and not (parent >= 0 and self._below_name(items))
            found[number] = nested and self._is_of_exercises(items)
        return found

    def _run_ins(self, items: Sequence[int]) -> set[int]:
        """Return the bulleted items that open with a few words and a full stop, where they are names and no steps."""
        short = [i for i in items if self._opens_shortly(i)]
        sure = [
            i
            for i in short
            if not self.content(i) and could_be(self.said(self.sentences[i].start, self.sentences[i].end))
        ]
        return set(short) if len(sure) >= FEWEST_RUN_ON and len(sure) * 2 >= len(short) else set()

    def _opens_shortly(self, i: int) -> bool:
        """Say whether a bulleted item begins with a few words and a full stop, and says more."""
        sentences = self.sentences
        first = sentences[i]
        more = i + 1 < len(sentences) and sentences[i + 1].block == first.block
        if first.number is not None or not more or self.text[first.end - 1] != ".":
            return False
        said = self.said(first.body, first.end)
        return 0 < len(said.split()) <= LONGEST_RUN_IN and not is_step(said)

    def _run_on(self) -> set[int]:
        """Return the items of numbered lists that stand in one line, where most of them have a dose of their own."""
        blocks: dict[int, list[int]] = defaultdict(list)
        for i, sentence in enumerate(self.sentences):
            if sentence.kind in {"text", "item"} and sentence.number is not None:
                blocks[sentence.block].append(i)
        found: set[int] = set()
        for block, items in blocks.items():
            numbers = [self.sentences[i].number for i in items]
            if len(items) < FEWEST_RUN_ON or numbers != list(range(1, len(items) + 1)):
                continue
            end = items[-1] + 1
            while end < len(self.sentences) and self.sentences[end].block == block:
                end += 1
            dosed = sum(any(map(self._has_number, range(*item))) for item in pairwise([*items, end]))
            if dosed * 5 >= len(items) * 3:
                found.update(items)
        return found

    def _parent(self, i: int) -> int:
        """Return the list in whose item the list that begins at ``i`` is nested, or -1."""
        before = self.sentences[i - 1] if i else None
        if before is None or before.kind != "item" or before.level >= self.sentences[i].level:
            return -1
        return before.list or -1

    def _below_name(self, items: Sequence[int]) -> bool:
        """Say whether a nested list stands right below a name in bold, and most of its own items are bare."""
        above = self.sentences[items[0] - 1]
        opened = sum(self.readings[i].named or self.sentences[i].label_end is not None for i in items)
        return above.bold and could_be(self.said(above.start, above.end)) and opened * 2 <= len(items)

    def _is_of_exercises(self, items: Sequence[int]) -> bool:
        """Say whether items are exercises: half of them open with a name, or most have a dose of their own."""
        sentences = self.sentences
        above, right_above = self._title_above(items[0])
        below_name = could_be(above)
        below_movement = below_name and is_a("movement", above)
        texts = any(sentences[j].kind != "item" for i, end in self._extents(items) for j in range(i, end))
        below_part = (
            right_above
            and is_a("part", above)
            and not texts
            and not any(self.readings[i].named for i in items)
        )
        if below_part or sum(map(self.labels_part, items)) * MANY_PARTS >= len(items):
            return False  # tips, steps; starting position, execution, repetition
        named = dosed = placed = paragraphs = 0
        words_above = WORDS.split(above)
        for i, end in self._extents(items):
            placed += self.readings[i].labels[0] == "position"
            paragraphs += end - i > 1 and self.content(i)
            dosed += any(self._has_number(j) for j in range(i, end))
            bare = sentences[i].label_end is None and not self.readings[i].named
            # Below the name of a movement, bare items are steps, unless each has text of its own.
            if not (bare and (len(items) == 1 or (below_movement and end - i == 1))):
                named += self._opens_with_name(i, words_above)
        if named * 2 >= len(items) and named >= min(2, len(items)):
            return True
        if len(items) == 1 and self._stands_alone(items[0]):
            return True
        if len(items) > 1 and self._is_announced(items):
            return True
        numbered = sentences[items[0]].number is not None and len(items) > 1
        most = dosed * 5 >= len(items) * 3 or (len(items) >= FEWEST_PLACED and placed * 4 >= len(items) * 3)
        described = len(items) >= FEWEST_RUN_ON and paragraphs * 4 >= len(items) * 3
        return (numbered or (described and not texts)) and not below_name and most

    def _is_announced(self, items: Sequence[int]) -> bool:
        """Say whether the sentence above a list says that its items are exercises: `Do these exercises daily:`."""
        above = self.sentences[items[0] - 1] if items[0] else None
        if above is None or self.text[above.end - 1] != ":" or above.kind == "item":
            return False
        told = sum(any(self.content(j) for j in range(i, end)) for i, end in self._extents(items))
        return told * 2 > len(items) and is_a("leads_list", self.said(above.start, above.end))

    def _stands_alone(self, i: int) -> bool:
        """Say whether the one item of a list is a title with its number: `2. Hip abduction`, its text below."""
        sentence = self.sentences[i]
        said = self.said(sentence.start, sentence.end)
        told_below = i + 1 < len(self.sentences) and self.sentences[i + 1].kind == "text"
        bare = told_below and self._bare_item(i) is not None
        return bare and could_be(said) and is_a("movement", said)

    def _title_above(self, i: int) -> tuple[str, bool]:
        """Return the words of the title above a list, and whether it stands right above.

        A line or two that tell nothing may stand between.
        """
        sentences = self.sentences
        for j in range(i - 1, max(-1, i - 2 - MOST_BETWEEN), -1):
            if sentences[j].kind == "heading" or sentences[j].title or self.is_label(j):
                return self.said(sentences[j].start, sentences[j].end), j == i - 1
            if sentences[j].kind != "text" or self.content(j):
                break
        return "", False

    def labels_part(self, i: int) -> bool:
        """Say whether an item's label is that of a part of an exercise."""
        label = self.sentences[i].label_end
        return label is not None and is_a("part", self.said(self.sentences[i].body, label))

    def _extents(self, items: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Yield each item's first sentence and the end of what belongs to it."""
        sentences = self.sentences
        yield from pairwise(items)
        last = items[-1]
        end = last + 1
        while (
            end < len(sentences)
            and sentences[end].kind == "item"
            and sentences[end].level >= sentences[last].level
            and sentences[end].gap == 0
            # The next list at this level: its items belong to it alone.
            and not (sentences[end].first and sentences[end].level == sentences[last].level)
        ):
            end += 1
        yield last, end

    def _has_number(self, i: int) -> bool:
        """Say whether a sentence gives a number to hold or to do."""
        dose = self.readings[i].dose
        return dose is not None and not dose.anchors.isdisjoint({"hold", "reps", "sets"})

    def _opens_with_name(self, i: int, words_above: Sequence[str]) -> bool:
        """Say whether an item opens with what could be the name of an exercise, no `Cow:` below `Cat-cow`."""
        part = self.named_part(i)
        if part is None:
            return False
        said = self.said(*part)
        return NUMBER.sub("", said) not in words_above and (
            could_be(said, dosed=self.readings[i].named)
            and not leads_in(said, dosed=self.readings[i].named)
            and not instructs(said)
        )

    def _rows(self) -> dict[int, tuple[int, int]]:
        """Return the table rows that describe an exercise: the first cell → the cell with its name and the last."""
        rows: dict[int, tuple[int, int]] = {}
        header = ""
        for i, end in self._row_extents():
            first = self.sentences[i]
            said = self.said(first.start, first.end)
            if first.column == 0 and (first.header or first.row == 0):
                header = said
            numbered = end - i > 2 and ROW_NUMBER.fullmatch(said) is not None  # noqa: PLR2004 (a number, a name and more)
            dosed = end - i > 1 and self._is_dose_alone(i)
            at = i + (numbered or dosed)
            told = self._is_name(at, end) if dosed else self._tells(at, end)
            if not first.header and first.column == 0 and not is_a("grade", header) and told:
                rows[i if dosed else at] = at, end - 1
        return rows

    def _dose_lines(self) -> dict[int, Part]:
        """Return the lines of a program, or of a cell, with the name that a dose opens or ends: `12 reps Push-Up`.

        One alone says nothing; another stands right above or below it, or with a line between.
        """
        found: dict[int, Part] = {}
        last = len(self.sentences) - 1
        for i, (sentence, reading) in enumerate(zip(self.sentences, self.readings, strict=True)):
            if (
                reading.dose is not None
                and reading.labels == ("hold_rep",)
                and not reading.named
                and sentence.kind in {"text", "title", "item", "cell", "heading"}
                and sentence.first
                and (i == last or self.sentences[i + 1].first)
                and (part := self._dosed_name(i, reading.dose)) is not None
            ):
                found[i] = part
        near = (1, 2, -1, -2)
        return {
            i: part
            for i, part in found.items()
            if part.start == self.sentences[i].start or any(i + step in found for step in near)
        }

    def _is_program(self, i: int) -> bool:
        """Say whether a name with its dose stands right above or below a line."""
        beside = range(max(i - 1, 0), min(i + 2, len(self.sentences)))
        return any(self.readings[j].named and self.sentences[j].kind in {"text", "title"} for j in beside)

    def _dosed_name(self, i: int, dose: DoseReading) -> Part | None:
        """Return the name in a line of a program, before or behind its dose."""
        sentence = self.sentences[i]
        if dose.start != sentence.body:
            ends = not self.text[dose.end : sentence.end].strip(" ).*_")
            lines = sentence.kind in {"text", "title"} and sentence.label_end is None and self._is_program(i)
            return self.before_dose(i) if ends and lines else None
        if sentence.kind in {"cell", "heading"}:
            part = self._behind_count(i) or self._behind_time(i, dose.end)
            return part if part and could_be(self.said(*part), dosed=True) else None
        behind = BEHIND_DOSE.match(self.text, dose.end, sentence.end)
        if behind is None:
            return None
        at = behind.end()
        said = self.said(at, sentence.end)
        titled = self.text[at].isupper() or RATIO.match(self.text, at) is not None
        titled = titled or (not behind[0].isspace() and is_a("movement", said))
        if titled and could_be(said, dosed=True):
            return Part(at, sentence.end)
        return (self._behind_count(i) or self._behind_time(i, dose.end)) if is_a("movement", said) else None

    def _is_dose_alone(self, i: int) -> bool:
        """Say whether a cell holds nothing but a dose: `5-8`, `3 x 10`."""
        reading = self.readings[i]
        return reading.labels == ("hold_rep",) and not reading.named and self._has_number(i)

    def _is_name(self, i: int, end: int) -> bool:
        """Say whether a cell behind a dose holds the name of what it counts."""
        said = self.said(self.sentences[i].start, self.sentences[i].end)
        others = any(self.readings[j].named for j in range(i, end))
        return not self.content(i) and not others and could_be(said, dosed=True) and not is_a("part", said)

    def _row_extents(self) -> Iterator[tuple[int, int]]:
        """Yield the first sentence of each table row, and the end of the row."""
        i = 0
        while i < len(self.sentences):
            row = self.sentences[i].row
            end = i + 1
            if row is not None:
                while (
                    end < len(self.sentences)
                    and self.sentences[end].row == row
                    and self.sentences[end].kind == "cell"
                ):
                    end += 1
                yield i, end
            i = end

    def _tells(self, i: int, end: int) -> bool:
        """Say whether a row names an exercise in cell ``i`` and tells in the others how it is done."""
        told = [j for j in range(i + 1, end) if self.content(j)]
        if not told or self.content(i) or any(self.readings[j].named for j in told):
            return False
        moves = len(told) > 1 and any("action" in self.readings[j].labels for j in told)
        said = self.said(self.sentences[i].start, self.sentences[i].end)
        # A, B2: the letter of a row is no name; a table of terms has no dose.
        return len(said) > 2 and could_be(said) and (moves or any(self.readings[j].dose for j in told))  # noqa: PLR2004
