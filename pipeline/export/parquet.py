"""``parquet``: the tidy tables, one file each, through pandas and pyarrow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.export.files import replacing
from pipeline.export.tables import TABLES, frames

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from pipeline.catalogue import Catalogue


def export(catalogue: Catalogue, path: Path) -> list[str]:
    """Write ``path/TABLE.parquet`` for each table. Nothing is lost, so there are no notes."""
    for name, frame in frames(catalogue).items():
        with replacing(path / f"{name}.parquet") as new:
            frame.to_parquet(new, engine="pyarrow", index=False)
    return []


def read(path: Path) -> dict[str, pd.DataFrame]:
    """The tables that :func:`export` wrote to the folder ``path``; ``tables.rebuild`` takes them."""
    import pandas as pd

    return {name: pd.read_parquet(path / f"{name}.parquet", engine="pyarrow") for name in TABLES}
