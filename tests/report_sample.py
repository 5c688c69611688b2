"""The result of a run, made by hand, with everything in it that could trip up the page."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests import sample_catalogue as sample

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pipeline.records import ArticleEntry, ArticleRow, CatalogueRecord, Exercise, SentenceRow

ODD = (
    "😀👍🏽 Lie on your back. Raise your hips 🦵 and hold for 5 seconds. Stop if it hurts "
    "</script><script>document.title = 'run'</script>.\n"
    "<img src=x onerror=\"document.title = 'run'\"> Breathe out, naïve İ and all. <!-- שכב על הגב "
    "והרם את הרגל."
)
"""Spans cross in it, and stand behind characters that JavaScript counts twice."""

LIE = "Lie on your back."
RAISE = "Raise your hips 🦵 and hold for 5 seconds."
STOP = "hold for 5 seconds. Stop if it hurts </script><script>document.title = 'run'</script>."
HEBREW = "שכב על הגב והרם את הרגל."


def odd_exercises() -> list[Exercise]:
    """Two records that cross; the second has a name that is none."""
    first = sample.exercise(
        "odd/1",
        ODD,
        "hips",
        span=sample.spans(ODD, f"{LIE} {RAISE}")[0],
        positions=[sample.quote(ODD, "Lie on your back", value="hook_lying")],
        steps=[sample.quote(ODD, LIE, kind="position"), sample.quote(ODD, RAISE, kind="action")],
        dose=sample.dose(ODD, "5 seconds", hold_s=[5, 5]),
        muscles=[sample.value(ODD, "glutes", "hips")],
        confidence=0.9,
    )
    second = sample.exercise(
        "odd/1",
        ODD,
        span=sample.spans(ODD, STOP)[0],
        steps=[sample.quote(ODD, STOP, kind="hold_rep")],
        dose=sample.dose(ODD, "5 seconds", hold_s=[5, None]),
        warnings=[sample.quote(ODD, "Stop if it hurts", kind="stop_if")],
        review=["dose_without_action", "scrambled_article"],
        confidence=0.5,
    )
    first["name"] = sample.value(ODD, "😀👍🏽 Bridge", "😀👍🏽")
    second["name"] = sample.value(ODD, "<img src=x onerror=alert(1)>", "<img src=x")
    return [first, second]


def odd_sentences() -> list[SentenceRow]:
    first, second = (one["id"] for one in odd_exercises())
    return [
        _sentence("odd/1", ODD, LIE, "position", exercise=first),
        _sentence("odd/1", ODD, RAISE, "action", "hold_rep", exercise=first),
        _sentence("odd/1", ODD, STOP, "hold_rep", "warning", exercise=second),
        _sentence("odd/1", ODD, "Breathe out, naïve İ and all.", "action"),
        _sentence("odd/1", ODD, HEBREW, "warning", "action"),
    ]


def _sentence(article: str, text: str, piece: str, *labels: Any, exercise: str | None = None) -> SentenceRow:
    return {
        "article": article,
        **sample.spans(text, piece)[0],  # type: ignore[typeddict-item]
        "text": piece,
        "labels": list(labels),
        "rules": [f"{label}.sample" for label in labels],
        "confidence": 0.875,
        "dose": sample.dose(text, "5 seconds", hold_s=[5, 5]) if "5 seconds" in piece else None,
        "exercise": exercise,
    }


def catalogue() -> CatalogueRecord:
    """The small catalogue of other tests, with the odd article and one without a text."""
    record = sample.catalogue()
    heel_slide = record["exercises"][0]["id"]
    record["articles"] += [
        sample.entry(
            "odd/1",
            ODD,
            title="<b onmouseover=alert(1)>“Odd” & 'quoted'</b>",
            url="javascript:document.title='run'",
            language="he",
            flags=["not_english"],
        ),
        sample.entry("silent", ""),
    ]
    record["exercises"] += odd_exercises()
    record["movements"][0]["exercises"] = [heel_slide, odd_exercises()[0]["id"]]
    return record


def article_rows() -> list[ArticleRow]:
    texts = {row["article"]: row["text"] for row in sample.article_rows()} | {"odd/1": ODD, "silent": ""}
    return [_row(one, texts[one["id"]]) for one in catalogue()["articles"]]


def _row(entry: ArticleEntry, text: str) -> ArticleRow:
    return {
        "article": entry["id"],
        "path": entry["path"],
        "sha256": entry["sha256"],
        "url": entry["url"],
        "title": entry["title"],
        "text": text,
    }


def sentence_rows() -> list[SentenceRow]:
    knee = _sentence("knee/1", sample.KNEE, "Ask your physiotherapist before you start.", "warning")
    rows = [knee, *sample.sentence_rows(), *odd_sentences()]
    order = [one["id"] for one in catalogue()["articles"]]
    return sorted(rows, key=lambda row: (order.index(row["article"]), row["start"]))


REJECTED = [
    {"kind": "article", "article": "empty", "reason": "empty_file", "detail": "The file is empty."},
    {
        "kind": "record",
        "article": "odd/1",
        "reason": "schema",
        "detail": "</script><script>document.title = 'run'</script>",
    },
]


def write(folder: Path) -> Path:
    """Write the files as a run does, one record a line; the folder."""
    return write_result(folder, catalogue(), article_rows(), sentence_rows(), REJECTED)


def write_result(
    folder: Path,
    record: CatalogueRecord,
    articles: list[ArticleRow],
    sentences: list[SentenceRow],
    rejected: Iterable[Any] = (),
) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    lists = ",\n".join(
        f'"{name}":[\n' + ",\n".join(map(_json, entries)) + "\n]"
        for name, entries in record.items()
        if isinstance(entries, list)
    )
    (folder / "catalogue.json").write_text(
        f'{{"schema_version":"{record["schema_version"]}",\n{lists}}}\n', "utf-8"
    )
    for name, rows in (("articles", articles), ("sentences", sentences), ("rejected", rejected)):
        (folder / f"{name}.jsonl").write_text("".join(_json(row) + "\n" for row in rows), "utf-8", newline="")
    return folder


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def write_many(folder: Path, copies: int) -> Path:
    """The same articles ``copies`` times, under ids of their own."""
    record = catalogue()
    many: CatalogueRecord = {**record, "articles": [], "exercises": [], "movements": []}
    rows: list[ArticleRow] = []
    sentences: list[SentenceRow] = []

    def renamed(name: str, number: int) -> str:
        return name[:-4] + f"{number:04x}"

    for number in range(copies):
        many["articles"] += [{**one, "id": f"{number}/{one['id']}"} for one in record["articles"]]
        many["exercises"] += [
            {**one, "id": renamed(one["id"], number), "article": f"{number}/{one['article']}"}
            for one in record["exercises"]
        ]
        rows += [{**row, "article": f"{number}/{row['article']}"} for row in article_rows()]
        sentences += [
            {
                **row,
                "article": f"{number}/{row['article']}",
                "exercise": row["exercise"] and renamed(row["exercise"], number),
            }
            for row in sentence_rows()
        ]
    return write_result(folder, many, rows, sentences)
