"""Worker processes of this machine, each with a pipe to its supervisor.

Workers are forked from a server that has loaded the pipeline and never uses it: the second starts in some
milliseconds, and one that has read much is replaced by a fresh one. Over its pipe a worker says which article
it is about to read or work through. The kernel ends a worker whose article takes longer than the limit, even
inside compiled code.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections import Counter, deque
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import forkserver
from selectors import EVENT_READ, DefaultSelector
from types import ModuleType
from typing import TYPE_CHECKING, TypeVar

from pipeline.engines import DEATHS, LOSSES, EngineError, deaf
from pipeline.shards import Spot, one_shard

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from concurrent.futures import Future
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkServerContext
    from multiprocessing.process import BaseProcess

    from pipeline.engines import Watcher
    from pipeline.shards import Job, Shard

_Given = TypeVar("_Given")
_Made = TypeVar("_Made")

LIFETIME = 4_000_000
"""Bytes of input after which a worker is replaced: spaCy's tables keep the room of every word they ever met."""


class Local:
    """``workers`` processes of this machine."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self.server = _server()

    def run(self, job: Job, shards: Sequence[Shard], watcher: Watcher) -> None:
        """Do all shards, or raise EngineError; OSError if the parts cannot be written."""
        _Crew(job, shards, watcher, self.server).run(self.workers)


@dataclass(eq=False)
class _Worker:
    process: BaseProcess
    pipe: Connection
    shard: Shard | None = None
    spot: Spot | None = None
    spent: int = 0


class _Crew:
    """The workers of one run, and what has befallen them."""

    def __init__(
        self, job: Job, shards: Sequence[Shard], watcher: Watcher, server: ForkServerContext
    ) -> None:
        self.job = job
        self.todo = deque(shards)
        self.watcher = watcher
        self.deaths: Counter[tuple[int, Spot]] = Counter()
        self.refused: dict[int, dict[Spot, str]] = {}
        self.losses = 0
        self.server = server

    def run(self, workers: int) -> None:
        crew: list[_Worker] = []
        with DefaultSelector() as pipes:
            try:
                while self.todo or crew:
                    for _ in range(min(workers - len(crew), len(self.todo))):
                        crew.append(worker := self.hire())
                        pipes.register(worker.pipe, EVENT_READ, worker)
                    for ready, _ in pipes.select():
                        if not self.hear(worker := ready.data):
                            crew.remove(worker)
                            pipes.unregister(worker.pipe)
                            worker.pipe.close()
            finally:
                for worker in crew:
                    worker.process.kill()
                for worker in crew:
                    worker.process.join()
                    worker.pipe.close()

    def hire(self) -> _Worker:
        pipe, end = multiprocessing.Pipe()
        process = self.server.Process(target=_work, args=(end, self.job), daemon=True)
        with deaf(), _mainless():
            process.start()
        end.close()
        worker = _Worker(process, pipe)
        self.assign(worker)
        return worker

    def assign(self, worker: _Worker) -> None:
        shard = worker.shard = self.todo.popleft()
        worker.spot = None
        worker.spent += shard.bytes
        with suppress(OSError):  # it has died: reading its pipe will say so
            worker.pipe.send((shard, self.refused.get(shard.number, {})))

    def hear(self, worker: _Worker) -> bool:
        """Take in what a worker says; return whether it goes on working."""
        try:
            message = worker.pipe.recv()
        except (EOFError, OSError):
            self.bury(worker)
            return False
        if isinstance(message, Exception):
            raise message
        if isinstance(message, Spot):
            worker.spot = message
            self.losses = 0
            if message.article is not None:
                self.watcher.article()
            return True
        if worker.shard is not None:
            self.watcher.shard(worker.shard)
        if self.todo and worker.spent < LIFETIME:
            self.assign(worker)
            return True
        with suppress(OSError):
            worker.pipe.send(None)
        worker.process.join()
        return False

    def bury(self, worker: _Worker) -> None:
        """Have the shard of a dead worker done again, but not the article that has ended its second."""
        worker.process.join()
        shard, spot = worker.shard, worker.spot
        if shard is None:
            return
        self.todo.appendleft(shard)
        if spot is None:
            self.losses += 1
            if self.losses == LOSSES:
                raise EngineError(
                    f"{LOSSES} workers in a row died before they began an article "
                    f"(exit code {worker.process.exitcode}): is there enough memory?"
                )
            return
        self.deaths[shard.number, spot] += 1
        if self.deaths[shard.number, spot] == DEATHS:
            reason = "timeout" if worker.process.exitcode == -signal.SIGALRM else "crashed"
            self.refused.setdefault(shard.number, {})[spot] = reason


def _server() -> ForkServerContext:
    """Start the server that workers are forked from; it goes on loading what they need."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["pipeline.engines.preload"])
    with deaf(), _mainless():
        forkserver.ensure_running()
    return context


@contextmanager
def _mainless() -> Iterator[None]:
    """Keep a process that is started from running the caller's script again: it needs nothing of it."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _work(pipe: Connection, job: Job) -> None:
    """Do shards until there are no more; the life of a worker."""
    _watch()

    def note(spot: Spot) -> None:
        pipe.send(spot)
        signal.setitimer(signal.ITIMER_REAL, job.seconds)

    with suppress(EOFError, ConnectionError):  # the supervisor is gone
        while (task := pipe.recv()) is not None:
            shard, refused = task
            try:
                one_shard(job, shard, note, refused)
            except ConnectionError:
                raise
            except OSError as error:
                pipe.send(error)
            except Exception as error:  # noqa: BLE001 - told to the supervisor, who ends the run
                pipe.send(EngineError(f"{type(error).__name__} in shard {shard.number}: {error}"))
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0)
            pipe.send(None)


def mapped(work: Callable[[_Given], _Made], items: Iterable[_Given], workers: int) -> Iterator[_Made]:
    """Yield ``work(item)`` for all items in order, done by so many processes; only a few wait at a time.

    Raises what ``work`` raises, and EngineError if a process dies.
    """
    if workers == 1:
        yield from map(work, items)
        return
    context = multiprocessing.get_context("forkserver")
    with ProcessPoolExecutor(workers, context, _watch) as pool:
        waiting: deque[Future[_Made]] = deque()
        try:
            for item in items:
                with deaf(), _mainless():
                    waiting.append(pool.submit(work, item))
                if len(waiting) > 2 * workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool:
            raise EngineError("a process that helped has died: is there enough memory?") from None


def _watch() -> None:
    threading.Thread(target=_follow, daemon=True).start()


def _follow() -> None:
    """Die with the supervisor, however it dies."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
