from __future__ import annotations

import csv
import json
import sqlite3
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.catalogue import Catalogue, read_catalogue
from pipeline.export import FORMATS, csv_tables, parquet, sqlite, tables
from tests import sample_catalogue as sample

if TYPE_CHECKING:
    from pathlib import Path

READERS = {"csv": csv_tables.read, "parquet": parquet.read, "sqlite": sqlite.read}


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    return read_catalogue(sample.write(tmp_path))


def contents(path: Path) -> dict[str, bytes]:
    return (
        {one.name: one.read_bytes() for one in path.iterdir()} if path.is_dir() else {"": path.read_bytes()}
    )


def test_frames_hold_tidy_rows(catalogue: Catalogue) -> None:
    frames = catalogue.to_pandas()
    assert {name: len(frame) for name, frame in frames.items()} == {
        "articles": 3,
        "exercises": 3,
        "steps": 8,
        "doses": 5,
        "mentions": 14,
        "movements": 1,
        "sentences": 9,
    }
    heel = frames["exercises"].iloc[0]
    assert (heel["name"], heel["equipment_status"], heel["movement"]) == (
        "Heel slide",
        "listed",
        "heel-slide",
    )
    assert json.loads(heel["positions"]) == ["supine"]
    assert frames["exercises"]["name"].isna().tolist() == [False, True, True]
    dose = frames["doses"].set_index("of").loc["exercise"].iloc[0]
    assert (dose["hold_s_min"], dose["hold_s_max"], dose["rest_s_min"] is pd.NA) == (5.0, 10.0, True)
    assert frames["doses"]["of"].tolist() == ["article", "exercise", "exercise", "exercise", "sentence"]


def test_frames_can_be_rebuilt_into_the_catalogue(catalogue: Catalogue) -> None:
    assert tables.rebuild(catalogue.to_pandas()) == (sample.catalogue(), sample.sentence_rows())


def test_the_order_of_rows_of_one_record_does_not_matter(catalogue: Catalogue) -> None:
    frames = catalogue.to_pandas()
    for name in ("steps", "mentions", "doses"):
        frames[name] = frames[name].iloc[::-1]
    assert tables.rebuild(frames)[0] == sample.catalogue()


def test_an_empty_catalogue_has_empty_tables() -> None:
    empty: Any = {"schema_version": "1.0.0", "articles": [], "exercises": [], "movements": []}
    frames = Catalogue(empty).to_pandas()
    assert all(frame.empty and list(frame) == list(tables.TABLES[name]) for name, frame in frames.items())
    assert tables.rebuild(frames) == (empty, [])


@pytest.mark.parametrize("name", list(READERS))
def test_nothing_is_lost_there_and_back(catalogue: Catalogue, tmp_path: Path, name: str) -> None:
    path = tmp_path / "deep" / FORMATS[name].default
    assert FORMATS[name].export(catalogue, path) == []
    assert tables.rebuild(READERS[name](path)) == (sample.catalogue(), sample.sentence_rows())


@pytest.mark.parametrize("name", list(READERS))
def test_the_same_catalogue_gives_the_same_bytes_and_replaces_old_files(
    catalogue: Catalogue, tmp_path: Path, name: str
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for path in (first, second, second):
        FORMATS[name].export(catalogue, path)
    assert contents(first) == contents(second)


ODD = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12) | st.sampled_from(
    [
        "",
        "NA",
        "nan",
        "None",
        "null",
        "1",
        "=1+1",
        "'",
        "''=",
        "+",
        "\t-",
        "\r\n",
        '"',
        ",",
        "＝x",
        "1e5",
        "TRUE",
    ]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=15)
@given(ODD, ODD, ODD)
def test_any_text_goes_there_and_back(tmp_path: Path, title: str, name: str, step: str) -> None:
    record = sample.catalogue()
    record["articles"][0]["title"] = title
    record["exercises"][0]["name"] = {"value": name, "spans": [{"start": 0, "end": 1}]}
    record["exercises"][0]["steps"][0]["text"] = step
    for reader in READERS:
        path = tmp_path / FORMATS[reader].default
        FORMATS[reader].export(Catalogue(record), path)
        assert tables.rebuild(READERS[reader](path))[0] == record, reader


def test_csv_cells_cannot_be_run_as_formulas(catalogue: Catalogue, tmp_path: Path) -> None:
    FORMATS["csv"].export(catalogue, tmp_path / "csv")
    cells = []
    for path in sorted((tmp_path / "csv").iterdir()):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        assert rows[0] == list(tables.TABLES[path.stem])
        assert {len(row) for row in rows} == {len(rows[0])}
        cells += [cell for row in rows for cell in row]
    assert any(cell.startswith("'=SUM(1)") for cell in cells)
    assert any(cell.startswith("'-2 |") for cell in cells)
    assert not any(cell.startswith(csv_tables._FORMULA) for cell in cells)


@given(st.text(max_size=5) | st.sampled_from(["=", "'=", "'", "", "@x"]))
def test_the_guard_of_a_cell_can_be_taken_off(cell: str) -> None:
    assert csv_tables.guarded(cell)
    assert csv_tables.unguarded(csv_tables.guarded(cell)) == cell


def test_parquet_files_are_read_by_pyarrow_alone(catalogue: Catalogue, tmp_path: Path) -> None:
    FORMATS["parquet"].export(catalogue, tmp_path / "parquet")
    table = pq.read_table(tmp_path / "parquet" / "steps.parquet").to_pylist()
    assert table[1]["text"] == sample.heel_slide()["steps"][1]["text"]
    assert table[1]["side"] == "right"
    assert table[0]["side"] is None


def test_the_database_can_be_searched_and_joined(catalogue: Catalogue, tmp_path: Path) -> None:
    FORMATS["sqlite"].export(catalogue, tmp_path / "x.db")
    database = sqlite3.connect(tmp_path / "x.db")

    def ask(query: str, *values: object) -> list[Any]:
        return [row[0] for row in database.execute(query, values)]

    heel, squeeze, raised = (one["id"] for one in sample.catalogue()["exercises"])
    found = "SELECT exercise FROM steps WHERE rowid IN (SELECT rowid FROM steps_fts WHERE steps_fts MATCH ?)"
    assert set(ask(found, "slid* heel")) == {heel}
    assert ask(found, "squeezing") == [squeeze]
    assert ask(found.replace("steps", "exercises"), "muscles:calves") == [raised]
    assert ask("SELECT count(*) FROM sentences_fts WHERE sentences_fts MATCH 'bounce OR rest'") == [1]
    assert ask("SELECT title FROM articles JOIN exercises USING (article) WHERE exercise = ?", heel) == [
        "Looking after a stiff knee"
    ]
    assert ask("SELECT value FROM exercises, json_each(positions) WHERE value = 'supine'") == ["supine"]
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    assert ask("PRAGMA integrity_check") == ["ok"]
    # what Datasette looks for to offer a search on a table
    assert "content='steps'" in ask("SELECT sql FROM sqlite_master WHERE name = 'steps_fts'")[0]


def test_a_failed_export_leaves_the_old_file_and_no_rubbish(
    catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "old" / "x.db"
    path.parent.mkdir()
    path.write_text("old", "utf-8")

    def broken(_: Catalogue) -> dict[str, list[Any]]:
        return {"articles": [{"article": object()}]}

    monkeypatch.setattr(sqlite, "rows_of", broken)
    with pytest.raises(sqlite3.Error):
        FORMATS["sqlite"].export(catalogue, path)
    assert contents(path.parent) == {"x.db": b"old"}


def test_each_format_says_what_it_is() -> None:
    assert list(FORMATS) == ["csv", "parquet", "sqlite", "jsonld", "free-exercise-db", "wger", "markdown"]
    for one in FORMATS.values():
        assert one.help.endswith(".")
        assert one.default
