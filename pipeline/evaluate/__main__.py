"""For those who work on the rules: ``python -m pipeline.evaluate calibrate``, ``floors`` and ``learn``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import pipeline
from pipeline.cli import honest
from pipeline.evaluate.calibrate import calibrate as calibrated
from pipeline.evaluate.corpora import evaluations
from pipeline.evaluate.floors import pin, read_floors, write_floors
from pipeline.evaluate.learn import corpus, write
from pipeline.evaluate.learn import learn as learned
from pipeline.output import UsageError

app = typer.Typer(
    help="Measure the rules on the annotated articles of a checkout.",
    no_args_is_help=True,
    add_completion=False,
)
CHECKOUT = Path(pipeline.__file__).parent.parent
Checkout = Annotated[Path, typer.Option(help="The checkout.", show_default="the one this program is from")]


@app.command()
def calibrate(root: Checkout = CHECKOUT) -> None:
    """Measure each rule's precision; write pipeline/rules/precision.json, accuracy.json, docs/accuracy.md."""
    with honest("calibrate"):
        made = calibrated(evaluations(root))
        made.write(root)
        typer.echo(made.text)


@app.command()
def floors(
    root: Checkout = CHECKOUT,
    *,
    lower: Annotated[bool, typer.Option("--lower", help="Even where that lowers them.")] = False,
) -> None:
    """Raise the floors in tests/floors.json to what is measured now."""
    with honest("floors"):
        path = root / "tests" / "floors.json"
        pinned = read_floors(path)
        for corpus, evaluation in evaluations(root).items():
            before = pinned.get(corpus)
            pinned[corpus] = pin(corpus, evaluation, before, lower=lower)
            for name, share in pinned[corpus]["floors"].items():
                was = before["floors"].get(name) if before else None
                if share != was:
                    typer.echo(f"{corpus} {name} {'–' if was is None else f'{was:.4f}'} → {share:.4f}")
        write_floors(path, pinned)


@app.command()
def learn(
    folders: Annotated[
        list[Path],
        typer.Argument(
            exists=True, file_okay=False, help="Folders of articles, each before that of its annotations."
        ),
    ],
    root: Checkout = CHECKOUT,
) -> None:
    """Find out how much each word speaks for each label; write pipeline/rules/wording.json."""
    with honest("learn"):
        if len(folders) % 2:
            raise UsageError("name folders in pairs: ARTICLES GOLD, as in `learn raw tests/gold`")
        table = learned(
            example for pair in zip(*[iter(folders)] * 2, strict=True) for example in corpus(*pair)
        )
        write(table, root / "pipeline" / "rules" / "wording.json")
        typer.echo(
            f"{table['sentences']} sentences of {table['articles']} articles, {len(table['word'])} words"
        )


if __name__ == "__main__":
    app(prog_name="python -m pipeline.evaluate")
