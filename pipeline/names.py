"""What the words of a heading, a label or a list item are: the name of an exercise, or something else.

The patterns are data (``rules/assembly.toml``); they look at the words without marks and in lower case.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from pipeline.language.sentences import points
from pipeline.language.words import read_rules, words

LONGEST = 90
"""Code points of a name; what is longer is a sentence."""
MARKUP = re.compile(r"\{[^{}\n]{0,200}\}|<[^<>\n]{0,300}>")
LINK = re.compile(r"!?\[([^\[\]\n]{0,300})\]\([^()\s]{0,600}[^()\n]{0,100}\)")
WIKI = re.compile(r"\[\[([^\[\]|\n]{1,90})(?:\|[^\[\]\n]{0,90})?\]\]")
"""A link within a collection of notes."""
LAST_LINK = re.compile(r"\) [/>»] \[([^\[\]\n]{1,60})\]\([^()\s]{0,600}[^()\n]{0,100}\)\W*$")
"""The last of the links that lead to a page, in its heading."""
BOLD = re.compile(r"\*\*|__")
URL = re.compile(r"\(?https?://\S+\)?")
EDGES = " \t\n*_#`~:|>–—-.,\"“”'•❖✓●▪=\xa0\u200b"
LAST = ")]%°+"
"""Signs that a name may end with; any other that is no letter or digit is a mark (or a picture) behind it."""
FIRST = "(["
CLOSING = {"”": "“", "’": "‘", "»": "«"}
"""Quotation marks that may end a name, by those that they close."""
TRAILING = re.compile(r"\s(?:for|x|of|at|with|in|on|to|and|-)$", re.IGNORECASE)
OPEN_END = re.compile(r"\b(?:a|an|the|and|or|of|your|from|is|are|than|that)$")
"""Words that a name cannot end with."""
FIGURES = re.compile(r"\d \d+$")
"""What is left of the row of a table: `goblet squat 3 12`."""
DID = re.compile(r"\w+ed")
"""One word that tells what somebody did: `started`."""
PREFIXED = ("how to", "to ")


class Name(NamedTuple):
    """A name as the text gives it, ``text[start:end]``."""

    start: int
    end: int


@cache
def patterns() -> dict[str, re.Pattern[str]]:
    """Return the regular expressions of ``rules/assembly.toml`` by their ids."""
    return {rule["id"]: re.compile(rule["pattern"]) for rule in read_rules("assembly.toml")["rule"]}


def is_a(kind: str, said: str) -> bool:
    """Say whether words (made by `plain`) match one of the patterns."""
    # What is longer is a sentence: seldom asked twice, and too long to be kept.
    return _matches(kind, said) if len(said) <= LONGEST else _search(kind, said)


def _search(kind: str, said: str) -> bool:
    return patterns()[kind].search(said) is not None


_matches = lru_cache(maxsize=1024)(_search)


def plain(text: str) -> str:
    """Return words without marks, links' addresses and case, as the patterns want them."""
    bare = LINK.sub(r"\1", text) if "](" in text else text
    if "{" in bare or "<" in bare:
        bare = MARKUP.sub("", bare)
    if "://" in bare:
        bare = URL.sub("", bare)
    return " ".join(bare.strip(EDGES).replace("*", "").replace("_", " ").split()).casefold()


def trim(text: str, start: int, end: int) -> Name | None:
    """Return the name within ``text[start:end]``: no marks, numbers, addresses; None if nothing is left."""
    prefix = patterns()["name_prefix"]
    while True:
        while start < end and not text[start].isalnum() and text[start] not in FIRST:
            tag = MARKUP.match(text, start, end) if text[start] == "<" else None
            start = tag.end() if tag else start + 1
        found = prefix.match(text[start : min(end, start + LONGEST)])
        if not found or not found.end():
            break
        start += found.end()
    quoted = text[start:end]
    linked = _within_link(quoted) if "](" in quoted or "[[" in quoted else None
    if linked:
        start, end = start + linked[0], start + linked[1]
    else:
        cuts = [
            found.start()
            for found in (pattern.search(quoted) for pattern in (MARKUP, URL, LINK, BOLD))
            if found
        ]
        end = start + min((cut for cut in cuts if cut > 0), default=end - start)
    end = _strip(text, start, end)
    kind = patterns()["kind"].search(text, start, end)
    if kind and kind.start() > start:
        end = _strip(text, start, kind.start())
    trailing = TRAILING.search(text, start, end)
    if trailing:
        end = trailing.start()
    if text.startswith("[", start, end) and text.find("]", start, end) == end - 1:
        start, end = start + 1, end - 1  # the text of a link, without the address behind it
    if end - start > LONGEST or not any(map(str.isalpha, text[start:end])):
        return None
    return Name(start, end)


def _within_link(quoted: str) -> tuple[int, int] | None:
    """Return the stretch of a link's text that is the name: `[[Cat-cow]] #mobility`, `[Exercises](…) / [Squats](…)`."""
    if crumb := LAST_LINK.search(quoted):
        return crumb.span(1)
    link = WIKI.search(quoted) or LINK.search(quoted)
    if link and (link.start() == 0 or OPEN_END.search(quoted[: link.start()].rstrip().casefold())):
        return link.span(1)  # "Pick one from [the squats](…)"
    return None


def _strip(text: str, start: int, end: int) -> int:
    """Return the end without the marks before it."""
    while end > start and not text[end - 1].isalnum() and text[end - 1] not in LAST:
        if text[end - 1] in CLOSING and CLOSING[text[end - 1]] in text[start : end - 1]:
            break  # Backward jaw movement, or “double chin”
        end -= 1
    return end


def could_be(said: str, *, told: bool = False, dosed: bool = False) -> bool:
    """Say whether words (made by `plain`) can be the name of an exercise.

    ``dosed``: a dose stands right beside them, so that they head no section; ``told``: an instruction does.
    """
    if said.startswith(PREFIXED) and is_a("name_prefix", said) and not is_a("part", said):
        return True
    return (
        1 < len(said) <= LONGEST
        and not OPEN_END.search(said)
        and not FIGURES.search(said)
        and not DID.fullmatch(said)
        and not any(is_a(kind, said) for kind in ("part", "benefit", "talk", "session"))
        and not said.endswith(("?", "!"))
        and "=" not in said
        and any(map(str.isalpha, said))
        and (dosed or not is_a("section", said))
        and (dosed or told or not is_a("plural", said))
    )


def is_step(said: str) -> bool:
    """Say whether words (made by `plain`) are of a step, and of no name that stands before the text of its item."""
    return points(said) or is_a("joins", said)


def leads_in(said: str, *, dosed: bool) -> bool:
    """Say whether words lead into a step or a remark; ``dosed``: a dose stands right beside them."""
    return is_a("aside", said) or (not dosed and is_a("posture", said))


def instructs(said: str) -> bool:
    """Say whether words tell the reader to do something with an exercise: `Find the right muscles`."""
    found = words()
    first, _, rest = said.partition(" ")
    known = found.of.get(first, 0)
    verbs = found.mask("ADVISE", "GET", "DO", "ASK", "ALLOW", "KEEP", "BEGIN", "PLACE")
    if known & verbs and known & found.bits["base"]:
        return rest.startswith(("the ", "your ", "a ", "in ", "on ", "with ", "by ", "from "))
    return " your " in f" {said} " and (not known or bool(known & found.bits["base"]))
