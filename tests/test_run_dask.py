from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest

from pipeline.engines import EngineError
from pipeline.engines import dask as engine
from pipeline.output import UsageError
from pipeline.run import Settings, run
from tests.test_run import SMALL, STRETCH, files, hooked, rows

if TYPE_CHECKING:
    from pathlib import Path

pytest.importorskip("distributed")

DASK = Settings(workers=2, shard_bytes=500, report=False, engine="dask", seconds=10)


class Watcher:
    def __init__(self) -> None:
        self.done: list[int] = []
        self.total = 0

    def planned(self, shards: Any, done: int) -> None:
        self.total = len(shards)
        assert done == 0

    def article(self) -> None:
        pass

    def shard(self, shard: Any) -> None:
        self.done.append(shard.number)


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    for number in range(1, 9):
        (folder / f"a{number:02}.txt").write_text(STRETCH.format(number=number))
    return folder


def test_same_bytes_though_workers_are_killed(raw: Path, tmp_path: Path) -> None:
    (raw / "a04x.txt").write_text("DIE now.")
    (raw / "a06x.txt").write_text(f"ONCE {tmp_path / 'mark'}")
    local = Settings(workers=2, shard_bytes=500, report=False, seconds=10)
    run(str(raw), str(tmp_path / "local"), local, kit=hooked)
    (tmp_path / "mark").unlink()
    watcher = Watcher()
    run(str(raw), str(tmp_path / "dask"), DASK, watcher, kit=hooked)
    assert files(tmp_path / "dask") == files(tmp_path / "local")
    assert {row["reason"] for row in rows(tmp_path / "dask", "rejected.jsonl")} == {"crashed"}
    assert sorted(watcher.done) == list(range(watcher.total))
    assert (tmp_path / "mark").exists()


def test_addresses_of_fsspec_give_the_same_bytes(raw: Path, tmp_path: Path) -> None:
    run(str(raw), str(tmp_path / "plain"), SMALL)
    (raw / "picture.png").touch()
    run(str(raw), str(tmp_path / "plain"), SMALL)
    summary = run(f"local://{raw}", f"local://{tmp_path}/far", SMALL)
    assert summary.counts["rejected"] == 1
    assert files(tmp_path / "far") == files(tmp_path / "plain")
    assert not (tmp_path / "far" / ".run").exists()
    (raw / "a\n..").mkdir()
    (raw / "a\n.." / "b.txt").write_text("Stand.")
    assert run(f"local://{raw}", f"local://{tmp_path}/far", SMALL).counts["kept"] == 9
    with pytest.raises(UsageError, match="no articles"):
        run(f"memory://{tmp_path}", str(tmp_path / "out"), SMALL)
    assert set(summary.files) == {path.name for path in (tmp_path / "far").iterdir()}


def test_no_scheduler_and_no_dask_are_said_in_a_line(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = Settings(report=False, engine="dask", scheduler="nonsense://1")
    with pytest.raises(UsageError, match="no Dask scheduler at nonsense"):
        run(str(raw), str(tmp_path / "out"), nowhere)
    monkeypatch.setitem(sys.modules, "dask.config", None)
    with pytest.raises(UsageError, match=r"exercise-catalogue\[dask\]"):
        run(str(raw), str(tmp_path / "out"), DASK)


def test_worker_with_another_version_refuses() -> None:
    with pytest.raises(EngineError, match="another version"):
        engine._shard(None, "other", None)  # type: ignore[arg-type]
