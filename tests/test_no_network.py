"""Nothing is fetched, sent or started behind the user's back: neither by a run, nor by an import."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

import pytest

from pipeline.export import FORMATS
from tests.test_properties import check

if TYPE_CHECKING:
    from pathlib import Path

# Python imports this module at the start of each process, also of workers: what it forbids is written down, so that
# nobody can try in secret.
WATCH = """
import os, sys
def watch(event, arguments):
    # Among our own processes an address is a name; elsewhere it is a pair.
    outward = event in ("socket.connect", "socket.sendto", "socket.sendmsg") and isinstance(arguments[1], tuple)
    if outward or event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "urllib.Request"):
        with open(os.environ["WATCH_LOG"], "a") as log:
            log.write(f"{event} {arguments!r}\\n")
        raise OSError("there is no network")
sys.addaudithook(watch)
"""
ARTICLE = """# Bridge

See [the clinic](http://example.org/bridge). Lie on your back. Lift your hips and hold for 5 seconds. Repeat 10 times.
"""
PAGE = """<html><head><link rel="canonical" href="http://example.org/a"><link rel=stylesheet href="http://example.org/a.css">
<base href="http://example.org/"><script src="http://example.org/a.js"></script></head><body>
<img src="http://example.org/a.png"><iframe src="http://example.org/b"></iframe><p>Lift one leg and hold for 5 seconds.
"""
XML = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "http://example.org/b">]><p>Lift one leg. &b;</p>'


@pytest.fixture
def watched(tmp_path: Path) -> dict[str, str]:
    """An environment in which Python has no network, and says so if it is asked for."""
    (tmp_path / "watch").mkdir()
    (tmp_path / "watch" / "sitecustomize.py").write_text(WATCH)
    paths = [str(tmp_path / "watch"), os.environ.get("PYTHONPATH", "")]
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, paths)),
        "WATCH_LOG": str(tmp_path / "log"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def test_the_watch_sees_what_it_should(watched: dict[str, str], tmp_path: Path) -> None:
    code = "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9/')"
    done = subprocess.run([sys.executable, "-c", code], env=watched, capture_output=True, check=False)
    assert b"there is no network" in done.stderr
    assert (tmp_path / "log").read_text()


def test_every_command_works_without_a_network(watched: dict[str, str], tmp_path: Path) -> None:
    raw, out = tmp_path / "raw", tmp_path / "out"
    raw.mkdir()
    (raw / "article.md").write_text(ARTICLE)
    (raw / "page.html").write_text(PAGE)
    (raw / "xml.html").write_text(XML)
    (raw / "row.jsonl").write_text(json.dumps({"id": "row", "url": "http://example.org/row", "html": PAGE}))
    # A machine without even its own network, where that can be had.
    alone = shutil.which("unshare") and not subprocess.run(["unshare", "-rn", "true"], check=False).returncode
    command = [*(["unshare", "-rn"] if alone else []), sys.executable, "-m", "pipeline"]
    exports = (["export", name, str(out), "--out", str(tmp_path / f"to-{name}")] for name in FORMATS)
    for arguments in (
        ["extract", str(raw), "--out", str(out), "--workers", "2"],
        ["validate", str(out)],
        ["report", str(out)],
        ["show", str(out)],
        ["diff", str(out), str(out)],
        ["explain", "Lift one leg."],
        *exports,
    ):
        done = subprocess.run([*command, *arguments], env=watched, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
    assert not (tmp_path / "log").exists()
    # The page that is made asks for nothing either.
    page = (out / "report.html").read_text()
    assert "default-src 'none'" in page
    assert not re.search(r"<(?:img|script|iframe|link|object|embed|base)\b[^>]*\b(?:src|href)=", page)


IMPORTS = """
import importlib, pkgutil, sys, threading
seen = []
def watch(event, arguments):
    if event in ("subprocess.Popen", "os.system", "os.exec", "os.fork", "os.posix_spawn", "socket.connect",
                 "os.remove", "os.rename", "os.mkdir", "shutil.rmtree"):
        seen.append((event, str(arguments)[:200]))
    if event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
        seen.append((event, str(arguments)[:200]))
sys.addaudithook(watch)
import pipeline
print(sorted({name.partition(".")[0] for name in sys.modules} - set(sys.stdlib_module_names)))
for module in pkgutil.walk_packages(pipeline.__path__, "pipeline."):
    if not module.name.endswith(("__main__", "preload")):
        importlib.import_module(module.name)
print(seen, [thread.name for thread in threading.enumerate()])
"""


def test_importing_starts_nothing_and_writes_nothing(root: Path) -> None:
    command = [sys.executable, "-S", "-c", IMPORTS]
    paths = [str(root), *(path for path in sys.path if path.endswith("site-packages"))]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": os.pathsep.join(paths)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    first, last = done.stdout.splitlines()
    # `import pipeline` brings no package of others.
    assert set(json.loads(first.replace("'", '"'))) <= {"pipeline", "__main__", "__mp_main__"}
    assert last == "[] ['MainThread']"


def test_no_installed_package_can_put_itself_into_the_pipeline() -> None:
    groups = entry_points().groups
    ours = {"spacy", "spacy-legacy", "spacy-loggers", "srsly", "thinc"}
    others = {
        point.dist.name
        for group in groups
        if group.startswith(("spacy_", "thinc_"))
        for point in entry_points(group=group)
        if point.dist is not None
    }
    assert others <= ours


def test_articles_are_data() -> None:
    # What would be run, filled in or formatted by a program that takes texts for more than texts.
    for text in (
        "{{ 7 * 7 }} {% include 'x' %}",
        "__import__('os').system('x')",
        "%(x)s {0.x} $x `x`",
        "!!python/object:x",
    ):
        check(f"# {text}\n\nLift one leg. {text} Hold for 5 seconds.")
