"""Names that sentences give an exercise: `To do a glute bridge, …`, `The next one is the clamshell.`, `I call this …`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.names import LONGEST, Name, could_be, instructs, is_a, patterns, trim

if TYPE_CHECKING:
    from pipeline.outline import Outline

LONGEST_ANNOUNCED = 40
"""Code points of a name behind `The next one is`; what is longer tells more."""


def found_name(outline: Outline, i: int, rule: str) -> Name | None:
    """Return the name of a movement that a rule finds at the start of a sentence: `To do a glute bridge, lie …`."""
    name = _match(outline, i, rule, LONGEST)
    return name if name is not None and is_a("movement", outline.said(*name)) else None


def called_name(outline: Outline, i: int) -> Name | None:
    """Return the name that a sentence says an exercise has: `I call this …`."""
    name = _match(outline, i, "called", 2 * LONGEST)
    return name if name is not None and could_be(outline.said(*name)) else None


def _match(outline: Outline, i: int, rule: str, length: int) -> Name | None:
    sentence = outline.sentences[i]
    found = patterns()[rule].match(outline.text[sentence.body : min(sentence.end, sentence.body + length)])
    return Name(sentence.body + found.start(1), sentence.body + found.end(1)) if found else None


def announces(outline: Outline, i: int) -> int:
    """Return where a name may stand in a sentence of a talk that announces the next exercise, or 0."""
    sentence = outline.sentences[i]
    if sentence.kind != "text":
        return 0
    found = patterns()["introduces"].match(outline.text[sentence.body : sentence.end])
    return sentence.body + found.end() if found else 0


def announced_name(outline: Outline, start: int, end: int) -> Name | None:
    """Return the name behind `The next one is`, if it is no more than that."""
    # The name may stand in a bracket, as in "The first stretch (the calf stretch) can be done …".
    if "(" in outline.text[max(start - len("(the "), 0) : start]:
        end = max(outline.text.find(")", start, end), start)
    name = trim(outline.text, start, end) if 0 < end - start <= LONGEST_ANNOUNCED else None
    said = outline.said(*name) if name else ""
    return name if could_be(said, told=True) and not instructs(said) else None
