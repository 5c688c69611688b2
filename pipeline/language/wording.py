"""Wording: where the words of a sentence speak clearly against the rule that labelled it, they have the last word.

A rule knows the turns of phrase that somebody thought of. A word says little, but says it in any turn of phrase:
``rules/wording.json`` has for each how much it speaks for each label, as ``pipeline/evaluate/learn.py`` found it
on annotated articles. The words of a sentence are added up, and the sum decides only where it is `CLEAR` above that of the
label that the rules gave. It never takes a warning away and never finds one: there a rule is to be pointed at.
"""

from __future__ import annotations

from bisect import bisect_left
from importlib.resources import files
from itertools import product, repeat
from typing import TYPE_CHECKING, Any, Final

import orjson
from spacy.language import Language

from pipeline.language.labels import KEY, Match, Reading
from pipeline.language.tokens import text_of, token_starts, token_words
from pipeline.language.words import APOSTROPHES, UNSEEN
from pipeline.records import LABELS, Label

if TYPE_CHECKING:
    from collections.abc import Callable

    from spacy.tokens import Doc
    from spacy.vocab import Vocab

    from pipeline.language.doses import DoseReading
    from pipeline.language.sentences import Sentence

CLEAR: Final = 300
"""How much more the words must speak for another label, in hundredths of a natural logarithm: odds of twenty to one."""
FEWEST: Final = 3
"""Words of a sentence below which they are not asked."""
MOST: Final = 64
"""Tokens of a sentence that are asked."""
REST: Final[Label] = "other"
TOLD: Final[tuple[Label, ...]] = tuple(label for label in LABELS if label != REST)
"""The labels that words speak for, each against `REST`."""
COUNTED: Final = frozenset({"action", "hold_rep"})
"""A movement and how often, which clauses tell apart, not words: "Walk for 5 minutes", "In for 4, hold for 4"."""
BITS: Final = 16
HALF: Final = 1 << (BITS - 1)
"""What words say is added up for all of `TOLD` at once: one ``int``, `BITS` for each of them. No sum of `MOST` words
reaches `HALF`: the tests see to that."""


def is_counted(word: str) -> bool:
    """Say whether a token is a word or sign that may speak for a label: white space, marks and numbers do not."""
    return not (word in UNSEEN or word[0].isspace() or word[0].isdigit())


def packed(weights: dict[Label, int]) -> int:
    """Return how much something speaks for each label as one number."""
    return sum((weights[label] - weights[REST]) << (BITS * place) for place, label in enumerate(TOLD))


def unpacked(number: int) -> list[int]:
    """Return how much something speaks for each of `TOLD`, against `REST`."""
    weights: list[int] = []
    for _ in TOLD:
        weight = ((number + HALF) & (2 * HALF - 1)) - HALF
        weights.append(weight)
        number = (number - weight) >> BITS
    return weights


def spellings(word: str) -> set[str]:
    """Return how a word of the table is spelled in texts: with any apostrophe."""
    return {word.replace("'", sign) for sign in APOSTROPHES}


class Wording:
    """Changes the labels of sentences whose words speak against them; holds the table, the same for every text."""

    def __init__(self, vocab: Vocab, data: dict[str, Any]) -> None:
        def said(of: list[int]) -> int:
            return packed(dict(zip(data["labels"], of, strict=True)))

        self.any, self.dosed = said(data["any"]), said(data["dose"])
        number: Callable[[str], int] = vocab.strings.add
        self.words: dict[int, int] = {}
        """What each word says, by the number that spaCy has for its lower-case form."""
        self.first: dict[int, int] = {}
        """What it says besides where it opens the sentence."""
        self.openings: dict[tuple[int, int], int] = {}
        """What two words say besides that open it."""
        for word, of in data["word"].items():
            self.words.update(dict.fromkeys(map(number, spellings(word)), said(of)))
        for word, of in data["first"].items():
            self.first.update(dict.fromkeys(map(number, spellings(word)), said(of)))
        for pair, of in data["opening"].items():
            one, other = map(spellings, pair.split(" "))
            self.openings.update(dict.fromkeys(product(map(number, one), map(number, other)), said(of)))

    def __call__(self, doc: Doc) -> Doc:
        """Change what is clearly said otherwise in ``doc.user_data["readings"]``."""
        sentences: list[Sentence] = doc.user_data["sentences"]
        doses: list[DoseReading | None] = doc.user_data["doses"]
        readings: list[Reading] = doc.user_data[KEY]
        text, starts, words = text_of(doc), token_starts(doc), token_words(doc)
        said = list(map(self.words.get, words, repeat(0)))
        for i, reading in enumerate(readings):
            if reading.fixed or reading.labels[0] == "warning":
                continue
            sentence, dose = sentences[i], doses[i]
            begin, end = sentence.token, sentence.token_end
            told = told_from(sentence)
            if told > starts[begin]:
                begin = bisect_left(starts, told, begin)
            if end - begin < FEWEST:
                continue
            total = self.any + sum(said[begin : min(end, begin + MOST)])
            if dose is not None:
                total += self.dosed
            opens = opens_at(sentence, reading)
            if opens > told:
                begin = bisect_left(starts, opens, begin)
            while begin < end and not is_counted(text[starts[begin]]):
                begin += 1
            following = begin + 1
            while following < end and not is_counted(text[starts[following]]):
                following += 1
            if begin < end:
                total += self.first.get(words[begin], 0)
            if following < end:
                total += self.openings.get((words[begin], words[following]), 0)
            label = clearest(total, reading.labels[0])
            if label is not None and may_change(text, sentence, reading, label, dose):
                readings[i] = changed(sentence, reading, label, dose)
        return doc


def told_from(sentence: Sentence) -> int:
    """Return where a sentence begins to tell something: behind its label."""
    return sentence.body if sentence.label_end is None else sentence.label_end


def opens_at(sentence: Sentence, reading: Reading) -> int:
    """Return where what a sentence tells opens: where a rule saw it."""
    if reading.labels[0] != REST and reading.fired:
        return reading.fired[0].start
    return told_from(sentence)


def clearest(total: int, given: Label) -> Label | None:
    """Return the label that words speak for, if they do so clearly against the one that was given."""
    weights = unpacked(total)
    most = max(weights)
    label = TOLD[weights.index(most)] if most > 0 else REST
    against = weights[TOLD.index(given)] if given != REST else 0
    return label if max(most, 0) - against >= CLEAR else None


def may_change(
    text: str, sentence: Sentence, reading: Reading, label: Label, dose: DoseReading | None
) -> bool:
    """Say whether a sentence may get another primary label by its words."""
    given = reading.labels[0]
    if label == "warning" or {given, label} == COUNTED:
        return False
    if label == "hold_rep" and dose is None:
        return False
    if label in reading.labels and "action" in reading.labels:
        return False  # which of the two comes first is told by the clauses, not by the words
    before = text[told_from(sentence) : reading.fired[0].start] if reading.fired else ""
    if given == "action" and label == "position" and before:
        return False  # a position may be told before the movement: "Knees bent, lift your hips"
    # Told beside a name: "Row (bring the elbows back)".
    return label != REST or "(" not in before


def changed(sentence: Sentence, reading: Reading, label: Label, dose: DoseReading | None) -> Reading:
    """Return the reading of a sentence whose words say ``label`` where its rules said another."""
    rule = f"{label}.wording"
    kept = () if label == REST else tuple(one for one in reading.labels if one != label)
    if label not in reading.labels:
        kept = kept[1:]  # the label in whose place it comes
    labels: tuple[Label, ...] = (label, *kept)
    rules = tuple(one for one in reading.rules if one.partition(".")[0] in kept)
    return Reading(
        labels,
        (rule, *rules),
        dose if "hold_rep" in labels else None,
        modification=None if label == REST else reading.modification,
        fired=(Match(rule, sentence.body, sentence.end), *reading.fired),
    )


@Language.factory("exercise_wording", requires=["doc.user_data"], assigns=["doc.user_data"])
def create_wording(nlp: Language, name: str) -> Wording:  # noqa: ARG001 (spaCy passes it)
    """Return the component for ``nlp.add_pipe``; it wants sentences, doses and labels before it."""
    return Wording(nlp.vocab, orjson.loads((files("pipeline") / "rules" / "wording.json").read_bytes()))
