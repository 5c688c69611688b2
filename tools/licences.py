"""Print every pinned package and its licence, as Markdown: `make licences` writes it to docs/licences.md."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PARTS = {
    "run": "What the pipeline runs on",
    "dev": "What tests, checks and the Dask engine need besides",
    "tools": "What fuzzing, mutation testing and audits need besides",
}
# These say nothing in their metadata; read in the licence file that the package or its source carries.
READ = {"atheris": "Apache-2.0", "axe-playwright-python": "MIT"}
HEAD = """# Licences of what is installed

Written by `make licences` from the pinned packages of `requirements/*.lock`; the licence is what each package
says of itself. The project's own licence is MIT. `axe-playwright-python` carries axe-core (MPL-2.0):
only tests use it.
"""


def locked(name: str) -> set[str]:
    """The package names in a lock file, in canonical form."""
    text = (ROOT / "requirements" / f"{name}.lock").read_text(encoding="utf-8")
    return {canonical(found) for found in re.findall(r"^([A-Za-z0-9._-]+)==", text, re.MULTILINE)}


def canonical(name: str) -> str:
    """A package name in the form in which the locks compare."""
    return re.sub(r"[-_.]+", "-", name).lower()


def installed() -> dict[str, tuple[str, str]]:
    """Version and licence of each installed package, by canonical name."""
    command = [sys.executable, "-m", "piplicenses", "--format=json", "--from=mixed", "--with-system"]
    listed = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    said = {canonical(entry["Name"]): (entry["Version"], entry["License"]) for entry in listed}
    return said | {name: (said[name][0], licence) for name, licence in READ.items() if name in said}


def main() -> None:
    """Print the list; packages for other platforms than this one are named without a licence."""
    found = installed()
    done: set[str] = set()
    print(HEAD)
    for lock, title in PARTS.items():
        names = sorted(locked(lock) - done)
        done.update(names)
        print(f"## {title}\n\n| package | version | licence |\n| --- | --- | --- |")
        for name in names:
            version, licence = found.get(name, ("", "not installed on this platform"))
            print(f"| {name} | {version} | {' '.join(licence.split())} |")
        print()


if __name__ == "__main__":
    main()
