from __future__ import annotations

import json
from typing import TYPE_CHECKING, get_type_hints

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline import parquet
from pipeline.catalogue import CatalogueError, read_catalogue
from pipeline.output import UsageError
from pipeline.parquet import COLUMNS, ParquetCatalogue, read
from pipeline.records import ArticleEntry, Exercise, Movement
from pipeline.report import write
from pipeline.run import Settings, run
from pipeline.schema import validate_file
from tests import sample_catalogue as sample
from tests.test_run import SMALL, STRETCH

if TYPE_CHECKING:
    from pathlib import Path


PARQUET = Settings(workers=1, shard_bytes=500, report=False, form="parquet")


@pytest.fixture
def out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the same result twice: ``json`` and ``parquet``."""
    raw = tmp_path / "raw"
    raw.mkdir()
    for number in range(1, 8):
        (raw / f"a{number}.txt").write_text(STRETCH.format(number=number))
    (raw / "empty.txt").write_text("Nothing to do here.\n")
    monkeypatch.setattr(parquet, "ROWS", 3)
    run(str(raw), str(tmp_path / "json"), SMALL)
    run(str(raw), str(tmp_path / "parquet"), PARQUET)
    return tmp_path


def test_parts_say_what_the_document_says(out: Path) -> None:
    run(str(out / "raw"), str(out / "again"), PARQUET)
    catalogue = read_catalogue(out / "json").record
    folder = out / "parquet" / "catalogue"
    manifest = json.loads((folder / "manifest.json").read_text())
    assert len(manifest["articles"]) > 1
    for kind in COLUMNS:
        rows = [pq.read_table(folder / part["file"]).num_rows for part in manifest[kind]]
        assert rows == [part["rows"] for part in manifest[kind]]
    for path in (out / "parquet", folder, folder / "manifest.json"):
        assert read_catalogue(path).record == catalogue
    for path in folder.iterdir():
        assert path.read_bytes() == (out / "again" / "catalogue" / path.name).read_bytes()


def test_what_records_may_leave_out_is_left_out(tmp_path: Path) -> None:
    record = sample.catalogue()
    record["articles"][0]["evidence"] = {"titled": 0.5}
    record["exercises"][0]["dose"] = sample.dose(
        freq={"times": [1, 1], "per": "day", "every": [2, 2]}, reps=[3, None]
    )
    parts = ParquetCatalogue(tmp_path)
    exercises = [orjson.dumps(one) for one in record["exercises"]]
    for entry in record["articles"]:
        parts.add(orjson.dumps(entry), b",\n".join(exercises))
        exercises = []
    parts.close(record["movements"])
    assert read(tmp_path / "catalogue") == record


def test_parts_are_validated(out: Path) -> None:
    folder = out / "parquet" / "catalogue"
    assert not list(validate_file(out / "parquet"))
    assert not list(validate_file(folder / "manifest.json"))
    entry = read_catalogue(out / "json").record["articles"][0]
    rows = pa.Table.from_pylist([{**entry, "flags": ["none such"]}], COLUMNS["articles"])
    pq.write_table(rows, next(folder.glob("*articles.parquet")))
    assert any("none such" in str(problem) for problem in validate_file(out / "parquet"))
    with pytest.raises(CatalogueError, match="none such"):
        read_catalogue(out / "parquet")


@pytest.mark.parametrize("text", ["{", "{}", "[]", '{"articles": [{"file": "none"}]}'])
def test_broken_parts_are_told_in_one_line(out: Path, text: str) -> None:
    (out / "parquet" / "catalogue" / "manifest.json").write_text(text)
    with pytest.raises(CatalogueError, match="no catalogue in Parquet"):
        read_catalogue(out / "parquet")
    (problem,) = validate_file(out / "parquet" / "catalogue")
    assert "no catalogue in Parquet" in str(problem)


def test_there_is_no_page_of_parts(out: Path) -> None:
    with pytest.raises(UsageError, match="in Parquet"):
        write(out / "parquet")


@pytest.mark.parametrize(
    "kind,record", [("articles", ArticleEntry), ("exercises", Exercise), ("movements", Movement)]
)
def test_columns_are_those_of_the_records(kind: str, record: type) -> None:
    assert set(COLUMNS[kind].names) == set(get_type_hints(record))
