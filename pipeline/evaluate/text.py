"""An evaluation on a terminal."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from pipeline.evaluate.measure import headline
from pipeline.printable import printable
from pipeline.records import LABELS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipeline.evaluate.evaluation import Evaluation
    from pipeline.evaluate.measure import ExerciseOutcome, Fact, Figures, Outcome
    from pipeline.evaluate.precision import Bin

SAID = (*LABELS, "nothing")
WORST = 12
WIDEST = 40
"""How many characters a cell of a table has."""
LONGEST = 300
"""How many characters of a text are shown."""
COLUMNS = {
    "span": "span_f1",
    "primary": "primary_accuracy",
    "macro": "macro_f1",
    "dose": "dose_f1",
    "in full": "dose_exact",
    "exercise": "exercise_bcubed_f1",
    "name": "name_accuracy",
}
"""The figures of a table with a line for each article or site."""


def to_text(found: Evaluation, errors: int) -> str:
    """Return an evaluation as text; of what is wrong, up to ``errors`` sentences and as many exercises."""
    parts = [summary(found.figures)]
    if found.changed:
        parts.append("annotated on another text than the result's: " + printable(", ".join(found.changed)))
    counts = Counter(fault for outcome in found.wrong for fault in outcome.faults)
    grouped = Counter(fault for exercise in found.wrong_exercises for fault in exercise.faults)
    rows = ([gold, *(str(found.confusion[gold, label] or "·") for label in SAID)] for gold in LABELS)
    worst = [score for score in found.rules if score.right < score.fired][:WORST]
    parts += [
        "primary labels: annotated (down) and said (across)\n" + table(["", *SAID], rows),
        "the worst rules\n"
        + table(
            ["rule", "fired", "right", "precision"],
            ([one.rule, str(one.fired), str(one.right), f"{one.precision:.3f}"] for one in worst),
        ),
        "confidence of sentences against the share labelled right\n" + reliability(found.sentence_bins),
        "confidence of records against the share with every sentence labelled right\n"
        + reliability(found.record_bins),
    ]
    if sites := found.by_site():
        parts.append(each("site", sites))
    parts.append(each("article", found.by_article()))
    parts.append(f"sentences with an error: {len(found.wrong)} ({told(counts)})")
    parts.extend(sentence(outcome) for outcome in found.wrong[:errors])
    parts.append(f"exercises with an error: {len(found.wrong_exercises)} ({told(grouped)})")
    parts.extend(exercise(one) for one in found.wrong_exercises[:errors])
    return "\n\n".join(parts)


def summary(found: Figures) -> str:
    """Return the figures over all articles."""
    missing = printable(", ".join(found["articles_missing"])) or "none"

    def shares(what: str, precision: float, recall: float, both: float) -> str:
        return f"{what:<17}P {precision:.3f}  R {recall:.3f}  F1 {both:.3f}"

    return "\n".join(
        [
            f"articles {found['articles']} (not in the result: {missing}), sentences {found['sentences']}",
            shares("sentence spans", found["span_precision"], found["span_recall"], found["span_f1"]),
            f"primary label    accuracy {found['primary_accuracy']:.3f}    macro-F1 {found['macro_f1']:.3f}",
            *(
                shares(
                    f"  {label}",
                    found["label_precision"][label],
                    found["label_recall"][label],
                    found["label_f1"][label],
                )
                for label in LABELS
            ),
            shares("dose values", found["dose_precision"], found["dose_recall"], found["dose_f1"]),
            f"doses            right in full {found['dose_exact']:.3f} of {found['doses']}",
            f"exercises        B-cubed F1 {found['exercise_bcubed_f1']:.3f}",
            f"names            right {found['name_accuracy']:.3f} of {found['names']}",
        ]
    )


def reliability(found: Sequence[Bin]) -> str:
    """Return the bins of a reliability table as text."""
    if not any(one.size for one in found):
        return "  (nothing states a confidence)"
    rows = [
        [f"{one.low:.1f}–{one.high:.1f}", str(one.size), _share(one.confidence), _share(one.right)]
        for one in found
    ]
    return table(["confidence", "count", "stated", "right"], rows)


def each(what: str, found: Mapping[str, Figures]) -> str:
    """Return a table with a line for each article or site."""
    rows = ([name, str(one["sentences"]), *shares(one)] for name, one in found.items())
    return table([what, "sentences", *COLUMNS], rows)


def shares(found: Figures) -> list[str]:
    """Return the figures of `COLUMNS`; a dash where there was nothing to get right."""
    asked = {
        "dose_exact": found["doses"],
        "exercise_bcubed_f1": found["exercise_bcubed_f1"],  # is 0 only where no exercise is annotated
        "name_accuracy": found["names"],
    }
    watched = headline(found)
    return [f"{watched[key]:.3f}" if asked.get(key, 1) else "–" for key in COLUMNS.values()]


def sentence(outcome: Outcome) -> str:
    """Return a sentence that went wrong: where, its text, what is annotated and what was said, the rules."""
    gold, row = outcome.gold, outcome.said
    accept = f" (or {', '.join(gold['accept'])})" if gold.get("accept") else ""
    lines = [
        f"{outcome.article} [{gold['start']}:{gold['end']}] {', '.join(outcome.faults)}",
        f"  {printable(outcome.text, LONGEST)}",
        f"  labels annotated {', '.join(gold['labels'])}{accept}",
        f"  labels said {', '.join(outcome.labels)} by {', '.join(row['rules']) or 'no rule'}"
        if row
        else "  none made",
    ]
    if row and not outcome.spanned:
        lines.append(f"  sentence made: {printable(row['text'], LONGEST)}")
    if outcome.want != outcome.got:
        lines.append(f"  dose annotated {dose(outcome.want)}; said {dose(outcome.got)}")
    return "\n".join(map(printable, lines))


def exercise(one: ExerciseOutcome) -> str:
    """Return an exercise that went wrong."""
    lines = [
        f"{one.article} {', '.join(one.faults)}",
        f"  {printable(one.text, LONGEST)}",
        f"  name annotated {one.name or 'none'}; said {one.said or 'none'}",
    ]
    return "\n".join(map(printable, lines))


def dose(facts: Iterable[Fact]) -> str:
    """Return the facts of a dose as text: ``hold_s 15–30, freq 2 per day``."""
    return ", ".join(f"{field} {_value(field, value)}" for field, value in sorted(facts, key=str)) or "none"


def _value(field: str, value: Any) -> str:  # noqa: ANN401 - each field has a type of its own
    if field == "side":
        return str(value)
    if field == "freq":
        times, every, unit = value
        return f"{_pair(times)} per {'' if every == (1, 1) else _pair(every) + ' '}{unit}"
    return _pair(value)


def _pair(pair: tuple[float | None, ...]) -> str:
    bounds = ["…" if bound is None else f"{bound:g}" for bound in pair]
    return bounds[0] if len({*bounds}) == 1 else "–".join(bounds)


def told(counts: Mapping[str, int]) -> str:
    """Return counts on one line."""
    return ", ".join(f"{name} {n}" for name, n in sorted(counts.items())) or "none"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return lines with columns: the first to the left, the others to the right."""
    lines = [[printable(cell, WIDEST) for cell in line] for line in (head, *rows)]
    first, *others = (max(map(len, column)) for column in zip(*lines, strict=True))
    return "\n".join(
        f"  {line[0].ljust(first)}"
        + "".join(cell.rjust(width + 2) for cell, width in zip(line[1:], others, strict=True))
        for line in lines
    )


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
