"""Exports of a catalogue to what people run: one file a format.

Each format is a module with ``export(catalogue, path) -> list[str]``: it writes ``path`` (a folder for
formats of several files) and gives notes for people on what the format demands and the texts do not give.
Nothing is filled in: such records are marked as drafts. The same catalogue gives the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pipeline.catalogue import Catalogue

__all__ = ["FORMATS", "Format"]


@dataclass(frozen=True, slots=True)
class Format:
    """A format that a catalogue can be exported to.

    ``default`` is the name of the file or folder that is written where none is asked for.
    """

    help: str
    module: str
    default: str

    @property
    def folder(self) -> bool:
        """Whether a folder is written, not a file."""
        return "." not in self.default

    def export(self, catalogue: Catalogue, path: Path) -> list[str]:
        """Write ``catalogue`` to ``path``; notes on what the format demands and the texts do not give.

        Raises :class:`OSError` where ``path`` cannot be written.
        """
        module = import_module(f"pipeline.export.{self.module}")  # only now: some need pandas
        return cast("list[str]", module.export(catalogue, path))


FORMATS: Mapping[str, Format] = {
    "csv": Format("A folder of CSV files, safe in a spreadsheet, one tidy table each.", "csv_tables", "csv"),
    "parquet": Format("A folder of Parquet files, one tidy table each.", "parquet", "parquet"),
    "sqlite": Format("An SQLite database with full-text search, for Datasette.", "sqlite", "catalogue.db"),
    "jsonld": Format("JSON-LD with schema.org HowTo and ExercisePlan.", "jsonld", "catalogue.jsonld"),
    "free-exercise-db": Format(
        "JSON in the record shape of free-exercise-db.", "free_exercise_db", "free-exercise-db.json"
    ),
    "wger": Format("JSON with one exercise submission for wger each.", "wger", "wger.json"),
    "markdown": Format("A handout to print, in Markdown.", "markdown", "handout.md"),
}
