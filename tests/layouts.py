"""Web pages of many kinds around the same article, made from the templates in ``tests/pages``.

An article is read line by line, hard wraps undone, and set as an editor of that kind of page would set it:
headings, lists, tables, quotations, links and emphasis become elements (or, on old pages, marks and breaks).
"""

from __future__ import annotations

import re
from html import escape, unescape
from itertools import groupby, takewhile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

PAGES = Path(__file__).parent / "pages"

_FRONT_MATTER = re.compile(r"---\n.*?^title: \"(.*?)\"\n.*?^---\n", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"(#{1,6})\s+(.*)")
_ITEM = re.compile(r"\s*(?:[-*•]|(\d+)[.)])\s+(.*)")
_QUOTE = re.compile(r">\s*(.*)")
# Links, pictures, bold and slanted letters.
_INLINE = (
    (re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)"), r'<img src="\2" alt="\1">'),
    (re.compile(r"\[([^\]]*)\]\(([^)\s]+)\)"), r'<a href="\2">\1</a>'),
    (re.compile(r"\*\*([^*]+)\*\*"), r"<b>\1</b>"),
    (re.compile(r"(?<!\w)([*_])(?=[^\s*_])([^*_]+)(?<=\S)\1(?!\w)"), r"<em>\2</em>"),
)
_INLINE_TAG = re.compile(r"</?(?:a|b|em|i|img|label|small|span|strong|time)\b[^>]*>", re.IGNORECASE)
_UNREAD = re.compile(r"<(script|style|title)\b.*?</\1>|<\?.*?\?>|<%.*?%>|<!--.*?-->|<[^>]+>", re.DOTALL)
_TITLE_CHARS = 60
_WIDTH = 100  # characters of a line in a text that is set with hard wraps
_FULL_LINES = 10  # that such a text has at least


class Line(NamedTuple):
    """A line of an article: a heading, item, step, row, quote or text; ``level``: a heading's or step's number."""

    kind: str
    text: str
    level: int = 0
    depth: int = 0

    @property
    def is_title(self) -> bool:
        """Whether it could head a section."""
        return self.kind == "heading" or (
            self.kind == "text" and len(self.text) <= _TITLE_CHARS and self.text[-1] not in ".!?,;:…)"
        )


class Leaflet(NamedTuple):
    """An article: its title and its paragraphs, each a run of lines, and what stands below the title as it is."""

    title: str
    paragraphs: list[list[Line]]
    source: str


def leaflet(text: str, title: str = "Leaflet") -> Leaflet:
    """Read an article; ``title`` is for one that has none of its own, in front of it or as its first line."""
    text = text.strip()
    if front := _FRONT_MATTER.match(text):
        title, text = front[1], text[front.end() :]
    else:
        first, _, rest = text.partition("\n")
        if len(first) <= _WIDTH and "|" not in first:
            title, text = first, rest
    parts = (part.split("\n") for part in re.split(r"\n\s*\n", text.strip("\n")))
    width = max(map(len, text.split("\n")))
    if width <= _WIDTH and sum(len(line) > width * 0.8 for line in text.split("\n")) >= _FULL_LINES:
        parts = (_unwrapped(lines, width) for lines in parts)
    read = ([_read(line) for line in lines if line.strip("|-: ")] for lines in parts)
    return Leaflet(words(title), [lines for lines in read if lines], text.strip("\n"))


def _unwrapped(lines: list[str], width: int) -> list[str]:
    """Lines joined where the first word of the next would not have fitted."""
    joined: list[str] = []
    last = ""
    for line in lines:
        if joined and len(f"{last} {line.split()[0]}") > width * 0.97:
            joined[-1] += " " + line.strip()
        else:
            joined.append(line)
        last = line
    return joined


def _read(line: str) -> Line:
    if heading := _HEADING.match(line):
        return Line("heading", heading[2], len(heading[1]))
    if item := _ITEM.match(line):
        depth = (len(line) - len(line.lstrip())) // 2
        return Line("step" if item[1] else "item", item[2], int(item[1] or 0), depth)
    if quote := _QUOTE.match(line):
        return Line("quote", quote[1])
    if line.lstrip().startswith("|"):
        return Line("row", line.strip().strip("|"))
    return Line("text", line.strip())


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


def shown(layout: str, article: Leaflet) -> list[str]:
    """The words of every line of an article in the page of a layout, without marks."""
    if layout == "preformatted":
        lines = article.source.split("\n")
    else:
        lines = [_bare_text(_inline(line.text)) for paragraph in article.paragraphs for line in paragraph]
    return [article.title, *(line for line in map(words, lines) if line.strip("-|: "))]


def links(article: Leaflet) -> set[str]:
    """The lines of an article that are nothing but links, which a reader cannot tell from a menu."""
    lines = (_inline(line.text) for paragraph in article.paragraphs for line in paragraph)
    return {words(_bare_text(line)) for line in lines if not re.search(r"\w", re.sub("<a .*?</a>", "", line))}


def furniture(layout: str) -> list[str]:
    """The lines of a layout's page that are not the article's, whether a browser shows them or not."""
    template = (PAGES / LAYOUTS[layout][0]).read_text("utf-8")
    found = _UNREAD.sub("\n", _INLINE_TAG.sub(" ", re.sub(r"\{\{\w+\}\}", "", template)))
    return [line for line in map(words, unescape(found).split("\n")) if any(map(str.isalpha, line))]


def _bare_text(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html))


def _each(article: Leaflet, block: Callable[[str, list[Line]], str]) -> str:
    """Blocks of lines of one kind, one after the other; rows are a table everywhere."""
    return "\n".join(
        _table(lines) if kind == "row" else block(kind, lines)
        for paragraph in article.paragraphs
        for kind, lines in ((kind, list(run)) for kind, run in groupby(paragraph, key=lambda line: line.kind))
    )


def _inline(text: str) -> str:
    text = escape(text, quote=False)
    for pattern, element in _INLINE:
        text = pattern.sub(element, text)
    return text


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
    first = lines[0]
    items: list[str] = []
    while lines:
        inner = list(takewhile(lambda line: line.depth > first.depth, lines[1:]))
        items.append(f"<li>{_inline(lines[0].text)}{_list(inner) if inner else ''}")
        lines = lines[1 + len(inner) :]
    name = "ol" if first.kind == "step" else "ul"
    start = f' start="{first.level}"' if first.level > 1 else ""
    return f"<{name}{start}>{''.join(items)}</{name}>"


def _with_whole_lists(article: Leaflet) -> Leaflet:
    """The article with lists that go on behind an empty line as one paragraph."""
    paragraphs: list[list[Line]] = []
    for lines in article.paragraphs:
        before = paragraphs[-1] if paragraphs else []
        kinds = {line.kind for line in (*before, *lines)}
        if before and (kinds == {"item"} or (kinds == {"step"} and lines[0].level == before[-1].level + 1)):
            paragraphs[-1] = before + lines
        else:
            paragraphs.append(lines)
    return article._replace(paragraphs=paragraphs)


def _element(kind: str, lines: list[Line]) -> str:
    if kind == "heading":
        return "".join(f"<h{line.level}>{_inline(line.text)}</h{line.level}>" for line in lines)
    if kind == "text":
        return f"<p>{'<br />'.join(_inline(line.text) for line in lines)}</p>"
    if kind == "quote":
        return f"<blockquote><p>{'<br>'.join(_inline(line.text) for line in lines)}</p></blockquote>"
    return _list(lines)


def _semantic(article: Leaflet) -> str:
    return _each(_with_whole_lists(article), _element)


def _paragraphs(article: Leaflet) -> str:
    """Each line a paragraph of its own, as editors make of pasted text."""

    def block(kind: str, lines: list[Line]) -> str:
        return (
            "".join(f"<p>{_inline(line.text)}</p>" for line in lines)
            if kind == "text"
            else _element(kind, lines)
        )

    return _each(_with_whole_lists(article), block)


def _marked(line: Line) -> str:
    """A line with its list mark as text, indented by blanks that stay."""
    marks = {"step": f"{line.level}. ", "item": "&#8226; "}
    return "&nbsp;" * (4 * line.depth) + marks.get(line.kind, "") + _inline(line.text)


def _breaks(article: Leaflet) -> str:
    def block(kind: str, lines: list[Line]) -> str:
        if kind == "heading":
            return f"<B>{'<BR>'.join(_inline(line.text) for line in lines)}</B><BR>"
        return "<BR>\n".join(map(_marked, lines)) + "<BR>"

    return "<BR>\n".join(_each(article._replace(paragraphs=[lines]), block) for lines in article.paragraphs)


def _cells(article: Leaflet) -> str:
    """A row for each paragraph: a picture on the left, its lines on the right."""

    def block(kind: str, lines: list[Line]) -> str:
        return _element(kind, lines) if kind == "heading" else f"<P>{'<BR>'.join(map(_marked, lines))}"

    rows = (_each(article._replace(paragraphs=[lines]), block) for lines in article.paragraphs)
    return f"<TABLE>{''.join(f'<TR><TD><IMG SRC=p></TD><TD>{row}</TD></TR>' for row in rows)}</TABLE>"


def _divs(article: Leaflet) -> str:
    """Nothing but boxes, the marks of lists in boxes of their own."""

    def block(kind: str, lines: list[Line]) -> str:
        if kind == "heading":
            return "".join(
                f'<div role="heading" aria-level="{line.level}">{_inline(line.text)}</div>' for line in lines
            )
        marks = {"step": "<div>{}.</div>", "item": '<div class="Icon">•</div>'}
        mark = marks.get(kind, "")
        return "".join(
            f'<div class="Row">{mark.format(line.level)}<div><span>{_inline(line.text)}</span></div></div>'
            for line in lines
        )

    return _each(article, block)


def _bare(article: Leaflet) -> str:
    """Text that stands in no block, lists right under the body."""

    def block(kind: str, lines: list[Line]) -> str:
        if kind in ("text", "quote"):
            return "<br>\n".join(_inline(line.text) for line in lines) + "<br><br>"
        if kind == "heading":
            return "".join(f"<strong>{_inline(line.text)}</strong><br>" for line in lines)
        return _list(lines)

    return _each(_with_whole_lists(article), block)


def _sections(article: Leaflet) -> list[tuple[Line | None, str]]:
    """What could head a section, and the blocks up to the next; None for those above the first."""
    sections: list[tuple[Line | None, list[list[Line]]]] = [(None, [])]
    for head, *rest in article.paragraphs:
        if head.is_title:
            sections.append((head, [rest] if rest else []))
        else:
            sections[-1][1].append([head, *rest])
    return [(head, _semantic(article._replace(paragraphs=paragraphs))) for head, paragraphs in sections]


def _accordion(article: Leaflet) -> str:
    """Sections that unfold, by two ways of making them, in turns."""
    parts: list[str] = []
    for number, (head, inner) in enumerate(_sections(article)):
        if head is None:
            parts.append(inner)
        elif number % 2:
            parts.append(f"<details><summary>{_inline(head.text)}</summary>{inner}</details>")
        else:
            parts.append(
                f'<h2><button aria-controls="p{number}">{_inline(head.text)}</button></h2>'
                f'<div id="p{number}" class="accordion-panel" hidden aria-hidden="true">{inner}</div>'
            )
    return "".join(parts)


def _definitions(article: Leaflet) -> str:
    parts = (
        inner if head is None else f"<dl><dt>{_inline(head.text)}</dt><dd>{inner}</dd></dl>"
        for head, inner in _sections(article)
    )
    return "".join(parts).replace("</dl><dl>", "")


def _preformatted(article: Leaflet) -> str:
    return f"<PRE>\n{escape(article.source, quote=False)}\n</PRE>"


LAYOUTS: dict[str, tuple[str, Callable[[Leaflet], str]]] = {
    "blog": ("blog.html", _semantic),
    "paragraphs": ("magazine.html", _paragraphs),
    "table with breaks": ("tables.html", _breaks),
    "table of pictures": ("tables.html", _cells),
    "breaks": ("breaks.html", _breaks),
    "preformatted": ("breaks.html", _preformatted),
    "divs": ("divs.html", _divs),
    "bare": ("breaks.html", _bare),
    "accordion": ("accordion.html", _accordion),
    "server page": ("server.aspx.html", _semantic),
    "definitions": ("definitions.html", _definitions),
}
