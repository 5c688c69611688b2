"""The articles of raw/ give, byte for byte, the result in tests/golden.

Renew it, after looking at what changed, with `make golden`.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from pipeline.run import Settings, run

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = ROOT / "tests" / "golden"
FILES = ("catalogue.json", "sentences.jsonl", "rejected.jsonl")


def result(out: Path, workers: int) -> Path:
    """Run the pipeline on raw/."""
    run(str(ROOT / "raw"), str(out), Settings(workers=workers, report=False))
    return out


@pytest.mark.parametrize("workers", [1, 2])
def test_raw_gives_the_golden_result(tmp_path: Path, workers: int) -> None:
    out = result(tmp_path / "out", workers)
    for name in FILES:
        assert (out / name).read_bytes() == (GOLDEN / name).read_bytes(), f"{name} differs: see `make golden`"


if __name__ == "__main__":
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        made = result(Path(folder) / "out", 1)
        GOLDEN.mkdir(exist_ok=True)
        for file in FILES:
            (GOLDEN / file).write_bytes((made / file).read_bytes())
    sys.stdout.write(f"{GOLDEN} is as it is now\n")
