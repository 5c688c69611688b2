"""The component that reads the dose of each sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from spacy.language import Language

from pipeline.language import doses
from pipeline.language.tokens import text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from spacy.tokens import Doc

    from pipeline.language.sentences import Sentence

_SILENT: Final = frozenset({"front_matter", "image"})
_OF_NAMES: Final = re.compile(
    r"[*_ ]*(?:exercise|movement|stretch|drill|lift|pose)(?:e?s)?[*_: ]*", re.IGNORECASE
)
_COUNTS: Final = frozenset({"reps", "sets"})
_VALUE: Final = re.compile(r"\d{1,3}(?: ?(?:-|–|to|x|×) ?\d{1,3})?")
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
        if sentence.column is not None:
            heading = headings.over(sentence, said)
        else:
            heading = _label_above(text, sentences, number - 1) if _VALUE.fullmatch(said) else ""
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


def _label_above(text: str, sentences: Sequence[Sentence], i: int) -> str:
    """Return the line above a number alone on its line, where it says of what: `Days per week`, `6 to 7` below.

    "" where it does not, and where more such lines or numbers stand there: a table that lost its columns.
    """

    def alone(j: int) -> str:
        if not 0 <= j < len(sentences) or not sentences[j].first or sentences[j].column is not None:
            return ""
        if j + 1 < len(sentences) and not sentences[j + 1].first:
            return ""
        return text[sentences[j].body : sentences[j].end].strip("*_: ")

    label = alone(i - 1)
    if not alone(i) or not doses.is_heading(label):
        return ""
    lost = doses.is_heading(alone(i - 2)) or _VALUE.fullmatch(alone(i + 1))
    return "" if lost else label


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
