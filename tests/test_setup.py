"""The set-up: Makefile, lock files, what is packaged, what CI calls."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = {path.stem: path.read_text(encoding="utf-8") for path in (ROOT / "requirements").glob("*.lock")}
PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.MULTILINE)


def pins(lock: str) -> dict[str, str]:
    return {canonicalize_name(name): version for name, version in PIN.findall(LOCKS[lock])}


def make(*words: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run make as a person would, without the variables of the make that may run these tests."""
    env = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    return subprocess.run(["make", *words], cwd=cwd, env=env, capture_output=True, text=True, check=False)


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A checkout, in a folder with a space, whose .venv counts as up to date."""
    checkout = tmp_path / "a checkout"
    (checkout / ".venv").mkdir(parents=True)
    shutil.copytree(ROOT / "requirements", checkout / "requirements")
    shutil.copytree(ROOT / "tools", checkout / "tools")
    for name in ("Makefile", "pyproject.toml", "setup.py"):
        shutil.copy(ROOT / name, checkout / name)
    for name in ("pipeline/cli.py", "pipeline/rules/doses.toml"):
        (checkout / name).parent.mkdir(parents=True, exist_ok=True)
        (checkout / name).touch()
    for path in checkout.rglob("*"):
        os.utime(path, (1000, 1000))
    names = ("pyvenv.cfg", "run.stamp", "compiled.stamp", "compiled/.stamp", "dev.stamp", "tools.stamp")
    for age, stamp in enumerate(checkout / ".venv" / name for name in names):
        stamp.parent.mkdir(exist_ok=True)
        stamp.touch()
        os.utime(stamp, (2000 + age, 2000 + age))
    return checkout


def test_help_is_the_default_and_lists_every_target() -> None:
    phony = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert phony
    shown = make()
    assert shown.returncode == 0
    listed = re.findall(r"^  ([a-z]+) +\S", shown.stdout, re.MULTILINE)
    assert sorted(listed) == sorted(phony[1].split())
    for variable in ("RAW", "OUT", "WORKERS", "ENGINE", "GOLD", "SECONDS", "ARGS", "PYTHON", "COMPILE"):
        assert f"{variable}=" in shown.stdout


def test_nothing_is_installed_again_when_nothing_changed(installed: Path) -> None:
    for target in ("extract", "test", "fuzz"):
        planned = make("-n", target, cwd=installed)
        assert planned.returncode == 0, planned.stderr
        assert "pip install" not in planned.stdout
        assert "setup.py" not in planned.stdout


@pytest.mark.parametrize(
    "changed,compiles,copies",
    [("pipeline/cli.py", True, True), ("setup.py", True, True), ("pipeline/rules/doses.toml", False, True)],
)
def test_code_is_compiled_again_when_it_changed_and_data_is_only_copied(
    installed: Path, changed: str, *, compiles: bool, copies: bool
) -> None:
    (installed / changed).touch()
    planned = make("-n", "extract", cwd=installed).stdout
    assert (" build --build-base" in planned) is compiles
    assert (" build_py --build-lib" in planned) is copies
    assert "pip install" not in planned
    plain = make("-n", "extract", "COMPILE=0", cwd=installed).stdout
    assert "setup.py" not in plain
    assert plain.startswith(".venv/bin/python -m pipeline extract ")


@pytest.mark.parametrize(
    "changed,reinstalls",
    [("requirements/run.lock", True), ("pyproject.toml", True), ("requirements/dev.lock", False)],
)
def test_extract_installs_again_when_its_lock_or_the_project_changed(
    installed: Path, changed: str, *, reinstalls: bool
) -> None:
    (installed / changed).touch()
    planned = make("-n", "extract", cwd=installed).stdout
    assert ("--require-hashes -r requirements/run.lock" in planned) is reinstalls
    assert "--require-hashes" in make("-n", "test", cwd=installed).stdout


def test_extract_passes_its_variables_on(installed: Path) -> None:
    plain = make("-n", "extract", cwd=installed).stdout.strip()
    assert plain.endswith('-m pipeline extract "raw" --out "out" --engine "local"')
    words = ("RAW=my articles", "OUT=o", "WORKERS=1", "ENGINE=dask", "ARGS=--no-report")
    full = make("-n", "extract", *words, cwd=installed).stdout.strip()
    assert full.endswith('extract "my articles" --out "o" --engine "dask" --workers "1" --no-report')


def test_an_old_python_is_refused_in_words(installed: Path) -> None:
    shutil.rmtree(installed / ".venv")
    refused = make("extract", "PYTHON=false", cwd=installed)
    assert refused.returncode != 0
    assert "Python 3.11 or newer is needed" in refused.stderr
    assert not (installed / ".venv").exists()


@pytest.mark.parametrize("lock", ["run", "dev", "tools"])
def test_a_lock_has_hashes_and_names_no_host(lock: str) -> None:
    text = LOCKS[lock]
    assert "://" not in text
    assert not re.search(r"^\s*--(?!hash=sha256:[0-9a-f]{64}\b)", text, re.MULTILINE)
    entries = re.split(
        r"^(?=[A-Za-z0-9])", re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE), flags=re.MULTILINE
    )
    entries = [entry for entry in entries if entry.strip()]
    assert len(entries) == len(PIN.findall(text)) > 10
    for entry in entries:
        assert "--hash=sha256:" in entry, entry.splitlines()[0]


def test_the_locks_agree() -> None:
    run, dev, tools = pins("run"), pins("dev"), pins("tools")
    assert run.items() <= dev.items()
    assert {name: tools[name] for name in tools.keys() & dev.keys()}.items() <= dev.items()


@pytest.mark.parametrize(
    "lock,asked",
    [
        ("run", PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["build"]),
        ("dev", PROJECT["project"]["optional-dependencies"]["dask"] + PROJECT["dependency-groups"]["dev"]),
        ("tools", PROJECT["dependency-groups"]["tools"]),
    ],
)
def test_the_locks_answer_the_project_file(lock: str, asked: list[str]) -> None:
    locked = pins(lock)
    for requirement in map(Requirement, asked):
        version = locked.get(canonicalize_name(requirement.name))
        assert version is not None, f"{requirement} is not locked: make lock"
        assert requirement.specifier.contains(version), f"{requirement} is locked as {version}: make lock"


def test_every_imported_package_is_declared() -> None:
    project = PROJECT["project"]
    asked = project["dependencies"] + project["optional-dependencies"]["dask"]
    declared = {canonicalize_name(Requirement(line).name) for line in asked}
    owners = packages_distributions()
    missing = set()
    for path in (ROOT / "pipeline").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                names = [node.module]
            for name in (full.partition(".")[0] for full in names):
                if name in sys.stdlib_module_names or name == "pipeline":
                    continue
                if declared.isdisjoint(map(canonicalize_name, owners.get(name, [name]))):
                    missing.add(f"{path.relative_to(ROOT)}: {name}")
    assert not missing


def test_the_wheel_holds_all_of_the_package(tmp_path: Path) -> None:
    source = tmp_path / "source"
    shutil.copytree(ROOT / "pipeline", source / "pipeline", ignore=shutil.ignore_patterns("__pycache__"))
    for name in {"pyproject.toml", "setup.py", "LICENSE", PROJECT["project"].get("readme", "LICENSE")}:
        shutil.copy(ROOT / name, source / name)
    offline = ("--no-index", "--no-deps", "--no-build-isolation", "--quiet", "--disable-pip-version-check")
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", *offline, "-w", tmp_path, source],
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if ".dist-info/" not in name}
        metadata = {
            name.rpartition("/")[2]: archive.read(name)
            for name in archive.namelist()
            if ".dist-info/" in name
        }
    assert packed == {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "pipeline").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert b"exercise-catalogue = pipeline.cli:main" in metadata["entry_points.txt"]
    assert "LICENSE" in metadata


def test_the_licence_list_is_that_of_the_locks() -> None:
    listed = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
    for name, version in (pins("run") | pins("dev") | pins("tools")).items():
        pattern = rf"^\| {re.escape(name)} \| ({re.escape(version)} \| \w| \| not installed)"
        assert re.search(pattern, listed, re.MULTILINE), f"{name} {version}: make licences"
    assert "UNKNOWN" not in listed


def test_ci_runs_the_tests() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert script.read_text(encoding="utf-8").rstrip().endswith("make test")


def test_every_ignored_lint_rule_has_a_reason() -> None:
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    rules = [line for line in lines if re.match(r'\s+"[A-Z]+[0-9]*",', line)]
    assert len(rules) > 10
    for line in rules:
        assert re.search(r"# \w", line), line
