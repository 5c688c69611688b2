"""Reads how long, how many and how often out of one sentence.

``parse(sentence)`` runs in three steps, each from left to right with a bounded look around, so the cost grows
with the length:

1. scan: the sentence becomes a string with one character a token. A word of the rules has a character of its
   own, all other words share one. A class of words (``HOLD``, ``SIDENOUN``) is then a character class, and a
   rule is a regular expression over that string.
2. quantities: each number with its range, bound and unit shrinks to one character, the kind of the quantity
   (``SECS``, ``TIMES``, ``BREATHS``, …).
3. rules, in the order of ``rules/doses.toml``: each gives a field to quantities or a side to words, or takes
   a trap out of play. A quantity is used once; of several values for one field the first in the text counts.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from mypy_extensions import mypyc_attr

if TYPE_CHECKING:
    from pipeline.records import Dose, Frequency, Pair, Side, SpanRecord

RULES: Final = Path(__file__).parent.parent / "rules" / "doses.toml"

_ANCHORS: Final = {"hold_s": "hold", "hold_breaths": "hold", "rest_s": "rest"}
_PAIRS: Final = ("hold_s", "hold_breaths", "reps", "sets", "rest_s")
# A kind of quantity that counts exactly one is a kind of its own, and so is one that names no number.
_ONE: Final = {
    "REPS": "ONEREP",
    "SETS": "ONESET",
    "BREATHS": "ONEBREATH",
    "NUM": "ONENUM",
    "STEPS": "ONESTEP",
}
_VAGUE: Final = {
    "SECS": "VSECS",
    "MINS": "VMINS",
    "BREATHS": "VBREATHS",
    "REPS": "VREPS",
    "TIMES": "VTIMES",
    "SETS": "VSETS",
}
_KINDS: Final = (
    *("SECS", "MINS", "HOURS", "DAYS", "WEEKS", "MONTHS", "BREATHS", "REPS", "TIMES", "SETS", "STEPS", "NUM"),
    *("ONCE", "CLOCK", "PRIMES", "JUNK", "LOAD", "DOSE", *_ONE.values(), *_VAGUE.values()),
)
_MARKS: Final = ("DIGITS", "PLURAL", "BLANK", "CLOCKMARK", "SECONDMARK", "MINUTEMARK")
_PERIODS: Final = {"HOURS": "hour", "DAYS": "day", "WEEKS": "week", "MONTHS": "month"}
_WHOLE: Final = frozenset({"reps", "sets"})
_FREQUENCY: Final = frozenset({"times", "every", "per"})
_MINUTE: Final = 60
_HUNDRED: Final = 100
_WEEK: Final = 7
_MOST_SETS: Final = 30
_MOST_REPS: Final = 100
_LONGEST_NUMBER: Final = 8
_LONGEST_HEADING: Final = 40


class Quantity(NamedTuple):
    """The least and the most of a number with its unit, times in seconds; both None where none is named."""

    low: float | None
    high: float | None


_SILENT: Final = Quantity(None, None)


@mypyc_attr(serializable=True)
@dataclass(slots=True)
class DoseReading:
    """A dose, and what it rests on.

    ``dose`` has its spans in code points offset by ``base``; ``start`` and ``end`` (same offset) are their
    hull. ``name_end`` is where the words before the dose end: after ``Plank`` in ``Plank (60s)``. ``anchors``
    names the kinds of evidence: hold, reps, sets, rest, side, freq, open. ``rules`` are the ids of the rules
    that gave them, in the order of the text.
    """

    dose: Dose
    anchors: frozenset[str]
    rules: tuple[str, ...]
    start: int
    end: int
    name_end: int


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of ``rules/doses.toml``, ready to run: the head of that file says what each part means."""

    id: str
    pattern: re.Pattern[str]
    groups: tuple[tuple[int, str], ...]
    unless: re.Pattern[str] | None
    without: frozenset[str]
    side: str | None
    freq: dict[str, Any] | None
    progress: bool
    ceiling: bool
    below: float
    above: float


class Evidence(NamedTuple):
    """One match of a rule: token positions ``[start, end)``, its id, the fields it gave (none for a trap)."""

    start: int
    end: int
    rule: str
    fields: frozenset[str]


@dataclass(slots=True)
class _Sentence:
    """A sentence in tokens, each number with its unit one token, and what the rules have found in it.

    ``opening`` and ``closing`` are the first and the last word or mark of each token.
    """

    codes: str
    opening: list[re.Match[str]]
    closing: list[re.Match[str]]
    quantities: dict[int, Quantity]
    values: dict[str, list[tuple[int, Quantity, bool]]] = field(default_factory=dict)
    sides: list[tuple[int, Side]] = field(default_factory=list)
    freqs: list[tuple[int, Frequency]] = field(default_factory=list)
    given: set[str] = field(default_factory=set)
    last_field: str = "reps"
    evidence: list[Evidence] = field(default_factory=list)

    def span(self, evidence: Evidence) -> tuple[int, int]:
        """Return where an evidence stands in the sentence's text."""
        first = self.opening[evidence.start]
        return first.start(str(first.lastgroup)), self.closing[evidence.end - 1].end()


# A bullet, the number of a list item.
_LEAD: Final = re.compile(
    r"\s*(?:[-–—•❖*+>#]++\s++)*+(?:(?:\d{1,3}|[a-zA-Z])[.)](?=\s)|\((?:\d{1,3}|[a-zA-Z])\)(?=\s+[A-Z]))?"
)
_SCAN: Final = re.compile(
    r"""\s*+(?:(?P<word>(?!https?:|www\.|[½¼¾])[^\W\d_]++(?!\d)(?:['’][^\W\d_]+)?)
      | (?P<half>[½¼¾]|(?<![\d./])[13]/[234](?![\d/]))
      | (?P<clock>(?<![\w:.])\d{0,2}:\d\d(?![\d:]))
      | (?P<skip>(?:https?://|www\.)\S+ | \{\#[^}\s]*\} | (?<!\w)2x4s(?!\w) | [$£€]\s?\d[\d.,]*
          | (?<=\])\((?=[^()\s]{0,99}[/.\#])[^()\s]{1,600}\) | =\d+x\d+(?:\.\d+)?(?=\)))     # [a link](/2-sets), its size
      | (?P<number>\d+(?:[.,]\d+)*)
      | (?P<glued>(?:x|for|hold|repeat|reps?|sets?|rest)(?=\d))
      | (?P<id>[^\W\d_]+\d\w*)                                                           # L5, MD043, VO2
      | (?P<times>(?<=\d)\s?\*\s?(?=\d))
      | (?P<blank>_{3,}|(?<![^\W_])__(?![^\W_])|\.{4,}|…{2,}|\[\s*\]|\(\s+\))
      | (?P<mark>->|=>|[^\w\s]))""",
    re.VERBOSE | re.IGNORECASE,
)
# A number that may count: no list number, date, address or link, no angle, length or weight.
_COUNTED: Final = re.compile(
    r"(?<![\w./#-])\d{1,3}(?![\d:A-Z]|[.)]\s|[-\s]?(?:°|%|(?:deg|inch|f[eo]{2}t|ft|cm|mm|percent|year|o[’']clock)))"
    r"|[x×]\s?\d|[½¼¾]|(?<!\d)\d?:[0-5]\d(?![\d:])"
)
# Tables for `bytes.translate`, the fastest look at every character (Latin-1): small letters for capitals and a
# space for all that is no letter; all characters but digits and fractions.
_WORDS: Final = bytes(
    ord(chr(i).lower()) if chr(i).isascii() and chr(i).isalpha() else 32 for i in range(256)
)
_NO_DIGITS: Final = bytes(i for i in range(256) if chr(i) not in "0123456789½¼¾")
_THOUSANDS: Final = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_DASHES: Final = frozenset("-‐‑‒–—−")
_SECOND_PRIMES: Final = frozenset('"”″')
_MINUTE_PRIMES: Final = frozenset("'’′")
_OPENING: Final = frozenset('"“')
_SKIPPED: Final = frozenset("*`_#•❖\\") | _SECOND_PRIMES | _MINUTE_PRIMES | _OPENING | frozenset("‘")
_BEFORE_DOSE: Final = " \t\n\r(:–—-|,*[=@×~."


class Grammar:
    """The words, quantities and rules of ``rules/doses.toml``, compiled."""

    _NOTATION: Final = re.compile(
        r"(?P<look>\(\?<?[!=]|\(\?\([a-z]+\))|(?P<open>\()|<(?P<group>[a-z]+(?:_[a-z]+)?):|(?P<close>>)"
        r"|(?P<cls>[A-Z]+)|(?P<word>[a-z][a-z']*)|(?P<space>\s+)|(?P<plain>\{[\d,]+\}|[|)?*+^$.])"
    )

    def __init__(self, data: dict[str, Any]) -> None:
        self._last = 0xE001
        self.unknown = chr(0xE000)
        self.punctuation = chr(0xE001)
        self.codes: dict[str, str] = {}
        self.kinds = {kind: self._new() for kind in _KINDS}
        self.kind_of = {code: kind for kind, code in self.kinds.items()}
        self.marks = {mark: self._new() for mark in _MARKS}
        self.tokens = {"clock": self.marks["CLOCKMARK"], "blank": self.marks["BLANK"], "id": self.unknown}
        self.tokens |= {"half": self.code("half"), "times": self.code("x")}
        for word, read_as in data["spelling"].items():
            self.codes[word] = self.code(read_as)
        numbers = {self.code(word): float(value) for word, value in data["numbers"].items()}
        adverbs = {self.code(word): float(value) for word, value in data["adverbs"].items()}
        self.values = numbers | adverbs | {self.code("half"): 0.5}
        self.units: dict[str, tuple[str, float]] = {
            self.code(word): (unit["kind"], unit.get("factor", 1))
            for unit in data["units"]
            for word in unit["words"].split()
        }
        self.units[self.marks["SECONDMARK"]] = "PRIMES", 1
        self.units[self.marks["MINUTEMARK"]] = "PRIMES", _MINUTE
        self.periods = {
            self.code(w): period for period, words in data["periods"].items() for w in words.split()
        }
        self._macros: dict[str, str] = data["macros"]
        self._classes = {
            **self.kinds,
            **self.marks,
            "NUMBER": self.marks["DIGITS"] + "".join(numbers),
            "ONCEW": "".join(adverbs),
            "HALF": self.code("half"),
            "UNIT": "".join(self.units),
            "PERIOD": "".join(self.periods),
        }
        self.units[self.code("breathing")] = "BREATHS", 1  # no unit on its own: "breathing cycles"
        for name, text in data["classes"].items():
            self._classes[name] = self._set(text)
        self._classes["PUNCT"] += self.punctuation
        for name, text in data["except"].items():
            self._classes[name] = "^" + self._set(text) + "".join(self.kinds.values())
        self.quantity = self.compile(data["quantity"]["pattern"])
        self.heading = self.compile(data["table"]["heading"])
        self.starts = re.compile(f"[{self._set(data['quantity']['starts'])}]")
        self.rules = [self._rule(entry) for entry in data["rule"]]
        # Bit i of a character says that rule i may fire where the character stands, and bit i behind those of all
        # rules that it may with another one.
        self.wakes: dict[str, int] = {}
        self.allowed = 0
        for i, entry in enumerate(data["rule"]):
            allows = 1 << (i + len(self.rules))
            for code in self._set(entry["needs"]):
                self.wakes[code] = self.wakes.get(code, 0) | 1 << i
            for code in self._set(entry.get("with", "")):
                self.wakes[code] = self.wakes.get(code, 0) | allows
            if "with" not in entry:
                self.allowed |= allows
        self.plain = {word: code for word, code in self.codes.items() if word not in _DASHES | _SKIPPED}
        screen = data["screen"]
        self.screen_words = frozenset(screen["words"].encode().split())
        around: dict[str, list[str]] = {}
        for weak in screen["weak"]:
            for word in weak["words"].split():
                around.setdefault(word, []).append(weak["around"].replace("\n", "").replace("{}", word))
        self.screen_weak = {word.encode(): re.compile("|".join(parts)) for word, parts in around.items()}
        self.weak_words = frozenset(self.screen_weak)
        self.screened = self.screen_words | self.weak_words

    def _new(self) -> str:
        self._last += 1
        return chr(self._last)

    def _set(self, text: str) -> str:
        return "".join(self._classes[item] if item.isupper() else self.code(item) for item in text.split())

    def code(self, word: str) -> str:
        """Return the character of ``word``, a new one if it has none yet."""
        if word not in self.codes:
            self.codes[word] = self._new()
        return self.codes[word]

    def compile(self, pattern: str) -> re.Pattern[str]:
        """Compile a pattern in the notation of the rules; ``KeyError`` for a class that does not exist."""
        names: Counter[str] = Counter()

        def number(match: re.Match[str]) -> str:
            names[match[1]] += 1
            return f"(?P<{match[1]}{names[match[1]] if names[match[1]] > 1 else ''}>"

        return re.compile(re.sub(r"\(\?P<([a-z_]+)>", number, self._translate(pattern)), re.DOTALL)

    def _translate(self, pattern: str) -> str:
        return self._NOTATION.sub(self._translate_one, pattern)

    def _translate_one(self, match: re.Match[str]) -> str:
        text = match.group()
        match match.lastgroup:
            case "group":
                return f"(?P<{match['group']}>"
            case "cls" if text in self._macros:
                return f"(?:{self._translate(self._macros[text])})"
            case "cls":
                return f"[{self._classes[text]}]"
            case "word":
                return self.code(text)
            case _:
                return {"(": "(?:", ">": ")"}.get(text, text.strip())

    def _rule(self, entry: dict[str, Any]) -> Rule:
        pattern = self.compile(entry["pattern"])
        return Rule(
            id=entry["id"],
            pattern=pattern,
            groups=tuple((group, name.rstrip("0123456789")) for name, group in pattern.groupindex.items()),
            unless=self.compile(entry["unless"]) if "unless" in entry else None,
            without=frozenset(entry.get("without", ())),
            side=entry.get("side"),
            freq=entry.get("freq"),
            progress=entry.get("progress", False),
            ceiling=entry.get("ceiling", False),
            below=entry.get("below", float("inf")),
            above=entry.get("above", 0),
        )


@cache
def grammar() -> Grammar:
    """Return the compiled rules; the file is read on first use."""
    with RULES.open("rb") as file:
        return Grammar(tomllib.load(file))


def parse(text: str, base: int = 0, heading: str = "") -> DoseReading | None:
    """Read the dose of one sentence.

    ``base`` is the sentence's offset in its article, in code points; it is added to every offset of the
    reading. ``heading`` is what stands over a cell of a table and says what its numbers are (see
    `is_heading`): the cell is read as if it stood before it, and no offset points into it.

    None where the sentence says no number of seconds, breaths, repetitions, sets or steps, no side to change
    to, no frequency, and not to hold or repeat.
    """
    if not _may_say(text, grammar()):
        return None
    lead = f"{heading}: " if heading else ""
    sentence = _read(lead + text)
    return _reading(sentence, text, base, len(lead)) if sentence.given else None


def is_heading(text: str) -> bool:
    """Tell whether a cell heads a column or a row of doses: ``Reps``, ``Rest (s)``, ``Sets x reps``."""
    rules = grammar()
    return len(text) <= _LONGEST_HEADING and rules.heading.match(_scan(text, rules)[0]) is not None


def trace(text: str) -> list[tuple[str, int, int]]:
    """Return every rule that fired on a sentence, traps too: id, start and end, in the order of the rules."""
    sentence = _read(text)
    return [(evidence.rule, *sentence.span(evidence)) for evidence in sentence.evidence]


def _may_say(text: str, rules: Grammar) -> bool:
    """Tell cheaply whether there can be a dose at all; most sentences go no further."""
    encoded = text.encode("latin-1", "replace")
    if encoded.translate(None, _NO_DIGITS) and _COUNTED.search(text):
        return True
    words = encoded.translate(_WORDS).split()
    if rules.screened.isdisjoint(words):
        return False
    if not rules.screen_words.isdisjoint(words):
        return True
    lower = text.lower()
    return any(rules.screen_weak[word].search(lower) for word in rules.weak_words.intersection(words))


def _read(text: str) -> _Sentence:
    rules = grammar()
    sentence = _read_quantities(*_scan(text, rules), rules)
    wakes = rules.wakes.get
    awake = rules.allowed
    for code in set(sentence.codes):
        awake |= wakes(code, 0)
    allowed = awake >> len(rules.rules)
    bits = bin(awake & allowed)[:1:-1]
    number = -1
    while (number := bits.find("1", number + 1)) >= 0:
        rule = rules.rules[number]
        match = rule.pattern.search(sentence.codes)
        if match is None or not rule.without.isdisjoint(sentence.given):
            continue
        if rule.unless is not None and rule.unless.search(sentence.codes):
            continue
        edits: dict[int, str] = {}
        while match is not None:
            _apply(rule, match, sentence, rules, edits)
            match = rule.pattern.search(sentence.codes, max(match.end(), match.start() + 1))
        if edits:
            codes = list(sentence.codes)
            for position, code in edits.items():
                codes[position] = code
            sentence.codes = "".join(codes)
            bits = bin((awake | rules.wakes[rules.kinds["DOSE"]]) & allowed)[:1:-1]
    return sentence


def _number(text: str) -> float | None:
    """Return the value of digits, None where they are no single number (a version, a list, a giant)."""
    if "," in text and _THOUSANDS.fullmatch(text):
        text = text.replace(",", "")
    if len(text) > _LONGEST_NUMBER or text.count(".") > 1 or "," in text:
        return None
    return float(text)


def _fraction(text: str) -> float:
    """Return the value of ``½`` or ``1/2``."""
    above, slash, below = text.partition("/")
    return int(above) / int(below) if slash else unicodedata.numeric(text)


def _clock(text: str) -> float:
    """Return the seconds of ``1:30`` or ``:45``."""
    minutes, seconds = text.split(":")
    return 60.0 * int(minutes or 0) + int(seconds)


_NUMBERS: Final = {"number": _number, "half": _fraction, "clock": _clock}


def _scan(text: str, rules: Grammar) -> tuple[str, list[re.Match[str]]]:
    """Cut a sentence into tokens, a character each, without markup, quotes, bullets and addresses."""
    codes: list[str] = []
    tokens: list[re.Match[str]] = []
    plain = rules.plain.get
    quoted = False
    lead = _LEAD.match(text)
    for match in _SCAN.finditer(text, lead.end() if lead else 0):
        kind = match.lastgroup or ""
        token = match[kind]
        code = plain(token)
        if code is None:
            if kind in {"word", "glued"}:
                other = rules.marks["PLURAL"] if token[-1] in "sS" else rules.unknown
                code = plain(token.lower().replace("’", "'"), other)
            elif kind == "number":
                code = rules.unknown if _number(token) is None else rules.marks["DIGITS"]
            elif kind == "mark":
                glued = bool(tokens) and tokens[-1].end() == match.start(kind)
                code = _mark(match, codes[-1] if glued else "", rules, quoted=quoted)
                quoted ^= not code and (quoted or token in _OPENING)
            elif kind != "skip":
                code = rules.tokens[kind]
        if code:
            codes.append(code)
            tokens.append(match)
    return "".join(codes), tokens


def _mark(match: re.Match[str], before: str, rules: Grammar, *, quoted: bool) -> str:
    """Return the character of a punctuation mark, "" for none; ``before``: of a token that touches it."""
    token = match["mark"]
    if before == rules.marks["DIGITS"]:
        if token in _SECOND_PRIMES and not quoted:
            return rules.marks["SECONDMARK"]
        if token in _MINUTE_PRIMES:
            return rules.marks["MINUTEMARK"]
    if token in _SKIPPED:
        return ""
    if before and token in _DASHES and match.string[match.end() : match.end() + 1].isalnum():
        return rules.code("hyphen")
    return rules.codes.get(token, rules.punctuation)


class _Measure:
    """A match of the grammar's ``quantity``, asked for the numbers and units of its groups."""

    def __init__(self, match: re.Match[str], tokens: list[re.Match[str]], rules: Grammar) -> None:
        self.match = match
        self.tokens = tokens
        self.rules = rules

    def value(self, group: str) -> float:
        """Return the number that stands in a group: twenty-five, two hundred, one and a half."""
        total = 0.0
        for i in range(*self.match.span(group)):
            token = self.tokens[i]
            kind = str(token.lastgroup)
            reader = _NUMBERS.get(kind)
            number = reader(token[kind]) if reader else self.rules.values.get(self.match.string[i])
            if number is not None:
                total = total * number if total and number == _HUNDRED else total + number
        return total

    def unit(self, group: str) -> tuple[str, float]:
        """Return kind and factor of the unit in a group, of a bare number if the group is empty."""
        said = self.match[group]
        if not said:
            return "NUM", 1
        units = [self.rules.units[code] for code in said if code in self.rules.units]
        breaths = [unit for unit in units if unit[0] == "BREATHS"]  # rounds of breath, breathing cycles
        return (breaths or units)[0]

    def read(self) -> tuple[str, Quantity, int]:
        """Return the kind, the value and the end of the quantity (an earlier end where its units clash)."""
        match = self.match
        end = match.end()
        kind, factor = "SECS", 1.0
        if match["na"] or match["np"]:
            return self._counted()
        if match["vu"] or match["junk"]:
            return _VAGUE.get(self.unit("vu")[0], "JUNK"), _SILENT, end
        if counted := next((group for group in ("ca", "cl", "cf") if match[group]), ""):
            # to ten; one, two, three; three, two, one
            return kind, self._range(counted, "cb"), end
        if match["tu"]:
            kind, factor = self.unit("tu")
            return kind, Quantity(factor, 2 * factor), end
        if match["clock"]:
            low = self.value("clock")
            kind = "SECS" if low < _MINUTE else "CLOCK"
        elif match["ma"]:
            low = _MINUTE * self.value("ma") + self.value("mb")
        elif match["hu"]:
            kind, factor = self.unit("hu")
            first, last = self.match.span()
            written = next((t["half"] for t in self.tokens[first:last] if t.lastgroup == "half"), "1/2")
            low = factor * _fraction(written)
        elif match["au"]:
            kind, factor = self.unit("au")
            low = 1.5 * factor if match["half"] else factor
        elif match["os"] or match["oa"]:
            kind, low = ("SETS", 2.0) if match["os"] else ("ONESET", 1.0)
        else:
            low = self.value("ow")
            if match["on"] or match["oq"]:
                return "TIMES", self._range("ow", "on" if match["on"] else "oq"), end
            kind = "TIMES" if low > 1 else "ONCE"
        return kind, self._bounded(low), end

    def _range(self, first: str, last: str) -> Quantity:
        """Return the range from one group to another; a second number that is less (`twice - 1:30`) is none of it."""
        low = self.value(first)
        return Quantity(low, max(low, self.value(last)) if self.match[last] else low)

    def _bounded(self, value: float) -> Quantity:
        """Return a single number with the bound that stands around it."""
        match = self.match
        if match["up"] or match["cap"]:
            return Quantity(None, value)
        if any(match[group] for group in ("low", "mid", "more", "post")):
            return Quantity(value, None)
        return Quantity(value, value)

    def _counted(self) -> tuple[str, Quantity, int]:
        """Read a number, perhaps a range, with its unit: ``at least 10 to 15 slow reps``."""
        match = self.match
        low = self.value("na" if match["na"] else "np")
        kind, factor = self.unit("ua")
        if match["nb"] or match["vb"]:
            last, last_factor = self.unit("ub") if match["ub"] else (kind, factor)
            if not match["ua"]:
                kind, factor = last, last_factor
            low *= factor
            if match["vb"]:
                return kind, Quantity(low, None), match.end()
            high = (self.value("nb") or 1) * last_factor  # to a minute
            if not match["ua"] and high < low:  # 9 – 1 repetition: a dash, no range
                return "NUM", Quantity(low / factor, low / factor), match.end("na")
            if kind == last or {kind, last} == {"SECS", "MINS"}:
                return "SECS" if kind == "SECS" else last, Quantity(low, max(low, high)), match.end()
            return kind, self._bounded(low), match.end("ua")
        if match["cap"] and low == 1:
            return "JUNK", _SILENT, match.end()  # one rep max is a load
        quantity = self._bounded(low * factor)
        return _ONE.get(kind, kind) if quantity.low == quantity.high == 1 else kind, quantity, match.end()


def _read_quantities(codes: str, tokens: list[re.Match[str]], rules: Grammar) -> _Sentence:
    """Shrink each quantity of a scanned sentence to one token."""
    shrunk: list[str] = []
    opening: list[re.Match[str]] = []
    closing: list[re.Match[str]] = []
    quantities: dict[int, Quantity] = {}
    position = 0
    for possible in rules.starts.finditer(codes):
        start = possible.start()
        match = rules.quantity.match(codes, start) if start >= position else None
        if match is not None:
            kind, quantity, end = _Measure(match, tokens, rules).read()
            shrunk += (codes[position:start], rules.kinds[kind])
            opening += tokens[position : start + 1]
            closing += tokens[position:start]
            closing.append(tokens[end - 1])
            quantities[len(opening) - 1] = quantity
            position = end
    shrunk.append(codes[position:])
    return _Sentence("".join(shrunk), opening + tokens[position:], closing + tokens[position:], quantities)


def _product(first: Quantity, second: Quantity, *, named: bool) -> dict[str, str]:
    """Return which side of ``first x second`` is what, nothing for no dose; ``named`` if it has a unit."""
    most, second_most = first.high or first.low or 0, second.high or second.low or 0
    if second_most > _MOST_REPS or min(most, second_most) > _MOST_SETS:
        return {}
    if most % 1 or most > (_MOST_SETS if named else _MOST_REPS):
        return {"reps": "second"}  # a load stands before it
    if most > second_most and not named:
        return {"reps": "first", "sets": "second"}
    return {"sets": "first", "reps": "second"}


def _apply(
    rule: Rule, match: re.Match[str], sentence: _Sentence, rules: Grammar, edits: dict[int, str]
) -> None:
    """Take what one match of a rule gives; add the tokens that change, with their new characters, to ``edits``."""
    known = sentence.quantities
    places, dropped = _places(rule, match, known)
    quantities = {name: known[i] for name, i in places.items() if i in known}
    for name, (low, high) in quantities.items():
        if not rule.above <= max(low or 0, high or 0) <= rule.below or (low and low % 1 and name in _WHOLE):
            return  # half of each foot is no repetition
    roles = {name: name for name in quantities if name in _PAIRS}
    if "same" in places:
        roles = {sentence.last_field: "same"}
    elif "first" in places:
        named = rules.kind_of[match.string[places["second"]]] not in {"NUM", "ONENUM"}
        roles = _product(quantities["first"], quantities["second"], named=named)
        if not roles:
            return
    fields = _take_values(rule, roles, places, sentence) if roles else set()
    if len(places) > len(roles):
        fields |= _take_words(rule, match, places, sentence, rules)
    for i in dropped:
        edits[i] = rules.unknown
        known.pop(i, None)
    for name in quantities:
        edits[places[name]] = rules.unknown if name in _FREQUENCY else rules.kinds["DOSE"]
        known.pop(places[name], None)
    sentence.given |= fields
    sentence.evidence.append(Evidence(match.start(), match.end(), rule.id, frozenset(fields)))


def _places(
    rule: Rule, match: re.Match[str], quantities: dict[int, Quantity]
) -> tuple[dict[str, int], list[int]]:
    """Return where each field of a match stands (at its quantity, if it has one), and the tokens to drop."""
    places: dict[str, int] = {}
    dropped: list[int] = []
    for group, name in rule.groups:
        start, end = match.span(group)
        if name == "drop":
            dropped += range(start, end)
        elif start >= 0:
            places[name] = start
            for i in range(start, end):
                if i in quantities:
                    places[name] = i
                    break
    return places, dropped


def _take_values(rule: Rule, roles: dict[str, str], places: dict[str, int], sentence: _Sentence) -> set[str]:
    """Give the quantities of a match to their fields; return the fields."""
    fields = set()
    for name, group in roles.items():
        value = sentence.quantities[places[group]]
        if value == _SILENT:
            if name != "rest_s":
                fields.add("open")
            continue
        if rule.ceiling and value.high is None:
            value = Quantity(None, value.low)
        sentence.values.setdefault(name, []).append((places[group], value, rule.progress))
        sentence.last_field = name
        fields.add(name)
    return fields


def _take_words(
    rule: Rule, match: re.Match[str], places: dict[str, int], sentence: _Sentence, rules: Grammar
) -> set[str]:
    """Take what a match says without a quantity of its own: open, a side, a frequency; return the fields."""
    fields = {"open"} & places.keys()
    if "side" in places:
        said = "left" if match.string[places["side"]] == rules.codes["left"] else "right"
        side = said if rule.side == "LR" else rule.side
        sentence.sides.append((places["side"], cast("Side", side)))
        fields.add("side")
    if "per" in places or "every" in places:
        times = sentence.quantities[places["times"]] if "times" in places else Quantity(1, 1)
        frequency: dict[str, Any] = {"times": _pair(times)}
        if "every" in places:
            every = places["every"]
            frequency["per"] = _PERIODS[rules.kind_of[match.string[every]]]
            frequency["every"] = _pair(sentence.quantities[every])
        else:
            frequency |= {"per": rules.periods[match.string[places["per"]]]} | (rule.freq or {})
        sentence.freqs.append((match.start(), _plain_period(frequency)))
        fields.add("freq")
    return fields


def _plain_period(frequency: dict[str, Any]) -> Frequency:
    """Say every seven days as every week, and leave out an ``every`` of one."""
    if frequency.get("every") == [_WEEK, _WEEK] and frequency["per"] == "day":
        frequency |= {"per": "week", "every": [1, 1]}
    if frequency.get("every") == [1, 1]:
        del frequency["every"]
    return cast("Frequency", frequency)


def _pair(quantity: Quantity) -> Pair:
    return [None if bound is None else int(bound) if bound == int(bound) else bound for bound in quantity]


def _value(entries: list[tuple[int, Quantity, bool]] | None) -> Pair | None:
    """Return the first value of a field; where the text goes on to where it shall grow, up to there."""
    if not entries:
        return None
    (_, (low, high), progress), *later = sorted(entries)
    if progress and low == high:
        low = None
    for _, more, aim in later:
        if high is not None and more.high is not None and more.high > high and (aim or more.low is None):
            high = more.high
            break
    return _pair(Quantity(low, high))


def _spans(sentence: _Sentence, base: int, lead: int) -> list[SpanRecord]:
    """Return where the evidence stands behind the first ``lead`` characters, overlaps joined."""
    spans: list[SpanRecord] = []
    found = (sentence.span(evidence) for evidence in sentence.evidence if evidence.fields)
    for start, end in sorted((max(a - lead, 0), b - lead) for a, b in found if b > lead):
        if spans and base + start <= spans[-1]["end"]:
            spans[-1]["end"] = max(base + end, spans[-1]["end"])
        else:
            spans.append({"start": base + start, "end": base + end})
    return spans


def _reading(sentence: _Sentence, text: str, base: int, lead: int) -> DoseReading | None:
    values = sentence.values
    spans = _spans(sentence, base, lead)
    if not spans:
        return None  # only the heading says something
    dose: Dose = {
        "hold_s": _value(values.get("hold_s")),
        "hold_breaths": _value(values.get("hold_breaths")),
        "reps": _value(values.get("reps")),
        "sets": _value(values.get("sets")),
        "rest_s": _value(values.get("rest_s")),
        "side": _first_side(sentence.sides),
        "freq": _first_frequency(sentence.freqs),
        "open": "open" in sentence.given,
        "spans": spans,
    }
    evidence = sorted(e for e in sentence.evidence if e.fields)
    start = spans[0]["start"]
    return DoseReading(
        dose=dose,
        anchors=frozenset(_ANCHORS.get(name, name) for name in sentence.given),
        rules=tuple(dict.fromkeys(e.rule for e in evidence)),
        start=start,
        end=max(span["end"] for span in spans),
        name_end=base + len(text[: start - base].rstrip(_BEFORE_DOSE)),
    )


def _position(entry: tuple[int, object]) -> int:
    return entry[0]


def _first_side(sides: list[tuple[int, Side]]) -> Side | None:
    """Return the side that is said first; alternation, which says how all of it is done, before any."""
    return min(sides, key=lambda entry: (entry[1] != "alternate", entry[0]))[1] if sides else None


def _first_frequency(frequencies: list[tuple[int, Frequency]]) -> Frequency | None:
    """Return the frequency that is said first; of ``daily, 2 times a day`` the number."""
    if not frequencies:
        return None
    first = min(frequencies, key=_position)[1]
    once: Frequency = {"times": [1, 1], "per": first["per"]}
    if first != once:
        return first
    same = [
        frequency for _, frequency in sorted(frequencies, key=_position) if frequency["per"] == first["per"]
    ]
    return next((one for one in same if one != once and "every" not in one), first)
