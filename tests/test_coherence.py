"""When an article counts as scrambled."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.coherence import Evidence, evidence
from tests.making import extracted, nlp

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


SHUFFLED = Evidence(instructions=20, running=0.9, titled=0.1, switches=0.5, strays=1, changes=2)


@pytest.mark.parametrize(
    "weaker, scrambled",
    [
        ({}, True),
        ({"strays": 0}, True),
        ({"changes": 0}, True),
        ({"strays": 0, "changes": 1}, False),
        ({"instructions": 9}, False),
        ({"running": 0.5}, False),
        ({"titled": 0.3}, False),
        ({"switches": 0.3}, False),
    ],
)
def test_all_of_the_evidence_is_needed(weaker: dict[str, int], *, scrambled: bool) -> None:
    assert SHUFFLED._replace(**weaker).scrambled is scrambled


def shown(text: str, postures: list[str | None] | None = None) -> Evidence:
    """Return the evidence of a text, whose sentences state these postures."""
    data = nlp()(text).user_data
    sentences = data["sentences"]
    return evidence(text, sentences, data["readings"], postures or [None] * len(sentences))


@pytest.mark.parametrize(
    "text, strays",
    [
        ("1. Lift your hips.\n2. Lower them slowly.\n", 0),
        ("1. Lift your hips.\n", 1),
        ("It helps.\n\n12 The muscles of the trunk matter.\n", 1),
        ("It helps.\n\n12 of the muscles matter.\n", 0),
    ],
)
def test_numbers_that_stand_alone(text: str, strays: int) -> None:
    assert shown(text).strays == strays


def test_shares_and_changes() -> None:
    found = shown("It helps. Lift your hips. Lower them. It helps.\n\n# Title\n", ["a", "b", "c", "d", None])
    assert found == Evidence(instructions=2, running=0.6, titled=0.2, switches=2 / 3, strays=0, changes=1)


def test_nothing_shows_nothing() -> None:
    assert shown("") == Evidence(instructions=0, running=0, titled=0, switches=0, strays=0, changes=0)
    assert shown("Lift your hips.") == Evidence(1, running=0, titled=0, switches=0, strays=0, changes=0)
