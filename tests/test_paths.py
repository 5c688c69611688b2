"""No name in the input reaches a path outside OUT, and what is shown of a name cannot do anything."""

from __future__ import annotations

import csv
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from pipeline.article import Rejection
from pipeline.catalogue import read_catalogue
from pipeline.cli import app
from pipeline.export import FORMATS
from pipeline.export.csv_tables import guarded, unguarded
from pipeline.output import opened
from pipeline.printable import printable
from pipeline.read import sources
from pipeline.run import Settings, run

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES = (
    "../../owned", "/etc/owned", "..", ".", "~/owned", "a/../../../owned", "C:\\owned", "\\\\host\\owned", "owned\nline",
    "\x1b[31mred", "\x1b]0;title\x07", "\u202egnp.exe", "=cmd|' /C owned'!A0", "@SUM(1)", "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>', "catalogue.json", ".run/switch.json", "report.html", "%2e%2e/owned", "nul",
    "a\u2028b",
    "[owned](javascript:alert(1))", "![owned](http://example.org/a.png)", "`owned`", "| owned |", "{{owned}}",
)  # fmt: skip
LIFT = "# {name}\n\nLie on your back. Lift one leg. Hold for 5 seconds. Repeat 10 times. Stop if it hurts.\n"


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A result whose articles have such ids, addresses and titles, and exercises with such names."""
    base = tmp_path_factory.mktemp("paths")
    (base / "raw").mkdir()
    rows = [
        {
            "id": name,
            "url": f"https://example.org/{name}",
            "title": name,
            "text": LIFT.format(name=name.replace("\n", " ")),
        }
        for name in NAMES
    ]
    (base / "raw" / "rows.jsonl").write_bytes(b"\n".join(map(orjson.dumps, rows)))
    (base / "raw" / "bad.jsonl").write_bytes(b"\n".join(orjson.dumps({"id": name}) for name in NAMES))
    summary = run(str(base / "raw"), str(base / "out"), Settings(workers=1))
    assert summary.counts["kept"] == summary.counts["rejected"] == len(NAMES)
    return base / "out"


def below(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def test_ids_become_no_paths(out: Path) -> None:
    assert below(out.parent) - below(out) <= {
        "out",
        "raw",
        "raw/rows.jsonl",
        "raw/bad.jsonl",
        *(f"out/{n}" for n in below(out)),
    }
    assert below(out) == {
        "articles.jsonl", "catalogue.json", "rejected.jsonl", "report.html", "run.json", "sentences.jsonl",
    }  # fmt: skip
    assert {entry["id"] for entry in orjson.loads((out / "catalogue.json").read_bytes())["articles"]} == set(
        NAMES
    )


@pytest.mark.parametrize("name", FORMATS)
def test_exports_write_only_where_they_are_told(out: Path, tmp_path: Path, name: str) -> None:
    FORMATS[name].export(read_catalogue(out), tmp_path / "deep" / name)
    made = below(tmp_path) - {"deep", f"deep/{name}"}
    assert all(Path(path).parent == Path("deep", name) for path in made)
    assert not any("owned" in path for path in made)


def test_commands_show_names_escaped(out: Path) -> None:
    calls = (
        ["show", str(out)],
        ["diff", str(out), str(out)],
        ["validate", str(out)],
        ["explain", "\n".join(NAMES)],
    )
    for call in calls:
        done = CliRunner().invoke(app, call)
        assert done.exit_code == 0, done.output
        assert all(printable(line) == line for line in done.output.split("\n"))
    shown = CliRunner().invoke(app, ["show", str(out)]).output
    assert "\\x1b[31mred" in shown
    # Also what is wrong with a name is said so.
    for call in (
        ["validate", "\x1b[31mnothing"],
        ["show", "\x1b[31mnothing"],
        ["extract", "\x1b[31m\nnothing"],
    ):
        done = CliRunner().invoke(app, call)
        assert done.exit_code in (1, 2)
        assert all(printable(line) == line for line in done.output.split("\n")), call


def test_a_spreadsheet_runs_nothing(out: Path, tmp_path: Path) -> None:
    FORMATS["csv"].export(read_catalogue(out), tmp_path / "csv")
    cells = []
    for path in (tmp_path / "csv").iterdir():
        with path.open(newline="", encoding="utf-8") as file:
            cells += [cell for row in csv.reader(file) for cell in row]
    assert any("cmd|" in cell for cell in cells)
    assert not any(cell[:1] in "=+-@\t\r\n" and not _is_number(cell) for cell in cells if cell)


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


@given(st.text(max_size=20))
def test_a_guarded_cell_begins_with_nothing_that_is_run(cell: str) -> None:
    assert guarded(cell)[:1] not in ("=", "+", "-", "@", "\t", "\r", "\n", "")
    assert unguarded(guarded(cell)) == cell


def test_the_page_holds_names_as_text(out: Path) -> None:
    page = (out / "report.html").read_text()
    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page
    assert "example.org/a.png)" not in page or "<img" not in page
    assert 'href="javascript:' not in page


@given(st.text(st.characters(exclude_categories=())))
def test_what_is_shown_is_one_line_that_steers_nothing(text: str) -> None:
    shown = printable(text, 50)
    assert shown.splitlines() in ([shown], [])
    assert printable(shown) == shown
    shown.encode()  # also what is no character
    assert not any(sign in shown for sign in "\x1b\x07\x9b\u202a\u202e\u2066\u2069\u200f")


@given(st.lists(st.sampled_from(["a", "..", ".", "x", "link"]), max_size=5))
def test_no_source_lies_outside(parts: list[str]) -> None:
    # Listed is what the file system says, never what a file says.
    for item in _listed(parts):
        path = item.path
        assert not os.path.isabs(path)  # noqa: PTH117
        assert ".." not in Path(path).parts
        assert isinstance(item, Rejection) or Path(item.root, path).resolve().is_relative_to(
            Path(item.root).resolve()
        )


def _listed(parts: list[str]) -> Iterator[Any]:
    import tempfile

    with tempfile.TemporaryDirectory() as base:
        raw = Path(base, "raw")
        raw.mkdir()
        Path(base, "secret.txt").write_text("secret")
        (raw / "inside.txt").write_text("inside")
        target = "/".join(parts) or "."
        (raw / "link.txt").symlink_to(f"{target}/secret.txt")
        (raw / "folder").symlink_to(target)
        yield from sources(raw)


def test_results_below_raw_are_no_input(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(LIFT.format(name="Bridge"))
    for _ in range(2):
        summary = run(str(tmp_path), str(tmp_path / "out"), Settings(workers=1, report=False))
        assert summary.counts["kept"] == 1
        assert summary.clean


def test_a_link_in_the_place_of_the_work_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("mine")
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.txt").write_text(LIFT.format(name="Bridge"))
    out = tmp_path / "out"
    out.mkdir()
    (out / ".run").symlink_to(tmp_path / "mine")
    for name in ("catalogue.json", "report.html"):
        (out / name).symlink_to(tmp_path / "mine" / "thesis.txt")
    run(str(tmp_path / "raw"), str(out), Settings(workers=1))
    assert below(tmp_path / "mine") == {"thesis.txt"}
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "mine"
    assert not (out / "catalogue.json").is_symlink()


@pytest.mark.skipif(sys.platform != "linux", reason="names of any bytes are Linux's")
def test_out_may_have_a_strange_name(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.txt").write_text(LIFT.format(name="Bridge"))
    out = tmp_path / "-o\x1b[31m\n\u202e"
    done = CliRunner().invoke(app, ["extract", str(tmp_path / "raw"), "--out", str(out), "--workers", "1"])
    assert done.exit_code == 0, done.output
    assert (out / "catalogue.json").exists()
    assert all(printable(line) == line for line in done.output.split("\n"))
    with opened(str(out)):
        pass
