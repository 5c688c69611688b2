"""The catalogue in Parquet, for one that doesn't fit a file: ``part-*.parquet`` in a folder, with a manifest.

``manifest.json`` names the schema version and, for articles, exercises and movements, the files in order with
their rows. The columns are those of ``catalogue.json``; what a record leaves out is null.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.schema.build import SCHEMA_VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pipeline.records import Movement

ROWS = 20_000
"""Rows of a part."""

_text, _list = pa.string(), pa.list_


def _struct(**fields: pa.DataType) -> pa.DataType:
    return pa.struct(list(fields.items()))


_SPANS = _list(_struct(start=pa.int64(), end=pa.int64()))
_PAIR = _list(pa.float64())
_VALUE = _struct(value=_text, spans=_SPANS)
_QUOTE = {"text": _text, "spans": _SPANS}
_DOSE = _struct(
    hold_s=_PAIR,
    hold_breaths=_PAIR,
    reps=_PAIR,
    sets=_PAIR,
    rest_s=_PAIR,
    side=_text,
    freq=_struct(times=_PAIR, per=_text, every=_PAIR),
    open=pa.bool_(),
    spans=_SPANS,
)
_WARNINGS = _list(_struct(kind=_text, **_QUOTE))
COLUMNS: dict[str, pa.Schema] = {
    "articles": pa.schema(
        {
            "id": _text,
            "path": _text,
            "sha256": _text,
            "url": _text,
            "title": _text,
            "language": _text,
            "warnings": _WARNINGS,
            "schedule": _DOSE,
            "flags": _list(_text),
            "duplicate_of": _text,
            "evidence": pa.map_(_text, pa.float64()),
        }
    ),
    "exercises": pa.schema(
        {
            "id": _text,
            "article": _text,
            "span": _struct(start=pa.int64(), end=pa.int64()),
            "name": _VALUE,
            "positions": _list(_struct(value=_text, **_QUOTE)),
            "steps": _list(
                _struct(kind=_text, **_QUOTE, side=_text, body_parts=_list(_text), modification=_text)
            ),
            "dose": _DOSE,
            "warnings": _WARNINGS,
            "cues": _list(_struct(**_QUOTE)),
            "modifications": _list(_struct(direction=_text, **_QUOTE)),
            "body_parts": _list(_VALUE),
            "muscles": _list(_VALUE),
            "equipment": _struct(status=_text, items=_list(_VALUE)),
            "confidence": pa.float64(),
            "review": _list(_text),
        }
    ),
    "movements": pa.schema({"id": _text, "name": _text, "aliases": _list(_text), "exercises": _list(_text)}),
}


class ParquetCatalogue:
    """Written through like `pipeline.merge.JsonCatalogue`; in memory are at most ROWS rows of each kind."""

    def __init__(self, new: Path) -> None:
        self._folder = new / "catalogue"
        self._folder.mkdir()
        self._rows: dict[str, list[Any]] = {kind: [] for kind in COLUMNS}
        self._files: dict[str, list[dict[str, Any]]] = {kind: [] for kind in COLUMNS}
        self._count = 0

    def add(self, entry: bytes, exercises: bytes) -> None:
        """Add an article and its exercises."""
        self._put("articles", [orjson.loads(entry)])
        self._put("exercises", orjson.loads(b"[%b]" % exercises))

    def close(self, movements: Iterable[Movement]) -> None:
        """Write what is left, the movements, and the manifest."""
        self._flush("articles")
        self._flush("exercises")
        for movement in movements:
            self._put("movements", [movement])
        self._flush("movements")
        manifest = {"schema_version": SCHEMA_VERSION, **self._files}
        text = orjson.dumps(manifest, option=orjson.OPT_INDENT_2) + b"\n"
        (self._folder / "manifest.json").write_bytes(text)

    def _put(self, kind: str, records: list[Any]) -> None:
        self._rows[kind] += records
        if len(self._rows[kind]) >= ROWS:
            self._flush(kind)

    def _flush(self, kind: str) -> None:
        rows = self._rows[kind]
        if not rows:
            return
        name = f"part-{self._count:05}-{kind}.parquet"
        self._count += 1
        pq.write_table(pa.Table.from_pylist(rows, COLUMNS[kind]), self._folder / name, compression="zstd")
        self._files[kind].append({"file": name, "rows": len(rows)})
        rows.clear()
