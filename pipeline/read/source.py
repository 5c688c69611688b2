"""What lies in the input folder: a list of sources, made without opening any file."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pipeline.article import Rejection

if TYPE_CHECKING:
    from collections.abc import Iterator

Format = Literal["text", "html", "jsonl", "parquet", "warc", "wet"]

FORMATS: dict[str, Format] = {
    ".txt": "text",
    ".md": "text",
    ".html": "html",
    ".htm": "html",
    ".jsonl": "jsonl",
    ".parquet": "parquet",
    ".warc": "warc",
    ".wet": "wet",
}
"""How the files that are read end, each also followed by ``.gz``."""
# What operating systems and archivers leave in folders; nobody means it as an article.
_JUNK = frozenset({"__macosx", "thumbs.db", "desktop.ini"})
_CHUNK = 1 << 22


@dataclass(frozen=True, slots=True)
class Source:
    """A file below the input folder, or a stretch of its bytes that begins at a line.

    ``path`` is relative, with ``/``; ``size`` the bytes of the file or stretch, which begins at byte
    ``start`` and at line ``line``. ``root`` is the folder where it was listed.
    """

    path: str
    size: int
    format: Format
    gz: bool = False
    start: int = 0
    line: int = 1
    part: bool = False
    root: str = field(default="", repr=False, compare=False)

    @property
    def name(self) -> str:
        """The path as text that can be written as UTF-8, whatever bytes the file's name has."""
        return _printable(self.path)

    @property
    def id(self) -> str:
        """The path without its endings: ``knee/105`` for ``knee/105.txt.gz``."""
        stem = self.name[:-3] if self.gz else self.name
        return stem.removesuffix(Path(stem).suffix)


def sources(raw: Path) -> list[Source | Rejection]:
    """List what is below ``raw``, sorted by path; what cannot be read is listed as a Rejection.

    Hidden files and what operating systems leave behind are passed over. Links are followed where they lead
    to a file below ``raw`` itself. Raises NotADirectoryError if ``raw`` is no folder.
    """
    if not raw.is_dir():
        raise NotADirectoryError(raw)
    return sorted(_walk(raw.resolve()), key=lambda item: item.path)


def _walk(root: Path) -> Iterator[Source | Rejection]:
    folders = [""]
    while folders:
        folder = folders.pop()
        try:
            entries = list(os.scandir(root / folder))
        except OSError as error:
            yield _refused(folder, "unreadable", f"the folder cannot be listed: {error.strerror}")
            continue
        for entry in entries:
            if entry.name.startswith(".") or entry.name.lower() in _JUNK:
                continue
            path = f"{folder}/{entry.name}" if folder else entry.name
            if entry.is_dir(follow_symlinks=False):
                folders.append(path)
            else:
                yield _file(root, path)


def _file(root: Path, path: str) -> Source | Rejection:
    full = root / path
    target = Path(os.path.realpath(full))  # resolve() would raise at a circle
    if full.is_symlink():
        if not target.is_relative_to(root):
            detail = "a link that leads out of the input folder; put the file itself there"
            return _refused(path, "link_outside", detail)
        if target.is_dir():
            return _refused(path, "link_folder", "a link to a folder whose files are read where they are")
    try:
        size = full.stat().st_size
    except OSError as error:
        return _refused(path, "unreadable", f"the file cannot be opened: {error.strerror}")
    # Anything else (a pipe, a device) could wait for ever or never end.
    if not target.is_file():
        return _refused(path, "not_a_file", "neither a file nor a folder")
    gz = full.suffix.lower() == ".gz"
    kind = FORMATS.get(Path(full.stem if gz else full).suffix.lower())
    if kind is None or (gz and kind == "parquet"):
        return _refused(path, "unsupported_format", f"none of {' '.join(FORMATS)}, nor .gz of them")
    return Source(path, size, kind, gz, root=str(root))


def _refused(path: str, reason: str, detail: str) -> Rejection:
    return Rejection(_printable(path), _printable(path), reason, detail)


def _printable(path: str) -> str:
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def split(source: Source, size: int) -> list[Source]:
    """Cut an unpacked JSONL file into stretches of about ``size`` bytes; other sources stay whole.

    A stretch begins at a line and knows its number, so ids and messages do not depend on where it was cut.
    Reads the file once, a few megabytes at a time; one that cannot be read stays whole: the reader says why.
    """
    if source.format != "jsonl" or source.gz or source.part or source.size <= size:
        return [source]
    parts: list[Source] = []
    start, first = 0, 1  # of the stretch that is open
    offset, line = 0, 1  # of what has been read
    try:
        with Path(source.root, source.path).open("rb") as file:
            # No chunk is larger than a stretch, so at most one cut falls into it.
            while chunk := file.read(min(_CHUNK, size)):
                at = chunk.find(b"\n", max(0, start + size - offset - 1)) + 1
                if at and offset + at < source.size:
                    cut, after = offset + at, line + chunk.count(b"\n", 0, at)
                    parts.append(replace(source, start=start, size=cut - start, line=first, part=True))
                    start, first = cut, after
                offset += len(chunk)
                line += chunk.count(b"\n")
    except OSError:
        return [source]
    return [*parts, replace(source, start=start, size=source.size - start, line=first, part=True)]
