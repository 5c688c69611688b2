"""Every rule of rules/labels.toml matches its examples and leaves its counter-examples alone."""

from __future__ import annotations

import pytest

import pipeline
from pipeline.language.rules import Rule, read
from pipeline.language.words import read_rules

RULES = read(read_rules("labels.toml"))
NLP = pipeline.load()


def fired(sentence: str) -> set[str]:
    """Return the ids of the rules that match in a text."""
    doc = NLP(sentence)
    return {match.rule for reading in doc.user_data["readings"] for match in reading.fired}


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


def test_ids_are_unique() -> None:
    ids = [rule.id for rule in RULES]
    assert len(ids) == len(set(ids))
