"""The words of ``rules/words.toml`` with their classes, and each word written as one sign.

A class is a bit; what a word can be is an ``int``. For the rules every word of a text becomes one character,
its *sign*: words that no rule can tell apart share one. A sentence is then a short string, and a rule on
words a regular expression on signs, which runs ten times faster than spaCy's Matcher does on the same pattern.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

FORMS: Final = ("base", "s", "ing", "ed", "plural", "plain")
"""Forms of a verb or noun, each a bit beside the class's; ``plain``: an unknown word that may be a verb."""
NOUN_TOO: Final = "noun_too"
UNKNOWN: Final = "UNKNOWN"
"""The class of a word that stands in no class."""
NUMBER: Final = "NUMBER"
PUNCT: Final = "PUNCT"
UNSEEN: Final = frozenset("*_`#>~\\")
"""Signs that emphasise or quote; the rules read past them."""
SHORTEST_FORM: Final = 5
"""An unknown word that ends in -ing, -ed or -s and is longer than this is taken for that form."""
NO_VERB: Final = (
    *(
        "s",
        "ly",
        "ion",
        "ment",
        "ness",
        "ful",
        "ous",
        "ive",
        "al",
        "ity",
        "ism",
        "ance",
        "ence",
        "ic",
        "able",
    ),
    *("ing", "ed", "er"),
)
"""Endings of words that are no plain verb."""
BLANK: Final = "\0"
"""The sign of what rules read past: white space and marks."""
_UNLISTED: Final = (
    (UNKNOWN,),
    (UNKNOWN, "ing"),
    (UNKNOWN, "ed"),
    (UNKNOWN, "s"),
    (UNKNOWN, "plain"),
    (NUMBER,),
    (PUNCT,),
)
"""What a word can be that stands in no list."""
_FIRST_SIGN: Final = 0xE000
_MOST_SIGNS: Final = 6400  # so many code points has Unicode's private use area
_MOST_SPELLINGS: Final = 100_000
APOSTROPHES: Final = "'’‘´`ʼ′＇\x92"
"""What stands for an apostrophe in scraped text: a ban may hang on it (`Don´t bounce`)."""
LOST: Final = re.compile(r"[nN](?: |\?|â€™|\\['’]|&(?:#0?39|#8217|#x27|rsquo|apos);)[tT](?!\w)")
"""What else stands for it: a space or question mark, the wrong encoding, the name of the sign in HTML."""
PLAIN: Final = str.maketrans(dict.fromkeys(APOSTROPHES, "'"))

_DOUBLES = re.compile(r"[^aeiouy]+[aeiou][^aeiouwxy]")
"""Verbs that double their last letter: `step`, `hop`."""


def read_rules(name: str) -> dict[str, Any]:
    """Return a rule file of the package as parsed TOML."""
    return tomllib.loads((files("pipeline") / "rules" / name).read_text(encoding="utf-8"))


def inflect(verb: str) -> tuple[str, str, str]:
    """Return the -s, -ing and -ed forms of a regular English verb."""
    after_consonant = verb[-2:-1] not in "aeiou"
    if verb.endswith(("s", "sh", "ch", "x", "z", "o")):
        third = verb + "es"
    elif verb.endswith("y") and after_consonant:
        third = verb[:-1] + "ies"
    else:
        third = verb + "s"
    if verb.endswith("e") and not verb.endswith(("ee", "ye", "oe")):
        return third, verb[:-1] + "ing", verb + "d"
    if verb.endswith("y") and after_consonant:
        return third, verb + "ing", verb[:-1] + "ied"
    stem = verb + verb[-1] if _DOUBLES.fullmatch(verb) else verb
    return third, stem + "ing", (verb + "d" if verb.endswith("e") else stem + "ed")


class Words:
    """Every known word with its classes.

    ``bits``: class or form name → its bit. ``of``: lower-case word → the bits of all it can be. ``gerunds``:
    verb → -ing form.
    """

    def __init__(self, data: dict[str, Any]) -> None:
        names = [*FORMS, NOUN_TOO, UNKNOWN, PUNCT, *data["class"]]
        self.bits: dict[str, int] = {name: 1 << n for n, name in enumerate(names)}
        self.of: dict[str, int] = {}
        self.gerunds: dict[str, str] = {}
        irregular: dict[str, list[str]] = data["irregular"]
        for name, entry in data["class"].items():
            bit = self.bits[name]
            for verb in entry.get("verbs", "").split():
                third, ing, *past = irregular.get(verb) or inflect(verb)
                self._add(verb, bit | self.bits["base"])
                self._add(third, bit | self.bits["s"])
                self._add(ing, bit | self.bits["ing"])
                self.gerunds[verb] = ing
                for word in past:
                    self._add(word, bit | self.bits["ed"])
            for noun in entry.get("nouns", "").split():
                self._add(noun, bit)
                self._add(inflect(noun)[0], bit | self.bits["plural"])
            for word in entry.get("plurals", "").split():
                self._add(word, bit | self.bits["plural"])
            for word in entry.get("words", "").split():
                self._add(word, bit)
        for word in data[NOUN_TOO]["words"].split():
            if word in self.of:
                self.of[word] |= self.bits[NOUN_TOO]
        for word in self.of:
            if not word[0].isalnum():
                self.of[word] |= self.bits[PUNCT]

    def _add(self, word: str, bits: int) -> None:
        self.of[word] = self.of.get(word, 0) | bits
        if "'" in word:
            self.of[word.replace("'", "’")] = self.of[word]

    def mask(self, *names: str) -> int:
        """Return the bits of several classes together."""
        return sum(self.bits[name] for name in set(names))

    def classes(self, word: str) -> int:
        """Return the bits of all that a lower-case word can be; also of one that stands in no list."""
        known = self.of.get(word) or self.of.get(word.removesuffix("'s").removesuffix("’s"))
        if known:
            return known
        if word[:1].isalpha():
            return self.bits[UNKNOWN] | self._form(word)
        return self.bits[NUMBER if word[:1].isdigit() else PUNCT]

    def _form(self, word: str) -> int:
        """Return what form the ending of an unknown word may be."""
        if len(word) > SHORTEST_FORM:
            for form in ("ing", "ed", "s"):
                if word.endswith(form):
                    return self.bits[form]
        return 0 if word.endswith(NO_VERB) else self.bits["plain"]


class Signs:
    """Writes words as signs.

    ``literals`` are the words that rules name one by one: each of them has a sign of its own, all other words
    share one with those of the same classes. ``masks``: sign → the bits of its classes.
    """

    def __init__(self, words: Words, literals: Iterable[str]) -> None:
        self.words = words
        self.masks: dict[str, int] = {BLANK: 0}
        self._own: dict[str, str] = {}
        self._shared: dict[int, str] = {}
        for word in sorted(set(literals)):
            self._own[word] = self._next(words.classes(word))
            if "'" in word:
                self._own[word.replace("'", "’")] = self._own[word]
        unlisted = {words.mask(*names) for names in _UNLISTED}
        for mask in sorted({*words.of.values()} | unlisted):
            self._shared[mask] = self._next(mask)

    def _next(self, mask: int) -> str:
        if len(self.masks) > _MOST_SIGNS:
            raise ValueError(f"the rules tell more than {_MOST_SIGNS} kinds of words apart")
        sign = chr(_FIRST_SIGN + len(self.masks))
        self.masks[sign] = mask
        return sign

    def of(self, word: str) -> str:
        """Return the sign of a lower-case word."""
        own = self._own.get(word)
        if own is not None:
            return own
        if word in UNSEEN or not word or word.isspace():
            return BLANK
        return self._shared[self.words.classes(word)]

    def bearing(self, *names: str) -> frozenset[str]:
        """Return the signs of the words that are in one of the classes."""
        mask = self.words.mask(*names)
        return frozenset(sign for sign, bits in self.masks.items() if bits & mask)


class Spellings(dict[int, str]):
    """The numbers that a spaCy vocabulary has for words in lower case → signs; each is looked at once."""

    def __init__(self, strings: Any, signs: Signs) -> None:  # noqa: ANN401 (spaCy's StringStore says no types)
        super().__init__()
        self.strings = strings
        self.signs = signs

    def __missing__(self, number: int) -> str:
        """Work out the sign of a word that is met for the first time."""
        if len(self) >= _MOST_SPELLINGS:  # a bound on memory; the frequent words come back at once
            self.clear()
        word = self.strings[number]
        if not (word.isalpha() and word.isascii()):
            word = LOST.sub("n't", word.translate(PLAIN))
        sign = self[number] = self.signs.of(word)
        return sign


def one_of(signs: Iterable[str], *, negated: bool = False) -> str:
    """Return the regular expression of one sign out of several (or of one that is none of them)."""
    numbers = sorted(map(ord, signs))
    if not numbers:
        return "." if negated else "(?!)"
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    inside = "".join(chr(low) if low == high else f"{chr(low)}-{chr(high)}" for low, high in runs)
    return f"[{'^' if negated else ''}{inside}]"


@cache
def words() -> Words:
    """Return the word classes of the package's rules, read once."""
    return Words(read_rules("words.toml"))
