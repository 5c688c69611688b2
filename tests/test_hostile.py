"""Hostile files among the good ones: they are named one by one, and cost the others nothing."""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from pipeline.printable import printable
from pipeline.schema import validate_file
from tests.hostile import KEPT, SECRET, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.hostile import Hostile

MEMORY = 4 << 30
"""Bytes of address space that each process of a run may have; most of it is never used."""
GOOD = """# Bridge {number}

Lie on your back on a mat with your knees bent. Lift your hips. Hold for {number} seconds.
Repeat {number} times. Stop if you feel sharp pain.
"""


class Outcome:
    """The files of OUT."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.counts: dict[str, int] = json.loads((out / "run.json").read_text())["counts"]

    def rows(self, name: str) -> list[dict[str, Any]]:
        return [orjson.loads(line) for line in (self.out / name).read_bytes().splitlines()]

    def good(self) -> list[bytes]:
        """All lines that speak of a good article, but for the movements, which link it to others."""
        return [
            line.rstrip(b",")
            for name in ("articles.jsonl", "sentences.jsonl", "catalogue.json")
            for line in (self.out / name).read_bytes().split(b'"movements":[')[0].splitlines()
            if re.search(rb'"(?:id|article)":"good/', line)
        ]


def run(raw: Path, out: Path) -> tuple[int, bytes]:
    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))

    command = [sys.executable, "-m", "pipeline", "extract", str(raw), "--out", str(out), "--workers", "2"]
    done = subprocess.run(command, capture_output=True, check=False, preexec_fn=limited, timeout=300)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Outcome, Outcome, list[Hostile], bytes]]:
    """A run over the good articles, one with hostile files among them, those files, and what it said."""
    base = tmp_path_factory.mktemp("hostile")
    raw = base / "raw"
    (raw / "good").mkdir(parents=True)
    for number in range(10):
        (raw / "good" / f"{number:02}.txt").write_text(GOOD.format(number=number))
    assert run(raw, base / "before")[0] == 0
    hostile = write(raw)
    status, said = run(raw, base / "after")
    assert status == 1
    assert sorted(path.name for path in base.iterdir()) == ["after", "before", "outside", "raw"]
    yield Outcome(base / "before"), Outcome(base / "after"), hostile, said
    for path in raw.rglob("*"):
        if path.is_fifo():
            path.unlink()  # whoever clears up must not wait for it


def test_every_hostile_file_is_accounted_for(runs: tuple[Outcome, Outcome, list[Hostile], bytes]) -> None:
    _, after, hostile, _ = runs
    assert len(hostile) >= 200
    refused = [row for row in after.rows("rejected.jsonl") if row["kind"] == "article"]
    told = [(row["path"], KEPT) for row in after.rows("articles.jsonl")]
    told += [(row["detail"], row["reason"]) for row in refused]
    for file in hostile:
        name = file.name.decode("utf-8", "replace")
        found = {fate for path, fate in told if path == name or path.startswith(f"{name}:")}
        assert found == file.fate - {"skipped"}, name
    assert after.counts["kept"] == len(after.rows("articles.jsonl"))
    assert after.counts["rejected"] == len(refused)
    assert after.counts["skipped"] == sum("skipped" in file.fate for file in hostile)
    assert after.counts["read"] == sum(after.counts[name] for name in ("kept", "rejected", "skipped"))
    assert after.counts["rejected_records"] == 0


def test_good_articles_have_the_same_records_as_without_them(
    runs: tuple[Outcome, Outcome, list[Hostile], bytes],
) -> None:
    before, after, *_ = runs
    assert len(before.good()) > 70
    assert before.good() == after.good()
    assert list(validate_file(after.out)) == []


def test_nothing_gets_in_and_nothing_gets_out(runs: tuple[Outcome, Outcome, list[Hostile], bytes]) -> None:
    before, after, hostile, said = runs
    assert {path.name for path in after.out.iterdir()} == {path.name for path in before.out.iterdir()}
    for path in after.out.iterdir():
        content = path.read_bytes()
        assert SECRET.encode() not in content
        assert b"root:x:0:0" not in content
    # What is shown on a terminal has nothing in it that could steer it.
    shown = said.decode()
    assert all(printable(line) == line for line in shown.splitlines())
    assert len(shown) < 3_000
    assert b"alert(1)" in b"".join(file.content for file in hostile if isinstance(file.content, bytes))
    assert b"<script>alert(1)" not in (after.out / "report.html").read_bytes()


def test_no_reason_quotes_more_than_a_little(runs: tuple[Outcome, Outcome, list[Hostile], bytes]) -> None:
    _, after, hostile, _ = runs
    longest = max(len(os.fsdecode(file.name)) for file in hostile)
    assert all(len(row["detail"]) <= longest + 400 for row in after.rows("rejected.jsonl"))
