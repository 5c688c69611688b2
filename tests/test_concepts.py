from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import spacy
from spacy.tokens import Doc

import pipeline.language.concepts as under_test
from pipeline.language.concepts import FILES, concept_rules, plural, spellings, vocabulary
from pipeline.language.tokens import Tokenizer

if TYPE_CHECKING:
    from spacy.language import Language

SENTENCES = [
    json.loads(line)
    for line in (Path(__file__).parent / "data" / "concepts.jsonl").read_text("utf-8").splitlines()
]
RULES = concept_rules()
PRECISION, RECALL = 0.97, 0.95


@pytest.fixture(scope="module")
def nlp() -> Language:
    made = spacy.blank("en")
    made.tokenizer = Tokenizer(made.vocab)
    made.add_pipe("exercise_concepts")
    return made


def found(doc: Doc) -> list[tuple[str, str, str]]:
    return [(span.label_, span.id_, span.text) for span in doc.spans["concepts"]]


def values(doc: Doc, kind: str) -> list[str]:
    return [span.id_ for span in doc.spans["concepts"] if span.label_ == kind]


def rules(name: str) -> list[Any]:
    return [pytest.param(rule, id=rule["id"]) for rule in RULES[name]]


def terms(rule: dict[str, Any]) -> set[str]:
    words = vocabulary(FILES[rule["kind"]])
    listed = [t for v in rule.get("values", ()) for t in words[v]["synonyms"]]
    listed += rule.get("terms", ())
    if "*" in listed:
        listed = [t for entry in words.values() for t in entry["synonyms"]]
    return {way for term in listed for way in spellings(term, inflect=rule["kind"] != "position")}


# ------------------------------------------------------------------------------------------- the measure


@pytest.mark.parametrize("kind", FILES)
def test_annotated_sentences_are_read_as_precisely_as_demanded(nlp: Language, kind: str) -> None:
    right = extra = missed = 0
    for sentence in SENTENCES:
        left = [c for c in sentence["concepts"] if c["kind"] == kind]
        doc = nlp(sentence["text"])
        for span in doc.spans["concepts"]:
            if span.label_ != kind:
                continue
            match = next(
                (
                    c
                    for c in left
                    if c["value"] == span.id_ and c["start"] < span.end_char and span.start_char < c["end"]
                ),
                None,
            )
            if match is None:
                extra += 1
            else:
                left.remove(match)
                right += 1
        missed += len(left)
    assert right / (right + extra) >= PRECISION
    assert right / (right + missed) >= RECALL


def test_there_are_150_sentences_of_all_kinds() -> None:
    kinds = Counter(c["kind"] for s in SENTENCES for c in s["concepts"])
    assert len({s["text"] for s in SENTENCES}) == 150
    assert set(kinds) == set(FILES)
    assert min(kinds.values()) >= 25


def test_annotations_quote_whole_words_and_known_values() -> None:
    for sentence in SENTENCES:
        for concept in sentence["concepts"]:
            quoted = sentence["text"][concept["start"] : concept["end"]]
            assert quoted
            assert quoted == quoted.strip()
            assert concept["value"] in vocabulary(FILES[concept["kind"]])


# ------------------------------------------------------------------------------------------- the rules


def test_every_rule_has_an_id_of_its_own_a_reason_and_both_examples() -> None:
    every = [rule for name in ("name", "trap", "frame", "detail") for rule in RULES[name]]
    assert len({rule["id"] for rule in every}) == len(every)
    for rule in every:
        assert rule["reason"]
        assert rule["example"] != rule["counter_example"]


@pytest.mark.parametrize("rule", rules("frame") + rules("detail"))
def test_a_posture_rule_acts_in_its_example_only(nlp: Language, rule: dict[str, Any]) -> None:
    yes, no = nlp(rule["example"]), nlp(rule["counter_example"])
    if rule["value"]:
        assert (rule["id"], rule["value"]) in {(s.kb_id_, s.id_) for s in yes.spans["concepts"]}
        assert rule["id"] not in {s.kb_id_ for s in no.spans["concepts"]}
    else:
        assert not values(yes, "position")
        assert values(no, "position")


@pytest.mark.parametrize("rule", rules("trap"))
def test_a_trap_drops_its_terms_in_its_example_only(nlp: Language, rule: dict[str, Any]) -> None:
    def mentions(text: str) -> list[str]:
        return [
            words
            for kind, _, words in found(nlp(text))
            if kind == rule["kind"] and words.lower() in terms(rule)
        ]

    assert not mentions(rule["example"])
    assert mentions(rule["counter_example"])


@pytest.mark.parametrize("rule", rules("name"))
def test_nothing_is_found_inside_a_name(nlp: Language, rule: dict[str, Any]) -> None:
    for phrase in rule["phrases"]:
        assert not found(nlp(phrase)), phrase
    example = rule["example"].lower()
    phrase = next(p for p in rule["phrases"] if p in example)
    at = example.index(phrase)
    doc = nlp(example)
    assert not [s for s in doc.spans["concepts"] if at <= s.start_char < at + len(phrase)]
    assert found(nlp(rule["counter_example"]))


@pytest.mark.parametrize("rule", rules("trap"))
def test_the_terms_of_a_trap_are_in_the_vocabulary(rule: dict[str, Any]) -> None:
    known = {
        way
        for entry in vocabulary(FILES[rule["kind"]]).values()
        for term in entry["synonyms"]
        for way in spellings(term, inflect=rule["kind"] != "position")
    }
    assert set(rule.get("terms", ())) - {"*"} <= known
    assert set(rule.get("values", ())) <= set(vocabulary(FILES[rule["kind"]]))


@pytest.mark.parametrize("name", ["frame", "detail"])
def test_the_values_of_posture_rules_are_in_the_vocabulary(name: str) -> None:
    known = {*vocabulary("positions"), ""}
    assert {rule["value"] for rule in RULES[name]} <= known
    assert {value for rule in RULES["detail"] for value in rule["from"]} <= known


# ------------------------------------------------------------------------------------------- the vocabulary


@pytest.mark.parametrize("name", FILES.values())
def test_a_word_of_the_vocabulary_means_one_value(name: str) -> None:
    listed = [term for entry in vocabulary(name).values() for term in entry["synonyms"]]
    assert [term for term, times in Counter(listed).items() if times > 1] == []
    assert all(term == term.lower().strip() for term in listed)


def test_broader_positions_exist() -> None:
    positions = vocabulary("positions")
    assert {entry["broader"] for entry in positions.values() if "broader" in entry} <= set(positions)


def test_the_crosswalk_speaks_of_every_value() -> None:
    crosswalk = vocabulary("crosswalk")
    assert set(crosswalk["muscles"]) == set(vocabulary("muscles"))
    assert set(crosswalk["body_parts"]) == set(vocabulary("body_parts"))
    assert set(crosswalk["equipment"]) == set(vocabulary("equipment")) - {"other"}


@pytest.mark.parametrize(
    "term, expected",
    [
        ("knee", "knees"), ("foot", "feet"), ("feet", "feet"), ("big toe", "big toes"), ("calf", "calves"),
        ("abs", "abs"), ("belly", "bellies"), ("kidney", "kidneys"), ("box", "boxes"), ("bench", "benches"),
    ],
)  # fmt: skip
def test_plural(term: str, expected: str) -> None:
    assert plural(term) == expected


def test_spellings_differ_in_hyphens_apostrophes_and_number() -> None:
    assert spellings("child's pose", inflect=False) == {
        "child's pose",
        "child’s pose",
        "child's-pose",
        "child’s-pose",
    }
    assert {"foam-roller", "foam rollers", "foam roller"} <= spellings("foam-roller", inflect=True)


# ------------------------------------------------------------------------------------------- the component


def test_a_hard_wrap_does_not_hide_a_mention(nlp: Language) -> None:
    text = "Lie on your\n   back, rest your lower\n   back on a yoga\nmat and your foam\n  roller aside."
    doc = nlp(text)
    assert values(doc, "position") == ["supine"]
    assert values(doc, "body_part") == ["lower_back"]
    assert values(doc, "equipment") == ["mat", "foam_roller"]


def test_spans_quote_the_text_and_stand_in_order(nlp: Language) -> None:
    doc = nlp(
        "• Sit tall on a chair; İstanbul — squeeze a small ball between your knees.\n"
        "Rest your hands on a table."
    )
    spans = list(doc.spans["concepts"])
    assert [s.text for s in spans] == ["Sit tall", "chair", "small ball", "knees", "hands", "table"]
    assert [s.start_char for s in spans] == sorted(s.start_char for s in spans)
    assert all(doc.text[s.start_char : s.end_char] == s.text for s in spans)


def test_the_closest_posture_is_told_once(nlp: Language) -> None:
    doc = nlp("Lie on your back with your knees bent and your feet flat on the floor.")
    assert found(doc) == [
        ("position", "hook_lying", "Lie on your back with your knees bent"),
        ("body_part", "knee", "knees"),
        ("body_part", "foot", "feet"),
    ]


def test_a_detail_is_looked_for_in_the_same_sentence_only(nlp: Language) -> None:
    assert values(nlp("Lie on your back. Keep your knees bent."), "position") == ["supine"]


def test_moving_through_a_posture_is_no_posture(nlp: Language) -> None:
    for text in (
        "Slowly stand up.",
        "Rise to standing.",
        "Sit back down.",
        "Return to a seated position.",
        "Do ten sit-ups.",
        "Push up into a side plank.",
    ):
        assert not values(nlp(text), "position"), text


def test_words_of_an_address_are_not_found(nlp: Language) -> None:
    doc = nlp("See [the band](/images/knee/band.png) or https://example.org/ankle-chair for your knee.")
    assert [words for _, _, words in found(doc)] == ["band", "knee"]


def test_nothing_is_found_in_nothing(nlp: Language) -> None:
    assert len(nlp("").spans["concepts"]) == 0
    assert len(nlp("The weather was fine.").spans["concepts"]) == 0


def test_a_document_goes_to_bytes_and_back_with_its_concepts(nlp: Language) -> None:
    doc = nlp("Kneel on a mat and tighten your glutes.")
    again = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert found(again) == found(doc)


def test_a_saved_pipeline_finds_the_same(nlp: Language, tmp_path: Path) -> None:
    text = "In side-lying, lift the top leg against a loop band."
    other = spacy.blank("en")
    other.add_pipe("exercise_concepts")
    other.to_disk(tmp_path / "saved")
    assert found(spacy.load(tmp_path / "saved")(text)) == found(nlp(text))


def test_lower_keeps_every_offset() -> None:
    text = "İİ On Your BACK"
    low = under_test.lower(text)
    assert len(low) == len(text)
    assert low.endswith("on your back")
