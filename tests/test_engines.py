from __future__ import annotations

import multiprocessing
import os
import signal
from pathlib import Path
from types import SimpleNamespace

import pytest

from pipeline.engines import EngineError, deaf, local
from pipeline.engines import dask as dask_engine
from pipeline.place import place
from pipeline.program import program
from pipeline.read.limits import Limits
from pipeline.read.source import sources
from pipeline.run import cut
from pipeline.shards import Job, Spot, blocks, part_name
from tests.test_run import STRETCH, broken, hooked


@pytest.fixture
def job(tmp_path: Path) -> Job:
    raw = tmp_path / "raw"
    raw.mkdir()
    for number in range(1, 4):
        (raw / f"a{number}.txt").write_text(STRETCH.format(number=number))
    return Job(str(raw), str(tmp_path / "parts"), Limits(), 30, hooked)


def test_worker_says_where_it_is_and_when_it_is_done(job: Job) -> None:
    (shard,) = cut(sources(Path(job.raw)), job.raw)
    ours, theirs = multiprocessing.Pipe()
    ours.send((shard, {Spot("a2.txt", 0, "a2"): "timeout", Spot("a3.txt", 0, None): "crashed"}))
    ours.send(None)
    local._work(theirs, job)
    said = [ours.recv() for _ in range(6)]
    assert said == [
        Spot("a1.txt", 0, None),
        Spot("a1.txt", 0, "a1"),
        Spot("a1.txt", 1, None),
        Spot("a2.txt", 0, None),
        Spot("a2.txt", 1, None),
        None,
    ]
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
    heads = [head for head, _ in blocks(place(job.parts), 0)]
    assert [head["article"] for head in heads] == ["a1", None, None]


def test_worker_tells_what_went_wrong_and_ends_with_its_supervisor(job: Job, tmp_path: Path) -> None:
    (shard,) = cut(sources(Path(job.raw)), job.raw)
    ours, theirs = multiprocessing.Pipe()
    ours.send((shard, {}))
    ours.send(None)
    local._work(theirs, Job(job.raw, job.parts, job.limits, 30, broken))
    assert isinstance(ours.recv(), EngineError)
    assert ours.recv() is None
    (tmp_path / "file").touch()
    ours.send((shard, {}))
    ours.send(None)
    local._work(theirs, Job(job.raw, str(tmp_path / "file" / "below"), job.limits, 30, hooked))
    assert isinstance(ours.recv(), NotADirectoryError)
    assert ours.recv() is None
    ours.send((shard, {}))
    ours.close()
    local._work(theirs, job)
    local._work(theirs, job)


def test_worker_follows_its_parent(monkeypatch: pytest.MonkeyPatch) -> None:
    left: list[int] = []
    monkeypatch.setattr(os, "_exit", left.append)
    local._follow()
    assert not left
    monkeypatch.setattr(multiprocessing, "parent_process", lambda: SimpleNamespace(join=lambda: None))
    local._follow()
    assert left == [1]


def test_interrupt_is_kept_from_processes_started_deaf() -> None:
    with deaf():
        assert signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, set())
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, set())


def test_careful_shard_leaves_a_note_and_the_note_tells_whom_to_blame(job: Job) -> None:
    (shard,) = cut(sources(Path(job.raw)), job.raw)
    dask_engine._shard(job, program(), shard)
    assert dask_engine._last_note(job, shard) == (None, "")
    dask_engine._shard(job, program(), shard, {}, careful=True)
    assert part_name(0) in place(job.parts).names()
    assert dask_engine._last_note(job, shard) == (Spot("a3.txt", 1, None), "crashed")
    assert dask_engine._last_note(job, shard) == (None, "")
    dask_engine._shard(job, program(), shard, {}, careful=True)
    slow = Job(job.raw, job.parts, job.limits, 0, hooked)
    assert dask_engine._last_note(slow, shard) == (Spot("a3.txt", 1, None), "timeout")


def test_article_is_refused_at_its_second_death_and_the_run_given_up_after_some_losses() -> None:
    fate = dask_engine._Fate()
    spots = [Spot("a.txt", 0, "a"), Spot("b.txt", 0, None)]
    for spot in [*spots, None]:
        fate.learn(spot, "crashed")
    assert not fate.refused
    fate.learn(spots[1], "timeout")
    assert fate.refused == {spots[1]: "timeout"}
    for _ in range(3):
        fate.learn(None, "")
    with pytest.raises(EngineError, match="memory"):
        fate.learn(None, "")


def test_input_is_cut_by_bytes_and_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(10):
        (tmp_path / f"{number}.txt").write_text("x" * 100)
    (tmp_path / "picture.png").touch()
    items = sources(tmp_path)
    assert [len(shard.sources) for shard in cut(items, str(tmp_path), 250)] == [3, 3, 3, 2]
    monkeypatch.setattr("pipeline.run.SHARD_FILES", 4)
    shards = cut(items, str(tmp_path), 10**6)
    assert [len(shard.sources) for shard in shards] == [4, 4, 3]
    assert [item for shard in shards for item in shard.sources] == items
    monkeypatch.setattr("pipeline.run.SHARDS", 2)
    assert [len(shard.sources) for shard in cut(items, str(tmp_path), 1)] == [4, 4, 3]
    monkeypatch.undo()
    (tmp_path / "rows.jsonl").write_text('{"id": "a"}\n' * 100)
    assert len(cut(sources(tmp_path), str(tmp_path), 300)) > 5


def test_mapped_keeps_the_order_whoever_does_the_work() -> None:
    numbers = range(20)
    assert list(local.mapped(abs, numbers, 2)) == list(local.mapped(abs, numbers, 1)) == list(numbers)


def test_mapped_says_what_went_wrong() -> None:
    with pytest.raises(ZeroDivisionError):
        list(local.mapped(divmod_by, [1, 0, 2], 2))
    with pytest.raises(EngineError, match="has died"):
        list(local.mapped(os._exit, [3], 2))


def divmod_by(number: int) -> tuple[int, int]:
    return divmod(7, number)
