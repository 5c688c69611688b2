"""Where a result goes: the old one stays whole until the new one is.

On this machine a run works in the hidden folder ``OUT/.run``: ``parts-…`` holds what each shard gave, ``new``
the files of the result. When they are all on the disk, a list of them (``switch.json``) is written, and from
then on the new result counts: the files are renamed into OUT one by one, and whoever comes next after a crash
in between finishes that.
"""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Protocol

import orjson

from pipeline.place import Folder, Remote, is_remote, local_path, sync
from pipeline.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.place import Place

PRODUCTS = (
    "catalogue.json",
    "catalogue",
    "sentences.jsonl",
    "articles.jsonl",
    "rejected.jsonl",
    "report.html",
    "report",
    "run.json",
)
WORK = ".run"
LOCK = ".lock"
_NEW = "new"
_SWITCH = "switch.json"


class UsageError(Exception):
    """Something that the user can put right; the message says what and how."""


class Output(Protocol):
    """OUT, held for one run. ``address`` is that of the work folder, which ``work`` opens."""

    address: str
    work: Place

    def stage(self) -> Path:
        """Return an empty folder of this machine for the files of the new result."""

    def publish(self) -> None:
        """Put the staged files in the place of the old result; what the new one does not have is removed."""


@contextmanager
def opened(out: str) -> Iterator[Output]:
    """Hold OUT for one run; it is made if it is missing, and a switch that was cut short is finished.

    Raises UsageError if OUT cannot be written, then or later, or if another run holds it.
    """
    with _as_usage(out):
        if is_remote(out):
            with TemporaryDirectory() as scratch:
                yield _There(out, Path(scratch))
            return
        folder = local_path(out)
        folder.mkdir(parents=True, exist_ok=True)
        handle = _locked(folder)
        try:
            if (folder / WORK).is_symlink():
                (folder / WORK).unlink()  # what it leads to is not ours to clear
            recover(folder)
            yield _Here(folder)
        finally:
            # Unlinked while it is held: whoever has opened it meanwhile notices that the name has moved on.
            with suppress(OSError):
                (folder / LOCK).unlink()
            os.close(handle)


def recover(out: Path) -> None:
    """Finish a switch to a new result that was decided on but not carried out; otherwise do nothing."""
    journal, new = out / WORK / _SWITCH, out / WORK / _NEW
    try:
        files = orjson.loads(journal.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return
    for name in PRODUCTS:
        fresh, old = new / name, out / name
        if name not in files or fresh.is_dir():
            _discard(old)
        if fresh.exists():
            fresh.replace(old)
    sync(out)
    journal.unlink()
    sync(journal.parent)
    shutil.rmtree(journal.parent, ignore_errors=True)


def _discard(product: Path) -> None:
    # A folder goes only if a run made it.
    if not product.is_dir() or product.is_symlink():
        product.unlink(missing_ok=True)
    elif (product / "manifest.json").exists():
        shutil.rmtree(product)


class _Here:
    def __init__(self, out: Path) -> None:
        self.out = out
        self.address = str(out / WORK)
        self.work: Place = Folder(out / WORK)

    def stage(self) -> Path:
        new = self.out / WORK / _NEW
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(parents=True)
        return new

    def publish(self) -> None:
        new = self.out / WORK / _NEW
        for path in (*new.rglob("*"), new):
            sync(path)
        with self.work.write(_SWITCH) as journal:
            journal.write(orjson.dumps([path.name for path in new.iterdir()]))
        recover(self.out)


class _There:
    """An address of fsspec: each file is replaced at once, but not all together, and nobody is locked out."""

    def __init__(self, out: str, scratch: Path) -> None:
        self.out = Remote(out)
        self.address = f"{out.rstrip('/')}/{WORK}"
        self.work: Place = Remote(self.address)
        self.scratch = scratch

    def stage(self) -> Path:
        return self.scratch

    def publish(self) -> None:
        paths = [path for path in self.scratch.rglob("*") if path.is_file()]
        names = [path.relative_to(self.scratch).as_posix() for path in paths]
        for name, path in zip(names, paths, strict=True):
            with path.open("rb") as source, self.out.write(name) as target:
                shutil.copyfileobj(source, target, 1 << 20)
        for name in set(PRODUCTS) - {name.split("/")[0] for name in names}:
            self.out.remove(name)
        self.out.remove(WORK)


def _locked(out: Path) -> int:
    path = out / LOCK
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(handle, 32).decode("ascii", "replace") or "unknown"
            os.close(handle)
            raise UsageError(
                f"another run (process {holder}) is writing to {out}: wait for it, or choose another OUT"
            ) from None
        with suppress(FileNotFoundError):
            if path.stat(follow_symlinks=False).st_ino == os.fstat(handle).st_ino:
                os.ftruncate(handle, 0)
                with suppress(OSError):  # on a full disk it holds all the same, only the number is missing
                    os.write(handle, str(os.getpid()).encode())
                return handle
        os.close(handle)


_ADVICE = {
    errno.ENOSPC: "the disk is full: make room and run the same command again",
    errno.EDQUOT: "the disk quota is used up: make room and run the same command again",
    errno.EFBIG: "a file would grow over the limit of this system: raise it (ulimit -f)",
    errno.EROFS: "it is read-only: choose another OUT",
    errno.EACCES: "you may not write there: choose another OUT",
    errno.EPERM: "you may not write there: choose another OUT",
    errno.ENOTDIR: "it is not a folder: choose another OUT",
    errno.EEXIST: "it is not a folder: choose another OUT",
    errno.ELOOP: "it is a link in circles, or its .lock is a link: choose another OUT",
    errno.ENAMETOOLONG: "the name is too long: choose another OUT",
}


@contextmanager
def _as_usage(out: str) -> Iterator[None]:
    """Turn what a file system refuses into a message that says what to do."""
    try:
        yield
    except OSError as error:
        if error.errno not in _ADVICE:
            raise
        raise UsageError(f"cannot write to {printable(out, 200)}: {_ADVICE[error.errno]}") from error
