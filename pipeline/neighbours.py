"""What of a scrambled article can be put together: neighbours that can describe one movement.

Nothing tells where an exercise begins there, so rather no attachment than a wrong one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.names import could_be, trim

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.language.labels import Reading
    from pipeline.language.sentences import Sentence
    from pipeline.names import Name
    from pipeline.outline import Outline

POSTURES = (
    "position.posture",
    "position.begin",
    "position.get",
    "position.subject.patient",
    "position.by_posture",
    "position.subject.first_person",
    "position.fragment.on",
    "position.fragment.pose",
)
"""Rules that give the posture of the whole body, by which a movement may begin."""
GOING_BACK = frozenset({"action.release.bare", "action.return.back"})
BREATHING = frozenset({"action.breathe", "action.breath"})


def neighbours(outline: Outline) -> Iterator[tuple[list[int], Name | None]]:
    """Yield the shortest runs of neighbouring sentences that can describe one movement, each with its name."""
    run: list[int] = []
    name: Name | None = None
    for i, sentence in enumerate(outline.sentences):
        if not outline.content(i):
            if run:
                yield run, name
            run = []
            continue
        label: Name | None = None
        if sentence.label_end is not None and could_be(outline.said(sentence.body, sentence.label_end)):
            label = trim(outline.text, sentence.start, sentence.label_end)
        if run and (
            label is not None or not continues(outline.readings[run[-1]], outline.readings[i], sentence)
        ):
            yield run, name
            run = []
        if not run:
            name = label
        run.append(i)
    if run:
        yield run, name


def continues(before: Reading, reading: Reading, sentence: Sentence) -> bool:
    """Say whether a sentence can go on with what the one before it describes."""
    first, last = reading.labels[0], before.labels[0]
    if sentence.gap > 0 and last != "position":
        return False
    if first == "position":
        stands = any(rule.startswith(POSTURES) for rule in reading.rules)
        return reading.modification is not None or (last == "position" and not stands)
    if first == "hold_rep" or last == "position":
        return True
    if last == "action":
        return not BREATHING.isdisjoint(before.rules) and not BREATHING.isdisjoint(reading.rules)
    # After a hold: letting go, or the next line of a run-on.
    return not GOING_BACK.isdisjoint(reading.rules) or sentence.first
