"""How fast the page is: written, loaded, filtered, searched (``python -m benchmarks.report``)."""

from __future__ import annotations

import os
import shutil
import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from playwright.sync_api import Page, sync_playwright

from benchmarks.whole import extract
from benchmarks.worker import write as write_articles
from pipeline.report import write

TIMES = 3
ARGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync")
_ACTIONS = (
    ("#article", "document.querySelector('#results li:nth-child(10) a').click()"),
    ("#found", "location.hash = 'without=name'"),
    ("#found", "location.hash = 'q=shoulder+knee'"),
)
"""What is done, and the element that then changes."""
_TIMED = """async () => {
    const element = document.querySelector("%s");
    const before = element.textContent;
    const begun = performance.now();
    %s;
    do await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    while ((element.textContent === before || element.textContent.startsWith("reading"))
           && performance.now() - begun < 10000);
    return performance.now() - begun;
}"""


class Timings(NamedTuple):
    """Seconds to write the page, to its load event, until it stands; to choose an article, filter, search."""

    write: float
    load: float
    ready: float
    article: float
    filter: float
    search: float


def timings(number: int, characters: int = 3000) -> Timings | None:
    """The medians of some loads of a page of ``number`` articles; None where there is no Chromium."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        return None
    with TemporaryDirectory() as folder:
        raw, out = Path(folder, "raw"), Path(folder, "out")
        raw.mkdir()
        write_articles(raw, number, characters)
        extract(raw, out, os.cpu_count() or 1)
        begun = time.perf_counter()
        path = write(out)
        written = time.perf_counter() - begun
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=ARGS)
            runs = [
                _run(browser.new_page(viewport={"width": 1280, "height": 900}), path) for _ in range(TIMES)
            ]
            browser.close()
        medians = [statistics.median(values) / 1000 for values in zip(*runs, strict=True)]
        return Timings._make([written, *medians])


def _run(page: Page, path: Path) -> list[float]:
    """Milliseconds of one load, and of what people do then; each until the next picture is on the screen."""
    page.goto(path.as_uri(), wait_until="load")
    page.wait_for_selector("#results a[aria-current]")
    page.wait_for_selector("#source .run")
    load = page.evaluate("() => performance.getEntriesByType('navigation')[0].loadEventEnd")
    ready = page.evaluate("() => performance.now()")
    done = [page.evaluate(_TIMED % action) for action in _ACTIONS]
    page.close()
    return [load, ready, *done]


def main() -> None:
    """Print the figures for 100 and 1,000 articles, and for a page that is split."""
    for number in (100, 1_000, 3_000):
        found = timings(number)
        if found is None:
            print("no Chromium: `make browser` installs it or says how")
            return
        figures = ", ".join(f"{name} {value:.2f} s" for name, value in found._asdict().items())
        print(f"{number:,} articles: {figures}")


if __name__ == "__main__":
    main()
