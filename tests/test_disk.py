"""Whatever the disk does to a whole run: the old result stays whole, and one line says what to do."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from pipeline.schema import validate_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TEXT = "# Bridge {number}\n\nLie on your back. Lift your hips {number} times. Hold for 5 seconds. Stop if it hurts.\n\n"
PRODUCTS = ("catalogue.json", "sentences.jsonl", "articles.jsonl", "rejected.jsonl", "report.html")
ROUNDS = int(os.environ.get("DISK_ROUNDS", "1"))
"""How often the disk is filled at each of its sizes."""


def extract(raw: Path, out: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pipeline", "extract", str(raw), "--out", str(out), "--workers", "2"]
    return subprocess.run(
        [*command, "--shard-bytes", "500"], capture_output=True, text=True, check=False, timeout=120
    )


def result(out: Path) -> dict[str, bytes]:
    return {name: (out / name).read_bytes() for name in PRODUCTS}


def fill(raw: Path, articles: int) -> None:
    raw.mkdir(exist_ok=True)
    for number in range(articles):
        (raw / f"{number:03}.txt").write_text(TEXT.format(number=number) * 10)


class Disk:
    """A file system of its own."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def mount(self, options: str) -> None:
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(self.path)], check=True)

    def remount(self, options: str) -> None:
        subprocess.run(["mount", "-o", f"remount,{options}", str(self.path)], check=True)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    made = Disk(tmp_path / "disk")
    made.path.mkdir()
    if os.geteuid() or not shutil.which("mount"):
        pytest.skip("only root can mount a disk")
    try:
        made.mount("size=8m")
    except subprocess.CalledProcessError:
        pytest.skip("no disk can be mounted here")
    yield made
    subprocess.run(["umount", "-l", str(made.path)], check=True)


def test_a_run_on_a_disk_that_fills_up_leaves_the_old_result(disk: Disk, tmp_path: Path) -> None:
    raw, out = tmp_path / "raw", disk.path / "out"
    fill(raw, 2)
    assert extract(raw, out).returncode == 0
    old = result(out)
    fill(raw, 12)
    want = None
    full = 0
    for room in [0, 12, 40, 160, 600] * ROUNDS:
        filler = disk.path / "filler"
        free = os.statvfs(disk.path).f_bavail * os.statvfs(disk.path).f_frsize
        filler.write_bytes(bytes(max(0, free - room * 1024)))
        done = extract(raw, out)
        filler.unlink()
        if done.returncode == 0:
            want = want or result(out)
            assert result(out) == want
            fill(raw, 2)
            for path in sorted(raw.iterdir())[2:]:
                path.unlink()
            assert extract(raw, out).returncode == 0
            fill(raw, 12)
        else:
            full += 1
            assert done.returncode == 2, done.stderr
            assert "the disk is full: make room and run the same command again" in done.stderr
            assert done.stderr.count("\n") == 1
        assert result(out) == old
        assert not list(validate_file(out))
    assert full >= 3 * ROUNDS
    assert extract(raw, out).returncode == 0
    assert sorted(path.name for path in out.iterdir()) == sorted([*PRODUCTS, "run.json"])


def test_a_run_into_what_cannot_be_written_leaves_it(disk: Disk, tmp_path: Path) -> None:
    raw, out = tmp_path / "raw", disk.path / "out"
    fill(raw, 2)
    assert extract(raw, out).returncode == 0
    old = result(out)
    fill(raw, 4)
    disk.remount("ro")
    done = extract(raw, out)
    assert done.returncode == 2
    assert "it is read-only: choose another OUT" in done.stderr
    assert result(out) == old
    disk.remount("rw")
    assert extract(raw, out).returncode == 0
    assert result(out) != old


def test_input_and_result_on_two_file_systems(disk: Disk, tmp_path: Path) -> None:
    near, far = tmp_path / "raw", disk.path / "raw"
    fill(near, 3)
    fill(far, 3)
    out = {(raw, place): place / f"out{raw == far}" for raw in (near, far) for place in (tmp_path, disk.path)}
    for (raw, _), where in out.items():
        assert extract(raw, where).returncode == 0
    first, *others = (result(where) for where in out.values())
    assert all(other == first for other in others)


def test_a_link_to_out_is_as_good_as_out(disk: Disk, tmp_path: Path) -> None:
    fill(tmp_path / "raw", 2)
    (disk.path / "results").mkdir()
    (tmp_path / "out").symlink_to(disk.path / "results")
    for _ in range(2):
        assert extract(tmp_path / "raw", tmp_path / "out").returncode == 0
    assert (disk.path / "results" / "catalogue.json").exists()
    assert (tmp_path / "out").is_symlink()


def test_files_that_go_while_they_are_read_are_named(tmp_path: Path) -> None:
    # Listed, and gone when their turn comes: the listing is made of names, a link to nothing is such a name.
    raw = tmp_path / "raw"
    fill(raw, 3)
    (raw / "001.txt").unlink()
    (raw / "001.txt").symlink_to(raw / "gone.txt")
    done = extract(raw, tmp_path / "out")
    assert done.returncode == 1
    assert b"001.txt: the file cannot be opened" in (tmp_path / "out" / "rejected.jsonl").read_bytes()


def test_a_second_run_is_told_of_the_first(tmp_path: Path) -> None:
    fill(tmp_path / "raw", 40)
    out = tmp_path / "out"
    command = [
        sys.executable,
        "-m",
        "pipeline",
        "extract",
        str(tmp_path / "raw"),
        "--out",
        str(out),
        "--workers",
        "1",
    ]
    first = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    while first.poll() is None and not (out / ".lock").exists():
        pass
    second = extract(tmp_path / "raw", out)
    assert first.wait() == 0
    assert second.returncode == 2
    assert f"another run (process {first.pid})" in second.stderr
    assert not list(validate_file(out))
