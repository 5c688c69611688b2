from __future__ import annotations

import errno
import fcntl
import json
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
import typer
from typer.testing import CliRunner

from pipeline import cli, run
from pipeline.catalogue import HAS
from pipeline.engines import EngineError
from tests.test_run import STRETCH

if TYPE_CHECKING:
    from pathlib import Path

    from typer.testing import Result

runner = CliRunner()
COMMANDS = ("extract", "validate", "explain", "evaluate", "export", "report", "show", "diff")


def call(*words: object, status: int = 0, **more: object) -> Result:
    result = runner.invoke(cli.app, [str(word) for word in words], **more)  # type: ignore[arg-type]
    assert result.exit_code == status, result.output
    assert "Traceback" not in result.output
    return result


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("raw")
    for number in range(1, 5):
        (folder / f"a{number}.txt").write_text(STRETCH.format(number=number))
    return folder


@pytest.fixture(scope="module")
def out(raw: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("result") / "out"
    result = call("extract", raw, "--out", folder, "--workers", 1)
    assert re.search(r"articles read +4\b", result.stdout)
    assert str(folder / "catalogue.json") in result.stdout
    assert not result.stderr
    return folder


def test_every_command_has_help() -> None:
    listed = call("--help").stdout
    for name in COMMANDS:
        assert re.search(rf"^\W+{name} +[A-Z]", listed, re.MULTILINE)
        assert "Usage: " in call(name, "--help").stdout
    known = {command.callback.__name__ for command in cli.app.registered_commands if command.callback}
    assert known == set(COMMANDS)


def test_help_stands_alone() -> None:
    assert set(HAS) == set(cli._HAS)
    for name in COMMANDS:
        usage = next(line for line in call(name, "--help").stdout.splitlines() if "Usage:" in line)
        assert usage.split(f" {name} ")[1].isupper()
    assert "--path" not in call("export", "--help").stdout


def test_help_is_cheap() -> None:
    code = "import sys, pipeline.cli; sys.exit(len({'spacy', 'pandas', 'numpy'} & set(sys.modules)))"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_wrong_use_is_told_with_what_is_meant(raw: Path, tmp_path: Path) -> None:
    assert "--workers" in call("extract", raw, "--wrokers", 2, status=2).stderr
    assert "extract" in call("extrat", raw, status=2).stderr
    call("extract", raw, "--out", tmp_path / "out", "--workers", "0", status=2)
    call("extract", raw, "--out", tmp_path / "out", "--engine", "steam", status=2)
    assert "does not exist" in call("extract", tmp_path / "no", "--out", tmp_path / "out", status=2).stderr
    (tmp_path / "empty").mkdir()
    said = call("extract", tmp_path / "empty", "--out", tmp_path / "out", status=2).stderr
    assert "holds no articles: files that end in .txt .md .html .htm .jsonl" in said
    said = call("extract", raw / "a1.txt", "--out", tmp_path / "out", status=2).stderr
    assert "is a file: put it into a folder of its own" in said
    assert not (tmp_path / "out").exists()
    (tmp_path / "file").touch()
    assert "another OUT" in call("extract", raw, "--out", tmp_path / "file", status=2).stderr
    assert "another OUT" in call("extract", raw, "--out", raw / "." / "", status=2).stderr
    assert "--engine dask" in call("extract", raw, "--scheduler", "tcp://10.0.0.1:1", status=2).stderr
    assert "cannot reach foo://raw" in call("extract", "foo://raw", status=2).stderr
    assert "cannot reach foo://out" in call("extract", raw, "--out", "foo://out", status=2).stderr


def test_rejection_is_status_1_and_named(raw: Path, tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "good.txt").write_text((raw / "a1.txt").read_text())
    (tmp_path / "raw" / "empty\x1b[31m\u202e.txt").touch()
    result = call("extract", tmp_path / "raw", "--out", tmp_path / "o\u202eut", "--no-report", status=1)
    assert re.search(r"rejected +1 +see rejected.jsonl", result.stdout)
    assert not set("\x1b\u202e") & set(result.output)
    assert not (tmp_path / "o\u202eut" / "report.html").exists()


def test_validate(out: Path, tmp_path: Path) -> None:
    assert call("validate", out).stderr == f"exercise-catalogue: {out} is valid\n"
    (tmp_path / "alone").mkdir()
    (tmp_path / "alone" / "catalogue.json").write_bytes((out / "catalogue.json").read_bytes())
    said = call("validate", tmp_path / "alone").stderr
    assert said.endswith("is valid; its quotes were not checked: there is no articles.jsonl beside it\n")
    (tmp_path / "catalogue.json").write_text('{"schema_version": "0"}')
    assert "schema_version" in call("validate", tmp_path / "catalogue.json", status=1).stdout
    assert "cannot be read" in call("validate", tmp_path / "none.json", status=1).stdout


def test_explain_reads_words_or_standard_input() -> None:
    words = call("explain", "Hold for 30 seconds.").stdout
    assert "hold_rep" in words
    assert call("explain", "-", input="Hold for 30 seconds.").stdout == words
    assert call("explain", "-", input=b"Hold for 30 seconds \xff\xfe.").stdout
    assert call("explain", "Hold for 30 seconds \udcff.").stdout
    for nothing in ("", " \n"):
        assert "there is no text" in call("explain", nothing, status=2).stderr
        assert "there is no text" in call("explain", "-", input=nothing, status=2).stderr


def test_show_diff_export_report(out: Path, raw: Path, tmp_path: Path) -> None:
    assert "of" in call("show", out, "--position", "supine").stdout
    assert "no position" in call("show", out, "--position", "standig", status=2).stderr
    assert "that an extraction wrote" in call("show", tmp_path / "none", status=2).stderr
    assert "0 added" in call("diff", out, out / "catalogue.json").stdout
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a1.txt").write_text((raw / "a1.txt").read_text())
    call("extract", tmp_path / "raw", "--out", tmp_path / "out", "--no-report")
    assert '"gone"' in call("diff", out, tmp_path / "out", "--json", status=1).stdout
    assert "csv" in call("export", "cvs", out, status=2).stderr
    assert (tmp_path / "c.jsonld").as_posix() in call(
        "export", "jsonld", out, "--out", tmp_path / "c.jsonld"
    ).stdout
    assert (tmp_path / "c.jsonld").exists()
    call("export", "markdown", tmp_path / "out")
    assert (tmp_path / "out" / "handout.md").exists()
    assert "report.html" in call("report", tmp_path / "out").stdout
    assert (tmp_path / "out" / "report.html").exists()
    call("report", tmp_path / "none", status=2)
    said = call("export", "csv", out, "--out", tmp_path / "raw" / "a1.txt", status=2).stderr
    assert "csv writes a folder: choose another --out" in " ".join(said.replace("│", "").split())
    said = call("export", "jsonld", out, "--out", tmp_path, status=2).stderr
    assert "jsonld writes a file: choose another --out" in " ".join(said.replace("│", "").split())
    call("export", "jsonld", out, "--path", tmp_path / "old-spelling.jsonld")
    assert (tmp_path / "old-spelling.jsonld").exists()
    said = call("export", "csv", out, "--out", tmp_path / "raw" / "a1.txt" / "below", status=2).stderr
    assert said.startswith(f"exercise-catalogue: {tmp_path / 'raw' / 'a1.txt'}")
    assert not (tmp_path / "none").exists()


def test_evaluate(out: Path, tmp_path: Path) -> None:
    text = (out / "articles.jsonl").read_text().splitlines()[0]
    article = json.loads(text)
    gold = {"article": article["article"], "text": article["text"], "sentences": [], "exercises": []}
    (tmp_path / "gold").mkdir()
    (tmp_path / "gold" / "a1.json").write_text(json.dumps(gold))
    words = ("evaluate", out, tmp_path / "gold")
    assert "F1" in call(*words).stdout
    assert "confusion" in json.loads(call(*words, "--json", "--html", tmp_path / "page.html").stdout)
    assert (tmp_path / "page.html").exists()
    assert call("evaluate", out, tmp_path / "none", status=2).stderr


def test_failures_of_the_program_are_one_line(
    monkeypatch: pytest.MonkeyPatch, raw: Path, tmp_path: Path
) -> None:
    def fail(error: BaseException) -> None:
        def failing(*_: object) -> None:
            raise error

        monkeypatch.setattr(run, "run", failing)

    words = ("extract", raw, "--out", tmp_path / "out")
    fail(ZeroDivisionError("by\nzero"))
    said = call(*words, status=70).stderr
    assert len(said.splitlines()) == 1
    assert "ZeroDivisionError" in said
    fail(OSError(errno.EIO, "Input/output error"))
    said = call(*words, status=2).stderr
    assert said.startswith("exercise-catalogue: `extract` could not be finished: Input/output error")
    fail(OSError())
    assert "`extract` could not be finished" in call(*words, status=2).stderr
    monkeypatch.setenv("PIPELINE_DEBUG", "1")
    fail(OSError(errno.EIO, "Input/output error"))
    assert "Traceback" in runner.invoke(cli.app, [str(word) for word in words]).stderr
    fail(EngineError("no engine"))
    assert "no engine" in runner.invoke(cli.app, [str(word) for word in words]).stderr
    fail(KeyboardInterrupt())
    assert "go on" in call(*words, status=130).stderr
    fail(KeyboardInterrupt(143))
    call(*words, status=143)


def test_interrupt_elsewhere_and_a_reader_that_left(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(typer.Exit) as stop, cli.honest("show"):
        raise KeyboardInterrupt
    assert stop.value.exit_code == 130
    ours, theirs = os.pipe()
    monkeypatch.setattr(sys, "stdout", os.fdopen(theirs, "w"))
    with pytest.raises(typer.Exit) as stop, cli.honest("show"):
        raise BrokenPipeError
    assert stop.value.exit_code == 0
    os.close(ours)


def many(folder: Path) -> Path:
    folder.mkdir()
    for number in range(40):
        (folder / f"a{number:02}.txt").write_text(STRETCH.format(number=number) * 10)
    return folder


def start(raw: Path, out: Path, **more: object) -> subprocess.Popen[bytes]:
    words = [
        sys.executable,
        "-m",
        "pipeline",
        "extract",
        str(raw),
        "--out",
        str(out),
        "--no-report",
        "--shard-bytes",
        "1000",
    ]
    return subprocess.Popen(words, start_new_session=True, **more)  # type: ignore[call-overload, no-any-return]


def begun(out: Path) -> None:
    deadline = time.monotonic() + 20
    while not list(out.glob(".run/parts-*/*.part")) and time.monotonic() < deadline:
        time.sleep(0.02)


@pytest.mark.parametrize("number,status", [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_interrupted_run_says_how_to_go_on(tmp_path: Path, number: int, status: int) -> None:
    raw = many(tmp_path / "raw")
    process = start(raw, tmp_path / "out", stderr=subprocess.PIPE, stdout=subprocess.PIPE)
    begun(tmp_path / "out")
    os.killpg(process.pid, number)
    output, said = process.communicate(timeout=20)
    assert process.returncode == status
    assert said.decode() == "exercise-catalogue: interrupted; run the same command to go on\n"
    assert output == b""
    process = start(raw, tmp_path / "out", stdout=subprocess.PIPE)
    assert re.search(rb"from the run before", process.communicate()[0])


def test_an_impatient_interrupt_is_one_interrupt(tmp_path: Path) -> None:
    process = start(many(tmp_path / "raw"), tmp_path / "out", stderr=subprocess.PIPE, stdout=subprocess.PIPE)
    begun(tmp_path / "out")
    while process.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGINT)
        time.sleep(0.002)
    _, said = process.communicate(timeout=20)
    assert process.returncode == 130
    assert said.decode() == "exercise-catalogue: interrupted; run the same command to go on\n"


def test_what_is_ignored_from_the_start_stays_so() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    old = signal.getsignal(signal.SIGINT)
    try:
        with cli.honest("show"):
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
            assert signal.getsignal(signal.SIGINT) is not old
    finally:
        signal.signal(signal.SIGHUP, before)
    assert signal.getsignal(signal.SIGINT) is old


def test_progress_only_on_a_terminal(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    process = start(many(tmp_path / "raw"), tmp_path / "out", stderr=theirs, stdout=subprocess.PIPE)
    os.close(theirs)
    seen = b""
    while True:
        try:
            seen += os.read(ours, 1 << 16)
        except OSError:
            break
    assert process.wait() == 0
    assert re.search(rb"\d+ articles, [\d,]+/s", seen)
    assert b"\x1b" not in process.stdout.read()  # type: ignore[union-attr]


def test_module_and_installed_command_are_the_same(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["anything", "--help"])
    with pytest.raises(SystemExit) as stop:
        cli.main()
    assert stop.value.code == 0
    assert "exercise-catalogue" in capsys.readouterr().out
