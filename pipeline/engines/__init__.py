"""What carries out the shards of a run: processes of this machine, or a Dask cluster."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from multiprocessing import resource_tracker
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.shards import Job, Shard

DEATHS = 2
"""An article is refused when it has ended this many workers."""
LOSSES = 5
"""Workers that may die before they have begun an article; then the run is given up."""


class Watcher(Protocol):
    """Who is told how a run goes on."""

    def planned(self, shards: Sequence[Shard], done: int) -> None:
        """``shards`` make up the run, the first ``done`` bytes of them lie there from a run before."""

    def article(self) -> None:
        """One more article has been begun."""

    def shard(self, shard: Shard) -> None:
        """A shard is done."""


class Engine(Protocol):
    """Does shards; each is done when its part is written."""

    def run(self, job: Job, shards: Sequence[Shard], watcher: Watcher) -> None:
        """Do all shards, in any order, or raise `EngineError`."""


class EngineError(Exception):
    """The shards could not be done; the message says why, in words for a person."""


@contextmanager
def deaf() -> Iterator[None]:
    """Keep the keyboard's interrupt from processes started meanwhile: it is for this one, which ends them."""
    resource_tracker.ensure_running()  # would let the signal through again if it were started within
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
