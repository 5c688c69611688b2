"""``jsonld``: schema.org ``HowTo``, which is an ``ExercisePlan`` too where a dose or anatomy is stated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote

from pipeline.catalogue import dose_text, pair_text, word_text
from pipeline.export.files import write_json
from pipeline.export.words import Notes, elsewhere, plain, web_address

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pipeline.catalogue import Catalogue
    from pipeline.records import ArticleEntry, Dose, Exercise, Movement, Pair, Quote, Value

Node = dict[str, Any]

# Written out, not by address: readers then need no network.
_CONTEXT = {"@vocab": "https://schema.org/"}
_CODES = {"uberon": "UBERON", "fma": "FMA"}


def export(catalogue: Catalogue, path: Path) -> list[str]:
    """Write ``path``: one ``@graph`` of articles, exercises and movements."""
    notes = Notes(len(catalogue.exercises))
    graph = [_article(article) for article in catalogue.articles]
    graph += [_exercise(catalogue, exercise, notes) for exercise in catalogue.exercises]
    graph += [_movement(movement) for movement in catalogue.movements]
    write_json({"@context": _CONTEXT, "@graph": graph}, path)
    return notes.lines()


def _urn(kind: Literal["article", "exercise", "movement"], name: str) -> str:
    return f"urn:exercise-catalogue:{kind}:{quote(name, safe='/')}"


def _node(kind: str | list[str], **fields: object) -> Node:
    """A node without the fields that are empty; ``id_`` is its identity."""
    identity = {"@id": fields.pop("id_")} if "id_" in fields else {}
    return {
        **identity,
        "@type": kind,
        **{key: value for key, value in fields.items() if value not in (None, [])},
    }


def _article(article: ArticleEntry) -> Node:
    return _node(
        "Article",
        id_=_urn("article", article["id"]),
        identifier=article["id"],
        headline=article["title"],
        url=web_address(article["url"]),
        inLanguage=article["language"],
    )


def _movement(movement: Movement) -> Node:
    return _node(
        "DefinedTerm",
        id_=_urn("movement", movement["id"]),
        name=movement["name"],
        alternateName=movement["aliases"],
    )


def _exercise(catalogue: Catalogue, exercise: Exercise, notes: Notes) -> Node:
    name, dose = exercise["name"], exercise["dose"]
    movement = catalogue.movement_of.get(exercise["id"])
    anatomy = [_anatomy("muscles", one) for one in exercise["muscles"]]
    anatomy += [_anatomy("body_parts", one) for one in exercise["body_parts"]]
    missing = [field for field in ("name", "steps") if not exercise[field]]
    for field in missing:
        notes.add(f"{field}: HowTo wants it, the text does not give it; creativeWorkStatus is Draft")
    if exercise["equipment"]["status"] == "stated_none":
        notes.add("equipment: schema.org cannot say that none is needed; left out")
    return _node(
        ["HowTo", "ExercisePlan"] if anatomy or dose_text(dose) else "HowTo",
        id_=_urn("exercise", exercise["id"]),
        identifier=exercise["id"],
        name=name["value"] if name else None,
        creativeWorkStatus="Draft" if missing else None,
        inLanguage=catalogue.article_by_id[exercise["article"]]["language"],
        isBasedOn={"@id": _urn("article", exercise["article"])},
        about={"@id": _urn("movement", movement["id"])} if movement else None,
        step=[
            *(
                _node("HowToStep", position=number, text=plain(step["text"]))
                for number, step in enumerate(exercise["steps"], 1)
            ),
            *_section("Warnings", exercise["warnings"]),
            *_section("What you should feel", exercise["cues"]),
            *_section("Modifications", exercise["modifications"]),
        ],
        tool=[_node("HowToTool", name=word_text(one["value"])) for one in exercise["equipment"]["items"]],
        associatedAnatomy=anatomy,
        **_plan(dose),
    )


def _section(name: str, quotes: Iterable[Quote]) -> list[Node]:
    tips = [_node("HowToTip", text=plain(one["text"])) for one in quotes]
    return [_node("HowToSection", name=name, itemListElement=tips)] if tips else []


def _anatomy(kind: Literal["muscles", "body_parts"], value: Value) -> Node:
    codes = [
        _node("MedicalCode", codingSystem=system, codeValue=code)
        for target, system in _CODES.items()
        if (code := elsewhere(kind, value["value"], target))
    ]
    type_of = {"muscles": "Muscle", "body_parts": "AnatomicalStructure"}[kind]
    return _node(type_of, name=word_text(value["value"]), code=codes)


def _quantity(pair: Pair | None, unit: str | None = None) -> Node | None:
    """A range as schema.org has it; ``unit`` is a UN/CEFACT code (``SEC``)."""
    if pair is None:
        return None
    return _node("QuantitativeValue", minValue=pair[0], maxValue=pair[1], unitCode=unit)


def _plan(dose: Dose) -> Node:
    """The properties of ExercisePlan; what it has none for goes into ``additionalVariable`` in words."""
    silent: Dose = {**dose, "hold_s": None, "reps": None, "rest_s": None, "freq": None}
    freq = dose["freq"]
    often = None
    if freq is not None:
        often = f"{pair_text(freq['times'])} per " + (
            pair_text(freq["every"]) + " " if "every" in freq else ""
        )
        often += freq["per"]
    return {
        "activityDuration": _quantity(dose["hold_s"], "SEC"),
        "repetitions": _quantity(dose["reps"]),
        "restPeriods": _quantity(dose["rest_s"], "SEC"),
        "activityFrequency": often,
        "additionalVariable": dose_text(silent) or None,
    }
