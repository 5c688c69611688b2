"""Which language a text is in, so that English rules are not read into another language."""

from __future__ import annotations

import re
from typing import cast

from resiliparse.parse.lang import detect_fast

from pipeline.language.words import words as vocabulary

UNKNOWN = "und"
"""The tag of a language that is not English and cannot be told."""

_SAMPLE = 6_000
_LEAST_ASCII = 0.9
_WORDS = 12
_RANK = 1_000
_MARGIN = 25
_CLEAR = 75  # where many words are those of English exercises, as in a protocol: "Quad sets: 10 reps, 3x/day"
_VOCABULARY_SHARE = 0.35
_SHORTEST = 3  # letters of a word that tells anything
_WORD = re.compile(r"[^\W\d_]+")
_APART = {code: " " for code in range(128) if not chr(code).isalpha()}
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
# Every English text of some length is full of these, and no other language has them.
_FUNCTION = frozenset(
    {"the", "and", "your", "you", "with", "of", "for", "or", "this", "that", "then", "from", "it"}
)
_FUNCTION_SHARE = 0.05


def detect(text: str) -> str | None:
    """Return the ISO 639-1 code of the language of ``text``, UNKNOWN or None if it is not clear.

    English is only doubted on good evidence, as a doubt costs all exercises of the text: lists and tables of
    exercises have few words that a language could be told by.
    """
    sample = text[:_SAMPLE]
    ascii_only = sample.encode("ascii", "ignore")
    if len(ascii_only) >= _LEAST_ASCII * len(sample):
        # Quotation marks, dashes and a few letters go; the words that tell English stay, five times as fast.
        words = ascii_only.decode().lower().translate(_APART).split()
    else:
        words = _WORD.findall(sample.lower())
        letters = "".join(words)
        ascii_only = letters.encode("ascii", "ignore")
        if 2 * len(ascii_only) < len(letters) and 2 * len(_LATIN.findall(letters)) < len(letters):
            code = str(detect_fast(sample)[0])
            return UNKNOWN if code in ("unknown", "en") else code
    if len(words) < _WORDS:
        return None
    function = sum(map(_FUNCTION.__contains__, words)) / len(words)
    if function >= _FUNCTION_SHARE:
        return "en"
    long = [word for word in words if len(word) >= _SHORTEST]
    ours = sum(map(vocabulary().of.__contains__, long)) >= _VOCABULARY_SHARE * len(long)
    return _nearest(sample, english=function > 0, margin=_CLEAR if ours else _MARGIN)


def _nearest(sample: str, *, english: bool, margin: int) -> str | None:
    """The language whose profile is nearest; ``english`` says that there is a word that only English has.

    It must be nearer than that of English by ``margin``.
    """
    found = cast("list[tuple[str, int]]", detect_fast(sample, cutoff=2 * _RANK, n_results=200))
    ranks = dict(sorted(found))
    best = min(ranks, key=ranks.__getitem__, default=None)
    if best is None or best == "en":
        return best if english else None
    # English lists come out as any of its neighbours, by a hair.
    sure = ranks[best] <= _RANK and ranks[best] + margin <= ranks.get("en", 2 * _RANK)
    return best if sure else None
