"""Which sentences make one exercise, and what its name is.

An exercise is a run of sentences: its name, if the article gives one, and the sentences that say how it is done. In a
coherent article headings, labels, lists and tables tell where one begins; `outline` reads them, `Grouper` walks through
the article by them. In a scrambled article nothing tells, so only neighbours that can describe one movement are put
together: rather no attachment than a wrong one.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from pipeline.language.words import read_rules, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.language.labels import Reading
    from pipeline.language.sentences import Sentence

CONTENT = frozenset({"position", "action", "hold_rep"})
POSTURES = (
    "position.posture", "position.begin", "position.get", "position.subject.patient", "position.by_posture",
    "position.subject.first_person", "position.fragment.on", "position.fragment.pose",
)  # fmt: skip
LONGEST_NAME = 90
LONGEST_BARE_NAME = 60
RUNNING_HEAD = 3
LONG_SUBTITLE = 3
MARKUP = re.compile(r"\{[^{}\n]{0,200}\}|<[^<>\n]{0,300}>")
LINK = re.compile(r"!?\[([^\[\]\n]{0,300})\]\([^()\s]{0,600}[^()\n]{0,100}\)")
LINK_ALONE = re.compile(r"!?\[[^\[\]\n]{0,300}\]\([^()\s]{0,600}[^()\n]{0,100}\)[.\s]*$")
URL = re.compile(r"\(?https?://\S+\)?")
EDGES = " \t\n*_#`~:|>–—-.,\"“”'•❖✓●▪=\xa0\u200b"
GOING_BACK = frozenset({"action.release.bare", "action.return.back", "action.move.lower"})
BEHIND_NAME = re.compile(r" (?:on|each|per|for|with|x|in|at|to|every)\b|[(,.;:–—]| - ")
COUNT = re.compile(
    r"\d{1,3}(?: ?[-–] ?\d{1,3})?(?: ?[x×])? +"
    r"(?!(?:reps?|repetitions?|times|sets?|rounds?|sec\w*|min\w*|breaths?|each|per|on|to|deg\w*|more)\b)(?=[A-Za-z])"
)
HOLD_IN_NAME = re.compile(r"\s+[Hh]olds?(?=\s*[(\[:–—-])")
TRAILING = re.compile(r"\s(?:for|x|of|at|with|in|on|to|and|-)$", re.IGNORECASE)
LEVEL = re.compile(r"(?i)level|stage|grade|variation")


class Name(NamedTuple):
    """A name as the text gives it, ``text[start:end]``."""

    start: int
    end: int


class Group(NamedTuple):
    """The sentences of one exercise, by their numbers, and its name."""

    sentences: list[int]
    name: Name | None


@cache
def patterns() -> dict[str, re.Pattern[str]]:
    """Return the regular expressions of ``rules/assembly.toml`` by their ids."""
    return {rule["id"]: re.compile(rule["pattern"]) for rule in read_rules("assembly.toml")["rule"]}


def plain(text: str) -> str:
    """Return words of a heading without marks, links' addresses and case, for the patterns."""
    bare = URL.sub("", MARKUP.sub("", LINK.sub(r"\1", text)))
    return " ".join(bare.strip(EDGES).replace("*", "").replace("_", " ").split()).casefold()


def trim(text: str, start: int, end: int) -> Name | None:
    """Return the name within ``text[start:end]``: without marks, numbers, link addresses; None if nothing is left."""
    prefix = patterns()["name_prefix"]
    while True:
        while start < end and text[start] in EDGES:
            start += 1
        found = prefix.match(text[start:end].casefold())
        if not found or not found.end():
            break
        start += found.end()
    quoted = text[start:end]
    link = LINK.match(quoted)
    if link:
        start, end = start + link.start(1), start + link.end(1)
    else:
        cuts = [
            found.start()
            for found in (MARKUP.search(quoted), URL.search(quoted), LINK.search(quoted))
            if found
        ]
        end = start + min([cut for cut in cuts if cut > 0], default=end - start)
    while end > start and text[end - 1] in EDGES:
        end -= 1
    if text[start:end].endswith("("):
        end -= 1
    while end > start and text[end - 1] in EDGES:
        end -= 1
    trailing = TRAILING.search(text, start, end)
    if trailing:
        end = trailing.start()
    if not any(character.isalpha() for character in text[start:end]) or end - start > LONGEST_NAME:
        return None
    return Name(start, end)


class Article(NamedTuple):
    """An article as the grouping sees it."""

    text: str
    sentences: Sequence[Sentence]
    readings: Sequence[Reading]

    def content(self, i: int) -> bool:
        """Say whether a sentence tells how an exercise is done."""
        return not CONTENT.isdisjoint(self.readings[i].labels)

    def dosed(self, i: int) -> bool:
        """Say whether a sentence gives a number to hold or to do."""
        dose = self.readings[i].dose
        return dose is not None and not dose.anchors.isdisjoint({"hold", "reps", "sets"})

    def is_title(self, i: int) -> bool:
        """Say whether a sentence is a heading, marked or not, that gives no instruction."""
        sentence = self.sentences[i]
        if sentence.kind == "heading" or sentence.title:
            return not self.content(i) or self.readings[i].named
        return sentence.label_end is not None and sentence.label_end >= sentence.end and not self.content(i)

    def named_part(self, i: int) -> tuple[int, int] | None:
        """Return the stretch of a sentence that would be its name: before a dose, a label, or all of a bare item."""
        sentence, reading = self.sentences[i], self.readings[i]
        if sentence.label_end is not None and not (
            reading.named and reading.dose and self.name_end(i) < sentence.label_end
        ):
            return sentence.start, sentence.label_end
        if reading.named and reading.dose is not None:
            return sentence.start, self.name_end(i)
        counted = self.behind_count(i)
        if counted is not None:
            return counted
        if sentence.kind in {"item", "cell"} and sentence.first and reading.labels == ("other",):
            words = self.text[sentence.body : sentence.end]
            short = len(plain(words)) <= LONGEST_BARE_NAME and not words.rstrip("*_ ").endswith(
                (".", "!", "?", ";")
            )
            return (sentence.start, sentence.end) if short else None
        if sentence.kind == "item" and sentence.first:
            bracket = self.text.find("(", sentence.body, sentence.end)
            if (
                bracket > 0
                and not self.text[sentence.body : bracket].rstrip().endswith((".", ","))
                and (self.text[sentence.start : sentence.end].rstrip().endswith(")"))
            ):
                return sentence.start, bracket  # Pec stretch (lay on foam roller)
        return None

    def name_end(self, i: int) -> int:
        """Return where the name before a dose ends; the last word of `Hollow hold (60s)` is part of it."""
        dose = self.readings[i].dose
        if dose is None:
            return self.sentences[i].end
        hold = HOLD_IN_NAME.match(self.text, dose.name_end)
        return hold.end() if hold else dose.name_end

    def behind_count(self, i: int) -> tuple[int, int] | None:
        """Return the name behind a number that opens an item: `10 wall presses on both sides`."""
        sentence, dose = self.sentences[i], self.readings[i].dose
        if (
            sentence.kind != "item"
            or dose is None
            or self.readings[i].labels != ("hold_rep",)
            or dose.start > sentence.body
        ):
            return None
        count = COUNT.match(self.text, sentence.body, sentence.end)
        if count is None:
            return None
        start = count.end()
        ends = BEHIND_NAME.search(self.text, start, sentence.end)
        end = ends.start() if ends else sentence.end
        return (start, end) if any(c.isalpha() for c in self.text[start:end]) else None

    def instructs_reader(self, i: int) -> bool:
        """Say whether a heading tells the reader to do something with an exercise: `Find the right muscles`."""
        found = words()
        sentence = self.sentences[i]
        first, _, rest = plain(self.text[sentence.body : sentence.end]).partition(" ")
        known = found.of.get(first, 0)
        verbs = found.mask("ADVISE", "GET", "DO", "ASK", "ALLOW", "KEEP")
        tells = bool(known & verbs and known & found.bits["base"])
        return (tells and rest.startswith(("the ", "your ", "a "))) or (
            not known and rest.startswith("your ")
        )

    def could_name(self, words: str, *, told: bool = False) -> bool:
        """Say whether the words of a heading, label or item can be the name of an exercise.

        ``told``: a dose or an instruction stands right beside them, so that they head no section.
        """
        found = patterns()
        if found["name_prefix"].match(words) and words.startswith("how to"):
            return True
        return (
            0 < len(words) <= LONGEST_NAME
            and not found["part"].match(words)
            and not found["benefit"].match(words)
            and not found["talk"].search(words)
            and not words.endswith(("?", "!"))
            and any(character.isalpha() for character in words)
            and (told or not (found["section"].search(words) or found["plural"].search(words)))
        )

    def told_next(self, i: int) -> bool:
        """Say whether the block behind a heading begins with an instruction in running text."""
        following = i + 1
        if following >= len(self.sentences) or self.sentences[following].kind not in {"text", "item"}:
            return False
        return self.content(following) and not self.readings[following].named


def exercise_lists(article: Article) -> dict[int, bool]:
    """Return for each list whether its items are exercises; of the others the items are steps or remarks.

    Items are exercises if at least half of them open with a name, or most of them have a dose of their own: in a list
    of steps only one or two have.
    """
    sentences = article.sentences
    items: dict[int, list[int]] = defaultdict(list)
    for i, sentence in enumerate(sentences):
        if sentence.kind == "item" and sentence.first and sentence.list is not None and sentence.marker:
            items[sentence.list].append(i)
    found: dict[int, bool] = {}
    for number, members in items.items():
        parent = _parent(sentences, members[0])
        if parent is not None and not found.get(parent, True):
            found[number] = False  # remarks below a step
            continue
        before = members[0] - 1
        below_movement = (
            before >= 0
            and article.is_title(before)
            and bool(
                patterns()["movement"].search(
                    plain(article.text[sentences[before].start : sentences[before].end])
                )
            )
        )
        named = dosed = 0
        for position, i in enumerate(members):
            end = members[position + 1] if position + 1 < len(members) else i + 1
            while (
                position + 1 == len(members)
                and end < len(sentences)
                and sentences[end].kind == "item"
                and (sentences[end].level >= sentences[i].level and sentences[end].gap == 0)
            ):
                end += 1
            part = article.named_part(i)
            has_dose = any(article.dosed(j) for j in range(i, end))
            dosed += has_dose
            bare = sentences[i].label_end is None and not article.readings[i].named
            if bare and (len(members) == 1 or below_movement or article.readings[i].cue):
                part = None
            words_of = plain(article.text[part[0] : part[1]]) if part else ""
            if article.could_name(words_of, told=article.readings[i].named) and not patterns()["aside"].match(
                words_of
            ):
                named += 1
        enough = 2 if len(members) > 1 else 1
        numbered = sentences[members[0]].number is not None
        placed = sum(article.readings[i].labels[0] == "position" for i in members)
        found[number] = (named >= enough and named * 2 >= len(members)) or (
            numbered
            and len(members) > 1
            and (dosed * 5 >= len(members) * 3 or placed * 4 >= len(members) * 3 > 12)
        )
    return found


def _parent(sentences: Sequence[Sentence], i: int) -> int | None:
    """Return the list in whose item the list that begins at ``i`` is nested."""
    level = sentences[i].level
    if level < 2 or i == 0 or sentences[i - 1].kind != "item":  # noqa: PLR2004
        return None
    return sentences[i - 1].list if sentences[i - 1].level < level else None


def exercise_rows(article: Article) -> dict[int, int]:
    """Return the first cells of table rows that describe an exercise: number of the cell → number of its last cell."""
    sentences = article.sentences
    rows: dict[int, int] = {}
    header = ""
    i = 0
    while i < len(sentences):
        if sentences[i].row is None:
            i += 1
            continue
        end = i + 1
        while (
            end < len(sentences) and sentences[end].row == sentences[i].row and sentences[end].kind == "cell"
        ):
            end += 1
        if sentences[i].column == 0 and (sentences[i].header or sentences[i].row == 0):
            header = plain(article.text[sentences[i].start : sentences[i].end])
        numbered = end - i > 2 and plain(article.text[sentences[i].start : sentences[i].end]).isdigit()  # noqa: PLR2004
        i += numbered  # the first cell is the number of the row
        first_cell = plain(article.text[sentences[i].start : sentences[i].end])
        told = [j for j in range(i + 1, end) if article.content(j)]
        moves = any("action" in article.readings[j].labels for j in told)
        if not any(article.readings[j].dose for j in told) and not (len(told) > 1 and moves):
            told = []  # a table of terms, not of exercises
        own = [j for j in told if article.readings[j].named]
        if (
            told
            and not own
            and not sentences[i].header
            and (sentences[i].column == 0 or numbered)
            and not article.content(i)
            and len(first_cell) > 2  # noqa: PLR2004 (A, B2: the letter of a row)
            and not patterns()["grade"].match(header)
            and article.could_name(first_cell)
        ):
            rows[i] = end - 1
        i = end
    return rows


class Grouper:
    """Walks through a coherent article and groups its sentences."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.lists = exercise_lists(article)
        self.rows = exercise_rows(article)
        self.titles = Counter(
            plain(article.text[s.start : s.end])
            for i, s in enumerate(article.sentences)
            if article.is_title(i)
        )
        told = [i for i in range(len(article.sentences)) if article.content(i)]
        self.last_content = told[-1] if told else -1
        self.groups: list[Group] = []
        self.start_over()

    def start_over(self) -> None:
        """Forget the current exercise."""
        self.current: list[int] = []
        self.name: Name | None = None
        self.has_content = self.moved = self.headed = self.flows = self.listed = False
        self.part_open = False

    def close(self) -> None:
        """End the current exercise; without any instruction it is none."""
        if self.has_content:
            while not self.can_end(self.current[-1]):
                self.current.pop()
            if (
                self.name is not None
                or self.listed
                or any("action" in self.article.readings[i].labels for i in self.current)
            ):
                self.groups.append(Group(self.current, self.name))
        self.start_over()

    def can_end(self, i: int) -> bool:
        """Say whether a sentence can be the last of an exercise: what says nothing of it behind the last step can't."""
        reading = self.article.readings[i]
        if self.article.content(i) or "warning" in reading.labels or reading.cue:
            return True
        sentence = self.article.sentences[i]
        if self.article.is_title(i):
            return False
        return any(
            self.article.content(j) and self.article.sentences[j].block == sentence.block
            for j in self.current
            if j < i
        )

    def add(self, i: int) -> None:
        """Put a sentence into the current exercise."""
        self.current.append(i)
        if self.article.content(i):
            self.has_content = True
            self.part_open = False
        if not {"action", "hold_rep"}.isdisjoint(self.article.readings[i].labels):
            self.moved = True

    def begin(self, i: int, name: Name | None, *, headed: bool = False) -> None:
        """Begin an exercise with a sentence."""
        self.close()
        self.name = name
        self.headed = headed
        if name is not None:
            self.flows = bool(patterns()["flow"].search(self.article.text[name.start : name.end].casefold()))
        self.add(i)

    def run(self) -> list[Group]:
        """Return the exercises, in order."""
        article = self.article
        row_end = -1
        for i, sentence in enumerate(article.sentences):
            if sentence.kind in {"front_matter", "image"}:
                continue
            if i in self.rows:
                self.begin(i, trim(article.text, sentence.start, sentence.end))
                row_end = self.rows[i]
            elif i <= row_end:
                self.add(i)
                if i == row_end:
                    self.close()
            elif (
                sentence.kind == "cell"
                and not article.readings[i].named
                and not (sentence.label_end is not None and article.content(i))
            ):
                if self.current and self.has_content and self.headed:
                    self.add(i)  # a table of levels or weeks within an exercise
                else:
                    self.close()
            elif article.is_title(i) and not (
                sentence.kind == "item"
                and not self.lists.get(sentence.list or -1)
                and (sentence.level > 1 or sentence.label_end is not None)
            ):
                self.title(i)
            else:
                self.plain_sentence(i)
        self.close()
        return self.groups

    def title(self, i: int) -> None:
        """Take a heading, title or bold label."""
        article, sentence, reading = self.article, self.article.sentences[i], self.article.readings[i]
        end = article.name_end(i) if reading.named else sentence.end
        start = sentence.start
        label = sentence.label_end
        if label is not None and label < end and len(article.text[label:end].split()) >= LONG_SUBTITLE:
            end = label  # "Moon salutation - a slow evening flow"
        words = plain(article.text[start:end])
        if sentence.marker and not LEVEL.match(sentence.marker):
            words = plain(article.text[sentence.body : end])
        found = patterns()
        is_step = bool(sentence.marker and sentence.marker[:4].casefold() == "step")
        if not reading.named and (
            found["part"].match(words) or is_step or (self.flows and sentence.number is not None)
        ):
            if not self.current and not is_step:
                self.begin(i, None)
            elif self.current:
                self.add(i)
            self.part_open = True
            return
        if found["noise"].match(words):
            return
        if not reading.named and self.titles[plain(article.text[start : sentence.end])] >= RUNNING_HEAD:
            return
        if (
            self.name is not None
            and not self.moved
            and words == plain(article.text[self.name.start : self.name.end])
        ):
            self.add(i)  # the name again, as under a picture
            return
        if self.part_open and self.current and sentence.kind != "heading" and found["benefit"].match(words):
            self.add(i)
            return
        if (
            self.current
            and not self.has_content
            and self.headed
            and len(self.current) == 1
            and (
                sentence.block == article.sentences[self.current[0]].block
                or (self.flows and found["flow"].search(words))
            )
        ):
            self.add(i)  # a heading of two sentences
            return
        label_alone = (
            sentence.kind != "heading"
            and sentence.label_end is not None
            and sentence.label_end >= sentence.end
        )
        if (
            label_alone
            and self.headed
            and not self.has_content
            and len(self.current) == 1
            and self.names_movement()
        ):
            self.add(i)  # "Chest stretch", "Doorway:": the first variant has the heading's name
            return
        if self.flows and self.has_content and not found["section"].search(words):
            self.add(i)
            return
        if self.headed and article.instructs_reader(i):
            self.add(i)
            self.part_open = True
            return
        if not self.has_content_after(i):
            # A name can stand behind its exercise.
            if self.has_content and self.name is None and article.could_name(words):
                self.name = trim(article.text, start, end)
                self.add(i)
            self.close()
            return
        if not article.could_name(words, told=reading.named or self.is_plural_name(i, words)):
            caption = sentence.kind != "heading" and article.text[sentence.body].islower()
            if not caption:
                self.close()
            return
        self.begin(i, trim(article.text, start, end), headed=True)

    def names_movement(self) -> bool:
        """Say whether the current name is that of a movement."""
        name = self.name
        return name is not None and bool(
            patterns()["movement"].search(self.article.text[name.start : name.end].casefold())
        )

    def is_plural_name(self, i: int, words: str) -> bool:
        """Say whether a heading in the plural names one exercise: `Hand stretches`, with an instruction below."""
        found = patterns()
        return (
            bool(found["plural"].search(words))
            and not found["section"].search(words)
            and self.article.told_next(i)
        )

    def has_content_after(self, i: int) -> bool:
        """Say whether any instruction follows in the article."""
        return i < self.last_content or self.article.content(i)

    def plain_sentence(self, i: int) -> None:
        """Take a sentence that is no heading."""
        article, sentence, reading = self.article, self.article.sentences[i], self.article.readings[i]
        opens_item = sentence.kind == "item" and sentence.first and sentence.marker is not None
        told = article.content(i)
        part = article.named_part(i)
        words = plain(article.text[part[0] : part[1]]) if part else ""
        if self.flows and opens_item:
            self.add(i)
            return
        if opens_item and self.lists.get(sentence.list or -1):
            beside = reading.named or (told and sentence.label_end is not None)
            name = trim(article.text, *part) if part and article.could_name(words, told=beside) else None
            if name is not None or told:
                self.begin(i, name)
                self.listed = True
                return
        elif (
            part
            and told
            and (
                reading.named
                or (sentence.label_end is not None and sentence.label_end < sentence.end and sentence.first)
            )
            and not (sentence.level > 1 and not reading.named)
            and not patterns()["aside"].match(words)
            and article.could_name(words, told=reading.named or opens_item)
            and (not self.headed or not self.names_movement() or bool(patterns()["movement"].search(words)))
        ):
            self.begin(i, trim(article.text, *part))
            return
        if told and self.is_general(i):
            return
        if LINK_ALONE.match(article.text, sentence.body, sentence.end):
            return
        if (told and self.begins(i)) or (self.has_content and not self.headed and self.leaves(i)):
            self.close()
        if told or self.current:
            self.add(i)

    def leaves(self, i: int) -> bool:
        """Say whether a paragraph begins that says nothing of how an exercise without a heading is done."""
        article, sentences = self.article, self.article.sentences
        if not sentences[i].first or sentences[i].gap == 0:
            return False
        end = i
        while end < len(sentences) and sentences[end].block == sentences[i].block:
            reading = article.readings[end]
            if reading.labels != ("other",) or reading.cue:
                return False
            end += 1
        return True

    def is_general(self, i: int) -> bool:
        """Say whether a sentence is about all of the exercises."""
        sentence, labels = self.article.sentences[i], self.article.readings[i].labels
        return "position" not in labels and bool(
            patterns()["general"].search(self.article.text[sentence.start : sentence.end].casefold())
        )

    def begins(self, i: int) -> bool:
        """Say whether a new starting position after movements begins another exercise."""
        reading = self.article.readings[i]
        return (
            self.moved
            and not self.headed
            and reading.labels[0] == "position"
            and reading.modification is None
            and self.article.sentences[i].first
            and any(rule.startswith(POSTURES) for rule in reading.rules)
        )


def group(
    text: str, sentences: Sequence[Sentence], readings: Sequence[Reading], *, scrambled: bool
) -> list[Group]:
    """Return the exercises of an article; ``scrambled``: its sentences come from many sources."""
    if scrambled:
        return list(neighbours(text, sentences, readings))
    return Grouper(Article(text, sentences, readings)).run()


def neighbours(text: str, sentences: Sequence[Sentence], readings: Sequence[Reading]) -> Iterator[Group]:
    """Yield the shortest runs of neighbouring sentences that can describe one movement."""
    article = Article(text, sentences, readings)
    run: list[int] = []
    name: Name | None = None
    for i, (sentence, reading) in enumerate(zip(sentences, readings, strict=True)):
        if not article.content(i):
            if run:
                yield Group(run, name)
            run, name = [], None
            continue
        label: Name | None = None
        if sentence.label_end is not None and article.could_name(
            plain(text[sentence.body : sentence.label_end])
        ):
            label = trim(text, sentence.start, sentence.label_end)
        if run and (label is not None or not continues(readings[run[-1]], reading, sentence)):
            yield Group(run, name)
            run = []
        if not run:
            name = label
        run.append(i)
    if run:
        yield Group(run, name)


def continues(before: Reading, reading: Reading, sentence: Sentence) -> bool:
    """Say whether a sentence can go on with what the one before it describes."""
    first = reading.labels[0]
    if sentence.gap > 0 and before.labels[0] != "position":
        return False
    if first == "position":
        if reading.modification:
            return True
        return before.labels[0] == "position" and not any(rule.startswith(POSTURES) for rule in reading.rules)
    if first == "hold_rep":
        return True
    if before.labels[0] == "action":
        breathing = {"action.breathe", "action.breath"}
        return not breathing.isdisjoint(before.rules) and not breathing.isdisjoint(reading.rules)
    if before.labels[0] == "hold_rep":
        return not GOING_BACK.isdisjoint(reading.rules) or (sentence.label_end is None and sentence.first)
    return True
