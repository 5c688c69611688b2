"""Which descriptions are the same movement.

What movement a description belongs to depends on that description alone: its name is brought to a normal
form, looked up among the names of ``vocabulary/movements.json``, and becomes, with what is left of it and
with its posture where that tells movements apart, the movement's key. So nothing is compared in pairs, order
does not matter, and adding an article changes no id. Only a description without a name is compared, with the
few that share a block with it, and joins a movement if its steps coincide. ``docs/movements.md`` says what
changes an id.

So `describe` does most of the work, one description at a time and anywhere; `join` only brings together.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple
from zlib import crc32

from rapidfuzz.distance import OSA, Indel

from pipeline.assemble import slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.records import Exercise, Movement

NEARLY = 0.9  # of the words of two descriptions that must be alike
FEWEST_WORDS = 6  # telling words of steps below which a description without a name is not linked
MOST_WORDS = 1_000  # above which it is not either: comparing costs the square of the length
LONGEST_NAME = 8  # words above which an unknown name is a sentence
LONGEST_KNOWN = 20  # words above which any name is one
LONGEST_PHRASE = 4  # words of a phrase of the rules
LEAST_CORRECTED = 6  # letters below which a word is not taken for a misspelt one
BLOCKS = 3  # blocks that a description without a name is looked up in
WINDOW = 40  # neighbours in a block that it is compared with

MARKS = re.compile(r"\[([^\[\]]*)\]\([^()]*\)|[*_#|`>]+")
LIST_MARK = re.compile(
    r"^\W*(?:(?:exercise|stretch|step|move|movement|drill|pose|day|week|number|part|no)\W{0,3}\d+[a-z]?"
    r"(?:\s*[.):–—-])?\s+|\d+[a-z]?(?:[.):]\s*|\s+[-–—]\s+)|[a-z]\)\s+)",
    re.IGNORECASE,
)
DOSE = re.compile(
    r"\b\d+\s*[x×]\s*\d+\w*|\b[x×]\s*\d+\b|\b\d+(?:\s*[-–]\s*\d+)?\s*"
    r"(?:[x×]|reps?|repetitions?|sets?|s|secs?|seconds?|mins?|minutes?|times|breaths|rounds?)(?!\w)"
)
WITHOUT = re.compile(r"\b(?:no|without)\s+\w+")
WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+(?:/\d+)?")


class Entry(NamedTuple):
    """A well-known movement."""

    id: str
    name: str
    postures: frozenset[str]
    varies: bool


@dataclass(slots=True)
class _Group:
    """What is linked under one key."""

    names: Counter[str] = field(default_factory=Counter)
    exercises: list[str] = field(default_factory=list)


class Description(NamedTuple):
    """What linking needs to know of an exercise."""

    exercise: str
    key: str | None
    """The movement that its name means, if it has a name and that means one."""
    name: str
    """Its name as a title, if that means a movement."""
    posture: str | None
    words: str
    """The telling words of its steps, a blank between them; none if they are too few to be compared."""
    blocks: Sequence[str]
    """What it shares with those it is compared with."""


class _Steps(NamedTuple):
    """The steps of a description, as they are compared."""

    words: tuple[str, ...]
    exercise: str
    posture: str | None
    key: str


class Names:
    """All that is known of names: the rules and the vocabulary, made ready for looking up."""

    def __init__(
        self, rules: dict[str, Any], movements: dict[str, Any], anatomy: list[dict[str, Any]]
    ) -> None:
        self.known: set[str] = set()
        self.alike: dict[tuple[str, int], list[str]] = {}
        self.dropped: frozenset[str] = frozenset()
        self.phrases = {
            tuple(_stems(other)): tuple(_stems(one))
            for one, others in rules["same"].items()
            for other in others
        }
        self.openings = {phrase[0] for phrase in self.phrases}
        self.postures: dict[str, str] = rules["posture"]["words"]
        self.of_position: dict[str, str] = rules["posture"]["positions"]
        self.plurals: dict[str, str] = rules["plural"]
        self.heads = frozenset(rules["posture"]["heads"].split())
        body = " ".join(term for values in anatomy for value in values.values() for term in value["synonyms"])
        self.generic = frozenset(self.normal(f"{rules['generic']['words']} {body}"))
        self.dropped = frozenset(_stems(rules["drop"]["words"]))
        self.behind_known = frozenset(_stems(rules["drop"]["behind_known"]))
        self.silent = frozenset(_stems(rules["steps"]["words"])) | self.dropped
        self.telling = frozenset(self.normal(f"{rules['steps']['telling']} {body}")) - self.silent
        self.entries: dict[frozenset[str], Entry] = {}
        for movement, entry in movements.items():
            postures = frozenset(entry.get("postures", ()))
            for alias in entry["aliases"]:
                self.entries[frozenset(self.normal(alias))] = Entry(
                    movement, entry["name"], postures, entry.get("varies", False)
                )
        self.longest = max(map(len, self.entries))
        words = {word for alias in self.entries for word in alias} | self.generic | self.telling | self.silent
        self.known = words.union(*self.phrases, *self.phrases.values())
        for word in self.known:
            if len(word) >= LEAST_CORRECTED:
                for length in range(len(word) - 1, len(word) + 2):
                    self.alike.setdefault((word[0], length), []).append(word)

    def words(self, text: str) -> list[str]:
        """Return the words of a text in their normal form, none left out."""
        known = self.known
        stems = [stem if stem in known else self.spelt(stem) for stem in _stems(text)]
        if self.openings.isdisjoint(stems):
            return stems
        made: list[str] = []
        at = 0
        while at < len(stems):
            if stems[at] not in self.openings:
                made.append(stems[at])
                at += 1
                continue
            for length in range(min(LONGEST_PHRASE, len(stems) - at), 0, -1):
                phrase = tuple(stems[at : at + length])
                if phrase in self.phrases:
                    made.extend(self.phrases[phrase])
                    break
            else:
                length = 1
                made.append(stems[at])
            at += length
        return made

    def normal(self, text: str) -> list[str]:
        """Return the words of a name in their normal form, without those that tell nothing."""
        return [word for word in self.words(text) if word not in self.dropped]

    def steps(self, texts: Iterable[str]) -> tuple[str, ...]:
        """Return the words of steps that tell what is done, in order."""
        words = self.words(DOSE.sub(" ", _plain(" ".join(texts))))
        return tuple(word for word in words if word not in self.silent and not word.isdigit())

    def spelt(self, word: str) -> str:
        """Return the one known word that a long unknown word misspells by one letter, else the word.

        One letter is missing, too many, or changed places with the next; another letter makes another word.
        """
        if len(word) < LEAST_CORRECTED or word in self.known:
            return word
        fits = [
            other
            for other in self.alike.get((word[0], len(word)), ())
            if OSA.distance(word, other, score_cutoff=1) == 1
            and (len(word) != len(other) or sorted(word) == sorted(other))
        ]
        return fits[0] if len(fits) == 1 else word

    def entry(self, name: Sequence[str]) -> tuple[Entry | None, list[str]]:
        """Return the well-known movement that some words name, the longest name first, and the rest."""
        found: Entry | None = None
        used: set[str] = set()
        rest = list(name)
        length = min(len(rest), self.longest)
        while length:
            for at in range(len(rest) - length + 1):
                words = frozenset(rest[at : at + length])
                entry = self.entries.get(words)
                if entry is not None and found in (None, entry) and len(words) == length:
                    found = entry
                    used |= words
                    del rest[at : at + length]
                    break
            else:
                length -= 1
            length = min(length, len(rest))
        return found, [word for word in rest if word not in used]

    def key(self, name: str, posture: str | None) -> str | None:
        """Return the key of the movement that a name means, None for a name that is none.

        ``posture`` is that of the description; it counts where the name says none and movements vary with it.
        """
        plain = WITHOUT.sub(" ", DOSE.sub(" ", _plain(LIST_MARK.sub("", name))))
        for many, meant in self.plurals.items():
            plain = plain.replace(many, meant)
        words = self.normal(plain)
        if len(words) > LONGEST_KNOWN:
            return None
        found, rest = self.entry(words)
        said = self._said(rest)
        if found is not None:
            key = "+".join([found.id, *sorted(set(rest) - self.behind_known)])
            if not found.varies:
                posture = said if found.postures else None
            elif said is not None:
                posture = said
            return key if posture is None or posture in found.postures else f"{key}/{posture}"
        if len(rest) > LONGEST_NAME or all(word in self.generic or word.isdigit() for word in rest):
            return None
        if said is not None or self.heads.isdisjoint(rest):
            posture = said
        key = " ".join(sorted(set(rest)))
        return key if posture is None else f"{key}/{posture}"

    def _said(self, words: list[str]) -> str | None:
        """Return the posture that the words of a name say, and take it out of them."""
        for length in (2, 1):
            for at in range(len(words) - length + 1):
                posture = self.postures.get(" ".join(words[at : at + length]))
                if posture is not None:
                    del words[at : at + length]
                    return posture
        return None


@cache
def names() -> Names:
    """Return what is known of names, read once."""
    data = files("pipeline")
    rules = tomllib.loads(data.joinpath("rules", "movements.toml").read_text("utf-8"))
    movements, *anatomy = (
        json.loads(data.joinpath("vocabulary", f"{name}.json").read_text("utf-8"))
        for name in ("movements", "body_parts", "muscles")
    )
    return Names(rules, movements, anatomy)


@lru_cache(maxsize=1 << 14)
def movement_key(name: str, posture: str | None) -> str | None:
    """Return the key of the movement that a name means (see ``Names.key``)."""
    return names().key(name, posture)


def describe(exercise: Exercise) -> Description | None:
    """Return what linking needs to know of an exercise, None if it is not to be linked.

    What stands in scrambled articles is not.
    """
    if "scrambled_article" in exercise["review"]:
        return None
    posture = next(filter(None, (_posture(p["value"]) for p in exercise["positions"])), None)
    name = exercise["name"]["value"] if exercise["name"] else ""
    key = movement_key(name, posture) if name else None
    words = names().steps(step["text"] for step in exercise["steps"])
    if not FEWEST_WORDS <= len(words) <= MOST_WORDS:
        words = ()
    shown = "" if key is None else _shown(name)
    return Description(exercise["id"], key, shown, posture, " ".join(words), _blocks(words))


def link(exercises: Iterable[Exercise]) -> list[Movement]:
    """Return the movements of all exercises, in the order of their ids; see `join`."""
    return join([description for description in map(describe, exercises) if description])


def join(descriptions: Iterable[Description]) -> list[Movement]:
    """Return the movements of all that is described, in the order of their ids.

    Listed is a movement of the vocabulary that is described at least once, and any other that is described at
    least twice. The order of ``descriptions`` does not matter, but they are read twice.
    """
    groups: defaultdict[str, _Group] = defaultdict(_Group)
    unnamed: list[Description] = []
    for one in descriptions:
        if one.key is not None:
            groups[one.key].names[one.name] += 1
            groups[one.key].exercises.append(one.exercise)
        elif one.words:
            unnamed.append(one)
    if unnamed:
        for exercise, key in _joined(unnamed, descriptions):
            groups[key].exercises.append(exercise)
    return sorted(_movements(groups), key=lambda movement: movement["id"])


def _movements(groups: dict[str, _Group]) -> Iterator[Movement]:
    """Yield a movement for each group that is listed."""
    well_known = {entry.id: entry.name for entry in names().entries.values()}
    for key, group in groups.items():
        if key not in well_known and len(group.exercises) == 1:
            continue
        name = well_known.get(key) or min(
            group.names, key=lambda n: (-group.names[n], len(n), n), default="unnamed"
        )
        aliases = sorted(other for other in group.names if other.casefold() != name.casefold())
        yield {"id": movement_id(key), "name": name, "aliases": aliases, "exercises": sorted(group.exercises)}


def movement_id(key: str) -> str:
    """Return the id of the movement with this key: a readable part, and what makes it unique."""
    return f"{slug(key)}--{hashlib.sha256(key.encode()).hexdigest()[:12]}"


def _joined(unnamed: list[Description], everything: Iterable[Description]) -> Iterator[tuple[str, str]]:
    """Yield each exercise without a name that joins a movement, and the movement's key.

    It joins the named movement whose steps nearly coincide with its own, else those with the same words.
    """
    blocks: dict[str, list[_Steps]] = {block: [] for one in unnamed for block in one.blocks}
    for one in everything:
        if one.key is not None and not blocks.keys().isdisjoint(one.blocks):
            steps = _Steps(tuple(one.words.split()), one.exercise, one.posture, one.key)
            for block in one.blocks:
                if block in blocks:
                    blocks[block].append(steps)
    for members in blocks.values():
        members.sort(key=lambda steps: steps[:2])
    alone: defaultdict[str, list[str]] = defaultdict(list)
    for one in unnamed:
        best = max(((likeness, other.key) for other, likeness in _alike(one, blocks)), default=None)
        if best is not None:
            yield one.exercise, best[1]
        else:
            alone[f"unnamed: {one.words}/{one.posture or ''}"].append(one.exercise)
    for key, exercises in alone.items():
        if len(exercises) > 1:
            yield from ((exercise, key) for exercise in exercises)


def _blocks(words: Iterable[str]) -> tuple[str, ...]:
    """Return the blocks of a description: pairs out of the three words that a hash puts first."""
    first = sorted(set(words), key=lambda word: (crc32(word.encode()), word))[:3]
    return tuple(" ".join(pair) for pair in combinations(first, 2))


def _alike(one: Description, blocks: dict[str, list[_Steps]]) -> Iterator[tuple[_Steps, float]]:
    """Yield the descriptions with a name whose steps nearly coincide, and how nearly (0 to 1)."""
    telling = names().telling
    words, posture = tuple(one.words.split()), one.posture
    # What is nearly as long: no other can be alike.
    least, most = len(words) * NEARLY / (2 - NEARLY), len(words) * (2 - NEARLY) / NEARLY
    for block in one.blocks:
        others = blocks[block]
        at = bisect_left(others, words, key=lambda other: other.words)
        for other in others[max(0, at - WINDOW) : at + WINDOW]:
            if not least <= len(other.words) <= most:
                continue
            if posture is not None and other.posture is not None and posture != other.posture:
                continue
            likeness = Indel.normalized_similarity(words, other.words, score_cutoff=NEARLY)
            if likeness and telling.isdisjoint(set(words) ^ set(other.words)):
                yield other, likeness


def _plain(text: str) -> str:
    """Return a text in lower-case ASCII letters, without marks; hyphens are blanks."""
    text = MARKS.sub(r" \1 ", text).replace("’", "'")
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return text.replace("-", " ")


def _stems(text: str) -> list[str]:
    """Return the words of a text in the singular."""
    return list(map(_stem, WORD.findall(_plain(text))))


@lru_cache(maxsize=1 << 14)
def _stem(word: str) -> str:
    """Return a word without the ending of the plural or the genitive."""
    word = word.removesuffix("'s").replace("'", "")
    if word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return "foot" if word == "feet" else word


def _shown(name: str) -> str:
    """Return a name as a title: without list marks and markup, one blank between words."""
    return " ".join(LIST_MARK.sub("", MARKS.sub(r" \1 ", name)).split()).strip(" :.-–—") or name


def _posture(position: str) -> str | None:
    """Return the posture that tells movements apart for a value of the vocabulary of positions."""
    return names().of_position.get(position)
