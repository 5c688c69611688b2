"""Feed broken input to every target: ``python -m fuzz --seconds 60 [TARGET …]``.

With atheris the targets are instrumented, and inputs are grown by what code they reach; where there is no atheris they are
changed at random. Either way inputs start from ``tests/corpus/TARGET`` and the target's own seeds. What breaks a promise is
kept as ``crash-TARGET-…``, the next targets go on, and the exit status is 1.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import importlib.util
import pkgutil
import random
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fuzz.targets import Target

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "tests" / "corpus"
STUCK = 30
"""Seconds after which an input counts as one that never ends."""


def main() -> int:
    """Fuzz the targets one after the other; return the exit status."""
    options = _options()
    if options.only:
        return _only(options.only, options.seconds, options.seed)
    from fuzz.targets import TARGETS

    if unknown := set(options.targets) - TARGETS.keys():
        print(f"no target {', '.join(sorted(unknown))}; there are {', '.join(TARGETS)}", file=sys.stderr)
        return 2
    before = set(Path.cwd().glob("crash-*"))
    total = 0
    for name in options.targets or TARGETS:
        # Each in a process of its own: instrumented when it is imported, ended by what it cannot survive.
        command = [sys.executable, "-m", "fuzz", "--only", name, "--seconds", str(options.seconds)]
        command += ["--seed", str(options.seed)]
        done = subprocess.run(command, stderr=subprocess.PIPE, text=True, errors="replace", check=False)
        runs = re.findall(r"(?:number_of_executed_units: |^#)(\d+)", done.stderr, re.MULTILINE)
        count = int(runs[-1]) if runs else 0
        total += count
        print(f"{name:12}{count:12,} inputs  {'ok' if not done.returncode else 'FAILED'}", flush=True)
        if done.returncode:
            print(done.stderr[-3_000:], file=sys.stderr)
    found = sorted(set(Path.cwd().glob("crash-*")) - before)
    print(f"{'all':12}{total:12,} inputs  {len(found)} broke a promise")
    for path in found:
        print(
            f"  {path.name}: put it below {CORPUS.relative_to(ROOT)}/TARGET, and its test fails until it is mended"
        )
    return bool(found)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__.partition("\n")[0])
    parser.add_argument("targets", nargs="*", metavar="TARGET", help="default: all of them")
    parser.add_argument("--seconds", type=int, default=60, help="for each target (default 60)")
    parser.add_argument(
        "--seed", type=int, default=0, help="another number gives other inputs (default: the time)"
    )
    parser.add_argument("--only", help=argparse.SUPPRESS)
    return parser.parse_args()


def _only(name: str, seconds: int, seed: int) -> int:
    """Fuzz one target in this process."""
    if importlib.util.find_spec("atheris"):
        return _with_atheris(name, seconds, seed)
    from fuzz.targets import TARGETS

    return _at_random(name, TARGETS[name], seconds, seed)


def _with_atheris(name: str, seconds: int, seed: int) -> int:
    import atheris

    with atheris.instrument_imports(include=["pipeline"]):
        import pipeline
        from fuzz.targets import TARGETS

        # Also what is only imported where it is used.
        for module in pkgutil.walk_packages(pipeline.__path__, "pipeline."):
            if not module.name.endswith(("__main__", "preload")):
                importlib.import_module(module.name)
    target = TARGETS[name]
    with tempfile.TemporaryDirectory() as grown:
        for number, data in enumerate(_seeds(name, target)):
            Path(grown, f"seed{number}").write_bytes(data)
        arguments = [
            *(
                f"-max_total_time={seconds}",
                f"-max_len={target.longest}",
                f"-timeout={STUCK}",
                f"-seed={seed}",
            ),
            *("-rss_limit_mb=4096", f"-artifact_prefix={Path.cwd()}/crash-{name}-", "-print_final_stats=1"),
        ]
        atheris.Setup([sys.argv[0], *arguments, grown], target.run)
        atheris.Fuzz()
    return 0


def _seeds(name: str, target: Target) -> Iterator[bytes]:
    yield from (path.read_bytes() for path in sorted((CORPUS / name).glob("*")))
    yield from target.seeds()


def _at_random(name: str, target: Target, seconds: int, seed: int) -> int:
    """Change inputs at random, and keep none; without instrumentation nothing tells which are worth it."""
    dice = random.Random(seed or time.time_ns())
    seeds = list(_seeds(name, target))
    end = time.monotonic() + seconds
    count = 0
    try:
        while time.monotonic() < end:
            data = _changed(dice, seeds)[: target.longest]
            count += 1
            try:
                target.run(data)
            except Exception:
                digest = hashlib.sha256(data).hexdigest()
                Path(f"crash-{name}-{digest[:40]}").write_bytes(data)
                raise
    finally:
        print(f"#{count} inputs", file=sys.stderr)
    return 0


def _changed(dice: random.Random, seeds: list[bytes]) -> bytes:
    """Return one of the seeds with some pieces changed, doubled, taken out or put in from another."""
    data = bytearray(dice.choice(seeds))
    for _ in range(dice.randint(1, 12)):
        start = dice.randint(0, len(data))
        end = min(len(data), start + dice.choice((1, 1, 2, 4, 16, 64)))
        other = dice.choice(seeds)
        at = dice.randint(0, len(other))
        piece = dice.choice(
            (
                b"",
                dice.randbytes(end - start),
                data[start:end] * dice.choice((2, 10)),
                other[at : at + end - start],
            )
        )
        data[start : dice.choice((start, end))] = piece
    return bytes(data)


if __name__ == "__main__":
    sys.exit(main())
