"""Where files lie: a folder of this machine, or any address that fsspec knows (``s3://…``, ``memory://…``).

A name is a path below the place. What is written is there whole or not at all.
"""

from __future__ import annotations

import os
import shutil
import threading
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Protocol, cast
from uuid import uuid4

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager


class Place(Protocol):
    """A folder, wherever it is."""

    def read(self, name: str) -> IO[bytes]:
        """Open ``name`` for reading."""

    def write(self, name: str) -> AbstractContextManager[IO[bytes]]:
        """Open ``name`` for writing; it appears when the block ends well, and not otherwise."""

    def names(self, folder: str = "") -> set[str]:
        """Return the names directly below ``folder``; none if there is no such folder."""

    def remove(self, name: str) -> None:
        """Remove the file or folder ``name``, if there is one."""


class Folder:
    """A folder of this machine."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self, name: str) -> IO[bytes]:
        """Open ``name`` for reading."""
        return (self.path / name).open("rb")

    @contextmanager
    def write(self, name: str) -> Iterator[IO[bytes]]:
        """Open ``name`` for writing; it is renamed into place once it is on the disk."""
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
        try:
            with unfinished.open("wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(path)
            sync(path.parent)
        except BaseException:
            with suppress(OSError):
                unfinished.unlink()
            raise

    def names(self, folder: str = "") -> set[str]:
        """Return the names directly below ``folder``; none if there is no such folder."""
        try:
            return {path.name for path in (self.path / folder).iterdir()}
        except FileNotFoundError:
            return set()

    def remove(self, name: str) -> None:
        """Remove the file or folder ``name``, if there is one; a straggler may still be writing into it."""
        path = self.path / name
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


class Remote:
    """A folder that fsspec reaches; an object there appears when its file is closed.

    Raises OSError for an address that it does not know.
    """

    def __init__(self, address: str) -> None:
        import fsspec

        try:
            files, root = fsspec.core.url_to_fs(address)
        except (ImportError, ValueError) as error:
            raise OSError(f"cannot reach {address}: {error}") from None
        self.files: Any = files
        self.root: str = root.rstrip("/")

    def read(self, name: str) -> IO[bytes]:
        """Open ``name`` for reading."""
        return cast("IO[bytes]", self.files.open(f"{self.root}/{name}", "rb"))

    @contextmanager
    def write(self, name: str) -> Iterator[IO[bytes]]:
        """Open ``name`` for writing, under another name where an unfinished file could be seen."""
        path = f"{self.root}/{name}"
        unfinished = f"{path}.{uuid4().hex}"
        self.files.makedirs(path.rsplit("/", 1)[0], exist_ok=True)
        try:
            with self.files.open(unfinished, "wb") as file:
                yield file
            self.files.mv(unfinished, path)
        except BaseException:
            with suppress(OSError):
                self.files.rm(unfinished)
            raise

    def fetch(self, name: str, to: Path) -> None:
        """Copy the file ``name`` to ``to`` on this machine."""
        to.parent.mkdir(parents=True, exist_ok=True)
        self.files.get_file(f"{self.root}/{name}", str(to))

    def names(self, folder: str = "") -> set[str]:
        """Return the names directly below ``folder``; none if there is no such folder."""
        self.files.invalidate_cache()
        try:
            return {
                path.rstrip("/").rsplit("/", 1)[-1]
                for path in self.files.ls(f"{self.root}/{folder}".rstrip("/"), detail=False)
            }
        except FileNotFoundError:
            return set()

    def remove(self, name: str) -> None:
        """Remove the file or folder ``name``, if there is one."""
        with suppress(FileNotFoundError):
            self.files.rm(f"{self.root}/{name}", recursive=True)


def is_remote(address: str) -> bool:
    """Whether ``address`` is for fsspec rather than a path of this machine."""
    return "://" in address and not address.startswith("file://")


def local_path(address: str) -> Path:
    """Return the path that a local address (``file://`` or plain) stands for."""
    return Path(address.removeprefix("file://"))


def place(address: str) -> Place:
    """Return the folder at ``address``."""
    return Remote(address) if is_remote(address) else Folder(local_path(address))


def sync(folder: Path) -> None:
    """Make the names in ``folder`` safe against a loss of power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
