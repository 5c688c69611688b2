"""Which program this is: parts that another one made are not to be mixed with ours."""

from __future__ import annotations

import hashlib
import platform
from functools import cache
from importlib import metadata
from pathlib import Path

_KINDS = {".py", ".toml", ".json", ".txt"}
_PACKAGES = ("spacy", "resiliparse", "fastwarc", "orjson", "jsonschema-rs")


@cache
def versions() -> dict[str, str]:
    """Return the versions of what has a say in the result."""
    return {"python": platform.python_version(), **{name: metadata.version(name) for name in _PACKAGES}}


@cache
def program() -> str:
    """Return a hash over this package (code, rules, vocabulary) and the versions of what it stands on."""
    digest = hashlib.sha256(repr(versions()).encode())
    home = Path(__file__).parent
    for path in sorted(home.rglob("*")):
        if path.suffix in _KINDS:
            digest.update(f"{path.relative_to(home)} {path.stat().st_size} ".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
