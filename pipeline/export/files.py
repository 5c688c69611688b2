"""Where exports write to: into a name of their own first, so that no half-written file is ever seen."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A new file beside ``path`` to write to; it takes its place at the end, or goes if something failed.

    The folders above ``path`` are made. Raises :class:`OSError` where that or the writing is not possible.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name[:40]}.", delete=False) as file:
        new = Path(file.name)
    try:
        yield new
        new.chmod(0o644)
        os.replace(new, path)  # noqa: PTH105 - overwrites on every system
    except BaseException:
        new.unlink(missing_ok=True)
        raise


def write_json(value: Any, path: Path) -> None:  # noqa: ANN401 - any JSON value
    """Write ``value`` to ``path``, indented, in UTF-8."""
    with replacing(path) as new:
        new.write_bytes(orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


def write_text(text: str, path: Path) -> None:
    """Write ``text`` to ``path`` in UTF-8, line ends as they are."""
    with replacing(path) as new:
        new.write_bytes(text.encode())
