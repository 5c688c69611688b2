"""``csv``: the tidy tables, one file each, safe to open in a spreadsheet, and read back without loss."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from pipeline.export.files import replacing
from pipeline.export.tables import TABLES, frames

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from pipeline.catalogue import Catalogue

# A spreadsheet takes a cell that begins so for a formula and runs it (in some languages the wide forms too).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_GUARD = "'"


def guarded(cell: str) -> str:
    """``cell`` with a ``'`` before it where it could be run as a formula, begins with ``'`` or is empty.

    Cells without a value stay empty, so an empty text needs the sign too. :func:`unguarded` takes it off
    again.
    """
    return _GUARD + cell if not cell or cell.startswith((_GUARD, *_FORMULA)) else cell


def unguarded(cell: str) -> str:
    """The text that :func:`guarded` was given."""
    return cell.removeprefix(_GUARD)


def export(catalogue: Catalogue, path: Path) -> list[str]:
    """Write ``path/TABLE.csv`` for each table: UTF-8, comma, line feed. Nothing is lost: no notes."""
    for name, frame in frames(catalogue).items():
        for column, kind in TABLES[name].items():
            if kind == "string":
                frame[column] = frame[column].map(guarded, na_action="ignore")
        with replacing(path / f"{name}.csv") as new:
            # All texts quoted: Python 3.11 leaves a lone carriage return bare, and readers break the line
            # there.
            frame.to_csv(
                new, index=False, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n", encoding="utf-8"
            )
    return []


def read(path: Path) -> dict[str, pd.DataFrame]:
    """The tables that :func:`export` wrote to the folder ``path``; ``tables.rebuild`` takes them."""
    import pandas as pd

    tables = {}
    for name, columns in TABLES.items():
        # newline="" keeps a carriage return in a cell what it is.
        with (path / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            frame = pd.read_csv(file, dtype=columns, keep_default_na=False, na_values=[""], engine="c")
        for column, kind in columns.items():
            if kind == "string":
                frame[column] = frame[column].map(unguarded, na_action="ignore")
        tables[name] = frame
    return tables
