"""An evaluation as a page: the figures, and a walk through what is wrong."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.evaluate.evaluation import said
from pipeline.evaluate.measure import headline
from pipeline.evaluate.text import COLUMNS, SAID, dose, shares
from pipeline.printable import printable
from pipeline.records import LABELS

if TYPE_CHECKING:
    from jinja2 import Template

    from pipeline.evaluate.evaluation import Evaluation
    from pipeline.evaluate.measure import Outcome


@cache
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    loader = FileSystemLoader(Path(__file__).parent)
    surroundings = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    # What is invisible in a text (direction marks, control characters) is shown, and does nothing.
    surroundings.filters["plain"] = printable
    return surroundings.get_template("page.html.j2")


def to_html(found: Evaluation) -> str:
    """Return the page; it needs no other file and asks nothing of a network."""
    errors = sentences(found)
    first: dict[str, int] = {}
    for error in errors:
        first.setdefault(error["kind"], error["number"])
    return _template().render(
        figures=found.figures,
        headline=headline(found.figures),
        changed=found.changed,
        gold=found.gold,
        labels=LABELS,
        said=SAID,
        confusion=found.confusion,
        first=first,
        rules=[rule for rule in found.rules if rule.right < rule.fired],
        reliability={"sentences": found.sentence_bins, "records": found.record_bins},
        columns=list(COLUMNS),
        tables={
            what: {name: shares(one) for name, one in figures.items()}
            for what, figures in (("site", found.by_site()), ("article", found.by_article()))
        },
        errors=errors,
        exercises=found.wrong_exercises,
    )


def kind(outcome: Outcome) -> str:
    """Return which sentences are to be seen together: labels confused alike, or the same fault."""
    return outcome.faults[0] if outcome.primary else f"{outcome.gold['labels'][0]} → {said(outcome)}"


def sentences(found: Evaluation) -> list[dict[str, Any]]:
    """Return the sentences that went wrong, numbered, each with the number of the next of its kind."""
    errors: list[dict[str, Any]] = []
    last: dict[str, dict[str, Any]] = {}
    for number, outcome in enumerate(found.wrong, 1):
        row = outcome.said
        same = kind(outcome)
        error = {
            "number": number,
            "kind": same,
            "next": None,
            "outcome": outcome,
            "rules": row["rules"] if row else [],
            "made": row["text"] if row and not outcome.spanned else None,
            "dose": (dose(outcome.want), dose(outcome.got)) if outcome.want != outcome.got else None,
        }
        if same in last:
            last[same]["next"] = number
        last[same] = error
        errors.append(error)
    return errors
