"""Which elements of a web page are not its article, by the words of ``rules/furniture.toml``."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

TERM = 7
"""The level of what is no heading but set like a name."""

RULES = Path(__file__).parent.parent / "rules" / "furniture.toml"

Action = Literal["", "judge", "drop"]

# A name is tried from its first sign only: what looks like a tag in a script may be one endless word.
_ATTRIBUTE = re.compile(r'(?<![^\s="])([^\s="]+)="([^"]*)"')
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_HIDDEN = re.compile(r"display:\s*none|visibility:\s*hidden")
_BLOCK = re.compile(r"display:\s*(?:block|flex|grid|list-item|table)")
_PRE = re.compile(r"white-space:\s*pre")
_BOLD = re.compile(r"font-weight:\s*(?:bold|[6-9]00)")
# What these are named says what they hold, not what they are.
_NEVER_NAMED = frozenset(
    "html body main article table tbody thead tfoot tr td th h1 h2 h3 h4 h5 h6".split()  # noqa: SIM905
)
_NAMED_BY_ID = frozenset("div section aside ul ol dl form header footer nav table p".split())  # noqa: SIM905
_TELLING = re.compile(r'(?:class|role|style|hidden|aria-[a-z]+)="[^"]*" ?')
_CACHED_CHARS = 300
# The names that are kept apart where they stand inside an article.
_WITHIN_ARTICLE = frozenset({"header", "aside"})


class Verdict(NamedTuple):
    """What an element's name and attributes say of it: what to do with it, alone and within an article.

    ``heading`` is its level as a heading, TERM for what unfolds a text and so stands above it.
    """

    action: Action = ""
    in_article: Action = ""
    block: bool = False
    pre: bool = False
    bold: bool = False
    heading: int = 0


NOTHING = Verdict()


class Rules(NamedTuple):
    """The rules by what they look at, each with the action of the strictest rule that names the word."""

    element: dict[str, Action]
    role: dict[str, Action]
    token: dict[str, Action]
    word: dict[str, Action]
    states: frozenset[str]
    unfolds: frozenset[str]
    unfolding_roles: frozenset[str]
    unfolding_elements: frozenset[str]
    unfolding_attributes: frozenset[str]
    sure: re.Pattern[str]
    instruction: re.Pattern[str]
    site: re.Pattern[str]
    warning: re.Pattern[str]
    lead: re.Pattern[str]
    lead_chars: int
    instruction_chars: int

    def instructs(self, text: str) -> bool:
        """Whether ``text`` reads like an instruction or a warning, and not like a site about itself."""
        return (
            len(text) >= self.instruction_chars
            and (self.sure.search(text) is not None or len(set(self.instruction.findall(text.lower()))) > 1)
            and self.site.search(text) is None
        )

    def leads(self, text: str) -> bool:
        """Whether ``text`` opens a list of other pages."""
        return len(text) <= self.lead_chars and self.lead.search(text) is not None


@cache
def rules() -> Rules:
    """Read the rule file, once."""
    data = tomllib.loads(RULES.read_text("utf-8"))
    found: dict[str, dict[str, Action]] = {"element": {}, "role": {}, "token": {}, "word": {}}
    for rule in sorted(data["rule"], key=lambda rule: rule["action"], reverse=True):
        for kind, actions in found.items():
            for name in rule.get(kind, ()):
                actions[name] = rule["action"]
    return Rules(
        **found,
        states=frozenset(data["states"]["words"]),
        unfolds=frozenset(data["unfolds"]["word"]),
        unfolding_roles=frozenset(data["unfolds"]["role"]),
        unfolding_elements=frozenset(data["unfolds"]["element"]),
        unfolding_attributes=frozenset(data["unfolds"]["attribute"]),
        sure=_any_of(data["instruction"]["sure"]),
        instruction=_any_of(data["instruction"]["words"]),
        site=_any_of(data["instruction"]["site"]),
        warning=re.compile(data["warning"]["pattern"], re.IGNORECASE),
        lead=_any_of(data["lead"]["words"]),
        lead_chars=data["lead"]["chars"],
        instruction_chars=data["instruction"]["chars"],
    )


def _any_of(words: list[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b", re.IGNORECASE)


def attributes(source: str) -> dict[str, str]:
    """Return the attributes of a serialised start tag, values as they stand."""
    return dict(_ATTRIBUTE.findall(source))


def verdict(name: str, source: str) -> Verdict:
    """Judge an element by its name and serialised attributes."""
    # What is asked again and again is kept; addresses and ids would make each element another.
    if name not in _NAMED_BY_ID:
        source = "".join(_TELLING.findall(source))
    return _cached(name, source) if len(source) < _CACHED_CHARS else _verdict(name, source)


def _verdict(name: str, source: str) -> Verdict:
    known = rules()
    by_name = known.element.get(name, "")
    in_article: Action = "" if name in _WITHIN_ARTICLE else by_name
    if not source:
        return Verdict(by_name, in_article)
    found = attributes(source)
    style = found.get("style", "").lower()
    role = found.get("role", "").lower()
    tokens = f"{found.get('class', '')} {found.get('id', '')}".split()
    words = {word.lower() for token in tokens for word in _WORDS.findall(token)}
    if name in known.unfolding_elements:
        unfolds = bool(known.unfolding_attributes & found.keys() or known.unfolds & words)
        return Verdict(heading=TERM) if unfolds and words.isdisjoint(known.word) else Verdict("drop", "drop")
    named: list[Action] = [known.role.get(role, "")]
    if "hidden" in found or found.get("aria-hidden") == "true" or _HIDDEN.search(style):
        until_found = role in known.unfolding_roles or found.get("hidden") == "until-found"
        named.append("" if until_found or words & known.unfolds else "drop")
    named += [known.token[token] for token in map(str.lower, tokens) if token in known.token]
    if name not in _NEVER_NAMED and words.isdisjoint(known.states):
        named += [known.word[word] for word in words if word in known.word]
    level = found.get("aria-level", "2")[:1]
    judged = Verdict(
        _strictest([by_name, *named]),
        _strictest([in_article, *named]),
        block=_BLOCK.search(style) is not None,
        pre=_PRE.search(style) is not None,
        bold=_BOLD.search(style) is not None,
        heading=int(level) if role == "heading" and level in "123456" else 0,
    )
    return NOTHING if judged == NOTHING else judged


_cached = lru_cache(maxsize=1 << 14)(_verdict)


def _strictest(actions: list[Action]) -> Action:
    return "drop" if "drop" in actions else "judge" if "judge" in actions else ""


def dropped_elements() -> list[str]:
    """The names of the elements that are never read."""
    known = rules()
    names = (name for name, action in known.element.items() if action == "drop")
    return sorted(name for name in names if name not in known.unfolding_elements)
