"""The workers of a run: their peak memory and their seconds an article.

Each measurement is a process, `main`, which prints JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, cast

import orjson

from benchmarks.articles import articles
from pipeline.engines.local import Local
from pipeline.read.limits import Limits
from pipeline.read.source import sources
from pipeline.run import cut
from pipeline.shards import Job, tools

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.language import Language

    from pipeline.article import Article
    from pipeline.extraction import Extraction
    from pipeline.shards import Shard, Tools


WARM = 50
"""Articles that a worker has seen before its clock runs."""


def write(folder: Path, number: int, characters: int, *, noisy: bool = False) -> None:
    """Write generated articles as one JSONL file into ``folder``."""
    with (folder / "articles.jsonl").open("wb") as file:
        for at, text in enumerate(articles(number, characters, noisy=noisy)):
            file.write(orjson.dumps({"id": f"a{at:06}", "text": text}) + b"\n")


def peak(status: Path = Path("/proc/self/status")) -> float:
    """The peak memory of a process so far, in MB, from its status; Linux only.

    Not `resource.getrusage`: after a fork that begins with the peak of the process that forked.
    """
    return int(status.read_text().partition("VmHWM:")[2].split()[0]) / 1024


def measured(number: int, characters: int, *, noisy: bool = False) -> dict[str, float]:
    """``peak`` (MB, of the largest worker) and ``seconds`` (of a processor, an article) of a run over ``number``."""
    # Not with -m: workers could not find by its name what is defined in a main module.
    code = f"from benchmarks.worker import main; main({number}, {characters}, noisy={noisy})"
    words = [sys.executable, "-c", code]
    done = subprocess.run(words, check=True, capture_output=True)
    return cast("dict[str, float]", json.loads(done.stdout))


@cache
def watched(folder: str) -> Tools:
    """The real tools, but each worker leaves in ``folder`` what it has needed so far: peak, seconds, articles."""
    real = tools()
    count, begun = 0, 0.0

    def extract(article: Article, nlp: Language) -> Extraction:
        nonlocal count, begun
        done = real.extract(article, nlp)
        count += 1
        if count == WARM:
            begun = time.process_time()
        elif count % WARM == 0:
            seconds = time.process_time() - begun
            Path(folder, str(os.getpid())).write_text(f"{peak()} {seconds} {count - WARM}")
        return done

    return real._replace(extract=extract)


class _Nobody:
    def planned(self, shards: Sequence[Shard], done: int) -> None: ...
    def article(self) -> None: ...
    def shard(self, shard: Shard) -> None: ...


def main(number: int, characters: int, *, noisy: bool) -> None:
    """Print `measured`."""
    with TemporaryDirectory() as folder:
        raw, notes = Path(folder, "raw"), Path(folder, "notes")
        raw.mkdir()
        notes.mkdir()
        write(raw, number, characters, noisy=noisy)
        shards = cut(sources(raw), str(raw))
        job = Job(str(raw), f"{folder}/parts", Limits(), 60, partial(watched, str(notes)))
        Local(os.cpu_count() or 1).run(job, shards, _Nobody())
        told = [list(map(float, note.read_text().split())) for note in notes.iterdir()]
        peaks, seconds, counts = zip(*told, strict=True)
        print(json.dumps({"peak": max(peaks), "seconds": sum(seconds) / sum(counts)}))
