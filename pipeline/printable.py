"""Text of articles and file names, shown on a terminal without doing anything to it."""

from __future__ import annotations

import re

# Control characters, direction marks, invisible joiners, line and paragraph separators, lone surrogates: what
# can move the cursor, turn the line around or hide itself. A new line is shown escaped too: what is shown
# stays one line.
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)


def _escaped(match: re.Match[str]) -> str:
    return match[0].encode("unicode_escape", "surrogatepass").decode("ascii")


def printable(text: str, limit: int | None = None) -> str:
    r"""``text`` on one line, cut to ``limit`` characters; what is invisible is written as ``\x1b``."""
    if limit is not None and len(text) > limit:
        text = text[: max(limit - 1, 0)] + "…"
    return _UNSEEN.sub(_escaped, text)
