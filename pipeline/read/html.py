"""A web page to Markdown-like text: headings, items, table rows and paragraphs, without the site around it.

The page is parsed by lexbor (resiliparse), what is never read is cut out of the tree, and the rest is
written out as sound HTML and walked tag by tag. That is faster than asking every node from Python, and no
deeper on the stack however deep the page is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from resiliparse.parse.html import HTMLTree

from pipeline.read.blocks import LINE, NO_SIGNS, Blocks
from pipeline.read.complexity import tamed
from pipeline.read.furniture import NOTHING, TERM, Verdict, attributes, dropped_elements, rules, verdict
from pipeline.read.metadata import Metadata, metadata

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pipeline.read.limits import Limits

_TAG = re.compile(r"<!--.*?-->|<(/?)([^\s>/]+)([^>]*)>", re.DOTALL)
_VOID = frozenset(
    "area base basefont bgsound br col embed frame hr img input keygen link meta param source track"  # noqa: SIM905
    " wbr".split()
)
# Elements whose text is shown as it stands, and which the parser does not look into.
_VERBATIM = re.compile(r"<(/?)(?:xmp|plaintext|listing)\b", re.IGNORECASE)
# Where one of them, or what a server should have run, may stand: most pages have neither.
_UNUSUAL = re.compile(r"<(?:[?%]|/?(?:[xX][mM][pP]|[pP][lL][aA][iI][nN]|[lL][iI][sS][tT][iI][nN]))")
# XML closes elements in their opening tag, HTML does not: the rest of the page would lie inside them.
_CLOSED = re.compile(r"<(a|b|div|i|iframe|p|script|span|style|textarea|title)\b([^<>]*)/>", re.IGNORECASE)
# Soft hyphen, zero-width space, word joiner and byte order mark.
_INVISIBLE = "\u00ad\u200b\u2060\ufeff"
_DIGITS = 7


def to_text(page: str, limits: Limits) -> tuple[str, Metadata]:
    """Return the article in a page and what the page says of itself.

    Headings are ``# …`` lines, items ``- …`` and ``1. …`` (2 blanks a level), rows ``| a | b |``, other
    blocks paragraphs, with an empty line between blocks. Raises TooComplexError.
    """
    tree = HTMLTree.parse(tamed(_plain(page), limits))
    found = metadata(tree, page)
    body = tree.body
    if body is None:
        return "", found
    # Asked one by one, each would be looked up among all.
    for node in body.query_selector_all(",".join(dropped_elements())).values():
        node.decompose()
    html = body.html
    if not html.isascii():
        for sign in _INVISIBLE:
            html = html.replace(sign, "")
    blocks = Blocks()
    _walk(html, blocks)
    return blocks.text(), found


def _plain(page: str) -> str:
    """Take out of the source what a parser would misread."""
    if any(chr(sign) in page for sign in NO_SIGNS):
        page = page.translate(NO_SIGNS)
    if page[:100].lstrip().startswith("<?xml"):
        page = _CLOSED.sub(r"<\1\2></\1>", page)
    if not _UNUSUAL.search(page):
        return page
    for begin, end in (("<?", "?>"), ("<%", "%>")):
        page = _without_programs(page, begin, end)
    return _VERBATIM.sub(r"<\1pre", page)


def _without_programs(page: str, begin: str, end: str) -> str:
    """Drop what a server should have run (``<?php … ?>``, ``<%@ … %>``) wherever it is closed."""
    kept: list[str] = []
    done = 0
    while (stop := page.find(end, done)) >= 0:
        # From the nearest beginning: one before it was never closed.
        start = page.rfind(begin, done, stop)
        stop += len(end)
        kept.append(page[done : start if start >= 0 else stop])
        done = stop
    return "".join((*kept, page[done:]))


def _walk(html: str, blocks: Blocks) -> None:  # noqa: C901, PLR0912 - calls for each tag would cost a third
    """Go over serialised HTML, in which every element that is not void is closed."""
    depth = 0
    dropped = 0  # the depth of the element that is not read; 0 for none
    scopes: list[tuple[int, Callable[[], None]]] = []  # what to do when the element of a depth is closed
    named, said = rules().element, blocks.said
    parts: Iterator[Any] = iter([*_TAG.split(html), None, None, ""])
    for text, slash, name, source in zip(parts, parts, parts, parts, strict=True):
        if text and not dropped and (said or not text.isspace()):
            blocks.say(text)
        if name is None:
            continue  # a comment, or the end
        if slash:
            if not dropped:
                if name in _BREAKS:
                    if said:
                        blocks.end()
                elif end := _END.get(name):
                    end(blocks)
                while scopes and scopes[-1][0] == depth:
                    scopes.pop()[1]()
            elif dropped == depth:
                dropped = 0
            depth -= 1
        elif name not in _VOID:
            depth += 1
            if dropped:
                continue
            found = NOTHING
            # A button in a heading is the heading's text.
            if (name in named or source) and not (name == "button" and blocks.level):
                found = verdict(name, source)
            if found is not NOTHING:
                if (found.in_article if blocks.in_article else found.action) == "drop":
                    dropped = depth
                    continue
                scopes.extend((depth, close) for close in _opened(name, found, blocks))
            if name in _BREAKS:
                if said:
                    blocks.end()
            elif start := _START.get(name):
                start(blocks, source)
        elif not dropped:
            if name == "br":
                blocks.say(LINE)
            elif name == "hr":
                blocks.end()


def _opened(name: str, found: Verdict, blocks: Blocks) -> list[Callable[[], None]]:
    """Begin what an element's attributes ask for; what comes back ends it, the first that was begun last."""
    closing: list[Callable[[], None]] = []
    if found.block:
        blocks.end()
        closing.append(blocks.end)
    if (found.in_article if blocks.in_article else found.action) == "judge" and name in _BLOCKS:
        closing.append(blocks.judge())
    if found.pre:
        blocks.keep_lines()
        closing.append(blocks.join_lines)
    if found.bold:
        blocks.bold()
        closing.append(blocks.plain)
    if found.heading:
        blocks.heading(found.heading)
        closing.append(blocks.heading_end)
    return closing


def _number(source: str, name: str) -> int | None:
    value = attributes(source).get(name, "")
    return int(value) if value.isdecimal() and len(value) < _DIGITS else None


def _link(blocks: Blocks, source: str) -> None:
    if "href=" in source:
        blocks.link()


def _ordered(blocks: Blocks, source: str) -> None:
    start = _number(source, "start") if source else None
    blocks.begin_list(ordered=True, number=1 if start is None else start)


def _item(blocks: Blocks, source: str) -> None:
    blocks.item(_number(source, "value") if source else None)


def _table(blocks: Blocks, source: str) -> None:
    blocks.table(layout=attributes(source).get("role") in ("presentation", "none"))


def _server_text(blocks: Blocks, source: str) -> None:
    """A control that the server would have turned into the text in its attribute."""
    blocks.say(attributes(source).get("text", ""))


def _heading(level: int) -> Callable[[Blocks, str], None]:
    return lambda blocks, _: blocks.heading(level)


_BLOCKS = frozenset(
    "address aside blockquote center dd details dialog dir div dl dt fieldset figcaption figure footer"  # noqa: SIM905
    " form header hgroup legend li noscript ol p pre section summary ul".split()
)
# Those that do nothing but that.
_BREAKS = _BLOCKS - {"dir", "dt", "li", "ol", "pre", "summary", "ul"} | {"caption"}
_START: dict[str, Callable[[Blocks, str], None]] = {
    **dict.fromkeys(("article", "main"), lambda blocks, _: blocks.article()),
    **dict.fromkeys(("b", "strong"), lambda blocks, _: blocks.bold()),
    **dict.fromkeys(("td", "th"), lambda blocks, _: blocks.cell()),
    **dict.fromkeys(("ul", "dir"), lambda blocks, _: blocks.begin_list(ordered=False, number=1)),
    **dict.fromkeys(("dt", "summary"), _heading(TERM)),
    **{f"h{level}": _heading(level) for level in range(1, 7)},
    **dict.fromkeys(("asp:label", "asp:literal", "asp:hyperlink"), _server_text),
    "a": _link,
    "li": _item,
    "ol": _ordered,
    "pre": lambda blocks, _: blocks.keep_lines(),
    "table": _table,
    "tr": lambda blocks, _: blocks.row(),
}
_END: dict[str, Callable[[Blocks], None]] = {
    **dict.fromkeys(("article", "main"), Blocks.article_end),
    **dict.fromkeys(("b", "strong"), Blocks.plain),
    **dict.fromkeys(("ul", "ol", "dir"), Blocks.end_list),
    **dict.fromkeys(("dt", "summary", *(f"h{level}" for level in range(1, 7))), Blocks.heading_end),
    "a": Blocks.link_end,
    "li": Blocks.item_end,
    "pre": Blocks.join_lines,
    "table": Blocks.table_end,
    "td": lambda blocks: blocks.cell_end(head=False),
    "th": lambda blocks: blocks.cell_end(head=True),
}
