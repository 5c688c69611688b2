from __future__ import annotations

import json
from typing import TYPE_CHECKING, get_type_hints

import pyarrow.parquet as pq
import pytest

from pipeline import parquet
from pipeline.records import ArticleEntry, Exercise, Movement
from pipeline.run import Settings, run
from tests.test_run import SMALL, STRETCH

if TYPE_CHECKING:
    from pathlib import Path


def pruned(value: object) -> object:
    """What `catalogue.json` leaves out is null in Parquet."""
    if isinstance(value, dict):
        return {key: pruned(one) for key, one in value.items() if one is not None}
    if isinstance(value, list):
        return [pruned(one) for one in value]
    return value


def test_parts_say_what_the_document_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    for number in range(1, 8):
        (raw / f"a{number}.txt").write_text(STRETCH.format(number=number))
    (raw / "empty.txt").write_text("Nothing to do here.\n")
    monkeypatch.setattr(parquet, "ROWS", 3)
    run(str(raw), str(tmp_path / "json"), SMALL)
    settings = Settings(workers=1, shard_bytes=500, report=False, form="parquet")
    run(str(raw), str(tmp_path / "parquet"), settings)
    run(str(raw), str(tmp_path / "again"), settings)
    catalogue = json.loads((tmp_path / "json" / "catalogue.json").read_text())
    folder = tmp_path / "parquet" / "catalogue"
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["schema_version"] == catalogue["schema_version"]
    assert len(manifest["articles"]) > 1
    for kind in ("articles", "exercises", "movements"):
        records = [row for part in manifest[kind] for row in pq.read_table(folder / part["file"]).to_pylist()]
        assert pruned(records) == pruned(catalogue[kind])
        assert sum(part["rows"] for part in manifest[kind]) == len(records)
    for path in folder.iterdir():
        assert path.read_bytes() == (tmp_path / "again" / "catalogue" / path.name).read_bytes()


@pytest.mark.parametrize(
    "kind,record", [("articles", ArticleEntry), ("exercises", Exercise), ("movements", Movement)]
)
def test_columns_are_those_of_the_records(kind: str, record: type) -> None:
    assert set(parquet.COLUMNS[kind].names) == set(get_type_hints(record))
