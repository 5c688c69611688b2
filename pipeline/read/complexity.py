"""Pages that would keep the parser busy for ever: refused, or made harmless, before they are parsed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.read.limits import Limits

# Below this many tags nothing costs more than a fraction of a second.
_TAGS = 1_000
_OPTIONS = 1_000
_TAG_CHARS = 10_000
_ROOTS = 10

_TAG = re.compile(r"<(/?)([A-Za-z][^\s/>]*)([^<>]{0,200})")
_SELECT = re.compile(r"<(/?)select\b", re.IGNORECASE)
_LONG_TAG = re.compile(r"<[A-Za-z][^\s/<>]*(\s[^>]*)")
_ROOT = re.compile(r"<(?:html|body)\b([^>]*)")
_VALUE = re.compile(r'"[^"]*"|\'[^\']*\'')
# The parser opens these again in every block until they are closed, but never more than three that are alike.
_REOPENED = frozenset("a b big code em font i nobr s small strike strong tt u".split())  # noqa: SIM905
_ALIKE = 3
_INLINE = frozenset(
    "area base body br col embed head hr html img input link meta param source track wbr".split()  # noqa: SIM905
)
# Closed by the next one of their kind, or by what they stand in.
_UNCOUNTED = _INLINE | frozenset("colgroup dd dt li option p tbody td tfoot th thead tr".split())  # noqa: SIM905


class TooComplexError(ValueError):
    """A page that goes beyond ``limit``; the message says which option raises it."""

    def __init__(self, limit: str, message: str) -> None:
        super().__init__(message)
        self.limit = limit


def tamed(page: str, limits: Limits) -> str:
    """Return ``page``, changed where that makes it harmless; raises TooComplexError where nothing does."""
    # A parser compares each attribute of a tag with all others.
    half = _TAG_CHARS // 2
    if any(page.find(">", start, start + half) < 0 for start in range(0, len(page) - half, half)):
        for tag in _LONG_TAG.finditer(page):
            if len(tag[1]) > _TAG_CHARS and len(_VALUE.sub("", tag[1]).split()) > limits.max_html_attributes:
                what = "the number of attributes in a tag"
                raise TooComplexError("max_html_attributes", limits.exceeded("max_html_attributes", what))
    low = page.lower()
    # It collects those of all <html> and <body> tags in one.
    if low.count("<html") + low.count("<body") > _ROOTS and (
        sum(len(tag[1].split()) for tag in _ROOT.finditer(low)) > limits.max_html_attributes
    ):
        what = "the number of attributes of the page itself"
        raise TooComplexError("max_html_attributes", limits.exceeded("max_html_attributes", what))
    if page.count("<") - page.count("</") <= _TAGS:
        return page
    # It also walks over a whole <select> at each of its options, but not over what is read no more than that.
    if low.count("<option") > _OPTIONS:
        page = _SELECT.sub(r"<\1datalist", page)
    _check_nesting(page, limits)
    return page


def _check_nesting(page: str, limits: Limits) -> None:
    """Follow the tags roughly: how deep they go, and how many elements unclosed ones are repeated in."""
    depth = work = reopened = 0
    run = 0  # opened in this block, whether alike or not
    alike: dict[str, int] = {}
    stacks: dict[str, list[str]] = {}
    for slash, raw, rest in _TAG.findall(page):
        name = raw.lower()
        if name in _REOPENED:
            stack = stacks.setdefault(name, [])
            if not slash:
                run += 1
                key = name + rest
                stack.append(key)
                alike[key] = alike.get(key, 0) + 1
                reopened += alike[key] <= _ALIKE
            elif stack:
                key = stack.pop()
                reopened -= alike[key] <= _ALIKE
                alike[key] -= 1
                run -= run > 0
        elif name not in _INLINE:
            run = 0
            counted = name not in _UNCOUNTED
            if slash:
                depth -= counted and depth > 0
            else:
                depth += counted
                work += reopened
        if depth + max(reopened, run) > limits.max_html_depth:
            what = "the number of elements inside one another"
            raise TooComplexError("max_html_depth", limits.exceeded("max_html_depth", what))
        if work > limits.max_html_work:
            what = "the number of elements to repeat for unclosed tags"
            raise TooComplexError("max_html_work", limits.exceeded("max_html_work", what))
