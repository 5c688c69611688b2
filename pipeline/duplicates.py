"""Which articles are the same, or nearly: exact by their words, near by the runs of words that they share.

An article is the set of its runs of ``SHINGLE`` words. Two are near duplicates when the Jaccard similarity of
the sets is ``THRESHOLD`` or more, as estimated from a MinHash signature; bands of the signature say which
earlier articles to compare with. What is worked out of a text is its `mark`: that can be done anywhere, only
comparing the marks has to be done in one place and in order.
"""

from __future__ import annotations

import hashlib
import re
from struct import Struct
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

SHINGLE = 5
THRESHOLD = 0.8
# 8 bands of 4 find 98 of 100 pairs at 0.8 and nearly all at 0.9; 96 hashes estimate with a deviation of 0.04.
_HASHES = 96
_BANDS = 8
_ROWS = 4
_BLOCK = 4096
_MOST = 32
"""Articles of a band that others are compared with."""
_DIGEST = 16
_BAND_KEYS = Struct(f"<{_BANDS}Q")

_WORD = re.compile(r"\w+")


def _constants(count: int, seed: int) -> NDArray[np.uint64]:
    """Odd 64-bit numbers, the same ones for ever (the splitmix64 sequence)."""
    numbers = []
    for step in range(1, count + 1):
        value = (seed + step * 0x9E3779B97F4A7C15) % 2**64
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9 % 2**64
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB % 2**64
        numbers.append(value ^ (value >> 31) | 1)
    return np.array(numbers, dtype=np.uint64)


_PLACES = _constants(SHINGLE, 1)
_FACTORS = _constants(_HASHES, 2)
_OFFSETS = _constants(_HASHES, 3)


def mark(text: str) -> bytes:
    """What two texts are compared by: 272 bytes, none for a text without words."""
    spaced = " ".join(_WORD.findall(text.lower())).encode()
    if not spaced:
        return b""
    words = spaced.split(b" ")
    digest = hashlib.blake2b(spaced, digest_size=_DIGEST).digest()
    signature = _signature(words)
    return digest + _keys(signature).astype("<u8").tobytes() + signature.astype("<u2").tobytes()


class Duplicates:
    """Finds the duplicates in a sequence of articles; costs about a kilobyte for each that is none.

    The answer depends on the articles and their order alone. Only articles that are no duplicates themselves
    are named as originals.
    """

    def __init__(self) -> None:
        self._ids: list[str] = []
        self._exact: dict[bytes, int] = {}
        self._signatures: list[bytes] = []
        self._bands: dict[int, list[int] | int] = {}

    def add(self, article: str, mark: bytes) -> str | None:
        """Take in an article by its `mark`, and return the id of the earlier one that it repeats, or None."""
        if not mark:
            return None
        digest = mark[:_DIGEST]
        if (known := self._exact.get(digest)) is not None:
            return self._ids[known]
        keys = _BAND_KEYS.unpack_from(mark, _DIGEST)
        signature = mark[_DIGEST + _BAND_KEYS.size :]
        if (near := self._nearest(keys, signature)) is not None:
            return self._ids[near]
        number = len(self._ids)
        self._ids.append(article)
        self._exact[digest] = number
        self._signatures.append(signature)
        for key in keys:
            # Nearly every band has one article: a bare number costs a fourth of a list.
            have = self._bands.setdefault(key, number)
            if isinstance(have, list):
                # What more articles share is the words of a site: each would be compared with all before it.
                if len(have) < _MOST:
                    have.append(number)
            elif have != number:
                self._bands[key] = [have, number]
        return None

    def _nearest(self, keys: tuple[int, ...], signature: bytes) -> int | None:
        """The first article in order that is near enough."""
        candidates: set[int] = set()
        for key in keys:
            have = self._bands.get(key)
            if have is not None:
                candidates.update(have if isinstance(have, list) else [have])
        ours = np.frombuffer(signature, dtype="<u2")
        for number in sorted(candidates):
            theirs = np.frombuffer(self._signatures[number], dtype="<u2")
            if np.count_nonzero(theirs == ours) >= THRESHOLD * _HASHES:
                return number
        return None


def _signature(words: list[bytes]) -> NDArray[np.uint32]:
    """The least value of each hash over all shingles; an article shorter than one is a single shingle."""
    hashes = np.fromiter(map(crc32, words), dtype=np.uint64, count=len(words))
    runs = max(1, len(words) - SHINGLE + 1)
    shingles = np.zeros(runs, dtype=np.uint64)
    for place, factor in enumerate(_PLACES[: len(words)]):
        shingles += hashes[place : place + runs] * factor
    shingles ^= shingles >> np.uint64(29)
    shingles *= _FACTORS[0]
    shingles ^= shingles >> np.uint64(32)
    least = np.full(_HASHES, 2**32 - 1, dtype=np.uint32)
    for start in range(0, runs, _BLOCK):
        block = shingles[start : start + _BLOCK]
        values = np.multiply.outer(_FACTORS, block)
        values += _OFFSETS[:, None]
        np.minimum(least, (values.min(axis=1) >> np.uint64(32)).astype(np.uint32), out=least)
    return least


def _keys(signature: NDArray[np.uint32]) -> NDArray[np.uint64]:
    rows = signature[: _BANDS * _ROWS].reshape(_BANDS, _ROWS).astype(np.uint64)
    keys: NDArray[np.uint64] = (rows * _FACTORS[:_ROWS]).sum(axis=1) + _OFFSETS[:_BANDS]
    return keys
