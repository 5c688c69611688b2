"""A written catalogue: read it, ask it, print it, compare two.

Everything here is a plain function on :class:`Catalogue`; the command line only prints what they give:
``show`` is ``show(catalogue, select(catalogue, …))``, ``diff`` is ``diff(old, new).text()`` or
``.to_json()``.
"""

from __future__ import annotations

import difflib
import json
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, cast

import orjson

from pipeline.printable import printable
from pipeline.schema import Checker, load
from pipeline.schema.files import catalogue_problems, parquet_parts

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    import pandas as pd

    from pipeline.records import (
        ArticleEntry,
        CatalogueRecord,
        Dose,
        Equipment,
        Exercise,
        Movement,
        Pair,
        SentenceRow,
    )

Section = Literal["articles", "exercises", "movements"]
SECTIONS: tuple[Section, ...] = ("articles", "exercises", "movements")


class CatalogueError(ValueError):
    """A file that is no valid catalogue, or a question that none can answer; the message is one line."""


@dataclass(frozen=True)
class Catalogue:
    """The catalogue of one run, in memory. Its records are plain dicts (see :mod:`pipeline.records`).

    ``folder`` is where the run's other files lie, ``None`` for a catalogue that was never written.
    """

    record: CatalogueRecord
    folder: Path | None = None

    @property
    def articles(self) -> list[ArticleEntry]:
        """The articles that were kept."""
        return self.record["articles"]

    @property
    def exercises(self) -> list[Exercise]:
        """One entry a description in an article."""
        return self.record["exercises"]

    @property
    def movements(self) -> list[Movement]:
        """Which descriptions are of the same movement."""
        return self.record["movements"]

    @cached_property
    def article_by_id(self) -> dict[str, ArticleEntry]:
        """The articles by id."""
        return {article["id"]: article for article in self.articles}

    @cached_property
    def exercise_by_id(self) -> dict[str, Exercise]:
        """The exercises by id."""
        return {exercise["id"]: exercise for exercise in self.exercises}

    @cached_property
    def movement_of(self) -> dict[str, Movement]:
        """The movement of each exercise that is linked to one, by the exercise's id."""
        return {exercise: movement for movement in self.movements for exercise in movement["exercises"]}

    def sentences(self) -> Iterator[SentenceRow]:
        """The rows of ``sentences.jsonl`` beside the catalogue; none if there is no such file.

        Raises :class:`CatalogueError` at a row that is not valid.
        """
        path = None if self.folder is None else self.folder / "sentences.jsonl"
        if path is None or not path.is_file():
            return
        checker = Checker()
        with path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                row = _json(line, f"{path}, line {number}")
                if fault := checker.one("sentence", row):
                    raise CatalogueError(f"{path}, line {number}: {fault}")
                yield row

    def to_pandas(self) -> dict[str, pd.DataFrame]:
        """The catalogue as tidy tables (articles, exercises, steps, doses, mentions, movements, sentences).

        What each column holds is said in :mod:`pipeline.export.tables`, which can also put them together
        again.
        """
        from pipeline.export.tables import frames

        return frames(self)


def _json(data: bytes, where: str) -> Any:  # noqa: ANN401 - whatever the file holds
    try:
        return orjson.loads(data)
    except ValueError as error:
        raise CatalogueError(f"{where}: is no JSON: {error}") from None


def read_catalogue(path: Path | str) -> Catalogue:
    """Read a ``catalogue.json``, or that of the folder ``path``, be it in JSON or in Parquet.

    Raises :class:`CatalogueError`, its message one line, for a file that cannot be read or is no valid
    catalogue.
    """
    path = Path(path)
    parts = parquet_parts(path)
    if path.is_dir():
        path /= "catalogue.json"
    if parts is not None:
        from pipeline.parquet import read

        try:
            record = read(parts)
        except ValueError as error:
            raise CatalogueError(f"{parts}: {error}") from None
    else:
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            raise CatalogueError(f"there is no {path}: name the folder that an extraction wrote") from None
        except OSError as error:
            raise CatalogueError(f"{path}: cannot be read: {error.strerror or error}") from None
        record = _json(data, str(path))
    for problem in catalogue_problems(record):
        raise CatalogueError(f"{parts or path}: {problem}")
    return Catalogue(cast("CatalogueRecord", record), path.parent)


# --- Which exercises


def _vocabulary(name: str) -> dict[str, Any]:
    path = Path(__file__).parent / "vocabulary" / f"{name}.json"
    return cast("dict[str, Any]", json.loads(path.read_text("utf-8")))


@cache
def broader(vocabulary: str) -> dict[str, str]:
    """What each word of a vocabulary is a kind of, for those that are."""
    words = _vocabulary(vocabulary)
    return {word: about["broader"] for word, about in words.items() if "broader" in about}


@cache
def _synonyms(vocabulary: str) -> dict[str, str]:
    """The word of a vocabulary that each of its synonyms stands for."""
    words = _vocabulary(vocabulary)
    return {_plain(one): word for word, about in words.items() for one in about.get("synonyms", ())}


def _plain(word: str) -> str:
    return "_".join(word.casefold().replace("-", " ").replace("_", " ").split())


def _known(word: str, words: Iterable[str], what: str, synonyms: Mapping[str, str] | None = None) -> str:
    """``word`` as the vocabulary writes it; otherwise a :class:`CatalogueError` that offers what is near."""
    words, plain = list(words), _plain(word)
    if plain in words:
        return plain
    if synonyms:
        for one in (plain, plain.removesuffix("s")):
            if (meant := one if one in words else synonyms.get(one)) in words:
                return meant
    near = difflib.get_close_matches(plain, words, 3, 0.5) or words
    raise CatalogueError(f"there is no {what} “{printable(word, 60)}”; try {', '.join(near)}")


def _word(word: str, definition: str, what: str, *more: str) -> str:
    words = [*load("catalogue")["$defs"][definition]["enum"], *more]
    return _known(word, words, what, _synonyms(_VOCABULARIES[definition]))


_VOCABULARIES = {
    "position_word": "positions",
    "muscle_word": "muscles",
    "body_part_word": "body_parts",
    "equipment_word": "equipment",
}


def _is_kind_of(word: str | None, wanted: str, vocabulary: str) -> bool:
    wider = broader(vocabulary)
    while word is not None and word != wanted:
        word = wider.get(word)
    return word is not None


# What --has can ask for.
HAS: Mapping[str, Callable[[Exercise], object]] = {
    "name": lambda one: one["name"],
    "position": lambda one: one["positions"],
    "step": lambda one: one["steps"],
    "dose": lambda one: any(value for key, value in one["dose"].items() if key != "spans"),
    "hold": lambda one: one["dose"]["hold_s"] or one["dose"]["hold_breaths"],
    "reps": lambda one: one["dose"]["reps"],
    "sets": lambda one: one["dose"]["sets"],
    "rest": lambda one: one["dose"]["rest_s"],
    "side": lambda one: one["dose"]["side"],
    "frequency": lambda one: one["dose"]["freq"],
    "warning": lambda one: one["warnings"],
    "cue": lambda one: one["cues"],
    "modification": lambda one: one["modifications"],
    "body-part": lambda one: one["body_parts"],
    "muscle": lambda one: one["muscles"],
    "equipment": lambda one: one["equipment"]["items"],
    "review": lambda one: one["review"],
}


def select(
    catalogue: Catalogue,
    *,
    position: str | None = None,
    muscle: str | None = None,
    body_part: str | None = None,
    equipment: str | None = None,
    name: str | None = None,
    has: Collection[str] = (),
) -> list[Exercise]:
    """The exercises for which all that is asked is true, in the catalogue's order.

    ``position``, ``muscle``, ``body_part`` and ``equipment`` are words of the vocabulary or synonyms of them
    (``supine`` finds ``hook_lying`` too, which is a kind of it); ``equipment`` may also be ``none`` (the text
    says that nothing is needed) or ``not_stated``. ``name`` is a part of the exercise's or its movement's names,
    upper or lower case. ``has`` are keys of :data:`HAS`. Raises :class:`CatalogueError` for a word that there is not.
    """
    tests: list[Callable[[Exercise], object]] = []
    if position is not None:
        posture = _word(position, "position_word", "position")
        tests.append(lambda one: any(_is_kind_of(v["value"], posture, "positions") for v in one["positions"]))
    if muscle is not None:
        tissue = _word(muscle, "muscle_word", "muscle")
        tests.append(lambda one: any(_is_kind_of(v["value"], tissue, "muscles") for v in one["muscles"]))
    if body_part is not None:
        part = _word(body_part, "body_part_word", "body part")
        tests.append(lambda one: any(_is_kind_of(v["value"], part, "body_parts") for v in one["body_parts"]))
    if equipment is not None:
        thing = _word(equipment, "equipment_word", "equipment", "none", "not_stated")
        tests.append(lambda one: _needs(one["equipment"], thing))
    if name is not None:
        wanted = name.casefold()
        tests.append(lambda one: any(wanted in given.casefold() for given in _names(catalogue, one)))
    tests += [HAS[_known_has(key)] for key in has]
    return [one for one in catalogue.exercises if all(test(one) for test in tests)]


def _known_has(key: str) -> str:
    return _known(key, [name.replace("-", "_") for name in HAS], "field").replace("_", "-")


def _needs(equipment: Equipment, thing: str) -> bool:
    if thing in ("none", "not_stated"):
        return equipment["status"] == {"none": "stated_none"}.get(thing, thing)
    return any(_is_kind_of(item["value"], thing, "equipment") for item in equipment["items"])


def _names(catalogue: Catalogue, exercise: Exercise) -> Iterator[str]:
    if exercise["name"] is not None:
        yield exercise["name"]["value"]
    if (movement := catalogue.movement_of.get(exercise["id"])) is not None:
        yield movement["name"]
        yield from movement["aliases"]


# --- In words


def number_text(number: float) -> str:
    """``30``, ``2.5``: without a decimal point where there is nothing behind it."""
    return str(int(number)) if float(number).is_integer() else str(number)


def pair_text(pair: Pair) -> str:
    """``[5, 10]`` as ``5–10``, ``[5, 5]`` as ``5``, an open end as ``at least 5`` or ``at most 10``."""
    low, high = pair
    if low is None:
        return f"at most {number_text(cast('float', high))}"
    if high is None:
        return f"at least {number_text(low)}"
    return number_text(low) if low == high else f"{number_text(low)}–{number_text(high)}"


def _counted(pair: Pair, one: str, more: str) -> str:
    return f"{pair_text(pair)} {one if pair == [1, 1] else more}"


_SIDES = {
    "each": "each side",
    "alternate": "sides in turn",
    "other": "then the other side",
    "left": "left side",
    "right": "right side",
}


def dose_text(dose: Dose) -> str:
    """A dose in words, ``hold 5–10 s, 10 repetitions, each side``; empty where it says nothing."""
    words = []
    if dose["hold_s"] is not None:
        words.append(f"hold {pair_text(dose['hold_s'])} s")
    if dose["hold_breaths"] is not None:
        words.append(f"hold {_counted(dose['hold_breaths'], 'breath', 'breaths')}")
    if dose["reps"] is not None:
        words.append(_counted(dose["reps"], "repetition", "repetitions"))
    if dose["sets"] is not None:
        words.append(_counted(dose["sets"], "set", "sets"))
    if dose["rest_s"] is not None:
        words.append(f"rest {pair_text(dose['rest_s'])} s")
    if dose["side"] is not None:
        words.append(_SIDES[dose["side"]])
    if (freq := dose["freq"]) is not None:
        article = "an" if freq["per"] == "hour" else "a"
        every = (
            f"every {pair_text(freq['every'])} {freq['per']}s"
            if "every" in freq
            else f"{article} {freq['per']}"
        )
        words.append(f"{_counted(freq['times'], 'time', 'times')} {every}")
    if dose["open"]:
        words.append("number left open")
    return ", ".join(words)


def equipment_text(equipment: Equipment) -> str:
    """What is needed, in words."""
    if equipment["status"] == "listed":
        return ", ".join(word_text(item["value"]) for item in equipment["items"])
    return "none, the text says" if equipment["status"] == "stated_none" else "not stated"


def word_text(word: str) -> str:
    """A word of the vocabulary or a code (``hook_lying``) as people write it (``hook lying``)."""
    return word.replace("_", " ")


def _line(label: str, text: str) -> str:
    return f"  {label:<14}{printable(' '.join(text.split()))}"


def exercise_text(exercise: Exercise, article: ArticleEntry) -> str:
    """One exercise for reading in a terminal: several lines, each safe to print."""
    name, span, equipment = exercise["name"], exercise["span"], exercise["equipment"]
    source = " · ".join(filter(None, (article["id"], article["title"], article["url"])))
    lines = [
        printable(f"{exercise['id']}  {name['value'] if name else '(the text gives no name)'}"),
        _line("source", f"{source}, characters {span['start']}–{span['end']}"),
    ]
    lines += [
        _line("position", f"{word_text(one['value'])}: “{one['text']}”") for one in exercise["positions"]
    ]
    for number, step in enumerate(exercise["steps"], 1):
        lines.append(_line(f"{number:>2} {word_text(step['kind'])}", step["text"]))
    if words := dose_text(exercise["dose"]):
        lines.append(_line("dose", words))
    for warning in exercise["warnings"]:
        lines.append(_line("warning", f"{word_text(warning['kind'])}: “{warning['text']}”"))
    lines += [_line("cue", one["text"]) for one in exercise["cues"]]
    for way in exercise["modifications"]:
        lines.append(_line("modification", f"{way['direction']}: “{way['text']}”"))
    for label, values in (("body parts", exercise["body_parts"]), ("muscles", exercise["muscles"])):
        if values:
            lines.append(_line(label, ", ".join(word_text(one["value"]) for one in values)))
    lines.append(_line("equipment", equipment_text(equipment)))
    review = f", to review: {', '.join(map(word_text, exercise['review']))}" if exercise["review"] else ""
    lines.append(_line("confidence", f"{exercise['confidence']:.2f}{review}"))
    return "\n".join(lines)


def show(catalogue: Catalogue, exercises: Sequence[Exercise]) -> str:
    """``exercises`` (of :func:`select`) for reading in a terminal, a count in the last line."""
    blocks = [exercise_text(one, catalogue.article_by_id[one["article"]]) for one in exercises]
    return "\n\n".join([*blocks, f"{len(exercises)} of {len(catalogue.exercises)} exercises"])


# --- What has changed


class Entry(NamedTuple):
    """An entry of a catalogue."""

    section: Section
    id: str


@dataclass(frozen=True, slots=True)
class Change:
    """An entry that is in both catalogues, and differs.

    ``fields`` maps a field (``dose.reps``) to its old and new value, ``None`` where it is absent. ``old_id``
    is another than ``id`` where an exercise begins or ends elsewhere, or has another name.
    """

    section: Section
    id: str
    old_id: str
    fields: dict[str, tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class Diff:
    """What sets a new catalogue apart from an old one; false if nothing does."""

    added: list[Entry]
    gone: list[Entry]
    changed: list[Change]

    def __bool__(self) -> bool:
        return bool(self.added or self.gone or self.changed)

    def to_json(self) -> dict[str, Any]:
        """The same as JSON values: lists ``added``, ``gone`` and ``changed``."""
        return {
            "added": [entry._asdict() for entry in self.added],
            "gone": [entry._asdict() for entry in self.gone],
            "changed": [
                {
                    "section": change.section,
                    "id": change.id,
                    "old_id": change.old_id,
                    "fields": {name: {"old": old, "new": new} for name, (old, new) in change.fields.items()},
                }
                for change in self.changed
            ],
        }

    def text(self) -> str:
        """The same for reading in a terminal: counts, then a line an entry and a line a changed value."""
        lines = []
        for section in SECTIONS:
            added = [entry.id for entry in self.added if entry.section == section]
            gone = [entry.id for entry in self.gone if entry.section == section]
            changed = [change for change in self.changed if change.section == section]
            lines.append(f"{section}: {len(added)} added, {len(gone)} gone, {len(changed)} changed")
            lines += [f"+ {printable(one)}" for one in added]
            lines += [f"- {printable(one)}" for one in gone]
            for change in changed:
                was = "" if change.id == change.old_id else f" (was {change.old_id})"
                lines.append(f"~ {printable(change.id + was)}")
                for field, values in change.fields.items():
                    lines += _change_lines(field, *values)
        return "\n".join(lines)


def _change_lines(field: str, old: object, new: object) -> Iterator[str]:
    """``- old`` and ``+ new`` of a field; of a list only the items that differ."""
    if isinstance(old, list) and isinstance(new, list) and not all(_is_number(item) for item in old + new):
        keys_old, keys_new = {orjson.dumps(item) for item in old}, {orjson.dumps(item) for item in new}
        gone = [item for item in old if orjson.dumps(item) not in keys_new]
        come = [item for item in new if orjson.dumps(item) not in keys_old]
        if not gone and not come:
            yield f"    {field}: the same in another order"
        yield from (f"    {field} - {_brief(item)}" for item in gone)
        yield from (f"    {field} + {_brief(item)}" for item in come)
    else:
        yield f"    {field}: {_brief(old)} → {_brief(new)}"


def _is_number(value: object) -> bool:
    return value is None or isinstance(value, int | float)


def _brief(value: object) -> str:
    return printable(json.dumps(value, ensure_ascii=False), 160)


def _changes(old: Mapping[str, Any], new: Mapping[str, Any], prefix: str = "") -> dict[str, tuple[Any, Any]]:
    found: dict[str, tuple[Any, Any]] = {}
    for key in dict.fromkeys((*old, *new)):
        before, after = old.get(key), new.get(key)
        if isinstance(before, dict) and isinstance(after, dict):
            found |= _changes(before, after, f"{prefix}{key}.")
        elif before != after:
            found[f"{prefix}{key}"] = (before, after)
    return found


def diff(old: Catalogue, new: Catalogue) -> Diff:
    """What a change of the rules or new articles did: entries added and gone, and fields that changed.

    An exercise whose name or extent changed has another id; it counts as changed, not as gone and added,
    where it shares text with the exercise that stood there before.
    """
    added: list[Entry] = []
    gone: list[Entry] = []
    changed: list[Change] = []
    for section in SECTIONS:
        before: dict[str, Any] = {entry["id"]: entry for entry in old.record[section]}
        after: dict[str, Any] = {entry["id"]: entry for entry in new.record[section]}
        pairs = {key: key for key in after if key in before}
        if section == "exercises":
            pairs |= _moved(
                [one for key, one in before.items() if key not in after],
                [one for key, one in after.items() if key not in before],
            )
        matched = set(pairs.values())
        for key, entry in after.items():
            if (old_id := pairs.get(key)) is None:
                added.append(Entry(section, key))
            elif fields := _changes(before[old_id], entry):
                changed.append(Change(section, key, old_id, fields))
        gone += [Entry(section, key) for key in before if key not in matched]
    return Diff(added, gone, changed)


def _moved(old: Iterable[Exercise], new: Iterable[Exercise]) -> dict[str, str]:
    """New id to old id of exercises that overlap in the text of one article; each is matched at most once."""
    by_article: defaultdict[str, tuple[list[Exercise], list[Exercise]]] = defaultdict(lambda: ([], []))
    for side, exercises in enumerate((old, new)):
        for exercise in exercises:
            by_article[exercise["article"]][side].append(exercise)
    pairs = {}
    for was, now in by_article.values():
        for exercises in (was, now):
            exercises.sort(key=lambda one: (one["span"]["start"], one["span"]["end"]))
        i = j = 0
        while i < len(was) and j < len(now):
            a, b = was[i]["span"], now[j]["span"]
            if a["start"] < b["end"] and b["start"] < a["end"]:
                pairs[now[j]["id"]] = was[i]["id"]
                i, j = i + 1, j + 1
            elif a["end"] <= b["start"]:
                i += 1
            else:
                j += 1
    return pairs
