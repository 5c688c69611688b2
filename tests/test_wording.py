"""The words of a sentence: when they have the last word, and how what they say is learned."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

import pipeline
from pipeline.evaluate.__main__ import app
from pipeline.evaluate.learn import FEWEST, Example, corpus, examples, learn, write
from pipeline.language.load import COMPONENTS
from pipeline.language.wording import CLEAR, HALF, MOST, REST, TOLD, Wording, clearest, packed, unpacked
from pipeline.records import LABELS
from tests.making import article

if TYPE_CHECKING:
    from collections import Counter
    from pathlib import Path

    from pipeline.language.labels import Reading
    from pipeline.records import Label

SHIPPED: dict[str, Any] = orjson.loads((files("pipeline") / "rules" / "wording.json").read_bytes())
SPEAKS = dict(zip(LABELS, ("thigh", "arm", "count", "pain", "page"), strict=True))
"""For each label a word that speaks for nothing else."""
NLP = pipeline.load()


def table(**parts: dict[str, list[int]]) -> dict[str, Any]:
    """Return a table that knows the words of `SPEAKS`, and ``parts``."""
    strong = {word: [10 * CLEAR * (label == own) for own in LABELS] for label, word in SPEAKS.items()}
    none = [0] * len(LABELS)
    return {
        "labels": list(LABELS),
        "any": none,
        "dose": none,
        "first": {},
        "opening": {},
        "word": strong,
    } | parts


def readings(text: str, data: dict[str, Any] | None = None) -> tuple[list[Reading], list[Reading]]:
    """Return what the rules say of a text, and what is left of it where words have the last word."""
    doc = NLP.make_doc(text)
    for name in COMPONENTS[:-1]:
        doc = NLP.get_pipe(name)(doc)
    ruled = list(doc.user_data["readings"])
    return ruled, Wording(NLP.vocab, data or table())(doc).user_data["readings"]


def changed(text: str, data: dict[str, Any] | None = None) -> tuple[tuple[Label, ...], tuple[Label, ...]]:
    """Return the labels of a sentence, the only one, before and after."""
    (before,), (after,) = readings(text, data)
    return before.labels, after.labels


@given(st.lists(st.integers(-300, 300), min_size=len(LABELS), max_size=len(LABELS)), st.integers(1, 40))
def test_what_words_say_is_added_up_for_all_labels_at_once(weights: list[int], times: int) -> None:
    of = dict(zip(LABELS, weights, strict=True))
    assert unpacked(packed(of) * times) == [(of[label] - of[REST]) * times for label in TOLD]


@given(
    st.lists(st.integers(-2000, 2000), min_size=len(LABELS), max_size=len(LABELS)), st.sampled_from(LABELS)
)
def test_only_what_is_clear_decides(weights: list[int], label: Label) -> None:
    of = dict(zip(LABELS, weights, strict=True))
    found = clearest(packed(of), label)
    assert (found is not None) == (max(weights) - of[label] >= CLEAR)
    assert found is None or of[found] == max(weights)


@pytest.mark.parametrize(
    "sentence, before, after",
    [
        ("Bend the thigh a little.", ("action",), ("position",)),
        ("Lie on the page.", ("position",), ("other",)),
        ("It is on the arm.", ("other",), ("action",)),
        ("It is on the thigh.", ("other",), ("position",)),
        # Beside it stays what is told besides.
        ("Lie on the arm for 10 seconds.", ("position", "hold_rep"), ("action", "hold_rep")),
        ("Lie on the page for 10 seconds.", ("position", "hold_rep"), ("other",)),
        ("Lie on the count for 10 seconds.", ("position", "hold_rep"), ("hold_rep", "position")),
        # What is told by the order of the clauses.
        ("Lie on your back and lift the arm.", ("position", "action"), ("position", "action")),
        ("Lift the thigh and lie on your back.", ("action", "position"), ("action", "position")),
        ("Knees bent, lift the thigh.", ("action",), ("action",)),
        ("Lift the count 10 times.", ("action", "hold_rep"), ("action", "hold_rep")),
        ("Hold for 5 seconds with the arm.", ("hold_rep",), ("hold_rep",)),
        # No dose is made of words.
        ("It is on the count.", ("other",), ("other",)),
        # A warning is neither found nor lost.
        ("It is on the pain.", ("other",), ("other",)),
        ("Never bend the thigh.", ("warning",), ("warning",)),
        # A name, and what stands beside it.
        ("- Hip stretch (raise the foot of the page)", ("action",), ("action",)),
        ("- Thigh press 3 x 10", ("hold_rep",), ("hold_rep",)),
        ("# Bend the thigh", ("other",), ("other",)),
        ("Benefits: stretches the thigh well.", ("other",), ("other",)),
        # Too short to be asked.
        ("The thigh", ("other",), ("other",)),
        ("Bend.", ("action",), ("action",)),
    ],
)
def test_words_have_the_last_word(sentence: str, before: tuple[Label, ...], after: tuple[Label, ...]) -> None:
    assert changed(sentence) == (before, after)


def test_a_changed_reading_says_what_changed_it() -> None:
    text = "Lie on the arm for 10 seconds."
    (ruled,), (reading,) = readings(text)
    assert ruled.dose is not None
    assert reading.dose is ruled.dose
    assert reading.rules == ("action.wording", "hold_rep.dose")
    first, *rest = reading.fired
    assert (first.rule, first.start, first.end) == ("action.wording", 0, len(text))
    assert rest == list(ruled.fired)
    (_,), (silenced,) = readings(text.replace("arm", "page"))
    assert (silenced.rules, silenced.dose, silenced.modification) == (("other.wording",), None, None)


@pytest.mark.parametrize(
    "part, sentence, says",
    [
        ("first", "Arm it is.", True),
        ("first", "*Arm* it is.", True),
        ("first", "3 Arm it is.", True),
        ("first", "Note: arm it is.", True),
        ("first", "It is arm.", False),
        ("opening", "Today’s arm it is.", True),
        ("opening", "Today's *arm* it is.", True),
        ("opening", "It is today's arm.", False),
    ],
)
def test_what_opens_a_sentence_speaks_besides(part: str, sentence: str, *, says: bool) -> None:
    word = "arm" if part == "first" else "today's arm"
    data = table(word={}, **{part: {word: [0, 10 * CLEAR, 0, 0, 0]}})
    assert (readings(sentence, data)[1][-1].labels == ("action",)) is says


def test_a_dose_speaks_besides() -> None:
    data = table(word={}, dose=[0, 0, 0, 0, 10 * CLEAR])  # type: ignore[arg-type]
    assert changed("Lie there for 10 seconds.", data) == (("position", "hold_rep"), ("other",))
    assert changed("Lie on your back.", data) == (("position",), ("position",))


def test_only_so_many_words_are_asked() -> None:
    assert changed("It is on the" + " really" * MOST + " arm.") == (("other",), ("other",))


def test_no_sum_of_the_shipped_table_reaches_the_next_label() -> None:
    def most(part: dict[str, list[int]]) -> int:
        return max(abs(weight - of[-1]) for of in part.values() for weight in of)

    assert SHIPPED["labels"] == list(LABELS)
    beside = most({key: SHIPPED[key] for key in ("any", "dose")}) * 2
    assert MOST * most(SHIPPED["word"]) + beside + most(SHIPPED["first"]) + most(SHIPPED["opening"]) < HALF


def test_the_shipped_table_speaks_for_what_words_mean() -> None:
    def best(part: str, word: str) -> Label:
        of: list[int] = SHIPPED[part][word]
        return LABELS[of.index(max(of))]

    assert [best("word", word) for word in ("squeeze", "sit", "avoid", "helps")] == [
        *("action", "position", "warning", "other")
    ]
    assert [best("first", "hold"), best("opening", "lie on")] == ["hold_rep", "position"]


def test_the_shipped_table_overrules_a_rule() -> None:
    text = "A stiff neck in the evening means you are pulling with it: lower the weight."
    assert changed(text, SHIPPED) == (("action",), ("other",))


# --- learning


def known(label: Label, *words: str, articles: int = FEWEST) -> list[Example]:
    """Return examples of a label in several articles."""
    from collections import Counter

    of: Counter[tuple[str, str]] = Counter([("any", ""), *(("word", word) for word in words)])
    return [Example(f"{label} {number}", of, label) for number in range(articles)]


def test_words_are_learned_from_several_articles() -> None:
    found = learn(
        [
            *known("action", "lift", "the", articles=40),
            *known("position", "lie", "the", articles=40),
            *known("warning", "never", articles=FEWEST - 1),
        ]
    )
    assert (found["articles"], found["sentences"], found["labels"]) == (
        80 + FEWEST - 1,
        80 + FEWEST - 1,
        list(LABELS),
    )
    assert set(found["word"]) == {"lift", "lie", "the"}
    lift, lie, the = (found["word"][word] for word in ("lift", "lie", "the"))
    assert lift[1] > -lift[0] / 2 > 50
    assert lie[0] > -lie[1] / 2 > 50
    assert abs(the[0] - the[1]) < 5
    assert all(abs(sum(of)) <= len(LABELS) for of in found["word"].values())


def test_what_is_learned_is_the_likeliest() -> None:
    # One word and no penalty to speak of: the odds are those of the counts.
    found = learn([*known("action", "a", articles=900), *known("position", "a", articles=300)])
    odds = sum(of[1] - of[0] for of in (found["word"]["a"], found["any"]))
    assert odds == pytest.approx(100 * 1.0986, abs=3)  # ln 3


def test_examples_are_sentences_whose_words_may_decide() -> None:
    text = "# Sit well\n\nNote: **Lift** 2 arms, don’t stop.\n\nPlank (60 s)\n"
    at = text.index("Note")
    annotated: Any = {
        "sentences": [
            {"start": 0, "end": 10, "labels": ["other"]},
            {"start": at, "end": text.index("stop.") + 5, "labels": ["action", "hold_rep"]},
            {"start": text.index("Plank"), "end": len(text) - 1, "labels": ["hold_rep"]},
            {"start": len(text) + 5, "end": len(text) + 9, "labels": ["other"]},
        ],
        "exercises": [],
    }
    (example,) = examples(article(text), annotated, NLP)
    assert example.label == "action"
    of: Counter[tuple[str, str]] = example.features
    assert of == {
        ("any", ""): 1,
        ("first", "lift"): 1,
        ("opening", "lift arms"): 1,
        **{("word", word): 1 for word in ("lift", "arms", ",", "don't", "stop", ".")},
    }


def test_the_same_articles_teach_the_same(tmp_path: Path, root: Path) -> None:
    tables = [learn(corpus(root / "raw", root / "tests" / "gold")) for _ in range(2)]
    assert tables[0] == tables[1]
    assert tables[0]["word"]["hold"][2] > tables[0]["word"]["hold"][1]
    write(tables[0], tmp_path / "wording.json")
    assert orjson.loads((tmp_path / "wording.json").read_bytes()) == tables[0]
    (tmp_path / "pipeline" / "rules").mkdir(parents=True)
    told = CliRunner().invoke(
        app, ["learn", str(root / "raw"), str(root / "tests" / "gold"), "--root", str(tmp_path)]
    )
    assert told.exit_code == 0, told.output
    made = tmp_path / "pipeline" / "rules" / "wording.json"
    assert made.read_bytes() == (tmp_path / "wording.json").read_bytes()
    assert f"{tables[0]['sentences']} sentences of {tables[0]['articles']} articles" in told.output


def test_folders_come_in_pairs(root: Path) -> None:
    told = CliRunner().invoke(app, ["learn", str(root / "raw")])
    assert told.exit_code == 2
    assert "in pairs" in told.output


def test_too_few_articles_are_refused(tmp_path: Path, root: Path) -> None:
    told = CliRunner().invoke(
        app, ["learn", str(tmp_path), str(root / "tests" / "gold"), "--root", str(tmp_path)]
    )
    assert told.exit_code == 2
    assert "0 annotated articles to learn from" in told.output
    assert not list(tmp_path.iterdir())
