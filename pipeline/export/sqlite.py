"""``sqlite``: the tidy tables in one database, with full-text search; opens in Datasette."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from pipeline.export.files import replacing
from pipeline.export.tables import TABLES, rows_of

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from pipeline.catalogue import Catalogue

_TYPES = {"string": "TEXT", "Int64": "INTEGER", "Float64": "REAL", "boolean": "INTEGER"}
_KEYS = {
    "articles": ["PRIMARY KEY (article)"],
    "exercises": ["PRIMARY KEY (exercise)", "FOREIGN KEY (article) REFERENCES articles (article)"],
    "steps": ["PRIMARY KEY (exercise, step)", "FOREIGN KEY (exercise) REFERENCES exercises (exercise)"],
    "doses": [
        "FOREIGN KEY (article) REFERENCES articles (article)",
        "FOREIGN KEY (exercise) REFERENCES exercises (exercise)",
    ],
    "mentions": [
        "FOREIGN KEY (article) REFERENCES articles (article)",
        "FOREIGN KEY (exercise) REFERENCES exercises (exercise)",
    ],
    "movements": ["PRIMARY KEY (movement)"],
    "sentences": [
        "FOREIGN KEY (article) REFERENCES articles (article)",
        "FOREIGN KEY (exercise) REFERENCES exercises (exercise)",
    ],
}
_INDEXED = (
    ("exercises", "article"),
    ("doses", "exercise"),
    ("mentions", "exercise"),
    ("mentions", "field, value"),
    ("sentences", "article, start"),
    ("sentences", "exercise"),
)
# Datasette offers a search box on a table that an FTS table names as its content.
_SEARCHED = {
    "articles": ("title",),
    "exercises": ("name", "positions", "body_parts", "muscles", "equipment"),
    "steps": ("text",),
    "mentions": ("text",),
    "sentences": ("text",),
}


def export(catalogue: Catalogue, path: Path) -> list[str]:
    """Write the database ``path``. Nothing is lost, so there are no notes."""
    # The names in these statements are those above and in TABLES, never an article's.
    with replacing(path) as new, closing(sqlite3.connect(new)) as database, database:
        for name, rows in rows_of(catalogue).items():
            columns = [f'"{column}" {_TYPES[kind]}' for column, kind in TABLES[name].items()]
            database.execute(f"CREATE TABLE {name} ({', '.join([*columns, *_KEYS[name]])})")
            places = ", ".join("?" * len(TABLES[name]))
            database.executemany(
                f"INSERT INTO {name} VALUES ({places})",  # noqa: S608
                ([row.get(column) for column in TABLES[name]] for row in rows),
            )
        for number, (name, keys) in enumerate(_INDEXED):
            database.execute(f"CREATE INDEX index_{number} ON {name} ({keys})")
        for name, searched in _SEARCHED.items():
            search = f"{name}_fts"
            options = f"content='{name}', tokenize='porter unicode61'"
            database.execute(f"CREATE VIRTUAL TABLE {search} USING fts5({', '.join(searched)}, {options})")
            database.execute(f"INSERT INTO {search}({search}) VALUES ('rebuild')")  # noqa: S608
    return []


def read(path: Path) -> dict[str, pd.DataFrame]:
    """The tables that :func:`export` wrote to ``path``; ``tables.rebuild`` takes them."""
    import pandas as pd

    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
        return {
            name: pd.read_sql_query(f"SELECT * FROM {name} ORDER BY rowid", database, dtype=columns)  # noqa: S608
            for name, columns in TABLES.items()
        }
