"""The life of one worker that is never replaced: its peak memory and its seconds an article.

Each measurement is a process: ``python -m benchmarks.worker NUMBER CHARACTERS [noisy]`` prints JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import orjson

from benchmarks.articles import articles
from pipeline.read.limits import Limits
from pipeline.read.source import sources
from pipeline.run import cut
from pipeline.shards import Job, one_shard, tools


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
    """``peak`` (MB) and ``seconds`` (an article) of a fresh process for ``number`` articles."""
    words = [sys.executable, "-m", "benchmarks.worker", str(number), str(characters), *(["noisy"] * noisy)]
    done = subprocess.run(words, check=True, capture_output=True)
    return cast("dict[str, float]", json.loads(done.stdout))


def _main(number: int, characters: int, *, noisy: bool) -> dict[str, Any]:
    with TemporaryDirectory() as folder:
        # Written by another process: what generating costs is no memory of the worker.
        code = (
            f"from benchmarks.worker import *; write(Path({folder!r}), {number}, {characters}, noisy={noisy})"
        )
        subprocess.run([sys.executable, "-c", code], check=True)
        shards = cut(sources(Path(folder)), folder)
        job = Job(folder, f"{folder}/parts", Limits(), 60)
        tools()
        one_shard(job, shards[0])
        begun = time.process_time()
        for shard in shards[1:] or shards:
            one_shard(job, shard)
            Path(folder, "parts", f"{shard.number:07d}.part").unlink()
        seconds = time.process_time() - begun
    share = sum(shard.bytes for shard in shards[1:] or shards) / sum(shard.bytes for shard in shards)
    return {
        "peak": peak(),
        "seconds": seconds / (number * share),
    }


if __name__ == "__main__":
    print(json.dumps(_main(int(sys.argv[1]), int(sys.argv[2]), noisy="noisy" in sys.argv)))
