from __future__ import annotations

import base64
import hashlib
import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from pipeline import report
from pipeline.catalogue import HAS, read_catalogue
from pipeline.output import UsageError
from pipeline.program import program, rules
from pipeline.report import facts, tally, write
from pipeline.report.entries import article_body, reasons
from pipeline.report.source import Result
from tests import report_sample as sample

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.report.entries import ArticleBody

PAGE = report.write.__globals__  # the module, whose limits some tests lower


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return sample.write(tmp_path / "out")


def data(page: Path, name: str) -> list[Any]:
    block = re.search(
        rf'<script type="application/json" id="{name}">(.*?)</script>', page.read_text("utf-8"), re.DOTALL
    )
    assert block is not None
    return [json.loads(line) for line in block[1].splitlines()]


def words(page: Path) -> str:
    """The page's own markup, without the data."""
    return re.sub(
        r'<script type="application/json".*?</script>', "", page.read_text("utf-8"), flags=re.DOTALL
    )


def test_the_same_result_gives_the_same_bytes(out: Path) -> None:
    first = write(out).read_bytes()
    (out / "run.json").write_text('{"seconds": 12.5}', "utf-8")
    assert write(out).read_bytes() == first


def test_however_the_catalogue_is_formatted_the_page_is_the_same(out: Path) -> None:
    lines = write(out).read_bytes()
    record = json.loads((out / "catalogue.json").read_text("utf-8"))
    for indent in (None, 2):
        (out / "catalogue.json").write_text(json.dumps(record, indent=indent), "utf-8")
        assert write(out).read_bytes() == lines


def test_style_and_script_are_allowed_by_their_hashes_and_nothing_else(out: Path) -> None:
    page = write(out).read_text("utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    assert policy[1].startswith("default-src 'none'; ")
    assert "unsafe" not in policy[1]
    assert "strict-dynamic" not in policy[1]
    for tag in ("style", "script"):
        content = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        assert len(content) == 1
        digest = base64.b64encode(hashlib.sha256(content[0].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy[1]
    assert not re.search(r'\son[a-z]+="|\sstyle="|(src|href)="(?!#)', words(out / "report.html"))


def test_nothing_that_an_article_says_can_leave_its_block(out: Path) -> None:
    write(out)
    blocks = re.findall(
        r'<script type="application/json" id="\w+">(.*?)</script>',
        (out / "report.html").read_text("utf-8"),
        re.DOTALL,
    )
    assert len(blocks) == 2
    assert not any("<" in block for block in blocks)
    assert (
        "document.title = "
        not in words(out / "report.html").replace("&#39;run&#39;", "").split("&lt;script&gt;")[0]
    )
    assert "&lt;script&gt;document.title" in words(out / "report.html")


def joined(body: ArticleBody, at: list[int]) -> str:
    return "".join(body["parts"][at[0] : at[1]])


def test_parts_give_back_the_text_and_every_span(out: Path) -> None:
    write(out)
    catalogue = read_catalogue(out)
    rows = sample.sentence_rows()
    for number, (body, article) in enumerate(
        zip(data(out / "report.html", "bodies"), sample.article_rows(), strict=True)
    ):
        assert "".join(body["parts"]) == article["text"]
        mine = [row for row in rows if row["article"] == article["article"]]
        assert [joined(body, one["at"]) for one in body["sentences"]] == [row["text"] for row in mine]
        exercises = [one for one in catalogue.exercises if one["article"] == article["article"]]
        for card, one in zip(body["records"], exercises, strict=True):
            assert joined(body, card["at"]) == article["text"][one["span"]["start"] : one["span"]["end"]]
            for field in ("positions", "steps", "warnings", "cues", "modifications"):
                quoted = [joined(body, item["at"][0]) for item in card[field]]
                assert quoted == [item["text"] for item in one[field]]
        assert data(out / "report.html", "index")[0]["articles"][number]["id"] == article["article"]


def test_sentences_know_their_records_and_records_their_words(out: Path) -> None:
    (odd,) = [one for one in Result(out).articles() if one.entry["id"] == "odd/1"]
    body = article_body(odd)
    assert [one["record"] for one in body["sentences"]] == [0, 0, 1, None, None]
    assert [one["dose"] for one in body["sentences"]] == ["", "hold 5 s", "hold 5 s", "", ""]
    (knee, *_) = Result(out).articles()
    card = article_body(knee)["records"][0]
    assert card["steps"][1]["note"] == "side: right · heel, buttocks, knee"
    assert card["steps"][4]["note"] == "modification: easier"
    assert card["needs"] == "mat"


def test_the_index_finds_the_broader_words_too(out: Path) -> None:
    write(out)
    (index,) = data(out / "report.html", "index")
    by_id = {one["id"]: one for one in index["records"]}
    assert by_id[sample.odd_exercises()[0]["id"]]["position"] == ["hook_lying", "supine"]
    assert [one["equipment"] for one in index["records"]] == [
        ["mat"],
        ["none"],
        ["chair"],
        ["not_stated"],
        ["not_stated"],
    ]
    assert index["movements"] == [["Heel slide", [0, 3]]]
    assert [(one["article"], one["sentence"]) for one in index["warnings"]] == [(0, 0), (3, 4)]
    assert index["articles"][4]["flags"] == ["no_exercise"]


def test_reasons_are_those_of_the_catalogue(out: Path) -> None:
    heel_slide, squeeze, heel_raise, _, second = read_catalogue(out).exercises
    assert reasons(heel_slide) == []
    assert reasons(squeeze) == ["low_confidence", "no_name"]
    assert reasons(heel_raise) == ["no_name"]
    assert reasons(second) == ["dose_without_action", "scrambled_article"]
    assert reasons({**heel_slide, "steps": heel_slide["steps"][:1], "confidence": 0.1}) == []


def counts(out: Path) -> tally.Tally:
    found = tally.Tally()
    for article in Result(out).articles():
        found.add(article)
    found.refuse(Result(out).rejected())
    return found


def test_counts_equal_those_of_the_catalogue(out: Path) -> None:
    found, catalogue = counts(out), read_catalogue(out)
    assert (found.articles, found.exercises) == (len(catalogue.articles), len(catalogue.exercises))
    assert found.labels.total() == len(sample.sentence_rows())
    assert found.has == {
        name: n for name, test in HAS.items() if (n := sum(map(bool, map(test, catalogue.exercises))))
    }
    assert dict(found.hold) == {0: 3}
    assert dict(found.reps) == {3: 1}
    assert found.equipment == {"mat": 1, "none": 1, "chair": 1, "not_stated": 2}
    assert found.confidence == {(8, False): 1, (5, True): 2, (8, True): 1, (9, False): 1}
    assert (found.loose, found.empty) == (2, 1)
    assert found.refused == {"article": 1, "record": 1}


def test_queues_name_what_waits_and_where(out: Path) -> None:
    found = {queue.name: (queue.number, queue.href) for queue in tally.queues(counts(out))}
    assert found == {
        "Records: no name": (2, "#list=records&review=no_name"),
        "Records: dose without action": (1, "#list=records&review=dose_without_action"),
        "Records: low confidence": (1, "#list=records&review=low_confidence"),
        "Records: scrambled article": (1, "#list=records&review=scrambled_article"),
        "Articles: scrambled": (1, "#flag=scrambled"),
        "Articles: duplicate": (1, "#flag=duplicate"),
        "Articles: not english": (1, "#flag=not_english"),
        "Articles: no exercise": (1, "#flag=no_exercise"),
        "Warnings outside every exercise": (2, "#list=warnings"),
    }


def test_bars_fill_what_they_stand_for(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tally, "BARS", 1)
    write(out)
    index = data(out / "report.html", "index")[0]
    charts = {chart.title: chart for chart in tally.charts(counts(out), index["articles"])}
    fields = {row.name: row.parts for row in charts["Fields of the records"].rows}
    assert [(part.number, part.x, part.width) for part in fields["name"]] == [(3, 0, 60), (2, 60, 40)]
    assert fields["name"][1].href == "#list=records&without=name"
    labels = charts["Labels of each article"].rows
    assert all(sum(part.width for part in row.parts) == pytest.approx(100, abs=0.1) for row in labels[:-1])
    assert sum(part.width for part in labels[-1].parts) == 0
    assert [row.name for row in charts["Equipment"].rows] == ["not stated", "3 others"]
    assert [row.name for row in charts["Repetitions"].rows][-2:] == ["16–20", "over 20"]


def test_many_articles_are_columns_in_the_picture_of_labels(tmp_path: Path) -> None:
    out = sample.write_many(tmp_path, 13)
    page = write(out).read_text("utf-8")
    assert '<svg class="columns" viewBox="0 0 65 100"' in page
    outlines = re.findall(r'<path class="ink-(\w+)" d="([^"]*)"', page)
    assert [kind for kind, _ in outlines] == ["other", "warning", "hold_rep", "action", "position"]
    assert all(outline.count("h1") == 65 for _, outline in outlines)


def test_the_head_says_what_the_page_was_made_from(
    out: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lines = "".join(f"{one['id']} {one['sha256']}\n" for one in sample.catalogue()["articles"])
    measured = tmp_path / "accuracy.json"
    figures = {
        "sentence_f1": 0.975,
        "labels": {"warning": 0.9},
        "sentences": 1200,
        "note": "none",
        "exact": True,
    }
    measured.write_text(json.dumps({"sentences": 1234, "figures": figures}), "utf-8")
    monkeypatch.setattr(facts, "accuracy", lambda: facts_accuracy(measured))
    page = words(write(out))
    assert hashlib.sha256(lines.encode()).hexdigest() in page
    assert rules() in page
    assert "Schema 1.0.0" in page
    assert "1,234 sentences: sentence f1 0.975" in page
    assert "labels · warning <b>0.900</b>" in page
    assert "<li>exact" not in page


facts_accuracy = facts.accuracy


def test_the_figures_that_say_most_come_first(tmp_path: Path) -> None:
    measured = tmp_path / "accuracy.json"
    names = ("dose_exact", "dose_f1", "exercise_bcubed_f1", "name_accuracy", "primary_accuracy")
    measured.write_text(json.dumps({"sentences": 1, "figures": dict.fromkeys(names, 0.5)}), "utf-8")
    told = facts_accuracy(measured)
    assert told is not None
    assert [name for name, _ in told.figures] == [
        "primary accuracy",
        "dose f1",
        "exercise bcubed f1",
        "dose exact",
        "name accuracy",
    ]


def test_accuracy_that_nobody_measured_is_not_made_up(
    out: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert facts_accuracy(tmp_path / "none.json") is None
    (tmp_path / "empty.json").write_text("{}", "utf-8")
    assert facts_accuracy(tmp_path / "empty.json") == (0, [])
    monkeypatch.setattr(facts, "accuracy", lambda: None)
    assert "Accuracy not measured" in words(write(out))


def test_of_a_catalogue_that_other_rules_made_ours_say_nothing(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facts, "accuracy", lambda: facts.Accuracy(10, [("f1", 0.5)]))
    for made_by in ({"program": "another"}, {"rules": "another"}, {"program": program(), "rules": "another"}):
        (out / "run.json").write_text(json.dumps(made_by), "utf-8")
        page = words(write(out))
        assert rules() not in page
        assert "<code>another</code>" in page
        assert "Accuracy not measured" in page
    for made_by in ({"program": program()}, {"program": "another", "rules": rules()}, {}):
        (out / "run.json").write_text(json.dumps(made_by), "utf-8")
        assert rules() in words(write(out))


# --- Large catalogues


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, limit in (("WHOLE", 6), ("FILE", 4), ("SHOWN", 12)):
        monkeypatch.setitem(PAGE, name, limit)


@pytest.mark.usefixtures("small")
def test_many_articles_are_split_into_files(tmp_path: Path) -> None:
    out = sample.write_many(tmp_path, 2)
    page = write(out)
    (index,) = data(page, "index")
    assert data(page, "bodies") == []
    assert [name for name, *_ in index["files"]] == [
        f"report/articles-000{number}.js" for number in (1, 2, 3)
    ]
    texts = []
    for number, (name, mark, _) in enumerate(index["files"]):
        call = re.fullmatch(
            rf'reportFile\({number},"{mark}",(\[.*\])\);\n', (out / name).read_text("utf-8"), re.DOTALL
        )
        assert call is not None
        texts += ["".join(body["parts"]) for body in json.loads(call[1])]
    assert texts == [row["text"] for row in sample.article_rows()] * 2
    assert json.loads((out / "report/manifest.json").read_text("utf-8"))["files"] == index["files"]
    assert "script-src 'sha256-" in page.read_text("utf-8")
    assert "'strict-dynamic'" in page.read_text("utf-8")


def test_long_articles_are_split_too(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PAGE, "WHOLE_BYTES", 1000)
    monkeypatch.setitem(PAGE, "FILE_BYTES", 1)
    (index,) = data(write(out), "index")
    assert [first for *_, first in index["files"]] == [0, 1, 2, 3, 4]


@pytest.mark.usefixtures("small")
def test_of_very_many_articles_some_are_shown_and_all_are_counted(tmp_path: Path) -> None:
    page = write(sample.write_many(tmp_path, 4))
    (index,) = data(page, "index")
    assert len(index["articles"]) == 10
    assert [one["id"] for one in index["articles"][:3]] == ["0/knee/1", "0/toes", "0/silent"]
    assert {one["article"] for one in index["records"]} <= set(range(10))
    assert "10 of 20 articles, spread evenly" in words(page)
    assert "20 articles" in words(page)


@pytest.mark.usefixtures("small")
def test_files_of_an_earlier_page_go_and_those_of_others_stay(tmp_path: Path) -> None:
    out = sample.write_many(tmp_path, 2)
    write(out)
    sample.write(out)
    write(out)
    assert not (out / "report").exists()
    (out / "report").mkdir()
    (out / "report" / "mine.txt").touch()
    write(out)
    assert (out / "report" / "mine.txt").exists()


@pytest.mark.usefixtures("small")
def test_the_bytes_do_not_depend_on_who_does_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.report.source.BATCH", 3)
    out = sample.write_many(tmp_path, 4)
    made = [files(write(out, workers)) for workers in (1, 2)]
    assert made[0] == made[1]
    assert len(made[0]) == 5


def files(page: Path) -> dict[str, bytes]:
    below = (page.parent / "report").iterdir()
    return {path.name: path.read_bytes() for path in (page, *below)}


@pytest.mark.usefixtures("small")
def test_a_page_stays_whole_when_the_next_cannot_be_made(tmp_path: Path) -> None:
    out = sample.write_many(tmp_path, 2)
    before = files(write(out))
    sentences = out / "sentences.jsonl"
    valid = sentences.read_text("utf-8")
    sentences.write_text(valid[: valid.rindex('{"article"') + 5], "utf-8")
    with pytest.raises(UsageError, match="no JSON"):
        write(out)
    assert files(out / "report.html") == before
    sentences.write_text(valid, "utf-8")
    assert files(write(out)) == before
    assert not (out / ".report").exists()


# --- Broken results


def test_a_folder_without_a_result_is_wrong_use(out: Path) -> None:
    for name in ("catalogue.json", "articles.jsonl", "sentences.jsonl"):
        (out / name).rename(out / "away")
        with pytest.raises(UsageError, match=f"has no {name}"):
            write(out)
        (out / "away").rename(out / name)


def test_a_result_without_refusals_is_one(out: Path) -> None:
    (out / "rejected.jsonl").unlink()
    assert "Nothing was refused." in words(write(out))


def test_only_the_first_refusals_are_listed(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tally, "REFUSED", 1)
    page = words(write(out))
    assert "1 article and 1 record were refused; the first 1 are listed" in page
    assert page.count("<bdi>The file is empty.</bdi>") == 1


@pytest.mark.parametrize("name", ["articles.jsonl", "sentences.jsonl"])
def test_files_of_different_runs_are_not_mixed(out: Path, name: str) -> None:
    lines = (out / name).read_text("utf-8").splitlines(keepends=True)
    for broken in (lines[::-1], lines[:-1]) if name == "articles.jsonl" else (lines[::-1],):
        (out / name).write_text("".join(broken), "utf-8")
        with pytest.raises(UsageError, match="not of one run"):
            write(out)


@pytest.mark.parametrize("name", ["articles.jsonl", "sentences.jsonl", "rejected.jsonl"])
@pytest.mark.parametrize("line,reason", [("{cut", "is no JSON"), ("{}", "is a required property")])
def test_damage_is_told_with_file_and_line(out: Path, name: str, line: str, reason: str) -> None:
    lines = (out / name).read_text("utf-8").splitlines()
    (out / name).write_text("\n".join([lines[0], line, *lines[2:]]), "utf-8")
    with pytest.raises(UsageError) as error:
        write(out)
    assert str(error.value).startswith(f"{out / name}, line 2: ")
    assert reason in str(error.value)
    assert str(error.value).endswith("; extract again")


def test_a_broken_account_of_the_run_is_named(out: Path) -> None:
    (out / "run.json").write_text("{", "utf-8")
    with pytest.raises(UsageError, match=r"run\.json: is no JSON"):
        write(out)


def test_what_is_no_catalogue_is_said_in_one_line(out: Path) -> None:
    path = out / "catalogue.json"
    valid = path.read_text("utf-8")
    for text, message in (
        ("nothing", "no JSON"),
        ("{}", r"catalogue\.json: is no catalogue: it has no schema_version; extract again"),
        ("[]", "is no catalogue"),
        (valid.replace('"flags"', '"flaws"'), r"catalogue\.json, articles\[0\]: .*'flags'.*; extract again"),
        (valid.replace('"end": ', '"end": 1'), r"catalogue\.json, .*; extract again"),
        (valid.replace('"articles":[\n', '"articles":[\n{,\n'), "no JSON"),
        (valid[: valid.index('"exercises":[')], "cut off"),
        (valid[: valid.index('"movements":[') - 3], "cut off"),
    ):
        path.write_text(text, "utf-8")
        with pytest.raises(UsageError, match=message):
            write(out)
