"""What is fuzzed: for each target a function of bytes that raises if a promise is broken, and where it starts from.

The bytes are a file, or are made into a text of exercise words (`wording`): so mutations of bytes are mutations of
sentences. Everything is written below one scratch folder, which the caller provides.
"""

from __future__ import annotations

import copy
import gzip
import hashlib
import io
import re
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

import pipeline
from pipeline.article import Article, Rejection, Skipped
from pipeline.assemble import Assembler
from pipeline.catalogue import Catalogue, CatalogueError, read_catalogue, show
from pipeline.export import FORMATS
from pipeline.language.doses import parse
from pipeline.language.labels import Reading
from pipeline.merge import JsonCatalogue, merge
from pipeline.movements import link, movement_id
from pipeline.place import Folder
from pipeline.printable import printable
from pipeline.read import Limits, Source, read, sources, split
from pipeline.records import LABELS, Direction
from pipeline.run import cut
from pipeline.schema import validate_file
from pipeline.schema.check import Checker
from pipeline.shards import Job, one_shard

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from spacy.language import Language

LIMITS = Limits(max_article_bytes=20_000, max_line_bytes=20_000, max_html_work=20_000)
DETAIL = 1_000
"""Characters that may be said of a refusal."""
CHECK = Checker()

_SCRATCH = tempfile.TemporaryDirectory(prefix="fuzz-")
SCRATCH = Path(_SCRATCH.name)

_WORDS = """
lie sit stand kneel on your back side stomach chair floor wall mat with knees bent feet flat arms left right both leg arm
hip knee heel toes raise lift lower bend straighten pull push squeeze tighten turn roll hold for keep breathe breaths
until you feel a stretch in the repeat times reps sets x each per day twice week seconds sec minutes s rest then relax
slowly return to start do not don't never avoid stop if pain hurts consult doctor before easier harder or and without
other step exercise 1 2 3 5 10 15 30 100 1/2 ½ 10-15 1:30 ____ one two three ten to at least up Bridge Plank Squat Wall
Sit Figure Four Benefits Tips Level Equipment need towel band nothing hamstrings glutes core shoulder blades supine prone
""".split()  # noqa: SIM905
_SIGNS = (
    *(" ", " ", " ", "\n", "\n\n", "\n  ", "\t", "\r\n", ". ", ".", ", ", ": ", "; ", "! ", "? ", "… ", " – ", "-",
    " - ", "_"),
    *("- ", "1. ", "2) ", "a) ", "• ", "# ", "## ", "**", "*", "__", "`", "| ", " |\n", "|---|\n", "> ", "---\n",
    "===\n", "```\n"),
    *("(", ")", "[", "](", "{", "}", "<b>", "</b>", "<br>", "<!-- ", " -->", "&amp;", '"', "“", "”", "'", "’", "/",
    "\\", "%", "°"),
    *("\u200b", "\u00a0", "\u202e", "\u0301", "\ufeff", "\u2028", "\x0c", "\x1b[31m", "\x00", "ﬁ", "İ", "ß", "💪", "1️⃣",
    "٣", "Ⅳ", "一"),
)  # fmt: skip
VOCABULARY = (*_SIGNS, *_WORDS)


def wording(data: bytes) -> str:
    """Return a text: of exercise words if the first byte is even (a byte each), else what the bytes say in UTF-8."""
    if not data or data[0] % 2:
        return data[1:].decode("utf-8", "replace")
    made: list[str] = []
    for byte in data[1:]:
        word = VOCABULARY[byte % len(VOCABULARY)]
        blank = made and word in _WORDS and made[-1][-1:].isalnum()
        made.append(f" {word}" if blank else word)
    return "".join(made)


def must(holds: object, what: str) -> None:
    """Raise if a promise is broken."""
    if not holds:
        raise AssertionError(what)


@cache
def nlp() -> Language:
    """Return the pipeline."""
    return pipeline.load()


# --- readers


def _read_by(suffix: str) -> Callable[[bytes], None]:
    """Return the target for files that end so."""
    packed = suffix.endswith(".gz")

    def target(data: bytes) -> None:
        # Noise is hardly ever a whole package: half of the time it is packed first.
        if packed and data[:1] < b"\x80":
            data = gzip.compress(data[1:], 1, mtime=0)
        path = SCRATCH / f"reading{suffix}"
        path.write_bytes(data)
        form = suffix.removesuffix(".gz").lstrip(".")
        kind: Any = {"txt": "text", "md": "text", "htm": "html"}.get(form, form)
        source = Source(path.name, len(data), kind, packed, root=str(SCRATCH))
        first = [_sound(item) for item in read(source, SCRATCH, LIMITS)]
        again = [repr(item) for item in read(source, SCRATCH, LIMITS)]
        must(first == again, "the same file is read differently")
        must(first, "nothing is said of the file")
        if form == "jsonl" and not packed:
            parts = [item for part in split(source, 50) for item in read(part, SCRATCH, LIMITS)]
            # Of an empty file each stretch says nothing, the whole says so.
            must(
                parts == list(read(source, SCRATCH, LIMITS)) or first[0].count("'empty'"),
                "stretches say something else",
            )

    return target


def _sound(item: Article | Rejection | Skipped) -> str:
    """Check what a reader gave."""
    if isinstance(item, Skipped):
        must(item.reason and printable(item.reason) == item.reason, "no reason")
        return repr(item)
    must(item.id, "no id")
    must(len(item.id) <= LIMITS.max_id_chars, "a long id")
    row: dict[str, Any]
    if isinstance(item, Rejection):
        row = {
            "kind": "article",
            "article": item.id,
            "reason": item.reason,
            "detail": f"{item.path}: {item.detail}",
        }
        must(len(item.detail) <= DETAIL, "more is quoted than a little")
        kind: Any = "rejected"
    else:
        row = {
            "article": item.id, "path": item.path, "sha256": item.sha256, "url": item.url,
            "title": item.title,
            "text": item.text,
        }  # fmt: skip
        must(len(item.text.encode()) <= LIMITS.max_article_bytes, "a long text")
        must(hashlib.sha256(item.text.encode()).hexdigest() == item.sha256, "another hash")
        kind = "article"
    must(orjson.loads(orjson.dumps(row)) == row, "what is written is read differently")
    flaw = CHECK.one(kind, row)
    must(flaw is None, f"not valid: {flaw}")
    return repr(item)


# --- language and assembly


def _article(text: str) -> Article:
    return Article("fuzz", "fuzz.txt", hashlib.sha256(text.encode()).hexdigest(), text)


def language(data: bytes) -> None:
    """Any text: spans match, records are valid, the same text gives the same records."""
    text = wording(data)
    article = _article(text)
    first, again = (pipeline.extract(article, nlp()) for _ in range(2))
    must(orjson.dumps(tuple(first)) == orjson.dumps(tuple(again)), "the same text gives other records")
    _coherent(text, *first)
    must(nlp()(text).text == text, "the tokens are not the text")


def _coherent(text: str, entry: Any, rows: Any, records: Any) -> None:  # noqa: ANN401 - records as they are written
    flaws = [CHECK.article_entry(entry, text), *CHECK.exercises(records, text), *CHECK.sentences(rows, text)]
    must(not any(flaws), f"not valid: {[flaw for flaw in flaws if flaw][:1]}")
    ids = [record["id"] for record in records]
    must(len(set(ids)) == len(ids), "two exercises have one id")
    end = 0
    told = 0
    for row in rows:
        must(row["start"] >= end, "sentences overlap")
        must(text[row["start"] : row["end"]] == row["text"], "another text")
        must(row["text"].strip() == row["text"], "white space around a sentence")
        must(row["exercise"] is None or row["exercise"] in ids, "an exercise that is none")
        told += len(re.findall(r"[^\W_]", row["text"]))
        end = row["end"]
    must(told <= len(re.findall(r"[^\W_]", text)), "a word stands in two sentences")


MODIFICATIONS: tuple[Direction | None, ...] = ("easier", "harder", "other", None)


def assembler(data: bytes) -> None:
    """Any labels on any sentences: what is made of them is valid nevertheless."""
    text = wording(data)
    doc = nlp()(text)
    readings = doc.user_data["readings"]
    for i, byte in enumerate(hashlib.sha512(data).digest()[: len(readings)]):
        if byte % 3 == 0:
            labels = dict.fromkeys((LABELS[byte % len(LABELS)], LABELS[byte // 7 % len(LABELS)]))
            # A dose is that of a hold_rep sentence and of no other.
            dose = "hold_rep" in labels
            if dose and readings[i].dose is None:
                del labels["hold_rep"]
            labels = labels or {"action": None}
            readings[i] = Reading(
                tuple(labels),
                readings[i].rules,
                readings[i].dose if "hold_rep" in labels else None,
                named=readings[i].named and "hold_rep" in labels,
                cue=byte % 5 == 0,
                warning="harm" if "warning" in labels else None,
                modification=MODIFICATIONS[byte % len(MODIFICATIONS)],
                fired=readings[i].fired,
            )
    _coherent(text, *Assembler(_article(text), doc).run())


BASE = 7
"""Where the sentence of a dose stands in its article."""


def doses(data: bytes) -> None:
    """One sentence: a dose lies within it, and its numbers are in order."""
    text = wording(data)
    found = parse(text, BASE)
    must(found == parse(text, BASE), "the same sentence has another dose")
    if found is None:
        return
    must(BASE <= found.start <= found.end <= BASE + len(text), "the dose is not in the sentence")
    must(found.name_end <= found.start, "the name goes on in the dose")
    for name in ("hold_s", "hold_breaths", "reps", "sets", "rest_s"):
        pair: Any = found.dose[name]
        if pair is not None:
            low, high = pair
            must(low is not None or high is not None, "a number that is none")
            must(None in pair or low <= high, "the least is more than the most")


def movements(data: bytes) -> None:
    """Names and steps of many: each exercise is in one movement at most, and order does not matter."""
    made: list[Any] = []
    for number, line in enumerate(wording(data).split("\n")[:40]):
        name, _, steps = line.partition(". ")
        made.append(
            {
                "id": f"unnamed--{number:012x}",
                "review": [],
                "positions": [{"value": "supine"}] if number % 3 == 0 else [],
                "name": {"value": name} if name.strip() and number % 4 else None,
                "steps": [{"text": text} for text in (steps, name) if text],
            }
        )
    found = link(made)
    must(found == link(list(reversed(made))), "order matters")
    members = [exercise for movement in found for exercise in movement["exercises"]]
    must(len(members) == len(set(members)), "an exercise in two movements")
    flaws = [flaw for movement in found if (flaw := CHECK.movement(movement))]
    must(not flaws, f"not valid: {flaws[:1]}")
    must(movement_id("x") == movement_id("x"), "another id")


# --- files that were written


@cache
def written() -> Path:
    """Return the folder of a small result."""
    raw, out = SCRATCH / "few", SCRATCH / "written"
    raw.mkdir()
    (raw / "a.txt").write_text(
        "# Bridge\n\nLie on your back on a mat with your knees bent. Lift your hips. Hold for 5 seconds.\n"
        "Repeat 10 times on each side, 3 sets. Stop if it hurts. You should feel your glutes. Use a band if easy.\n"
    )
    (raw / "b.md").write_text(
        "1. **Plank (60s)**\n2. Sit tall on a chair. Hold for ____ seconds, 3 times a day.\n"
    )
    _job(raw, out)
    return out


def _job(raw: Path, out: Path) -> dict[str, int]:
    """Do what a run does, in this process."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    shards = cut(sources(raw), str(raw), 200)
    job = Job(str(raw), str(SCRATCH / "parts"), LIMITS, 60.0)
    for shard in shards:
        one_shard(job, shard)
    return dict(merge(Folder(SCRATCH / "parts"), len(shards), out, JsonCatalogue(out)))


def files(data: bytes) -> None:
    """A whole run over some files: read = kept + rejected, the result is valid and can be exported."""
    raw, out = SCRATCH / "raw", SCRATCH / "out"
    shutil.rmtree(raw, ignore_errors=True)
    raw.mkdir()
    suffixes = ("txt", "md", "html", "jsonl", "warc", "txt.gz", "pdf")
    pieces = data.split(b"\xff\xff")[:6]
    for number, piece in enumerate(pieces):
        suffix = suffixes[piece[0] % len(suffixes)] if piece else "txt"
        text = suffix in {"txt", "md"}
        (raw / f"{number}.{suffix}").write_bytes(
            wording(piece[1:]).encode("utf-8", "replace") if text else piece[1:]
        )
    counts = _job(raw, out)
    lines = {
        name: (out / f"{name}.jsonl").read_bytes().splitlines()
        for name in ("articles", "rejected", "sentences")
    }
    refused = [row for row in map(orjson.loads, lines["rejected"]) if row["kind"] == "article"]
    must(len(lines["articles"]) == counts.get("kept", 0), "not all are kept that are counted")
    must(len(refused) == counts.get("rejected", 0), "not all are named that are refused")
    for number in range(len(pieces)):
        told = [*map(orjson.loads, lines["articles"]), *refused]
        named = any(row.get("path", row.get("detail", "")).startswith(f"{number}.") for row in told)
        must(named or counts.get("skipped"), "nothing is said of a file")
    problems = list(validate_file(out))
    must(not problems, f"not valid: {problems[:1]}")
    _exported(read_catalogue(out), len(data))


def _exported(catalogue: Catalogue, number: int) -> None:
    """Export a catalogue in one of the formats; what was a table comes back as it was."""
    from pipeline.export import csv_tables, parquet, sqlite, tables

    shown = show(catalogue, catalogue.exercises)
    must(all(printable(line) == line for line in shown.split("\n")), "what is shown could steer a terminal")
    name = list(FORMATS)[number % len(FORMATS)]
    path = SCRATCH / "exports" / name
    FORMATS[name].export(catalogue, path)
    reader = {"csv": csv_tables.read, "parquet": parquet.read, "sqlite": sqlite.read}.get(name)
    if reader:
        record, _ = tables.rebuild(reader(path))
        must(record == catalogue.record, f"{name} gives back another catalogue")


VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**53, 2**63 - 1, -(2**63), 0.5, 1e308, "", "x", "\x1b[31m", "\u202e",
    "=1+1", "a" * 300, [], [None],
    [[]], {}, {"start": 0, "end": 1}, {"start": 1, "end": 0}, [{"start": -1, "end": 10**9}], [1, 2], [2, 1],
    [None, None], "supine",
)  # fmt: skip


def changed(data: bytes) -> None:
    """A catalogue that somebody changed: never an exception but ours; if it passes, each export takes it."""
    if not data:
        return
    out, copied = written(), SCRATCH / "changed"
    record = orjson.loads((out / "catalogue.json").read_bytes())
    for where, how, what in list(zip(*[iter(data[1:])] * 3, strict=False))[:8]:
        _change(record, where, how, what)
    copied.mkdir(exist_ok=True)
    (copied / "catalogue.json").write_bytes(orjson.dumps(record))
    shutil.copy(out / "articles.jsonl", copied)
    problems = list(_told(validate_file(copied)))
    try:
        catalogue = read_catalogue(copied)
    except CatalogueError as error:
        must(problems, f"valid, but it cannot be read: {error}")
    else:
        _exported(catalogue, data[0])


def _change(record: Any, where: int, how: int, what: int) -> None:  # noqa: ANN401 - any JSON
    """Change one place: ``where`` says how to go down, ``how`` what to do there, ``what`` with which value."""
    place = record
    for step in range(1 + where % 8):
        keys: Any = list(place) if isinstance(place, dict) else range(len(place))
        if not keys:
            break
        key = keys[(where * 31 + how * 7 + step * what) % len(keys)]
        below = place[key]
        if not isinstance(below, dict | list) or not below or step == where % 8:
            if how % 4 == 0:
                del place[key]
            elif how % 4 == 1 and isinstance(place, list):
                place.append(copy.deepcopy(below))
            elif how % 4 == 2 and isinstance(place, dict):  # noqa: PLR2004
                place[f"{key}x"] = below
            else:
                place[key] = copy.deepcopy(VALUES[what % len(VALUES)])
            return
        place = below


def _told(problems: Iterable[object]) -> Iterator[object]:
    for problem in problems:
        line = str(problem)
        must(printable(line) == line and len(line) < DETAIL, "a problem that is not one short safe line")
        yield problem


def validator(data: bytes) -> None:
    """Any bytes as any file of a run: what is wrong is told, nothing raises."""
    folder = SCRATCH / "validated"
    folder.mkdir(exist_ok=True)
    name = ("catalogue.json", "sentences.jsonl", "articles.jsonl", "rejected.jsonl", "a.jsonl")[len(data) % 5]
    (folder / name).write_bytes(data)
    problems = [str(problem) for problem in _told(validate_file(folder / name))]
    must(problems == list(map(str, validate_file(folder / name))), "the same file has other problems")
    (folder / name).unlink()
    (folder / "catalogue.json").write_bytes(data)
    try:
        read_catalogue(folder)
    except CatalogueError as error:
        must(printable(str(error)) == str(error), "an error that is not one safe line")
    finally:
        (folder / "catalogue.json").unlink()


# --- all of them


class Target(NamedTuple):
    """What is fuzzed, the files of it that it starts from, and what its inputs often hold."""

    run: Callable[[bytes], None]
    seeds: Callable[[], Iterable[bytes]]
    longest: int = 2_000


TEXTS = (
    "# Bridge\n\nLie on your back. Lift your hips. Hold for 5 to 10 seconds. Repeat 10 times.\n",
    "1. **Plank (60s)**\n2. Wall sit 3x30 sec each side\n\n| Exercise | Reps |\n|---|---|\n| Squat | 10 |\n",
    "Do not do this if it hurts. Stop and see a doctor. Hold for ____ seconds, twice a day.",
)
HTML = (
    "<html><head><title>a</title></head><body><h1>Bridge</h1><ul><li>Lie down<li>Lift <b>hips</b></ul>"
    "<table><tr><td>a<td>b</table>"
)
ROWS = b'{"id": "a", "text": "Lift your leg."}\n{"html": "<p>Hold for 5 seconds.", "url": "http://a.b/"}\n\n[1]\n{\n'
WARC = (
    b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.b/\r\n"
    b"Content-Type: application/http\r\nContent-Length: 69\r\n\r\n"
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>Lift your leg.</p>   \r\n\r\n"
    b"WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: 14\r\n\r\nLift your leg.\r\n\r\n"
)


def _texts() -> Iterator[bytes]:
    """Yield texts as they are, and some in words (bytes that `wording` reads)."""
    for text in TEXTS:
        yield b"\x01" + text.encode()
        words = [VOCABULARY.index(word) for word in re.findall(r"\w+", text) if word in VOCABULARY]
        yield b"\x00" + bytes(words)


def _parquets() -> Iterator[bytes]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    for options in ({}, {"compression": "none", "use_dictionary": False}):
        file = io.BytesIO()
        pq.write_table(pa.table({"id": ["a", "b"], "text": list(TEXTS[:2])}), file, **options)
        yield file.getvalue()


def _packages() -> Iterator[bytes]:
    yield b"\x00" + TEXTS[0].encode()
    yield gzip.compress(TEXTS[0].encode(), mtime=0)


def _results() -> Iterator[bytes]:
    for name in ("catalogue.json", "sentences.jsonl", "articles.jsonl"):
        yield (written() / name).read_bytes()


TARGETS: dict[str, Target] = {
    "text": Target(_read_by(".txt"), lambda: (text.encode() for text in TEXTS)),
    "html": Target(_read_by(".html"), lambda: (HTML.encode(),)),
    "jsonl": Target(_read_by(".jsonl"), lambda: (ROWS,)),
    "parquet": Target(_read_by(".parquet"), _parquets, 4_000),
    "warc": Target(_read_by(".warc"), lambda: (WARC,)),
    "wet": Target(_read_by(".wet"), lambda: (WARC,)),
    "package": Target(_read_by(".txt.gz"), _packages),
    "rows": Target(_read_by(".jsonl.gz"), lambda: (b"\x00" + ROWS,)),
    "language": Target(language, _texts),
    "assembler": Target(assembler, _texts),
    "doses": Target(doses, _texts, 300),
    "movements": Target(movements, _texts),
    "files": Target(
        files, lambda: (b"\xff\xff".join((b"\0\1" + TEXTS[0].encode(), b"\2" + HTML.encode(), b"\3" + ROWS)),)
    ),
    "changed": Target(changed, lambda: (bytes(range(32)),), 32),
    "validator": Target(validator, _results, 8_000),
}
