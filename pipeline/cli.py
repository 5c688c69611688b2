"""The front door: options in, exit status out.

Exit status: 0 clean, 1 done but something was rejected (or found wrong), 2 wrong use or something for the
user to put right, 70 an error of this program, 130 interrupted.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.export import FORMATS
from pipeline.read.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Iterator

REJECTED, WRONG_USE, OUR_FAULT, INTERRUPTED = 1, 2, 70, 130

_DEFAULT = Limits()

app = typer.Typer(
    help="Turns articles about exercise into a checked catalogue.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


class EngineName(StrEnum):
    """What does the work."""

    local = "local"
    dask = "dask"


class Form(StrEnum):
    """How the catalogue is written."""

    json = "json"
    parquet = "parquet"


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a character shows its number instead.
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    app(prog_name="exercise-catalogue")


@contextmanager
def honest() -> Iterator[None]:
    """End a command with one clear line and the right status, whatever happens in it."""
    try:
        yield
    except KeyboardInterrupt:
        _say("interrupted")
        raise typer.Exit(INTERRUPTED) from None
    except BrokenPipeError:  # whoever read our output has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(0) from None
    except (typer.Exit, typer.Abort, typer.BadParameter):
        raise
    except Exception as error:  # noqa: BLE001 - nobody is to see a traceback
        from pipeline.catalogue import CatalogueError
        from pipeline.engines import EngineError
        from pipeline.output import UsageError

        if isinstance(error, UsageError | CatalogueError | OSError):
            _say(str(error))
            raise typer.Exit(WRONG_USE) from None
        if os.environ.get("PIPELINE_DEBUG"):
            traceback.print_exc()
        if isinstance(error, EngineError):
            _say(str(error))
        else:
            where = traceback.extract_tb(error.__traceback__)[-1]
            _say(
                f"this should not have happened: {type(error).__name__}: {error} "
                f"({Path(where.filename).name}:{where.lineno}). Please report it (PIPELINE_DEBUG=1 says more)"
            )
        raise typer.Exit(OUR_FAULT) from None


def _say(message: str) -> None:
    from pipeline.printable import printable

    typer.echo(f"exercise-catalogue: {printable(message, 1000)}", err=True)


def _limit(what: str) -> Any:  # noqa: ANN401 - as Typer has it
    return typer.Option(min=1, help=what, rich_help_panel="Limits")


@app.command()
def extract(  # noqa: PLR0917 - typer passes them by name
    raw: Annotated[str, typer.Argument(help="Folder of articles, searched recursively.", metavar="RAW")],
    out: Annotated[str, typer.Option(help="Folder of the results.", metavar="OUT")] = "out",
    workers: Annotated[
        int | None, typer.Option(min=1, help="Worker processes.", show_default="every core")
    ] = None,
    engine: Annotated[EngineName, typer.Option(help="What does the work.")] = EngineName.local,
    scheduler: Annotated[
        str | None,
        typer.Option(help="Scheduler of --engine dask.", metavar="ADDRESS", show_default="a cluster here"),
    ] = None,
    form: Annotated[Form, typer.Option("--format", help="How the catalogue is written.")] = Form.json,
    report: Annotated[bool, typer.Option(help="Write report.html.")] = True,
    screen: Annotated[bool, typer.Option("--screen", help="Pass over what cannot hold an exercise.")] = False,
    max_seconds: Annotated[
        float, typer.Option(min=0.1, help="Seconds for an article.", rich_help_panel="Limits")
    ] = 60,
    max_article_bytes: Annotated[int, _limit("Bytes of an article.")] = _DEFAULT.max_article_bytes,
    max_line_bytes: Annotated[int, _limit("Bytes of a row.")] = _DEFAULT.max_line_bytes,
    max_ratio: Annotated[int, _limit("Unpacked bytes for each packed one.")] = _DEFAULT.max_ratio,
    max_id_chars: Annotated[int, _limit("Characters of an id.")] = _DEFAULT.max_id_chars,
    max_html_depth: Annotated[int, _limit("Elements inside one another.")] = _DEFAULT.max_html_depth,
    max_html_work: Annotated[int, _limit("Elements a parser repeats.")] = _DEFAULT.max_html_work,
    max_html_attributes: Annotated[int, _limit("Attributes of a tag.")] = _DEFAULT.max_html_attributes,
    shard_bytes: Annotated[
        int, typer.Option(min=1, help="Least bytes that are done at a time.", rich_help_panel="Limits")
    ] = 1 << 18,
) -> None:
    """Turn the articles in RAW into a checked catalogue in OUT."""
    with honest():
        from pipeline.run import Settings, run
        from pipeline.terminal import Terminal, show

        settings = Settings(
            workers=workers,
            seconds=max_seconds,
            limits=Limits(
                max_article_bytes=max_article_bytes,
                max_line_bytes=max_line_bytes,
                max_ratio=max_ratio,
                max_id_chars=max_id_chars,
                max_html_depth=max_html_depth,
                max_html_work=max_html_work,
                max_html_attributes=max_html_attributes,
                screen=screen,
            ),
            shard_bytes=shard_bytes,
            report=report,
            engine=engine.value,
            scheduler=scheduler,
            form=form.value,
        )
        try:
            with _stoppable(), Terminal() as terminal:
                summary = run(raw, out, settings, terminal)
        except KeyboardInterrupt as stop:
            _say("interrupted; run the same command to go on")
            raise typer.Exit(stop.args[0] if stop.args else INTERRUPTED) from None
        show(summary)
        if not summary.clean:
            raise typer.Exit(REJECTED)


@contextmanager
def _stoppable() -> Iterator[None]:
    """Take a polite request to end like an interrupt from the keyboard."""

    def stop(number: int, _: object) -> None:
        raise KeyboardInterrupt(128 + number)

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@app.command()
def validate(
    file: Annotated[Path, typer.Argument(help="catalogue.json, a .jsonl of a run, or its folder.")],
) -> None:
    """Check a catalogue against the shipped schema, and its quotes against articles.jsonl beside it."""
    with honest():
        from pipeline.schema import validate_file

        problems = 0
        for problem in validate_file(file):
            typer.echo(problem)
            problems += 1
        if problems:
            _say(f"{file}: {problems} problem{'s' if problems > 1 else ''}")
            raise typer.Exit(REJECTED)
        _say(f"{file} is valid")


@app.command()
def explain(
    text: Annotated[str, typer.Argument(help="The text, or - for standard input.")],
) -> None:
    """Show how a text is read: tokens, concepts, which rule gave which label, the dose."""
    with honest():
        from pipeline.explain import explain as explained

        typer.echo(explained(sys.stdin.read() if text == "-" else text))


@app.command()
def evaluate(
    out: Annotated[Path, typer.Argument(help="Folder of a result.")],
    gold: Annotated[Path, typer.Argument(help="Folder of annotated articles.")],
    errors: Annotated[int, typer.Option(min=0, help="How many sentences that went wrong to print.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    html: Annotated[Path | None, typer.Option(help="Write a page to walk through the errors.")] = None,
    folds: Annotated[Path | None, typer.Option(help="JSON that names each article's site.")] = None,
) -> None:
    """Measure a result against annotated articles."""
    with honest():
        from pipeline.evaluate import evaluate as measured

        found = measured(out, gold, folds)
        if html is not None:
            html.write_text(found.to_html(), encoding="utf-8")
        typer.echo(found.to_json() if as_json else found.to_text(errors))


@app.command()
def export(
    form: Annotated[str, typer.Argument(help=f"One of {', '.join(FORMATS)}.", metavar="FORMAT")],
    catalogue: Annotated[Path, typer.Argument(help="catalogue.json or its folder.")],
    out: Annotated[
        Path | None, typer.Option("--path", "--out", help="Where to.", show_default="beside the catalogue")
    ] = None,
) -> None:
    """Write a catalogue in a format of another program."""
    with honest():
        from pipeline.catalogue import read_catalogue

        if form not in FORMATS:
            raise typer.BadParameter(f"there is no format {form!r}; choose from {', '.join(FORMATS)}")
        read = read_catalogue(catalogue)
        path = out or (read.folder or Path()) / FORMATS[form].default
        for remark in FORMATS[form].export(read, path):
            _say(remark)
        typer.echo(path)


@app.command()
def report(
    out: Annotated[Path, typer.Argument(help="Folder of a result.")] = Path("out"),
) -> None:
    """Write report.html anew."""
    with honest():
        from pipeline.output import opened
        from pipeline.report import write

        if not out.is_dir():
            raise typer.BadParameter(f"{out} is not the folder of a result")
        with opened(str(out)):
            typer.echo(write(out))


@app.command()
def show(
    catalogue: Annotated[Path, typer.Argument(help="catalogue.json or its folder.")] = Path("out"),
    name: Annotated[str | None, typer.Option(help="Part of the name.")] = None,
    position: Annotated[str | None, typer.Option(help="A posture, such as supine.")] = None,
    muscle: Annotated[str | None, typer.Option(help="A muscle, such as hamstrings.")] = None,
    body_part: Annotated[str | None, typer.Option(help="A body part, such as knee.")] = None,
    equipment: Annotated[str | None, typer.Option(help="A thing, or none, or not_stated.")] = None,
    has: Annotated[
        list[str] | None, typer.Option(help="What it must state, such as dose; repeatable.")
    ] = None,
) -> None:
    """Print exercises, all or those asked for."""
    with honest():
        from pipeline.catalogue import read_catalogue, select
        from pipeline.catalogue import show as shown

        read = read_catalogue(catalogue)
        chosen = select(
            read,
            position=position,
            muscle=muscle,
            body_part=body_part,
            equipment=equipment,
            name=name,
            has=has or (),
        )
        typer.echo(shown(read, chosen))


@app.command()
def diff(
    old: Annotated[Path, typer.Argument(help="catalogue.json or its folder.")],
    new: Annotated[Path, typer.Argument(help="Another.")],
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Say what sets a new catalogue apart from an old one; status 1 if anything does."""
    with honest():
        import json

        from pipeline.catalogue import diff as differences
        from pipeline.catalogue import read_catalogue

        found = differences(read_catalogue(old), read_catalogue(new))
        typer.echo(json.dumps(found.to_json(), ensure_ascii=False, indent=1) if as_json else found.text())
        if found:
            raise typer.Exit(REJECTED)
