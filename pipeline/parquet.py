"""The catalogue in Parquet, for one that doesn't fit a file: ``part-*.parquet`` in a folder, with a manifest.

``manifest.json`` names the schema version and, for articles, exercises and movements, the files in order with
their rows. The columns are those of ``catalogue.json``; what a record leaves out is null.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import orjson
import pyarrow as pa
import pyarrow.json
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
        self._lines: dict[str, list[bytes]] = {kind: [] for kind in COLUMNS}
        self._files: dict[str, list[dict[str, Any]]] = {kind: [] for kind in COLUMNS}
        self._count = 0

    def add(self, entry: bytes, exercises: bytes) -> None:
        """Add an article and its exercises."""
        self._put("articles", [entry])
        if exercises:
            self._put("exercises", exercises.split(b",\n"))

    def close(self, movements: Iterable[Movement]) -> None:
        """Write what is left, the movements, and the manifest."""
        self._flush("articles")
        self._flush("exercises")
        for movement in movements:
            self._put("movements", [orjson.dumps(movement)])
        self._flush("movements")
        manifest = {"schema_version": SCHEMA_VERSION, **self._files}
        text = orjson.dumps(manifest, option=orjson.OPT_INDENT_2) + b"\n"
        (self._folder / "manifest.json").write_bytes(text)

    def _put(self, kind: str, records: list[bytes]) -> None:
        self._lines[kind] += records
        if len(self._lines[kind]) >= ROWS:
            self._flush(kind)

    def _flush(self, kind: str) -> None:
        lines = self._lines[kind]
        if not lines:
            return
        name = f"part-{self._count:05}-{kind}.parquet"
        self._count += 1
        pq.write_table(_table(lines, COLUMNS[kind]), self._folder / name, compression="zstd")
        self._files[kind].append({"file": name, "rows": len(lines)})
        lines.clear()


def _table(lines: list[bytes], columns: pa.Schema) -> pa.Table:
    if any(pa.types.is_map(kind) for kind in columns.types):  # which Arrow's reader of JSON does not know
        return pa.Table.from_pylist(list(map(orjson.loads, lines)), columns)
    text = b"\n".join(lines)
    return pa.json.read_json(
        BytesIO(text),
        read_options=pa.json.ReadOptions(use_threads=False, block_size=len(text) + 1),
        parse_options=pa.json.ParseOptions(explicit_schema=columns, unexpected_field_behavior="error"),
    )


def read(folder: Path) -> dict[str, Any]:
    """Return what a ``catalogue.json`` would hold, from the parts in ``folder``; all of it has to fit in memory.

    Raises ValueError, its message one line, for a manifest or a part that is broken or missing.
    """
    try:
        manifest = orjson.loads((folder / "manifest.json").read_bytes())
        parts = {kind: [folder / part["file"] for part in manifest[kind]] for kind in COLUMNS}
        record = {
            kind: [row for path in paths for row in pq.read_table(path, schema=COLUMNS[kind]).to_pylist()]
            for kind, paths in parts.items()
        }
        version = manifest["schema_version"]
    except (pa.ArrowException, OSError, LookupError, TypeError, ValueError) as error:
        raise ValueError(f"is no catalogue in Parquet: {str(error).partition(chr(10))[0]}") from None
    for article in record["articles"]:
        _leave_out(article, "duplicate_of", "evidence")
        _leave_out_every(article["schedule"])
        if "evidence" in article:
            article["evidence"] = dict(article["evidence"])
    for exercise in record["exercises"]:
        _leave_out_every(exercise["dose"])
        for step in exercise["steps"]:
            _leave_out(step, "side", "body_parts", "modification")
    return {"schema_version": version, **record}


def _leave_out(record: dict[str, Any], *keys: str) -> None:
    for key in keys:
        if record[key] is None:
            del record[key]


def _leave_out_every(dose: dict[str, Any] | None) -> None:
    if dose and dose["freq"]:
        _leave_out(dose["freq"], "every")
