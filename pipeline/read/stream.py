"""Bytes from a file, packed or not, within the limits; what is wrong with the file is noted, not raised."""

from __future__ import annotations

import gzip
import zlib
from typing import TYPE_CHECKING, Self

from pipeline.article import Rejection

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import TracebackType

    from pipeline.read.limits import Limits
    from pipeline.read.source import Source

_CHUNK = 1 << 18
# Short files may well be a hundred blanks in a row.
_RATIO_FROM = 1 << 20


class Stream:
    """The bytes of a source.

    Ends early where the file is damaged or beyond a limit; then ``problem`` is a reason code and a sentence.
    Raises OSError only when the file cannot be opened.
    """

    def __init__(self, source: Source, path: Path, limits: Limits) -> None:
        self.problem: tuple[str, str] | None = None
        self._source = source
        self._limits = limits
        self._packed = path.open("rb")
        self._packed.seek(source.start)
        self._file = gzip.GzipFile(fileobj=self._packed) if source.gz else self._packed
        self._position = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, at most ``size`` (or a chunk) of them; none at the end."""
        size = _CHUNK if size < 0 else min(size, _CHUNK)
        if not self._source.gz:
            size = min(size, self._source.size - self._position)
        if self.problem or not size:
            return b""
        try:
            data = self._file.read1(size)
        except EOFError:
            self.problem = ("truncated_gzip", "the packed file ends in the middle; pack or fetch it again")
            return b""
        except (OSError, zlib.error) as error:
            reason = "bad_gzip" if self._source.gz else "unreadable"
            self.problem = (reason, f"the file cannot be read on: {error}")
            return b""
        self._position += len(data)
        most = max(_RATIO_FROM, self._limits.max_ratio * self._packed.tell())
        if self._source.gz and self._position > most:
            what = f"{self._position:,} bytes out of {self._packed.tell():,}"
            self.problem = ("max_ratio", self._limits.exceeded("max_ratio", what))
            return b""
        return data

    def tell(self) -> int:
        """The number of bytes returned so far."""
        return self._position

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        self._packed.close()

    def rejection(self, number: int | None = None) -> Iterator[Rejection]:
        """What to say at the end: nothing, or the problem and the line or record where it was met."""
        if self.problem:
            reason, detail = self.problem
            name = self._source.name
            where = "" if number is None else f":{number}"
            yield Rejection(self._source.id + where.replace(":", "/"), name + where, reason, detail)


def whole(source: Source, path: Path, limits: Limits) -> bytes | Rejection:
    """Read a file that is one article."""
    chunks = bytearray()
    with Stream(source, path, limits) as stream:
        while chunk := stream.read():
            chunks += chunk
            if len(chunks) > limits.max_article_bytes:
                detail = limits.exceeded("max_article_bytes", "the article's size")
                return Rejection(source.id, source.name, "too_large", detail)
        for rejection in stream.rejection():
            return rejection
    return bytes(chunks)


def lines(stream: Stream, first: int, longest: int) -> Iterator[tuple[int, bytes | None]]:
    """Yield number and bytes of every line, None instead of one of more than ``longest`` bytes.

    The unfinished last line of a damaged file is not given out.
    """
    number, held, size = first, [b""], 0
    while chunk := stream.read():
        *ends, rest = chunk.split(b"\n")
        for end in ends:
            size += len(end)
            yield number, b"".join((*held, end)) if size <= longest else None
            number, held, size = number + 1, [], 0
        size += len(rest)
        # What is beyond the limit need not be kept: the line is refused anyway.
        held = [*held, rest] if size <= longest else []
    if size and not stream.problem:
        yield number, b"".join(held) if size <= longest else None
