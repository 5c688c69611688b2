"""How a text is read, step by step, for people: sentences, tokens, concepts, rules, labels, doses, exercises."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from pipeline.article import Article
from pipeline.catalogue import dose_text
from pipeline.language.tokens import text_of
from pipeline.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc

    from pipeline.extraction import Extraction
    from pipeline.language.labels import Reading
    from pipeline.language.sentences import Sentence

LONGEST_QUOTE = 300


def explain(text: str) -> str:
    """Return what the pipeline reads in a text: for each sentence its tokens, concepts, rules, labels and dose."""
    from pipeline.assemble import assemble
    from pipeline.language.load import load

    text = text.replace("\r\n", "\n").removeprefix("\ufeff")
    doc = load()(text)
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    found = assemble(Article("text", "text", digest, text), doc)
    sentences: list[Sentence] = doc.user_data["sentences"]
    if not sentences:
        return "no sentence"
    readings: list[Reading] = doc.user_data["readings"]
    lines: list[str] = []
    for sentence, reading, row in zip(sentences, readings, found.sentences, strict=True):
        lines += [
            f"[{sentence.start}:{sentence.end}] {printable(text[sentence.start : sentence.end], LONGEST_QUOTE)}"
        ]
        lines += [f"  {line}" for line in _sentence(doc, sentence, reading)]
        if row["exercise"]:
            lines.append(f"  exercise  {row['exercise']}")
    return "\n".join([*lines, *_article(found)])


def _sentence(doc: Doc, sentence: Sentence, reading: Reading) -> Iterator[str]:
    """Yield what is to be said of one sentence."""
    span = doc.char_span(sentence.start, sentence.end, alignment_mode="expand")
    if span is not None:
        yield "tokens    " + printable(
            " · ".join(token.text for token in span if not token.is_space), LONGEST_QUOTE
        )
    layout = [
        sentence.kind,
        *(["title"] if sentence.title else []),
        *([f"marker {sentence.marker}"] if sentence.marker else []),
    ]
    yield "layout    " + printable(", ".join(layout))
    for concept in doc.spans["concepts"]:
        if sentence.start <= concept.start_char < sentence.end:
            yield f"concept   {concept.label_} {concept.id_}: {printable(concept.text)} ({concept.kb_id_})"
    for match in reading.fired:
        yield f"rule      {match.rule}: {printable(text_of(doc)[match.start : match.end], LONGEST_QUOTE)}"
    yield (
        "labels    "
        + ", ".join(reading.labels)
        + (f" (by {', '.join(reading.rules)})" if reading.rules else "")
    )
    if reading.cue:
        yield "cue       what it should feel like"
    if reading.warning:
        yield f"warning   {reading.warning}"
    if reading.modification:
        yield f"modifies  {reading.modification}"
    if reading.dose is not None:
        yield f"dose      {dose_text(reading.dose.dose)} (by {', '.join(reading.dose.rules)})"


def _article(found: Extraction) -> Iterator[str]:
    """Yield what is to be said of the whole text."""
    if found.article["flags"]:
        yield "flags     " + ", ".join(found.article["flags"])
    for record in found.exercises:
        name = record["name"]["value"] if record["name"] else "without a name"
        yield f"exercise  {record['id']}: {printable(name)}; {dose_text(record['dose']) or 'no dose'}"
