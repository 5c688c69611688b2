"""Write the schema files: ``python -m pipeline.schema``."""

from __future__ import annotations

from pipeline.schema.build import write

for path in write():
    print(path)  # noqa: T201 - a command that says which files it wrote
