"""The tests of doses with all their cases in one, and those of the golden result without a run.

``make mutants`` asks for them: `mutmut` names each test that it runs, and thousands are too many; a run is too slow.
Not collected by pytest on its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
import pytest

import pipeline
from pipeline.article import Article
from pipeline.language.doses import grammar
from pipeline.read import Source, read, sources
from tests import test_doses
from tests.making import nlp
from tests.test_golden import GOLDEN, ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

SLOW = {
    "test_a_monster_of_a_sentence_is_read",
    "test_any_heap_of_its_words_is_read",
    "test_any_text_is_read",
}


def at_once(test: Any) -> Callable[[], None]:
    """Return a test that runs one test with each of its cases."""

    def run() -> None:
        (mark,) = test.pytestmark
        names, cases = mark.args
        for case in cases:
            values = case if "," in names else (case,)
            test(**dict(zip(names.replace(" ", "").split(","), values, strict=True)))

    return run


@pytest.fixture(autouse=True)
def _made_anew() -> None:
    """Let each test make the grammar itself: one made before the code was changed would hide the change."""
    grammar.cache_clear()


for _name, _test in list(vars(test_doses).items()):
    if _name.startswith("test_") and _name not in SLOW:
        marks = [mark.name for mark in getattr(_test, "pytestmark", ())]
        if marks == ["parametrize"]:
            globals()[_name] = at_once(_test)
        elif not marks:
            globals()[_name] = _test


def test_the_shipped_articles_give_the_golden_records() -> None:
    catalogue = orjson.loads((GOLDEN / "catalogue.json").read_bytes())
    rows = [orjson.loads(line) for line in (GOLDEN / "sentences.jsonl").read_bytes().splitlines()]
    raw = ROOT / "raw"
    items = [item for source in sources(raw) if isinstance(source, Source) for item in read(source, raw)]
    articles = [item for item in items if isinstance(item, Article)]
    assert articles
    for article in articles:
        entry, sentences, exercises = orjson.loads(orjson.dumps(tuple(pipeline.extract(article, nlp()))))
        (wanted,) = (one for one in catalogue["articles"] if one["id"] == article.id)
        assert entry.items() <= {**wanted, "flags": entry["flags"]}.items()
        assert set(wanted["flags"]) - set(entry["flags"]) <= {"duplicate"}
        assert sentences == [row for row in rows if row["article"] == article.id]
        assert exercises == [one for one in catalogue["exercises"] if one["article"] == article.id]
