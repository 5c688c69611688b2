"""What the input holds, wherever it lies, and by what a change of a file is noticed."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from pipeline.article import Rejection
from pipeline.output import UsageError
from pipeline.place import Remote, is_remote, local_path
from pipeline.printable import printable
from pipeline.read.source import FORMATS, sources

if TYPE_CHECKING:
    from pipeline.read.source import Source

# What the file systems of fsspec tell of a file that is another after it was written anew.
_STAMPS = (
    "ETag",
    "etag",
    "md5Hash",
    "checksum",
    "mtime",
    "LastModified",
    "last_modified",
    "modified",
    "created",
)


def listing(raw: str, out: str) -> dict[Source | Rejection, str]:
    """What is below ``raw``, sorted by path, each with a stamp that changes with the file.

    Results that lie below ``raw`` are no input. Raises UsageError if there is nothing to read.
    """
    found = _far(raw) if is_remote(raw) else _near(raw, out)
    if not found:
        raise UsageError(
            f"{printable(raw, 200)} holds no articles: files that end in {' '.join(FORMATS)}, or in these and .gz"
        )
    return found


def _near(raw: str, out: str) -> dict[Source | Rejection, str]:
    folder = local_path(raw)
    if not folder.is_dir():
        advice = (
            "is a file: put it into a folder of its own, and name that"
            if folder.exists()
            else "does not exist: name a folder of articles"
        )
        raise UsageError(f"{printable(raw, 200)} {advice}")
    own = os.path.relpath(os.path.realpath(out), os.path.realpath(folder)) + "/"
    if own == "./":
        raise UsageError(f"{printable(raw, 200)} holds the articles: choose another OUT")
    return {
        item: "" if isinstance(item, Rejection) else str((folder / item.path).stat().st_mtime_ns)
        for item in sources(folder)
        if not item.path.startswith(own)
    }


def _far(raw: str) -> dict[Source | Rejection, str]:
    """List an address: empty files of the same names and sizes stand in for those that are far away."""
    far = Remote(raw)
    stamps: dict[str, str] = {}
    with TemporaryDirectory() as stand_in:
        for path, about in far.files.find(far.root, detail=True).items():
            name = path[len(far.root) :].strip("/")
            if ".." in PurePosixPath(name).parts or str(PurePosixPath(name)) != name:
                raise UsageError(f"{printable(path, 200)} is no name of a file: rename it")
            empty = Path(stand_in, name)
            empty.parent.mkdir(parents=True, exist_ok=True)
            empty.touch()
            os.truncate(empty, about["size"] or 0)
            stamps[name] = repr([about[key] for key in _STAMPS if key in about])
        return {item: stamps.get(item.path, "") for item in sources(Path(stand_in))}
