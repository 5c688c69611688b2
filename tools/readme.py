"""Writes what in README.md is made from files: the record beside its source, and the accuracy figures.

`make readme` runs it; a test fails when README.md is not what it would write.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
ARTICLE, NAME = "rotator-cuff-handout", "SCAPULAR SETTING"
"""The record that is shown."""
FIGURES = {
    "span_f1": "sentences cut exactly (F1)",
    "primary_accuracy": "primary label right",
    "macro_f1": "labels, mean F1 of the five",
    "dose_f1": "dose values (F1)",
    "dose_exact": "doses right in full",
    "exercise_bcubed_f1": "exercises (B-cubed F1)",
    "name_accuracy": "names right",
}
KEPT = ("id", "name", "positions", "steps", "dose", "warnings", "equipment", "confidence", "review")


def _row(found: re.Match[str]) -> str:
    """Return a short list on one line."""
    return "[" + ", ".join(part for part in found.groups() if part) + "]"


def record() -> str:
    """Return a piece of an article of raw/ and the record that was read from it."""
    catalogue = json.loads((ROOT / "tests/golden/catalogue.json").read_text("utf-8"))
    found = next(
        e
        for e in catalogue["exercises"]
        if e["article"] == ARTICLE and e["name"] and e["name"]["value"] == NAME
    )
    text = (ROOT / "raw" / f"{ARTICLE}.txt").read_text("utf-8")
    quoted = text[found["span"]["start"] : found["span"]["end"]]
    shown: dict[str, Any] = {key: found[key] for key in KEPT}
    shown["steps"] = shown["steps"][:2]
    lines = json.dumps(shown, ensure_ascii=False, indent=2)
    # Spans and pairs of numbers each on one line, so that the record can be taken in at a glance.
    lines = re.sub(r"\{\s+(\"start\": \d+),\s+(\"end\": \d+)\s+\}", r"{\1, \2}", lines)
    lines = re.sub(r"\[\s+([^\[\]{}\n]+|\{[^{}\n]+\})(?:,\s+([^\[\]{}\n]+))?\s+\]", _row, lines)
    return (
        f"From these lines of `raw/{ARTICLE}.txt`\n\n```text\n{quoted}\n```\n\ncomes this record (its first two steps, and "
        f"without the fields for body parts, muscles, cues and modifications):\n\n```json\n{lines}\n```\n"
    )


def accuracy() -> str:
    """Return the accuracy floors as a table: what the tests hold, so never more than was measured."""
    pinned = json.loads((ROOT / "tests/floors.json").read_text("utf-8"))
    corpora = {"tests/gold": "12 articles of `raw/`", "../shared/annotation/dev": "29 real articles"}
    head = "| at least | " + " | ".join(corpora.values()) + " |\n| --- |" + " --- |" * len(corpora)
    lines = [
        f"| {told} | " + " | ".join(f"{pinned[name]['floors'][key]:.3f}" for name in corpora) + " |"
        for key, told in FIGURES.items()
    ]
    return "\n".join([head, *lines]) + "\n"


def written(readme: str) -> str:
    """Return README.md with its made parts as they are now."""
    for name, made in (("record", record()), ("accuracy", accuracy())):
        begin, end = f"<!-- {name}:begin -->\n", f"<!-- {name}:end -->"
        before, rest = readme.split(begin)
        readme = before + begin + made + end + rest.split(end)[1]
    return readme


if __name__ == "__main__":
    path = ROOT / "README.md"
    path.write_text(written(path.read_text("utf-8")), "utf-8")
    sys.stdout.write(f"{path.name} is as it is now\n")
