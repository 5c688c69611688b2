"""The spaCy pipeline, put together: tokens, sentences, concepts, doses, labels, wording."""

from __future__ import annotations

from typing import TYPE_CHECKING

import spacy

# Importing the components registers their factories.
from pipeline.language import concepts, dosing, labels, sentences, tokens, wording  # noqa: F401

if TYPE_CHECKING:
    from spacy.language import Language

COMPONENTS = (
    "exercise_sentences",
    "exercise_concepts",
    "exercise_doses",
    "exercise_labels",
    "exercise_wording",
)


def load() -> Language:
    """Return the pipeline: no model, no download. Every call makes a new one; keep it and use it for all texts."""
    nlp = spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": "exercise_tokenizer.v1"}}})
    for name in COMPONENTS:
        nlp.add_pipe(name)
    nlp.max_length = 1 << 31  # the limits on an article's size are the readers'
    return nlp
