"""Compiles what reads text with mypyc, where ``COMPILE=1`` asks for it: the same code, a third faster.

`make` asks for it and keeps the compiled copy in ``.venv/compiled``, away from the sources. All else about the
package stands in ``pyproject.toml``.
"""

from __future__ import annotations

import os
import sys

from setuptools import setup

COMPILED = (
    "pipeline/assemble.py",
    "pipeline/coherence.py",
    "pipeline/duplicates.py",
    "pipeline/grouping.py",
    "pipeline/language/clauses.py",
    "pipeline/language/concepts.py",
    "pipeline/language/doses.py",
    "pipeline/language/dosing.py",
    "pipeline/language/labels.py",
    "pipeline/language/layout.py",
    "pipeline/language/rules.py",
    "pipeline/language/sentences.py",
    "pipeline/language/tokens.py",
    "pipeline/language/wording.py",
    "pipeline/language/words.py",
    "pipeline/language_id.py",
    "pipeline/movements.py",
    "pipeline/names.py",
    "pipeline/neighbours.py",
    "pipeline/outline.py",
    "pipeline/report/entries.py",
    "pipeline/report/index.py",
    "pipeline/report/source.py",
    "pipeline/schema/check.py",
    "pipeline/spoken.py",
    "pipeline/titles.py",
)
"""What runs for every sentence and every record."""
BUILDS = {"build", "build_ext", "bdist_wheel"}
"""Commands that want the compiled modules; others only ask what the package is called."""

modules = []
if os.environ.get("COMPILE") == "1" and not BUILDS.isdisjoint(sys.argv):
    from mypyc.build import mypycify

    # `make check` is where types are judged; here, where some packages' stubs are missing, they are only used.
    lenient = (
        "--config-file=",
        "--ignore-missing-imports",
        "--disable-error-code=import-untyped",
        "--follow-imports=silent",
    )
    # Higher levels compile twice as long, for nothing that could be measured.
    modules = mypycify([*lenient, *COMPILED], opt_level="1", debug_level="0", target_dir="build/compiled")

setup(ext_modules=modules)
