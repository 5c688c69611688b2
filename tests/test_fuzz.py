"""The targets of ``python -m fuzz``: they hold for all that was ever found, and they find what is broken."""

from __future__ import annotations

import random
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from fuzz import __main__ as fuzz
from fuzz.targets import TARGETS, VOCABULARY, Target, wording
from tests.hostile import files

if TYPE_CHECKING:
    from pathlib import Path

CORPUS = [
    pytest.param(name, path, id=f"{name}/{path.name}")
    for name in TARGETS
    for path in sorted((fuzz.CORPUS / name).glob("*"))
]
READERS = {
    ".txt": "text",
    ".html": "html",
    ".jsonl": "jsonl",
    ".parquet": "parquet",
    ".warc": "warc",
    ".gz": "package",
}
LARGEST = 20_000


@pytest.mark.parametrize("name, path", CORPUS)
def test_what_was_found_is_mended(name: str, path: Path) -> None:
    TARGETS[name].run(path.read_bytes())


def test_every_folder_of_the_corpus_is_that_of_a_target() -> None:
    assert {folder.name for folder in fuzz.CORPUS.iterdir()} <= TARGETS.keys()
    assert CORPUS


@pytest.mark.parametrize("name", TARGETS)
def test_every_target_holds_for_its_seeds_and_some_changes(name: str) -> None:
    target = TARGETS[name]
    seeds = list(target.seeds())
    for data in [b"", *seeds]:
        target.run(data)
    dice = random.Random(name)
    for _ in range(5 if name == "files" else 25):
        target.run(fuzz._changed(dice, seeds)[: target.longest])


@pytest.mark.parametrize("suffix", READERS)
def test_readers_hold_for_the_hostile_files(suffix: str) -> None:
    run = TARGETS[READERS[suffix]].run
    contents = [file.content for file in files() if file.name.endswith(suffix.encode())]
    small = [content for content in contents if isinstance(content, bytes) and len(content) < LARGEST]
    assert len(small) > 3
    for content in small:
        run(content if suffix != ".gz" else b"\xff" + content)


def test_bytes_are_worded() -> None:
    lie, on = VOCABULARY.index("lie"), VOCABULARY.index("on")
    assert wording(bytes([0, lie, on, VOCABULARY.index(". ")])) == "lie on. "
    assert wording(b"\x01lie\xff") == "lie\ufffd"
    assert len(VOCABULARY) <= 256


def test_what_breaks_a_promise_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(data: bytes) -> None:
        assert b"b" not in data

    monkeypatch.chdir(tmp_path)
    with pytest.raises(AssertionError):
        fuzz._at_random("broken", Target(broken, lambda: [b"ab"]), 20, 1)
    (kept,) = tmp_path.iterdir()
    assert kept.name.startswith("crash-broken-")
    assert b"b" in kept.read_bytes()


def test_the_command_counts_and_says_what_there_is(root: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "fuzz", "--seconds", "1"]
    done = subprocess.run([*command, "doses"], cwd=root, capture_output=True, text=True, check=True)
    name, count, what, verdict = done.stdout.splitlines()[0].split()
    assert (name, what, verdict) == ("doses", "inputs", "ok")
    assert int(count.replace(",", "")) > 10
    done = subprocess.run([*command, "nothing"], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "there are text, html" in done.stderr
    assert not list(tmp_path.iterdir())


def test_the_promises_name_tests_and_targets_that_exist(root: Path) -> None:
    text = (root / "docs" / "security.md").read_text()
    named = set(re.findall(r"`(tests/test_\w+\.py)`", text))
    assert len(named) > 10
    assert all((root / path).is_file() for path in named)
    table = re.findall(r"^\| (`[a-z]+`(?: `[a-z]+`)*) \|", text, re.MULTILINE)
    assert " ".join(table).replace("`", "").split() == list(TARGETS)
    assert f"({len(TARGETS)} targets" in text
