from __future__ import annotations

import fcntl
import multiprocessing
import os
import resource
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipeline.output import UsageError, opened, recover

if TYPE_CHECKING:
    from collections.abc import Iterator


def put(out: Path, **files: str) -> None:
    with opened(str(out)) as target:
        new = target.stage()
        for name, text in files.items():
            (new / name.replace("__", ".")).write_text(text)
        target.publish()


def listing(out: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in out.iterdir()}


def test_result_replaces_the_old_one_and_leaves_nothing_else(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "out"
    put(out, catalogue__json="old", report__html="old")
    (out / "notes.txt").write_text("mine")
    put(out, catalogue__json="new", run__json="new")
    assert listing(out) == {"catalogue.json": "new", "run.json": "new", "notes.txt": "mine"}


def test_failure_before_the_switch_leaves_the_old_result(tmp_path: Path) -> None:
    put(tmp_path, catalogue__json="old")
    with suppress(ZeroDivisionError), opened(str(tmp_path)) as target:
        (target.stage() / "catalogue.json").write_text("new")
        raise ZeroDivisionError
    assert (tmp_path / "catalogue.json").read_text() == "old"
    put(tmp_path, catalogue__json="newer")
    assert listing(tmp_path) == {"catalogue.json": "newer"}


@pytest.mark.parametrize("stop", range(8))
def test_switch_that_was_cut_short_is_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop: int
) -> None:
    put(tmp_path, catalogue__json="old", sentences__jsonl="old", articles__jsonl="old", report__html="old")
    steps = iter(range(100))

    def cut(step: str) -> None:
        if next(steps) == stop:
            raise KeyboardInterrupt(step)

    rename, unlink = Path.replace, Path.unlink

    def renamed(path: Path, to: Path) -> Path:
        if to.name != "switch.json":  # until that is there, nothing is decided
            cut("rename")
        return rename(path, to)

    def unlinked(path: Path, *, missing_ok: bool = False) -> None:
        cut("unlink")
        unlink(path, missing_ok=missing_ok)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", renamed)
        patch.setattr(Path, "unlink", unlinked)
        with pytest.raises(KeyboardInterrupt):
            put(tmp_path, catalogue__json="new", sentences__jsonl="new", articles__jsonl="new")
    recover(tmp_path)
    (tmp_path / ".lock").unlink(missing_ok=True)
    assert listing(tmp_path) == {"catalogue.json": "new", "sentences.jsonl": "new", "articles.jsonl": "new"}


def test_folder_of_parts_is_replaced_as_a_whole_and_only_if_it_is_ours(tmp_path: Path) -> None:
    for word in ("old", "new"):
        with opened(str(tmp_path)) as target:
            folder = target.stage() / "catalogue"
            folder.mkdir()
            (folder / "manifest.json").write_text(word)
            (folder / f"part-{word}").write_text(word)
            target.publish()
    assert listing(tmp_path / "catalogue") == {"manifest.json": "new", "part-new": "new"}
    put(tmp_path, catalogue__json="plain")
    assert listing(tmp_path) == {"catalogue.json": "plain"}
    (tmp_path / "catalogue").mkdir()
    (tmp_path / "catalogue" / "mine.txt").write_text("mine")
    put(tmp_path, catalogue__json="again")
    assert (tmp_path / "catalogue" / "mine.txt").exists()


def _hold(out: str, held: object, go: object) -> None:
    with opened(out):
        held.set()  # type: ignore[attr-defined]
        go.wait(20)  # type: ignore[attr-defined]


def test_second_run_into_the_same_out_is_refused(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    held, go = context.Event(), context.Event()
    other = context.Process(target=_hold, args=(str(tmp_path), held, go))
    other.start()
    assert held.wait(20)
    with pytest.raises(UsageError, match=f"another run .process {other.pid}"), opened(str(tmp_path)):
        pass
    go.set()
    other.join()
    put(tmp_path, run__json="free again")
    assert listing(tmp_path) == {"run.json": "free again"}


def test_lock_left_by_a_killed_run_does_not_matter(tmp_path: Path) -> None:
    (tmp_path / ".lock").write_text("99999999")
    put(tmp_path, run__json="x")
    assert listing(tmp_path) == {"run.json": "x"}


def test_lock_that_moved_on_while_it_was_taken_is_taken_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = fcntl.flock
    calls = []

    def moved(handle: int, how: int) -> None:
        calls.append(handle)
        lock(handle, how)
        if len(calls) == 1:
            (tmp_path / ".lock").unlink()
        elif len(calls) == 2:
            (tmp_path / ".lock").rename(tmp_path / "elsewhere")
            (tmp_path / ".lock").touch()

    monkeypatch.setattr(fcntl, "flock", moved)
    put(tmp_path, run__json="x")
    assert len(calls) == 3


def test_out_that_is_a_file_or_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for out in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(UsageError, match="choose another OUT"), opened(str(out)):
            pass
    (tmp_path / "linked").mkdir()
    (tmp_path / "linked" / ".lock").symlink_to(tmp_path / "target")
    with pytest.raises(UsageError, match="link"), opened(str(tmp_path / "linked")):
        pass
    assert not (tmp_path / "target").exists()
    with pytest.raises(FileNotFoundError), opened(str(tmp_path / "other")):
        raise FileNotFoundError


def test_file_that_grows_over_the_limit_leaves_the_old_result(tmp_path: Path) -> None:
    put(tmp_path, catalogue__json="old")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(UsageError, match="ulimit"):
            put(tmp_path, catalogue__json="new" * 1000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (tmp_path / "catalogue.json").read_text() == "old"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    if os.geteuid() or not mount:
        pytest.skip("only root can mount a small disk")
    if subprocess.run([mount, "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(disk)], check=False).returncode:
        pytest.skip("no small disk can be mounted here")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def test_full_disk_leaves_the_old_result(small_disk: Path) -> None:
    put(small_disk, catalogue__json="old")
    with pytest.raises(UsageError, match="disk is full"):
        put(small_disk, catalogue__json="new" * 200_000)
    assert (small_disk / "catalogue.json").read_text() == "old"
    put(small_disk, catalogue__json="new")
    assert listing(small_disk) == {"catalogue.json": "new"}
    (small_disk / "filler").write_bytes(bytes(200_000))
    with suppress(OSError), (small_disk / "filler2").open("wb", 0) as file:
        while True:
            file.write(bytes(4096))
    with pytest.raises(UsageError, match="disk is full"):
        put(small_disk, catalogue__json="newer" * 2000)
    assert (small_disk / "catalogue.json").read_text() == "new"


def test_read_only_disk(small_disk: Path) -> None:
    put(small_disk, catalogue__json="old")
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(UsageError, match="read-only"):
        put(small_disk, catalogue__json="new")
    assert listing(small_disk) == {"catalogue.json": "old"}
