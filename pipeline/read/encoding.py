"""Bytes to text when nobody, or somebody who is wrong, says how they were encoded."""

from __future__ import annotations

import codecs

from resiliparse.parse.encoding import detect_encoding, map_encoding_to_html5

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # begins like that of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What English and its Western neighbours need beyond ASCII. Detectors tell Western encodings from Central
# European ones by the letters of the language, of which English has none.
_USUAL = frozenset("“”‘’–—…•·°½¼¾⅓²³×÷±éèêëàâäáíîïóôöúûüñçßÉ®©™«»£€¢§\xa0")
_NEARLY_ALL = 0.9
_ASCII = bytes(range(128))
_SAMPLE = 1 << 17
_MIXED = "cp1252-for-bad-bytes"


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(_MIXED, _as_cp1252)


def decode(data: bytes, declared: str | None = None) -> str:
    """Return the text, without a byte order mark.

    A mark decides, then whether it is UTF-8, then what is ``declared``, then a guess. Never raises:
    bytes that fit nothing become U+FFFD.
    """
    for mark, marked in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(marked, "replace")
    if encoding := _wide(data):
        return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    # A stray byte or a cut end does not make UTF-8 another encoding.
    sound = data.decode("utf-8", "ignore")
    mixed = data.decode("utf-8", _MIXED)
    if len(sound) - len(sound.encode("ascii", "ignore")) > len(mixed) - len(sound):
        return mixed
    known = map_encoding_to_html5(declared, fallback_utf8=False) if declared else None
    # A page that says UTF-16 in readable bytes is not UTF-16.
    if known and not known.startswith("utf-"):
        try:
            return data.decode(known)
        except (UnicodeDecodeError, LookupError):
            pass
    return data.decode(_guess(data[:_SAMPLE]), "replace")


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of Western text is zero."""
    sample = data[:_SAMPLE]
    half = len(sample) // 2
    zeros = sample[0::2].count(0), sample[1::2].count(0)
    if half and max(zeros) > half * 0.6 and min(zeros) < half * 0.05:
        return "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"
    return None


def _guess(data: bytes) -> str:
    high = data.translate(None, _ASCII)
    for encoding in ("cp1252", "mac_roman"):
        if sum(map(_USUAL.__contains__, high.decode(encoding, "replace"))) >= len(high) * _NEARLY_ALL:
            return encoding
    return detect_encoding(data) or "cp1252"
