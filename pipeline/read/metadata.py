"""What a page says of itself: its title, its address and its language."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from pipeline.read.furniture import attributes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from resiliparse.parse.html import HTMLTree

_TAG = re.compile(r"<(html|link|meta)\b([^>]*)>")
_JSON_LD = '<script type="application/ld+json"'
_ARTICLES = ("Article", "Posting", "WebPage", "HowTo")
_ENTRIES = 1_000


class Metadata(NamedTuple):
    """Title, canonical address and language of a page; None where it does not say."""

    title: str | None = None
    url: str | None = None
    language: str | None = None


def metadata(tree: HTMLTree, page: str) -> Metadata:
    """Read the metadata of a page: what is meant for machines before what is meant for a window's frame."""
    html = _head(tree, page)
    meta: dict[str, str] = {}
    for name, source in _TAG.findall(html):
        found = attributes(source)
        if name == "html":
            meta["lang"] = found.get("lang") or found.get("xml:lang") or ""
        elif name == "link" and "canonical" in found.get("rel", "").lower().split():
            meta.setdefault("canonical", unescape(found.get("href", "")))
        elif name == "meta":
            for key in ("property", "name", "http-equiv"):
                if key in found:
                    meta.setdefault(found[key].lower(), unescape(found.get("content", "")))
    linked = _json_ld(html)
    urls = (meta.get("canonical"), meta.get("og:url"), linked.get("url"))
    titles = (linked.get("headline"), meta.get("og:title"), tree.title, meta.get("twitter:title"))
    names = (meta.get("lang"), meta.get("content-language"), linked.get("inLanguage"), meta.get("og:locale"))
    return Metadata(
        title=next(filter(None, titles), None),
        url=next((url.strip() for url in urls if url and _is_web(url)), None),
        language=next(filter(None, names), None),
    )


def _head(tree: HTMLTree, page: str) -> str:
    """Where metadata stand: in the root's tag and the head; JSON-LD anywhere."""
    root = tree.document
    if root is None or "ld+json" in page:
        return root.html if root else ""
    top = root.query_selector("html")
    names = ("lang", "xml:lang")
    tag = "".join(f' {name}="{top.getattr(name) or ""}"' for name in names) if top else ""
    return f"<html{tag}>{tree.head.html if tree.head else ''}"


def _is_web(url: str) -> bool:
    return url.strip().lower().startswith(("http://", "https://"))


def _json_ld(html: str) -> dict[str, str]:
    """The headline, url and language of the first article that the page's JSON-LD describes."""
    found: dict[str, str] = {}
    end = 0
    while (start := html.find(_JSON_LD, end)) >= 0:
        begin = html.find(">", start) + 1
        end = max(begin, html.find("</script>", begin))
        try:
            data = orjson.loads(html[begin:end])
        except orjson.JSONDecodeError:
            continue
        for entry in _entries(data):
            if any(kind in str(entry.get("@type")) for kind in _ARTICLES):
                for key in ("headline", "url", "inLanguage"):
                    if isinstance(entry.get(key), str):
                        found.setdefault(key, unescape(entry[key]))
    return found


def _entries(data: object) -> Iterator[dict[str, Any]]:
    """The objects of a document, the outer ones first."""
    waiting: list[Any] = [data]
    for _ in range(_ENTRIES):
        if not waiting:
            return
        value = waiting.pop(0)
        if isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, dict):
            yield value
            waiting.extend(value.get("@graph", ()) if isinstance(value.get("@graph"), list) else ())
            waiting.extend(part for part in value.values() if isinstance(part, dict))
