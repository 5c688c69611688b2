from __future__ import annotations

import json
import re
import runpy
import sys
from pathlib import Path
from typing import Any

import pytest

import pipeline
from pipeline import catalogue as module
from pipeline.catalogue import (
    HAS,
    Catalogue,
    CatalogueError,
    diff,
    dose_text,
    exercise_text,
    number_text,
    pair_text,
    read_catalogue,
    select,
    show,
)
from tests import sample_catalogue as sample

ROOT = Path(__file__).parent.parent


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    return read_catalogue(sample.write(tmp_path))


HEEL, SQUEEZE, RAISE = (one["id"] for one in sample.catalogue()["exercises"])


# --- reading


def test_a_catalogue_is_read_from_its_file_or_folder(tmp_path: Path) -> None:
    path = sample.write(tmp_path)
    for place in (path, str(path), tmp_path):
        read = pipeline.read_catalogue(place)
        assert read.record == sample.catalogue()
        assert read.folder == tmp_path
    assert list(read.sentences()) == sample.sentence_rows()
    assert read.article_by_id["knee/1"]["title"] == "Looking after a stiff knee"
    assert read.exercise_by_id[HEEL] == sample.heel_slide()
    assert read.movement_of[HEEL]["name"] == "Heel slide"
    assert SQUEEZE not in read.movement_of


def test_sentences_are_none_where_there_is_no_file(tmp_path: Path) -> None:
    sample.write(tmp_path)
    (tmp_path / "sentences.jsonl").unlink()
    assert list(read_catalogue(tmp_path).sentences()) == []
    assert list(Catalogue(sample.catalogue()).sentences()) == []


@pytest.mark.parametrize(
    "content,message",
    [
        (None, "catalogue.json: name the folder that an extraction wrote"),
        (b"{", "is no JSON"),
        (b"{}", "is no catalogue"),
        (b'{"schema_version": "0.9"}', "is '0.9'; this program reads 1.0.0"),
    ],
)
def test_what_is_no_catalogue_is_refused_in_one_line(
    tmp_path: Path, content: bytes | None, message: str
) -> None:
    if content is not None:
        (tmp_path / "catalogue.json").write_bytes(content)
    with pytest.raises(CatalogueError, match=re.escape(message)) as error:
        read_catalogue(tmp_path)
    assert str(error.value).isprintable()


def test_an_invalid_record_is_refused(tmp_path: Path) -> None:
    path = sample.write(tmp_path)
    record: Any = sample.catalogue()
    record["exercises"][1]["dose"]["reps"] = [3, 1]
    path.write_text(json.dumps(record), "utf-8")
    with pytest.raises(CatalogueError, match=r"exercises\[1\]: dose: reps: min 3 is above max 1"):
        read_catalogue(path)


@pytest.mark.parametrize(
    "line,message", [("{", "line 10: is no JSON"), ("{}", "line 10: 'article' is a required")]
)
def test_a_broken_sentence_is_told(tmp_path: Path, line: str, message: str) -> None:
    sample.write(tmp_path)
    with (tmp_path / "sentences.jsonl").open("a", encoding="utf-8") as file:
        file.write(line)
    with pytest.raises(CatalogueError, match=message):
        list(read_catalogue(tmp_path).sentences())


# --- asking


@pytest.mark.parametrize(
    "asked,expected",
    [
        ({}, [HEEL, SQUEEZE, RAISE]),
        ({"position": "supine"}, [HEEL]),
        ({"position": "Standing "}, [RAISE]),
        ({"position": "hook-lying"}, []),
        ({"muscle": "calves"}, [RAISE]),
        ({"body_part": "thigh"}, [HEEL]),
        ({"equipment": "mat"}, [HEEL]),
        ({"equipment": "none"}, [SQUEEZE]),
        ({"equipment": "not stated"}, []),
        ({"name": "SLIDE"}, [HEEL]),
        ({"name": "lying"}, [HEEL]),
        ({"name": "raise"}, []),
        ({"has": ["hold"]}, [HEEL]),
        ({"has": ["dose"]}, [HEEL, SQUEEZE, RAISE]),
        ({"has": ["warning", "frequency"]}, [RAISE]),
        ({"has": ["Body-Part"]}, [HEEL]),
        ({"has": ["name"], "position": "standing"}, []),
        ({"position": "standing", "muscle": "calves", "equipment": "chair"}, [RAISE]),
    ],
)
def test_select_gives_what_is_asked(catalogue: Catalogue, asked: Any, expected: list[str]) -> None:
    assert [one["id"] for one in select(catalogue, **asked)] == expected


def test_a_wider_posture_finds_its_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    record = sample.catalogue()
    record["exercises"][0]["positions"][0]["value"] = "hook_lying"
    found = select(Catalogue(record), position="supine")
    assert [one["id"] for one in found] == [HEEL]
    monkeypatch.setattr(module, "broader", lambda _: {})
    assert select(Catalogue(record), position="supine") == []


@pytest.mark.parametrize(
    "asked",
    [
        {"muscle": "quads"},
        {"muscle": "Thigh Muscles"},
        {"equipment": "chairs"},
        {"equipment": "armless-chair"},
    ],
)
def test_synonyms_and_plurals_of_the_vocabulary_are_understood(asked: Any) -> None:
    record = sample.catalogue()
    one = record["exercises"][0]
    one["muscles"] = [{"value": "quadriceps", "spans": []}]
    one["equipment"] = {"status": "listed", "items": [{"value": "chair", "spans": []}]}
    record["exercises"] = [one]
    assert select(Catalogue(record), **asked) == [one]


def test_equipment_that_nobody_states_can_be_asked_for() -> None:
    record = sample.catalogue()
    record["exercises"][0]["equipment"] = {"status": "not_stated", "items": []}
    assert [one["id"] for one in select(Catalogue(record), equipment="not_stated")] == [HEEL]


@pytest.mark.parametrize("key", list(HAS))
def test_has_is_false_for_a_record_that_says_nothing(key: str) -> None:
    record = sample.catalogue()
    record["exercises"] = [sample.exercise("toes", sample.BARE)]
    assert select(Catalogue(record), has=[key]) == []


@pytest.mark.parametrize(
    "asked,message",
    [
        ({"position": "supin"}, "there is no position “supin”; try supine"),
        ({"muscle": "calvs"}, "there is no muscle “calvs”; try calves"),
        ({"equipment": "\x1b[2J"}, r"there is no equipment “\x1b[2J”; try mat, "),
        ({"body_part": "kneee"}, "there is no body part “kneee”; try knee"),
        ({"has": ["holds"]}, "there is no field “holds”; try hold"),
    ],
)
def test_an_unknown_word_is_answered_with_near_ones(catalogue: Catalogue, asked: Any, message: str) -> None:
    with pytest.raises(CatalogueError) as error:
        select(catalogue, **asked)
    assert str(error.value).startswith(message)


# --- in words


@pytest.mark.parametrize(
    "pair,expected",
    [([5, 10], "5–10"), ([5, 5.0], "5"), ([2.5, None], "at least 2.5"), ([None, 8], "at most 8")],
)
def test_pairs_in_words(pair: list[float | None], expected: str) -> None:
    assert pair_text(pair) == expected
    assert number_text(1_000_000.0) == "1000000"


@pytest.mark.parametrize(
    "stated,expected",
    [
        ({}, ""),
        ({"hold_s": [5, 10], "reps": [1, 1], "sets": [2, 3]}, "hold 5–10 s, 1 repetition, 2–3 sets"),
        ({"hold_breaths": [1, 1], "rest_s": [30, None]}, "hold 1 breath, rest at least 30 s"),
        ({"side": "other", "freq": {"times": [1, 1], "per": "day"}}, "then the other side, 1 time a day"),
        ({"freq": {"times": [2, 3], "per": "hour", "every": [3, 4]}}, "2–3 times every 3–4 hours"),
        ({"freq": {"times": [5, 10], "per": "hour"}}, "5–10 times an hour"),
        ({"open": True}, "number left open"),
    ],
)
def test_doses_in_words(stated: Any, expected: str) -> None:
    assert dose_text(sample.dose(**stated)) == expected


def test_a_record_is_shown_with_all_it_says(catalogue: Catalogue) -> None:
    text = exercise_text(catalogue.exercises[0], catalogue.articles[0])
    for expected in (
        f"{HEEL}  Heel slide",
        "knee/1 · Looking after a stiff knee · https://example.org/knee?a=1&b=2, characters 0–",
        "supine: “Lie on your back”",
        "2 action     2. Slide your right heel",
        "hold 5–10 s, 10 repetitions, 3 sets, each side",
        "stop if: “Stop if the knee locks.”",
        "You should feel a gentle pull",
        "easier: “If this is too hard",
        "body parts    heel, thigh",
        "equipment     mat",
        "confidence    0.88",
    ):
        assert expected in text


def test_a_step_of_several_lines_is_shown_on_one(catalogue: Catalogue) -> None:
    exercise = catalogue.exercises[0]
    exercise["steps"][0]["text"] = "Lie on\n    your back.\t"
    assert "  Lie on your back.\n" in exercise_text(exercise, catalogue.articles[0]).replace(
        "position    ", ""
    )


def test_what_is_shown_cannot_steer_the_terminal(catalogue: Catalogue) -> None:
    record = sample.catalogue()
    record["articles"][0]["title"] = "a\x1b[31mb\nc\u202e"
    lines = show(Catalogue(record), catalogue.exercises).splitlines()
    assert all(line.isprintable() for line in lines)
    assert r"a\x1b[31mb c\u202e" in "".join(lines)
    assert lines[-1] == "3 of 3 exercises"
    assert any("none, the text says" in line for line in lines)
    assert any("to review: no name, low confidence" in line for line in lines)
    assert any("(the text gives no name)" in line for line in lines)
    silent = exercise_text(sample.exercise("toes", sample.BARE), catalogue.articles[2])
    assert "not stated" in silent
    assert "dose" not in silent


# --- comparing


def changed(**changes: Any) -> Catalogue:
    record: Any = sample.catalogue() | changes
    return Catalogue(record)


def test_the_same_catalogue_does_not_differ(catalogue: Catalogue) -> None:
    same = diff(catalogue, changed())
    assert not same
    assert same.to_json() == {"added": [], "gone": [], "changed": []}
    assert same.text().splitlines() == [
        f"{section}: 0 added, 0 gone, 0 changed" for section in ("articles", "exercises", "movements")
    ]


def test_added_gone_and_changed_are_told(catalogue: Catalogue) -> None:
    heel: Any = sample.heel_slide()
    heel["dose"]["reps"] = [12, 12]
    heel["warnings"] = []
    heel["review"] = ["low_confidence"]
    new = sample.exercise("messy", "a new one", "new")
    new["span"] = {"start": 200, "end": 205}
    difference = diff(catalogue, changed(exercises=[heel, sample.heel_raise(), new], movements=[]))
    assert difference
    assert difference.to_json() == json.loads(json.dumps(difference.to_json()))
    told = difference.to_json()
    assert told["added"] == [{"section": "exercises", "id": new["id"]}]
    assert told["gone"] == [
        {"section": "exercises", "id": SQUEEZE},
        {"section": "movements", "id": "heel-slide"},
    ]
    (change,) = told["changed"]
    assert change["id"] == change["old_id"] == HEEL
    assert change["fields"]["dose.reps"] == {"old": [10, 10], "new": [12, 12]}
    assert set(change["fields"]) == {"dose.reps", "warnings", "review"}
    lines = difference.text().splitlines()
    assert lines[1] == "exercises: 1 added, 1 gone, 1 changed"
    for expected in (
        f"+ {new['id']}",
        f"- {SQUEEZE}",
        f"~ {HEEL}",
        "    dose.reps: [10, 10] → [12, 12]",
        '    review + "low_confidence"',
    ):
        assert expected in lines
    assert any(line.startswith('    warnings - {"kind": "stop_if"') for line in lines)


def test_an_exercise_that_begins_elsewhere_is_changed_not_gone(catalogue: Catalogue) -> None:
    heel: Any = sample.heel_slide()
    heel["id"] = "slide--0123456789ab"
    heel["span"] = {"start": 100, "end": 200}
    (change,) = diff(catalogue, changed(exercises=[heel, sample.squeeze(), sample.heel_raise()])).changed
    assert (change.id, change.old_id) == ("slide--0123456789ab", HEEL)
    assert change.fields["span.start"] == (0, 100)
    difference = diff(catalogue, changed(exercises=[heel, sample.squeeze(), sample.heel_raise()]))
    assert f"~ slide--0123456789ab (was {HEEL})" in difference.text()


@pytest.mark.parametrize(
    "old,new,expected",
    [
        ([(0, 10), (20, 30)], [(5, 25), (25, 40)], {"n0": "o0", "n1": "o1"}),
        ([(0, 10), (20, 30)], [(10, 20)], {}),
        ([(50, 60)], [(0, 10), (55, 58), (58, 70)], {"n1": "o0"}),
        ([(0, 5), (10, 15), (20, 25)], [(21, 22)], {"n0": "o2"}),
    ],
)
def test_moved_exercises_are_matched_by_the_text_they_share(
    old: list[tuple[int, int]], new: list[tuple[int, int]], expected: dict[str, str]
) -> None:
    def records(letter: str, spans: list[tuple[int, int]]) -> list[Any]:
        return [
            {"id": f"{letter}{number}", "article": "a", "span": {"start": start, "end": end}}
            for number, (start, end) in enumerate(spans)
        ]

    assert module._moved(records("o", old), records("n", new)) == expected


def test_the_same_items_in_another_order_are_told_shortly(catalogue: Catalogue) -> None:
    heel: Any = sample.heel_slide()
    heel["body_parts"].reverse()
    article: Any = sample.catalogue()["articles"][1]
    del article["evidence"], article["duplicate_of"]
    articles = [sample.catalogue()["articles"][0], article, sample.catalogue()["articles"][2]]
    lines = diff(
        catalogue, changed(exercises=[heel, sample.squeeze(), sample.heel_raise()], articles=articles)
    )
    assert "    body_parts: the same in another order" in lines.text().splitlines()
    assert '    duplicate_of: "knee/1" → null' in lines.text().splitlines()


# --- docs


def test_the_example_in_docs_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sample.write(tmp_path)
    monkeypatch.setattr(sys, "argv", ["example_of_use.py", str(tmp_path)])
    runpy.run_path(str(ROOT / "docs" / "example_of_use.py"), run_name="__main__")
    out = capsys.readouterr().out
    assert "3 exercises from 3 articles" in out
    assert "1 of 3 exercises" in out
    assert (tmp_path / "export" / "handout.md").is_file()
