"""No input costs more than linearly: four times as much of it takes no more than 4 ** 1.2 times as long.

Growth is measured, not time: a slow or busy machine is no finding. What looks wrong is measured again, and only what
looks wrong every time fails.
"""

from __future__ import annotations

import gc
import time
from typing import TYPE_CHECKING, Any, TypeVar, cast

import pytest

from pipeline.assemble import assemble
from pipeline.duplicates import Duplicates, mark
from pipeline.explain import explain
from pipeline.language_id import detect
from pipeline.movements import link, names
from pipeline.printable import printable
from pipeline.read import Limits, Source, read
from pipeline.read.encoding import decode
from pipeline.read.text import web_page
from pipeline.run import Settings, run
from pipeline.schema import validate_file
from pipeline.schema.check import Checker
from tests.making import article, exercises, nlp

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pipeline.records import Exercise

T = TypeVar("T")

TIMES = 4
LIMIT = TIMES**1.2
LEAST = 0.03
"""Seconds below which a stage is too short to tell how it grows."""
ATTEMPTS = 6
CLEAR = 5.0
"""Seconds of a stage that looks wrong above which no other attempt is made."""


def grows(make: Callable[[int], T], stages: Callable[[T], Iterator[str]], size: int) -> None:
    """Fail if one of the ``stages``, each yielded at its end, grows faster than its input."""
    for _ in stages(make(10)):
        pass  # what is loaded or compiled when it is first used
    small: dict[str, float] = {}
    large: dict[str, float] = {}
    for _ in range(ATTEMPTS):
        for spent, length in ((small, size), (large, TIMES * size)):
            for stage, seconds in _timed(stages, make(length)).items():
                spent[stage] = min(seconds, spent.get(stage, seconds))
        bad = {
            stage: f"{small[stage]:.3f} s, {TIMES} times as much {seconds:.3f} s"
            for stage, seconds in large.items()
            if seconds > max(LEAST, LIMIT * small[stage])
        }
        if not bad:
            return
        if max(large.values()) > CLEAR:
            break
    pytest.fail(f"{bad} for {str(make(10))[:200]!r} …")


def _timed(stages: Callable[[T], Iterator[str]], made: T) -> dict[str, float]:
    gc.collect()
    gc.disable()  # its rounds come when they come
    try:
        spent: dict[str, float] = {}
        begun = time.thread_time()
        for stage in stages(made):
            now = time.thread_time()
            spent[stage] = now - begun
            begun = now
        return spent
    finally:
        gc.enable()


def repeated(unit: str, before: str = "", behind: str = "") -> Callable[[int], str]:
    """Return what makes a text of some length out of a unit."""
    return lambda length: before + (unit * (length // len(unit) + 1))[:length] + behind


# --- the language


CHECK = Checker()


def language(text: str) -> Iterator[str]:
    """Everything that is done with an article."""
    doc = nlp().make_doc(text)
    yield "tokens"
    for name, component in nlp().pipeline:
        doc = component(doc)
        yield name
    found = assemble(article(text), doc)
    yield "assemble"
    flaws = CHECK.exercises(found.exercises, text)
    flaws += CHECK.sentences(found.sentences, text)
    flaws.append(CHECK.article_entry(found.article, text))
    assert not any(flaws)
    yield "check"


UNITS = [
    *("hold ", "hold for ", "hold for 10 seconds ", "1.", "1 ", "1/", "10-", "10 x ", "3 x 10 reps ",
    "2 sets of 10 reps, "),
    *("to 10 ", "one to ", "____ seconds ", "times a ", "10:", "10%", "5'", "1½ ", "½", "0.5.", "1,000,", "hundred ",
    "2 x "),
    *("(", "( ", ")", "(a ", "[", "[a](b) ", "![a](b)", "[a](b", "](", "<", "<b>", "<br>", "</p>", "<!--", "<a ", "{#a} "),
    *("*", "**", "**a", "**a** ", "*a* ", "_", "__a__ ", "~", "`", "```\n", "=", "#", "# ", "\n#", "-", "- ", "---\n",
    "> "),
    *(",", ", ", ". ", "...", "…", "? ", ":", "a: ", "a; ", "|", "| a ", "| a | b |\n", "\\", "&amp;", '"', "“", "'",
    "’s "),
    *("a", "A", "a ", "A ", "a.", "a. ", "A. ", "a) ", "a-", "a_", "a/", "http://a.b/", "a@b.", "U.S.", "e.g. ", "Mr. "),
    *("\n", "\n\n", " ", "\t", "\r", "\x0c", "\xa0", "\u2028", "\u200b", "\u202e", "\u0301", "e\u0301 ", "ﬁ", "一", "💪",
    "1️⃣ "),
    *("a\n", "a\n\n", "A\n\n", "A:\n\n", "a ", "a\tb\n", "Title Case Words ", "UPPER CASE ", "Bridge ", "Bridge (",
    "Bridge - "),
    *("- a\n", "  - a\n", "- - - ", "1. 1. ", "1. Hold\n", "a) Lift\n", "A) B) ", "• ", "•Lift leg •Hold ", "i. ", "I. "),
    *("# Head\n", "# Head\n\n", "## Squat\n\nLift.\n\n", "**Bridge**\n", "Bridge\n\n", "Step 1: Lift.\n", "1 Bridge\n\n"),
    *("Exercise 1: Bridge\n", "- Bridge: hold 10 seconds\n", "Equipment: a mat\n", "Benefits:\n", "Level 1\n",
    "Modification: bend\n"),
    *("Lift your leg. ", "Lift your leg.\n", "Lie on your back. Lift your leg. Hold 10 seconds. Repeat 5 times.\n\n"),
    *("1. **Bridge**\nLie on your back. Lift your hips. Hold 5 seconds.\n\n", "It is nice. Lift your leg. ", "Stop. Go. "),
    *("and ", "or ", "then ", "while ", "until you feel ", "if ", "stop if ", "do not ", "don't ", "without ", "avoid ",
    "not "),
    *("the ", "your ", "left ", "left and right ", "both knees ", "hamstrings and ", "a mat, ", "you need a mat, ",
    "easier: "),
    *("Repeat on the other side. ", "repeat ", "Same as above.\n", "lying ", "lie on ", "with ", "to your ", "slowly ",
    "you feel "),
]  # fmt: skip


@pytest.mark.parametrize("unit", UNITS)
def test_any_unit_again_and_again(unit: str) -> None:
    grows(repeated(unit), language, 8_000)


# A description is open while nothing ends it; a heading is waiting for its text; a sentence goes on; a list is nested.
FRAMES = {
    "described": ("# Bridge\n\nLie down. Lift your hips.\n\n", "It is nice.\n\n", ""),
    "described at length": ("# Bridge\n\nLie down. Lift your hips.\n\n", "It is nice. ", ""),
    "headed": ("", "## Squat\n\n", "Lift your leg."),
    "cued": ("# Bridge\n\nLift your hips.\n\n", "You feel a stretch.\n\n", ""),
    "in a sentence": ("Hold ", "your leg and ", "for 10 seconds."),
    "in brackets": ("Hold (", "10 ", ")"),
    "after a number": ("Hold 10 ", " ", "seconds."),
    "after a posture": ("Lie on", " ", "your back."),
    "two lists": ("", "- Lift\n1. Hold\n", ""),
    "many lists": ("", "- Lift\n+ Hold\n* Sit\n• Go\n", ""),
    "nested lists": ("", "- Lift\n  - Hold\n    - Sit\n      1. Go\n", ""),
    "items in a step": ("1. Lift your leg.\n", "   - Hold\n", "2. Lift your arm.\n"),
    "one row": ("| a | b |\n| --- | --- |\n|", " Lift |", "\n"),
    "many rows": ("| Exercise | How |\n| --- | --- |\n", "| Bridge | Lift your hips 10 times |\n", ""),
    "front matter": ("---\n", "a: b\n", "---\nLift your leg."),
    "wrapped": ("", "lift your leg and hold\nit for as long as\n", ""),
    "lists that begin again": ("", "2. Lift\n1. Hold\n", ""),
    "items with brackets": ("", "- Bridge (lift your hips)\n", ""),
    "numbered again and again": ("# How to ", "1. ", "Bridge\n\nLift your hips."),
    "marked again and again": ("# ", "{a} <b> ", "Bridge\n\nLift your hips."),
    "a title of many links": ("# ", "[](a) ", "Bridge\n\nLift your hips."),
    "one long instruction": ("Lift ", "your leg and each of these ", "slowly."),
    "one long label": ("**Bridge", " of all", "**: lift your hips."),
    "open comment": ("", "<!-- a ", ""),
    "open tag": ("", "<b a='", ""),
    "warned": ("# Bridge\n\nLift your hips.\n\n", "Stop if it hurts.\n\n", ""),
    "stated": ("# Bridge\n\nLift your hips.\n\n", "Hold 10 seconds. Repeat 5 times on each side. ", ""),
}  # fmt: skip


@pytest.mark.parametrize("frame", FRAMES)
def test_any_unit_in_its_frame(frame: str) -> None:
    before, unit, behind = FRAMES[frame]
    grows(repeated(unit, before, behind), language, 12_000)


@pytest.mark.parametrize(
    "unit, size", [("a", 250_000), ("- a\n", 100_000), ("# A\n", 50_000), ("| a ", 100_000)],
    ids=["1 MB without a space", "100,000 items", "50,000 headings", "100,000 cells"],
)  # fmt: skip
def test_very_much_of_it(unit: str, size: int) -> None:
    grows(repeated(unit), language, size)


def other(text: str) -> Iterator[str]:
    """What else looks at a whole text."""
    detect(text)
    yield "language"
    printable(text)
    yield "printable"
    decode(text.encode("cp1252", "replace"))
    yield "encoding"
    names().steps([text])
    yield "steps of a movement"
    names().key(text, None)
    yield "key of a movement"


@pytest.mark.parametrize(
    "unit", [*"a1 (-*[\u0301“ñ", "hamstrings ", "1. ", "10 - ", "[a](", "no a ", "10 x 10 ", "exrecise "]
)
def test_what_else_looks_at_a_text(unit: str) -> None:
    grows(repeated(unit), other, 50_000)


def test_explain() -> None:
    def explained(text: str) -> Iterator[str]:
        explain(text)
        yield "explain"

    grows(repeated("Lie on your back. Hold 10 seconds. "), explained, 8_000)


# --- web pages


PIECES = [
    *("<div>", "<div></div>", "<b>", "<b><p>", "<b>x<p>", "<i><b>x</i></b>", "<b>1<p>2</b>3</p>", "<a><div>",
    "<a href=x>y</a> "),
    *("<p>", "<p>x", "<br>", "x<br>", "<b>x</b><br>", "<span>x</span>", "<strong>a</strong> ", "<h1>x", "<h1>x</h1>",
    "<h1><p>x"),
    *("<li>a", "<ul><li>", "<ol><li>a</ol>", "<dl><dt>x<dd>y", "<table>", "<table><tr><td>", "<td>x</td>",
    "<tr><td>a<td>b"),
    *("<select><option>", "<select></select>", "<option>", "<input>", "<button>x", "<form>x", "<iframe>x</iframe>",
    "<script>"),
    *("<script></script>", "<style></style>", "<svg>", "<svg><math>", "<template>", "<noscript>", "<textarea>", "<xmp>",
    "<?", "<%"),
    *("<aside>Lift your leg</aside>", "<footer>x</footer>", "<nav><a href=x>y</a></nav>", "<details><summary>x",
    "<ruby><rt>"),
    *("<!--", "<!-- x -->", "<![CDATA[", "</p>", "</br>", "<", "<a", "<a ", "&", "&amp;", "&lt;", "&amp;amp;", "&#",
    "&nbsp;"),
    *("<meta name=a content=b>", "<link rel=canonical href=http://a.b/>", "<title>", "<base>", "<body>", "<html>",
    "<p hidden>"),
    *("<p class='a b'>x", "<p style='display:none'>x", "<asp:label text=x />",
    '<script type="application/ld+json">{}</script>'),
]  # fmt: skip
INSIDE = {
    "server script": ("", "<?", "?>"),
    "server page": ("", "<%", "%>"),
    "XML": ("<?xml version='1'?>", "<p/>", ""),
    "JSON-LD in a script": ("<script>", '<script type="application/ld+json">', "</script>"),
    "JSON-LD of many": ('<script type="application/ld+json">[', '{"@type": "Article"},', "{}]</script>"),
    "JSON-LD in JSON-LD": ('<script type="application/ld+json">', '{"@graph":[', "</script>"),
    "a tag in a script": ("<script><meta ", "a", "</script>"),
    "a tag in a style": ("<style><link ", "a", "</style>"),
    "one attribute": ("<p ", "a", ">x"),
    "a value": ("<p class='", "a ", "'>x"),
    "a value of capitals": ("<p class='", "A", "'>x"),
    "a style": ("<p style='", "display: ", "'>x"),
    "quotes": ("<p ", '"', ">x"),
    "blanks": ("<p>x", " ", "x</p>"),
    "cells": ("<table><tr>", "<td>x</td>", ""),
    "rows": ("<table>", "<tr><td>a</td><td>b</td></tr>", ""),
    "text in a table": ("<table>", "x<b>y</b>", ""),
    "lines": ("<pre>", "x\n", ""),
    "empty lines": ("<pre>x", "\n", "x"),
    "bold lines": ("<pre>", "<b>x\n</b>", ""),
    "items": ("<ul>", "<li>a</li>", ""),
    "options": ("<select>", "<option>x", ""),
    "deep": ("", "<div>" * 900 + "</div>" * 900, ""),
    "deep tables": ("", "<table><tr><td>x<td>" * 300 + "</table>" * 300, ""),
    "many open": ("<b><i><u><s><em><tt>", "<p>x", ""),
}


def page(html: str) -> Iterator[str]:
    """Read a page; it may well be refused."""
    web_page("page", "page.html", html, Limits())
    yield "page"


@pytest.mark.parametrize("piece", PIECES)
def test_any_piece_of_a_page(piece: str) -> None:
    grows(repeated(piece), page, 50_000)


@pytest.mark.parametrize("place", INSIDE)
def test_any_place_in_a_page(place: str) -> None:
    before, piece, behind = INSIDE[place]
    grows(repeated(piece, before, behind), page, 50_000)


@pytest.mark.parametrize("tag", ["p", "body", "html"])
def test_attributes_of_one_element(tag: str) -> None:
    grows(lambda count: f"<{tag} " + " ".join(f"a{i}" for i in range(count)) + ">x", page, 4_000)
    grows(lambda count: "".join(f"<{tag} a{i}>" for i in range(count)) + "x", page, 4_000)


# --- many of them


ROWS: dict[str, Callable[[int], bytes]] = {
    "jsonl": lambda count: b'{"text": "Lift your leg."}\n' * count,
    "empty.jsonl": lambda count: b"\n" * (20 * count),
    "broken.jsonl": lambda count: b"{\n" * count,
    "long.jsonl": lambda count: b'{"text": "' + b"a" * (100 * count),
    "deep.jsonl": lambda count: b"[" * (100 * count),
    "warc": lambda count: (
        b"WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: 14\r\n\r\nLift your leg.\r\n\r\n" * count
    ),
    "broken.warc": lambda count: b"WARC/1.0\r\n\r\n" * count,
    "headers.warc": lambda count: b"WARC/1.0\r\n" + b"a: b\r\n" * (10 * count),
}


@pytest.mark.parametrize("name", ROWS)
def test_rows_and_records(name: str, tmp_path: Path) -> None:
    path = tmp_path / name

    def made(count: int) -> bytes:
        path.write_bytes(ROWS[name](count))
        return ROWS[name](10)

    def rows(_: bytes) -> Iterator[str]:
        form: Any = path.suffix.lstrip(".")
        for _item in read(Source(name, path.stat().st_size, form), tmp_path, Limits()):
            pass
        yield "rows"

    grows(made, rows, 3_000)


BRIDGE = "# Bridge\n\nLie on your back on a mat. Lift your hips slowly and squeeze your buttocks."


def linked(made: list[Exercise]) -> Iterator[str]:
    """Find the movements of exercises."""
    link(made)
    yield "link"


def test_exercises_become_movements() -> None:
    (one,) = exercises(BRIDGE)

    def some(count: int) -> list[Exercise]:
        made: list[Exercise] = []
        for i in range(count):
            step: Any = {
                "kind": "action",
                "spans": [],
                "text": f"Lift your hips slowly, squeeze and breathe {'abcdefg'[i % 7]}",
            }
            name: Any = {"value": f"Bridge of kind {i}", "spans": []} if i % 2 else None
            made.append({**one, "id": f"{i}", "name": name, "steps": [*one["steps"], step]})
        return made

    grows(some, linked, 300)


def test_descriptions_without_end_become_movements() -> None:
    (one,) = exercises(BRIDGE)

    def some(length: int) -> list[Exercise]:
        step, other = (
            {
                "kind": "action",
                "spans": [],
                "text": f"lift tilt bend push pull twist drop {word} grow shake " * length,
            }
            for word in ("kick", "pant pant")
        )
        unnamed: list[Any] = [{**one, "id": f"{i}", "name": None, "steps": [other]} for i in range(3)]
        return [cast("Any", {**one, "steps": [step]}), *unnamed]

    grows(some, linked, 8_000)


def test_articles_that_share_half_their_words() -> None:
    shared = " ".join(f"word{i}" for i in range(40))

    def some(count: int) -> list[bytes]:
        return [mark(f"{shared} {' '.join(f'own{i}x{k}' for k in range(40))}") for i in range(count)]

    def added(marks: list[bytes]) -> Iterator[str]:
        found = Duplicates()
        for number, one in enumerate(marks):
            found.add(str(number), one)
        yield "duplicates"

    grows(some, added, 1_500)


def test_files_are_validated(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()

    def made(count: int) -> Path:
        (raw / "a.txt").write_text("# Bridge\n\nLift your hips. Hold 10 seconds.\n\n" * count)
        (raw / "b.txt").write_text("Lift one leg. Stop if it hurts.\n\n" * count)
        out = tmp_path / f"out{count}"
        if not out.exists():
            run(str(raw), str(out), Settings(workers=1, report=False))
        return out

    def validated(out: Path) -> Iterator[str]:
        assert not list(validate_file(out))
        yield "validate"

    grows(made, validated, 250)


def test_a_catalogue_of_others_is_validated() -> None:
    (one,) = exercises(BRIDGE)
    record: Any = {**one, "dose": {**one["dose"], "spans": []}}

    def made(count: int) -> tuple[str, Any]:
        text = f"{BRIDGE}{' more' * count}"
        far = [{"start": 0, "end": len(text)}]
        words = " ".join(f"w{i}" for i in range(count))
        step = {**one["steps"][0], "text": "Lift", "spans": far}
        return text, [
            {**record, "name": {"value": words, "spans": far}, "cues": [], "warnings": []},
            *({**record, "steps": [{**one["steps"][0], "spans": far}, step]} for _ in range(count // 10)),
            {**record, "name": {"value": "Bridge", "spans": far * (count // 10)}},
        ]

    def checked(made: tuple[str, Any]) -> Iterator[str]:
        text, records = made
        assert any(CHECK.exercises(records, text))
        yield "check"

    grows(made, checked, 20_000)


def test_a_report_is_written(tmp_path: Path) -> None:
    from pipeline.report import write

    raw = tmp_path / "raw"
    raw.mkdir()

    def made(count: int) -> Path:
        (raw / "a.txt").write_text(
            "# Bridge\n\nLift your hips. Hold 10 seconds. It is good. Stop if it hurts.\n\n" * count
        )
        out = tmp_path / f"out{count}"
        if not out.exists():
            run(str(raw), str(out), Settings(workers=1, report=False))
        return out

    def written(out: Path) -> Iterator[str]:
        write(out)
        yield "report"

    grows(made, written, 200)
