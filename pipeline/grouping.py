"""Which sentences make one exercise, and what its name is.

An exercise is a run of sentences: its name, if the article gives one, and the sentences that say how it is done. In a
coherent article headings, labels, lists and tables tell where one begins; `Grouper` walks through it by its `Outline`. In
a scrambled article nothing tells, so only neighbours that can describe one movement are put together: rather no
attachment than a wrong one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from pipeline.names import Name, could_be, instructs, is_a, leads_in, trim
from pipeline.neighbours import POSTURES, neighbours
from pipeline.outline import LONGEST_RUN_IN, NUMBER, WORDS, Outline
from pipeline.spoken import announced_name, announces, called_name, found_name
from pipeline.titles import HOW_TO, Titles

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.language.labels import Reading
    from pipeline.language.sentences import Sentence

SETS_UP = "action.move.setup"
RESTS = frozenset({"rest"})
OPEN = frozenset({"open"})
GENERAL = frozenset({"rest", "freq"})
"""What a dose behind a list of exercises says of all of them."""
MOVES = frozenset({"action", "hold_rep"})
REMINDS = ("action.breath", "action.keep_working")
"""Beginnings of the rules of what an exercise is told besides: `Keep breathing.`"""
NUMBERED = re.compile(r"([a-z]*) ?#?\d{1,2}\b")
AGAIN = re.compile(r"^(?:how to (?:do|perform) |to (?:do|perform|try) |for )(?:an? |the |your )?")
BRACKET = re.compile(r" ?\([^()]*\)$")
STEP = re.compile(r"(?i)step")
CAPTION = re.compile(
    r"(?:!?\[[^\[\]\n]{0,300}\]\([^()\s]{0,600}[^()\n]{0,100}\)|https?://\S+"
    r"|(?i:(?:photo |image |video )?(?:credit|source|courtesy)s?: ?.{1,80}))[.\s]*$"
)
"""What is no part of a description: a link, an address or the source of a picture, alone."""

Title = Literal["part", "name", "section", "noise"]


class Group(NamedTuple):
    """The sentences of one exercise, by their numbers, and its name."""

    sentences: list[int]
    name: Name | None


class Grouper:
    """Walks through a coherent article and groups its sentences."""

    def __init__(self, outline: Outline) -> None:
        self.outline = outline
        self.titles = Titles(outline)
        self.groups: list[Group] = []
        self.faults_level = 0
        """The level of the heading over what goes wrong that is in force, or 0."""
        self.start_over()

    def start_over(self) -> None:
        """Forget the current exercise."""
        self.current: list[int] = []
        self.name: Name | None = None
        self.told = False
        """Whether the current exercise has an instruction yet."""
        self.told_in: dict[int, int] = {}
        """The first instruction of each block in it."""
        self.lists: set[int] = set()
        """The lists that it has items of."""
        self.lists_told: set[int | None] = set()
        """The lists that hold its instructions."""
        self.moved = False
        self.counted = False
        """Whether it says how often to do it all."""
        self.headed = False
        """Whether its name is a heading."""
        self.listed = False
        self.flows = False
        """Whether it is a flow, whose steps have headings."""
        self.part_open = False
        self.remarks = False
        """Whether the title of a part is the last, below which complaints, faults or muscles stand."""
        self.faulty = False
        """Whether the titles of faults follow, a description below each."""
        self.purpose_open = False
        self.purpose_block: int | None = None
        """The block right below the last title that says what it is good for."""

    def close(self) -> None:
        """End the current exercise; without any instruction it is none, without a name and a movement neither."""
        if self.told:
            if self.name is None:
                self.name = found_name(self.outline, self.current[0], "to_do")
            while not self.can_end(self.current[-1]):
                self.current.pop()
            if self.name or self.listed or (self.moves() and not self.is_remark()):
                self.groups.append(Group(self.current, self.name))
        self.start_over()

    def moves(self) -> bool:
        """Say whether the current exercise tells a movement, if only while setting up for what is then counted."""
        readings = [self.outline.readings[i] for i in self.current]
        if any("action" in reading.labels for reading in readings):
            return True
        return self.counted and any(SETS_UP in reading.rules for reading in readings)

    def is_remark(self) -> bool:
        """Say whether all that is told is one bullet with a movement, or to breathe: `Stand and move`, `Keep breathing.`."""
        told = [i for i in self.current if self.outline.content(i)]
        if len(told) > 1 or self.counted:
            return False
        only, reading = self.outline.sentences[told[0]], self.outline.readings[told[0]]
        breathes = reading.dose is None and all(rule.startswith(REMINDS) for rule in reading.rules)
        return breathes or (only.kind == "item" and only.number is None)

    def can_end(self, i: int) -> bool:
        """Say whether a sentence can be the last of an exercise: what says nothing of it behind the last step can't."""
        outline = self.outline
        reading, sentence = outline.readings[i], outline.sentences[i]
        if outline.content(i) or "warning" in reading.labels or reading.cue:
            return True
        named = self.name is not None and sentence.start <= self.name.start < sentence.end
        if named or self.tells_benefit(i):
            return True
        if outline.is_title(i) or outline.recurs(i):
            return False
        if sentence.block == self.purpose_block or (self.headed and self.speaks_of_it(i)):
            return True
        if sentence.list in self.lists_told and not outline.lists.get(sentence.list or -1, False):
            return True  # a remark among the steps
        return self.told_in.get(outline.sentences[i].block, i) < i

    def speaks_of_it(self, i: int) -> bool:
        """Say whether a sentence tells what the exercise is good for: `This stretch …`, or its name and a verb."""
        outline, sentence = self.outline, self.outline.sentences[i]
        if self.outline.labels_part(i):
            return True  # "Muscles worked: calves"
        if sentence.kind != "text" or self.name is None:
            return False
        said = outline.said(sentence.body, sentence.end)
        name = self.said_name(self.name).removesuffix("s")
        named = said.removeprefix("the ").startswith(name) and outline.text[sentence.end - 1] == "."
        return named or is_a("speaks_of", said)

    def tells_benefit(self, i: int) -> bool:
        """Say whether a line behind the last step says what it is good for: `Stretches hip flexors, quads, back`."""
        outline, sentence = self.outline, self.outline.sentences[i]
        if not self.headed or not self.told or sentence.kind not in {"text", "title"} or sentence.label_end:
            return False
        said = outline.said(sentence.body, sentence.end)
        return said.partition(" ")[0].endswith("s") and is_a("benefit", said)

    def add(self, i: int) -> None:
        """Put a sentence into the current exercise."""
        self.current.append(i)
        if (number := self.outline.sentences[i].list) is not None:
            self.lists.add(number)
        if self.purpose_open and not self.outline.is_title(i):
            self.purpose_block, self.purpose_open = self.outline.sentences[i].block, False
        if self.outline.content(i):
            self.told = True
            self.told_in.setdefault(self.outline.sentences[i].block, i)
            if self.outline.sentences[i].kind == "item":
                self.lists_told.add(self.outline.sentences[i].list)
            self.part_open = False
        self.counted = self.counted or self.counts(i)
        reading = self.outline.readings[i]
        # A name, with a dose or above its steps, is no movement yet: the starting position may follow.
        heads = reading.named or self.outline.heads_list(i) or self.is_name_with_dose(i)
        # So may it below "Sets: 3".
        heads = heads or (reading.labels == ("hold_rep",) and self.outline.labels_part(i))
        if not heads and not MOVES.isdisjoint(reading.labels):
            self.moved = True

    def is_name_with_dose(self, i: int) -> bool:
        """Say whether a sentence holds the current name and tells no more than a dose: `Superman - 3 x 10`."""
        reading = self.outline.readings[i]
        if self.name is None or reading.dose is None or reading.labels != ("hold_rep",):
            return False
        return 0 <= reading.dose.start - self.name.end <= len(" - ")

    def begin(self, i: int, name: Name | None, *, headed: bool = False, listed: bool = False) -> None:
        """Begin an exercise with a sentence."""
        self.close()
        self.name, self.headed, self.listed = name, headed, listed
        self.flows = name is not None and is_a("flow", self.said_name(name))
        self.add(i)

    def said_name(self, name: Name) -> str:
        """Return a name as the patterns want it."""
        return self.outline.said(name.start, name.end)

    def run(self) -> list[Group]:
        """Return the exercises, in order."""
        outline = self.outline
        row_end = -1
        for i, sentence in enumerate(outline.sentences):
            if sentence.kind in {"front_matter", "image"}:
                continue
            if i in outline.rows:
                at, row_end = outline.rows[i]
                named = outline.sentences[at]
                self.begin(i, trim(outline.text, named.start, named.end))
            elif i <= row_end:
                self.add(i)
            elif sentence.kind == "cell" and not self.names_itself(i):
                if self.holds_table(i):
                    self.add(i)
                else:
                    self.close()
            elif outline.is_title(i) or self.titles.opens_flow(i):
                self.title(i)
            else:
                self.sentence(i)
            if i == row_end:
                self.close()
        self.close()
        if len(self.groups) == 1 and self.groups[0].name is None:
            return [self.groups[0]._replace(name=self.titles.of_page(self.groups[0].sentences[0]))]
        return self.groups

    def holds_table(self, i: int) -> bool:
        """Say whether a table is one of levels, weeks or facts within the current exercise."""
        if self.listed and not self.told:
            return self.outline.labels_part(i)  # "Sets: 3 | Reps: 10"
        return self.headed and (self.told or self.names_exercise() or self.outline.labels_part(i))

    def names_itself(self, i: int) -> bool:
        """Say whether a table cell has a name and tells something of it."""
        label = self.outline.sentences[i].label_end
        named = self.outline.readings[i].named or i in self.outline.dose_lines
        return named or (label is not None and self.outline.content(i))

    # -- headings, titles, labels alone on a line

    def title(self, i: int) -> None:
        """Take a heading, title or label."""
        outline, sentence = self.outline, self.outline.sentences[i]
        start, end = self.titles.words(i)
        kind = self.kind_of_title(i, outline.said(start, end))
        if sentence.kind == "heading":
            self.look_for_faults(i)
        said = outline.said(start, end)
        self.remarks = kind == "part" and (is_a("remarks", said) or (self.remarks and not is_part(said)))
        self.faulty = kind == "part" and (is_a("faults", said) or (self.faulty and not is_part(said)))
        if kind == "part" and sentence.kind == "heading" and self.titles.subject and not self.headed:
            self.begin(i, self.titles.subject, headed=True)  # the page's exercise, behind what else it says
        elif kind == "part":
            if self.current:
                self.add(i)
            elif not (sentence.marker and STEP.match(sentence.marker)):
                self.begin(i, None)
            self.part_open = True
            self.purpose_open = is_a("purpose", outline.said(start, end))
        elif kind == "section":
            self.close()
        elif kind == "name":
            if len(self.current) == 1 and self.only_counts():
                self.name = trim(outline.text, start, end)  # "Exercise 1", "Wall slide"
                self.add(i)
            elif not self.titles.told_later(i):
                self.name_behind(i, start, end)
            else:
                self.begin(i, trim(outline.text, start, end), headed=True)

    def only_counts(self) -> bool:
        """Say whether the current name only counts the exercise: `Exercise 1`."""
        return self.name is not None and is_a("only_counts", self.said_name(self.name))

    def look_for_faults(self, i: int) -> None:
        """Note the level of a heading over what goes wrong: headings below it name faults, and no exercises."""
        sentence = self.outline.sentences[i]
        if self.faults_level == 0 or sentence.level <= self.faults_level:
            faulty = is_a("faults", self.outline.said(sentence.start, sentence.end))
            self.faults_level = sentence.level if faulty else 0

    def kind_of_title(self, i: int, said: str) -> Title:
        """Say what a title is to the exercise before it and to what follows."""
        outline, sentence = self.outline, self.outline.sentences[i]
        faulty = sentence.kind == "heading" and sentence.level > self.faults_level > 0
        if outline.readings[i].named and not faulty:
            if self.current and is_a("part", said):
                return "part"  # "Frequency: daily"
            return "name" if could_be(said, dosed=True) else "section"
        if (faulty and self.current) or self.is_part(i, said):
            return "section" if self.is_of_page(i, said) else "part"
        if is_a("noise", said) or self.titles.is_running_head(i) or not any(map(str.isalpha, said)):
            return "noise"
        forbids = "warning" in outline.readings[i].labels  # "AVOID: leg lifts"
        if not forbids and self.titles.could_name(i, said) and not self.titles.heads_talk(i, said):
            return "name"
        caption = sentence.kind != "heading" and outline.text[sentence.body].islower()
        return "noise" if caption and not forbids else "section"

    def is_of_page(self, i: int, said: str) -> bool:
        """Say whether a heading beside those of several exercises stands there once: `Safety tips` is of the page then."""
        if not (self.headed and self.told and self.is_beside(i) and is_a("closing", said)):
            return False
        sentence = self.outline.sentences[i]
        once = self.titles.counts[self.outline.said(sentence.start, sentence.end)] == 1
        return once and self.titles.siblings(i) > 1

    def is_part(self, i: int, said: str) -> bool:
        """Say whether a title is that of a part of the current exercise, or of any exercise."""
        sentence = self.outline.sentences[i]
        stepped = sentence.marker is not None and STEP.match(sentence.marker) is not None
        # "### Step 4: Wall slides", where the steps of a plan have headings
        if is_part(said) or (
            stepped and (self.headed or sentence.kind != "heading" or not is_a("movement", said))
        ):
            return True
        return bool(self.current) and (
            (self.flows and self.goes_on_in_flow(i, said))
            or (
                self.name is not None
                and not self.moved
                and self.is_name_again(said, self.said_name(self.name))
            )
            or self.leads_to_steps(i)
            or self.tells_benefit(i)
            or (
                sentence.kind != "heading"
                and is_a("benefit", said)
                and (self.part_open or self.tells_use(said))
            )
            or (self.headed and not said.endswith("?") and self.is_part_of_headed(i, said))
        )

    def leads_to_steps(self, i: int) -> bool:
        """Say whether a line with a colon stands between a name, with its dose, and the steps: `To stretch your thigh:`."""
        outline, sentences = self.outline, self.outline.sentences
        if (
            not self.told
            or self.name is None
            or self.lists
            or outline.content(i)
            or outline.text[sentences[i].end - 1] != ":"
        ):
            return False
        return i + 1 < len(sentences) and sentences[i + 1].kind == "item" and not outline.is_listed(i + 1)

    @staticmethod
    def is_name_again(said: str, name: str) -> bool:
        """Say whether a title repeats the name, as under a picture or above the steps: `To do a buttock stretch:`."""
        one, other = (words.removesuffix("s").removesuffix("e") for words in (AGAIN.sub("", said), name))
        return one == other

    def goes_on_in_flow(self, i: int, said: str) -> bool:
        """Say whether a title within a flow is that of a step, and not numbered on from the flow's: `Exercise 2: …`."""
        sentence = self.outline.sentences[i]
        numbered = NUMBERED.match(self.outline.said(sentence.start, sentence.end))
        if numbered is not None and numbered[1] and self.is_sibling(i):
            return False
        return sentence.number is not None or (self.told and not is_a("section", said))

    def tells_use(self, said: str) -> bool:
        """Say whether a line right below a name tells what it is good for: `Stretches and mobilises the spine`."""
        return self.name is not None and not self.told and said.partition(" ")[0].endswith("s")

    def is_part_of_headed(self, i: int, said: str) -> bool:
        """Say whether a title is that of a part of the exercise whose heading stands before it."""
        if not self.told and self.name is not None and self.outline.sentences[i].kind != "heading":
            again = set(said.split()) & set(self.said_name(self.name).split())
            if again and self.outline.text[self.outline.sentences[i].body].islower():
                return True  # a caption
        if self.is_sibling(i):
            return False  # "Stretch #1: …", "Stretch #2: …"
        if not self.told and (said.startswith("how to ") or said.endswith(" instructions")):
            return True  # "Pogo jumps", "How to pogo jump"
        waits = not self.told and self.names_movement() and not self.is_beside(i)
        if self.hangs(i) or self.opens_part(i, said, waits=waits):
            return True  # "Technique:", "Stand in Tadasana"
        named = is_a("movement", said) and "=" not in said
        if waits and (is_a("opening", said) or not (named or is_a("section", said))):
            return True  # "Lying leg raises", "What the coach says", "Execution"
        return (
            (
                self.outline.sentences[i].label_end is not None
                and self.titles.label_of(i) in self.titles.recurring
            )
            or self.varies(said)
            or self.is_part_of_page(i, said)
            or instructs(said)
            or is_a("part_of_named", said)
            or self.is_second_title(i, said)
        )

    def is_beside(self, i: int) -> bool:
        """Say whether a title is a heading of the same level as the one that the current name stands in."""
        above, sentence = self.outline.sentences[self.current[0]], self.outline.sentences[i]
        return above.kind == sentence.kind == "heading" and sentence.level <= above.level

    def hangs(self, i: int) -> bool:
        """Say whether a line that reads like a title ends a block of instructions: `Jump back to Tadasana`."""
        outline, sentences = self.outline, self.outline.sentences
        if (
            sentences[i].kind != "title"
            or sentences[i].number is not None
            or sentences[i].gap
            or not self.told
        ):
            return False
        ends = i + 1 == len(sentences) or sentences[i + 1].gap > 0
        said = outline.said(sentences[i].start, sentences[i].end)
        return ends and outline.content(i - 1) and sentences[i - 1].kind == "text" and is_a("way", said)

    def opens_part(self, i: int, said: str, *, waits: bool) -> bool:
        """Say whether a line that reads like a title is the first step, or a remark, below the title of a part."""
        outline, sentence = self.outline, self.outline.sentences[i]
        if sentence.kind == "heading":
            return False
        if self.faulty and not is_a("movement", said):
            return True  # "Common mistakes", "Sagging lower back"
        if not outline.is_title(i - 1):
            return False
        above = outline.sentences[i - 1]
        told = outline.said(above.start, above.end)
        if sentence.gap:
            return is_a("remarks", told) and not is_a("movement", said)
        return self.remarks or (waits and is_part(told))

    def is_part_of_page(self, i: int, said: str) -> bool:
        """Say whether a heading with instructions is that of a part of the one exercise that the page is about."""
        outline, level = self.outline, self.outline.sentences[i].level
        if self.titles.subject is None or self.name is None or self.outline.sentences[i].kind != "heading":
            return False
        if self.is_beside(i):
            return False
        if (
            self.said_name(self.name) != self.said_name(self.titles.subject)
            or is_a("movement", said)
            or is_a("section", said)
        ):
            return False
        for j in range(i + 1, len(outline.sentences)):
            if outline.sentences[j].kind == "heading" and outline.sentences[j].level <= level:
                return False
            if outline.content(j):
                return True
        return False

    def varies(self, said: str) -> bool:
        """Say whether a title is over the variations of the current exercise: `Bench press variations for growth`."""
        named = set(self.said_name(self.name).split()) if self.name is not None else set()
        return "variation" in said and not named.isdisjoint(said.split())

    def is_sibling(self, i: int) -> bool:
        """Say whether a title is numbered as the one that the current name stands in, or has its verb."""
        outline = self.outline
        texts = (
            outline.said(s.start, s.end) for s in (outline.sentences[i], outline.sentences[self.current[0]])
        )
        said, current = texts
        one, other = NUMBERED.match(said), NUMBERED.match(current)
        if one is not None and other is not None:
            return one[1] == other[1]
        if HOW_TO.match(said) and HOW_TO.match(current):
            return True  # "How to do the clamshell", "How to do the bridge"
        # "Stretch your neck", "Stretch your calves"
        return instructs(said) and said.split()[:2] == current.split()[:2]

    def is_second_title(self, i: int, said: str) -> bool:
        """Say whether a title goes on with the one right before it."""
        outline, sentences = self.outline, self.outline.sentences
        if self.told or len(self.current) > 1 or self.current[-1] != i - 1:
            return False
        if sentences[i].block == sentences[i - 1].block or (self.flows and is_a("flow", said)):
            return True
        if sentences[i].kind != "heading" and self.is_subtitle(i, said):
            return True
        if self.titles.translates(said, self.outline.said(sentences[i - 1].start, sentences[i - 1].end)):
            return True
        # "Chest stretch", "Doorway:": the first variant has the heading's name.
        return outline.is_label(i) and self.names_movement()

    def is_subtitle(self, i: int, said: str) -> bool:
        """Say whether a title says more of the name right above it: `Heel slides`, `Week 3-6`."""
        sentence = self.outline.sentences[i]
        if sentence.gap == 0 and is_a("grade", said) and any(map(str.isdigit, said)):
            return True
        # Below "Towel stretch" stands "Stretch - Calves"; between a name and "How to:" what it is good for.
        labelled = sentence.gap == 0 and sentence.label_end is not None
        return self.names_movement() and (labelled or self.is_above_part(i))

    def names_movement(self) -> bool:
        """Say whether the current name is that of a movement."""
        return self.name is not None and is_a("movement", self.said_name(self.name))

    def names_exercise(self) -> bool:
        """Say whether the current title names a movement, or says that it is that of an exercise: `Exercise 2: …`."""
        return self.names_movement() or self.titles.is_counted(self.current[0])

    def is_above_part(self, i: int) -> bool:
        """Say whether the title of a part stands right below a title."""
        outline = self.outline
        below = outline.sentences[i + 1] if i + 1 < len(outline.sentences) else None
        return below is not None and outline.is_title(i + 1) and is_part(outline.said(below.start, below.end))

    def name_behind(self, i: int, start: int, end: int) -> None:
        """Take the last title of an article: a name can stand behind its exercise."""
        if self.told and self.name is None and is_a("movement", self.outline.said(start, end)):
            self.name = trim(self.outline.text, start, end)
            self.current.append(i)
            while self.current[-2] != i and not self.can_end(self.current[-2]):
                del self.current[-2]
            self.groups.append(Group(self.current, self.name))
            self.start_over()
        self.close()

    # -- everything else

    def sentence(self, i: int) -> None:
        """Take a sentence that is no title."""
        outline, sentence = self.outline, self.outline.sentences[i]
        told = outline.content(i)
        if self.flows and sentence.kind == "item" and sentence.marker:
            self.add(i)
        elif self.current and self.leads_to_steps(i):
            self.add(i)
            self.part_open = True
        elif outline.is_listed(i) and self.rests(i):
            self.close()
        elif self.is_named(i) or self.is_of_none(i):
            return
        elif self.ends_list(i):
            self.close()
        elif not self.is_announced(i):
            if (told and self.begins(i)) or (self.told and not self.headed and self.leaves(i)):
                self.close()
            if told or self.current:
                self.add(i)

    def is_of_none(self, i: int) -> bool:
        """Say whether a sentence is part of no exercise: it is about all of them, or about a picture."""
        outline, sentence = self.outline, self.outline.sentences[i]
        return (outline.content(i) and self.is_general(i)) or bool(
            CAPTION.match(outline.text, sentence.body, sentence.end)
        )

    def is_named(self, i: int) -> bool:
        """Begin the exercise that a line of a program, an item or a label names, and say whether one does."""
        outline = self.outline
        if (part := outline.dose_lines.get(i)) is not None:
            self.begin(i, trim(outline.text, *part))
        elif outline.is_listed(i) and ((name := self.listed_name(i)) is not None or outline.content(i)):
            self.begin(i, name, listed=True)
        elif (name := self.inner_name(i)) is not None:
            self.begin(i, name)
        elif outline.is_listed(i) and self.titles.runs_in(i):
            self.begin(i, None, listed=True)
        else:
            return False
        return True

    def is_announced(self, i: int) -> bool:
        """Begin the exercise that a sentence of a talk announces or orders, and say whether one does."""
        if not self.headed and (behind := announces(self.outline, i)):
            self.begin(i, announced_name(self.outline, behind, self.outline.sentences[i].end))
            return True
        if self.is_called(i):
            return True
        name = None if self.headed else found_name(self.outline, i, "goes_on_to") or self.subject_of(i)
        if name is None and not (self.headed and self.names_movement()):
            name = self.done_name(i)
            if name is not None and self.is_told_as(name, i):
                return False
        if name is not None:
            self.begin(i, name)
        return name is not None

    def is_called(self, i: int) -> bool:
        """Take the name that a sentence gives an exercise without one, or with a number: `Stretch #1`, `I call this …`."""
        if not (self.only_counts() or (self.name is None and not self.told)):
            return False
        name = called_name(self.outline, i)
        if name is None:
            return False
        if self.current:
            self.name = name
            self.add(i)
        else:
            self.begin(i, name)
        return True

    def subject_of(self, i: int) -> Name | None:
        """Return the movement that an instruction opens with: `Wall slides are like a massage - stand at a wall …`."""
        opens = self.outline.sentences[i].first or not self.told or self.counted
        return found_name(self.outline, i, "subject") if opens and self.outline.content(i) else None

    def is_told_as(self, name: Name, i: int) -> bool:
        """Take the name behind a description without one: `Lift both shoulders … Do 10 shoulder shrugs.`."""
        told = self.told and self.outline.sentences[self.current[-1]].block == self.outline.sentences[i].block
        if not told or self.name is not None or self.counted:
            return False
        self.name = name
        return True

    def rests(self, i: int) -> bool:
        """Say whether an item is about the pause behind a list of exercises: `Rest a minute and repeat twice`."""
        reading = self.outline.readings[i]
        pauses = reading.dose is not None and "rest" in reading.dose.anchors
        return pauses and reading.labels == ("hold_rep",) and self.listed_name(i) is None

    def listed_name(self, i: int) -> Name | None:
        """Return the name of an item in a list of exercises."""
        outline = self.outline
        part = outline.named_part(i) or outline.before_dose(i)
        beside = outline.content(i) and outline.sentences[i].label_end is not None
        if part is None or not could_be(outline.said(*part), dosed=outline.readings[i].named, told=beside):
            return None
        return trim(outline.text, *part)

    def inner_name(self, i: int) -> Name | None:
        """Return the name that a label (`**Chin tuck**: …`) or words before a dose (`Plank (60s)`) give."""
        outline, sentence, reading = self.outline, self.outline.sentences[i], self.outline.readings[i]
        label = sentence.label_end
        part = outline.named_part(i) if self.may_hold_name(i) else None
        if part is None or (label is not None and is_part(outline.said(sentence.body, label))):
            return None
        said = outline.said(*part)
        bold = "**" in outline.text[sentence.start : part.end]
        if leads_in(said, dosed=reading.named) or not could_be(said, dosed=reading.named, told=True):
            return None
        movement = is_a("movement", said) or outline.is_dosed_title(i)
        if not outline.content(i) and not (movement and (bold or outline.is_run_in(i) or self.introduced(i))):
            return None
        waits = reading.named and (label is None or not self.told)
        if self.headed and self.names_movement() and not (movement and self.is_another(said)) and not waits:
            return None  # a part of the exercise, under a label that no rule knows
        # The label may be an order itself, as in "Add single-leg bridges".
        return found_name(self.outline, i, "does") or trim(outline.text, *part)

    def is_another(self, said: str) -> bool:
        """Say whether a label within an exercise is more than a word of its name: no `Cow:` within `Cat-Cow`."""
        return self.name is None or NUMBER.sub("", said) not in WORDS.split(self.said_name(self.name))

    def may_hold_name(self, i: int) -> bool:
        """Say whether a sentence stands where a name may: with a dose, a label or a title that runs in, and no step."""
        outline, sentence = self.outline, self.outline.sentences[i]
        label = sentence.label_end
        steps = sentence.kind == "item" and not outline.lists.get(sentence.list or -1, True)
        if steps and self.headed and sentence.number is not None and label is None:
            return False  # "3. Palm facing out (15 s)", a step of the exercise above
        labelled = label is not None and label < sentence.end and (sentence.first or self.names_inside(i))
        return outline.readings[i].named or (not steps and (labelled or outline.is_run_in(i)))

    def names_inside(self, i: int) -> bool:
        """Say whether a label within a paragraph names another movement: `Try these. Chin tuck: sit tall … Side bend: …`."""
        outline, sentence = self.outline, self.outline.sentences[i]
        if sentence.label_end is None or sentence.kind != "text" or not outline.content(i) or self.headed:
            return False
        if not outline.text[sentence.label_end].isspace():
            return False  # "Active Stretch:Contract …", a phase of the stretch that the line above names
        said = outline.said(sentence.body, sentence.label_end)
        return len(said.split()) <= LONGEST_RUN_IN and is_a("movement", said) and not instructs(said)

    def introduced(self, i: int) -> bool:
        """Say whether a label opens a description: `Quad set: good for the knee. Sit …`.

        On a line of its own only one in capitals does.
        """
        outline, sentence = self.outline, self.outline.sentences[i]
        label = outline.text[sentence.body : sentence.label_end or sentence.body]
        for j in range(i + 1, len(outline.sentences)):
            below = outline.sentences[j]
            if outline.content(j):
                return label.isupper() or below.block == sentence.block
            if below.gap or below.label_end is not None or outline.is_title(j):
                break
        return False

    def leaves(self, i: int) -> bool:
        """Say whether a paragraph begins that says nothing of how an exercise without a heading is done."""
        outline, sentences = self.outline, self.outline.sentences
        quoted = outline.text[sentences[i].start : sentences[i].end]
        if not sentences[i].first or sentences[i].gap == 0 or not any(map(str.isalpha, quoted)):
            return False
        if sentences[i].list in self.lists:
            return False
        end = i
        while end < len(sentences) and sentences[end].block == sentences[i].block:
            reading = outline.readings[end]
            if reading.labels != ("other",) or reading.cue:
                return False
            end += 1
        return True

    def is_general(self, i: int) -> bool:
        """Say whether a sentence is about all of the exercises."""
        outline, sentence = self.outline, self.outline.sentences[i]
        reading = outline.readings[i]
        if "position" in reading.labels:
            return False
        said = outline.said(sentence.start, sentence.end)
        if sentence.label_end is not None and self.headed:
            return False  # "In your workout: …", "Time: hold each stretch …", below the heading of one
        # "Repeat the sequence 3 times.", behind several exercises.
        alone = sentence.first and sentence.gap > 0
        opens = self.headed and not self.told  # right below the heading of the one it speaks of
        return is_a("general", said) or (alone and not opens and is_a("sequence", said))

    def done_name(self, i: int) -> Name | None:
        """Return the name of another movement that is ordered: `Try wall sits. Stand at a wall …`, `Do 20 squats.`."""
        part = self.outline.done_part(i)
        if part is None or (
            self.current
            and self.name
            and self.is_name_again(self.outline.said(*part), self.said_name(self.name))
        ):
            return None
        return trim(self.outline.text, *part)

    def ends_list(self, i: int) -> bool:
        """Say whether a paragraph behind a list of exercises is for all: `Rest 2 minutes between sets.`."""
        sentence, reading = self.outline.sentences[i], self.outline.readings[i]
        if sentence.kind != "text" or reading.dose is None:
            return False
        opened = self.current[0] if self.current else -1
        lines = opened in self.outline.dose_lines or (sentence.gap > 0 and self.is_line(opened))
        if lines and sentence.first and reading.dose.anchors == RESTS:
            return True  # "12 reps Push-up", "Rest 30 seconds"
        if not sentence.gap:
            return False
        waits = bool(self.current) and not self.told and reading.labels == ("hold_rep",)
        anchors = reading.dose.anchors
        return (waits and anchors == RESTS) or (
            self.listed and bool(anchors & GENERAL) and anchors <= GENERAL | OPEN
        )

    def is_line(self, i: int) -> bool:
        """Say whether the current exercise is a line of a program so far: `Squat 3x5`, right below another."""
        above = i > 0 and self.outline.readings[i - 1].named
        return len(self.current) == 1 and above and self.outline.readings[i].named

    def begins(self, i: int) -> bool:
        """Say whether a new starting position after movements begins another exercise."""
        reading = self.outline.readings[i]
        if (
            not self.moved
            or self.headed
            or self.part_open
            or reading.labels[0] != "position"
            or reading.modification is not None
            or not (self.outline.sentences[i].first or self.name is None)
        ):
            return False
        # Where nothing has a name, a new starting position behind the repetitions is enough.
        done = self.name is None and self.counts(self.current[-1])
        return done or any(rule.startswith(POSTURES) for rule in reading.rules)

    def counts(self, i: int) -> bool:
        """Say whether a sentence says how often to do it all: `Repeat 10 times.`."""
        reading = self.outline.readings[i]
        return reading.dose is not None and "reps" in reading.dose.anchors


def is_part(said: str) -> bool:
    """Say whether words are the title of a part of any exercise: `Technique (getting into the pose)`."""
    before, colon, _ = said.partition(":")
    return is_a("part", BRACKET.sub("", said)) or (colon != "" and is_a("part", before))


def group(
    text: str, sentences: Sequence[Sentence], readings: Sequence[Reading], *, scrambled: bool
) -> list[Group]:
    """Return the exercises of an article; ``scrambled``: its sentences come from many sources."""
    outline = Outline(text, sentences, readings)
    return [Group(*run) for run in neighbours(outline)] if scrambled else Grouper(outline).run()
