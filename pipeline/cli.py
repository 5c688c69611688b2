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
_HAS = (
    "name",
    "position",
    "step",
    "dose",
    "hold",
    "reps",
    "sets",
    "rest",
    "side",
    "frequency",
    "warning",
    "cue",
    "modification",
    "body-part",
    "muscle",
    "equipment",
    "review",
)
"""The keys of `pipeline.catalogue.HAS`, which is too long in loading for a help text."""

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
def honest(command: str) -> Iterator[None]:
    """End ``command`` with one clear line and the right status, whatever happens in it."""
    try:
        with _stoppable():
            yield
    except KeyboardInterrupt as stop:
        _say("interrupted")
        raise typer.Exit(stop.args[0] if stop.args else INTERRUPTED) from None
    except BrokenPipeError:  # whoever read our output has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(0) from None
    except (typer.Exit, typer.Abort, typer.BadParameter):
        raise
    except Exception as error:  # noqa: BLE001 - nobody is to see a traceback
        from pipeline.catalogue import CatalogueError
        from pipeline.engines import EngineError
        from pipeline.output import UsageError

        if os.environ.get("PIPELINE_DEBUG"):
            traceback.print_exc()
        if isinstance(error, UsageError | CatalogueError | OSError):
            _say(_refusal(error, command) if isinstance(error, OSError) else str(error))
            raise typer.Exit(WRONG_USE) from None
        if isinstance(error, EngineError):
            _say(str(error))
        else:
            where = traceback.extract_tb(error.__traceback__)[-1]
            _say(
                f"this should not have happened: {type(error).__name__}: {error} "
                f"({Path(where.filename).name}:{where.lineno}). Please report it (PIPELINE_DEBUG=1 says more)"
            )
        raise typer.Exit(OUR_FAULT) from None


@contextmanager
def _stoppable() -> Iterator[None]:
    """Take a polite request to end like an interrupt from the keyboard, and the first of them only.

    After it they are ignored until the program ends: it is clearing away, and that is done at once.
    """

    def stop(number: int, _: object) -> None:
        for each in before:
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt(128 + number)

    asked = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    # What is ignored from the start (nohup) stays so.
    heard = [number for number in asked if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, stop) for number in heard}
    try:
        yield
    finally:
        for number, handler in before.items():
            if signal.getsignal(number) is stop:
                signal.signal(number, handler)


def _refusal(error: OSError, command: str) -> str:
    """What a file system refused, and of which file; where that is not known, in which command."""
    if error.filename and error.strerror:
        return f"{error.filename}: {error.strerror}"
    if error.strerror is None and str(error):  # said by this program, in whole sentences
        return str(error)
    return f"`{command}` could not be finished: {error.strerror or 'unknown reason'} (PIPELINE_DEBUG=1 says where)"


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
        int | None,
        typer.Option(
            min=1, help="How many processes work at the same time.", metavar="N", show_default="one a core"
        ),
    ] = None,
    engine: Annotated[EngineName, typer.Option(help="What does the work.")] = EngineName.local,
    scheduler: Annotated[
        str | None,
        typer.Option(help="Scheduler of --engine dask.", metavar="ADDRESS", show_default="a cluster here"),
    ] = None,
    form: Annotated[Form, typer.Option("--format", help="How the catalogue is written.")] = Form.json,
    report: Annotated[bool, typer.Option(help="Write report.html.")] = True,
    screen: Annotated[
        bool,
        typer.Option(
            "--screen",
            help="Skip pages without words of exercises unread: quicker on a crawl; they are counted.",
        ),
    ] = False,
    max_seconds: Annotated[
        float, typer.Option(min=0.1, help="Seconds for an article.", rich_help_panel="Limits")
    ] = 60,
    max_article_bytes: Annotated[int, _limit("Bytes of an article.")] = _DEFAULT.max_article_bytes,
    max_line_bytes: Annotated[int, _limit("Bytes of a row.")] = _DEFAULT.max_line_bytes,
    max_ratio: Annotated[int, _limit("Unpacked bytes for each packed one.")] = _DEFAULT.max_ratio,
    max_id_chars: Annotated[int, _limit("Characters of an id.")] = _DEFAULT.max_id_chars,
    max_sentences: Annotated[int, _limit("Sentences of an article.")] = _DEFAULT.max_sentences,
    max_html_depth: Annotated[int, _limit("Elements inside one another.")] = _DEFAULT.max_html_depth,
    max_html_work: Annotated[
        int,
        _limit(
            "Elements that broken HTML makes the parser open again and again; a page above it is rejected."
        ),
    ] = _DEFAULT.max_html_work,
    max_html_attributes: Annotated[int, _limit("Attributes of a tag.")] = _DEFAULT.max_html_attributes,
    shard_bytes: Annotated[
        int, typer.Option(min=1, help="Least bytes that are done at a time.", rich_help_panel="Limits")
    ] = 1 << 18,
) -> None:
    """Turn the articles in RAW into a checked catalogue in OUT."""
    with honest("extract"):
        if scheduler is not None and engine is not EngineName.dask:
            raise typer.BadParameter("--scheduler goes with --engine dask")
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
                max_sentences=max_sentences,
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
            with Terminal() as terminal:
                summary = run(raw, out, settings, terminal)
        except KeyboardInterrupt as stop:
            _say("interrupted; run the same command to go on")
            raise typer.Exit(stop.args[0] if stop.args else INTERRUPTED) from None
        show(summary)
        if not summary.clean:
            raise typer.Exit(REJECTED)


@app.command()
def validate(
    file: Annotated[
        Path, typer.Argument(help="catalogue.json, a .jsonl of a run, or its folder.", metavar="FILE")
    ],
) -> None:
    """Check a catalogue against the shipped schema, and its quotes against articles.jsonl beside it."""
    with honest("validate"):
        from pipeline.schema.files import has_texts, validate_file

        problems = 0
        for problem in validate_file(file):
            typer.echo(problem)
            problems += 1
        if problems:
            _say(f"{file}: {problems} problem{'s' if problems > 1 else ''}")
            raise typer.Exit(REJECTED)
        unchecked = (
            "" if has_texts(file) else "; its quotes were not checked: there is no articles.jsonl beside it"
        )
        _say(f"{file} is valid{unchecked}")


@app.command()
def explain(
    text: Annotated[str, typer.Argument(help="The text, or - for standard input.", metavar="TEXT")],
) -> None:
    """Show how a text is read: tokens, concepts, which rule gave which label, the dose."""
    with honest("explain"):
        from pipeline.explain import explain as explained

        given = sys.stdin.buffer.read() if text == "-" else text.encode("utf-8", "surrogateescape")
        if not given.strip():
            raise typer.BadParameter("there is no text: give one, or - to read standard input")
        typer.echo(explained(given.decode("utf-8", "replace")))


@app.command()
def evaluate(
    out: Annotated[Path, typer.Argument(help="Folder of a result.", metavar="OUT")],
    gold: Annotated[Path, typer.Argument(help="Folder of annotated articles.", metavar="GOLD")],
    errors: Annotated[int, typer.Option(min=0, help="How many sentences that went wrong to print.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for other programs to read.")] = False,
    html: Annotated[Path | None, typer.Option(help="Write a page to walk through the errors.")] = None,
    folds: Annotated[Path | None, typer.Option(help="JSON that names each article's site.")] = None,
) -> None:
    """Measure a result against annotated articles."""
    with honest("evaluate"):
        from pipeline.evaluate import evaluate as measured

        found = measured(out, gold, folds)
        if html is not None:
            html.write_text(found.to_html(), encoding="utf-8")
        typer.echo(found.to_json() if as_json else found.to_text(errors))


@app.command()
def export(
    form: Annotated[str, typer.Argument(help=f"One of {', '.join(FORMATS)}.", metavar="FORMAT")],
    catalogue: Annotated[Path, typer.Argument(help="catalogue.json or its folder.", metavar="CATALOGUE")],
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Where to.", metavar="PATH", show_default="beside the catalogue"),
    ] = None,
    same: Annotated[Path | None, typer.Option("--path", hidden=True)] = None,
) -> None:
    """Write a catalogue in a format of another program."""
    with honest("export"):
        from pipeline.catalogue import read_catalogue

        if form not in FORMATS:
            raise typer.BadParameter(f"there is no format {form!r}; choose from {', '.join(FORMATS)}")
        read = read_catalogue(catalogue)
        path = out or same or (read.folder or Path()) / FORMATS[form].default
        if path.exists() and path.is_dir() != FORMATS[form].folder:
            there, made = ("folder", "file") if path.is_dir() else ("file", "folder")
            raise typer.BadParameter(f"{path} is a {there}; {form} writes a {made}: choose another --out")
        for remark in FORMATS[form].export(read, path):
            _say(remark)
        typer.echo(path)


@app.command()
def report(
    out: Annotated[Path, typer.Argument(help="Folder of a result.", metavar="OUT")] = Path("out"),
    workers: Annotated[
        int | None,
        typer.Option(
            min=1, help="How many processes read a large result.", metavar="N", show_default="one a core"
        ),
    ] = None,
) -> None:
    """Write report.html anew."""
    with honest("report"):
        from pipeline.output import opened
        from pipeline.report import write

        if not out.is_dir():
            raise typer.BadParameter(f"{out} is not the folder of a result")
        with opened(str(out)):
            typer.echo(write(out, workers or os.cpu_count() or 1))


@app.command()
def show(
    catalogue: Annotated[
        Path, typer.Argument(help="catalogue.json or its folder.", metavar="CATALOGUE")
    ] = Path("out"),
    name: Annotated[str | None, typer.Option(help="Part of the name.")] = None,
    position: Annotated[str | None, typer.Option(help="A posture, such as supine.")] = None,
    muscle: Annotated[str | None, typer.Option(help="A muscle, such as hamstrings.")] = None,
    body_part: Annotated[str | None, typer.Option(help="A body part, such as knee.")] = None,
    equipment: Annotated[str | None, typer.Option(help="A thing, or none, or not_stated.")] = None,
    has: Annotated[
        list[str] | None,
        typer.Option(help=f"What it must state, one of {', '.join(_HAS)}; repeatable.", metavar="WHAT"),
    ] = None,
) -> None:
    """Print exercises, all or those asked for."""
    with honest("show"):
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
    old: Annotated[Path, typer.Argument(help="catalogue.json or its folder.", metavar="OLD")],
    new: Annotated[Path, typer.Argument(help="Another.", metavar="NEW")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for other programs to read.")] = False,
) -> None:
    """Say what sets a new catalogue apart from an old one; status 1 if anything does."""
    with honest("diff"):
        import json

        from pipeline.catalogue import diff as differences
        from pipeline.catalogue import read_catalogue

        found = differences(read_catalogue(old), read_catalogue(new))
        typer.echo(json.dumps(found.to_json(), ensure_ascii=False, indent=1) if as_json else found.text())
        if found:
            raise typer.Exit(REJECTED)
