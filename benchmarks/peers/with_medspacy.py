"""Run by the Python of medspaCy's environment: a task on standard input, seconds on standard output."""

from __future__ import annotations

import json
import sys
import time
from contextlib import redirect_stdout
from os import devnull
from pathlib import Path

import medspacy  # type: ignore[import-not-found]
import spacy
from loguru import logger  # type: ignore[import-not-found]
from medspacy.ner import TargetRule  # type: ignore[import-not-found]

logger.remove()  # it tells of every token, and that takes a third of its time
task = json.load(sys.stdin)
nlp = medspacy.load(medspacy_enable=["medspacy_pyrush", "medspacy_target_matcher", "medspacy_context"])
rules = [TargetRule(term, label.upper()) for label, terms in task["terms"].items() for term in terms]
rules += [TargetRule("dose", "DOSE", pattern=pattern) for pattern in task["regex"]["dose"]]
rules += [TargetRule("label", "LABEL", pattern=pattern) for pattern in task["patterns"]]
nlp.get_pipe("medspacy_target_matcher").add(rules)
texts = task["texts"]
for text in texts[:5]:
    nlp(text)
begun = time.process_time()
with redirect_stdout(Path(devnull).open("w")):
    found = sum(len(nlp(text).ents) for text in texts)
seconds = time.process_time() - begun
plain = spacy.blank("en").tokenizer
for text in texts[:5]:
    plain(text)
begun = time.process_time()
for text in texts:
    plain(text)
print(json.dumps({"seconds": seconds, "tokenizing": time.process_time() - begun, "found": found}))
