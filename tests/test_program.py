"""By which rules a result was made: what changes the hash of them."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from pipeline import program

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    "name, told",
    [
        ("rules/labels.toml", True),
        ("rules/wording.json", True),
        ("rules/precision.json", False),
        ("rules/accuracy.json", False),
    ],
)
def test_rules_are_what_decides(
    name: str, *, told: bool, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("rules", "vocabulary"):
        shutil.copytree(root / "pipeline" / folder, tmp_path / folder)
    monkeypatch.setattr(program, "_HOME", tmp_path)
    before = program.rules.__wrapped__()
    assert before == program.rules()
    with (tmp_path / name).open("a", encoding="utf-8") as file:
        file.write("\n")
    assert (program.rules.__wrapped__() != before) is told
