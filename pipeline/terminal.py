"""What a person sees of a run: progress while it goes on, a table at the end."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from pipeline.printable import printable
from pipeline.records import LABELS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    from pipeline.run import Summary
    from pipeline.shards import Shard


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        articles = task.fields["articles"]
        seconds = task.elapsed or 0.0
        rate = f"{articles / seconds:,.0f}" if seconds else "–"
        return Text(f"{articles:,} articles, {rate}/s")


class Terminal:
    """Progress on standard error, if that is a terminal: a bar over the bytes, articles, rate, time left."""

    def __init__(self) -> None:
        console = Console(stderr=True)
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:3.0f} %"),
            _Rate(),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._progress.add_task("starting", total=None, articles=0)
        self._articles = 0

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def planned(self, shards: Sequence[Shard], done: int) -> None:
        """Show how much there is, and how much of it a run before this one did."""
        total = sum(shard.bytes for shard in shards)
        self._progress.update(self._task, description="reading", total=total, completed=done)

    def article(self) -> None:
        """Count an article."""
        self._articles += 1
        self._progress.update(self._task, articles=self._articles)

    def shard(self, shard: Shard) -> None:
        """Move the bar."""
        self._progress.update(self._task, advance=shard.bytes)


def show(summary: Summary) -> None:
    """Print the table of what a run did on standard output."""
    counts = summary.counts
    rejected = counts["rejected"]
    rows: list[tuple[str, int, str]] = [
        ("articles read", counts["kept"] + rejected + counts["skipped"], ""),
        ("  kept", counts["kept"], _some(counts["duplicates"], "say the same as an earlier one")),
        ("  rejected", rejected, "see rejected.jsonl" if rejected else ""),
    ]
    if counts["skipped"]:
        rows.append(("  skipped", counts["skipped"], "by the screen"))
    sentences = {label: counts[f"sentences.{label}"] for label in LABELS}
    rows.append(("sentences", sum(sentences.values()), ""))
    rows.extend((f"  {label}", count, "") for label, count in sentences.items())
    rows.append(
        ("exercises", counts["exercises"], _some(counts["rejected_records"], "records rejected as invalid"))
    )
    rows.extend((f"  {what}", counts[name], "") for name, what in _EXERCISES.items())
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column()
    table.add_column(justify="right")
    table.add_column()
    for name, count, remark in rows:
        table.add_row(name, f"{count:,}", remark)
    console = Console(highlight=False, soft_wrap=True)
    console.print(table)
    out = Path(summary.out)
    console.print()
    for name in summary.files:
        console.print(Text(printable(str(out / name))))
    resumed = f", {summary.resumed} of {summary.shards} shards from the run before" if summary.resumed else ""
    console.print(f"{summary.seconds:.1f} s{resumed}")


_EXERCISES = {"named": "with a name", "dosed": "with a dose", "warned": "with a warning"}


def _some(count: int, what: str) -> str:
    return f"{count:,} {what}" if count else ""
