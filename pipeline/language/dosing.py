"""The component that reads the dose of each sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from spacy.language import Language

from pipeline.language import doses
from pipeline.language.tokens import text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from spacy.tokens import Doc

_SILENT: Final = frozenset({"front_matter", "image"})


def read_doses(doc: Doc) -> Doc:
    """Put the `DoseReading` of each sentence, or None, into ``doc.user_data["doses"]``."""
    text = text_of(doc)
    parse = doses.parse
    doc.user_data["doses"] = [
        None if s.kind in _SILENT else parse(text[s.body : s.end], s.body) for s in doc.user_data["sentences"]
    ]
    return doc


@Language.factory("exercise_doses", requires=["doc.user_data"], assigns=["doc.user_data"])
def create_doses(nlp: Language, name: str) -> Callable[[Doc], Doc]:  # noqa: ARG001 (spaCy passes it)
    """Return the component for ``nlp.add_pipe("exercise_doses")``; it wants the sentences before it."""
    return read_doses
