"""The whole job: input is cut into shards, an engine does them, their parts become the files of OUT.

What is written depends on the input alone: neither on the number of workers, nor on the engine, nor on
interruptions.
"""

from __future__ import annotations

import hashlib
import os
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

import orjson

from pipeline import __version__
from pipeline.article import Rejection
from pipeline.engines.local import Local
from pipeline.listing import listing
from pipeline.output import opened
from pipeline.place import is_remote, place
from pipeline.program import program, rules, versions
from pipeline.read.limits import Limits
from pipeline.read.source import split
from pipeline.records import LABELS
from pipeline.schema.build import SCHEMA_VERSION
from pipeline.shards import Job, Shard, part_name, tools

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from pathlib import Path

    from pipeline.engines import Engine, Watcher
    from pipeline.merge import Catalogue
    from pipeline.read.source import Source
    from pipeline.shards import Tools

SHARD_BYTES = 1 << 18
"""The least size of a shard: half a second of work, so that little is lost when a worker is."""
SHARD_FILES = 1_000
"""The most files in a shard."""
SHARDS = 20_000
"""About how many shards there are at most: a large input gets larger ones."""


COUNTS = (
    *("kept", "rejected", "skipped", "rejected_records", "duplicates"),
    *(f"sentences.{label}" for label in LABELS),
    *("exercises", "named", "dosed", "warned"),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """The options of a run. ``workers`` None means every core; ``seconds`` is what an article may take."""

    workers: int | None = None
    limits: Limits = field(default_factory=Limits)
    seconds: float = 60.0
    shard_bytes: int = SHARD_BYTES
    report: bool = True
    engine: Literal["local", "dask"] = "local"
    scheduler: str | None = None
    form: Literal["json", "parquet"] = "json"


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run did; ``counts`` has the names in `COUNTS`."""

    out: str
    files: tuple[str, ...]
    counts: dict[str, int]
    seconds: float
    shards: int
    resumed: int

    @property
    def clean(self) -> bool:
        """Whether nothing was rejected."""
        return not self.counts["rejected"] and not self.counts["rejected_records"]


class _Nobody:
    def planned(self, shards: Sequence[Shard], done: int) -> None: ...
    def article(self) -> None: ...
    def shard(self, shard: Shard) -> None: ...


def run(
    raw: str,
    out: str,
    settings: Settings | None = None,
    watcher: Watcher | None = None,
    kit: Callable[[], Tools] = tools,
) -> Summary:
    """Turn the articles in ``raw`` into the files of a catalogue in ``out``, and say what was done.

    Goes on where an interrupted run of the same input stopped; a finished result is replaced at the end, at
    once. Raises UsageError for what the user can put right, EngineError if the work cannot be done.
    """
    begun = time.monotonic()
    settings, watcher = settings or Settings(), watcher or _Nobody()
    workers = settings.workers or os.cpu_count() or 1
    stamps = listing(raw, out)
    shards = cut(stamps, raw, settings.shard_bytes)
    parts = f"parts-{_fingerprint(stamps, shards, settings)}"
    with opened(out) as output:
        for name in output.work.names() - {parts}:
            output.work.remove(name)
        have = output.work.names(parts)
        missing = [shard for shard in shards if part_name(shard.number) not in have]
        watcher.planned(shards, sum(shard.bytes for shard in shards) - sum(shard.bytes for shard in missing))
        job = Job(raw, f"{output.address}/{parts}", settings.limits, settings.seconds, kit)
        engine = _engine(settings, min(workers, len(missing))) if missing else None
        # Imported only now: a local engine loads what its workers need meanwhile.
        from pipeline.merge import merge

        if settings.report and settings.form == "json":
            import pipeline.report
        if engine is not None:
            engine.run(job, missing, watcher)
        new = output.stage()
        counts = merge(place(job.parts), len(shards), new, _catalogue(settings, new))
        summary = Summary(
            out=out,
            files=(),
            counts={name: counts[name] for name in COUNTS},
            seconds=time.monotonic() - begun,
            shards=len(shards),
            resumed=len(shards) - len(missing),
        )
        (new / "run.json").write_bytes(_account(summary, workers))
        if settings.report and settings.form == "json":
            pipeline.report.write(new, workers)
        summary = replace(summary, files=tuple(sorted(path.name for path in new.iterdir())))
        output.publish()
    return replace(summary, seconds=time.monotonic() - begun)


def _engine(settings: Settings, workers: int) -> Engine:
    if settings.engine == "local":
        return Local(workers)
    from pipeline.engines.dask import Dask

    return Dask(settings.scheduler, workers)


def _catalogue(settings: Settings, new: Path) -> Catalogue:
    if settings.form == "json":
        from pipeline.merge import JsonCatalogue

        return JsonCatalogue(new)
    from pipeline.parquet import ParquetCatalogue

    return ParquetCatalogue(new)


def cut(items: Collection[Source | Rejection], raw: str, least: int = SHARD_BYTES) -> list[Shard]:
    """Cut the sorted input into shards of some ``least`` bytes, or SHARD_FILES small files."""
    size = max(least, sum(map(_size, items)) // SHARDS)
    shards: list[Shard] = []
    pieces: list[Source | Rejection] = []
    load = 0
    for item in items:
        for piece in [item] if isinstance(item, Rejection) or is_remote(raw) else split(item, size):
            pieces.append(piece)
            load += _size(piece)
            if load >= size or len(pieces) == SHARD_FILES:
                shards.append(Shard(len(shards), tuple(pieces), load))
                pieces, load = [], 0
    if pieces:
        shards.append(Shard(len(shards), tuple(pieces), load))
    return shards


def _size(item: Source | Rejection) -> int:
    return 0 if isinstance(item, Rejection) else item.size


def _fingerprint(stamps: dict[Source | Rejection, str], shards: Sequence[Shard], settings: Settings) -> str:
    """What the parts depend on: the listing of the input, the limits and this very program."""
    digest = hashlib.sha256(f"{program()} {settings.limits!r} {settings.seconds}".encode())
    for item, stamp in stamps.items():
        digest.update(f"|{item!r} {stamp}".encode("utf-8", "surrogateescape"))
    for shard in shards:
        digest.update(f"|{len(shard.sources)} {shard.bytes}".encode())
    return digest.hexdigest()[:16]


def _account(summary: Summary, workers: int) -> bytes:
    """Return ``run.json``."""
    return (
        orjson.dumps(
            {
                "counts": {
                    "read": summary.counts["kept"] + summary.counts["rejected"] + summary.counts["skipped"],
                    **summary.counts,
                },
                "seconds": round(summary.seconds, 3),
                "workers": workers,
                "shards": {"all": summary.shards, "done_before": summary.resumed},
                "versions": {
                    "exercise-catalogue": __version__,
                    "schema": SCHEMA_VERSION,
                    **versions(),
                },
                "rules": rules(),
                "program": program(),
            },
            option=orjson.OPT_INDENT_2,
        )
        + b"\n"
    )
