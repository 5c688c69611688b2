"""Imported once by the server that workers are forked from: they all find the pipeline loaded."""

from __future__ import annotations

from pipeline.shards import tools

tools()
