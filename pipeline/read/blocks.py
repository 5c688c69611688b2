"""What a page says, block by block: paragraphs, headings, list items and table rows with their marks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from pipeline.read.furniture import TERM, rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# Signs within a block: a forced new line, the beginning and the end of bold letters.
LINE, BOLD, PLAIN = "\x00", "\x01", "\x02"
NO_SIGNS = dict.fromkeys(map(ord, (LINE, BOLD, PLAIN)))

_NAME_CHARS = 100
_HEADING_CHARS = 200
_CELL_CHARS = 300
_HEADED_CELL_CHARS = 1_000
_INDENT_CHARS = 20
_LINK_SHARE = 0.7
_MANY_LINKS = 0.5
_MARK_AND_TEXT = 2
# Positional, and so twice as fast.
_LOOSE = _MARKED = False
_JOINTS = ":–—-"
_COMMAS = (";", ",")
_SENTENCE_ENDS = (".", "!", *_COMMAS)
_STOPS = (*_SENTENCE_ENDS, ":")
_OWN_MARK = re.compile(r"(?:[•◦▪●‣·*–-]|(\d{1,3}[.)]))\s+")
# A mark in a box or cell of its own, beside what it marks.
_MARK_CHARS = 5
_LONE_MARK = re.compile(r"[•◦▪●‣·]|\(?\d{1,3}[.)]")
# Blanks that stay, before a mark: how a list in a list is set where no element says so.
_INDENT = re.compile(r"\s*?(\xa0[\xa0 ]*)(?=(?:[•◦▪●‣·*o–-]|\d{1,3}[.)])\s)")
_BOLD_GOES_ON = re.compile(f"{PLAIN}(\\s*){BOLD}")
_MARKS = "#*-| "


class Block(NamedTuple):
    """A paragraph, heading, item or row with its marks; ``group`` is that of its list (or table), 0 for none.

    A ``tight`` block stands on the line after its neighbour of the same group, others behind an empty line.
    ``links`` is true where nearly all of it is links, ``plain`` for a paragraph without marks.
    """

    text: str
    group: int = 0
    tight: bool = False
    links: bool = False
    plain: bool = True


@dataclass(slots=True)
class _List:
    ordered: bool
    number: int


@dataclass(slots=True)
class _Item:
    """A list item that is open: its mark until it is written, the indent of the mark, and of what follows."""

    mark: str
    indent: str
    inner: str


@dataclass(slots=True)
class _Table:
    """A table that is open, and the lists that it stands in; a cell is a stretch of the blocks."""

    start: int
    layout: bool
    lists: list[_List]
    items: list[_Item]
    rows: list[list[tuple[int, int]]] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)  # in each row
    cell: int = 0


class Blocks:
    """Collects blocks from the tags and texts of a page, in order."""

    def __init__(self) -> None:
        self.said: list[str] = []  # since the last block
        self.in_article = 0
        self.level = 0
        self._blocks: list[Block] = []
        self._rules = rules()
        self._linked = 0  # how many characters of what was said are links
        self._in_link = False
        self._in_bold = 0
        self._in_lines = 0
        self._lists: list[_List] = []
        self._items: list[_Item] = []
        self._tables: list[_Table] = []
        self._groups = 0
        self._group = 0
        self._judging = 0
        self._worth = 0  # instructions and main headings met so far while judging

    # Inline

    def say(self, text: str) -> None:
        """Take in text as it stands between two tags, with entities."""
        if self._in_lines:
            text = text.expandtabs(4).replace(" ", "\xa0").replace("\n", LINE)
        self.said.append(text)
        if self._in_link:
            self._linked += len(text.strip())

    def link(self) -> None:
        """What follows is a link."""
        self._in_link = True

    def link_end(self) -> None:
        """What follows is no link."""
        self._in_link = False

    def bold(self) -> None:
        """What follows is bold."""
        self._in_bold += 1
        if self._in_bold == 1:
            self.said.append(BOLD)

    def plain(self) -> None:
        """What follows is as bold as before the last call of `bold`."""
        self._in_bold -= 1
        if not self._in_bold:
            self.said.append(PLAIN)

    def keep_lines(self) -> None:
        """A new line in what follows is one in the text."""
        self.end()
        self._in_lines += 1

    def join_lines(self) -> None:
        """A new line in what follows is a blank again."""
        self.end()
        self._in_lines -= 1

    # Blocks

    def end(self) -> None:
        """What was said since the last call is a block, or several where there are empty lines."""
        if not self.said:
            return
        raw = "".join(self.said) if len(self.said) > 1 else self.said[0]
        linked, self._linked = self._linked, 0
        self.said.clear()
        if "&" in raw:
            raw = _unescaped(raw)
        if LINE not in raw:
            if line := _line(raw, named=not self.level):
                self._add(line, linked)
            return
        lines = _lines(raw, named=not self.level)
        if self.level:
            lines = [" ".join(filter(None, lines))]
        for paragraph in "\n".join(lines).split("\n\n"):
            if text := paragraph.strip("\n"):
                self._add(text, linked * len(text) // len(raw))

    def _add(self, text: str, linked: int) -> None:
        links = linked >= len(text) * _LINK_SHARE and not self.level
        if self._judging and linked < len(text) * _MANY_LINKS:
            self._worth += self._rules.instructs(text)
        plain = not self.level
        item = self._items[-1] if self._items else None
        if self.level:
            if item and item.mark == "- " and self.level != TERM:
                # A list of boxes with headings is layout: its items are sections.
                item.mark, item.inner = "", item.indent
            text = _heading(text, TERM if item and (item.mark or item.inner) else self.level)
            self._worth += self.level == 1
        if not item or not (item.mark or item.inner):
            self._blocks.append(Block(text, 0, _LOOSE, links, plain))
            return
        mark, item.mark = item.mark, ""
        if mark and (own := _OWN_MARK.match(text)):
            text = text[own.end() :]
            mark = f"{own[1]} " if own[1] and mark == "- " else mark
        text = text.replace("\n", "\n" + item.inner)
        head = item.indent + mark if mark else item.inner
        self._blocks.append(Block(head + text, self._group, mark != "", links, _MARKED))

    def heading(self, level: int) -> None:
        """What follows is a heading of ``level`` 1 to 6, or a TERM."""
        self.end()
        self.level = level

    def heading_end(self) -> None:
        """The heading ends."""
        self.end()
        self.level = 0

    def article(self) -> None:
        """An article or the main part begins."""
        self.end()
        self.in_article += 1

    def article_end(self) -> None:
        """An article or the main part ends."""
        self.end()
        self.in_article -= 1

    # Lists

    def begin_list(self, *, ordered: bool, number: int) -> None:
        """A list begins, numbered from ``number`` if it is ``ordered``."""
        self.end()
        if not self._lists:
            self._groups += 1
            self._group = self._groups
        self._lists.append(_List(ordered, number))

    def end_list(self) -> None:
        """The list ends."""
        self.end()
        self._lists.pop()

    def item(self, number: int | None) -> None:
        """An item begins; ``number`` overrides the count."""
        self.end()
        indent = self._items[-1].inner if self._items else ""
        mark = "- "
        if self._lists and self._lists[-1].ordered:
            own = self._lists[-1]
            mark = f"{own.number if number is None else number}. "
            own.number = int(mark[:-2]) + 1
        inner = indent + "  " if len(indent) < _INDENT_CHARS else indent
        self._items.append(_Item(mark, indent, inner))

    def item_end(self) -> None:
        """The item ends."""
        self.end()
        self._items.pop()

    # Tables

    def table(self, *, layout: bool) -> None:
        """A table begins; ``layout`` if it says that it is no data."""
        self.end()
        self._tables.append(_Table(len(self._blocks), layout, self._lists, self._items))
        self._lists, self._items = [], []

    def row(self) -> None:
        """A row begins."""
        self.end()
        self._tables[-1].rows.append([])
        self._tables[-1].heads.append(0)

    def cell(self) -> None:
        """A cell begins."""
        self.end()
        self._tables[-1].cell = len(self._blocks)

    def cell_end(self, *, head: bool) -> None:
        """The cell ends; ``head`` if it is one of a heading."""
        self.end()
        table = self._tables[-1]
        table.rows[-1].append((table.cell, len(self._blocks)))
        table.heads[-1] += head

    def table_end(self) -> None:
        """The table ends: rows if it holds data, else the blocks of its cells one after the other."""
        self.end()
        table = self._tables.pop()
        self._lists, self._items = table.lists, table.items
        if not self._holds_data(table):
            return
        inside = {place for row in table.rows for cell in row for place in range(*cell)}
        outside = [
            self._blocks[place] for place in range(table.start, len(self._blocks)) if place not in inside
        ]
        self._groups += 1
        rows: list[Block] = []
        for row, heads in zip(table.rows, table.heads, strict=True):
            cells = [self._blocks[start] if start < stop else Block("", links=True) for start, stop in row]
            if any(cell.text for cell in cells):
                text = " | ".join(cell.text.replace("|", "/").replace("\n", " ") for cell in cells)
                links = all(cell.links for cell in cells)
                rows.append(Block(f"| {text} |", self._groups, tight=True, links=links, plain=False))
                if len(rows) == 1 and heads == len(cells):
                    rule = "| " + " | ".join(["---"] * len(cells)) + " |"
                    rows.append(Block(rule, self._groups, tight=True, links=links, plain=False))
        self._blocks[table.start :] = outside + rows

    def _holds_data(self, table: _Table) -> bool:
        """Whether at least half the rows have several cells, all of them short and of one block."""
        headed = any(table.heads)
        longest = _HEADED_CELL_CHARS if headed else _CELL_CHARS
        filled = several = marked = 0
        for row in table.rows:
            texts = 0
            for start, stop in row:
                if stop - start > 1:
                    return False
                if start < stop:
                    block = self._blocks[start]
                    several_lines = "\n" in block.text and not headed
                    if several_lines or not block.plain or len(block.text) > longest:
                        return False
                    texts += 1
            filled += texts > 0
            several += texts > 1
            marked += texts == _MARK_AND_TEXT and self._is_mark(row[0])
        return not table.layout and several > 1 and several * 2 >= filled and marked < several

    def _is_mark(self, cell: tuple[int, int]) -> bool:
        start, stop = cell
        return start < stop and _LONE_MARK.fullmatch(self._blocks[start].text) is not None

    # Furniture

    def judge(self) -> Callable[[], None]:
        """What follows is read on probation; call what comes back at its end."""
        self.end()
        self._judging += 1
        start, worth = len(self._blocks), self._worth

        def close() -> None:
            self.end()
            self._judging -= 1
            if self._worth == worth:
                del self._blocks[start:]

        return close

    def text(self) -> str:
        """All blocks, without lists of links to other pages before, after and below the article."""
        self.end()
        parts: list[str] = []
        before = Block("")
        for block in _with_marks(self._article()):
            if parts:
                tight = block.tight and block.group == before.group
                parts.append("\n" if tight else "\n\n")
            parts.append(block.text)
            before = block
        return "".join(parts)

    def _article(self) -> list[Block]:
        kept: list[Block] = []
        elsewhere = False
        for block in self._blocks:
            if not block.links:
                elsewhere = False
            elif not elsewhere and kept and self._rules.leads(kept[-1].text.strip(_MARKS)):
                kept.pop()
                elsewhere = True
            if not elsewhere:
                kept.append(block)
        first, last = 0, len(kept)
        while first < last and self._is_menu(kept[first]):
            first += 1
        while first < last and self._is_menu(kept[last - 1]):
            last -= 1
        return kept[first:last] or self._blocks

    def _is_menu(self, block: Block) -> bool:
        """Links that are no sentence: titles of other pages may well begin with "Hold" or "Stretch"."""
        return block.links and not (block.text.endswith((".", "!")) and self._rules.instructs(block.text))


def _with_marks(blocks: list[Block]) -> Iterator[Block]:
    """Yield the blocks, each that is a mark and nothing else as the beginning of the paragraph behind it."""
    mark: Block | None = None
    for block in blocks:
        is_mark = len(block.text) <= _MARK_CHARS and block.plain and _LONE_MARK.fullmatch(block.text)
        if mark and block.plain and not is_mark:
            yield block._replace(text=f"{mark.text} {block.text}")
            mark = None
            continue
        if mark:
            yield mark
        mark = block if is_mark else None
        if not mark:
            yield block
    if mark:
        yield mark


def _unescaped(text: str) -> str:
    """Undo what the serialiser escapes: the ampersand comes last."""
    for entity, sign in (("&nbsp;", "\xa0"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(entity, sign)
    return text


def _lines(raw: str, *, named: bool) -> list[str]:
    lines: list[str] = []
    opened = ""
    for part in raw.split(LINE):
        indent = _INDENT.match(part) if lines else None
        lines.append(" " * len(indent[1] if indent else "") + _line(opened + part, named=named))
        if BOLD in part or PLAIN in part:
            opened = BOLD if part.rfind(BOLD) > part.rfind(PLAIN) else ""
    return lines


def _line(raw: str, *, named: bool) -> str:
    """One line, blanks as a browser shows them; bold words that stand like a name get ``**`` if ``named``."""
    if BOLD not in raw and PLAIN not in raw:
        return " ".join(raw.split())
    line = raw.strip()
    if named and line.startswith(BOLD):
        line = _BOLD_GOES_ON.sub(r"\1", line)
        head, _, rest = line[1:].partition(PLAIN)
        more = rest.lstrip()
        # "Bridge Lie on your back": the letters alone tell where the name ends.
        bare = more[:1].isupper() and (head[-1:].isspace() or rest[0].isspace())
        apart = not more or bare or more[0] in _JOINTS or head.rstrip().endswith(":")
        name = " ".join(head.split()) if apart else ""
        sentence = name.endswith(_COMMAS if more else _SENTENCE_ENDS) or (not more and _warns(name))
        if name[:1].isalnum() and not sentence and len(name) <= _NAME_CHARS:
            gap = "" if more[:1] == ":" else " "
            return f"**{name}**{gap}{_without_signs(more)}".rstrip()
    return _without_signs(raw)


def _without_signs(raw: str) -> str:
    return " ".join(raw.replace(BOLD, "").replace(PLAIN, "").split())


def _heading(text: str, level: int) -> str:
    if level != TERM:
        return f"{'#' * level} {text}" if len(text) <= _HEADING_CHARS else text
    sentence = text.endswith(_STOPS) or _warns(text)
    return f"**{text}**" if len(text) <= _NAME_CHARS and not sentence else text


def _warns(text: str) -> bool:
    """Whether bold words are a warning rather than a name."""
    return rules().warning.match(text) is not None
