"""The files of the page: ``report.html``, and beyond 1,000 articles a folder ``report`` with their texts."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import orjson

from pipeline.catalogue import word_text
from pipeline.output import UsageError
from pipeline.place import Folder
from pipeline.records import LABELS
from pipeline.report import facts
from pipeline.report.entries import LOW_CONFIDENCE, article_body
from pipeline.report.index import DataFile, Index
from pipeline.report.source import Result
from pipeline.report.tally import Tally, charts, queues

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jinja2 import Template

PAGE = "report.html"
FILES = "report"
WHOLE = 1_000
"""The most articles whose texts stand in the page itself."""
WHOLE_BYTES = 20_000_000
"""The most that these texts may be long together."""
FILE = 250
"""The most articles of a data file."""
FILE_BYTES = 8_000_000
"""About the most bytes of one."""
SHOWN = 10_000
"""The most articles that are shown; of more, every so-manieth. All are counted."""


class _Shell(NamedTuple):
    """The template, its style and its script, with the hashes that allow these two and nothing else."""

    template: Template
    style: str
    style_hash: str
    script: str
    script_hash: str


def write(out: Path) -> Path:
    """Write ``report.html`` for the result in the folder ``out``, and return its path.

    The same result gives the same bytes. Raises UsageError for a folder that holds no result, or a broken
    one.
    """
    try:
        return _write(out)
    except (LookupError, TypeError, AttributeError) as error:
        raise UsageError(f"{out} holds no valid result ({error!r}): `validate` says what is wrong") from error


def _write(out: Path) -> Path:
    result = Result(out)
    count, size = result.count()
    stride = -(-count // SHOWN) or 1
    split = count > WHOLE or size > WHOLE_BYTES
    index, tally = Index(), Tally()
    digest = hashlib.sha256()
    place = Folder(out)
    _remove_files(out)
    bodies: list[bytes] = []
    for number, article in enumerate(result.articles()):
        tally.add(article)
        digest.update(f"{article.entry['id']} {article.entry['sha256']}\n".encode())
        if number % stride:
            continue
        index.add(article)
        bodies.append(orjson.dumps(article_body(article)))
        if split and (len(bodies) == FILE or sum(map(len, bodies)) > FILE_BYTES):
            _write_file(place, index, bodies)
            bodies = []
    if split:
        if bodies:
            _write_file(place, index, bodies)
            bodies = []
        with place.write(f"{FILES}/manifest.json") as file:
            file.write(orjson.dumps({"page": PAGE, "files": list(map(tuple, index.files))}) + b"\n")
    tally.refuse(result.rejected())
    head, tail = _page(result, tally, index, digest.hexdigest()).encode().split(_DATA)
    with place.write(PAGE) as file:
        file.write(head)
        file.writelines(_data("index", [index.json(result.movements())]))
        file.writelines(_data("bodies", bodies))
        file.write(tail)
    return out / PAGE


def _remove_files(out: Path) -> None:
    """Remove the data files of an earlier page, if a page wrote them."""
    if (out / FILES / "manifest.json").is_file():
        Folder(out).remove(FILES)


def _write_file(place: Folder, index: Index, bodies: list[bytes]) -> None:
    """Write texts into a file: a script, because a page opened from disk may load nothing else."""
    number = len(index.files)
    data = b",\n".join(bodies)
    made = DataFile(
        f"{FILES}/articles-{number + 1:04d}.js",
        hashlib.sha256(data).hexdigest(),
        len(index.articles) - len(bodies),
    )
    with place.write(made.name) as file:
        file.write(b'reportFile(%d,"%b",[\n' % (number, made.mark.encode()))
        file.write(data)
        file.write(b"\n]);\n")
    index.files.append(made)


_DATA = b"<!--data-->"
"""Where the template leaves room for the data; no text of an article can say this, being escaped."""


def _data(name: str, lines: list[bytes]) -> Iterator[bytes]:
    """A block of JSON, a value a line. With no ``<`` in it nothing can end it, whatever an article says."""
    yield b'<script type="application/json" id="%b">' % name.encode()
    for number, line in enumerate(lines):
        yield (b"\n" if number else b"") + line.replace(b"<", b"\\u003c")
    yield b"</script>\n"


def _page(result: Result, tally: Tally, index: Index, input_hash: str) -> str:
    shell = _shell()
    made_by, own = result.made_by(), facts.by_these_rules(result.made_by())
    return shell.template.render(
        shell=shell,
        split=bool(index.files),
        input_hash=input_hash,
        made_by=made_by,
        # Of a catalogue that other rules made, ours can say nothing.
        rules=facts.rules() if own else None,
        accuracy=facts.accuracy() if own else None,
        schema_version=result.schema_version(),
        tally=tally,
        shown=len(index.articles),
        queues=queues(tally),
        charts=charts(tally, index.articles),
        choices=index.choices(),
        labels=[(one, word_text(one), LETTERS[one]) for one in LABELS],
        low_confidence=LOW_CONFIDENCE,
    )


LETTERS = {"position": "P", "action": "A", "hold_rep": "H", "warning": "W", "other": "O"}
"""The sign of each label that needs no colour."""


@cache
def _shell() -> _Shell:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    home = Path(__file__).parent
    environment = Environment(
        loader=FileSystemLoader(home),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style, script = ((home / f"report.{kind}").read_text("utf-8") for kind in ("css", "js"))
    return _Shell(environment.get_template("report.html.j2"), style, _hash(style), script, _hash(script))


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
