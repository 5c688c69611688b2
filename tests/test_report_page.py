"""The page as people use it, in Chromium, opened from disk."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import axe_playwright_python
import pytest
from playwright.sync_api import sync_playwright

from pipeline.catalogue import HAS, read_catalogue, select
from pipeline.report import write
from pipeline.report.entries import reasons
from tests import report_sample as sample
from tests import sample_catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

    from pipeline.records import Exercise

pytestmark = pytest.mark.browser
LIMITS = write.__globals__
ARGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=ARGS)
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = sample.write(tmp_path_factory.mktemp("report"))
    write(folder)
    return folder


@contextmanager
def opened(browser: Browser, out: Path, address: str = "", **given: Any) -> Iterator[Page]:
    """A page that must not complain, nor ask for anything but its own files."""

    def own(address: str) -> set[str]:
        return {address} if address.startswith(out.as_uri()) else set()

    context = browser.new_context(**{"viewport": {"width": 1400, "height": 900}} | given)
    complaints: list[str] = []
    page = context.new_page()
    page.set_default_timeout(5000)
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append(request.url))
    page.on("request", lambda request: complaints.extend({request.url} - own(request.url)))
    page.goto((out / "report.html").as_uri() + address)
    yield page
    assert complaints == []
    context.close()


@pytest.fixture
def page(browser: Browser, out: Path) -> Iterator[Page]:
    with opened(browser, out) as found:
        yield found


def go(page: Page, address: str) -> None:
    """To another view, as a link does."""
    page.evaluate(
        """(address) => new Promise((done) => {
            if (location.hash.slice(1) === address) return done();
            addEventListener("hashchange", () => setTimeout(done), { once: true });
            location.hash = address;
        })""",
        address,
    )


def follow(page: Page, link: str) -> None:
    """Click a link, and wait for what it leads to."""
    page.evaluate(
        """() => {
            window.there = new Promise((done) => {
                addEventListener("hashchange", () => setTimeout(done), { once: true });
            });
        }"""
    )
    page.click(link)
    page.evaluate("() => window.there")


def listed(page: Page) -> list[str]:
    """What the rows of the list lead to: the ids of records, else of articles."""
    found: list[str] = page.eval_on_selector_all(
        "#results a",
        """(rows) => rows.map((row) => {
            const told = new URLSearchParams(row.hash.slice(1));
            return told.get("record") ?? told.get("article");
        })""",
    )
    return found


def texts(page: Page, selector: str) -> str:
    """The text of all elements of the source that ``selector`` finds, in order."""
    return str(
        page.eval_on_selector_all(
            f"#source {selector}", "(all) => all.map((one) => one.textContent).join('')"
        )
    )


def ids(exercises: list[Exercise]) -> list[str]:
    return [one["id"] for one in exercises]


# --- It opens


def test_it_shows_as_many_articles_and_records_as_the_catalogue_has(page: Page, out: Path) -> None:
    catalogue = read_catalogue(out)
    assert listed(page) == [one["id"] for one in catalogue.articles]
    assert page.text_content("#found") == f"{len(catalogue.articles)} articles"
    go(page, "list=records")
    assert listed(page) == ids(catalogue.exercises)
    assert page.text_content("#found") == f"{len(catalogue.exercises)} records"
    for article in catalogue.articles:
        go(page, f"article={article['id']}")
        records = [one for one in catalogue.exercises if one["article"] == article["id"]]
        assert page.locator("#cards [data-record]").count() == len(records)


def test_nothing_in_an_article_is_run_or_becomes_an_element(page: Page) -> None:
    go(page, "article=odd/1")
    assert page.text_content("#source") == sample.ODD
    assert page.text_content("#article h2") == "<b onmouseover=alert(1)>“Odd” & 'quoted'</b>"
    assert page.text_content("#cards [data-record='4'] h3 .name") == "<img src=x onerror=alert(1)>"
    assert page.locator("#article a").count() == 0
    go(page, "view=review")
    assert "</script><script>" in page.inner_text(".refused")
    assert page.title() == "Exercise catalogue"
    assert page.locator("img, main script").count() == 0


def test_a_text_of_the_right_to_left_is_shown_so(page: Page) -> None:
    go(page, "article=odd/1")
    assert page.eval_on_selector("#source", "(one) => getComputedStyle(one).unicodeBidi") == "plaintext"


# --- Text and records


def test_choosing_a_record_marks_its_sentences(page: Page, out: Path) -> None:
    rows = sample.sentence_rows()
    for number, one in enumerate(read_catalogue(out).exercises):
        go(page, f"article={one['article']}")
        page.click(f"[data-record='{number}'] .name")
        assert f"record={one['id']}" in page.url
        for row in rows:
            if row["article"] != one["article"]:
                continue
            place = [each for each in rows if each["article"] == one["article"]].index(row)
            runs = f"[data-sentences~='{place}']"
            assert texts(page, runs) == row["text"]
            assert texts(page, f"{runs}.own") == (
                row["text"] if row["exercise"] == one["id"] else texts(page, f"{runs}.own")
            )
        own = "".join(texts(page, f"[data-sentence='{place}'].own") for place in range(12))
        assert own == texts(page, ".own")
        assert page.locator(".card.chosen").get_attribute("data-record") == str(number)
        page.click(f"[data-record='{number}'] .name")
        assert page.locator(".card.chosen, .own").count() == 0


def test_crossing_records_are_both_marked_whole(page: Page) -> None:
    first, second = sample.odd_exercises()
    go(page, f"record={first['id']}")
    assert texts(page, ".own") == sample.LIE + sample.RAISE
    go(page, f"record={second['id']}")
    assert texts(page, ".own") == sample.STOP


def test_choosing_a_sentence_chooses_its_record_and_tells_of_it(page: Page) -> None:
    go(page, "article=odd/1")
    page.click("#source [data-sentences='1']")
    assert texts(page, ".chosen") == sample.RAISE
    assert page.text_content(".card.chosen .name") == "😀👍🏽 Bridge"
    told = page.inner_text("#inspector")
    start = sample.ODD.index(sample.RAISE)
    for words in (
        "action, hold rep",
        "action.sample, hold_rep.sample",
        "hold 5 s",
        "0.88",
        f"{start}–{start + len(sample.RAISE)}",
    ):
        assert words in told
    page.click("#to-record")
    assert page.evaluate("document.activeElement.closest('.card').dataset.record") == "3"
    page.click("#source [data-sentences='3']")
    assert texts(page, ".chosen") == "Breathe out, naïve İ and all."
    assert page.locator(".card.chosen").count() == 0
    page.click("#source [data-sentences='3']")
    assert page.locator("#source .chosen").count() == 0


def test_pointing_at_a_sentence_tells_of_it_and_at_a_value_shows_its_words(page: Page, out: Path) -> None:
    go(page, "article=odd/1")
    page.hover("#source [data-sentence='4']")
    assert "warning, action" in page.inner_text("#inspector")
    go(page, "article=knee/1")
    page.hover("#source [data-sentence='1']")
    told = page.inner_text("#inspector").split()
    words = "Labels position Rules position.sample Characters Record Heel slide"
    assert " ".join([*told[:5], *told[6:]]) == words
    for number, one in enumerate(read_catalogue(out).exercises):
        go(page, f"article={one['article']}")
        text = next(row["text"] for row in sample.article_rows() if row["article"] == one["article"])
        expected = [
            "".join(sorted((text[span["start"] : span["end"]] for span in item["spans"]), key=text.index))
            for item in [
                *([one["dose"]] if one["dose"]["spans"] else []),
                *one["positions"],
                *one["steps"],
                *one["warnings"],
                *one["cues"],
                *one["modifications"],
                *one["equipment"]["items"],
                *one["body_parts"],
                *one["muscles"],
            ]
        ]
        found = page.evaluate(
            """(number) => [...document.querySelectorAll(`[data-record="${number}"] .quote`)].map((quote) => {
                quote.dispatchEvent(new PointerEvent("pointerover", { bubbles: true }));
                return [...document.querySelectorAll("#source .spot")].map((one) => one.textContent).join("");
            })""",
            number,
        )
        assert found == expected


def test_a_value_that_is_pressed_chooses_its_record(page: Page) -> None:
    go(page, "article=odd/1")
    page.click("[data-record='4'] .warnings .quote")
    assert texts(page, ".spot") == "Stop if it hurts"
    assert page.locator(".card.chosen").get_attribute("data-record") == "4"


def test_labels_are_told_by_more_than_colour(page: Page) -> None:
    go(page, "article=odd/1")
    signs = page.eval_on_selector_all(
        "#source .run[data-letters]",
        "(all) => all.map((one) => [one.dataset.letters, getComputedStyle(one).textDecorationStyle])",
    )
    assert signs == [["P", "solid"], ["AH", "double"], ["HW", "dotted"], ["A", "double"], ["WA", "wavy"]]


def test_a_record_reads_as_a_therapist_reads_it(page: Page) -> None:
    go(page, "article=knee/1")
    card = page.inner_text("[data-record='0']")
    wanted = [
        "Heel slide",
        "hold 5–10 s",
        "POSITION",
        "STEPS",
        "WARNINGS",
        "WHAT IT SHOULD FEEL LIKE",
        "MODIFICATIONS",
        "EQUIPMENT",
    ]
    places = [card.index(one) for one in wanted]
    assert places == sorted(places)
    for words in ("supine:", "stop if:", "easier:", "mat", "THE SAME MOVEMENT", "0.88", "characters 0–"):
        assert words in card
    whole = page.inner_text("#cards > .card:not([data-record])")
    assert "consult: Ask your physiotherapist before you start." in whole
    assert "2 times a day" in whole
    follow(page, "text=😀👍🏽 Bridge")
    assert page.text_content("#source") == sample.ODD


def test_the_head_of_an_article_says_where_it_is_from(page: Page) -> None:
    go(page, "article=knee/1")
    assert page.get_attribute("#article a", "href") == "https://example.org/knee?a=1&b=2"
    go(page, "article=messy")
    told = page.inner_text("#article")
    for words in ("messy.jsonl:3", "scrambled", "duplicate", "order 0.25", "The same text as knee/1"):
        assert words in told
    follow(page, "#article a")
    assert page.text_content("#source") == sample_catalogue.KNEE


# --- Finding


def filters(out: Path) -> Iterator[tuple[str, list[str]]]:
    """Each filter with each of its values, and the records that the catalogue itself finds."""
    catalogue = read_catalogue(out)
    every = catalogue.exercises
    for word in ("supine", "hook_lying", "standing"):
        yield f"position={word}", ids(select(catalogue, position=word))
    for word in ("mat", "none", "not_stated"):
        yield f"equipment={word}", ids(select(catalogue, equipment=word))
    for word in ("glutes", "calves"):
        yield f"muscle={word}", ids(select(catalogue, muscle=word))
    yield "body_part=thigh", ids(select(catalogue, body_part="thigh"))
    for name, test in HAS.items():
        has = ids(select(catalogue, has=[name]))
        if has:
            yield f"with={name}", has
        if len(has) < len(every):
            yield f"without={name}", [one["id"] for one in every if not test(one)]
    for reason in ("no_name", "dose_without_action", "low_confidence", "scrambled_article"):
        yield f"review={reason}", [one["id"] for one in every if reason in reasons(one)]
    yield "flag=scrambled", [one["id"] for one in every if one["article"] == "messy"]
    yield "confidence=0.75", [one["id"] for one in every if one["confidence"] < 0.75]
    yield "label=warning", [every[4]["id"]]
    yield "position=supine&without=warning", [every[3]["id"]]


def test_each_filter_finds_what_the_catalogue_finds(page: Page, out: Path) -> None:
    for address, expected in filters(out):
        go(page, f"list=records&{address}")
        assert (address, listed(page)) == (address, expected)
        go(page, address)
        if not address.startswith("label"):
            articles = [one["article"] for one in read_catalogue(out).exercises if one["id"] in expected]
            assert (address, listed(page)) == (address, list(dict.fromkeys(articles)))


def test_filters_offer_counts_and_are_cleared_together(page: Page) -> None:
    page.click("#filters summary") if not page.is_visible("[name='position']") else None
    assert "supine (2)" in page.inner_text("[name='position']")
    page.select_option("[name='list']", "records")
    page.select_option("[name='position']", "supine")
    page.select_option("[name='with']", "warning")
    assert page.text_content("#found") == "1 of 5 records"
    assert page.text_content("#filters-count") == "(2 on)"
    assert "position=supine&with=warning" in page.url
    page.click("#clear")
    assert page.text_content("#found") == "5 records"
    assert page.input_value("[name='position']") == ""


def test_a_label_that_is_asked_for_stands_out_in_the_text(page: Page) -> None:
    go(page, "article=odd/1&label=warning")
    assert listed(page) == ["knee/1", "odd/1"]
    assert texts(page, ".asked") == sample.STOP + sample.HEBREW
    assert page.locator("#source.aside").count() == 1


@pytest.mark.parametrize(
    "words, articles, records",
    [
        ("PHYSIOTHERAPIST", ["knee/1"], 1),
        ("naive i̇", ["odd/1"], 0),
        ("hips seconds", ["odd/1"], 1),
        ("🦵", ["odd/1"], 1),
        ("שכב", ["odd/1"], 0),
        ("</script><script>", ["odd/1"], 1),
        ("=sum(1)", ["messy"], 1),
        ("looking after", ["knee/1"], 1),
        ("nowhere", [], 0),
    ],
)
def test_search(page: Page, words: str, articles: list[str], records: int) -> None:
    page.fill("[name='q']", words)
    page.wait_for_url("**/report.html#q=**")
    assert listed(page) == articles
    page.select_option("[name='list']", "records")
    assert len(listed(page)) == records


def test_what_was_searched_for_is_marked_in_the_text(page: Page) -> None:
    go(page, "article=odd/1&q=hold+SECONDS")
    marked = page.evaluate("[...CSS.highlights.get('found')].map((range) => range.toString())")
    assert marked == ["hold", "seconds"]
    go(page, "article=odd/1")
    assert page.evaluate("CSS.highlights.has('found')") is False


def test_sorting(page: Page, out: Path) -> None:
    every = read_catalogue(out).exercises
    go(page, "list=records&sort=sure")
    assert listed(page) == ids(sorted(every, key=lambda one: one["confidence"]))
    go(page, "list=records&sort=name")
    assert listed(page)[-2:] == ids([one for one in every if one["name"] is None])
    go(page, "sort=many")
    assert listed(page)[0] == "odd/1"
    go(page, "sort=sure")
    assert listed(page) == ["messy", "odd/1", "knee/1", "toes", "silent"]
    go(page, "sort=name")
    assert listed(page)[:2] == ["messy", "odd/1"]


def test_warnings_outside_records_can_be_walked_through(page: Page) -> None:
    go(page, "view=review")
    follow(page, "text=Warnings outside every exercise")
    assert page.text_content("#found") == "2 warnings"
    page.keyboard.press("j")
    assert texts(page, ".chosen") == "Ask your physiotherapist before you start."
    page.keyboard.press("j")
    assert texts(page, ".chosen") == sample.HEBREW


def test_every_queue_leads_to_as_many_entries_as_it_says(page: Page) -> None:
    go(page, "view=review")
    queues = page.eval_on_selector_all(
        ".queues tbody tr",
        "(rows) => rows.map((row) => [row.querySelector('a').hash.slice(1), row.cells[1].textContent])",
    )
    assert len(queues) == 9
    for address, count in queues:
        go(page, address)
        assert (address, len(listed(page))) == (address, int(count))
    go(page, "view=overview")
    bars = page.eval_on_selector_all(
        ".chart .part a", "(links) => links.map((one) => [one.hash.slice(1), one.textContent])"
    )
    assert len(bars) > 10
    for address, count in bars:
        go(page, address)
        assert (address, len(listed(page))) == (address, int(count))


# --- Keyboard and address


def test_keys(page: Page) -> None:
    first, second = sample.odd_exercises()

    def at(key: str) -> str | None:
        told: str | None = page.evaluate(f"new URLSearchParams(location.hash.slice(1)).get('{key}')")
        return told

    for key, article in (("j", "messy"), ("j", "toes"), ("j", "odd/1"), ("k", "toes"), ("j", "odd/1")):
        page.keyboard.press(key)
        assert at("article") == article
    for key, record in (("n", first["id"]), ("n", second["id"]), ("n", second["id"]), ("p", first["id"])):
        page.keyboard.press(key)
        assert at("record") == record
    page.keyboard.press("Escape")
    assert at("record") is None
    page.keyboard.press("/")
    page.keyboard.type("njkp")
    assert page.input_value("[name='q']") == "njkp"
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert page.is_visible("#keys")
    page.uncheck("#keys-on")
    page.click("#keys button")
    page.wait_for_url("**q=njkp**")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") != "q"
    with opened_again(page) as again:
        again.keyboard.press("j")
        assert "#" not in again.url


@contextmanager
def opened_again(page: Page) -> Iterator[Page]:
    again = page.context.new_page()
    again.goto(page.url.partition("#")[0])
    yield again
    again.close()


def test_sentences_are_walked_through_with_arrows(page: Page) -> None:
    go(page, "article=odd/1")
    page.focus("#source .run[tabindex='0']")
    for key, number in (
        ("ArrowRight", "1"),
        ("ArrowDown", "2"),
        ("ArrowLeft", "1"),
        ("ArrowUp", "0"),
        ("ArrowUp", "0"),
    ):
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.dataset.sentence") == number
    page.keyboard.press("ArrowRight")
    assert "action, hold rep" in page.inner_text("#inspector")
    page.keyboard.press("Enter")
    assert texts(page, ".chosen") == sample.RAISE
    assert page.evaluate("document.activeElement.dataset.sentence") == "1"


def test_the_way_in_is_short(page: Page) -> None:
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    assert "#" not in page.url


def test_a_sent_address_shows_the_same(page: Page, browser: Browser, out: Path) -> None:
    go(page, "list=records&sort=sure&position=supine&q=hips")
    follow(page, "#results a")
    page.click("#source [data-sentences='1']")
    address = "#" + page.url.partition("#")[2]
    shown = """() => ["#results", "#found", "#source .chosen", ".card.chosen"].map(
        (one) => document.querySelector(one).innerText)"""
    with opened(browser, out, address) as other:
        other.wait_for_selector("#source .chosen")
        assert other.evaluate(shown) == page.evaluate(shown)
        assert other.input_value("[name='position']") == "supine"


def test_back_and_forth(page: Page) -> None:
    follow(page, "#results a >> nth=1")
    follow(page, "#results a >> nth=3")
    assert page.text_content("#source") == sample.ODD
    page.go_back()
    page.wait_for_function("() => document.querySelector('#source').textContent.startsWith('=SUM')")
    page.wait_for_selector("#results li:nth-child(2) a[aria-current]")


def test_addresses_of_other_catalogues_do_no_harm(page: Page, out: Path) -> None:
    for address in (
        "article=gone&record=gone&sentence=9",
        "view=no&list=no&position=no",
        "sentence=-1&article=odd/1",
        "%",
        "record=__proto__",
    ):
        go(page, address)
        assert listed(page) == [one["id"] for one in read_catalogue(out).articles]


# --- For everybody, on every screen


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1400])
def test_nobody_is_left_out(browser: Browser, out: Path, scheme: str, width: int) -> None:
    record = sample.odd_exercises()[1]["id"]
    with opened(browser, out, viewport={"width": width, "height": 800}, color_scheme=scheme) as page:
        page.evaluate(AXE.read_text("utf-8"))
        for address in (
            "",
            f"record={record}&sentence=3&q=stop",
            "article=messy&label=action",
            "view=review",
            "view=overview",
            "keys",
        ):
            if address == "keys":
                page.click("#show-keys")
            else:
                go(page, address)
            for pane in (
                ("text", "cards") if width == 360 and "=" in address and "view" not in address else ("",)
            ):
                if pane:
                    page.click(f".panes-bar [data-pane='{pane}']")
                found = page.evaluate(
                    """() => axe.run(document, {
                        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
                    }).then((result) => result.violations.map(
                        (one) => [one.id, one.nodes.map((node) => node.html)]))"""
                )
                assert (address, pane, found) == (address, pane, [])


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_no_screen_is_too_narrow(browser: Browser, out: Path, width: int) -> None:
    with opened(browser, out, viewport={"width": width, "height": 740}) as page:
        for address in ("", "article=odd/1", "article=knee/1", "view=review", "view=overview"):
            go(page, address)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        small = page.eval_on_selector_all(
            "button, select, input, nav a",
            """(all) => all.filter((one) => one.offsetParent && one.offsetHeight < 24)
                .map((one) => one.outerHTML)""",
        )
        assert small == []


def test_on_a_telephone_list_text_and_records_take_turns(browser: Browser, out: Path) -> None:
    with opened(browser, out, viewport={"width": 360, "height": 740}) as page:
        panes = {name: page.locator(f".pane.{name}") for name in ("list", "text", "cards")}

        def visible() -> list[str]:
            return [name for name, pane in panes.items() if pane.is_visible()]

        assert visible() == ["list"]
        follow(page, "#results a >> nth=3")
        assert visible() == ["text"]
        page.click("#source [data-sentences='1']")
        page.click("#to-record")
        assert visible() == ["cards"]
        page.click(".card.chosen .steps .quote >> nth=1")
        assert visible() == ["text"]
        assert texts(page, ".spot") == sample.RAISE
        page.click(".panes-bar [data-pane='cards']")
        assert visible() == ["cards"]
        page.click("[data-record='4'] .name")
        assert visible() == ["cards"]
        page.keyboard.press("/")
        assert visible() == ["list"]


def test_on_paper_text_and_records_stand_whole(page: Page) -> None:
    go(page, "article=odd/1")
    page.emulate_media(media="print")
    assert page.is_visible("#source")
    assert page.is_visible("#cards")
    assert not page.is_visible("#results")
    go(page, "view=overview")
    assert page.locator(".chart:visible").count() == 9


# --- None and many


def test_an_empty_catalogue_is_shown_as_such(browser: Browser, tmp_path: Path) -> None:
    empty: Any = {**sample.catalogue(), "articles": [], "exercises": [], "movements": []}
    write(sample.write_result(tmp_path, empty, [], [], sample.REJECTED))
    with opened(browser, tmp_path) as page:
        assert page.text_content("#found") == "0 articles"
        page.keyboard.press("j")
        page.keyboard.press("n")
        for address in ("view=overview", "list=records&sort=name", "list=warnings"):
            go(page, address)
        assert page.text_content("#found") == "0 warnings"


@pytest.fixture
def split(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, limit in (("WHOLE", 10), ("FILE", 4)):
        monkeypatch.setitem(LIMITS, name, limit)
    folder = sample.write_many(tmp_path, 3)
    write(folder)
    return folder


def test_files_are_read_when_they_are_needed(browser: Browser, split: Path) -> None:
    with opened(browser, split) as page:
        loaded: list[str] = []
        page.on("request", lambda request: loaded.append(request.url.rpartition("/")[2]))
        page.wait_for_selector("#source .run")
        go(page, "article=2/odd/1")
        page.wait_for_function("() => document.querySelector('#source').textContent.includes('👍')")
        assert page.text_content("#source") == sample.ODD
        assert loaded == ["articles-0004.js"]
        page.fill("[name='q']", "hips")
        page.wait_for_function("() => document.querySelector('#found').textContent === '3 of 15 articles'")
        assert listed(page) == ["0/odd/1", "1/odd/1", "2/odd/1"]


@pytest.mark.parametrize(
    "harm", [Path.unlink, lambda path: path.write_text("reportFile(3,'old',[])", "utf-8")]
)
def test_a_file_that_is_missing_or_of_another_run_is_named(
    browser: Browser, split: Path, harm: Callable[[Path], Any]
) -> None:
    harm(split / "report" / "articles-0004.js")
    page = browser.new_page()
    page.goto((split / "report.html").as_uri() + "#article=2/odd/1")
    page.wait_for_selector("#trouble:visible")
    assert "report/articles-0004.js is missing or of another run" in page.inner_text("#trouble")
    page.close()


def test_a_record_of_very_many_steps_is_shown_in_part(browser: Browser, tmp_path: Path) -> None:
    steps = 135_000  # more than an engine takes as arguments of one call
    text = "Breathe."
    record: Any = {**sample.catalogue(), "movements": []}
    record["articles"] = [sample_catalogue.entry("long", text)]
    exercise: Any = sample_catalogue.exercise("long", text)
    exercise["steps"] = [sample_catalogue.quote(text, text, kind="action")] * steps
    record["exercises"] = [exercise]
    write(sample.write_result(tmp_path, record, [sample._row(record["articles"][0], text)], []))
    with opened(browser, tmp_path, "#article=long") as page:
        page.wait_for_selector("#cards .steps")
        assert page.locator("#cards .steps li").count() == 200
        assert "… and 134,800 more" in page.inner_text("#cards")


def test_a_very_long_article_and_a_long_list_arrive_whole(browser: Browser, tmp_path: Path) -> None:
    text = "Breathe in. Breathe out.\n" * 2000
    rows: list[Any] = [
        {
            **sample.sentence_rows()[0],
            "article": "long",
            "start": start,
            "end": start + 11,
            "text": "Breathe in.",
            "exercise": None,
        }
        for start in range(0, len(text), 25)
    ]
    record: Any = {**sample.catalogue(), "movements": [], "exercises": []}
    others = [sample_catalogue.entry(f"a{number:03}", "") for number in range(250)]
    record["articles"] = [*others, sample_catalogue.entry("long", text)]
    articles = [sample._row(one, text if one["id"] == "long" else "") for one in record["articles"]]
    write(sample.write_result(tmp_path, record, articles, rows))
    with opened(browser, tmp_path, "#article=long&sentence=2000") as page:
        page.wait_for_selector("#source .chosen")
        assert page.text_content("#source") == text
        assert page.locator("#results a").count() == 251
        assert page.is_visible("#results a[aria-current]")
        go(page, "article=a000")
        page.wait_for_function("() => document.querySelector('#source').textContent === ''")
