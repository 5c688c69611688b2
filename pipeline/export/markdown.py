"""``markdown``: a handout to print, article by article: name, position, steps, dose, warnings, source."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from pipeline.catalogue import dose_text, equipment_text, word_text
from pipeline.export.files import write_text
from pipeline.export.words import Notes, plain, web_address

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipeline.catalogue import Catalogue
    from pipeline.records import ArticleEntry, Exercise

_MARKS = re.compile(r"[\\`*_\[\]<>&|~#$]")
# What begins a list or a heading, at the beginning of a line only.
_OPENING = re.compile(r"(?:\d{1,9}(?=[.)](?:\s|$))|(?=[-+=]))")


def escaped(text: str) -> str:
    """``plain(text)``, such that Markdown shows it as it stands."""
    text = _MARKS.sub(r"\\\g<0>", plain(text))
    opening = _OPENING.match(text)
    return f"{opening[0]}\\{text[opening.end() :]}" if opening else text


def export(catalogue: Catalogue, path: Path) -> list[str]:
    """Write ``path``. What a text does not give is left out; a missing name is said, not made up."""
    of_article: defaultdict[str, list[Exercise]] = defaultdict(list)
    for exercise in catalogue.exercises:
        of_article[exercise["article"]].append(exercise)
    notes = Notes(len(catalogue.exercises))
    blocks = ["# Exercises"]
    for article in catalogue.articles:
        if exercises := of_article[article["id"]]:
            blocks += _article(article)
            for exercise in exercises:
                blocks += _exercise(exercise, article, notes)
    write_text("\n\n".join(blocks) + "\n", path)
    return notes.lines()


def _article(article: ArticleEntry) -> Iterator[str]:
    yield f"## {escaped(article['title'] or article['id'])}"
    if article["warnings"]:
        yield "**For all exercises:**"
        yield _bullets([warning["text"] for warning in article["warnings"]])
    if article["schedule"] is not None and (words := dose_text(article["schedule"])):
        yield f"**Plan:** {words}"


def _exercise(exercise: Exercise, article: ArticleEntry, notes: Notes) -> Iterator[str]:
    name = exercise["name"]
    if name is None:
        notes.add("name: the text gives none; the handout says so")
    yield f"### {escaped(name['value']) if name else 'Exercise without a name'}"
    if exercise["review"]:
        notes.add("review: a person should look at it before it is handed out; marked Draft")
        yield f"**Draft, to check:** {', '.join(map(word_text, exercise['review']))}"
    if exercise["positions"]:
        postures = dict.fromkeys(word_text(one["value"]) for one in exercise["positions"])
        yield f"**Position:** {', '.join(postures)}"
    if exercise["equipment"]["status"] != "not_stated":
        yield f"**Equipment:** {equipment_text(exercise['equipment'])}"
    if exercise["steps"]:
        steps = (escaped(step["text"]) for step in exercise["steps"])
        yield "\n".join(f"{number}. {step}" for number, step in enumerate(steps, 1))
    else:
        notes.add("steps: the text gives none")
    if words := dose_text(exercise["dose"]):
        yield f"**How much:** {words}"
    else:
        notes.add("dose: the text gives none; left out")
    for title, quotes in (
        ("Warnings", exercise["warnings"]),
        ("What you should feel", exercise["cues"]),
        ("Easier, harder, otherwise", exercise["modifications"]),
    ):
        if quotes:
            yield f"**{title}:**"
            yield _bullets([one["text"] for one in quotes])
    yield f"*Source: {_source(exercise, article)}*"


def _bullets(texts: list[str]) -> str:
    return "\n".join(f"- {escaped(text)}" for text in texts)


def _source(exercise: Exercise, article: ArticleEntry) -> str:
    url = web_address(article["url"])
    place = escaped(article["path"]) + (f", <{url}>" if url else "")
    span = exercise["span"]
    return f"{place}, characters {span['start']}–{span['end']}, record {escaped(exercise['id'])}"
