"""A small catalogue made by hand, for tests of what stands on a written catalogue."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.records import ArticleEntry, ArticleRow, CatalogueRecord, Dose, Exercise, SentenceRow

KNEE = """# Looking after a stiff knee

Ask your physiotherapist before you start. Do these exercises twice a day.

## Heel slide

1. Lie on your back on a mat with your legs straight.
2. Slide your right heel towards your bottom until your knee feels snug.
3. Hold for 5 to 10 seconds. Repeat 10 times on each side, 3 sets.
Stop if the knee locks. You should feel a gentle pull in your thigh.
If this is too hard, slide only half way.
"""

MESSY = (
    '=SUM(1)?\t😀 Squeeze your buttocks \u202etight & <b>hold</b>, "as long" as you like.\r\n'
    "No equipment needed."
)

BARE = (
    "Stand tall. Rise onto your toes using your calves, holding a chair. Never bounce. Rest 30.5 seconds.\n"
)


def spans(text: str, *pieces: str) -> list[dict[str, int]]:
    """Where ``pieces`` stand in ``text``, each for the first time."""
    return [{"start": text.index(piece), "end": text.index(piece) + len(piece)} for piece in pieces]


def quote(text: str, piece: str, **more: Any) -> Any:
    return {**more, "text": piece, "spans": spans(text, piece)}


def value(text: str, name: str, *pieces: str) -> Any:
    return {"value": name, "spans": spans(text, *pieces)}


def dose(text: str = "", *pieces: str, **stated: Any) -> Dose:
    silent: Any = {
        "hold_s": None,
        "hold_breaths": None,
        "reps": None,
        "sets": None,
        "rest_s": None,
        "side": None,
        "freq": None,
        "open": False,
        "spans": spans(text, *pieces),
    }
    return cast("Dose", silent | stated)


def exercise(article: str, text: str, name: str | None = None, **more: Any) -> Exercise:
    """A record that says nothing but what ``more`` gives; its span is the whole text."""
    span = {"start": 0, "end": len(text)}
    digits = hashlib.sha256(f"{article} {name}".encode()).hexdigest()[:12]
    slug = "unnamed" if name is None else "-".join(name.lower().split())
    record: Any = {
        "id": f"{slug}--{digits}",
        "article": article,
        "span": span,
        "name": None if name is None else value(text, name, name),
        "positions": [],
        "steps": [],
        "dose": dose(),
        "warnings": [],
        "cues": [],
        "modifications": [],
        "body_parts": [],
        "muscles": [],
        "equipment": {"status": "not_stated", "items": []},
        "confidence": 0.875,
        "review": [],
    }
    return cast("Exercise", record | more)


def entry(article: str, text: str, **more: Any) -> ArticleEntry:
    plain: Any = {
        "id": article,
        "path": f"{article}.txt",
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "url": None,
        "title": None,
        "language": "en",
        "warnings": [],
        "schedule": None,
        "flags": [],
    }
    return cast("ArticleEntry", plain | more)


def heel_slide() -> Exercise:
    """A record in which every field says something."""
    return exercise(
        "knee/1",
        KNEE,
        "Heel slide",
        positions=[quote(KNEE, "Lie on your back", value="supine")],
        steps=[
            quote(KNEE, "1. Lie on your back on a mat with your legs straight.", kind="position"),
            quote(
                KNEE,
                "2. Slide your right heel towards your bottom until your knee feels snug.",
                kind="action",
                side="right",
                body_parts=["heel", "buttocks", "knee"],
            ),
            quote(KNEE, "3. Hold for 5 to 10 seconds.", kind="hold_rep"),
            quote(KNEE, "Repeat 10 times on each side, 3 sets.", kind="hold_rep", side="each"),
            quote(
                KNEE,
                "If this is too hard, slide only half way.",
                kind="action",
                body_parts=[],
                modification="easier",
            ),
        ],
        dose=dose(
            KNEE,
            "5 to 10 seconds",
            "10 times on each side, 3 sets",
            hold_s=[5, 10],
            reps=[10, 10],
            sets=[3, 3],
            side="each",
        ),
        warnings=[quote(KNEE, "Stop if the knee locks.", kind="stop_if")],
        cues=[quote(KNEE, "You should feel a gentle pull in your thigh.")],
        modifications=[quote(KNEE, "If this is too hard, slide only half way.", direction="easier")],
        body_parts=[value(KNEE, "heel", "heel"), value(KNEE, "thigh", "thigh")],
        muscles=[],
        equipment={"status": "listed", "items": [value(KNEE, "mat", "mat")]},
    )


def squeeze() -> Exercise:
    return exercise(
        "messy",
        MESSY,
        steps=[quote(MESSY, MESSY.split("\r", maxsplit=1)[0], kind="action")],
        dose=dose(MESSY, "hold", open=True),
        muscles=[value(MESSY, "glutes", "buttocks")],
        equipment={"status": "stated_none", "items": []},
        review=["no_name", "low_confidence"],
        confidence=0.5,
    )


def heel_raise() -> Exercise:
    return exercise(
        "toes",
        BARE,
        positions=[quote(BARE, "Stand tall", value="standing")],
        steps=[
            quote(BARE, "Stand tall.", kind="position"),
            quote(BARE, "Rise onto your toes using your calves, holding a chair.", kind="action"),
        ],
        dose=dose(
            BARE,
            "Rest 30.5 seconds",
            rest_s=[30.5, None],
            freq={"times": [1, 1], "per": "hour", "every": [3, 4]},
        ),
        warnings=[quote(BARE, "Never bounce.", kind="forbidden")],
        muscles=[value(BARE, "calves", "calves")],
        equipment={"status": "listed", "items": [value(BARE, "chair", "chair")]},
        review=["no_name"],
    )


def catalogue() -> CatalogueRecord:
    twice_a_day: Any = {"times": [2, 2], "per": "day"}
    return {
        "schema_version": "1.0.0",
        "articles": [
            entry(
                "knee/1",
                KNEE,
                url="https://example.org/knee?a=1&b=2",
                title="Looking after a stiff knee",
                warnings=[quote(KNEE, "Ask your physiotherapist before you start.", kind="consult")],
                schedule=dose(KNEE, "twice a day", freq=twice_a_day),
            ),
            entry(
                "messy",
                MESSY,
                path="messy.jsonl:3",
                title="-2 | <script>alert(1)</script>",
                url="",
                language=None,
                flags=["scrambled", "duplicate"],
                duplicate_of="knee/1",
                evidence={"order": 0.25, "repeated": 2},
            ),
            entry("toes", BARE),
        ],
        "exercises": [heel_slide(), squeeze(), heel_raise()],
        "movements": [
            {
                "id": "heel-slide",
                "name": "Heel slide",
                "aliases": ["knee slide; lying", "'quoted'"],
                "exercises": [heel_slide()["id"]],
            }
        ],
    }


def article_rows() -> list[ArticleRow]:
    texts = {"knee/1": KNEE, "messy": MESSY, "toes": BARE}
    return [
        {
            "article": one["id"],
            "path": one["path"],
            "sha256": one["sha256"],
            "url": one["url"],
            "title": one["title"],
            "text": texts[one["id"]],
        }
        for one in catalogue()["articles"]
    ]


def sentence_rows() -> list[SentenceRow]:
    """A sentence for each step and some others, with every optional field once."""
    rows: list[SentenceRow] = [
        {
            "article": record["article"],
            "start": step["spans"][0]["start"],
            "end": step["spans"][0]["end"],
            "text": step["text"],
            "labels": [step["kind"]],
            "rules": [f"{step['kind']}.sample"],
            "dose": None,
            "exercise": record["id"],
        }
        for record in catalogue()["exercises"]
        for step in record["steps"]
    ]
    where = spans(BARE, "Rest 30.5 seconds.")[0]
    rows.append(
        {
            "article": "toes",
            "start": where["start"],
            "end": where["end"],
            "text": "Rest 30.5 seconds.",
            "labels": ["hold_rep", "action"],
            "rules": [],
            "confidence": 0.75,
            "dose": dose(BARE, "30.5 seconds", rest_s=[30.5, 30.5]),
            "exercise": None,
        }
    )
    return rows


def write(folder: Path) -> Path:
    """Write the sample as a run does; the path of its ``catalogue.json``."""
    path = folder / "catalogue.json"
    path.write_text(json.dumps(catalogue(), ensure_ascii=False), "utf-8")
    for name, rows in (("articles.jsonl", article_rows()), ("sentences.jsonl", sentence_rows())):
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (folder / name).write_text(lines, "utf-8", newline="")
    (folder / "rejected.jsonl").write_text(
        '{"kind":"article","article":"x","reason":"empty","detail":"The file is empty."}\n', "utf-8"
    )
    return path
