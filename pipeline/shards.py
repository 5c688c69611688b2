"""One shard of the input, from files to checked records, and the part file that holds what came of it.

A part is a chain of blocks in the order of the input, one for each article read: a line of JSON (`Head`) and
behind it as many bytes as it says, ready to be copied into the files of the result.
"""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict, TypeVar

import orjson

from pipeline.article import Article, Rejection
from pipeline.place import Remote, is_remote, local_path, place
from pipeline.printable import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from spacy.language import Language

    from pipeline import Extraction
    from pipeline.article import Skipped
    from pipeline.place import Place
    from pipeline.read.limits import Limits
    from pipeline.read.source import Source
    from pipeline.records import ArticleRow, RejectedRow
    from pipeline.schema.check import Checker

_Record = TypeVar("_Record")

ZONE = 100
"""Articles after which spaCy lets go of the words it met."""


class Spot(NamedTuple):
    """Where a worker is: the source, the number of the article in it (from 0), and its id once it is read."""

    path: str
    number: int
    article: str | None


class Tools(NamedTuple):
    """What a worker works with; `tools` gives the real ones."""

    nlp: Language
    read: Callable[[Source, Path, Limits], Iterator[Article | Rejection | Skipped]]
    extract: Callable[[Article, Language], Extraction]
    check: Checker


@cache
def tools() -> Tools:
    """Load the pipeline, once a process."""
    import gc

    import pipeline
    import pipeline.duplicates
    import pipeline.movements
    from pipeline.read import read
    from pipeline.schema.check import Checker

    # What an article makes has no cycles: looking for them after every few hundred objects finds nothing.
    gc.set_threshold(50_000)
    nlp = pipeline.load()
    vocab: Any = nlp.vocab
    # Of a new word our components ask for the lower case only; the rest is a third of the time of tokenizing.
    lower = vocab.strings["LOWER"]
    vocab.lex_attr_getters = {lower: vocab.lex_attr_getters[lower]}
    return Tools(nlp, read, pipeline.extract, Checker())


@dataclass(frozen=True, slots=True)
class Shard:
    """A stretch of the sorted input. ``bytes`` is the size of its files."""

    number: int
    sources: tuple[Source | Rejection, ...]
    bytes: int


@dataclass(frozen=True, slots=True)
class Job:
    """What the shards of a run have in common: where to read, where the parts go, and what is allowed."""

    raw: str
    parts: str
    limits: Limits
    seconds: float
    tools: Callable[[], Tools] = tools


class Head(TypedDict):
    """The first line of a block: whose it is, if anyone's, the bytes of each section, the counts."""

    article: str | None
    sections: list[int]
    counts: dict[str, int]


class Sections(NamedTuple):
    """What a block holds of an article, or of a refusal: bytes of the result, and what parts are merged by."""

    article: bytes = b""
    entry: bytes = b""
    sentences: bytes = b""
    exercises: bytes = b""
    """With a comma and a new line between them."""
    rejected: bytes = b""
    mark: bytes = b""
    """What duplicates are found by (`pipeline.duplicates.mark`)."""
    descriptions: bytes = b""
    """What movements are linked by: a line of JSON, a list of `pipeline.movements.Description`."""


def part_name(number: int) -> str:
    """Return the name of a shard's part below the place of the parts."""
    return f"{number:07d}.part"


def one_shard(
    job: Job,
    shard: Shard,
    note: Callable[[Spot], None] = lambda _: None,
    refused: Mapping[Spot, str] | None = None,
) -> None:
    """Work through a shard and write its part.

    ``note`` is told where the work stands before anything that could kill the process. ``refused`` are the
    spots that did, with what happened: their articles are rejected by name.
    """
    with place(job.parts).write(part_name(shard.number)) as part:
        for block in _blocks(job, shard, note, refused or {}):
            part.write(block)


def blocks(parts: Place, number: int) -> Iterator[tuple[Head, Sections]]:
    """Yield the blocks of a part: head and `Sections`."""
    with parts.read(part_name(number)) as part:
        while line := part.readline():
            head: Head = orjson.loads(line)
            yield head, Sections._make([part.read(size) for size in head["sections"]])


def _blocks(
    job: Job, shard: Shard, note: Callable[[Spot], None], refused: Mapping[Spot, str]
) -> Iterator[bytes]:
    kit = job.tools()
    with _at_hand(job, shard) as folder:
        items = _items(job, folder, shard, note, refused)
        more = True
        while more:
            more = False
            with kit.nlp.memory_zone():
                for item in islice(items, ZONE):
                    more = True
                    if isinstance(item, Article):
                        yield _article(item, kit, job.limits)
                    elif isinstance(item, Rejection):
                        yield _rejection(item)
                    else:
                        yield _block(None, Sections(), {"skipped": 1})


@contextmanager
def _at_hand(job: Job, shard: Shard) -> Iterator[Path]:
    """The folder of this machine where the files of a shard are, if need be fetched."""
    if not is_remote(job.raw):
        yield local_path(job.raw)
        return
    far = Remote(job.raw)
    with TemporaryDirectory() as folder:
        for source in shard.sources:
            if not isinstance(source, Rejection):
                far.fetch(source.path, Path(folder, source.path))
        yield Path(folder)


def _items(
    job: Job, folder: Path, shard: Shard, note: Callable[[Spot], None], refused: Mapping[Spot, str]
) -> Iterator[Article | Rejection | Skipped]:
    kit = job.tools()
    for source in shard.sources:
        if isinstance(source, Rejection):
            yield source
            continue
        reader = kit.read(source, folder, job.limits)
        number = 0
        while True:
            spot = Spot(source.path, number, None)
            if reason := refused.get(spot):
                yield Rejection(
                    source.id,
                    source.name,
                    reason,
                    f"reading article {number + 1} of this file ended the worker twice ({_ENDED[reason]}); "
                    "it and what follows in the file were not read",
                )
                break
            note(spot)
            item = next(reader, None)
            if item is None:
                break
            if isinstance(item, Article):
                spot = spot._replace(article=item.id)
                if reason := refused.get(spot):
                    item = Rejection(item.id, item.path, reason, f"ended the worker twice: {_ENDED[reason]}")
                else:
                    note(spot)
            yield item
            number += 1


_ENDED = {
    "timeout": "it took longer than the limit, --max-seconds raises it",
    "crashed": "the process died, perhaps for want of memory",
}


def _article(article: Article, kit: Tools, limits: Limits) -> bytes:
    # Not above: the supervising process has no need of these while its workers wait to be started.
    from pipeline.duplicates import mark
    from pipeline.movements import describe

    try:
        extraction = kit.extract(article, kit.nlp)
    except Exception as error:  # noqa: BLE001 - whatever goes wrong with one article must not cost the others
        detail = f"{type(error).__name__}: {printable(str(error), 200)}"
        return _rejection(Rejection(article.id, article.path, "error", detail))
    if len(extraction.sentences) > limits.max_sentences:
        detail = limits.exceeded("max_sentences", "the number of sentences")
        return _rejection(Rejection(article.id, article.path, "max_sentences", detail))
    text: ArticleRow = {
        "article": article.id,
        "path": article.path,
        "sha256": article.sha256,
        "url": article.url,
        "title": article.title,
        "text": article.text,
    }
    flaw = kit.check.one("article", text) or kit.check.article_entry(extraction.article, article.text)
    if flaw:
        return _rejection(Rejection(article.id, article.path, "invalid", flaw))
    flaws = kit.check.exercises(extraction.exercises, article.text)
    exercises, rejected = _sound(article.id, extraction.exercises, flaws)
    if rejected:
        ids = {exercise["id"] for exercise in exercises}
        for row in extraction.sentences:
            row["exercise"] = row["exercise"] if row["exercise"] in ids else None
    flaws = kit.check.sentences(extraction.sentences, article.text)
    sentences, unsound = _sound(article.id, extraction.sentences, flaws)
    rejected += unsound
    counts = Counter(f"sentences.{row['labels'][0]}" for row in sentences)
    counts.update(
        kept=1,
        exercises=len(exercises),
        named=sum(exercise["name"] is not None for exercise in exercises),
        dosed=sum(bool(exercise["dose"]["spans"]) for exercise in exercises),
        warned=sum(bool(exercise["warnings"]) for exercise in exercises),
    )
    descriptions = [tuple(description) for description in map(describe, exercises) if description]
    sections = Sections(
        orjson.dumps(text) + b"\n",
        orjson.dumps(extraction.article),
        b"".join(orjson.dumps(row) + b"\n" for row in sentences),
        b",\n".join(map(orjson.dumps, exercises)),
        b"".join(orjson.dumps(row) + b"\n" for row in rejected),
        mark(article.text),
        orjson.dumps(descriptions) + b"\n" if descriptions else b"",
    )
    return _block(article.id, sections, counts | {"rejected_records": len(rejected)})


def _sound(
    article: str, records: list[_Record], flaws: list[str | None]
) -> tuple[list[_Record], list[RejectedRow]]:
    """Return the records without a flaw, and what is said of the others."""
    if not any(flaws):
        return records, []
    return [record for record, flaw in zip(records, flaws, strict=True) if not flaw], [
        {"kind": "record", "article": article, "reason": "invalid", "detail": flaw} for flaw in flaws if flaw
    ]


def rejection(refusal: Rejection) -> bytes:
    """Return the line of ``rejected.jsonl`` for an article that is refused."""
    row: RejectedRow = {
        "kind": "article",
        "article": refusal.id,
        "reason": refusal.reason,
        "detail": f"{refusal.path}: {refusal.detail}",
    }
    return orjson.dumps(row) + b"\n"


def _rejection(refusal: Rejection) -> bytes:
    return _block(None, Sections(rejected=rejection(refusal)), {"rejected": 1})


def _block(article: str | None, sections: Sections, counts: dict[str, int]) -> bytes:
    head: Head = {"article": article, "sections": [len(section) for section in sections], "counts": counts}
    return b"".join([orjson.dumps(head), b"\n", *sections])
