"""Every rule of rules/labels.toml matches its examples and leaves its counter-examples alone."""

from __future__ import annotations

import pytest

import pipeline
from pipeline.language.rules import Compiler, Rule, RuleBook, elements, literals, read
from pipeline.language.words import Signs, read_rules, words

DATA = read_rules("labels.toml")
RULES = read(DATA)
NLP = pipeline.load()
WHERE = {
    "imperative",
    "ban",
    "subject",
    "predicate",
    "participle",
    "gerund",
    "opening",
    "condition",
    "fragment",
    "anywhere",
}
KINDS = {
    "warning": {"stop_if", "avoid_if", "consult", "forbidden", "harm"},
    "modification": {"easier", "harder", "other"},
    "other": {"", "cue", "advice"},
}


def fired(sentence: str) -> set[str]:
    """Return the ids of the rules that decided in a text."""
    return {match.rule for reading in NLP(sentence).user_data["readings"] for match in reading.fired}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_examples(rule: Rule) -> None:
    assert rule.example
    assert rule.reason
    for example in rule.example:
        assert rule.id in fired(example), example


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_counter_examples(rule: Rule) -> None:
    assert rule.counter_example
    for counter in rule.counter_example:
        assert rule.id not in fired(counter), counter


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_fields(rule: Rule) -> None:
    assert set(rule.where) <= WHERE
    assert rule.kind in KINDS.get(rule.label, {""})
    assert rule.label in {"position", "action", "hold_rep", *KINDS}


def test_ids_are_unique() -> None:
    ids = [rule.id for rule in RULES]
    assert len(ids) == len(set(ids))


def book(*patterns: str, needs_dose: list[str] | None = None) -> tuple[RuleBook, Signs]:
    """Return a rule book of one rule for imperatives with these patterns."""
    entry = {
        "id": "a.rule",
        "label": "action",
        "where": ["imperative"],
        "pattern": list(patterns) if len(patterns) > 1 else patterns[0],
        "reason": "",
        "example": [],
        "counter_example": [],
    }
    if needs_dose is not None:
        entry["needs_dose"] = needs_dose
    signs = Signs(words(), literals(patterns, words()))
    return RuleBook(read({"rule": [entry]}), signs), signs


def matches(
    text: str, *patterns: str, needs_dose: list[str] | None = None, dosed: frozenset[str] = frozenset()
) -> str:
    """Return the words that one of the patterns matches at the start of a text."""
    rules, signs = book(*patterns, needs_dose=needs_dose)
    found = text.split()
    line = "".join(map(signs.of, found))
    match = rules.first(line, 0, len(line), "imperative", dosed)
    return " ".join(found[: match.end]) if match else ""


@pytest.mark.parametrize(
    "pattern, text, matched",
    [
        ("lift", "lift it", "lift"),
        ("lift", "lifting it", "lifting"),
        ("(bend|lift) DET* BODY", "bend the left knee", "bend the left knee"),
        ("MOVE.ing _ BODY", "bending the knee", "bending the knee"),
        ("MOVE.ing _ BODY", "bend the knee", ""),
        ("lift _* slowly", "lift the left leg very slowly", "lift the left leg very slowly"),
        ("lift # times", "lift 10 times", "lift 10 times"),
        ("lift # times", "lift ten times", "lift ten times"),
        ("lift ~", "lift quasi", "lift quasi"),
        ("lift ~", "lift knees", ""),
        ("~.ing it", "zumbaing it", "zumbaing it"),
        ("lift !ADV", "lift slowly", ""),
        ("lift !(ADV|BODY)", "lift me", "lift me"),
        ("lift DET+ BODY", "lift knee", ""),
        ("(lift|bend)? BODY", "knee bends", "knee"),
        ("lift BODY? $", "lift knees", "lift knees"),
        ("lift BODY? $", "lift knees up", ""),
    ],
)
def test_patterns(pattern: str, text: str, matched: str) -> None:
    assert matches(text, pattern) == matched


def test_one_of_several_patterns() -> None:
    assert matches("bend it", "lift it", "bend it") == "bend it"


def test_a_pattern_looks_no_further_than_its_window() -> None:
    assert matches("lift " + "the " * 14 + "knee", "lift _* knee")
    assert not matches("lift " + "the " * 15 + "knee", "lift _* knee")


@pytest.mark.parametrize(
    "needs, dosed, matched",
    [
        (None, "", True),
        ([], "", False),
        ([], "side", True),
        (["reps"], "side", False),
        (["reps"], "reps", True),
    ],
)
def test_needs_dose(needs: list[str] | None, dosed: str, matched: bool) -> None:  # noqa: FBT001
    assert bool(matches("lift it", "lift", needs_dose=needs, dosed=frozenset(dosed.split()))) is matched


def test_no_rule_for_a_kind_of_clause() -> None:
    rules, signs = book("lift")
    assert rules.first(signs.of("lift"), 0, 1, "fragment", frozenset()) is None
    assert list(rules.anywhere(signs.of("lift"), frozenset())) == []


@pytest.mark.parametrize("pattern", ["lift**", "(lift|bend knee", "lift ?"])
def test_a_pattern_that_cannot_be_read(pattern: str) -> None:
    with pytest.raises(ValueError, match="cannot read"):
        elements(pattern)


def test_a_class_that_does_not_exist() -> None:
    with pytest.raises(KeyError):
        Compiler(Signs(words(), [])).expression("NOCLASS it")
