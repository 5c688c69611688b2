"""Where sentences begin and end, and what the layout says about each of them.

The logical lines of `layout` are cut at full stops and where instructions run together. Linear in the length
of the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, cast

import numpy as np
from mypy_extensions import mypyc_attr
from spacy.language import Language
from spacy.tokens import Span

from pipeline.language.layout import (
    BULLETS,
    SPACE,
    Block,
    Kind,
    Marker,
    Tag,
    blocks,
    hide_markup,
    mark_numbers,
    read_marker,
    rule_words,
)
from pipeline.language.tokens import text_of, token_starts

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from thinc.types import Ints2d


@mypyc_attr(serializable=True)
class Sentence:
    """A sentence ``text[start:end]`` without surrounding white space, and its place in the layout.

    Offsets count code points. ``None``, ``0`` or ``False`` where a field does not apply. No tuple: compiled,
    the fields of a class are read without a look-up, and what follows reads them all the time.
    """

    def __init__(  # noqa: PLR0913 -- one for each field
        self,
        *,
        start: int,
        end: int,
        body: int,
        kind: Kind,
        block: int,
        first: bool,
        gap: int,
        level: int,
        marker: str | None,
        number: int | None,
        list: int | None,  # noqa: A002
        label_end: int | None,
        bold: bool,
        title: bool,
        row: int | None,
        column: int | None,
        header: bool,
    ) -> None:
        self.start = start
        self.end = end
        #: where its words start: behind list marker, heading marks and emphasis marks
        self.body = body
        #: ``heading`` has a mark (`#`, underlining), ``title`` looks like one without it, ``item`` is in a list
        self.kind = kind
        #: number of the logical line (hard wraps undone), list item or cell that it stands in
        self.block = block
        #: the first sentence of its block
        self.first = first
        #: blank lines before its block; 0 for the later sentences of a block
        self.gap = gap
        #: a heading's level 1..6, a list item's depth 1..
        self.level = level
        #: list marker or `Step 3:` as written, on the sentence that it introduces
        self.marker = marker
        #: the marker's number
        self.number = number
        #: number of the list that its block belongs to; a numbered list may go on behind other text
        self.list = list
        #: end of a run-in label with its colon or dash (`Action:`, `**Bridge** –`) and closing marks
        self.label_end = label_end
        #: all of its words are emphasised (`**…**`) or in capitals
        self.bold = bold
        #: it reads like a name: short, no full stop; bold, in Title Case, or alone on its line and no instruction
        self.title = title
        #: table row and column, from 0
        self.row = row
        self.column = column
        #: it stands in the header row of a table
        self.header = header
        #: numbers of the first of its tokens in the ``Doc`` and of the one behind it
        self.token = 0
        self.token_end = 0


_MARKS = re.compile(r"(?:[#*_~>\s]|\[[ xX]\]\s)*")
_STOP = re.compile(
    # A run of stops with what closes behind it (quotes, brackets, emphasis, references) …
    r"[.!?…A-Z](?:(?<=[.!?…])[.!?…]*[\"'”’»)\]*_]*(?:\[[^\[\]\s]{0,80}\](?:\([^()\s]{0,400}\))?)*"
    # … or a capitalised word in mid-sentence, which may begin an instruction, …
    r"|(?:(?<=[a-z\d_)%°][ \xa0][A-Z])|(?<=[a-z\d_)%°]  [A-Z]))[a-z']+"
    # … or a capital inside a word.
    r"|(?<=[a-z]{3}[A-Z])[a-z]+)"
)
_COUNTED = re.compile(r"(\d(?<![\w.(].)\d?)[.)]{1,2}\s+(?=[A-Z])")
_LETTERED = re.compile(r"([a-h](?<![\w.(].))[.)]{1,2}\s+(?=[A-Z])")
_GLUED = re.compile(r"[\"“(]?[A-Z](?:[a-z]| [a-z]|[A-Z]{3}|[A-Z]+-[A-Z])")
_GLUED_ITEM = re.compile(r"\d{1,2}[.)] ?[A-Z]")
_NON_SPACE = re.compile(rf"[^\s{SPACE}]")
_CITATION = re.compile(r"\[\d{1,3}(?:\s?[,;–-]\s?\d{1,3}){0,40}\](?=\s|$)")
_BOLD_LETTER = re.compile(r"[*_]{2}[A-Za-z]\.[*_]{2}")  # `**A.** Sit upright.`
_SIZE = re.compile(r"[x×] ?\d|https?://|www\.")
_FOOTNOTE = re.compile(r"\d{1,3}\s+(?=[A-Z])")
_ADDRESS_MARKS = re.compile(r"[/@\\]|^www")
_CAPITALS = re.compile(
    r"[A-Z][A-Z'’&/-]*(?:(?: [-–—])? [A-Z\d(][A-Z\d'’&/()-]*){0,8} +(?=([A-Z][a-z'’]*),? [a-z])"
)
_BOLD = re.compile(
    r"(\*\*|__)(?=\S)(?!\w{1,2}[.)]?\1)[^*_\n]{1,80}(?<=[^\s:–—-])\1\s+(?=[A-Z][a-z'’]*,? [a-z])"
)
_LOWER_WORDS = re.compile(r",? ([a-z]+)(?: ([a-z]+))?")
_TITLE_WORD = re.compile(r"[A-Z(][\w'’/&()-]*|\d{1,2}")
_LABEL = re.compile(
    r"[^:.!?;|\n]{1,70}?(?::[*_]*(?![/\d])|\s[-–—]{1,2}(?=\s)|\s[–—](?=[A-Z][a-z])|(?<=[a-z)])-(?= [A-Z][a-z]))"
)
_LABEL_END = re.compile(r"[:\-–—]")
_NEXT_WORD = re.compile(r"[A-Za-z'’]+")
_INITIALS = re.compile(r"(?:[A-Za-z]\.)*[A-Z]")
KEY = "sentences"  # in doc.user_data and doc.spans
_OPENERS = "\"'“‘«*_"
_QUOTES = frozenset('"”’»')
_APOSTROPHES = frozenset("'’")
_ENCLOSES = ")]\"”’'*_"
_BULLETS = BULLETS + "-*+"
_FULL_STOPS = frozenset(".!?")
_LETTERS = "abcdefgh"  # of a list in one line
_SMALL = "abcdefghijklmnopqrstuvwxyz"
_NUMBERED_LINE = re.compile(
    r"#?(\d{1,2})(?: ?|-(?!(?:Arm|Hand|Leg|Foot|Min|Sec|Way|Point|Step|Part|Count)))(?=[A-Z])[^.!?:;\n]{3,60}$"
)
_DOSE_FIRST = re.compile(r"\d{1,3}(?: ?[-–] ?\d{1,3})? ?(?:x|reps?|times|s|secs?|seconds|mins?|minutes) ")
_RATIO = re.compile(r"\d{1,3}/\d{1,3}")
_HASHED = re.compile(r"#\d")  # `Stretch #2 (part 1 of 3)`
_FIELDS = re.compile(
    r"(?:Sets?|Reps?|Rounds?):? \d{1,3}(?:-\d{1,3})? $"
)  # `Sets 4 Reps 10 Rest 60 s` is one line
_LOOK_BACK = 24  # characters before a stop that are looked at: the last word
_LINK = 200  # characters that the text of a link has at most
_ADDRESS = 40  # characters behind a stop in which the @ of an address may stand
_PAGE_NUMBER = 3  # digits of a page number at the end of a line
_LONG_WORD = 5  # letters: such a word before a full stop is no abbreviation that we don't know
_SHORT_WORD = 3  # letters: a shorter word before a stop may be an abbreviation
_MAX_TITLE = 80
_MAX_RUN_IN = 60  # characters of a title in Title Case that the text goes on behind
_MAX_TITLE_WORDS = 10
_MAX_NAME_WORDS = 5
_MAX_LABEL_WORDS = 8
_LONGEST_LABEL = 72  # characters, with the sign behind it


class _Lead(NamedTuple):
    """How a sentence begins: where, its marker, where its words start behind marker and marks."""

    start: int
    marker: Marker | None
    body: int


class Splitter:
    """Cuts text into sentences.

    ``starters``: the words, in lower case, that open an instruction where they stand capitalised in mid-line
    behind a small word (`Straighten the knee Hold for 5 seconds`); else those of `rules/sentences.toml`.
    """

    def __init__(self, starters: frozenset[str] | None = None) -> None:
        rules = rule_words()
        self._starters = rules["run_on.starter"] if starters is None else starters
        self._open = rules["abbreviation.open"]
        self._closed = rules["abbreviation.closed"]
        self._not_behind = rules["run_on.not_behind"]
        self._short_words = rules["abbreviation.none"]
        self._openers = rules["initial.opener"]
        self._not_in_label = rules["label.not_in"]
        self._run_on_openers = rules["run_on.opener"]
        self._parts = rules["run_on.behind_opener"]
        self._title_behind = self._starters | rules["run_in.verb"]
        self._noun_too = rules["run_in.noun_too"]
        self._objects = rules["run_in.object"]
        self._small = rules["run_in.small"]
        self._labels = rules["run_in.label"]
        self._no_title = rules["title.no"]
        self._go_on = rules["title.goes_on"]
        self._remarks = rules["title.remark"]
        self._placing = rules["title.placing"]
        self._pointing = rules["title.pointing"]
        self._questions = rules["run_in.question"]
        self._units = rules["glued.unit"]
        self._contracted = rules["glued.contracted"]
        self._lost_stop = rules["run_on.lost_stop"]
        self._numbered = rules["numbered.word"]

    def split(self, text: str) -> list[Sentence]:
        """The sentences of ``text`` in order, without overlap.

        What is no sentence lies between them: white space, rules, pipes, tags, directives. Never raises.
        """
        text, tags = hide_markup(text)
        text = mark_numbers(text)
        out: list[Sentence] = []
        for number, block in enumerate(blocks(text, self._starters)):
            leads = self._leads(text, block)
            stop = block.end
            sentences = []
            for lead in reversed(leads):
                end = lead.start + len(text[lead.start : stop].rstrip(SPACE))
                sentences.append(self._sentence(text, lead, end, block, number, alone=len(leads) == 1))
                stop = lead.start
            out += [_with_tags(s, tags) for s in reversed(sentences)] if tags else reversed(sentences)
        titled = self._lone_titles(text, _number_titles(text, out, self._starters))
        return self._head_items(text, self._item_titles(text, self._below_titles(text, titled)))

    # -- where sentences start ---------------------------------------------------------------------

    def _leads(self, text: str, block: Block) -> list[_Lead]:
        start, end, kind = block.start, block.end, block.kind
        lead = _lead(text, start, end)
        leads = [lead]
        if kind in {"cell", "image"}:
            return leads
        words = lead.body
        casual = text[words].islower()  # then a sentence may begin in lower case
        prose = kind in {"text", "item"}
        linked = text.find("](", start, end) >= 0
        counted = self._counted(text, start, end) if prose else []
        if prose and not counted and (run_in := self._run_in_title(text, start, words, end)):
            leads.append(_lead(text, run_in, end))
            words = leads[-1].body
        for stop in _STOP.finditer(text, words, end):
            at = stop.start()
            while counted and counted[-1] <= at:
                leads.append(_lead(text, counted.pop(), end))
                words = leads[-1].body
            if at <= words:
                continue  # inside the marker of the sentence, or its first word
            if not text[at].isalpha():
                if linked and _in_link(text, max(leads[-1].start, at - _LINK), at, end):
                    continue
                cut = self._full_stop(text, leads[-1].start, stop, end, casual=casual)
            else:
                cut = self._run_on(text, leads[-1].start, stop, end) if prose else 0
                cut = cut or (self._behind_title(text, leads[-1], stop, end) if prose else 0)
            if cut and cut < end and not (counted and counted[-1] == cut):
                leads.append(_lead(text, cut, end))
                words = leads[-1].body
        return leads + [_lead(text, at, end) for at in reversed(counted)]

    def _counted(self, text: str, start: int, end: int) -> list[int]:
        """Starts, last first, of list items that stand in one line: `1) Lie down 2) Bend the knees`."""
        if text[start] in BULLETS:
            bullet = text[start]
            at, starts = end, []
            while (at := text.rfind(bullet, start + 1, at)) > 0:
                starts.append(at)
            return starts
        found: list[tuple[int, int]] = []
        by_letters = text[start] == "a"
        for counted in (_LETTERED if by_letters else _COUNTED).finditer(text, start, end):
            number = _LETTERS.index(counted[1]) + 1 if by_letters else int(counted[1])
            if number == found[-1][0] + 1 if found else number == 1 or counted.start() <= start + 1:
                found.append((number, counted.start()))
        starts = [at for _, at in reversed(found) if at > start]
        return starts if len(found) > 1 else []

    def _run_in_title(self, text: str, start: int, body: int, end: int) -> int:
        """Where the text goes on behind a title without a colon (`THE COBRA Do…`, `**Plank** Hold…`) or 0."""
        capitals = _CAPITALS.match(text, body, end)
        if capitals:
            words = capitals[0].split()
            sure = capitals[1].lower() in self._starters or (len(words) > 1 and text[end - 1] in ".!?")
            if sure and len("".join(words)) > _SHORT_WORD and words[-1] not in {"A", "I"}:
                return capitals.end()
        bold = _BOLD.match(text, body - 2, end) if body >= start + 2 else None
        return bold.end() if bold else 0

    def _run_on(self, text: str, start: int, capital: re.Match[str], end: int) -> int:
        """A capitalised word in mid-line that opens an instruction, or 0."""
        at, behind = capital.span()
        word = capital[0].lower()
        before = text[max(start, at - _LOOK_BACK) : at]
        if not before[-1].isspace():
            # `10 secondsRelax:`; the small letters must be a word of their own, those of `YouTube` are not.
            small = before[len(before.rstrip(_SMALL)) :]
            inside = before[: -len(small)][-1:].isalpha()
            if text[behind:end][:1] in _APOSTROPHES and word in self._contracted:
                return at  # `at schoolYou're`
            known = small in self._units or word in self._starters
            return at if known and not inside and text[behind:end][:1] in {"", " ", ":", ","} else 0
        parts = before.split()
        last = parts[-1]
        follows = _NEXT_WORD.match(text, behind + 1)
        opens = word in self._starters or (
            word in self._run_on_openers and follows is not None and follows[0] in self._parts
        )
        lost_stop = word in self._lost_stop and len(parts) > 2 and all(map(str.islower, parts[-2:]))  # noqa: PLR2004
        if not (opens or lost_stop) or at - len(last) - 1 <= start or _DOSE_FIRST.fullmatch(text, start, at):
            return 0
        if word == "rest" and _FIELDS.search(before):
            return 0
        following = text[behind : min(end, behind + 2)].lstrip()[:1]
        opens = not following or following.islower() or following.isdigit() or following in "_,."
        opens = opens or (follows is not None and follows[0].lower() in self._starters)
        last = last.lstrip("(" + _OPENERS)
        ends = last[:1].islower() or last[:1].isdigit() or last[:1] == "_"
        return at if opens and ends and last.lower() not in self._not_behind else 0

    def _behind_title(self, text: str, lead: _Lead, capital: re.Match[str], end: int) -> int:
        """A capitalised word behind a title without a colon, in Title Case from the body of ``lead`` on, or 0."""
        at, behind = capital.span()
        body = lead.body
        follows = _LOWER_WORDS.match(text, behind, end)
        if at - body > _MAX_RUN_IN or not follows or not text[at - 1].isspace():
            return 0
        words = text[body:at].split()
        word = capital[0].lower()
        label = "-".join(words).lower()
        if label in self._questions and text[end - 1] in ".!":
            return at
        if label in self._labels and word not in self._small:
            return at
        objects = {follows[1], f"{follows[1]}-{follows[2]}"}
        if len(words) == 2 and words[0].lower() in self._numbered and words[1].isdigit():  # noqa: PLR2004
            return at if follows[1] in self._objects else 0  # "Exercise 2 Support your arm"
        numbered = lead.marker is not None and lead.marker.number is not None
        # As in `Exercise 1 - Rubber Ball Squeeze For this exercise all you need …`.
        opens = numbered and word in self._openers and follows[2] is not None
        noun = word in self._noun_too and self._objects.isdisjoint(objects)
        if not opens and (noun or word not in self._title_behind):
            return 0
        title = [part for part in words if part not in self._small]
        names = all(map(_TITLE_WORD.fullmatch, title)) and any(
            part[0].isalpha() and part.lower() not in self._starters | self._run_on_openers for part in title
        )
        return at if names and words[-1] not in self._small and len(words) <= _MAX_TITLE_WORDS else 0

    def _full_stop(self, text: str, start: int, stop: re.Match[str], end: int, *, casual: bool) -> int:
        """Where the next sentence starts if this stop ends one, or 0.

        ``casual``: the text around does without capitals.
        """
        at, behind = stop.span()
        cut = behind + 1
        if not (cut < end and text[behind] == " " and text[cut].isalnum()):
            following = _NON_SPACE.search(text, behind, end)
            if following and following[0] == "[" and (note := _CITATION.match(text, following.start(), end)):
                following = _NON_SPACE.search(text, note.end(), end)
            if following is None:
                return 0
            cut = following.start()
        before = text[max(start, at - _LOOK_BACK) : at]
        if cut == behind:
            return self._glued_stop(text, before, behind, end, sure=stop[0][0] in "!?")
        mark = text[cut]
        opened = mark in _OPENERS or (mark in "-–—" and text[cut + 1 : cut + 2].isspace())
        letter = text[cut + 1 : cut + 3].strip()[:1] if opened else mark
        page_number = end - cut <= _PAGE_NUMBER and text[cut:end].isdigit()
        if not letter or letter in ",;:)]}&=/+-–—%.!?…<>|" or page_number:
            return 0
        last = "" if before[-1:].isspace() else before.rpartition(" ")[2].lstrip("([{" + _OPENERS)
        if letter.islower():
            if _SIZE.match(text, cut) or (mark in "-–—" and stop[0][-1] in _QUOTES):
                return cut
            sure = stop[0] == "?" or (stop[0] == "." and len(last) >= _LONG_WORD and last.isalpha())
            loose = sure or cut - behind > 1 or casual or _word_at(text, cut) in self._starters
            return cut if loose and self._ends_small(stop[0], last) else 0
        marks = (stop[0] == "." and self._abbreviates(last, letter, text, cut)) or _BOLD_LETTER.fullmatch(
            text, start, behind
        )
        return 0 if marks else cut

    def _ends_small(self, stop: str, last: str) -> bool:
        """The stop behind ``last`` may end a sentence though the next begins in lower case."""
        word = last.lower()
        if ".." in stop or stop[0] == "…" or stop[-1] in _ENCLOSES:
            return False
        if len(word) < _SHORT_WORD:
            return word in self._short_words
        return word not in self._open and word not in self._closed

    def _abbreviates(self, last: str, letter: str, text: str, cut: int) -> bool:
        """The full stop behind ``last`` belongs to it, as ``letter`` and the word at ``cut`` follow."""
        word = last.lower()
        if word in self._closed and not (len(last) == 1 and last.isupper()):
            return not letter.isupper()
        if letter.isupper() and last[-1:].isupper() and _INITIALS.fullmatch(last):
            opener = _word_at(text, cut)
            return opener not in self._starters and opener not in self._openers
        return word in self._open

    def _glued_stop(self, text: str, before: str, behind: int, end: int, *, sure: bool) -> int:
        """A stop without white space behind it: `floor.Hold`, `chair.2.Lift`, `muscle.3 The`; or 0.

        ``sure``: it can be no decimal point.
        """
        last = before.rpartition(" ")[2]
        ends = last[-1:].islower() or sure or last[-1:] in {")", "%", "°"}
        following = text[behind : min(end, behind + _ADDRESS)].partition(" ")[0]
        if not last.strip() or not ends or "@" in following or _ADDRESS_MARKS.search(last):
            return 0
        if _GLUED_ITEM.match(text, behind, end):
            return behind
        footnote = _FOOTNOTE.match(text, behind, end)
        if footnote:
            return footnote.end() if len(last) >= _SHORT_WORD else 0
        glued = (sure or len(last) > 1) and last.lower() not in self._open and _GLUED.match(text, behind, end)
        return behind if glued else 0

    # -- what the layout says ----------------------------------------------------------------------

    def _sentence(
        self, text: str, lead: _Lead, end: int, block: Block, number: int, *, alone: bool
    ) -> Sentence:
        start, marker, body = lead
        body = body if body < end else start
        first = start == block.start
        kind = block.kind
        if marker and (kind == "front_matter" or (not first and marker.style.startswith("a"))):
            marker = None  # `A. Smith` in mid-text is no list item
        words = text[body:end]
        capitals = words.partition(" (")[0]  # "DOUBLE PIGEON (also known as firelog)"
        bold = (capitals.isupper() and len(capitals) > 1) or (
            body > start and _is_emphasised(text, start, body, end)
        )
        label_end = self._label_end(text, body, end)
        value = text[label_end:end].lstrip() if label_end else ""
        valued = value != "" and not value[0].isupper()  # `Sets: 3` is no name
        field, _, told = words.partition(":")
        named = value != "" and is_name_field(field.lower())
        valued = valued or (value != "" and field.lower() in self._remarks)
        alone = alone or (named and first)  # `Exercise name: Goblet squat`
        title = not valued and self._is_title(told.strip() if named else words, kind, bold=bold, alone=alone)
        if title and kind == "text" and (alone or (first and bold)):
            kind = "title"
        return Sentence(
            start=start,
            end=end,
            body=body,
            kind=kind,
            block=number,
            first=first,
            gap=block.gap if first else 0,
            level=block.level,
            marker=text[marker.start : marker.end].rstrip() if marker else None,
            number=marker.number if marker else None,
            list=block.list,
            label_end=label_end,
            bold=bold,
            title=title,
            row=block.row,
            column=block.column,
            header=block.header,
        )

    def _item_titles(self, text: str, sentences: list[Sentence]) -> list[Sentence]:
        """The sentences, with numbered items over lists of their own as titles: `1. Knee to wall`, its steps below.

        Where one of them opens with a verb, they are steps themselves, and remarks stand below.
        """
        found: list[Sentence] = []
        for line, below in pairwise(sentences):
            if line.kind == below.kind == "item" and line.first and line.number is not None:
                if below.level <= line.level or not below.marker:
                    continue
                words = text[line.body : line.end]
                if words.split()[0].lower() in self._starters:
                    return sentences
                if (
                    words[0].isupper()
                    and words[-1] not in ".!?;,:"
                    and len(words.split()) <= _MAX_TITLE_WORDS
                ):
                    found.append(line)
        if len(found) > 1:
            for line in found:
                line.title = True
        return sentences

    def _head_items(self, text: str, sentences: list[Sentence]) -> list[Sentence]:
        """The sentences, with items as titles that head what stands below them at the same level, where two do.

        Numbered over numbers that begin anew (`2. Heel dig`, `1. Sit.`), in bold over plain bullets, or alone in a list
        between paragraphs.
        """
        items = [i for i, line in enumerate(sentences) if line.kind == "item" and line.first and line.marker]
        over_numbers: list[int] = []
        bold: list[int] = []
        alone: dict[str | None, list[int]] = {}
        # Of the others, steps end in a full stop.
        marked = Counter(sentences[i].marker for i in items if text[sentences[i].end - 1] != ".")
        for i, after in pairwise([*items, len(sentences)]):
            line = sentences[i]
            if not self._could_head(text, sentences, i):
                continue
            below = sentences[after] if after < len(sentences) else None
            if below is not None and below.number == 1 and line.number == len(over_numbers) + 1:
                over_numbers.append(i)
            elif line.number is None and line.bold and not sentences[i + 1].bold:
                bold.append(i)
            elif line.number is None and (
                after > i + 1 or below is None or below.marker != line.marker or text[below.end - 1] == "."
            ):
                alone.setdefault(line.marker, []).append(i)
        every = (heads for marker, heads in alone.items() if len(heads) == marked[marker])
        for heads in (over_numbers, bold, *every):
            if len(heads) > 1:
                for i in heads:
                    sentences[i].title, sentences[i].kind = True, "title"
        return sentences

    def _could_head(self, text: str, sentences: list[Sentence], i: int) -> bool:
        """Whether an item is a few words without a stop, and no instruction."""
        line = sentences[i]
        words = text[line.body : line.end].rstrip("*_ ")
        if not words or i + 1 == len(sentences) or not sentences[i + 1].first or line.label_end is not None:
            return False
        parts = words.split()
        return (
            len(words) <= _MAX_RUN_IN
            and len(parts) <= _MAX_TITLE_WORDS
            and words[0].isupper()
            and words[-1] not in ".!?;,:"
            and parts[0].lower() not in self._starters
        )

    def _lone_titles(self, text: str, sentences: list[Sentence]) -> list[Sentence]:
        """The sentences, with short lines that stand alone above a list or a text each as titles, where two surely are.

        `Sit to stand`, alone, reads like an instruction; between `Knee raises` and `Heel raises` it is a title.
        """
        above_list: list[Sentence] = []
        above_text: list[Sentence] = []
        for i, (line, below) in enumerate(pairwise(sentences)):
            if (
                line.kind not in {"text", "title"}
                or not line.first
                or not below.first
                or line.label_end is not None
            ):
                continue
            words = text[line.start : line.end]
            if not words[0].isupper() or words[-1] in ".!?;,:" or len(words) >= _MAX_TITLE:
                continue
            if below.kind == "item":
                if line.gap or i == 0:
                    above_list.append(line)
            elif below.kind == "text" and (line.title or self._stands_out(text, sentences, i)):
                above_text.append(line)
        for lines in (above_list, above_text):
            if sum(line.title for line in lines) > 1:
                for line in lines:
                    if len(text[line.start : line.end].split()) <= _MAX_TITLE_WORDS:
                        line.title, line.kind = True, "title"
        return sentences

    def _below_titles(self, text: str, sentences: list[Sentence]) -> list[Sentence]:
        """The sentences, where a line that tells a place, right below a title and above other lines, is no title.

        `Lateral raise`, `Light dumbbells at your sides`, `Raise your arms`.
        """
        for above, line, below in zip(sentences, sentences[1:], sentences[2:], strict=False):
            if (
                line.kind != "title"
                or line.gap
                or not above.title
                or below.gap
                or below.title
                or line.label_end
            ):
                continue
            words = text[line.start : line.end].split()
            small = [word for word in words[1:] if word[0].islower()]
            if (
                len(words) > _SHORT_WORD
                and not self._placing.isdisjoint(small)
                and len(small) * 2 >= len(words)
            ):
                line.title, line.kind = False, "text"
        return sentences

    def _stands_out(self, text: str, sentences: list[Sentence], i: int) -> bool:
        """Whether a line has no full stop, though the texts above and below it have one.

        Behind no empty line it may be a step that lacks its full stop, unless it speaks of no part of the reader's.
        """
        line = sentences[i]
        words = text[line.start : line.end].split()
        end = i + 1
        while end + 1 < len(sentences) and sentences[end + 1].block == sentences[i + 1].block:
            end += 1
        stopped = text[sentences[end].end - 1] in _FULL_STOPS and (
            i == 0 or text[sentences[i - 1].end - 1] in _FULL_STOPS
        )
        if not stopped or any(map(str.isdigit, words)) or words[0].lower() in self._go_on:
            return False
        return i == 0 or line.gap > 0 or (len(words) <= _MAX_NAME_WORDS and self._pointing.isdisjoint(words))

    def _is_title(self, words: str, kind: Kind, *, bold: bool, alone: bool) -> bool:
        if len(words) > _MAX_TITLE or words[-1] in ".!" or kind == "front_matter":
            return False
        emphasised = bold and words[-1] in "*_"
        words = words.rstrip("*_ ")
        dotted = emphasised and words.endswith(
            "."
        )  # `1. **Seated Marching.**`, not `**Keep your back flat.**`
        words = words.removesuffix(".") if dotted else words
        if not words or words[-1] in ".!;,…":
            return False
        parts = words.split()
        if _RATIO.fullmatch(parts[0]) and len(parts) > 1:
            del parts[0]  # "90/90 Stretches"
        instructs = parts[0].lower() in self._starters and not any(map(_HASHED.match, parts[1:2]))
        counts = instructs and any(part[0].isdigit() for part in parts)
        if len(parts) > _MAX_TITLE_WORDS or counts or " ".join(parts).lower() in self._no_title:
            return False
        long = [part[0] for part in parts if len(part) > _SHORT_WORD and part[0].isalpha()]
        if dotted:
            return alone and not instructs and len(parts) <= _MAX_NAME_WORDS and all(map(str.isupper, long))
        if bold or (parts[0][0].isupper() and all(map(str.isupper, long))):
            return True
        how_to = len(parts) > 2 and parts[0].lower() == "how" and parts[1] == "to"  # noqa: PLR2004
        few = len(parts) <= _MAX_NAME_WORDS or how_to
        short = kind == "text" and few and words[-1] != "?" and ":" not in words
        return short and alone and parts[0][0].isalpha() and not instructs

    def _label_end(self, text: str, body: int, end: int) -> int | None:
        if _LABEL_END.search(text, body, min(end, body + _LONGEST_LABEL)) is None:
            return None
        label = _LABEL.match(text, body, end)
        if label is None:
            return None
        if 0 < label[0].rfind("(") > label[0].rfind(")"):
            return None  # "Hip flexor stretch (optional: rear foot up)"
        words = label[0].split()
        dash = label[0][-1] in "-–—"
        if len(words) > _MAX_LABEL_WORDS or any(word.lower() in self._not_in_label for word in words):
            return None
        if dash and not (text[body].isupper() or text[body - 1] == "*"):
            return None
        return label.end()


def _word_at(text: str, start: int) -> str:
    """The word at ``start`` or behind the opening mark there, in lower case; "" if there is none."""
    word = _NEXT_WORD.match(text, start + (text[start] in _OPENERS))
    return word[0].lower() if word else ""


def _lead(text: str, start: int, end: int) -> _Lead:
    """The marker of the sentence at ``start``, and where its words begin behind marker and marks."""
    marker = read_marker(text, start, end)
    if marker is None and text[start].isalnum():
        return _Lead(start, None, start)
    body = _skip_marks(text, marker.end if marker else start, end)
    if marker and text[start] in _BULLETS and (number := read_marker(text, body, end)):
        marker = number._replace(start=start)  # `• 9. …`
        body = _skip_marks(text, marker.end, end)
    if marker is None and start < body < end and (marker := read_marker(text, body, end)):
        body = _skip_marks(text, marker.end, end)
    return _Lead(start, marker, body if body < end else start)


def _in_link(text: str, start: int, at: int, end: int) -> bool:
    """The stop ``at`` stands in the text of a link: `[Don't wait! - A video](address)`."""
    opened = text.rfind("[", start, at)
    if opened < 0 or text.find("]", opened, at) >= 0:
        return False
    close = text.find("]", at, min(end, at + _LINK))
    return close >= 0 and text.startswith("](", close)


def _skip_marks(text: str, start: int, end: int) -> int:
    marks = _MARKS.match(text, start, end)
    return marks.end() if marks else start


def is_name_field(label: str) -> bool:
    """Whether a label in lower case is that of a field that holds a name: `name`, `exercise name`."""
    kinds = rule_words()["title.field"]
    return label == "name" or (label.endswith(" name") and label.removesuffix(" name") in kinds)


def points(words: str) -> bool:
    """Whether words in lower case point at something, as a step does and no name: `lower your heels`."""
    return not rule_words()["title.pointing"].isdisjoint(words.split())


def _is_emphasised(text: str, start: int, body: int, end: int) -> bool:
    """`**…**` from the first word to the last."""
    at = text.find("**", start, body + 1)
    at = text.find("__", start, body + 1) if at < 0 else at
    close = text.find(text[at : at + 2], body, end) if at >= 0 else -1
    return close > 0 and not text[close + 2 : end].strip(" :.")


def _number_titles(text: str, sentences: list[Sentence], starters: frozenset[str]) -> list[Sentence]:
    """The sentences, with numbered lines (`1 Ankle pumps`, `2 Static quads`) as titles where they count up.

    A number before a capital says little on one line alone; two that follow each other are a list of titles.
    """
    found: dict[int, tuple[int, int]] = {}
    for i, sentence in enumerate(sentences):
        if (
            sentence.marker
            and sentence.first
            and sentence.marker[0].isalpha()
            and len(sentence.marker) > _SHORT_WORD
            and sentence.end - sentence.start < _MAX_TITLE
            and text[sentence.end - 1] not in ".!;,"
            and (i + 1 == len(sentences) or sentences[i + 1].block != sentence.block)
        ):
            told = text[sentence.body : sentence.end].split()
            step = sentence.marker[:4].lower() == "step" and len(told) > _SHORT_WORD
            # "Exercise 5: Sit to stand", but not "Step 1. Stand with your feet together"
            sentence.title = not (step and told[0].lower() in starters)
        elif (
            sentence.kind == "text"
            and sentence.first
            and sentence.marker is None
            and sentence.end - sentence.start < _MAX_TITLE
        ):
            numbered = _NUMBERED_LINE.match(text, sentence.start, sentence.end)
            alone = i + 1 == len(sentences) or sentences[i + 1].block != sentence.block
            if numbered and alone:
                found[i] = int(numbered[1]), numbered.end(1)
    numbers = {number for number, _ in found.values()}
    for i, (number, end) in found.items():
        if {number - 1, number + 1} & numbers:
            words = text[end : sentences[i].end]
            body = end + len(words) - len(words.lstrip(" -\t\xa0"))
            sentence = sentences[i]
            sentence.title, sentence.kind, sentence.body = True, "title", body
            sentence.marker, sentence.number = text[sentence.start : end], number
    return sentences


def _with_tags(sentence: Sentence, tags: dict[int, Tag]) -> Sentence:
    """The sentence with the tags that stand directly around it: like heading marks they belong to it."""
    start, end, kind, level = sentence.start, sentence.end, sentence.kind, sentence.level
    while (tag := tags.get(start)) and tag.end == start:
        start = tag.start
        if tag.name[0] == "h" and tag.name[1:] in "123456":
            kind, level = "heading", int(tag.name[1:])
    while (tag := tags.get(end)) and tag.start == end:
        end = tag.end
    sentence.start, sentence.end, sentence.kind, sentence.level = start, end, kind, level
    return sentence


@Language.factory(
    "exercise_sentences",
    default_config={"starters": None},
    assigns=["doc.sents", "token.is_sent_start", "doc.spans", "doc.user_data"],
)
def make_sentences(nlp: Language, name: str, starters: list[str] | None) -> SentenceComponent:  # noqa: ARG001
    """The component for ``nlp.add_pipe("exercise_sentences")``; ``starters`` as for `Splitter`."""
    return SentenceComponent(Splitter(None if starters is None else frozenset(starters)))


class SentenceComponent:
    """Sets the sentences of a Doc.

    ``doc.user_data["sentences"]`` is the list of `Sentence`, ``doc.spans["sentences"]`` their spans in
    the same order, without white space and markup between them; ``doc.sents`` starts at the same tokens.
    """

    def __init__(self, splitter: Splitter) -> None:
        self.splitter = splitter

    def __call__(self, doc: Doc) -> Doc:
        """Sentences that start inside a token start at that token."""
        sentences = self.splitter.split(text_of(doc))
        doc.user_data[KEY] = sentences
        doc.spans[KEY] = []
        if not len(doc):
            return doc
        starts = token_starts(doc)
        for s in sentences:
            s.token = bisect_right(starts, s.start) - 1
            s.token_end = bisect_left(starts, s.end, s.token)
        flags = np.full((len(doc), 1), -1)
        flags[0] = 1
        flags[[s.token for s in sentences]] = 1
        doc.from_array(["SENT_START"], cast("Ints2d", flags.astype(np.uint64)))
        doc.spans[KEY] = [Span(doc, s.token, s.token_end) for s in sentences]
        return doc
