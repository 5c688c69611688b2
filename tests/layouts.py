"""Web pages of many kinds around the same article, made from the templates in ``tests/pages``."""

from __future__ import annotations

import re
from html import escape
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

PAGES = Path(__file__).parent / "pages"

_HEADING = re.compile(r"(#{1,6})\s+(.*)")
_ITEM = re.compile(r"\s*(?:[-*•]|(\d+)[.)])\s+(.*)")


class Line(NamedTuple):
    """A line of an article: a heading, item, step, row or text; ``level`` is a heading's or step's number."""

    kind: str
    text: str
    level: int = 0
    depth: int = 0


class Leaflet(NamedTuple):
    """An article: its title and its paragraphs, each a run of lines."""

    title: str
    paragraphs: list[list[Line]]

    @property
    def lines(self) -> list[str]:
        """The words of every line, without marks."""
        return [self.title, *(words(line.text) for paragraph in self.paragraphs for line in paragraph)]


def leaflet(text: str) -> Leaflet:
    """Read Markdown-like text, which begins with its title; marks are taken off."""
    title, _, rest = text.strip().partition("\n")
    paragraphs = [
        [_read(line) for line in part.split("\n") if line.strip("|-: ")]
        for part in re.split(r"\n\s*\n", rest.strip())
    ]
    return Leaflet(words(title), [part for part in paragraphs if part])


def _read(line: str) -> Line:
    if heading := _HEADING.match(line):
        return Line("heading", heading[2], len(heading[1]))
    if item := _ITEM.match(line):
        return Line("step" if item[1] else "item", item[2], int(item[1] or 0), _depth(line))
    if line.lstrip().startswith("|"):
        return Line("row", line.strip().strip("|"))
    return Line("text", line.strip())


def _depth(line: str) -> int:
    return (len(line) - len(line.lstrip())) // 2


def words(line: str) -> str:
    """A line without marks of lists, headings, tables and bold letters, blanks single."""
    line = re.sub(r"^\s*(?:#{1,6}\s+|[-*•]\s+|\d+[.)]\s+)+", "", line.replace("**", " "))
    return " ".join(line.strip("| ").split())


def content(text: str) -> list[str]:
    """The words of every line of what a reader made; rules of tables are none."""
    lines = (words(line) for line in text.split("\n"))
    return [line for line in lines if line.strip("-| ")]


def page(layout: str, article: Leaflet, slug: str = "leaflet") -> str:
    """The page of a layout around an article."""
    name, body = LAYOUTS[layout]
    template = (PAGES / name).read_text("utf-8")
    for key, value in (("title", escape(article.title)), ("slug", slug), ("article", body(article))):
        template = template.replace("{{" + key + "}}", value)
    return template


def _each(article: Leaflet, block: Callable[[str, list[Line]], str]) -> str:
    """Blocks of lines of one kind, one after the other; rows are a table everywhere."""
    return "\n".join(
        _table(lines) if kind == "row" else block(kind, lines)
        for paragraph in article.paragraphs
        for kind, lines in ((kind, list(run)) for kind, run in groupby(paragraph, key=lambda line: line.kind))
    )


def _inline(text: str) -> str:
    """Text with its bold letters."""
    return re.sub(r"\*\*([^*]+)\*\*", r"<b>\1</b>", escape(text))


def _table(lines: list[Line]) -> str:
    rows = [_inline(line.text).split("|") for line in lines]
    tags = ("th", *["td"] * len(rows))
    return "<table>{}</table>".format(
        "".join(
            "<tr>" + "".join(f"<{tag}>{cell}</{tag}>" for cell in row) + "</tr>"
            for tag, row in zip(tags, rows, strict=False)
        )
    )


def _list(lines: list[Line]) -> str:
    """A list, with lists in its items where lines are indented."""
    opening = f'<ol start="{lines[0].level}">' if lines[0].kind == "step" else "<ul>"
    parts: list[str] = []
    for line in lines:
        if line.depth <= lines[0].depth:
            parts.append(f"<li>{_inline(line.text)}")
        else:
            parts.append(f"<ul><li>{_inline(line.text)}</ul>")
    return "".join((opening, *parts, f"</{opening[1:3]}>")).replace("</ul><ul>", "")


def _semantic(article: Leaflet) -> str:
    def block(kind: str, lines: list[Line]) -> str:
        if kind == "heading":
            return "".join(f"<h{line.level}>{_inline(line.text)}</h{line.level}>" for line in lines)
        if kind == "text":
            return f"<p>{'<br />'.join(_inline(line.text) for line in lines)}</p>"
        return _list(lines)

    return _each(article, block)


def _breaks(article: Leaflet) -> str:
    def block(kind: str, lines: list[Line]) -> str:
        if kind == "heading":
            return f"<B>{'<BR>'.join(_inline(line.text) for line in lines)}</B><BR>"
        marks = {"step": "{}. ", "item": "&#8226; "}
        marked = (marks.get(kind, "").format(line.level) + _inline(line.text) for line in lines)
        return "<BR>\n".join(marked) + "<BR><BR>"

    return _each(article, block)


def _cells(article: Leaflet) -> str:
    """A row for each paragraph: a picture on the left, its lines on the right."""
    rows = (
        f"<TR><TD><IMG SRC=p></TD><TD><P>{'<BR>'.join(_inline(line.text) for line in paragraph)}</TD></TR>"
        for paragraph in article.paragraphs
    )
    return f"<TABLE>{''.join(rows)}</TABLE>"


def _divs(article: Leaflet) -> str:
    def block(kind: str, lines: list[Line]) -> str:
        if kind in ("item", "step"):
            return "".join(
                f'<div class="Row"><div><span>{_inline(line.text)}</span></div></div>' for line in lines
            )
        return "".join(f'<div class="elementor-widget">{_inline(line.text)}</div>' for line in lines)

    return _each(article, block)


def _bare(article: Leaflet) -> str:
    """Text that stands in no block, lists right under the body."""

    def block(kind: str, lines: list[Line]) -> str:
        if kind == "text":
            return "\n<br><br>".join(_inline(line.text) for line in lines) + "<br>"
        if kind == "heading":
            return "".join(f"<strong>{_inline(line.text)}</strong><br>" for line in lines)
        return f"<ul>{''.join(f'<li>{_inline(line.text)}' for line in lines)}</ul>"

    return _each(article, block)


def _accordion(article: Leaflet) -> str:
    """Sections that unfold, by two ways of making them, in turns."""
    parts: list[str] = []
    for number, paragraph in enumerate(article.paragraphs):
        head, *rest = paragraph
        inner = "".join(f"<p>{_inline(line.text)}</p>" for line in rest)
        if number % 2:
            parts.append(f"<details><summary>{_inline(head.text)}</summary>{inner}</details>")
        else:
            parts.append(
                f'<h2><button aria-controls="p{number}">{_inline(head.text)}</button></h2>'
                f'<div id="p{number}" class="accordion-panel" hidden aria-hidden="true">{inner}</div>'
            )
    return "".join(parts)


def _definitions(article: Leaflet) -> str:
    parts: list[str] = []
    for paragraph in article.paragraphs:
        head, *rest = paragraph
        parts.append(
            f"<dt>{_inline(head.text)}</dt>" + "".join(f"<dd>{_inline(line.text)}</dd>" for line in rest)
        )
    return f"<dl>{''.join(parts)}</dl>"


LAYOUTS: dict[str, tuple[str, Callable[[Leaflet], str]]] = {
    "blog": ("blog.html", _semantic),
    "table with breaks": ("tables.html", _breaks),
    "table of pictures": ("tables.html", _cells),
    "breaks": ("breaks.html", _breaks),
    "divs": ("divs.html", _divs),
    "bare": ("breaks.html", _bare),
    "accordion": ("accordion.html", _accordion),
    "server page": ("server.aspx.html", _semantic),
    "definitions": ("definitions.html", _definitions),
}
