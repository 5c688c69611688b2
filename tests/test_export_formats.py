from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
import rdflib
from markdown_it import MarkdownIt

from pipeline.catalogue import Catalogue, read_catalogue
from pipeline.export import FORMATS
from pipeline.export.markdown import escaped
from pipeline.export.words import plain, web_address
from pipeline.schema import load
from tests import sample_catalogue as sample

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA_ORG = rdflib.Namespace("https://schema.org/")


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    return read_catalogue(sample.write(tmp_path))


def exported(name: str, catalogue: Catalogue, path: Path) -> tuple[Any, list[str]]:
    notes = FORMATS[name].export(catalogue, path)
    return json.loads(path.read_text("utf-8")), notes


def alone(record: Any, **article: Any) -> Catalogue:
    """A catalogue of one exercise in an English article."""
    entry = sample.entry(record["article"], "text", **article)
    whole: Any = {"schema_version": "1.0.0", "articles": [entry], "exercises": [record], "movements": []}
    return Catalogue(whole)


@pytest.mark.parametrize("name", ["jsonld", "free-exercise-db", "wger", "markdown"])
def test_the_same_catalogue_gives_the_same_bytes(catalogue: Catalogue, tmp_path: Path, name: str) -> None:
    for file in ("first", "second"):
        FORMATS[name].export(catalogue, tmp_path / file)
    assert (tmp_path / "first").read_bytes() == (tmp_path / "second").read_bytes()


# --- free-exercise-db: its published rules, written down anew

FREE_MUSCLES = (
    "abdominals, abductors, adductors, biceps, calves, chest, forearms, glutes, hamstrings, lats, "
    "lower back, middle back, neck, quadriceps, shoulders, traps, triceps"
)
FREE_EQUIPMENT = (
    "medicine ball, dumbbell, body only, bands, kettlebells, foam roll, cable, machine, barbell, "
    "exercise ball, e-z curl bar, other"
)
FREE_CATEGORIES = "powerlifting, strength, stretching, cardio, olympic weightlifting, strongman, plyometrics"


def words(joined: str) -> list[Any]:
    return list(joined.split(", "))


FREE_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": [
        "id",
        "name",
        "level",
        "mechanic",
        "equipment",
        "primaryMuscles",
        "secondaryMuscles",
        "instructions",
        "category",
        "images",
    ],
    "properties": {
        "id": {"type": "string", "pattern": "^[0-9a-zA-Z_-]+$"},
        "name": {"type": "string"},
        "force": {"enum": [None, "static", "pull", "push"]},
        "level": {"enum": ["beginner", "intermediate", "expert"]},
        "mechanic": {"enum": ["isolation", "compound", None]},
        "equipment": {"enum": [None, *words(FREE_EQUIPMENT)]},
        "primaryMuscles": {"type": "array", "items": {"enum": words(FREE_MUSCLES)}},
        "secondaryMuscles": {"type": "array", "items": {"enum": words(FREE_MUSCLES)}},
        "instructions": {"type": "array", "items": {"type": "string"}},
        "category": {"enum": words(FREE_CATEGORIES)},
        "images": {"type": "array", "items": {"type": "string"}},
    },
}


def test_free_exercise_db_records_fit_its_schema_but_for_what_is_marked_draft(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    rows, notes = exported("free-exercise-db", catalogue, tmp_path / "x.json")
    assert len(rows) == 3
    for row in rows:
        wrong = {error.path[0] for error in jsonschema.Draft4Validator(FREE_SCHEMA).iter_errors(row)}
        assert wrong == set(row["draft"])
    heel, squeeze, raised = rows
    assert heel["name"] == "Heel slide"
    assert heel["draft"] == ["level", "category"]
    assert heel["instructions"][1].startswith("Slide your right heel")
    assert heel["instructions"][-1] == "Stop if the knee locks."
    assert squeeze["draft"] == ["name", "level", "category"]
    assert (heel["equipment"], squeeze["equipment"], raised["equipment"]) == (
        "body only",
        "body only",
        "other",
    )
    assert raised["primaryMuscles"] == ["calves"]
    assert any(note.startswith("level: demanded") and note.endswith("(3 of 3 records)") for note in notes)


def test_every_word_is_one_of_free_exercise_db_or_left_out_with_a_note(
    tmp_path: Path,
) -> None:
    definitions = load("catalogue")["$defs"]
    here = [{"start": 0, "end": 1}]
    for muscle in definitions["muscle_word"]["enum"]:
        record = sample.exercise("a", "text", muscles=[{"value": muscle, "spans": here}])
        (row,), notes = exported("free-exercise-db", alone(record), tmp_path / "x.json")
        assert set(row["primaryMuscles"]) <= set(words(FREE_MUSCLES))
        assert row["primaryMuscles"] or any(f"no word for {muscle}" in note for note in notes)
    for thing in definitions["equipment_word"]["enum"]:
        equipment = {"status": "listed", "items": [{"value": thing, "spans": here}]}
        (row,), notes = exported(
            "free-exercise-db", alone(sample.exercise("a", "text", equipment=equipment)), tmp_path / "x.json"
        )
        assert row["equipment"] in words(FREE_EQUIPMENT) or any(
            f"no word for {thing}" in note for note in notes
        )


@pytest.mark.parametrize(
    "things,expected,note",
    [
        (["mat", "dumbbell"], "dumbbell", None),
        (["dumbbell", "barbell"], None, "equipment: the format takes one"),
        (["resistance_band", "loop_band"], "bands", None),
        (["mat"], "body only", None),
    ],
)
def test_free_exercise_db_takes_one_piece_of_equipment(
    tmp_path: Path, things: list[str], expected: str | None, note: str | None
) -> None:
    items = [{"value": thing, "spans": [{"start": 0, "end": 1}]} for thing in things]
    record = sample.exercise("a", "text", equipment={"status": "listed", "items": items})
    (row,), notes = exported("free-exercise-db", alone(record), tmp_path / "x.json")
    assert row["equipment"] == expected
    assert any(one.startswith("equipment") for one in notes) == (note is not None)


def test_what_is_not_stated_stays_null(tmp_path: Path) -> None:
    (row,), _ = exported("free-exercise-db", alone(sample.exercise("a", "text")), tmp_path / "x.json")
    assert row["equipment"] is None
    assert row["primaryMuscles"] == []


def test_a_warning_that_is_a_step_too_is_not_said_twice(tmp_path: Path) -> None:
    text = "Do not bounce."
    both = sample.quote(text, text, kind="action"), sample.quote(text, text, kind="forbidden")
    record = sample.exercise("a", text, steps=[both[0]], warnings=[both[1]])
    (row,), _ = exported("free-exercise-db", alone(record), tmp_path / "x.json")
    assert row["instructions"] == [text]


# --- wger: the fields of its submission

NUMBERS = {"type": "array", "items": {"type": "integer", "minimum": 1, "maximum": 16}, "uniqueItems": True}
WGER_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["category", "license", "license_author", "muscles", "equipment", "translations"],
    "properties": {
        "category": {"type": "integer"},
        "license": {"type": "integer"},
        "license_author": {"type": "string"},
        "muscles": NUMBERS,
        "muscles_secondary": NUMBERS,
        "equipment": {**NUMBERS, "items": {"type": "integer", "minimum": 1, "maximum": 12}},
        "draft": {"type": "array"},
        "translations": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["name", "description_source", "language"],
                "properties": {
                    "name": {"type": "string", "minLength": 1, "maxLength": 200},
                    "description_source": {"type": "string"},
                    "language": {"const": 2},
                    "license_author": {"type": ["string", "null"]},
                    "comments": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["comment"],
                            "properties": {"comment": {"type": "string", "minLength": 1}},
                            "additionalProperties": False,
                        },
                    },
                },
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}


def wrong_fields(row: Any) -> set[str]:
    errors = jsonschema.Draft202012Validator(WGER_SCHEMA).iter_errors(row)
    return {".".join(part for part in error.path if isinstance(part, str)) for error in errors}


def test_wger_submissions_fit_but_for_what_is_marked_draft(catalogue: Catalogue, tmp_path: Path) -> None:
    rows, notes = exported("wger", catalogue, tmp_path / "x.json")
    for row in rows:
        assert wrong_fields(row) == set(row["draft"])
    heel, squeeze, raised = rows
    (translation,) = heel["translations"]
    assert (
        translation["description_source"].splitlines()[0]
        == "1. Lie on your back on a mat with your legs straight."
    )
    assert translation["comments"][0] == {"comment": "Stop if the knee locks."}
    assert (heel["equipment"], squeeze["equipment"], raised["equipment"]) == ([4], [7], [])
    assert (squeeze["muscles"], raised["muscles"]) == ([8], [7])
    assert "translations.language" in squeeze["draft"]
    assert any("equipment: wger has no entry for chair" in note for note in notes)


def test_wger_gets_no_name_that_is_too_long_and_no_empty_description(tmp_path: Path) -> None:
    record = sample.exercise("a", "text")
    record["name"] = {"value": "x" * 201, "spans": [{"start": 0, "end": 1}]}
    (row,), _ = exported("wger", alone(record), tmp_path / "x.json")
    assert {"translations.name", "translations.description_source"} < set(row["draft"])
    assert wrong_fields(row) == set(row["draft"])


def test_the_same_wger_number_is_given_once(tmp_path: Path) -> None:
    items = [{"value": one, "spans": [{"start": 0, "end": 1}]} for one in ("resistance_band", "loop_band")]
    record = sample.exercise("a", "text", equipment={"status": "listed", "items": items})
    (row,), _ = exported("wger", alone(record), tmp_path / "x.json")
    assert row["equipment"] == [11]


# --- JSON-LD, read by rdflib


def test_jsonld_is_a_graph_of_schema_org_terms(catalogue: Catalogue, tmp_path: Path) -> None:
    notes = FORMATS["jsonld"].export(catalogue, tmp_path / "x.jsonld")
    graph = rdflib.Graph().parse(tmp_path / "x.jsonld", format="json-ld")
    heel, squeeze, _ = (
        rdflib.URIRef(f"urn:exercise-catalogue:exercise:{one['id']}")
        for one in sample.catalogue()["exercises"]
    )
    types = set(graph.objects(heel, rdflib.RDF.type))
    assert types == {SCHEMA_ORG.HowTo, SCHEMA_ORG.ExercisePlan}
    assert str(graph.value(heel, SCHEMA_ORG.name)) == "Heel slide"
    query = """
        PREFIX s: <https://schema.org/>
        SELECT ?text ?low ?unit WHERE {
            ?how s:name "Heel slide"; s:isBasedOn/s:url ?url; s:activityDuration ?hold; s:step ?step;
                 s:about/s:alternateName "knee slide; lying"; s:additionalVariable "3 sets, each side";
                 s:associatedAnatomy/s:code/s:codeValue "UBERON:0000376"; s:tool/s:name "mat".
            ?hold s:minValue ?low; s:maxValue 10; s:unitCode ?unit.
            ?step a s:HowToStep; s:position 2; s:text ?text.
        }"""
    ((text, low, unit),) = graph.query(query)  # type: ignore[misc]
    assert str(text).startswith("Slide your right heel")
    assert (str(low), str(unit)) == ("5", "SEC")
    tips = {str(one) for one in graph.objects(None, SCHEMA_ORG.text)}
    assert {"Stop if the knee locks.", "Never bounce."} < tips
    assert str(graph.value(squeeze, SCHEMA_ORG.creativeWorkStatus)) == "Draft"
    assert graph.value(heel, SCHEMA_ORG.creativeWorkStatus) is None
    assert graph.value(squeeze, SCHEMA_ORG.name) is None
    assert any(note.startswith("name: HowTo wants it") for note in notes)
    # no blank-node or relative identity slips in: all terms are schema.org's
    assert {str(one).rpartition("/")[0] for one in graph.predicates()} <= {
        "https://schema.org",
        "http://www.w3.org/1999/02",
    }


def test_jsonld_without_dose_and_anatomy_is_no_exercise_plan(tmp_path: Path) -> None:
    record = sample.exercise("odd id/ü <x>", "text")
    FORMATS["jsonld"].export(alone(record, url="javascript:alert(1)"), tmp_path / "x.jsonld")
    graph = rdflib.Graph().parse(tmp_path / "x.jsonld", format="json-ld")
    (exercise,) = graph.subjects(rdflib.RDF.type, SCHEMA_ORG.HowTo)
    assert SCHEMA_ORG.ExercisePlan not in set(graph.objects(exercise, rdflib.RDF.type))
    article = graph.value(exercise, SCHEMA_ORG.isBasedOn)
    assert str(article) == "urn:exercise-catalogue:article:odd%20id/%C3%BC%20%3Cx%3E"
    assert (article, SCHEMA_ORG.url, None) not in graph


def test_jsonld_says_how_often_and_how_long_to_rest(catalogue: Catalogue, tmp_path: Path) -> None:
    FORMATS["jsonld"].export(catalogue, tmp_path / "x.jsonld")
    graph = rdflib.Graph().parse(tmp_path / "x.jsonld", format="json-ld")
    assert {str(one) for one in graph.objects(None, SCHEMA_ORG.activityFrequency)} == {"1 per 3–4 hour"}
    (rest,) = graph.objects(None, SCHEMA_ORG.restPeriods)
    assert float(str(graph.value(rest, SCHEMA_ORG.minValue))) == 30.5
    assert graph.value(rest, SCHEMA_ORG.maxValue) is None
    daily = sample.exercise("a", "text", dose=sample.dose(freq={"times": [2, 2], "per": "day"}))
    FORMATS["jsonld"].export(alone(daily), tmp_path / "y.jsonld")
    graph = rdflib.Graph().parse(tmp_path / "y.jsonld", format="json-ld")
    assert [str(one) for one in graph.objects(None, SCHEMA_ORG.activityFrequency)] == ["2 per day"]


# --- Markdown, read by markdown-it


def test_the_handout_has_what_a_therapist_prints(catalogue: Catalogue, tmp_path: Path) -> None:
    notes = FORMATS["markdown"].export(catalogue, tmp_path / "handout.md")
    tokens = MarkdownIt("commonmark").parse((tmp_path / "handout.md").read_text("utf-8"))
    headings = [tokens[at + 1].children for at, token in enumerate(tokens) if token.type == "heading_open"]
    assert ["".join(part.content for part in heading or []) for heading in headings] == [
        "Exercises",
        "Looking after a stiff knee",
        "Heel slide",
        "-2 | <script>alert(1)</script>",
        "Exercise without a name",
        "toes",
        "Exercise without a name",
    ]
    assert not any(token.type == "html_block" for token in tokens)
    inline = [part for token in tokens for part in token.children or []]
    assert not any(part.type == "html_inline" for part in inline)
    links = [part.attrs["href"] for part in inline if part.type == "link_open"]
    assert links == ["https://example.org/knee?a=1&b=2"]
    shown = ["".join(part.content for part in token.children or []) for token in tokens if token.children]
    for expected in (
        "Position: supine",
        "Equipment: mat",
        "How much: hold 5–10 s, 10 repetitions, 3 sets, each side",
        "Plan: 2 times a day",
        "Ask your physiotherapist before you start.",
        "Stop if the knee locks.",
        '=SUM(1)? 😀 Squeeze your buttocks tight & <b>hold</b>, "as long" as you like.',
        "Draft, to check: no name, low confidence",
    ):
        assert expected in shown
    ordered = [token for token in tokens if token.type == "ordered_list_open"]
    assert len(ordered) == 3
    assert any(note.startswith("name: the text gives none") for note in notes)


def test_the_handout_leaves_out_what_is_not_there(tmp_path: Path) -> None:
    catalogue = alone(sample.exercise("a", "text", "text"), schedule=sample.dose())
    catalogue.articles.append(sample.entry("silent", "x"))
    notes = FORMATS["markdown"].export(catalogue, tmp_path / "x.md")
    written = (tmp_path / "x.md").read_text("utf-8")
    for absent in ("How much", "Plan", "Equipment", "Draft", "Warnings", "1.", "silent"):
        assert absent not in written
    assert [note.split(":")[0] for note in notes] == ["steps", "dose"]


@pytest.mark.parametrize(
    "text",
    [
        "- no list",
        "2024) no list",
        "= x",
        "# no heading",
        "a *b* _c_ `d` [e](f) <g> &amp; ~h~ $i$ |",
        "+1",
        "\\",
    ],
)
def test_escaped_text_is_shown_as_it_stands(text: str) -> None:
    tokens = MarkdownIt("commonmark").parse(escaped(text))
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    shown = "".join(part.content for part in tokens[1].children or [])
    assert shown == plain(text)


@pytest.mark.parametrize(
    "text,expected",
    [
        ("3. Hold\n  for long.", "Hold for long."),
        ("• **Bridge**", "Bridge"),
        ("a) Sit", "Sit"),
        ("## 3 x 10", "3 x 10"),
        ("2.5 kg in each hand", "2.5 kg in each hand"),
        ("A chair", "A chair"),
        ("\u202eSit\x00 up", "Sit up"),
    ],
)
def test_plain_text_has_no_list_markers(text: str, expected: str) -> None:
    assert plain(text) == expected


def test_only_web_addresses_are_linked() -> None:
    assert web_address("https://example.org/a_(b)?c=d#e") == "https://example.org/a_(b)?c=d#e"
    for bad in (None, "", "javascript:alert(1)", "https://a b", "https://a>b", "ftp://a", "https://a\n"):
        assert web_address(bad) is None
