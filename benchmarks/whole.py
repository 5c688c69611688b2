"""The whole command: how it grows with workers, and how long the first result takes."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from benchmarks.articles import articles
from benchmarks.worker import peak, write


def clocked(*words: str) -> float:
    """Seconds that a command takes."""
    begun = time.perf_counter()
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


CODE = """
import atexit, pathlib
from pipeline.cli import main
atexit.register(lambda: pathlib.Path({status!r}).write_text(pathlib.Path("/proc/self/status").read_text()))
main()
"""


class Run(NamedTuple):
    """Seconds of a run, and the peak memory of its supervising process in MB."""

    seconds: float
    peak: float


def extract(raw: Path, out: Path, workers: int) -> Run:
    """Run ``extract``: start, merge and report included."""
    with TemporaryDirectory() as folder:
        status = Path(folder, "status")
        code = CODE.format(status=str(status))
        seconds = clocked(
            *(sys.executable, "-c", code, "extract", str(raw)),
            *("--out", str(out), "--workers", str(workers)),
        )
        return Run(seconds, peak(status))


def with_workers(number: int, workers: int, characters: int = 3000) -> Run:
    """A run over ``number`` articles."""
    with TemporaryDirectory() as folder:
        raw = Path(folder, "raw")
        raw.mkdir()
        write(raw, number, characters)
        return extract(raw, Path(folder, "out"), workers)


def first_result(times: int = 5) -> tuple[float, float]:
    """Least seconds of ``extract`` on one article, and of starting spaCy alone; taken in turn."""
    with TemporaryDirectory() as folder:
        raw = Path(folder, "raw")
        raw.mkdir()
        (raw / "one.txt").write_text(next(articles(1)))
        ours, alone = [], []
        for _ in range(times):
            ours.append(extract(raw, Path(folder, "out"), 1).seconds)
            alone.append(clocked(sys.executable, "-c", "import spacy; spacy.blank('en')"))
    return min(ours), min(alone)
