from __future__ import annotations

import json
import random
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from pipeline.evaluate import Evaluation, evaluate
from pipeline.evaluate.__main__ import app
from pipeline.evaluate.calibrate import BEGIN, END
from pipeline.evaluate.corpora import evaluations, present
from pipeline.evaluate.gold import read_gold
from pipeline.evaluate.measure import bcubed, facts, headline, match
from pipeline.evaluate.precision import WEIGHT, bins, precisions, unseen
from pipeline.evaluate.said import run
from pipeline.evaluate.text import dose
from pipeline.output import UsageError
from tests.annotated_sample import TEXT, annotated, changed, gold, row, rows, write
from tests.conftest import ROOT

SCORE = ROOT.parent / "shared" / "score.py"


def measured(folder: Path, said: list[dict[str, Any]], **more: Any) -> Evaluation:
    return evaluate(*write(folder, said, **more))


# --- The figures


def test_what_makes_no_mistake_is_right_throughout(tmp_path: Path) -> None:
    found = measured(tmp_path, rows())
    assert set(headline(found.figures).values()) == {1.0}
    assert (found.figures["sentences"], found.figures["doses"], found.figures["names"]) == (10, 2, 2)
    assert not found.wrong
    assert not found.wrong_exercises
    assert not found.changed


@pytest.mark.parametrize(
    "said,faults,figure,value",
    [
        (changed("Lie on your back.", "action"), ["primary"], "primary_accuracy", 0.9),
        (changed("Lie on your back.", "position", "action"), ["labels"], "primary_accuracy", 1.0),
        (changed("Bend your knees and hold on.", "action"), ["labels"], "label_f1.hold_rep", 0.8),
        (changed("Lean on a wall.", "action"), [], "label_f1.position", 1.0),
        (changed("Hold for 5 to 10 seconds.", dose={"hold_s": [5, 5]}), ["dose"], "dose_exact", 0.5),
        (changed("Hold for 5 to 10 seconds.", dose=None), ["dose"], "dose_f1", 2 / 3),
        (rows()[:-1], ["span", "primary"], "span_f1", 18 / 19),
        ([*rows()[:-1], row("This page was written", "other")], ["span"], "span_f1", 0.9),
    ],
)
def test_each_mistake_is_seen(
    tmp_path: Path, said: list[dict[str, Any]], faults: list[str], figure: str, value: float
) -> None:
    found = measured(tmp_path, said)
    assert [fault for outcome in found.wrong for fault in outcome.faults] == faults
    assert headline(found.figures)[figure] == pytest.approx(value)
    assert all(fault in found.to_text(1) and fault in found.to_html() for fault in faults)


def test_a_wrong_dose_and_a_wrong_span_are_told_in_words(tmp_path: Path) -> None:
    said = changed("Hold for 5 to 10 seconds.", dose={"hold_s": [5, 5]})
    said[9] = row("This page was written", "other")
    found = measured(tmp_path, said)
    assert "  dose annotated hold_s 5–10; said hold_s 5\n" in found.to_text(2)
    assert "  sentence made: This page was written\n" in found.to_text(2)
    page = " ".join(found.to_html().split())
    assert "Dose annotated <strong>hold_s 5–10</strong>, said <strong>hold_s 5</strong>" in page
    assert "Sentence made: “This page was written”" in page


@pytest.mark.parametrize(
    "piece,exercise,faults",
    [
        ("Lean on a wall.", None, [["short"]]),
        ("Lean on a wall.", "heel-slide--1", [["merged"], ["split"]]),
        ("This page was written by a friend.", "wall-sit--2", [["long"]]),
        ("This page was written by a friend.", "friend--3", [["invented"]]),
    ],
)
def test_mistakes_of_exercises_are_named(
    tmp_path: Path, piece: str, exercise: str | None, faults: list[list[str]]
) -> None:
    found = measured(tmp_path, changed(piece, exercise=exercise))
    assert [one.faults for one in found.wrong_exercises] == faults
    assert found.figures["name_accuracy"] == 1.0


def test_an_exercise_without_record_is_missed_and_has_no_name(tmp_path: Path) -> None:
    found = measured(tmp_path, [{**one, "exercise": None} for one in rows()])
    assert [one.faults for one in found.wrong_exercises] == [["missed", "name"], ["missed", "name"]]
    assert found.figures["name_accuracy"] == 0.0


def test_a_record_that_the_catalogue_lacks_has_no_name(tmp_path: Path) -> None:
    out, annotations = write(tmp_path, rows())
    (out / "catalogue.json").unlink()
    assert evaluate(out, annotations).figures["name_accuracy"] == 0.0


def test_a_dose_that_is_defensible_either_way_does_not_count(tmp_path: Path) -> None:
    out, annotations = write(tmp_path, changed("Repeat twice a day.", "other", dose=None))
    told = gold()
    told["sentences"][4]["accept"] = ["other"]
    (annotations / "heel.json").write_text(json.dumps(told))
    found = evaluate(out, annotations)
    assert not found.wrong
    assert found.figures["doses"] == 1


def test_a_dose_of_one_sentence_that_covers_two_counts_once(tmp_path: Path) -> None:
    both = "Hold for 5 to 10 seconds. Repeat twice a day."
    said = [one for one in rows() if one["text"] not in both]
    said.insert(3, row(both, "hold_rep", exercise="heel-slide--1", dose={"hold_s": [5, 10]}))
    found = measured(tmp_path, said)
    assert found.figures["dose_precision"] == 1.0
    assert found.figures["dose_recall"] == 0.5


def test_an_article_that_the_result_lacks_counts_as_wrong(tmp_path: Path) -> None:
    found = measured(tmp_path, rows(), article="other")
    assert found.figures["articles_missing"] == ["other"]
    assert found.figures["primary_accuracy"] == 0.0
    assert found.confusion["position", "nothing"] == 2
    assert "  none made\n" in found.to_text(1) + "\n"
    assert "nothing" in found.to_html()


def test_annotations_of_another_text_are_reported(tmp_path: Path) -> None:
    found = measured(tmp_path, rows(), text=TEXT + "More.")
    assert found.changed == ["heel"]
    assert "annotated on another text than the result's: heel" in found.to_text()
    assert "Annotated on another text" in found.to_html()


def test_the_sentence_with_most_overlap_is_matched() -> None:
    pieces: list[Any] = [{"start": 0, "end": 4}, {"start": 4, "end": 20}, {"start": 5, "end": 30}]
    wanted: list[Any] = [annotated("Wall sit", "other"), {"start": 2, "end": 10, "labels": ["other"]}]
    wanted[0] |= {"start": 40, "end": 50}
    assert match(wanted, pieces) == [None, pieces[1]]


def test_doses_are_compared_by_what_they_state() -> None:
    empty = {"hold_s": [None, None], "side": None, "freq": None, "open": True}
    assert facts(empty) == facts(None) == facts({}) == frozenset()
    once = {"times": [1, 1], "per": "day"}
    assert facts({"freq": once}) == facts({"freq": {**once, "every": [1, 1]}})
    assert facts({"freq": once}) != facts({"freq": {**once, "every": [2, 2]}})
    assert facts({"reps": [10, 10]}) == facts({"reps": [10.0, 10.0]}) != facts({"reps": [10, None]})


def test_doses_are_told_in_words() -> None:
    stated = {
        "hold_s": [15, 30],
        "reps": [10, 10],
        "rest_s": [None, 90],
        "side": "each",
        "freq": {"times": [1, 1], "every": [3, 4], "per": "hour"},
    }
    assert dose(facts(stated)) == "freq 1 per 3–4 hour, hold_s 15–30, reps 10, rest_s …–90, side each"
    assert dose(facts({"freq": {"times": [2, 2], "per": "day"}})) == "freq 2 per day"
    assert dose(facts(None)) == "none"


def test_groups_that_nobody_made_are_alike() -> None:
    assert bcubed({1: None, 2: None}, {1: None, 2: None}) == 1.0
    assert bcubed({1: "a", 2: "a"}, {1: None, 2: None}) == pytest.approx(2 / 3)


# --- The same as the measure it is modelled on


def disturbed(annotations: Path, seed: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Rows and records as the annotations say, with mistakes of every kind."""
    chance = random.Random(seed)
    said: list[dict[str, Any]] = []
    records: list[dict[str, Any]] = []
    labels = ("position", "action", "hold_rep", "warning", "other")
    for name, article in read_gold(annotations).articles.items():
        for one in article["sentences"]:
            made = {
                **row("Heel slide", *one["labels"]),
                "article": name,
                "start": one["start"],
                "end": one["end"],
            }
            made["dose"] = one.get("dose")
            made["exercise"] = one.get("exercise") and f"{name}-{one['exercise']}"
            match chance.randrange(12):
                case 0:
                    continue
                case 1:
                    made["start"] += chance.randrange(1, 8)
                case 2:
                    made["end"] += chance.randrange(1, 60)
                case 3:
                    made["labels"] = chance.sample(labels, chance.randrange(1, 4))
                case 4:
                    made["dose"] = {
                        "reps": [chance.randrange(3), None],
                        "side": chance.choice([None, "each"]),
                    }
                case 5:
                    made["exercise"] = chance.choice([None, f"{name}-{chance.randrange(5)}"])
            if made["end"] > made["start"]:
                said.append(made)
        records += [
            {"id": f"{name}-{one['k']}", "article": name, "confidence": 1.0,
             "name": chance.choice([None, {"value": one["name"]}]) if one["name"] else None}
            for one in article["exercises"]
        ]  # fmt: skip
    chance.shuffle(said)
    return said, records


@pytest.mark.skipif(not SCORE.is_file(), reason="the measure is not beside this checkout")
@pytest.mark.parametrize("seed", range(4))
def test_the_figures_are_those_of_the_measure(tmp_path: Path, seed: int) -> None:
    annotations = ROOT / "tests" / "gold"
    said, records = disturbed(annotations, seed)
    (tmp_path / "sentences.jsonl").write_text("".join(json.dumps(one) + "\n" for one in said))
    (tmp_path / "catalogue.json").write_text(json.dumps({"exercises": records}))
    scored = subprocess.run(
        [sys.executable, SCORE, tmp_path, annotations, "--json"], capture_output=True, text=True, check=True
    )
    expected = json.loads(scored.stdout)
    assert 0.5 < expected["primary_accuracy"] < 0.95
    found = json.loads(evaluate(tmp_path, annotations).to_json())
    for name, value in expected.items():
        assert found[name] == (pytest.approx(value) if isinstance(value, float | dict) else value), name


# --- The views


def test_the_confusion_of_labels_is_shown(tmp_path: Path) -> None:
    found = measured(tmp_path, changed("Lie on your back.", "action"))
    assert found.confusion == Counter(
        {
            ("other", "other"): 3,
            ("hold_rep", "hold_rep"): 2,
            ("action", "action"): 2,
            ("position", "position"): 1,
            ("warning", "warning"): 1,
            ("position", "action"): 1,
        }
    )
    text = found.to_text(5)
    assert re.search(r"^  position +1 +1 +· +· +· +·$", text, re.MULTILINE)
    assert "heel [11:28] primary\n  Lie on your back.\n  labels annotated position\n" in text
    assert "labels said action by action.rule" in text
    assert re.search(r"^  action.rule +3 +2 +0\.\d{3}$", text, re.MULTILINE)


def test_no_more_errors_are_shown_than_asked_for(tmp_path: Path) -> None:
    said = [{**one, "labels": ["warning"], "exercise": None} for one in rows()]
    found = measured(tmp_path, said)
    assert found.to_text().count("labels said") == 0
    assert found.to_text(2).count("labels said") == 2
    assert found.to_text(2).count("name annotated") == 2
    assert found.to_text(99).count("labels said") == len(found.wrong)


def test_texts_cannot_do_anything_to_a_terminal_or_a_page(tmp_path: Path) -> None:
    evil = TEXT.replace("Lie on your back.", "<b>\x1b[2J\u202e&'\"<i>xx.")
    assert len(evil) == len(TEXT)
    found = measured(tmp_path, changed("Lie on your back.", "other", rules=["<script>\x1b"]), text=evil)
    text, page = found.to_text(5), found.to_html()
    assert "\x1b" not in text + page
    assert "\u202e" not in text + page
    assert "<b>\\x1b[2J\\u202e" in text
    assert "&lt;b&gt;\\x1b[2J\\u202e&amp;" in page
    assert "<script" not in page
    assert "<i>" not in page


def test_the_page_stands_alone_and_its_links_lead_somewhere(tmp_path: Path) -> None:
    said = [{**one, "labels": ["warning"], "exercise": None, "dose": None} for one in rows()[1:]]
    page = measured(tmp_path, [*said, row("Wall sit", "other", exercise="x--1")]).to_html()
    assert "default-src 'none'" in page
    assert not re.search(r"(?:src|href)=\"(?!#)", page)
    linked, known = set(re.findall(r'href="#(\w+)"', page)), set(re.findall(r'id="(\w+)"', page))
    assert {"sentences", "exercises", "s1", "s2"} <= linked <= known
    assert "next other → warning" in page


def test_sites_are_told_apart(tmp_path: Path) -> None:
    out, annotations = write(tmp_path, rows())
    (annotations / "else.json").write_text(json.dumps(gold()))
    folds = tmp_path / "folds.json"
    folds.write_text(json.dumps({"heel": {"site": "example"}, "missing": {"site": "elsewhere"}}))
    found = evaluate(out, annotations, folds)
    assert {site: one["articles"] for site, one in found.by_site().items()} == {"example": 1}
    assert set(found.by_article()) == {"heel", "else"}
    assert re.search(r"^  example +10 +1\.000", found.to_text(), re.MULTILINE)
    assert "By site" in found.to_html()
    assert "By site" not in evaluate(out, annotations).to_html()


def test_what_was_not_asked_has_no_figure(tmp_path: Path) -> None:
    out, annotations = write(tmp_path, rows())
    bare = {"sentences": [annotated("Wall sit", "other")], "exercises": []}
    (annotations / "heel.json").write_text(json.dumps(bare))
    assert re.search(
        r"^  heel +1( +\d\.\d{3}){4} +– +– +–$", evaluate(out, annotations).to_text(), re.MULTILINE
    )


def test_confidence_is_held_against_what_is_right(tmp_path: Path) -> None:
    said = [{**one, "confidence": 0.95} for one in changed("Lie on your back.", "action")]
    said[0].pop("confidence")
    said[2]["confidence"] = 1.0
    found = measured(tmp_path, said)
    assert [one.size for one in found.sentence_bins] == [0] * 9 + [9]
    assert found.sentence_bins[9].right == pytest.approx(8 / 9)
    assert [(one.size, one.right) for one in found.record_bins if one.size] == [(1, 1.0), (1, 0.0)]
    assert re.search(r"^  0\.9–1\.0 +9 +0\.956 +0\.889$", found.to_text(), re.MULTILINE)


def test_a_result_without_confidence_says_so(tmp_path: Path) -> None:
    assert "nothing states a confidence" in measured(tmp_path, rows()).to_text()


@pytest.mark.parametrize(
    "name,content",
    [
        ("gold/heel.json", "{"),
        ("gold/heel.json", '{"sentences": [{"start": 0, "end": 1, "labels": []}], "exercises": []}'),
        ("gold/heel.json", '{"sentences": [], "exercises": [{"k": 1}]}'),
        ("gold/heel.json", "[]"),
        ("gold/heel.json", None),
        ("out/sentences.jsonl", None),
        ("out/sentences.jsonl", "{"),
        ("out/sentences.jsonl", '{"article": "heel", "labels": []}'),
        ("out/catalogue.json", "[]"),
        ("out/articles.jsonl", "1"),
        ("folds.json", '{"heel": {}}'),
        ("folds.json", "[]"),
        ("folds.json", None),
    ],
)
def test_broken_files_are_a_clear_message(tmp_path: Path, name: str, content: str | None) -> None:
    out, annotations = write(tmp_path, rows())
    folds = tmp_path / "folds.json"
    folds.write_text("{}")
    assert evaluate(out, annotations, folds).sites == {}
    (tmp_path / name).unlink() if content is None else (tmp_path / name).write_text(content)
    with pytest.raises(UsageError, match=re.escape(str(tmp_path / Path(name).parts[0]))):
        evaluate(out, annotations, folds)


def test_a_file_that_is_no_annotation_is_told_what_it_lacks(tmp_path: Path) -> None:
    out, annotations = write(tmp_path, rows())
    (annotations / "floors.json").write_text('{"gold": {}}')
    with pytest.raises(
        UsageError, match=r"floors\.json is no annotated article \(it has no `sentences`\): name"
    ):
        evaluate(out, annotations)


# --- The precision of rules


def test_rules_are_counted_by_the_label_they_gave(tmp_path: Path) -> None:
    said = changed("Lie on your back.", "position", "action", rules=["position.a", "action.b", "cue.c"])
    table = precisions(measured(tmp_path, said).measured, {"gold": "hash"})
    assert table["gold"] == {"gold": "hash"}
    assert (table["articles"], table["sentences"]) == (1, 10)
    counts = {rule: (one["fired"], one["right"]) for rule, one in table["rules"].items()}
    assert counts == {
        "action.b": (1, 0),
        "action.rule": (2, 2),
        "cue.c": (1, 1),
        "hold_rep.rule": (3, 3),
        "position.a": (1, 1),
        "position.rule": (1, 1),
        "warning.rule": (1, 1),
    }
    assert table["labels"]["action"] == {"fired": 3, "right": 2, "precision": 0.6}
    assert table["rules"]["action.b"]["precision"] == round(WEIGHT * 0.6 / (WEIGHT + 1), 4)
    assert table["silence"] == {"fired": 3, "right": 3, "precision": 0.8}
    assert table["complete"]["fired"] == table["complete"]["right"] == 6


def test_a_missing_label_is_no_fault_of_the_rule_that_fired(tmp_path: Path) -> None:
    table = precisions(measured(tmp_path, changed("Bend your knees and hold on.", "action")).measured, {})
    assert table["rules"]["action.rule"]["right"] == table["rules"]["action.rule"]["fired"] == 2
    assert (table["complete"]["fired"], table["complete"]["right"]) == (7, 6)


def test_confidence_is_held_against_articles_that_had_no_part_in_it(tmp_path: Path) -> None:
    out, annotations = write(tmp_path, changed("Lie on your back.", "action"))
    (annotations / "else.json").write_text(json.dumps(gold()))
    sentences, records = unseen(evaluate(out, annotations).measured)
    # Nothing was said of the other article: what is left to go by is ignorance.
    assert {sure for sure, _ in sentences} == {0.5, 0.25, 0.125}
    assert [right for _, right in sentences].count(False) == 1
    assert [right for _, right in records] == [False, True]


def test_bins_take_what_is_at_their_lower_end_and_the_last_all_that_is_certain() -> None:
    found = bins([(0.0, False), (0.1, True), (1.0, True), (0.95, False)])
    assert [one.size for one in found] == [1, 1, 0, 0, 0, 0, 0, 0, 0, 2]
    assert found[9].confidence == 0.975
    assert found[9].right == 0.5
    assert found[2].confidence is found[2].right is None


# --- In a checkout


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for folder in ("raw/knee", "tests/gold", "pipeline/rules"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "raw" / "heel.txt").write_text(TEXT)
    (tmp_path / "raw" / "knee" / "empty.txt").write_text("")
    (tmp_path / "raw" / "picture.png").write_bytes(b"no article")
    (tmp_path / "tests" / "gold" / "heel.json").write_text(json.dumps(gold()))
    return tmp_path


def test_the_pipeline_runs_without_writing_anything(checkout: Path) -> None:
    before = sorted(checkout.rglob("*"))
    found = run(checkout / "raw")
    assert list(found) == ["heel"]
    assert found["heel"].text == TEXT
    assert {one["exercise"] for one in found["heel"].sentences} - {None} == set(found["heel"].exercises)
    assert sorted(checkout.rglob("*")) == before


def test_a_folder_that_is_no_checkout_is_a_clear_message(tmp_path: Path) -> None:
    assert list(present(tmp_path)) == []
    with pytest.raises(UsageError, match="no annotated articles"):
        evaluations(tmp_path)
    told = CliRunner().invoke(app, ["calibrate", "--root", str(tmp_path)])
    assert told.exit_code == 2


def test_calibrating_writes_the_same_bytes_each_time(checkout: Path) -> None:
    written = []
    for _ in range(2):
        told = CliRunner().invoke(app, ["calibrate", "--root", str(checkout)])
        assert told.exit_code == 0, told.output
        written.append([path.read_bytes() for path in sorted((checkout / "pipeline" / "rules").iterdir())])
    assert written[0] == written[1]
    accuracy, precision = map(json.loads, written[0])
    assert precision["gold"] == {"tests/gold": read_gold(checkout / "tests" / "gold").sha256}
    assert (accuracy["articles"], accuracy["sentences"]) == (1, 10)
    assert 0 <= accuracy["figures"]["label_f1"]["position"] <= 1
    assert 0 <= accuracy["figures"]["span_f1"] <= 1
    assert re.search(r"^  0\.\d–[01]\.\d +\d+", told.output, re.MULTILINE)


def test_calibrating_puts_what_was_measured_into_the_documentation(checkout: Path) -> None:
    page = checkout / "docs" / "accuracy.md"
    page.parent.mkdir()
    page.write_text(
        "# Accuracy\n<!-- measured -->\nold figures\n<!-- end of what was measured -->\nThe end.\n"
    )
    for _ in range(2):
        told = CliRunner().invoke(app, ["calibrate", "--root", str(checkout)])
        middle = f"<!-- measured -->\n```\n{told.output}```\n<!-- end of what was measured -->\n"
        assert page.read_text() == f"# Accuracy\n{middle}The end.\n"


def test_the_documentation_has_a_place_for_what_is_measured() -> None:
    page = (ROOT / "docs" / "accuracy.md").read_text("utf-8")
    assert 0 < page.index(BEGIN) < page.index(END)


def test_pinning_floors_tells_what_changed(checkout: Path) -> None:
    told = CliRunner().invoke(app, ["floors", "--root", str(checkout)])
    assert told.exit_code == 0, told.output
    pinned = json.loads((checkout / "tests" / "floors.json").read_text())
    assert set(pinned) == {"tests/gold"}
    assert "tests/gold span_f1 – → " in told.output
    again = CliRunner().invoke(app, ["floors", "--root", str(checkout)])
    assert again.output == ""
    pinned["tests/gold"]["floors"]["span_f1"] = 2.0
    (checkout / "tests" / "floors.json").write_text(json.dumps(pinned))
    refused = CliRunner().invoke(app, ["floors", "--root", str(checkout)])
    assert refused.exit_code == 2
    assert json.loads((checkout / "tests" / "floors.json").read_text()) == pinned
    lowered = CliRunner().invoke(app, ["floors", "--lower", "--root", str(checkout)])
    assert "span_f1 2.0000 → " in lowered.output
