"""The component that reads the dose of each sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from spacy.language import Language

from pipeline.language import doses
from pipeline.language.tokens import text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from spacy.tokens import Doc

    from pipeline.language.sentences import Sentence

_SILENT: Final = frozenset({"front_matter", "image"})
_OF_NAMES: Final = re.compile(
    r"[*_ ]*(?:exercise|movement|stretch|drill|lift|pose)(?:e?s)?[*_: ]*", re.IGNORECASE
)
_COUNTS: Final = frozenset({"reps", "sets"})
_ROW_NUMBER: Final = re.compile(r"\d{1,2}[a-z]?[.)]?|[a-z]\d?[.)]?", re.IGNORECASE)


def read_doses(doc: Doc) -> Doc:
    """Put the `DoseReading` of each sentence, or None, into ``doc.user_data["doses"]``."""
    text = text_of(doc)
    parse = doses.parse
    headings = _Headings()
    readings: list[doses.DoseReading | None] = []
    sentences = doc.user_data["sentences"]
    for number, sentence in enumerate(sentences, start=1):
        said = text[sentence.body : sentence.end]
        heading = "" if sentence.column is None else headings.over(sentence, said)
        silent = sentence.kind in _SILENT or heading is None
        reading = None if silent else parse(said, sentence.body, heading or "")
        if reading is not None and sentence.kind == "heading" and number < len(sentences):
            below = sentences[number]
            if (
                below.kind == "heading"
                and below.level > sentence.level
                and _COUNTS.isdisjoint(reading.anchors)
            ):
                reading = None  # "## Wrists (1 minute)", "### Circles": the time that several exercises take
        readings.append(reading)
    doc.user_data["doses"] = readings
    return doc


class _Headings:
    """What governs each cell of the table that is being read, cell by cell."""

    def __init__(self) -> None:
        self._columns: dict[int, str] = {}
        self._row = ""
        self._number = -1
        self._names_first = False
        """The table's first column is headed as that of the exercises."""
        self._shift = 0
        """Cells that a row has before those: its number, which has no heading."""

    def over(self, cell: Sentence, said: str) -> str | None:
        """Return the headings of the row and the column of a cell, None where it is a heading itself.

        A heading that says no dose, as ``Exercise``, is left out: "" where neither does.
        """
        row, column = cell.row or 0, cell.column or 0
        if row < self._number:  # another table
            self._columns = {}
        if row != self._number:
            self._row, self._number, self._shift = "", row, 0
        if column == 0 and row == 0:
            self._names_first = _OF_NAMES.fullmatch(said) is not None
        elif column == 0:
            self._shift = int(self._names_first and _ROW_NUMBER.fullmatch(said) is not None)
        if doses.is_heading(said):
            heading = said.strip("*_: ")
            if row == 0:
                self._columns[column] = heading
            if column == 0:
                self._row = heading
            return None
        return f"{self._row} {self._columns.get(column - self._shift, '')}".strip() if cell.first else ""


@Language.factory("exercise_doses", requires=["doc.user_data"], assigns=["doc.user_data"])
def create_doses(nlp: Language, name: str) -> Callable[[Doc], Doc]:  # noqa: ARG001 (spaCy passes it)
    """Return the component for ``nlp.add_pipe("exercise_doses")``; it wants the sentences before it."""
    return read_doses
