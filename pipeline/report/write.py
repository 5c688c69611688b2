"""The files of the page: ``report.html``, and beyond 1,000 articles a folder ``report`` with their texts."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import orjson

from pipeline import confidence
from pipeline.catalogue import word_text
from pipeline.engines.local import mapped
from pipeline.output import UsageError
from pipeline.place import Folder
from pipeline.program import rules
from pipeline.records import LABELS
from pipeline.report import facts
from pipeline.report.entries import article_body
from pipeline.report.index import DataFile, Index
from pipeline.report.source import Result, described
from pipeline.report.tally import Tally, charts, queues

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jinja2 import Template

    from pipeline.report.source import Lines

PAGE = "report.html"
FILES = "report"
UNFINISHED = ".report"
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


@dataclass(frozen=True, slots=True)
class _Digest:
    """What the page needs of some articles: counts, lines of the index, texts, and what they were made of."""

    tally: Tally
    index: Index
    bodies: list[bytes]
    made_of: bytes


def write(out: Path, workers: int = 1) -> Path:
    """Write ``report.html`` for the result in the folder ``out``, and return its path.

    The same result gives the same bytes, however many ``workers`` (processes) read a large one. Raises UsageError
    for a folder that holds no result, or a broken one, and leaves the page that is there as it is.
    """
    result = Result(out)
    try:
        return _write(out, result, workers)
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        damage = result.damage() or f"the files in {out} are not of one run: extract again"
        raise UsageError(damage) from error


def _write(out: Path, result: Result, workers: int) -> Path:
    count, size = result.count()
    stride = -(-count // SHOWN) or 1
    split = count > WHOLE or size > WHOLE_BYTES
    index, tally = Index(), Tally()
    digest = hashlib.sha256()
    place = Folder(out)
    bodies: list[bytes] = []
    # The texts wait beside those of the page before: that is a page until this one has been read.
    place.remove(UNFINISHED)
    files = _Files(place) if split else None
    for part in mapped(_digested, _tasks(result, stride), workers if split else 1):
        tally.update(part.tally)
        index.update(part.index)
        digest.update(part.made_of)
        if files is None:
            bodies += part.bodies
        else:
            files.add(part.bodies)
    if files is not None:
        index.files = files.close()
    tally.refuse(result.rejected())
    head, tail = _page(result, tally, index, digest.hexdigest()).encode().split(_DATA)
    lines = index.json(result.movements())
    _switch(place, index.files)
    with place.write(PAGE) as file:
        file.write(head)
        file.writelines(_data("index", [lines]))
        file.writelines(_data("bodies", bodies))
        file.write(tail)
    return out / PAGE


class _Task(NamedTuple):
    """Articles to be digested, the number of the first; every ``stride``-th is shown."""

    first: int
    stride: int
    batch: list[Lines]


def _tasks(result: Result, stride: int) -> Iterator[_Task]:
    first = 0
    for batch in result.batches():
        yield _Task(first, stride, batch)
        first += len(batch)


def _digested(task: _Task) -> _Digest:
    index, tally = Index(-(-task.first // task.stride)), Tally()
    bodies: list[bytes] = []
    made_of = b""
    for number, lines in enumerate(task.batch, task.first):
        article = described(lines)
        tally.add(article)
        made_of += f"{article.entry['id']} {article.entry['sha256']}\n".encode()
        if number % task.stride == 0:
            index.add(article)
            bodies.append(orjson.dumps(article_body(article)))
    return _Digest(tally, index, bodies, made_of)


def _switch(place: Folder, files: list[DataFile]) -> None:
    """Remove the data files of an earlier page, if a page wrote them, and put those of this one there."""
    if (place.path / FILES / "manifest.json").is_file():
        place.remove(FILES)
    for file in files:
        there = place.path / file.name
        there.parent.mkdir(exist_ok=True)
        (place.path / UNFINISHED / there.name).replace(there)
    if files:
        with place.write(f"{FILES}/manifest.json") as manifest:
            manifest.write(orjson.dumps({"page": PAGE, "files": list(map(tuple, files))}) + b"\n")
    place.remove(UNFINISHED)


class _Files:
    """Texts in files: scripts, because a page opened from disk may load nothing else."""

    def __init__(self, place: Folder) -> None:
        self._place = place
        self._files: list[DataFile] = []
        self._first = 0
        self._bodies: list[bytes] = []

    def add(self, bodies: list[bytes]) -> None:
        """Take in the texts of some articles."""
        for body in bodies:
            self._bodies.append(body)
            if len(self._bodies) == FILE or sum(map(len, self._bodies)) > FILE_BYTES:
                self._write()

    def close(self) -> list[DataFile]:
        """Write what is left, and return what was written."""
        if self._bodies:
            self._write()
        return self._files

    def _write(self) -> None:
        number, data = len(self._files), b",\n".join(self._bodies)
        name, mark = f"articles-{number + 1:04d}.js", hashlib.sha256(data).hexdigest()
        with self._place.write(f"{UNFINISHED}/{name}") as file:
            file.write(b'reportFile(%d,"%b",[\n' % (number, mark.encode()))
            file.write(data)
            file.write(b"\n]);\n")
        self._files.append(DataFile(f"{FILES}/{name}", mark, self._first))
        self._first += len(self._bodies)
        self._bodies.clear()


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
        rules=rules() if own else None,
        accuracy=facts.accuracy() if own else None,
        schema_version=result.schema_version(),
        tally=tally,
        shown=len(index.articles),
        queues=queues(tally),
        charts=charts(tally, index.articles),
        choices=index.choices(),
        labels=[(one, word_text(one), LETTERS[one]) for one in LABELS],
        low_confidence=confidence.LOW,
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
