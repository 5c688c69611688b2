"""When an article counts as scrambled."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.making import extracted

ROOT = Path(__file__).resolve().parent.parent
SCRAMBLED = {"sore-back-mixed-tips", "knee-strength-digest", "hips-shoulders-and-posture"}
RAW = sorted(path for path in (ROOT / "raw").rglob("*") if path.suffix in {".txt", ".md"})
SHARED = ROOT.parent / "shared" / "articles"


def flags(path: Path) -> list[str]:
    """Return the flags of an article in a file."""
    return extracted(path.read_text("utf-8-sig"), path.stem).article["flags"]


@pytest.mark.parametrize("path", RAW, ids=lambda path: path.stem)
def test_raw(path: Path) -> None:
    assert ("scrambled" in flags(path)) == (path.stem in SCRAMBLED)


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is not here")
def test_shared() -> None:
    found = {path.stem[:3] for path in SHARED.glob("*.txt") if "scrambled" in flags(path)}
    assert found == {"000", "003"}
