"""Imported once by the server that workers are forked from: they all find the pipeline loaded."""

from __future__ import annotations

import gc
from contextlib import suppress

from pipeline.shards import tools

with suppress(Exception):  # a worker that meets the same failure says so where it is heard
    tools()
gc.freeze()  # what all share is not to be walked through, and thereby copied, by each
