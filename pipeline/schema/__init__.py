"""The JSON Schemas of everything that is written, and the check against them.

The schemas are the files ``*.schema.json`` in this folder (draft 2020-12). ``python -m pipeline.schema``
writes them anew from :mod:`pipeline.schema.build` and the vocabulary.
"""

from __future__ import annotations

from pipeline.schema.build import DOCUMENTS, SCHEMA_VERSION, load
from pipeline.schema.check import Checker
from pipeline.schema.files import Problem, validate_file

__all__ = ["DOCUMENTS", "SCHEMA_VERSION", "Checker", "Problem", "load", "validate_file"]
