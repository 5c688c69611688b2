"""Whether an article's sentences belong together, or were shuffled together from many sources.

In a coherent article the instructions of an exercise stand side by side, under headings or in lists. In a scrambled one
instructions and other sentences alternate within long paragraphs, without names, starting positions change from one
sentence to the next, and numbers of lists and footnotes stand alone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from pipeline.outline import CONTENT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.language.labels import Reading
    from pipeline.language.sentences import Sentence

# The bounds were set between the five scrambled articles of `raw/` and the annotated set, and the coherent ones.
FEWEST_INSTRUCTIONS = 10
LEAST_RUNNING = 0.6
MOST_TITLED = 0.25
LEAST_SWITCHES = 0.37
FEWEST_STRAYS = 1
FEWEST_CHANGES = 2
FOOTNOTE = re.compile(r"\d{1,2} [A-Z][a-z]")


class Evidence(NamedTuple):
    """What speaks for scrambling; shares are between 0 and 1."""

    instructions: int
    running: float
    """Share of the sentences that go on in the paragraph of the one before."""
    titled: float
    """Share of the sentences that are headings, list items, cells or have a label."""
    switches: float
    """Share of the neighbours within a paragraph of which one instructs and the other does not."""
    strays: int
    """Numbers of lists and footnotes that stand alone."""
    changes: int
    """Starting positions that differ from the one before."""

    @property
    def scrambled(self) -> bool:
        """Say whether the article is scrambled."""
        return (
            self.instructions >= FEWEST_INSTRUCTIONS
            and self.running >= LEAST_RUNNING
            and self.titled <= MOST_TITLED
            and self.switches >= LEAST_SWITCHES
            and (self.strays >= FEWEST_STRAYS or self.changes >= FEWEST_CHANGES)
        )


def evidence(
    text: str, sentences: Sequence[Sentence], readings: Sequence[Reading], postures: Sequence[str | None]
) -> Evidence:
    """Return the evidence; ``postures``: the posture that each sentence states, or None."""
    count = len(sentences)
    instructs = [not CONTENT.isdisjoint(reading.labels) for reading in readings]
    running = switches = strays = changes = titled = 0
    lists: dict[int, int] = {}
    last: str | None = None
    for i, sentence in enumerate(sentences):
        if i and sentence.block == sentences[i - 1].block:
            running += 1
            switches += instructs[i] != instructs[i - 1]
        if sentence.kind != "text" or sentence.title or sentence.label_end is not None:
            titled += 1
        if sentence.number is not None and sentence.list is not None:
            lists[sentence.list] = lists.get(sentence.list, 0) + 1
        elif text[sentence.start].isdigit() and FOOTNOTE.match(text, sentence.start):
            strays += 1
        posture = postures[i]
        if posture is not None and instructs[i]:
            changes += last is not None and posture != last
            last = posture
    strays += sum(members == 1 for members in lists.values())
    return Evidence(
        sum(instructs),
        running / count if count else 0.0,
        titled / count if count else 0.0,
        switches / running if running else 0.0,
        strays,
        changes,
    )
