"""Every limit: it refuses by name, says how to raise it, and is raised by that option."""

from __future__ import annotations

import dataclasses
import gzip
from typing import TYPE_CHECKING, Any

import orjson
import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.merge import JsonCatalogue, merge
from pipeline.output import UsageError
from pipeline.place import Folder
from pipeline.read import sources
from pipeline.read.limits import Limits
from pipeline.shards import Job, Shard, one_shard

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.run import Settings

LIFT = "Lift one leg and hold for 5 seconds. "
# For each limit: a file that is just over it when it is set to the number, and a number that is enough.
CASES: dict[str, tuple[str, bytes, int, int, str]] = {
    "max_article_bytes": ("a.txt", LIFT.encode() * 10, 300, 400, "too_large"),
    "max_line_bytes": ("a.jsonl", orjson.dumps({"text": LIFT * 10}), 300, 400, "max_line_bytes"),
    "max_ratio": ("a.txt.gz", gzip.compress(LIFT.encode() + b" " * 1_100_000, mtime=0), 10, 2_000, "max_ratio"),
    "max_id_chars": ("a.jsonl", orjson.dumps({"id": "a" * 20, "text": LIFT}), 10, 20, "bad_id"),
    "max_sentences": ("a.txt", LIFT.encode() * 10, 9, 10, "max_sentences"),
    "max_html_depth": ("a.html", b"<div>" * 1_200 + LIFT.encode(), 1_100, 1_300, "max_html_depth"),
    "max_html_work": (
        *("a.html", b"".join(b"<b id=%d>" % i for i in range(50)) + b"<p>Lift. " * 2_000),
        *(50_000, 200_000, "max_html_work"),
    ),
    "max_html_attributes": (
        *("a.html", b"<p " + b" ".join(b"attribute%d=1" % i for i in range(1_500)) + b">" + LIFT.encode()),
        *(1_000, 2_000, "max_html_attributes"),
    ),
}  # fmt: skip


def refusals(raw: Path, limits: Limits) -> list[dict[str, str]]:
    """What a worker says of all that lies in ``raw``."""
    job = Job(str(raw), str(raw.parent / "parts"), limits, 60.0)
    one_shard(job, Shard(0, tuple(sources(raw)), 0))
    out = raw.parent / "out"
    out.mkdir(exist_ok=True)
    merge(Folder(raw.parent / "parts"), 1, out, JsonCatalogue(out))
    return [orjson.loads(line) for line in (out / "rejected.jsonl").read_bytes().splitlines()]


def test_every_limit_has_a_case() -> None:
    assert CASES.keys() == {field.name for field in dataclasses.fields(Limits)} - {"screen"}


@pytest.mark.parametrize("name", CASES)
def test_a_limit_refuses_by_name_and_can_be_raised(name: str, tmp_path: Path) -> None:
    file, content, low, high, reason = CASES[name]
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / file).write_bytes(content)
    (tmp_path / "raw" / "other.txt").write_text(LIFT.strip())
    set_to: Any = {name: low}
    (row,) = refusals(tmp_path / "raw", Limits(**set_to))
    assert row["reason"] == reason
    assert f"more than {low:,} ({name}); raise it with --{name.replace('_', '-')}" in row["detail"]
    set_to[name] = high
    assert refusals(tmp_path / "raw", Limits(**set_to)) == []


def test_every_limit_has_its_option(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Settings] = []

    def captured(_raw: str, _out: str, settings: Settings, *_: object) -> None:
        asked.append(settings)
        raise UsageError("enough")

    monkeypatch.setattr("pipeline.run.run", captured)
    values: Any = {name: 1_000 + number for number, name in enumerate(CASES)}
    options = [part for name, value in values.items() for part in (f"--{name.replace('_', '-')}", str(value))]
    done = CliRunner().invoke(app, ["extract", "raw", "--max-seconds", "7", *options])
    assert done.exit_code == 2
    assert asked[0].limits == Limits(**values)
    assert asked[0].seconds == 7


def test_the_limits_are_told(root: Path) -> None:
    text = (root / "docs" / "security.md").read_text()
    for field in dataclasses.fields(Limits):
        if field.name != "screen":
            assert f"`--{field.name.replace('_', '-')}` | {field.default:,} |" in text
