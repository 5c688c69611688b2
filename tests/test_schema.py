from __future__ import annotations

import json
import math
import sys
import typing
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import records
from pipeline.printable import printable
from pipeline.schema import DOCUMENTS, Checker, Problem, build, files, load, validate_file
from pipeline.schema.check import Kind, _compiled, _is_valid, explain, schema_of
from pipeline.schema.files import has_texts
from tests import sample_catalogue as sample

if TYPE_CHECKING:
    from pathlib import Path

CHECKER = Checker()
VALID: list[tuple[Kind, Any]] = [
    *(("exercise", one) for one in sample.catalogue()["exercises"]),
    *(("article_entry", one) for one in sample.catalogue()["articles"]),
    *(("movement", one) for one in sample.catalogue()["movements"]),
    *(("sentence", one) for one in sample.sentence_rows()),
    *(("article", one) for one in sample.article_rows()),
    ("catalogue", sample.catalogue()),
    (
        "rejected",
        {"kind": "record", "article": "a", "reason": "bad_dose", "detail": "dose.reps: [1] is short"},
    ),
]


def problems(path: Path) -> list[str]:
    return [str(problem) for problem in validate_file(path)]


def walk(schema: object) -> typing.Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        yield schema
        for inner in schema.values():
            yield from walk(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from walk(inner)


# --- the schemas themselves


def test_the_shipped_schemas_are_what_the_builder_makes() -> None:
    assert {name: load(name) for name in DOCUMENTS} == build.build()


def test_the_command_writes_every_schema(tmp_path: Path) -> None:
    written = build.write(tmp_path)
    assert [path.name for path in written] == [f"{name}.schema.json" for name in DOCUMENTS]
    for path in written:
        assert path.read_bytes() == (build._FOLDER / path.name).read_bytes()


def test_python_m_pipeline_schema_prints_what_it_wrote(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    import runpy

    monkeypatch.setattr(build, "write", lambda: [tmp_path / "one", tmp_path / "two"])
    monkeypatch.delitem(sys.modules, "pipeline.schema.__main__", raising=False)
    runpy.run_module("pipeline.schema", run_name="__main__")
    assert capsys.readouterr().out.split() == [str(tmp_path / "one"), str(tmp_path / "two")]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_each_schema_is_valid_versioned_and_described(name: str) -> None:
    schema = load(name)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"urn:exercise-catalogue:schema:1.0.0:{name}"
    for part in walk(schema):
        if "required" in part:
            assert part["unevaluatedProperties"] is False
        for field, body in part.get("properties", {}).items():
            known = body if isinstance(body, dict) else {}
            told = (
                "description" in known or "$ref" in known or set(known) <= {"const", "minItems", "maxItems"}
            )
            assert told, f"{name}: {field} has no description"
    for body in schema.get("$defs", {}).values():
        assert body["description"]


def test_enums_are_the_vocabulary() -> None:
    definitions = load("catalogue")["$defs"]
    for name, file in (
        ("position_word", "positions"),
        ("body_part_word", "body_parts"),
        ("muscle_word", "muscles"),
        ("equipment_word", "equipment"),
    ):
        words = json.loads((build._VOCABULARY / f"{file}.json").read_text("utf-8"))
        assert set(definitions[name]["enum"]) == {word for word in words if not word.startswith("_")} - {
            "none"
        }
    assert "none" not in definitions["equipment_word"]["enum"]


@pytest.mark.parametrize(
    "kind,typed",
    [
        ("exercise", records.Exercise),
        ("article_entry", records.ArticleEntry),
        ("movement", records.Movement),
        ("sentence", records.SentenceRow),
        ("article", records.ArticleRow),
        ("rejected", records.RejectedRow),
        ("catalogue", records.CatalogueRecord),
        ("dose", records.Dose),
        ("step", records.Step),
        ("warning", records.WarningRecord),
        ("modification", records.ModificationRecord),
        ("quote", records.Quote),
        ("position", records.PositionValue),
        ("span", records.SpanRecord),
        ("body_part", records.Value),
    ],
)
def test_schemas_and_types_have_the_same_fields(kind: Any, typed: Any) -> None:
    schema = schema_of(kind)
    fields = typing.get_type_hints(typed, include_extras=True)
    assert set(schema["properties"]) == set(fields)
    optional = {name for name, hint in fields.items() if typing.get_origin(hint) is typing.NotRequired}
    assert set(schema["properties"]) - set(schema["required"]) == optional


# --- records


@pytest.mark.parametrize("kind,record", VALID)
def test_valid_records_pass_both_validators(kind: Kind, record: Any) -> None:
    assert CHECKER.one(kind, record) is None
    assert jsonschema.Draft202012Validator(schema_of(kind)).is_valid(record)


def test_the_sample_passes_with_its_texts() -> None:
    texts = {row["article"]: row["text"] for row in sample.article_rows()}
    catalogue = sample.catalogue()
    for record in catalogue["exercises"]:
        assert CHECKER.exercise(record, texts[record["article"]]) is None
    for entry in catalogue["articles"]:
        assert CHECKER.article_entry(entry, texts[entry["id"]]) is None
    assert CHECKER.movement(catalogue["movements"][0]) is None
    rows = [row for row in sample.sentence_rows() if row["article"] == "toes"]
    assert CHECKER.sentences(rows, sample.BARE) == [None] * len(rows)


def changed(path: str, new: object) -> Any:
    """The full record with the field at ``path`` (``a.0.b``) set to ``new``; ``DELETE`` takes it out."""
    record: Any = sample.heel_slide()
    *way, last = (int(part) if part.isdigit() else part for part in path.split("."))
    inner = record
    for part in way:
        inner = inner[part]
    if new is DELETE:
        del inner[last]
    else:
        inner[last] = new
    return record


DELETE = object()
REFUSED = [
    ("steps", DELETE, "'steps' is a required property"),
    ("id", "Heel slide--0123456789ab", "id: 'Heel slide--0123456789ab' does not match"),
    ("id", "heel--0123456789ab\n", "does not match"),
    ("extra", 1, "'extra' was unexpected"),
    ("dose.tempo", 1, "dose: Unevaluated properties"),
    ("steps.2.kind", "other", "steps[2].kind: 'other' is not one of"),
    ("steps.0.text", "", "steps[0].text: '' should be non-empty"),
    ("positions.0.value", "floating", "positions[0].value: 'floating' is not one of"),
    ("positions.0.spans", [], "positions[0].spans: [] should be non-empty"),
    ("equipment.status", "stated_none", "equipment.items: "),
    ("equipment.items", [], "equipment.items: [] should be non-empty"),
    ("equipment.items.0.value", "none", "equipment.items[0].value: 'none' is not one of"),
    ("span.start", -1, "span.start: -1 is less than the minimum of 0"),
    ("span.start", 1.5, "span.start: 1.5 is not of type 'integer'"),
    ("span.end", 2**53, "span.end: 9007199254740992 is greater than the maximum"),
    ("dose.reps", [1, 2e9], "dose.reps[1]: 2000000000.0 is greater than the maximum"),
    ("span.start", True, "span.start: True is not of type 'integer'"),
    ("dose.reps", [10], "dose.reps: [10] is too short"),
    ("dose.reps", [None, None], "dose.reps: [None, None] does not contain"),
    ("dose.reps", [-1, None], "dose.reps[0]: -1 is less than the minimum of 0"),
    ("dose.open", None, "dose.open: None is not of type 'boolean'"),
    ("dose.freq", {"times": [1, 1]}, "dose.freq: 'per' is a required property"),
    ("confidence", 1.5, "confidence: 1.5 is greater than the maximum of 1"),
    ("confidence", math.nan, "cannot express"),
    ("review", ["No Name"], "review[0]: 'No Name' does not match"),
    # what the schema cannot say
    ("span", {"start": 4, "end": 4}, "span 4–4 is empty"),
    ("span", {"start": 4, "end": 3}, "span 4–3 is empty"),
    ("span", {"start": 0, "end": 9999}, f"ends behind the article's {len(sample.KNEE)} characters"),
    ("dose.reps", [3, 1], "dose: reps: min 3 is above max 1"),
    ("dose.freq", {"times": [3, 2], "per": "day"}, "dose: freq.times: min 3 is above max 2"),
    ("dose.freq", {"times": [1, 1], "per": "day", "every": [4, 3]}, "freq.every: min 4 is above max 3"),
    ("dose.hold_s", [1, math.inf], "dose.hold_s[1]: inf is greater than the maximum"),
    ("dose.spans", [], "dose: states something but has no spans"),
    ("dose.spans.0.end", 9999, "dose: span "),
    (
        "steps.1.text",
        "Slide your left heel.",
        "steps[1].text: 'Slide your left heel.' is not what stands there",
    ),
    ("cues.0.spans.0.end", 9999, "cues[0]: span "),
    ("body_parts.1.spans.0.end", 9999, "body_parts[1]: span "),
    ("equipment.items.0.spans.0.end", 9999, "equipment.items[0]: span "),
    ("name.spans.0.end", 9999, "name: span "),
    ("name.value", "Leg slide", "name.value: 'leg' does not stand in its spans"),
]


@pytest.mark.parametrize("path,new,reason", REFUSED)
def test_a_refused_exercise_comes_with_the_field_and_the_reason(path: str, new: object, reason: str) -> None:
    fault = CHECKER.exercise(changed(path, new), sample.KNEE)
    assert fault is not None
    assert reason in fault
    assert "\n" not in fault


def test_a_silent_dose_needs_no_spans_an_open_one_does() -> None:
    assert CHECKER.exercise(changed("dose", sample.dose()), sample.KNEE) is None
    assert "no spans" in str(CHECKER.exercise(changed("dose", sample.dose(open=True)), sample.KNEE))


def test_names_may_differ_from_the_text_in_marks_and_case_only() -> None:
    text = "1. **Figure-4\nstretch**"
    name = {"value": "Figure 4 Stretch", "spans": [{"start": 0, "end": len(text)}]}
    assert CHECKER.exercise(sample.exercise("a", text, name=None) | {"name": name}, text) is None


def test_without_the_text_only_the_record_itself_is_checked() -> None:
    assert CHECKER.exercise(changed("steps.1.text", "Something else"), None) is None
    assert CHECKER.exercise(changed("name.value", "Something else"), None) is None
    assert "is empty" in str(CHECKER.exercise(changed("span", {"start": 4, "end": 4}), None))


def test_a_batch_tells_the_bad_records_from_the_good() -> None:
    batch = [
        sample.heel_slide(),
        changed("dose.reps", [1]),
        sample.heel_slide(),
        changed("dose.reps", [3, 1]),
    ]
    faults = CHECKER.exercises(batch, sample.KNEE)
    assert [fault is None for fault in faults] == [True, False, True, False]
    assert CHECKER.exercises([sample.heel_slide(), changed("dose.reps", [3, 1])], sample.KNEE)[0] is None
    assert CHECKER.exercises([], "") == []


def test_articles_sentences_and_rows_are_checked_against_the_text() -> None:
    entry: Any = sample.catalogue()["articles"][0]
    assert "warnings[0]" in str(CHECKER.article_entry(entry, "too short"))
    assert "schedule: span" in str(CHECKER.article_entry({**entry, "warnings": []}, "too short"))
    row: Any = sample.sentence_rows()[-1]
    assert "is not what stands at" in str(CHECKER.one("sentence", row, "x" * len(sample.BARE)))
    assert "not as long" in str(CHECKER.one("sentence", {**row, "end": row["end"] + 1}, sample.BARE))
    backwards = {**row["dose"], "rest_s": [2, 1]}
    assert "dose: rest_s" in str(CHECKER.one("sentence", {**row, "dose": backwards}, sample.BARE))
    article: Any = sample.article_rows()[0]
    assert CHECKER.one("article", {**article, "text": "other"}) == "sha256 is not that of the text"


def test_a_value_that_is_no_json_is_refused_not_raised() -> None:
    for odd in (object(), {1: 2}, changed("steps", {"a", "b"}), "text", None, []):
        assert CHECKER.exercise(odd, "") is not None  # type: ignore[arg-type]


# --- both validators agree, whatever is done to a record

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 1000) | st.floats(-2, 2) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
WORDS = st.sampled_from(
    ["listed", "each", "day", "supine", "hold_rep", "a--0123456789ab", "a--0123456789ab\n", "none"]
)


def mutate(draw: st.DrawFn, value: Any) -> Any:
    """``value`` with one thing in it, at any depth, changed, taken out or added."""
    if not (isinstance(value, dict | list) and value and draw(st.booleans())):
        return draw(JSON | WORDS)
    items = dict(value) if isinstance(value, dict) else dict(enumerate(value))
    key = draw(st.sampled_from(list(items)))
    match draw(st.integers(0, 3)):
        case 0:
            del items[key]
        case 1:
            items[draw(st.text(max_size=4)) if isinstance(value, dict) else len(items)] = draw(JSON)
        case _:
            items[key] = mutate(draw, items[key])
    return items if isinstance(value, dict) else list(items.values())


@st.composite
def mutated(draw: st.DrawFn) -> tuple[Kind, Any]:
    kind, record = draw(st.sampled_from(VALID))
    for _ in range(draw(st.integers(1, 2))):
        record = mutate(draw, record)
    return kind, record


@given(mutated())
def test_the_fast_and_the_explaining_validator_agree(case: tuple[Kind, Any]) -> None:
    kind, record = case
    fast = _is_valid(_compiled(kind)[0], record)
    assert fast == jsonschema.Draft202012Validator(schema_of(kind)).is_valid(record)
    assert fast == _is_valid(_compiled(kind)[1], [record])
    if not fast:
        assert "cannot express" not in explain(kind, record)


# --- files


def test_a_run_as_it_should_be_has_no_problems(tmp_path: Path) -> None:
    path = sample.write(tmp_path)
    assert problems(tmp_path) == []
    assert problems(path) == []


def rewrite(path: Path, **changes: Any) -> None:
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **changes}), "utf-8")


def test_each_faulty_entry_of_a_catalogue_is_told(tmp_path: Path) -> None:
    path = sample.write(tmp_path)
    entry, *others = sample.catalogue()["articles"]
    rewrite(
        path,
        more=1,
        articles=[{**entry, "sha256": "x"}, *others, others[1], others[1]],
        exercises=[*sample.catalogue()["exercises"], changed("dose.reps", [3, 1]), {"id": 1}],
        movements=[{"id": "m", "name": "M", "aliases": [], "exercises": ["gone--0123456789ab"]}],
    )
    told = problems(path)
    for expected in (
        "catalogue: Unevaluated properties are not allowed ('more' was unexpected)",
        "articles[0]: sha256: 'x' does not match",
        "articles toes: has the id of another entry",
        "articles messy: duplicate_of: there is no article 'knee/1'",
        "exercises[3]: dose: reps: min 3 is above max 1",
        "exercises[4]: ",
        "exercises heel-slide--",
        "article: there is no article 'knee/1'",
        "movements m: exercises: there is no exercise 'gone--0123456789ab'",
    ):
        assert any(expected in line for line in told), expected
    assert sum("toes" in line for line in told) == 1


@pytest.mark.parametrize(
    "content,reason",
    [
        (b"", "is no JSON"),
        (b"\x00\xff\x1b[31m", "is no JSON"),
        (b"[" * 100_000, "is no JSON"),
        (b'{"schema_version": NaN}', "is no JSON"),
        (b"[]", "it has no schema_version"),
        (b"{}", "it has no schema_version"),
        (b'{"schema_version": "2.0.0"}', "is '2.0.0'; this program reads 1.0.0"),
        (b'{"schema_version": {"a": [1]}}', "this program reads 1.0.0"),
        (b'{"schema_version": "1.0.0"}', "catalogue: 'articles' is a required property"),
        (
            b'{"schema_version": "1.0.0", "articles": 1, "exercises": {}, "movements": null}',
            "articles: 1 is not",
        ),
        (
            b'{"schema_version": "1.0.0", "articles": [null], "exercises": [], "movements": []}',
            "articles[0]: ",
        ),
    ],
)
def test_a_broken_catalogue_is_told_in_one_line_each(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "catalogue.json"
    path.write_bytes(content)
    told = problems(path)
    assert any(reason in line for line in told)
    assert all(line.isprintable() for line in told)


def test_a_file_that_is_no_json_is_named_once(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.json"
    path.write_bytes(b"{")
    for asked in (path, tmp_path):
        (told,) = problems(asked)
        assert told.startswith(f"{path}: is no JSON")
        assert told.count("catalogue.json") == 1


def test_whether_quotes_can_be_checked_is_told(tmp_path: Path) -> None:
    path = sample.write(tmp_path)
    asked = (tmp_path, path, tmp_path / "sentences.jsonl", tmp_path / "rejected.jsonl")
    assert list(map(has_texts, asked)) == [True] * 4
    (tmp_path / "articles.jsonl").unlink()
    assert list(map(has_texts, asked)) == [False, False, False, True]
    (tmp_path / "catalogue").mkdir()
    path.rename(tmp_path / "catalogue" / "manifest.json")
    assert not has_texts(tmp_path)
    (tmp_path / "articles.jsonl").touch()
    assert has_texts(tmp_path)
    assert has_texts(tmp_path / "catalogue" / "manifest.json")


def test_quotes_are_checked_against_the_articles_beside(tmp_path: Path) -> None:
    path = sample.write(tmp_path)
    rows = sample.article_rows()
    shifted: Any = {**rows[0], "text": "_" + rows[0]["text"]}
    (tmp_path / "articles.jsonl").write_text(
        "\n".join(map(json.dumps, ["x", shifted, rows[1]])) + "\n{", "utf-8"
    )
    told = problems(path)
    assert any("articles knee/1: warnings[0].text" in line for line in told)
    assert any("exercises heel-slide--" in line and "positions[0].text" in line for line in told)
    assert any("article 'toes' is not in articles.jsonl" in line for line in told)
    sentences = problems(tmp_path / "sentences.jsonl")
    assert any(line.startswith("line 1: text: ") for line in sentences)
    assert any("article 'toes' is not in articles.jsonl" in line for line in sentences)
    assert any(line.startswith("articles.jsonl: line 4: is no JSON") for line in problems(tmp_path))


def test_rows_of_an_unknown_name_are_told_by_their_keys(tmp_path: Path) -> None:
    sample.write(tmp_path)
    for name in ("sentences", "articles", "rejected"):
        path = tmp_path / f"my-{name}.jsonl"
        path.write_bytes(b"broken\n" + (tmp_path / f"{name}.jsonl").read_bytes())
        assert [line.split(":")[0] for line in problems(path)] == ["line 1"]
    path.write_text('["labels"]\n{}\n', "utf-8")
    assert problems(path) == ["line 1: is no row of sentences.jsonl, articles.jsonl or rejected.jsonl"]


def test_an_article_that_stands_twice_is_told(tmp_path: Path) -> None:
    sample.write(tmp_path)
    path = tmp_path / "articles.jsonl"
    path.write_bytes(path.read_bytes() * 2)
    assert problems(path)[0] == "line 4: has the id of an earlier article"


def test_lines_and_files_above_the_limit_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = sample.write(tmp_path)
    monkeypatch.setattr(files, "MAX_LINE_BYTES", 400)
    long = tmp_path / "rejected.jsonl"
    long.write_bytes(b"x" * 3000 + b"\n" + long.read_bytes() + b"y" * 401)
    assert problems(long) == ["line 1: is longer than 400 bytes", "line 3: is longer than 400 bytes"]
    monkeypatch.setattr(files, "MAX_FILE_BYTES", 10)
    assert "above the limit of 10" in problems(path)[0]


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    assert "cannot be read: No such file" in problems(tmp_path / "gone.json")[0]
    assert "cannot be read: No such file" in problems(tmp_path / "gone.jsonl")[0]
    assert "holds no catalogue.json" in problems(tmp_path)[0]


def test_a_problem_is_one_safe_line() -> None:
    line = str(Problem("a\nb\x1b[2J", "\u202e" + "x" * 1000))
    assert line.isprintable()
    assert line.startswith(r"a\nb\x1b[2J: \u202exxx")
    assert len(line) < 700


def test_printable_keeps_what_can_be_seen() -> None:
    assert printable("Größe 30 s – 😀 “x”") == "Größe 30 s – 😀 “x”"
    assert printable("a\u200bb\ud800") == r"a\u200bb\ud800"
    assert printable("abcdef", 4) == "abc…"
