"""The whole command: how it grows with workers, and how long the first result takes."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.articles import articles
from benchmarks.worker import write


def clocked(*words: str) -> float:
    """Seconds that a command takes."""
    begun = time.perf_counter()
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


def extract(raw: Path, out: Path, workers: int) -> float:
    """Seconds of ``extract``, start, merge and report included."""
    command = (
        sys.executable,
        "-m",
        "pipeline",
        "extract",
        str(raw),
        "--out",
        str(out),
        "--workers",
        str(workers),
    )
    return clocked(*command)


def with_workers(number: int, characters: int = 3000) -> tuple[float, float]:
    """Seconds for ``number`` articles with one worker and with two."""
    with TemporaryDirectory() as folder:
        raw = Path(folder, "raw")
        raw.mkdir()
        write(raw, number, characters)
        return extract(raw, Path(folder, "one"), 1), extract(raw, Path(folder, "two"), 2)


def first_result(times: int = 5) -> tuple[float, float]:
    """Least seconds of ``extract`` on one article, and of starting spaCy alone; taken in turn."""
    with TemporaryDirectory() as folder:
        raw = Path(folder, "raw")
        raw.mkdir()
        (raw / "one.txt").write_text(next(articles(1)))
        ours, alone = [], []
        for _ in range(times):
            ours.append(extract(raw, Path(folder, "out"), 1))
            alone.append(clocked(sys.executable, "-c", "import spacy; spacy.blank('en')"))
    return min(ours), min(alone)
