"""The same articles through other libraries for rules on text, each in an environment of its own.

They get our vocabulary and verbs as terms, expressions for doses, and our label rules as token patterns or
(where there are none) as expressions: all of it, or the first one or two of the three, because what is
comparable is a matter of judgement and decides much of the result.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any, cast

from benchmarks.articles import articles

PEERS = {"edsnlp": "edsnlp==0.23.0", "medspacy": "medspacy==1.3.1"}
HOME = Path(__file__).parents[2] / "pipeline"
DOSES = [
    r"\bhold (?:for )?\d+(?:-\d+)? (?:seconds?|secs?|minutes?|breaths?)\b",
    r"\b\d+ (?:slow )?breaths\b",
    r"\b\d+ (?:reps|repetitions)\b",
    r"\brepeat \d+ times\b",
    r"\b\d+ ?x\b",
    r"\bx \d+\b",
    r"\b\d+ sets?\b",
    r"\b(?:once|twice|\d+ times) (?:a|per) (?:day|week)\b",
    r"\b\d+ (?:seconds?|minutes?) of rest\b",
    r"\bon each side\b",
    r"\bper (?:leg|side)\b",
]
ELEMENT = re.compile(r"(!?)(\([^)]*\)|[^\s(]+?)([?*]?)(?=\s|$)")
FORMS = ("", "s", "ing", "ed")


def rules() -> dict[str, Any]:
    """Rules in forms that the peers take: ``terms`` and ``regex`` by label, ``patterns`` of tokens."""
    terms: dict[str, list[str]] = {}
    for kind in ("positions", "body_parts", "muscles", "equipment"):
        words: dict[str, Any] = json.loads((HOME / "vocabulary" / f"{kind}.json").read_text())
        terms[kind] = sorted(
            {
                term
                for value, about in words.items()
                if value[0] != "_"
                for term in [value.replace("_", " "), *about.get("synonyms", ())]
            }
        )
    classes = {
        name: [
            *one.get("words", "").split(),
            *(verb + form for verb in one.get("verbs", "").split() for form in FORMS),
        ]
        for name, one in tomllib.loads((HOME / "rules" / "words.toml").read_text())["class"].items()
    }
    terms["action"] = sorted({word for words in classes.values() for word in words})
    patterns = []
    for rule in tomllib.loads((HOME / "rules" / "labels.toml").read_text())["rule"]:
        given = rule["pattern"]
        patterns += [_pattern(one, classes) for one in ([given] if isinstance(given, str) else given)]
    patterns = [pattern for pattern in patterns if any("LOWER" in token for token in pattern)]
    return {
        "terms": terms,
        "patterns": patterns,
        "regex": {"dose": DOSES, "label": [_expression(pattern) for pattern in patterns]},
    }


def _pattern(rule: str, classes: dict[str, list[str]]) -> list[dict[str, Any]]:
    """One of our patterns (see rules/labels.toml) in the form of spaCy's Matcher."""
    tokens: list[dict[str, Any]] = []
    for negated, element, operator in ELEMENT.findall(rule):
        words: list[str] = []
        for name in element.strip("()").split("|"):
            words += classes.get(name.partition(".")[0], [] if name in "_~#" else [name])
        token: dict[str, Any] = {"LOWER": {"NOT_IN" if negated else "IN": words}} if words else {}
        tokens.append(token | ({"OP": operator} if operator else {}))
    return tokens


def _expression(pattern: list[dict[str, Any]]) -> str:
    """The same as a regular expression over words; what may repeat does so a few times at most."""
    parts = []
    for token in pattern:
        words = token.get("LOWER", {}).get("IN")
        part = r"\S+\s+" if words is None else rf"(?:{'|'.join(map(re.escape, words))})\s+"
        parts.append(part if "OP" not in token else f"(?:{part}){{0,{4 if token['OP'] == '*' else 1}}}")
    return (r"\b" + "".join(parts)).removesuffix(r"\s+")


SETS = ("terms", "terms and doses", "terms, doses and label rules")


def measured(peer: str, number: int, home: Path, rule_set: str = SETS[-1]) -> dict[str, float]:
    """``seconds`` and ``tokenizing`` of a peer for ``number`` articles; it is installed below ``home``."""
    python = home / peer / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(home / peer)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", PEERS[peer]], check=True)
    given = rules()
    if rule_set != SETS[-1]:
        given["patterns"], given["regex"]["label"] = [], []
    if rule_set == SETS[0]:
        given["regex"]["dose"] = []
    task = json.dumps({"texts": list(articles(number)), **given})
    script = Path(__file__).with_name(f"with_{peer}.py")
    done = subprocess.run(
        [str(python), str(script)], input=task, text=True, check=True, stdout=subprocess.PIPE
    )
    return cast("dict[str, float]", json.loads(done.stdout.splitlines()[-1]))
