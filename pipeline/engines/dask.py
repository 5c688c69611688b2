"""A Dask cluster: many machines, or this one for trying it out.

The workers do the same shards as those of `pipeline.engines.local`. They need this very package, and must see
RAW and OUT under the same addresses. Dask repeats a shard whose worker died; a shard that dies again and
again is repeated with a note of every article, and the article at which it died is refused.
"""

from __future__ import annotations

import json
import logging
import signal
import threading
import time
from collections import Counter, defaultdict
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from pipeline.engines import DEATHS, LOSSES, EngineError, deaf
from pipeline.output import UsageError
from pipeline.place import place
from pipeline.program import program
from pipeline.shards import Spot, one_shard, part_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.engines import Watcher
    from pipeline.shards import Job, Shard

RETRIES = 3
_ALONE = threading.Lock()
"""A process does one shard at a time, however many threads it has: pipeline and timer are shared."""


class Dask:
    """The cluster at ``scheduler``; without an address, one of ``workers`` processes on this machine."""

    def __init__(self, scheduler: str | None, workers: int) -> None:
        self.scheduler = scheduler
        self.workers = workers

    def run(self, job: Job, shards: Sequence[Shard], watcher: Watcher) -> None:
        """Do all shards, or raise EngineError; UsageError if there is no cluster or no Dask."""
        try:
            import dask.config

            # Its functions say nothing of their types.
            distributed: Any = import_module("dask.distributed")
        except ImportError:
            raise UsageError("Dask is not installed: pip install 'exercise-catalogue[dask]'") from None
        with ExitStack() as opened:
            address: Any = self.scheduler
            if address is None:
                opened.enter_context(dask.config.set({"distributed.scheduler.allowed-failures": 0}))
                with deaf():
                    address = opened.enter_context(
                        distributed.LocalCluster(
                            n_workers=self.workers,
                            threads_per_worker=1,
                            dashboard_address=None,
                            silence_logs=logging.CRITICAL,
                        )
                    )
            try:
                client = opened.enter_context(distributed.Client(address))
            except (OSError, ValueError) as error:
                raise UsageError(f"no Dask scheduler at {address}: {error}") from None
            task = partial(_shard, job, program())
            futures = client.map(task, shards, pure=False, retries=RETRIES)
            shard_of = {future.key: shard for future, shard in zip(futures, shards, strict=True)}
            fates: defaultdict[int, _Fate] = defaultdict(_Fate)
            done = distributed.as_completed(futures)
            for future in done:
                shard = shard_of.pop(future.key)
                failure = future.exception()
                if failure is None:
                    watcher.shard(shard)
                    continue
                if not isinstance(failure, distributed.KilledWorker):
                    raise failure
                fate = fates[shard.number]
                fate.learn(*_last_note(job, shard))
                again = client.submit(task, shard, fate.refused, careful=True, pure=False, retries=RETRIES)
                shard_of[again.key] = shard
                done.add(again)
        missing = {part_name(shard.number) for shard in shards} - place(job.parts).names()
        if missing:
            raise EngineError(
                f"{len(missing)} shards are done, but their parts are not at {job.parts}: "
                "OUT must be an address that the workers share with this machine"
            )


@dataclass
class _Fate:
    """What has befallen a shard."""

    deaths: Counter[Spot] = field(default_factory=Counter)
    refused: dict[Spot, str] = field(default_factory=dict)
    losses: int = 0

    def learn(self, spot: Spot | None, reason: str) -> None:
        """Take in that a worker died at ``spot``, if it left a note."""
        if spot is None:
            self.losses += 1
            if self.losses == LOSSES:
                raise EngineError(
                    f"{LOSSES} workers died before they began an article: is there enough memory?"
                )
            return
        self.deaths[spot] += 1
        if self.deaths[spot] == DEATHS:
            self.refused[spot] = reason


def _shard(
    job: Job, theirs: str, shard: Shard, refused: dict[Spot, str] | None = None, *, careful: bool = False
) -> None:
    """Do a shard on a worker; ``careful`` leaves a note of each article, which costs a file each time."""
    if theirs != program():
        raise EngineError(
            "the cluster has another version of this package: install the same one on its workers"
        )
    notes = place(job.parts)

    def note(spot: Spot) -> None:
        if careful:
            with notes.write(_note_name(shard)) as file:
                file.write(json.dumps([*spot, time.time()]).encode())
        signal.setitimer(signal.ITIMER_REAL, job.seconds)

    with _ALONE:
        try:
            one_shard(job, shard, note, refused)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)


def _last_note(job: Job, shard: Shard) -> tuple[Spot | None, str]:
    """Take the note that a dead worker left: where it was, and what ended it."""
    notes, name = place(job.parts), _note_name(shard)
    if name not in notes.names():
        return None, ""
    with notes.read(name) as file:
        path, number, article, begun = json.loads(file.read())
    notes.remove(name)
    late = time.time() - begun >= job.seconds
    return Spot(path, number, article), "timeout" if late else "crashed"


def _note_name(shard: Shard) -> str:
    return f"{part_name(shard.number)}.note"
