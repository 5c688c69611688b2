"""Words, their classes and their signs."""

from __future__ import annotations

import re

import pytest
from spacy.strings import StringStore

from pipeline.language import words as module
from pipeline.language.words import BLANK, Signs, Spellings, Words, inflect, one_of, read_rules, words


@pytest.fixture(scope="module")
def known() -> Words:
    return words()


@pytest.mark.parametrize(
    "verb, forms",
    [
        ("lift", ("lifts", "lifting", "lifted")),
        ("press", ("presses", "pressing", "pressed")),
        ("carry", ("carries", "carrying", "carried")),
        ("sway", ("sways", "swaying", "swayed")),
        ("raise", ("raises", "raising", "raised")),
        ("step", ("steps", "stepping", "stepped")),
        ("row", ("rows", "rowing", "rowed")),
        ("relax", ("relaxes", "relaxing", "relaxed")),
        ("lean", ("leans", "leaning", "leaned")),
        ("free", ("frees", "freeing", "freed")),
        ("tiptoe", ("tiptoes", "tiptoeing", "tiptoed")),
    ],
)
def test_inflect(verb: str, forms: tuple[str, str, str]) -> None:
    assert inflect(verb) == forms


def test_a_verb_has_its_forms(known: Words) -> None:
    bits = known.bits
    assert known.of["lifting"] & known.mask("MOVE", "ing") == known.mask("MOVE", "ing")
    assert known.of["lay"] & bits["base"]
    assert known.of["lay"] & bits["ed"]
    assert known.gerunds["lie"] == "lying"


def test_nouns_have_a_plural(known: Words) -> None:
    assert not known.of["knee"] & known.bits["plural"]
    assert known.of["knees"] & known.bits["plural"]
    assert known.of["feet"] & known.bits["plural"]


def test_both_apostrophes(known: Words) -> None:
    assert known.of["don’t"] == known.of["don't"]


@pytest.mark.parametrize(
    "word, names",
    [
        ("kumquat", ("UNKNOWN", "plain")),
        ("kumquatting", ("UNKNOWN", "ing")),
        ("kumquatted", ("UNKNOWN", "ed")),
        ("kumquats", ("UNKNOWN", "s")),
        ("kumquatly", ("UNKNOWN",)),
        ("12", ("NUMBER",)),
        ("%", ("PUNCT",)),
    ],
)
def test_words_of_no_list(known: Words, word: str, names: tuple[str, ...]) -> None:
    assert known.classes(word) == known.mask(*names)


def test_a_possessive_is_of_its_word_s_classes(known: Words) -> None:
    assert known.classes("doctor's") == known.classes("doctor’s") == known.of["doctor"]


def test_every_noun_too_word_is_a_word(known: Words) -> None:
    listed = read_rules("words.toml")["noun_too"]["words"].split()
    assert [word for word in listed if word not in known.of] == []


def test_every_class_has_words_and_a_reason(known: Words) -> None:
    for name, entry in read_rules("words.toml")["class"].items():
        assert entry["reason"], name
        assert any(bits & known.bits[name] for bits in known.of.values()), name


def test_every_irregular_verb_is_used(known: Words) -> None:
    assert [verb for verb in read_rules("words.toml")["irregular"] if verb not in known.gerunds] == []


def test_words_that_no_rule_tells_apart_share_a_sign(known: Words) -> None:
    signs = Signs(known, ["lower"])
    assert signs.of("waggish") == signs.of("waspish")
    assert signs.of("inhale") == signs.of("exhale")
    assert signs.of("lower") not in {signs.of("raise"), signs.of("inhale")}
    assert signs.masks[signs.of("inhale")] == known.of["inhale"]


def test_both_apostrophes_have_one_sign(known: Words) -> None:
    signs = Signs(known, ["don't"])
    assert signs.of("don't") == signs.of("don’t")


@pytest.mark.parametrize("blank", ["", " ", "\n\n", "*", "_"])
def test_marks_and_space_are_blank(known: Words, blank: str) -> None:
    assert Signs(known, []).of(blank) == BLANK


def test_too_many_signs(known: Words) -> None:
    with pytest.raises(ValueError, match="tell more than"):
        Signs(known, [f"word{number}" for number in range(7000)])


def test_spellings_are_bounded(known: Words, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_SPELLINGS", 3)
    strings = StringStore(["lift", "lower", "raise", "the", "arm"])
    signs = Signs(known, ["lift"])
    spellings = Spellings(strings, signs)
    for word in ("lift", "lower", "raise", "the", "arm", "lift"):
        assert spellings[strings[word]] == signs.of(word)
        assert len(spellings) <= 3


def test_one_of() -> None:
    assert one_of("abcx") == "[a-cx]"
    assert re.fullmatch(one_of("ac", negated=True), "b")
    assert not re.fullmatch(one_of("ac", negated=True), "a")
    assert not re.match(one_of(""), "a")
    assert re.match(one_of("", negated=True), "a")
