from __future__ import annotations

import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
import pytest

import pipeline
from pipeline.article import Article
from pipeline.engines import EngineError
from pipeline.engines import local as local_engine
from pipeline.output import UsageError
from pipeline.program import rules
from pipeline.run import Settings, run
from pipeline.shards import Tools, tools

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.read.limits import Limits

STRETCH = """# Stretch {number}

Lie on your back on a mat. Bend both knees and pull knee {number} toward your chest.
Hold for {number} seconds. Repeat {number} times on each side. Stop if you feel sharp pain.
"""
SMALL = Settings(workers=2, shard_bytes=500, report=False)
PRODUCTS = ("catalogue.json", "sentences.jsonl", "articles.jsonl", "rejected.jsonl")


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    for number in range(1, 13):
        (folder / f"a{number:02}.txt").write_text(STRETCH.format(number=number))
    return folder


def files(out: Path) -> dict[str, bytes]:
    return {name: (out / name).read_bytes() for name in PRODUCTS}


def rows(out: Path, name: str) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in (out / name).read_bytes().splitlines()]


def hooked() -> Tools:
    """The real tools, but an article that begins with a word in capitals does something to its worker."""
    real = tools()

    def extract(article: Article, nlp: Any) -> Any:
        word, _, rest = article.text.partition(" ")
        match word:
            case "DIE":
                os.kill(os.getpid(), signal.SIGKILL)
            case "ONCE":
                mark = Path(rest.strip())
                if not mark.exists():
                    mark.touch()
                    os.kill(os.getpid(), signal.SIGKILL)
            case "HANG":
                # Compiled code that holds the interpreter: only the kernel can end it.
                sum(range(10**12))
            case "SLOW":
                time.sleep(0.05)
            case "RAISE":
                raise ValueError("no \x1b[31m good")
            case "FULL":
                _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
                resource.setrlimit(resource.RLIMIT_FSIZE, (100, most))
        return real.extract(article, nlp)

    def read(source: Any, folder: Path, limits: Limits) -> Iterator[Any]:
        if source.path.endswith("unreadable.txt"):
            os.kill(os.getpid(), signal.SIGKILL)
        yield from real.read(source, folder, limits)

    return real._replace(extract=extract, read=read)


def spoiled() -> Tools:
    """The real tools, but an exercise and a sentence of each article, and one article, are not valid."""
    real = tools()

    def extract(article: Article, nlp: Any) -> Any:
        done = real.extract(article, nlp)
        for exercise in done.exercises[:1]:
            exercise["confidence"] = 7
        done.sentences[-1]["labels"] = []
        if article.id == "a03":
            done.article["id"] = ""
            done.article["flags"] = ["no such flag"]
        return done

    return real._replace(extract=extract)


def stillborn() -> Tools:
    os._exit(3)


def broken() -> Tools:
    raise RuntimeError("no tools today")


def test_same_bytes_with_any_workers_and_shards(raw: Path, tmp_path: Path) -> None:
    run(str(raw), str(tmp_path / "one"), Settings(workers=1, report=False))
    summary = run(str(raw), str(tmp_path / "two"), SMALL)
    assert files(tmp_path / "one") == files(tmp_path / "two")
    assert summary.clean
    assert summary.shards > 3
    assert summary.counts["kept"] == 12
    assert sorted(path.name for path in (tmp_path / "two").iterdir()) == sorted([*PRODUCTS, "run.json"])
    assert set(summary.files) == {*PRODUCTS, "run.json"}
    account = json.loads((tmp_path / "two" / "run.json").read_text())
    assert account["counts"]["read"] == 12
    assert account["rules"] == rules()


def test_catalogue_is_one_document_with_a_record_a_line(raw: Path, tmp_path: Path) -> None:
    run(str(raw), str(tmp_path / "out"), SMALL)
    text = (tmp_path / "out" / "catalogue.json").read_bytes()
    catalogue = orjson.loads(text)
    assert [entry["id"] for entry in catalogue["articles"]] == [f"a{number:02}" for number in range(1, 13)]
    records = sum(len(catalogue[name]) for name in ("articles", "exercises", "movements"))
    assert len(text.splitlines()) == records + 7
    assert catalogue["exercises"]


def test_records_are_those_that_the_library_gives(root: Path, tmp_path: Path) -> None:
    run(str(root / "raw"), str(tmp_path / "out"), Settings(workers=2, shard_bytes=5000, report=False))
    nlp = pipeline.load()
    sentences, exercises = [], []
    for row in rows(tmp_path / "out", "articles.jsonl"):
        article = Article(row["article"], row["path"], row["sha256"], row["text"], row["url"], row["title"])
        extraction = pipeline.extract(article, nlp)
        sentences += extraction.sentences
        exercises += extraction.exercises
    assert rows(tmp_path / "out", "sentences.jsonl") == sentences
    assert json.loads((tmp_path / "out" / "catalogue.json").read_text())["exercises"] == exercises


def test_second_article_with_an_id_is_refused(raw: Path, tmp_path: Path) -> None:
    (raw / "a03.md").write_text("Sit tall on a chair. Straighten one knee.\n")
    summary = run(str(raw), str(tmp_path / "out"), SMALL)
    assert summary.counts["kept"] == 12
    assert not summary.clean
    (row,) = rows(tmp_path / "out", "rejected.jsonl")
    assert (row["kind"], row["article"], row["reason"]) == ("article", "a03", "duplicate_id")
    # Sorted by path, a03.md comes before a03.txt.
    assert "a03.txt" in row["detail"]
    assert "chair" in next(
        row["text"] for row in rows(tmp_path / "out", "articles.jsonl") if row["article"] == "a03"
    )


def test_same_text_again_is_marked(raw: Path, tmp_path: Path) -> None:
    (raw / "b.txt").write_text((raw / "a05.txt").read_text())
    summary = run(str(raw), str(tmp_path / "out"), SMALL)
    assert summary.counts["duplicates"] == 1
    entries = {
        entry["id"]: entry
        for entry in json.loads((tmp_path / "out" / "catalogue.json").read_text())["articles"]
    }
    assert entries["b"]["duplicate_of"] == "a05"
    assert "duplicate" in entries["b"]["flags"]
    assert "duplicate_of" not in entries["a05"]


def test_invalid_records_are_refused_one_by_one(raw: Path, tmp_path: Path) -> None:
    plain = run(str(raw), str(tmp_path / "plain"), SMALL)
    summary = run(str(raw), str(tmp_path / "out"), SMALL, kit=spoiled)
    assert summary.counts["kept"] == 11
    refused = rows(tmp_path / "out", "rejected.jsonl")
    assert [row["reason"] for row in refused if row["kind"] == "article"] == ["invalid"]
    assert summary.counts["rejected_records"] == len(refused) - 1 >= 22
    assert summary.counts["exercises"] < plain.counts["exercises"]
    ids = {one["id"] for one in json.loads((tmp_path / "out" / "catalogue.json").read_text())["exercises"]}
    assert {row["exercise"] for row in rows(tmp_path / "out", "sentences.jsonl")} - {None} <= ids


def test_article_that_kills_hangs_or_raises_is_rejected_by_name(raw: Path, tmp_path: Path) -> None:
    run(str(raw), str(tmp_path / "good"), SMALL)
    (raw / "a04x.txt").write_text("DIE now.")
    (raw / "a05x.txt").write_text("HANG on.")
    (raw / "a06x.txt").write_text("RAISE your arms.")
    (raw / "a07unreadable.txt").write_text("Anything.")
    (raw / "a08x.txt").write_text(f"ONCE {tmp_path / 'mark'}")
    summary = run(
        str(raw),
        str(tmp_path / "out"),
        Settings(workers=2, shard_bytes=500, report=False, seconds=2),
        kit=hooked,
    )
    refused = {row["article"]: row for row in rows(tmp_path / "out", "rejected.jsonl")}
    assert {name: row["reason"] for name, row in refused.items()} == {
        "a04x": "crashed",
        "a05x": "timeout",
        "a06x": "error",
        "a07unreadable": "crashed",
    }
    assert "\\x1b" in refused["a06x"]["detail"]
    assert "--max-seconds" in refused["a05x"]["detail"]
    assert (tmp_path / "mark").exists()
    assert summary.counts["kept"] == 13
    kept = [row for row in rows(tmp_path / "out", "sentences.jsonl") if row["article"] != "a08x"]
    assert kept == rows(tmp_path / "good", "sentences.jsonl")


def test_run_is_given_up_when_no_worker_can_begin(raw: Path, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="memory"):
        run(str(raw), str(tmp_path / "out"), SMALL, kit=stillborn)
    with pytest.raises(EngineError, match="no tools today"):
        run(str(raw), str(tmp_path / "out"), SMALL, kit=broken)


def test_old_result_stays_when_a_run_fails_and_the_next_goes_on(raw: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(str(raw), str(out), SMALL)
    before = files(out)
    (raw / "a12.txt").write_text("FULL stretch.")
    with pytest.raises(UsageError, match=r"cannot write to .*ulimit"):
        run(str(raw), str(out), Settings(workers=1, shard_bytes=500, report=False), kit=hooked)
    assert files(out) == before
    summary = run(str(raw), str(out), SMALL)
    assert summary.resumed >= summary.shards - 2
    run(str(raw), str(tmp_path / "new"), SMALL)
    assert files(out) == files(tmp_path / "new")


def test_result_below_the_input_is_no_input(raw: Path) -> None:
    first = run(str(raw), str(raw / "out"), SMALL)
    (raw / "outside.txt").write_text("Stand tall.")
    again = run(str(raw), str(raw / "out"), SMALL)
    assert again.counts["kept"] == first.counts["kept"] + 1
    assert again.clean


def test_changed_input_begins_anew(raw: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (raw / "a12.txt").write_text("FULL stretch.")
    with pytest.raises(UsageError):
        run(str(raw), str(out), Settings(workers=1, shard_bytes=500, report=False), kit=hooked)
    (raw / "a01.txt").write_text("Stand tall.")
    assert run(str(raw), str(out), SMALL).resumed == 0
    assert not (out / ".run").exists()


def test_worker_is_replaced_after_its_lifetime(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hired = []
    hire = local_engine._Crew.hire

    def counted(crew: Any) -> Any:
        hired.append(hire(crew))
        return hired[-1]

    monkeypatch.setattr(local_engine, "LIFETIME", 1)
    monkeypatch.setattr(local_engine._Crew, "hire", counted)
    summary = run(str(raw), str(tmp_path / "out"), SMALL)
    assert len(hired) == summary.shards


# --- killed at any moment

SCRIPT = """
import sys
sys.path[:0] = {paths!r}
from tests import test_run
from pipeline.run import run, Settings
# Without a guard: a worker must not run the caller's script again.
settings = Settings(workers=2, shard_bytes=500, report=False, seconds=3)
run({raw!r}, {out!r}, settings, kit=test_run.hooked)
"""


def launch(raw: Path, out: Path, tmp_path: Path) -> subprocess.Popen[bytes]:
    script = tmp_path / "go.py"
    here = Path(__file__).parent
    script.write_text(SCRIPT.format(paths=[str(here), str(here.parent)], raw=str(raw), out=str(out)))
    return subprocess.Popen([sys.executable, str(script)], start_new_session=True)


def test_killed_at_random_moments_ends_in_the_same_bytes(raw: Path, tmp_path: Path) -> None:
    for path in raw.iterdir():
        path.write_text("SLOW " + path.read_text())
    run(str(raw), str(tmp_path / "plain"), SMALL)
    out = tmp_path / "out"
    dice = random.Random(20)
    begun = time.monotonic()
    launch(raw, out, tmp_path).wait()
    whole = time.monotonic() - begun
    assert files(out) == files(tmp_path / "plain")
    finished = 0
    for _ in range(20):
        process = launch(raw, out, tmp_path)
        time.sleep(dice.uniform(0, whole * 1.05))
        if dice.random() < 0.5:
            os.kill(process.pid, signal.SIGKILL)  # its workers have to notice
        else:
            os.killpg(process.pid, signal.SIGKILL)
        finished += process.wait() == 0
        # The old result is never touched by halves.
        assert files(out) == files(tmp_path / "plain")
    last = launch(raw, out, tmp_path)
    assert last.wait() == 0
    assert files(out) == files(tmp_path / "plain")
    assert sorted(path.name for path in out.iterdir()) == sorted([*PRODUCTS, "run.json"])
    assert finished < 20


def test_workers_do_not_outlive_a_killed_supervisor(raw: Path, tmp_path: Path) -> None:
    (raw / "a00.txt").write_text("HANG on.")
    for path in raw.glob("a1*"):
        path.write_text("SLOW " * 40 + path.read_text())
    process = launch(raw, tmp_path / "out", tmp_path)
    deadline = time.monotonic() + 20
    while len(_session(process.pid)) < 4 and time.monotonic() < deadline:
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    while _session(process.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    left = _session(process.pid)
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    # The one that hangs in compiled code cannot notice; the kernel ends it after its limit.
    assert not left


def _session(leader: int) -> list[int]:
    members = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == leader and fields[0] != "Z":
            members.append(int(folder.name))
    return members
