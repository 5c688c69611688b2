"""Run by the Python of EDS-NLP's environment: a task on standard input, seconds on standard output."""

from __future__ import annotations

import json
import sys
import time

import edsnlp  # type: ignore[import-not-found]
import spacy
from loguru import logger  # type: ignore[import-not-found]

logger.remove()
task = json.load(sys.stdin)
nlp = edsnlp.blank("eds")
nlp.add_pipe("eds.normalizer")
nlp.add_pipe("eds.sentences")
nlp.add_pipe("eds.matcher", config={"terms": task["terms"], "regex": task["regex"], "attr": "LOWER"})
nlp.add_pipe("eds.negation")
nlp.add_pipe("eds.hypothesis")
# Our doses: what it has for quantities and for durations.
nlp.add_pipe("eds.quantities", config={"quantities": ["weight", "size"]})
nlp.add_pipe("eds.dates")
texts = task["texts"]
for text in texts[:5]:
    nlp(text)
begun = time.process_time()
found = sum(len(nlp(text).ents) for text in texts)
seconds = time.process_time() - begun
plain = spacy.blank("en").tokenizer
for text in texts[:5]:
    plain(text)
begun = time.process_time()
for text in texts:
    plain(text)
print(json.dumps({"seconds": seconds, "tokenizing": time.process_time() - begun, "found": found}))
