"""What all tests share: the repository's root, hypothesis' profile, and Chromium."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent

# No deadline: a busy machine is no finding. In CI always the same examples: a red run can be repeated.
settings.register_profile(
    "default",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("default")

# A shell ignores Ctrl-C for what it starts in the background, and every child inherits that: begin as a terminal would.
signal.signal(signal.SIGINT, signal.default_int_handler)
for number in (signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, signal.SIG_DFL)


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the browser. Without one the test is skipped, in CI it fails: there `make test` installs it."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if found:
        return found
    message = "no Chromium: `make browser` installs it or says how"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)
