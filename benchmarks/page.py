"""docs/performance.md: what was measured, as a table and a chart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

BEGIN, END = "<!-- measured -->", "<!-- /measured -->"
WIDTH, BAR, LABEL = 720, 22, 220


@dataclass(frozen=True)
class Row:
    """A figure: what was measured, the value in words, what must be true of it, and whether it is."""

    what: str
    value: str
    goal: str = ""
    met: bool | None = None


def write(docs: Path, machine: str, sections: Mapping[str, Sequence[Row]]) -> None:
    """Put table and chart between the marks of ``performance.md``; what stands around them is kept."""
    lines = [f"Measured on {machine}.", "", "| | measured | must be | |", "| --- | ---: | ---: | --- |"]
    for name, rows in sections.items():
        lines.append(f"| **{name}** | | | |")
        for row in rows:
            mark = {True: "met", False: "**missed**", None: ""}[row.met]
            lines.append(f"| {row.what} | {row.value} | {row.goal} | {mark} |")
    shares = {
        row.what.removeprefix("share of "): float(row.value.split()[0])
        for row in sections.get("speed", ())
        if row.what.startswith("share of ") and not row.goal
    }
    if shares:
        (docs / "performance.svg").write_text(chart(shares), encoding="utf-8")
        lines += ["", "![Share of each stage in the time from text to checked record](performance.svg)"]
    page = docs / "performance.md"
    text = page.read_text(encoding="utf-8")
    found = re.search(f"{BEGIN}.*{END}", text, re.DOTALL)
    if not found:
        raise SystemExit(f"{page} has no {BEGIN} … {END}")
    page.write_text(
        text[: found.start()] + "\n".join([BEGIN, "", *lines, "", END]) + text[found.end() :],
        encoding="utf-8",
    )


def chart(shares: Mapping[str, float]) -> str:
    """Bars, as SVG that reads on light and dark paper."""
    most = max(shares.values())
    height = BAR * len(shares) + 10
    bars = []
    for at, (name, share) in enumerate(shares.items()):
        y = 5 + at * BAR
        length = (WIDTH - LABEL - 80) * share / most
        bars.append(
            f'<text x="{LABEL - 8}" y="{y + 15}" text-anchor="end">{name}</text>'
            f'<rect x="{LABEL}" y="{y + 3}" width="{length:.1f}" height="{BAR - 6}" fill="#3b76af"/>'
            f'<text x="{LABEL + length + 6:.1f}" y="{y + 15}">{share:.1f} %</text>'
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" '
        'font-size="13" fill="#777" role="img" aria-label="Share of each stage">' + "".join(bars) + "</svg>\n"
    )
