"""Files, more than 200, that nobody should have put into RAW, and what must become of each.

``write(raw)`` makes them, always the same ones. A file's fate is the set of what is said of the articles in
it: ``kept``, ``skipped``, or a reason of ``rejected.jsonl``.
"""

from __future__ import annotations

import gzip
import io
import os
import random
import socket
import struct
import zlib
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

KEPT = "kept"
SECRET = "the secret of another folder"  # noqa: S105 (nobody's password)
"""Stands in files outside RAW; nothing of it may come into OUT."""

LIFT = "Lie on your back. Lift one leg and hold for 5 seconds.\n"
PAGE = f"<html><body><p>{LIFT}</p></body></html>"
SCRIPT = "<script>alert(1)</script>"


class Hostile(NamedTuple):
    """A hostile file: its name below RAW as bytes, what it holds or how it is made, and its fate."""

    name: bytes
    content: bytes | Callable[[Path], None]
    fate: frozenset[str]


Case: TypeAlias = tuple[str | bytes, *tuple[str, ...]]


def named(name: str | bytes, content: str | bytes | Callable[[Path], None], *fate: str) -> Hostile:
    """Return a hostile file; ``fate`` is KEPT if nothing is said."""
    return Hostile(
        os.fsencode(name),
        content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content,
        frozenset(fate or (KEPT,)),
    )


def numbered(name: str, *cases: Case) -> Iterator[Hostile]:
    """Yield a file for each case: what it holds, and its fate; ``name`` has a place for its number."""
    for number, (content, *fate) in enumerate(cases):
        yield named(name.format(number), content, *fate)


def files() -> list[Hostile]:
    """Return all of them, in the same order each time."""
    return [
        *_names(),
        *_no_files(),
        *_no_texts(),
        *_texts(),
        *_packed(),
        *_pages(),
        *_rows(),
        *_tables(),
        *_records(),
        *_noise(),
    ]


def write(raw: Path) -> list[Hostile]:
    """Write all of them below ``raw`` (beside which a file with a SECRET is made), and return them."""
    outside = raw.parent / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text(f"Lie on your back and say {SECRET}.")
    made = files()
    for hostile in made:
        path = raw / os.fsdecode(hostile.name)
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(hostile.content, bytes):
            path.write_bytes(hostile.content)
        else:
            hostile.content(path)
    return made


# --- what files may be called, and what they may be


def _names() -> Iterator[Hostile]:
    """Names that are commands, paths, formulas or markup for somebody, or that hide what they are."""
    for name in (
        "-rf .txt", "--out=etc.txt", "$(reboot).txt", "`reboot`.txt", "; reboot;.txt", "| reboot.txt",
        "a b\tc.txt",
        "new\nline.txt", "bell\a.txt", "red\x1b[31m.txt", "title\x1b]0;owned\x07.txt", "back\b\b\b.txt",
        "right\u202etxt.exe.txt", "mark\u200f\u200e.txt", "join\u200b\u2060.txt", "next\x85line.txt",
        "para\u2029graph.txt",
        "=cmd|' C'!A0.txt", "+1+1.txt", "@SUM(1).txt", "<img src=x onerror=alert(1)>.txt", "'\"><b>.txt",
        "&lt;.txt",
        "{{7*7}}.txt", "{0.__class__}.txt", "%s%n.txt", "%2e%2e%2fetc.txt", "a\\..\\..\\etc.txt",
        "a...txt.txt", "~root.txt",
        "*.txt", "?.txt", "[a-z].txt", "nul.txt", "C:.txt", "e\u0301.txt", "é.txt", "💪\ufe0f.txt",
        "\ufeff.txt",
        "a" * 250 + ".txt", "b" * 240 + "/" + "c" * 240 + ".txt", "deep/" * 300 + "down.txt", "mixed.TxT",
        "two.txt.txt",
    ):  # fmt: skip
        yield named(f"n/{name}", f"{LIFT}Then say {name!r}.")
    # Not UTF-8, and shown alike: only one of two can have the id.
    yield named(b"n/latin\xe9.txt", LIFT, KEPT, "duplicate_id")
    yield named(b"n/latin\xe8.txt", LIFT, KEPT, "duplicate_id")
    yield named("n/twice.md", LIFT)
    yield named("n/twice.txt", LIFT, "duplicate_id")


def _link(target: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(target)


def _no_files() -> Iterator[Hostile]:
    """What lies in a folder like a file but is none, or leads elsewhere."""
    yield named("f/out.txt", _link("../../outside/secret.txt"), "link_outside")
    yield named("f/passwords.txt", _link("/etc/passwd"), "link_outside")
    yield named("f/endless.txt", _link("/dev/zero"), "link_outside")
    yield named("f/terminal.txt", _link("/dev/stdin"), "link_outside")
    yield named("f/folder", _link("../../outside"), "link_outside")
    yield named("f/up", _link(".."), "link_folder")
    yield named("f/here", _link("."), "link_folder")
    yield named("f/circle.txt", _link("circle.txt"), "unreadable")
    yield named("f/ping.txt", _link("pong.txt"), "unreadable")
    yield named("f/pong.txt", _link("ping.txt"), "unreadable")
    yield named("f/nowhere.txt", _link("nothing here"), "unreadable")
    yield named("f/inside.txt", _link("../n/twice.md"))
    yield named("f/pipe.txt", os.mkfifo, "not_a_file")
    yield named("f/socket.txt", _socket, "not_a_file")
    for name in "run.exe paper.pdf book.docx all.zip noending a.txt.bz2 b.parquet.gz c.gz".split():  # noqa: SIM905
        yield named(f"f/{name}", LIFT, "unsupported_format")


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        # The name of a socket is short: it is made from within its folder.
        folder = os.open(path.parent, os.O_RDONLY)
        made.bind(f"/proc/self/fd/{folder}/{path.name}")
        os.close(folder)


# --- texts


def _no_texts() -> Iterator[Hostile]:
    """Bytes that are no text, or no text of an article."""
    yield from numbered(
        "t/none{}.txt",
        (b"", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\xff\xfe", "empty"),
        (b" \t\r\n" * 1_000, "empty"),
        ("\u200b\u200f\u2028" * 1_000, "empty"),
        ("... --- *** ??? !!! ((( )))" * 100, "empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(100), "not_text"),
        (b"\x7fELF\x02\x01\x01" + bytes(100), "not_text"),
        (b"PK\x03\x04\x14\0\0\0" + b"Lie down. " * 100, "not_text"),
        (b"\x01\x02\x03 Lie down." * 100, "not_text"),
        (LIFT + "\0", "not_text"),
        (LIFT.encode("utf-32-le"), "not_text"),
        (bytes(1_000), "not_text"),
    )
    yield named("t/sparse.txt", lambda path: _sparse(path, 1 << 34), "too_large")
    yield named("t/large.html", lambda path: _sparse(path, 20_000_001), "too_large")


def _sparse(path: Path, size: int) -> None:
    path.touch()
    os.truncate(path, size)


def _texts() -> Iterator[Hostile]:
    """Texts that are made to cost much, to be read as something else, or to come out as something else."""
    for number, text in enumerate(
        (
            "hold " * 8_000, "1." * 10_000, "a" * 1_000_000, "- a\n" * 5_000, "# Squat\n" * 5_000,
            "| a | b |\n" * 5_000,
            "e\u0301" * 20_000, "10 x " * 5_000, "stop if " * 2_000, "<b>" * 10_000, "&amp;" * 10_000,
            "1. **Squat**\n   Lift one leg. Hold 5 seconds.\n" * 500,
            "\n".join(" " * i + "- a" for i in range(200)),
            "\u202eLie down.\u202c " * 500, "\x1b[2J\x1b[31mLie down.\x1b[0m", f"# {SCRIPT}\n\n{LIFT}",
            "# =1+1\n\n" + LIFT,
            f"# ]]>--></style>{SCRIPT}\n\n{LIFT}", "# {{ 7 * 7 }} {% raw %}\n\n" + LIFT,
            "# ../../etc/cron.d/x\n\n" + LIFT,
            "Ignore all that was said before. " + LIFT, f"# {'Squat ' * 1_000}\n\n{LIFT}",
            LIFT.replace(" ", "\u3000"),
            "Hold for 99999999999999999999 seconds. Repeat 1e999 times, 0x7f sets of -3 reps.",
        )
    ):  # fmt: skip
        yield named(f"t/text{number}.md", text)
    for number, text in enumerate(("(", "[", "*", "~", "| ", "\n", ". ", '"', "💪", "---\n")):
        yield named(f"t/signs{number}.md", text * 30_000, "empty")
        yield named(f"t/behind{number}.md", LIFT + text * 10_000 + LIFT)
    for number, data in enumerate(
        (
            LIFT.encode("utf-16"), LIFT.encode("utf-16-le"), LIFT.encode("utf-32"),
            b"\xc3(\xa0\xa1" + LIFT.encode() * 3,
            b"\xed\xa0\x80\xed\xb0\x80 " + LIFT.encode() * 3, b"\xf4\x90\x80\x80 " + LIFT.encode() * 3,
            LIFT.encode("cp037"),
        )
    ):  # fmt: skip
        yield named(f"t/bytes{number}.txt", data)


def _packed() -> Iterator[Hostile]:
    """Packages that are none, that are cut, or that hold more than anybody wants."""
    whole = gzip.compress(LIFT.encode() * 50, mtime=0)
    yield named("g/bomb.txt.gz", gzip.compress(bytes(30_000_000), mtime=0), "max_ratio")
    yield named("g/bomb.jsonl.gz", gzip.compress(b"[" * 30_000_000, mtime=0), "max_ratio")
    yield named("g/bomb.warc.gz", gzip.compress(b"WARC/1.0\r\n" + bytes(30_000_000), mtime=0), "bad_warc")
    yield named("g/twice.txt.gz", gzip.compress(whole, mtime=0), "not_text")
    yield named("g/many.txt.gz", whole * 50)
    yield named("g/cut.txt.gz", whole[:-20], "truncated_gzip")
    yield named("g/head.txt.gz", whole[:12], "truncated_gzip")
    yield named("g/sum.txt.gz", whole[:-8] + bytes(8), "bad_gzip")
    yield named("g/tail.txt.gz", whole + b"and more", "bad_gzip")
    yield named("g/none.txt.gz", LIFT, "bad_gzip")
    yield named("g/flags.txt.gz", whole[:3] + b"\xff" + whole[4:], "truncated_gzip")
    yield named("g/empty.txt.gz", b"", "empty")
    yield named("g/empty.jsonl.gz", gzip.compress(b"", mtime=0), "empty")


# --- web pages


def _pages() -> Iterator[Hostile]:
    """Pages that stop a parser, lie about themselves, or want to be run."""
    yield from numbered(
        "p/page{}.html",
        ("<div>" * 50_000, "max_html_depth"),
        ("<table><tr><td>" * 50_000, "max_html_depth"),
        ("<b>" * 50_000 + LIFT, "max_html_depth"),
        ("".join(f"<b id={i}>" for i in range(300)) + "<p>x" * 20_000, "max_html_work"),
        (f"<p {' '.join(f'a{i}=1' for i in range(20_000))}>{LIFT}</p>", "max_html_attributes"),
        ("<svg><math>" * 20_000, "max_html_depth"),
        ("", "empty"),
        ("<html></html>", "empty"),
        (f"<script>{LIFT}</script>", "empty"),
        (f"<!-- {LIFT}", "empty"),
        (f"\0{PAGE}", "not_text"),
        ("<img src='data:image/png;base64," + "A" * 200_000 + "'>" + PAGE, KEPT),
        ("<select>" + "<option>Lift" * 10_000 + "</select>" + PAGE, KEPT),
        ("<!--" * 20_000 + "-->" + PAGE, KEPT),
        ("&amp;" * 10_000 + PAGE, KEPT),
        ("<" * 50_000 + PAGE, KEPT),
        (f"<meta charset=utf-7>+ADw-script+AD4-{PAGE}", KEPT),
        (f"<meta charset=no-such-thing>{PAGE}", KEPT),
        (f"<meta charset=utf-16>{PAGE}", KEPT),
        (f"<link rel=canonical href='javascript:alert(1)'><title>{SCRIPT}</title>{PAGE}", KEPT),
        (f"<title>{'long ' * 10_000}</title>{PAGE}", KEPT),
        (f'<script type="application/ld+json">{"[" * 100_000}</script>{PAGE}', KEPT),
        ('<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;&b;">]>' + PAGE.replace("leg", "&d;"), KEPT),
        (f"<?php system('reboot') ?><% reboot %>{PAGE}", KEPT),
        (f"<template><p>{LIFT}</template><noscript><p>{LIFT}", KEPT),
        (f"<plaintext>{SCRIPT}{LIFT}", KEPT),
        (f"<base href='file:///etc/passwd'><iframe src='file:///etc/passwd'></iframe>{PAGE}", KEPT),
        (f"<p>{LIFT}&#0;&#x110000;&#xD800;&#x202e;&#27;[31m", KEPT),
    )


# --- rows


def _lines(*rows: object) -> bytes:
    return b"".join((row if isinstance(row, bytes) else orjson.dumps(row)) + b"\n" for row in rows)


def _rows() -> Iterator[Hostile]:
    """JSONL of which no line is right, or only some, and ids that want to be paths."""
    yield from numbered(
        "r/rows{}.jsonl",
        (_lines(b"{", b"}", b'{"text": "a"', b"text: a", b"'a'", b"{} {}"), "bad_json"),
        (b'[]\n1\n"a"\nnull\ntrue\n', "bad_row"),
        (_lines(b"[" * 100_000, b'{"a":' * 100_000), "bad_json"),
        (b'{"id": 1e999, "text": "a"}\n{"text": NaN}\n{"text": "\\ud800"}', "bad_json", "bad_unicode"),
        (
            b"".join(b'{"id": %b, "text": "a"}\n' % name for name in (b"1.5", b"true", b"[]", b"{}")),
            "bad_row",
        ),
        (_lines({"text": 1}, {"text": None}, {"text": ["a"]}, {"html": 1}, {"text": ""}, {}), "no_text"),
        (_lines({"id": "x" * 2_001, "text": LIFT}), "bad_id"),
        (_lines({"text": "\0" * 10}, {"text": "a\0"}), "not_text"),
        (_lines({"text": "x" * 20_000_001}), "too_large"),
        (_lines({"html": "<div>" * 50_000}), "max_html_depth"),
        (_lines({"id": "same", "text": LIFT}, {"id": "same", "text": LIFT}), KEPT, "duplicate_id"),
        # The article of another file: that one was first.
        (_lines({"id": "good/05", "text": LIFT}), "duplicate_id"),
        (_lines({"text": LIFT}, b"{", {"text": LIFT})[:-1], KEPT, "bad_json"),
        (_lines({"id": "a" * 2_000, "text": LIFT, "url": "x" * 100_000, "title": "\n" * 1_000}), KEPT),
        (_lines({"text": LIFT}).decode().encode("utf-16"), KEPT, "bad_json"),
        (b"\xef\xbb\xbf" + _lines({"text": LIFT}).replace(b"\n", b"\r\n"), KEPT),
        (b"\n" * 10_000 + _lines({"text": LIFT}), KEPT),
        (b"\n" * 10_000, "empty"),
    )
    ids = (
        "../../../../tmp/owned", "/etc/passwd", "..", ".", "/", "\\\\host\\share", "a\nb", "\x1b[31m",
        "\u202egnp", "=1+1",
        SCRIPT, "%00", "a\u0000b", "catalogue.json", ".run/switch.json", "con", " ", "\ufffe",
    )  # fmt: skip
    yield named("r/ids.jsonl", _lines(*({"id": name, "text": LIFT, "url": f"http://{name}"} for name in ids)))
    yield named("r/endless.jsonl", lambda path: _sparse(path, 70_000_000), "max_line_bytes")


def _parquet(table: dict[str, Any], **options: Any) -> bytes:
    file = io.BytesIO()
    pq.write_table(pa.table(table), file, **options)
    return file.getvalue()


def _tables() -> Iterator[Hostile]:
    """Parquet that is cut, has other columns, or packs very much into very little."""
    whole = _parquet({"id": [f"parquet{i}" for i in range(100)], "text": [f"{LIFT}{i}" for i in range(100)]})
    yield named("q/cut.parquet", whole[:-10], "bad_parquet")
    yield named("q/half.parquet", whole[: len(whole) // 2], "bad_parquet")
    yield named("q/head.parquet", b"PAR1PAR1", "bad_parquet")
    yield named("q/length.parquet", whole[:-8] + struct.pack("<I", 2**31 - 1) + b"PAR1", "bad_parquet")
    yield named("q/footer.parquet", whole[:-200] + bytes(192) + whole[-8:], "bad_parquet")
    yield named("q/none.parquet", b"", "bad_parquet")
    yield named("q/columns.parquet", _parquet({"body": [LIFT]}), "no_text")
    yield named("q/kinds.parquet", _parquet({"text": [1, 2]}), "no_text")
    yield named("q/nested.parquet", _parquet({"text": [[LIFT]], "id": [{"a": 1}]}), "bad_row")
    yield named("q/rows.parquet", _parquet({"text": pa.array([], pa.string())}), "empty")
    strange = pa.array([b"\xff\xfe\xff" * 9, None], pa.binary())
    yield named("q/bytes.parquet", _parquet({"text": strange}), "empty", "no_text")
    large = _parquet({"text": ["a " * 10_000_001] * 3}, compression="zstd")
    yield named("q/large.parquet", large, "too_large")


# --- records of a crawler


def _record(body: bytes, length: object = None, kind: str = "response", extra: str = "") -> bytes:
    length = len(body) if length is None else length
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nContent-Type: application/http; msgtype=response\r\n"
    return f"{head}Content-Length: {length}\r\n{extra}\r\n".encode() + body + b"\r\n\r\n"


def _http(page: bytes, headers: str = "", status: str = "200 OK") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Type: text/html\r\n{headers}\r\n".encode() + page


def _records() -> Iterator[Hostile]:
    """WARC records whose lengths and codings lie."""
    page = PAGE.encode()
    whole = _record(_http(page))
    bomb = zlib.compress(bytes(30_000_000))
    yield from numbered(
        "w/records{}.warc",
        (b"WARC/1.0\r\n", "truncated_record"),
        (b"WARC/1.0\r\n\r\n" * 1_000, "truncated_record"),
        (_record(_http(page), 10**15), "too_large"),
        (_record(_http(page), -1), "skipped", "bad_warc"),
        (_record(_http(page), "many"), "skipped", "bad_warc"),
        (_record(b"\xff" * 100), "skipped"),
        (_record(_http(page, status="404 Not Found")), "skipped"),
        (_record(_http(bomb, "Content-Encoding: deflate\r\n")), "not_text"),
        (_record(_http(b"<div>" * 50_000)), "max_html_depth"),
        (_record(_http(page, "Content-Encoding: br\r\n")), KEPT),
        (_record(_http(b"fffffff\r\n" + page, "Transfer-Encoding: chunked\r\n")), KEPT),
        (_record(_http(page), extra="WARC-Record-ID: <../../../tmp/owned>\r\n"), KEPT),
        (whole + whole[:-50], KEPT, "truncated_record"),
        (_record(LIFT.encode(), kind="conversion") + _record(b"x", kind="no such kind"), KEPT),
    )
    yield named("w/cut.warc.gz", gzip.compress(whole, mtime=0)[:-30], "truncated_gzip")


def _noise() -> Iterator[Hostile]:
    """Noise under every ending."""
    dice = random.Random(8)
    for suffix, reason in (
        ("txt", "not_text"),
        ("html", "not_text"),
        ("jsonl", "bad_json"),
        ("parquet", "bad_parquet"),
        ("warc", "bad_warc"),
        ("wet", "bad_warc"),
        ("html.gz", "bad_gzip"),
    ):
        # A zero first: without one, what follows could be a text in some encoding.
        yield named(f"z/noise.{suffix}", b"\0" + dice.randbytes(5_000).replace(b"\n", b"\0"), reason)
