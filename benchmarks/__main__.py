"""``python -m benchmarks`` (`make bench`): speed and memory, as ratios within one run.

``--quick`` takes a tenth of the articles, ``--only`` some of the sections, ``--write`` puts table and chart
into docs/performance.md. The peers are installed from PyPI into environments below ``--peers``.
"""

from __future__ import annotations

import argparse
import os
import platform
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import html, page, report, stages, whole, worker
from benchmarks.articles import articles
from benchmarks.page import Row
from benchmarks.peers import PEERS, SETS, measured
from pipeline.language import labels
from pipeline.program import versions

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[1]
SHORT = 600
"""Characters of an article where only their number counts."""


def limit(what: str, value: float, most: float, unit: str = "") -> Row:
    """A ratio that may be ``most`` at most."""
    return Row(what, f"{value:.2f}{unit}", f"≤ {most:g}{unit}", value <= most)


def least(what: str, value: float, floor: float) -> Row:
    """A ratio that must be ``floor`` at least."""
    return Row(what, f"{value:.2f}", f"≥ {floor:g}", value >= floor)


def speed(scale: int) -> list[Row]:
    """Text to checked record, and the share of each stage."""
    number = 1000 // scale
    spent = stages.stages(number)
    plain = spent.pop("tokenizing")
    total = sum(spent.values())
    size = sum(len(text) for text in list(articles(number + stages.WARM))[stages.WARM :])
    rows = [
        limit("text to checked record, to spaCy tokenizing", total / plain, 4),
        limit("the same for the articles of raw/, each once", _ratio(stages.real()), 4),
        Row(
            "generated articles to checked records",
            f"{size / total / 1e6:.2f} MB/s a core, {number / total:,.0f} articles/s",
        ),
        Row("spaCy tokenizing alone", f"{size / plain / 1e6:.2f} MB/s a core"),
        limit("share of the check", 100 * spent["check"] / total, 5, " %"),
    ]
    rows += [Row(f"share of {name}", f"{100 * seconds / total:.1f} %") for name, seconds in spent.items()]
    return rows


def _ratio(spent: dict[str, float]) -> float:
    return sum(spent.values()) / spent["tokenizing"] - 1


def growth(scale: int) -> list[Row]:
    """Memory and time with the number of articles, and with the size of one."""
    rows = []
    for noisy in (False, True):
        kind = "noisy text" if noisy else "articles"
        runs = {n: worker.measured(n, SHORT, noisy=noisy) for n in (1_000, 10_000 // scale, 100_000 // scale)}
        first, *_, last = runs.values()
        for number, run in runs.items():
            value = f"{run['peak']:.0f} MB, {1e3 * run['seconds']:.3f} ms an article"
            rows.append(Row(f"{kind}: worker at {number:,}", value))
        rows.append(limit(f"{kind}: peak memory, most to fewest", last["peak"] / first["peak"], 1.2))
        rows.append(
            limit(f"{kind}: seconds an article, most to fewest", last["seconds"] / first["seconds"], 1.1)
        )
    pieces, one = stages.whole(200 // scale)
    rows.append(limit("one article of 10 MB, to the sum of its pieces", one / pieces, 1.2))
    return rows


def workers(scale: int) -> list[Row]:
    """The whole command with one worker and two, and what the process that supervises them needs."""
    few, many = 1_000 // scale, 10_000 // scale
    small, one, two = whole.with_workers(few, 2), whole.with_workers(many, 1), whole.with_workers(many, 2)
    return [
        Row(f"whole run of {many:,}, 1 worker / 2 workers", f"{one.seconds:.1f} s / {two.seconds:.1f} s"),
        least("two workers to one", one.seconds / two.seconds, 1.8),
        Row(f"supervising process at {few:,} / {many:,}", f"{small.peak:.0f} MB / {two.peak:.0f} MB"),
    ]


def start(scale: int) -> list[Row]:
    """The first result."""
    ours, alone = whole.first_result(max(2, 5 // scale))
    return [
        Row("first result of one article / spaCy starting", f"{ours:.2f} s / {alone:.2f} s"),
        limit("first result, to spaCy starting", ours / alone, 2.5),
    ]


def page_loads(scale: int) -> list[Row]:
    """The report in a browser, where there is one."""
    rows = []
    for number, seconds in ((100, 1), (1_000, 3))[: 1 if scale > 1 else 2]:
        found = report.timings(number)
        if found is None:
            return [Row("report", "not measured: no Chromium")]
        for name, value in found._asdict().items():
            what = f"report of {number:,} articles: {name}"
            rows.append(
                limit(what, value, seconds, " s")
                if name in {"load", "ready"}
                else Row(what, f"{value:.2f} s")
            )
    return rows


def peers(scale: int, home: Path) -> list[Row]:
    """The same articles through other libraries, with more and more of our rules."""
    number = 100 // scale
    spent = stages.stages(number)
    ours = sum(spent.values()) - spent["tokenizing"]
    rows = []
    for peer, floor in (("edsnlp", 5), ("medspacy", 30)):
        for rule_set in SETS:
            theirs = measured(peer, number, home, rule_set)
            each, tok = theirs["seconds"] / number, theirs["seconds"] / theirs["tokenizing"]
            rows.append(
                Row(f"{PEERS[peer]}, {rule_set}", f"{1e3 * each:.1f} ms an article, {tok:.0f} × tokenizing")
            )
            rows.append(least(f"{peer} to this", theirs["seconds"] / ours, floor))
    return rows


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--peers", type=Path, default=ROOT / "build" / "peers")
    given = parser.parse_args()
    scale = 10 if given.quick else 1
    sections: dict[str, Callable[[], list[Row]]] = {
        "speed": lambda: speed(scale),
        "start": lambda: start(scale),
        "workers": lambda: workers(scale),
        "growth": lambda: growth(scale),
        "reading": lambda: html.reading(scale) + html.streams(scale),
        "report": lambda: page_loads(scale),
        "peers": lambda: peers(scale, given.peers),
    }
    machine = f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}; " + ", ".join(
        f"{name} {version}" for name, version in versions().items()
    )
    machine += "; compiled" if Path(labels.__file__).suffix != ".py" else "; not compiled"
    print(machine)
    measured_: dict[str, list[Row]] = {}
    for name, section in sections.items():
        if given.only and name not in given.only:
            continue
        measured_[name] = section()
        for row in measured_[name]:
            mark = {True: "ok", False: "MISSED", None: ""}[row.met]
            print(f"{row.what:52} {row.value:>34}  {row.goal:8} {mark}", flush=True)
    if given.write:
        page.write(ROOT / "docs", machine, measured_)


if __name__ == "__main__":
    main()
