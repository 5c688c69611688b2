"""The compiled copy of the package, which `make` works with, says the same as the sources."""

from __future__ import annotations

import filecmp
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
COPY = ROOT / ".venv" / "compiled"


def run(path: Path, *words: str) -> str:
    """Run Python with the package at ``path``, not with the one that stands in the folder."""
    env = {**os.environ, "PYTHONPATH": str(path)}
    done = subprocess.run(
        [sys.executable, "-P", *words], env=env, cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout


@pytest.fixture(scope="module")
def compiled() -> Path:
    """The compiled copy, if it is that of these sources and fits this Python."""
    where = run(COPY, "-c", "import pipeline.language.labels as it; print(it.__file__)").strip()
    current = all(
        path.read_bytes() == (COPY / path.relative_to(ROOT)).read_bytes()
        for path in (ROOT / "pipeline").rglob("*.py")
        if (COPY / path.relative_to(ROOT)).exists()
    )
    if not current or Path(where).suffix == ".py":
        reason = "not compiled, or not from these sources: make test does it where there is a C compiler"
        if os.environ.get("CI") and shutil.which("cc"):
            pytest.fail(reason)
        pytest.skip(reason)
    assert Path(where).is_relative_to(COPY)
    return COPY


def test_a_compiled_document_can_be_sent_away(compiled: Path) -> None:
    said = run(
        compiled,
        "-c",
        "import pickle, pipeline\n"
        "doc = pickle.loads(pickle.dumps(pipeline.load()('Bend the knee 10 times. Do not bounce.')))\n"
        "print([r.labels[0] for r in doc.user_data['readings']], doc.user_data['readings'][0].dose.start)\n"
        "print(doc.user_data['sentences'][1].start, doc.user_data['readings'][1].fired[0].rule)",
    )
    assert said == "['action', 'warning'] 14\n24 warning.ban\n"


def test_compiled_and_not_the_result_has_the_same_bytes(compiled: Path, tmp_path: Path) -> None:
    for name, path in (("compiled", compiled), ("plain", ROOT)):
        run(
            path,
            "-m",
            "pipeline",
            "extract",
            str(ROOT / "raw"),
            "--out",
            str(tmp_path / name),
            "--workers",
            "1",
        )
    names = sorted(path.name for path in (tmp_path / "plain").iterdir() if path.is_file())
    assert "catalogue.json" in names
    assert "sentences.jsonl" in names
    _, different, missing = filecmp.cmpfiles(tmp_path / "plain", tmp_path / "compiled", names, shallow=False)
    assert not missing
    assert different in ([], ["run.json"])  # which says how long it took
