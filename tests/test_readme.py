"""What README.md and the docs say is so: each command works, what is made from files is as they are now."""

from __future__ import annotations

import importlib.util
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipeline.run import Settings, run

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
COMMAND = re.compile(r"^    ((?:make|\.venv/bin/exercise-catalogue) .+?)(?:\s+#.*)?$", re.MULTILINE)
COMMANDS = COMMAND.findall(README)
TARGET = re.compile(r"`make ([a-z]+)")


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the result of raw/ in out/, as the README's reader has it."""
    folder = tmp_path_factory.mktemp("reader")
    (folder / "raw").symlink_to(ROOT / "raw")
    run(str(ROOT / "raw"), str(folder / "out"), Settings(workers=1))
    return folder


@pytest.mark.parametrize("command", [c for c in COMMANDS if "exercise-catalogue" in c])
def test_commands_work(command: str, place: Path) -> None:
    words = shlex.split(command)[1:]
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", *words],
        cwd=place,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() or done.stderr.strip()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_targets_exist(page: Path) -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    said = {*TARGET.findall(page.read_text("utf-8"))}
    if page.name == "README.md":
        said |= {command.split()[1] for command in COMMANDS if command.startswith("make")}
    for target in said:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_the_python_of_the_readme_runs(place: Path) -> None:
    (block,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    done = subprocess.run(
        [sys.executable, "-c", block],
        cwd=place,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "exercises" in done.stdout


def test_the_rule_of_the_readme_is_a_rule() -> None:
    (block,) = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
    assert block.strip() in (ROOT / "pipeline/rules/labels.toml").read_text("utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), target


def tool() -> ModuleType:
    """Return tools/readme.py as a module."""
    spec = importlib.util.spec_from_file_location("readme", ROOT / "tools/readme.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_what_is_made_from_files_is_as_they_are() -> None:
    assert tool().written(README) == README, "run `make readme`"
