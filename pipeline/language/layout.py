"""What the lines of a text say before anybody reads their words: paragraphs, headings, items, cells.

The text is the only carrier of structure: Markdown notation (`#`, `-`, `1.`, `|`), blank lines, and the line
breaks of plain and PDF text. Hard wraps are undone by looking at the lengths of the lines around.

Everything is linear in the length of the text: a pattern is tried once a line or begins with a fixed
character class, and none repeats what already repeats.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal["heading", "title", "item", "cell", "text", "front_matter", "image"]

RULES_FILE = Path(__file__).parent.parent / "rules" / "sentences.toml"


@cache
def rule_words() -> dict[str, frozenset[str]]:
    """The words of each rule in `rules/sentences.toml` by the rule's id."""
    with RULES_FILE.open("rb") as file:
        return {rule["id"]: frozenset(rule["words"].split()) for rule in tomllib.load(file)["rule"]}


class Block(NamedTuple):
    """A logical line ``text[start:end]``: hard wraps undone, one list item or one table cell."""

    start: int
    end: int
    kind: Kind
    gap: int
    level: int = 0
    list: int | None = None
    row: int | None = None
    column: int | None = None
    header: bool = False


class Marker(NamedTuple):
    """A list marker or numbered word at ``text[start:end]``; ``style`` is alike for the items of a list."""

    start: int
    end: int
    style: str
    number: int | None


class Tag(NamedTuple):
    """An HTML tag at ``text[start:end]``."""

    name: str
    start: int
    end: int


class _List(NamedTuple):
    """An open list: where its markers stand, how they look, its identity, its last number."""

    indent: int
    style: str
    id: int
    last: int


# White space at the edges of lines and sentences; the zero-width characters are none for Python.
SPACE = "".join(
    [
        " \t\r\f\v\x1c\x1d\x1e\x1f\x85\xa0\xad\u1680\u180e\u2028\u2029\u202f\u205f\u3000",
        "\u200b\u200c\u200d\u2060\ufeff",
        *map(chr, range(0x2000, 0x200B)),
    ]
)
BULLETS = "•●○▪▫■□◦‣⁃∙·❖◆◇✓✔✗✘☐☑☒➢➤➔➜→►▶▸»★☆✦✱✳✴\uf0b7\uf0a7\uf0d8\uf0fc\uf076"
# What the letters of picture fonts become in the text of a PDF.
_GLYPHS = "o?lnqvuz§¨¤¾Øüàþ"
_PICTURES = "\U0001f300-\U0001faff\u2600-\u27bf\u2b00-\u2bff"
_CIRCLED = {chr(0x2460 + k): k + 1 for k in range(20)} | {
    chr(first + k): k + 1 for first in (0x2776, 0x2780, 0x278A) for k in range(10)
}
_ROMAN = "ivx"
_NUMBERED = frozenset(word[:3] for word in rule_words()["numbered.word"])
_BREAK = "\x1e"  # stands for each character of markup that separates

_AROUND = 10  # lines on either side that tell how wide the text is set
_FULL = 0.86  # of that width: a line is full when the next word would have gone beyond
_UNEVEN = 1.3  # of that width: a line beyond shows that the lines are paragraphs
_SHORT = 0.6  # of the longest line around: the line was ended on purpose
_HEADLINE = 40  # characters that a line without a mark has at most where it ends a list
_SKIPPED = 2  # numbers from an item to the next: one may be missing
_SMALL = 3  # letters of a word that is small in a title
_NAME = 25  # characters that a name in a list of names has at most
_SHORT_BRACKET = 60  # characters that stand at most behind a bracket that the next line closes
_FRONT_MATTER = 200  # lines that it has at most

_WORD = re.compile(r"[^\W_]")
_ROW_RULE = re.compile(r"[\s|:=+-]+")
_DIRECTIVE = re.compile(r"\{[:%{!][^{}]*\}+|```.*|~~~.*|\[TOC\]")
_HEADING = re.compile(r"(#{1,6})\s")
_QUOTE = re.compile(r"[>\s]*")
_IMAGE = re.compile(r"!\[[^\[\]]*\]\([^()]*\)")
_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)(?:[\s/][^<>]*)?>|&nbsp;")
# Tags that hold more than a sentence or nothing; and those that stand in a sentence.
_PAGE_TAG = re.compile(
    r"br|hr|img|input|iframe|[uod]l|div|table|t(?:body|head|foot|r)|section|article|main|body|html|header|footer"
    r"|nav|form|figure"
)
_INLINE_TAG = re.compile(
    r"a|abbr|b|big|cite|code|del|em|font|i|ins|kbd|mark|q|s|small|span|strong|sub|sup|u|"
)
_KEY = re.compile(r"[ \t]*(?:- )?[\w.-]+[ \t]*:(?=\s|$)|[ \t]*-(?=\s)")
_DOSED = re.compile(
    r"(?:\d ?)?[x×] ?\d|\d ?(?:s|secs?|seconds|mins?|minutes|reps?|times|each|per)\b", re.IGNORECASE
)
_SLIDE = re.compile(r"slide \d+ of \d+\b", re.IGNORECASE)  # numbers the pictures of a page
_PROGRAM = re.compile(r"\d{1,3}(?: ?[-–] ?\d{1,3})? ?(?:x|reps?|sets?|secs?|seconds|mins?|minutes) [A-Z]")
_LINK_LINE = re.compile(r"(?:\d{1,2}[.)]\s+)?(?:\[[^\[\]]{1,300}\]\([^()\s]{1,400}\)|https?://\S+)")
_FIELD = re.compile(r"\**[A-Z][\w /-]{0,30}:")
_BAR = re.compile(r"\|\s*(?=\w)")
_PART = re.compile(
    r"(?:set|day|week|round|circuit|block|phase|workout|session) \d{1,2}(?: ?[:–—-] ?.{1,40})?"
)
_FIRST_WORD = re.compile(r"\S+")
_LAST_WORD = re.compile(r"[\w&'’]+$")
_CLOSING = re.compile(r"[,;:)”’»]|[.!?](?![\w\[])")
_ENDS = ".!?…"
_CLOSERS = "\"'”’»)]*_"

_BARE_NUMBER = re.compile(r"^[ \t]*(\d{1,2})(?: (?=[A-Za-z])|-(?=[A-Z]))", re.MULTILINE)
_LETTERED = re.compile(r"\d[a-e]")  # `2a.` and `2b.` are items of the list that `1.` began
_FEWEST_BARS = 2  # in each of two lines that are rows of a table without a rule
_FEWEST_COUNTED = 3  # lines that make a list of numbers without a mark

_MARKER = re.compile(
    rf"(?P<bullet>[-*+–—“](?=\s)|[{_GLYPHS}](?=\s+[A-Z])|(?P<keycap>\d)\ufe0f?\u20e3|[{BULLETS}]|[{_PICTURES}]\ufe0f?)"
    r"|\(?(?P<number>\d{1,3})(?:[a-e](?=[.)])|(?:\.\d{1,3}){1,4})?"
    r"(?:\\?[.)]{1,2}(?!\d)|(?=\s?[-–—:]\s+[A-Z*]))(?:\s?[-–—:](?=\s))?"
    r"|(?P<glued>\d{1,2})(?=[A-Z][a-z])"
    r"|(?P<section>\d{1,2}(?:\.\d{1,2}){1,4})(?=\s+[A-Z][a-z])"
    rf"|(?P<circled>[{''.join(_CIRCLED)}])"
    r"|(?P<letter>\(?(?:[A-Za-z]|[A-H]\d|[ivx]{1,4}|[IVX]{1,4})(?:\)|\.(?=\s|[*_]{2}\s)))"
    rf"|(?P<word>(?i:{'|'.join(sorted(rule_words()['numbered.word']))}))"
    r"\s(?:\#|No\.?\s)?(?P<step>\d{1,3})\s?(?:[.:)]|[-–—](?=\s))"
)


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """``[start, end)`` without surrounding white space; empty at ``start`` if there is nothing else."""
    piece = text[start:end]
    end = start + len(piece.rstrip(SPACE))
    return min(end, start + len(piece) - len(piece.lstrip(SPACE))), end


def _behind_quote(text: str, start: int, end: int) -> int:
    quote = _QUOTE.match(text, start, end) if text.startswith(">", start) else None
    return quote.end() if quote else start


def read_marker(text: str, start: int, end: int) -> Marker | None:
    """The list marker or numbered word that ``text[start:end]`` begins with, behind quotation marks (`>`)."""
    if text.startswith(">", start):
        start = _behind_quote(text, start, end)
    letters = text[start : start + 3].lower()
    if letters.isalpha() and letters[1:2] not in _ROMAN and letters not in _NUMBERED:
        return None  # what most sentences begin with, said fast
    found = _MARKER.match(text, start, end)
    if found is None:
        return None
    digits = found["number"] or found["step"] or found["keycap"] or found["glued"]
    number = int(digits) if digits else _CIRCLED.get(found[0])
    if found["step"]:
        style = found["word"].casefold()
    elif found["section"]:
        style = "1.1"
    elif digits:
        style = "1" + found[0].lstrip("(0123456789.abcde")[:1]
    elif number is not None:
        style = "①"
    else:
        style = "a" + found[0][-1] if found["letter"] else found[0]
    return Marker(found.start(), found.end(), style, number)


def blocks(text: str, starters: frozenset[str]) -> list[Block]:
    """The logical lines of ``text``, which `hide_markup` gave, in order; white space and markup lie between.

    ``starters``: words in lower case that open an instruction.
    """
    return _Layout(text, starters).blocks


def hide_markup(text: str) -> tuple[str, dict[int, Tag]]:
    """``text`` at the same length with HTML tags and comments turned into white space: offsets stay valid.

    The tags that enclose words come with it: opening ones by the offset of their end, closing ones of their
    start.
    """
    if "<" not in text and "&nbsp;" not in text:
        return text, {}
    pieces = []
    at = 0
    while (opened := text.find("<!--", at)) >= 0 and (closed := text.find("-->", opened)) >= 0:
        pieces += [text[at:opened], _BREAK * (closed + 3 - opened)]
        at = closed + 3
    text = "".join(pieces) + text[at:]
    tags = {}
    pieces = []
    at = 0
    for tag in _TAG.finditer(text):
        start, end = tag.span()
        name = (tag[1] or "").lower()
        pieces += [text[at:start], (" " if _INLINE_TAG.fullmatch(name) else _BREAK) * (end - start)]
        at = end
        if name and not _PAGE_TAG.fullmatch(name):
            tags[start if text[start + 1] == "/" else end] = Tag(name, start, end)
    return "".join(pieces) + text[at:], tags


def mark_numbers(text: str) -> str:
    """``text`` at the same length with a full stop behind numbers that a space or a hyphen sets off: `1 Sit`, `2-Bend`.

    They are a list where three lines or more, with nothing but empty ones between, count from 1, or from any number
    if the first opens with an instruction.
    """
    run: list[int] = []
    counted: list[int] = []
    first = last = 0
    for found in _BARE_NUMBER.finditer(text):
        number = int(found[1])
        goes_on = bool(run) and number == first + len(run) and "\n" not in text[last : found.start()].strip()
        if not goes_on:
            counted += run if len(run) >= _FEWEST_COUNTED else []
            run = []
            word = _FIRST_WORD.match(text, found.end())
            opens = word is not None and word[0].lower() in rule_words()["run_on.starter"]
            first = number if number == 1 or opens else 0
        if goes_on or first:
            run.append(found.end(1))
        last = found.end()
    counted += run if len(run) >= _FEWEST_COUNTED else []
    if not counted:
        return text
    pieces = []
    at = 0
    for place in counted:
        pieces += [text[at:place], "."]
        at = place + 1
    return "".join(pieces) + text[at:]


class _Layout:
    """One pass over the lines of a text, with what is open: a block, lists, a table."""

    def __init__(self, text: str, starters: frozenset[str]) -> None:
        self.blocks: list[Block] = []
        self._text = text
        self._spans: list[tuple[int, int]] = []  # of each line, trimmed
        self._indents: list[int] = []
        self._open: Block | None = None  # may go on in the next line
        self._gap = 0
        self._row = -1  # of the table that is open
        self._lists: list[_List] = []
        self._series: dict[str, _List] = {}
        """The last numbered list of each style, for what stands between its items."""
        self._list_count = 0
        self._interrupted = False  # a paragraph has come between the items of the open lists
        self._joiners = rule_words()["wrap.joiner"]
        self._places = rule_words()["wrap.place"]
        self._starters = starters
        self._has_columns = "|" in text or "\t" in text
        offset = 0
        for line in text.split("\n"):
            if not line:
                self._indents.append(0)
                self._spans.append((offset, offset))
                offset += 1
                continue
            words = line.lstrip(SPACE)
            indent = len(line) - len(words)
            self._indents.append(indent)
            self._spans.append((offset + indent, offset + indent + len(words.rstrip(SPACE))))
            offset += len(line) + 1
        for number in range(self._front_matter(), len(self._spans)):
            self._line(number)
        self._close()

    def _close(self, following: Block | None = None, *, stays_open: bool = False) -> None:
        """End the open block, and begin ``following``."""
        if self._open:
            self.blocks.append(self._open)
            self._open = None
        if following:
            self._gap = 0
            if stays_open:
                self._open = following
            else:
                self.blocks.append(following)

    def _line(self, number: int) -> None:
        text = self._text
        start, end = self._spans[number]
        if start >= end:
            self._close()
            self._gap += 1
            self._row = -1
            return
        plain = text[start].isalnum()
        if not plain and not _WORD.search(text, start, end):
            self._mark_only(start, end)
        elif not plain and _DIRECTIVE.fullmatch(text, start, end):
            self._close()
        elif self._has_columns and self._is_row(number):
            self._table_row(number)
        else:
            self._row = -1
            if not plain and (bar := _BAR.match(text, start, end)):  # what is left of the edge of a table
                start = bar.end()
                self._spans[number] = start, end
            if text.find(_BREAK, start, end) >= 0:
                for a, b in _pieces(text, start, end, _BREAK):
                    self._close(Block(a, b, "text", self._gap))
            elif self._has_columns and (fields := _fields(text, start, end)):
                for a, b in fields:
                    self._close(Block(a, b, "text", self._gap))
            elif not plain and (heading := _HEADING.match(text, start, end)):
                self._lists = []
                self._close(Block(start, end, "heading", self._gap, level=len(heading[1])))
            else:
                self._text_line(number)

    def _text_line(self, number: int) -> None:
        text = self._text
        start, end = self._spans[number]
        marker = read_marker(text, start, end)
        if self._open and self._wraps(number, marker):
            self._open = self._open._replace(end=end)
        elif marker and not marker.style.isalpha():
            self._item(number, marker)
        elif text[start] == "!" and _IMAGE.fullmatch(text, start, end):
            self._close(Block(start, end, "image", self._gap))
        else:
            headline = end - start < _HEADLINE and text[end - 1] not in _ENDS
            if self._indents[number] == 0 and (self._gap or headline):
                self._interrupted = True
            self._close(Block(start, end, "text", self._gap), stays_open=True)

    def _mark_only(self, start: int, end: int) -> None:
        """A line without a word: the stop of the line before, a lone bullet, an underlining, or markup."""
        text = self._text
        block = self._open
        if block and _CLOSING.match(text, start, end):
            self._open = block._replace(end=end)
            return
        marker = read_marker(text, start, end)
        if marker and marker.end == end:
            self._close(Block(start, end, "item", self._gap))
            return
        if (
            block
            and block.kind == "text"
            and text[start : start + 3] in {"===", "---"}
            and text.find("\n", block.start, block.end) < 0
        ):
            self._lists = []
            self._open = block._replace(kind="heading", level=1 if text[start] == "=" else 2)
        self._close()
        if "|" not in text[start:end] and "+" not in text[start:end]:
            self._row = -1

    # -- tables ------------------------------------------------------------------------------------

    def _is_row(self, number: int) -> bool:
        start, end = self._spans[number]
        if self._text.find("\t", start, end) > 0:
            return self._has_tabs(number)
        pipe = self._text.find("|", start, end)
        return pipe >= 0 and (
            self._row >= 0
            or (pipe == start and self._text.find("|", start + 1, end) > 0)
            or self._is_row_rule(number + 1)
            or self._has_pipes(number)
        )

    def _has_pipes(self, number: int) -> bool:
        """Columns by bars without any at the edge: several bars, and several in the next line too."""
        lines = [self._text[slice(*span)] for span in self._spans[number : number + 2]]
        return len(lines) > 1 and all(line.count(" |") >= _FEWEST_BARS for line in lines)

    def _has_tabs(self, number: int) -> bool:
        """Columns by tabs: as many in a line next to it, and no list marker in the first."""
        start, end = self._spans[number]
        tabs = self._text.count("\t", start, end)
        near = (
            self._text.count("\t", *self._spans[k])
            for k in (number - 1, number + 1)
            if 0 <= k < len(self._spans)
        )
        marker = read_marker(self._text, start, end)
        return tabs in near and (marker is None or not self._text.startswith("\t", marker.end))

    def _is_row_rule(self, number: int) -> bool:
        if number >= len(self._spans):
            return False
        line = self._text[slice(*self._spans[number])]
        return "|" in line and "-" in line and _ROW_RULE.fullmatch(line) is not None

    def _table_row(self, number: int) -> None:
        self._close()
        self._row += 1
        header = self._row == 0 and self._is_row_rule(number + 1)
        start, end = self._spans[number]
        separator = "|" if self._text.find("|", start, end) >= 0 else "\t"
        start += self._text[start] == "|"
        for column, (a, b) in enumerate(_pieces(self._text, start, end, separator, empty=True)):
            for piece in _pieces(self._text, a, b, _BREAK):
                if _WORD.search(self._text, *piece):
                    self._close(Block(*piece, "cell", self._gap, row=self._row, column=column, header=header))

    # -- lists -------------------------------------------------------------------------------------

    def _item(self, number: int, marker: Marker) -> None:
        start, end = self._spans[number]
        indent = self._indents[number] + marker.start - start
        while self._lists and self._lists[-1].indent > indent + 1:
            self._lists.pop()
        last = marker.number or 0
        alike = (
            k
            for k, known in enumerate(self._lists)
            if known.style == marker.style and known.indent >= indent - 1
        )
        depth = next(alike, None)
        series = self._series.get(marker.style)
        if (
            depth is None
            and series
            and 0 < last - series.last <= _SKIPPED
            and abs(series.indent - indent) <= 1
        ):
            self._lists = [series._replace(last=last)]  # "2.", behind the bullets and lines below "1."
        elif depth is None:
            if self._interrupted and indent == 0:
                self._lists = []
            self._list_count += 1
            self._lists.append(_List(indent, marker.style, self._list_count, last))
        else:
            known = self._lists[depth]
            del self._lists[depth + 1 :]
            goes_on = not self._interrupted if marker.number is None else last > known.last
            again = (
                not self._interrupted or _LETTERED.search(self._text, marker.start, marker.end) is not None
            )
            if not goes_on and not (last == known.last and again):
                self._list_count += 1
                known = known._replace(id=self._list_count)
            self._lists[depth] = known._replace(last=last)
        self._interrupted = False
        if marker.number is not None and len(self._lists) == 1:
            self._series[marker.style] = self._lists[0]
        block = Block(start, end, "item", self._gap, level=len(self._lists), list=self._lists[-1].id)
        self._close(block, stays_open=True)

    # -- hard wraps --------------------------------------------------------------------------------

    def _wraps(self, number: int, marker: Marker | None) -> bool:
        """Line ``number`` goes on with the sentence of the line before it."""
        text = self._text
        start, end = self._spans[number - 1]
        at = _behind_quote(text, *self._spans[number])
        if (
            text.startswith("![", at)
            or text.find(_BREAK, end, at) >= 0
            or _LINK_LINE.fullmatch(text, start, end)
        ):
            return False
        if marker:
            return self._is_number_in_text(number, marker) or self._is_cut_item(number, marker)
        if _CLOSING.match(text, at):
            return True
        if _FIELD.match(text, start, end) and _FIELD.match(text, at):
            return False  # "Equipment: dumbbells", "Muscles: quadriceps"
        last = text[end - 1]
        if last in _CLOSERS:
            last = text[start:end].rstrip(_CLOSERS)[-1:] or last
        if last in _ENDS or last == ":":
            return last == ":" and text[at].islower() and self._is_full(number - 1)
        goes_on = (
            last in ",&/" or (last in "-–" and text[end - 2].isalpha()) or self._is_unfinished(number, at)
        )
        return goes_on and not _SLIDE.match(text, start) and not self._is_part(number)

    def _is_part(self, number: int) -> bool:
        """Line ``number`` is one of a program: `12 reps Push-up`, or a heading in small letters: `set 2`."""
        start, end = self._spans[number]
        if _PART.fullmatch(self._text, start, end):
            return True
        return _PROGRAM.match(self._text, start, end) is not None and not self._ends_in_joiner(number - 1)

    def _is_number_in_text(self, number: int, marker: Marker) -> bool:
        """`for` / `30. Then rest` is no list item: a number that goes on from none, behind a full line."""
        counts = marker.number
        if counts is None or counts == 1 or any(known.last in (counts, counts - 1) for known in self._lists):
            return False
        if self._text[self._spans[number - 1][1] - 1] in _ENDS:
            return False
        return self._ends_in_joiner(number - 1) or self._is_full(number - 1)

    def _is_cut_item(self, number: int, marker: Marker) -> bool:
        """A bullet stands on each line of an item: `- Calms the mind and helps` / `- against stress.`."""
        text = self._text
        a, b = self._spans[number - 1]
        before = read_marker(text, a, b)
        if marker.number is not None or before is None or before.style != marker.style:
            return False
        cut = text[before.end : b].lstrip()[:1].isupper() and text[b - 1] not in ".!?…:;"
        rest = text[marker.end : self._spans[number][1]].lstrip()
        return cut and rest[:1].islower() and rest[-1] in ".!?"

    def _ends_in_joiner(self, number: int) -> bool:
        start, end = self._spans[number]
        word = _LAST_WORD.search(self._text, max(start, end - 12), end)
        return word is not None and word[0].lower() in self._joiners and word[0] != "A"  # as in `Workout A`

    def _is_unfinished(self, number: int, at: int) -> bool:
        """The line before has no stop: words, case and length tell whether it goes on ``at`` the next."""
        text = self._text
        start, end = self._spans[number - 1]
        opener = _FIRST_WORD.match(text, at)
        opens = opener is not None and opener[0].rstrip(",:").lower() in self._starters
        if self._ends_in_joiner(number - 1):
            # "Tuck your tailbone under", "Hold for 5 seconds"
            ends = _LAST_WORD.search(text, max(start, end - 12), end)
            return not (opens and text[at].isupper() and ends is not None and ends[0] in self._places)
        if text[at].islower():
            lists = self._is_name_list(number) or self._is_routine(number) or self._is_heading(number)
            return not lists and not (opens and self._is_short(number - 1))
        wrapped = self._open is not None and self._open.start < start
        bracket = text.rfind("(", start, end)
        in_brackets = bracket >= max(start, end - _SHORT_BRACKET) and text.find(")", bracket, end) < 0
        long = wrapped or end - start >= _NAME  # shorter ones, one below the other, are names
        return (
            in_brackets or (text[at] == "(" and wrapped) or (long and not opens and self._is_full(number - 1))
        )

    def _is_name_list(self, number: int) -> bool:
        """Short lines that all begin in lower case are names one below the other, not a wrapped sentence."""
        (a, b), (c, d) = self._spans[number - 1], self._spans[number]
        short = b - a < _NAME and d - c < _NAME and self._text[a].islower() and self._text[d - 1] not in _ENDS
        return short and self._open is not None and self._open.start == a and not self._is_full(number - 1)

    def _is_heading(self, number: int) -> bool:
        """A line in Title Case, or with a label, and one in small letters below it, both far shorter than others.

        As in `Chest And Back` / `floor press`, `Day 1: chest` / `warm up`.
        """
        (a, b), (c, d) = self._spans[number - 1], self._spans[number]
        if max(b - a, d - c) >= _HEADLINE or self._text[d - 1] in _ENDS or not self._is_short(number - 1):
            return False
        if self._open is None or self._open.start != a:
            return False
        words = self._text[a:b].split()
        first = _FIRST_WORD.match(self._text, c)
        joins = first is not None and first[0].lower() in self._joiners
        titled = ":" in self._text[a:b] or all(word[0].isupper() for word in words if len(word) > _SMALL)
        return titled and not joins and self._is_short(number)

    def _is_routine(self, number: int) -> bool:
        """Two short lines with a dose each, in lower case: `dips 3x10` below `pull ups 3x8`."""
        (a, b), (c, d) = self._spans[number - 1], self._spans[number]
        short = max(b - a, d - c) < _HEADLINE and self._text[b - 1] not in ",;:"
        return short and all(_DOSED.search(self._text, *span) for span in ((a, b), (c, d)))

    def _is_short(self, number: int) -> bool:
        """The line ends well before the longest line around."""
        return self._edge(number) < _SHORT * max(map(self._edge, self._around(number)))

    def _is_full(self, number: int) -> bool:
        """The first word of the next line would not have fitted into this one.

        The width is that of the lines around that are surely wrapped: no stop, and the next one goes on in
        lower case. Where others are much longer, nothing is wrapped.
        """
        width = longest = 0
        text = self._text
        for k in self._around(number):
            edge = self._edge(k)
            longest = max(longest, edge)
            if edge > width and k != number and k + 1 < len(self._spans):
                (a, b), (c, d) = self._spans[k], self._spans[k + 1]
                if a < b and c < d and text[c].islower() and text[b - 1] not in ".!?…:":
                    width = edge
        if width < _NAME or longest > _UNEVEN * width:
            return False
        word = _FIRST_WORD.match(text, self._spans[number + 1][0])
        return self._edge(number) + 1 + len(word[0] if word else "") > _FULL * width

    def _around(self, number: int) -> range:
        return range(max(0, number - _AROUND), min(len(self._spans), number + _AROUND + 1))

    def _edge(self, number: int) -> int:
        """The column where a line ends."""
        start, end = self._spans[number]
        return self._indents[number] + end - start

    # -- front matter ------------------------------------------------------------------------------

    def _front_matter(self) -> int:
        """Read the keys between `---` and `---` at the top; the number of the first line behind them."""
        top = next((k for k, (a, b) in enumerate(self._spans) if a < b), len(self._spans))
        if top == len(self._spans) or self._text[slice(*self._spans[top])] != "---":
            return 0
        lines = [self._text[slice(*span)] for span in self._spans[top + 1 : top + _FRONT_MATTER]]
        close = next((top + 1 + k for k, line in enumerate(lines) if line in {"---", "..."}), None)
        first = self._spans[top + 1] if close else (0, 0)
        if close is None or not (close == top + 1 or _KEY.match(self._text, first[0], first[1])):
            return 0
        for number in range(top + 1, close):
            start, end = self._spans[number]
            if start >= end or self._text[start] == "#":
                continue
            if self._open and self._indents[number] and not _KEY.match(self._text, start, end):
                self._open = self._open._replace(end=end)
            else:
                self._close(Block(start, end, "front_matter", self._gap), stays_open=True)
        self._close()
        return close + 1


def _fields(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The fields of a line `**Level:** easy | **Hold:** 30 s`; none if it is something else."""
    fields = list(_pieces(text, start, end, "|"))
    return fields if len(fields) > 1 and all(_FIELD.match(text, a, b) for a, b in fields) else []


def _pieces(
    text: str, start: int, end: int, separator: str, *, empty: bool = False
) -> Iterator[tuple[int, int]]:
    """The trimmed stretches between separators; those without content only if ``empty``."""
    while start <= end:
        stop = text.find(separator, start, end)
        while separator == "|" and stop > start and text[stop - 1] == "\\":
            stop = text.find(separator, stop + 1, end)
        stop = end if stop < 0 else stop
        a, b = trim(text, start, stop)
        if a < b or empty:
            yield a, b
        start = stop + 1
