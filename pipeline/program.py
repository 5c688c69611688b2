"""Which program this is, and by which rules it works: parts of another one are not to be mixed with ours."""

from __future__ import annotations

import hashlib
import platform
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_HOME = Path(__file__).parent
_KINDS = {".py", ".toml", ".json", ".txt"}
_PACKAGES = ("spacy", "resiliparse", "fastwarc", "orjson", "jsonschema-rs")


@cache
def versions() -> dict[str, str]:
    """Return the versions of what has a say in the result."""
    return {"python": platform.python_version(), **{name: metadata.version(name) for name in _PACKAGES}}


@cache
def program() -> str:
    """Return a hash over this package (code, rules, vocabulary) and the versions of what it stands on."""
    return _hash(repr(versions()), (path for path in _HOME.rglob("*") if path.suffix in _KINDS))


@cache
def rules() -> str:
    """Return a hash over the rules, what words say and the vocabulary: another one where any of it was changed."""
    learned = _HOME / "rules" / "wording.json"
    return _hash("", (*_HOME.glob("rules/*.toml"), learned, *_HOME.glob("vocabulary/*.json")))


def _hash(said: str, paths: Iterable[Path]) -> str:
    digest = hashlib.sha256(said.encode())
    for path in sorted(paths):
        digest.update(f"{path.relative_to(_HOME)} {path.stat().st_size} ".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
