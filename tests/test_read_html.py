from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.read.complexity import TooComplexError
from pipeline.read.furniture import RULES, rules
from pipeline.read.html import to_text
from pipeline.read.limits import Limits
from pipeline.read.metadata import Metadata
from tests.layouts import LAYOUTS, content, furniture, leaflet, links, page, shown, words

RAW = Path(__file__).parent.parent / "raw"
ARTICLE = """Two moves for a stiff back
Please read this first. Stop if you feel pain & call your doctor: x < y.

## Cat stretch
Start on your hands and knees. Back flat.
1. Breathe in and look up.
2. Round your back. Hold for 5 to 10 seconds.
3. Repeat 3 times.
Warning: do not force your neck.

## Knee rolls
Equipment
- a mat
- a pillow for your head
Lie on your back and let both knees fall to one side.
"""


def text(body: str) -> str:
    return to_text(f"<html><head><title>T</title></head><body>{body}</body></html>", Limits())[0]


# Their pages have no element, class or role that says what is the site's.
BARE = {"tables.html", "breaks.html"}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_nothing_is_lost_and_nothing_else_is_read(layout: str) -> None:
    article = leaflet(ARTICLE)
    made, found = to_text(page(layout, article), Limits())
    around = furniture(layout) if LAYOUTS[layout][0] in BARE else []
    assert [line for line in content(made) if line not in around] == shown(layout, article)
    assert found.title is not None
    assert found.title.startswith(article.title)


def bare(lines: list[str]) -> list[str]:
    """Letters and digits only: articles have markup of their own."""
    return [line for line in (re.sub(r"\W+", " ", words(line)).strip() for line in lines) if line]


@pytest.mark.parametrize(
    "path", sorted(RAW.rglob("*.txt")) + sorted(RAW.rglob("*.md")), ids=lambda path: path.stem
)
def test_every_shipped_article_survives_every_layout(path: Path) -> None:
    article = leaflet(path.read_text("utf-8-sig"))
    for layout in LAYOUTS:
        made, _ = to_text(page(layout, article), Limits())
        unsure = {*bare(furniture(layout)), *bare(list(links(article)))}
        kept, wanted = bare(made.split("\n")), bare(shown(layout, article))
        assert [line for line in kept if line not in unsure] == [
            line for line in wanted if line not in unsure
        ], layout


@pytest.mark.parametrize(
    "body, expected",
    [
        ("<h1>A</h1><h3>B <em>c</em><br>d</h3><p>e\n  f&nbsp;g</p>", "# A\n\n### B c d\n\ne f g"),
        ("Bare <div>div <p>p</p> tail</div> end", "Bare\n\ndiv\n\np\n\ntail\n\nend"),
        ("<p>&lt;b&gt; &amp;amp; &amp;nbsp; A&amp;B</p>", "<b> &amp; &nbsp; A&B"),
        ("<p>in\u00advisible\u200b and\u2003wide\u2028line</p>", "invisible and wide line"),
        ("a<br>b<br/><br>c", "a\nb\n\nc"),
        ("<p>a<!-- <p>no</p> -->b</p><hr>c", "ab\n\nc"),
        ("<p>x\x01y\x00z</p>", "xyz"),
        ('<div role="heading" aria-level="3">A</div><div role="heading">B</div>', "### A\n\n## B"),
        ('<div role="heading" aria-level="99">A</div><div role="heading" aria-level="x">B</div>', "A\n\nB"),
        ('<span style="display:block">A</span><span style="display:block">B</span>', "A\n\nB"),
        (f"<h2>{'long ' * 60}</h2>", ("long " * 60).strip()),
        ("<h2> </h2><p></p><ul><li></li></ul>", ""),
    ],
)
def test_blocks(body: str, expected: str) -> None:
    assert text(body) == expected


@pytest.mark.parametrize(
    "body, expected",
    [
        ("<ul><li>a<li>b</ul><ul><li>c</ul>", "- a\n- b\n\n- c"),
        ("<ol start=4><li>a<li value=9>b<li>c</ol>", "4. a\n9. b\n10. c"),
        ("<ol start=x><li>a<li value=99999999999>b</ol>", "1. a\n2. b"),
        (
            "<ul><li>a<ol><li>b<br>c<li><p>d</p><p>e</p></ol></ul><p>f",
            "- a\n  1. b\n    c\n  2. d\n\n    e\n\nf",
        ),
        ("<ol><li>1. a<li>(2) b<li>2) c</ol>", "1. a\n2. (2) b\n3. c"),
        ("<ul><li>• a<li>1) b<li>- c</ul>", "- a\n1) b\n- c"),
        ("<li>alone", "- alone"),
        ("<ul>loose<li>a</ul>", "loose\n\n- a"),
        ("<ul><li><h3>A</h3><p>b</p><ol><li>c</ol><li><h3>D</h3>e</ul>", "### A\n\nb\n\n1. c\n\n### D\n\ne"),
        ("<ol><li><h3>A</h3><p>b</p></ol>", "1. **A**\n\n  b"),
        ("<dl><dt>A<dd>b<dt>C:<dd>d</dl>", "**A**\n\nb\n\nC:\n\nd"),
        ("<div>•</div><div>a</div><div>2.</div><div>b</div><div>(3)</div>", "• a\n\n2. b\n\n(3)"),
        ("<div>1.</div><div>2.</div><h2>b</h2><div>3.</div><ul><li>c</ul>", "1.\n\n2.\n\n## b\n\n3.\n\n- c"),
        ("<table><tr><td>1.<td>a<tr><td>2.<td>b</table>", "1. a\n\n2. b"),
        ("<table><tr><td>•<td>a<tr><td><td>b<tr><td>•<td>c</table>", "• a\n\nb\n\n• c"),
        (
            "<table><tr><td>1.<td>a<td>3 x 10<tr><td>2.<td>b<td>5</table>",
            "| 1. | a | 3 x 10 |\n| 2. | b | 5 |",
        ),
        ("• a<br>&nbsp;&nbsp; - b<br>&nbsp;c<br> • d", "• a\n   - b\nc\n• d"),
        ("<pre>1. a\n   - b\n\t- c\n     d\n2. e</pre>", "1. a\n   - b\n    - c\nd\n2. e"),
    ],
)
def test_lists(body: str, expected: str) -> None:
    assert text(body) == expected


def test_deep_lists_do_not_move_out_of_sight() -> None:
    made = text("<ul>" + "<li>x<ul>" * 30 + "<li>y")
    assert max(map(len, made.split("\n"))) < 30


@pytest.mark.parametrize(
    "body, expected",
    [
        ("<table><tr><th>A<th>B<tr><td>c<td>d | e</table>", "| A | B |\n| --- | --- |\n| c | d / e |"),
        ("<table><caption>T</caption><tr><td>a<td>1<tr><td>b<td><tr><td><td></table>", "T\n\na\n\n1\n\nb"),
        ("<table><caption>T</caption><tr><td>a<td>1<tr><td>b<td>2</table>", "T\n\n| a | 1 |\n| b | 2 |"),
        ("<table><tr><td>a<td>1<tr><td>b<td>2<tr><td><td></table>", "| a | 1 |\n| b | 2 |"),
        ("<table><tr><th>A<td>b<br>c<tr><th>D<td>e</table>", "| A | b c |\n| D | e |"),
        ("<table role=presentation><tr><td>a<td>b<tr><td>c<td>d</table>", "a\n\nb\n\nc\n\nd"),
        ("<table><tr><td>a<br>b<td>1<tr><td>b<td>2</table>", "a\nb\n\n1\n\nb\n\n2"),
        ("<table><tr><td><h2>a</h2><td>1<tr><td>b<td>2</table>", "## a\n\n1\n\nb\n\n2"),
        ("<table><tr><td><ul><li>a</ul><td>1<tr><td>b<td>2</table>", "- a\n\n1\n\nb\n\n2"),
        (
            "<table><tr><td><table><tr><td>a<td>1<tr><td>b<td>2</table><td>c<tr><td>d<td>e</table>",
            "| a | 1 |\n| b | 2 |\n\nc\n\nd\n\ne",
        ),
        ("<table><tr><td>alone<tr><td>column</table>", "alone\n\ncolumn"),
        (f"<table><tr><td>a<td>{'x' * 400}<tr><td>b<td>c</table>", f"a\n\n{'x' * 400}\n\nb\n\nc"),
        (
            "<ul><li>a<table><tr><td>1<td>2<tr><td>3<td>4</table><li>b</ul>",
            "- a\n\n| 1 | 2 |\n| 3 | 4 |\n\n- b",
        ),
        (
            "<table><tr><td>p<td>q<tr><td>r<td>s</table><table><tr><td>t<td>u<tr><td>v<td>w</table>",
            "| p | q |\n| r | s |\n\n| t | u |\n| v | w |",
        ),
    ],
)
def test_tables(body: str, expected: str) -> None:
    assert text(body) == expected


@pytest.mark.parametrize(
    "body, expected",
    [
        ("<p><b>Bridge</b></p>", "**Bridge**"),
        ("<p><strong>Stop if it hurts.</strong></p>", "Stop if it hurts."),
        ("<p><b>Bridge</b> Lie down.</p>", "**Bridge** Lie down."),
        ("<p><b>Bridge </b>Lie down.</p>", "**Bridge** Lie down."),
        ("<p><b>B</b>RIDGE <b>Hold</b> it</p>", "BRIDGE Hold it"),
        ("<p><b>Hold</b> for 3 s</p>", "Hold for 3 s"),
        ("<p><b>Glute</b> <b>bridge</b></p>", "**Glute bridge**"),
        ("<p>Then <b>hold</b>.</p>", "Then hold."),
        ("<p><b>Why?</b> Because.</p><p><b>Why?</b></p>", "**Why?** Because.\n\n**Why?**"),
        ("<p><b>First,</b> Anna lifts.</p>", "First, Anna lifts."),
        ("<p><b>Bridge</b>: lift.</p>", "**Bridge**: lift."),
        ("<p><b>Bridge:</b> lift.</p><p><b>Steps:</b></p>", "**Bridge:** lift.\n\n**Steps:**"),
        ("<p><b>Bridge</b> – lift.</p>", "**Bridge** – lift."),
        ("<b>One<br>Two</b><br>three", "**One**\n**Two**\nthree"),
        ("<b><p>One</p><p>two</b> three</p>", "One\n\ntwo three"),
        ('<p><span style="font-weight: 700">Plank</span></p>', "**Plank**"),
        ("<p><b><b>Plank</b></b><b> </b></p>", "**Plank**"),
        ("<h2><b>Plank</b></h2>", "## Plank"),
        ("<dl><dt><b>Plank</b><dd>x</dl>", "**Plank**\n\nx"),
        (f"<p><b>{'long ' * 30}</b></p>", ("long " * 30).strip()),
        ("<p><b>Stop if it hurts</b></p><dl><dt>Never bounce</dl>", "Stop if it hurts\n\nNever bounce"),
        ("<p><b> </b>x</p>", "x"),
    ],
)
def test_bold_words_that_stand_like_a_name_keep_their_marks(body: str, expected: str) -> None:
    assert text(body) == expected


@pytest.mark.parametrize(
    "body, expected",
    [
        ("<pre>a\n  b\n\nc</pre>d\ne", "a\nb\n\nc\n\nd e"),
        ('<div style="white-space: pre-line">a\nb</div>c\nd', "a\nb\n\nc d"),
        ("<xmp>a\nb</xmp>", "a\nb"),
        ("<p>a</p><plaintext>b", "a\n\nb"),
        ("<?xml version='1.0'?><script src='x'/><p>a</p>", "a"),
        ("a <?php if ($a->b > 1) { echo '<p>x</p>'; } ?>b", "a b"),
        ("<p>a</p><?php <p>b</p><?= $c ?><p>d</p>", "a\n\nb\n\nd"),
        ("<p>a</p><%@ Page %><p>b <%= c %> d</p> 5 %> 4", "a\n\nb d\n\n5 %> 4"),
        ('<asp:TextBox id="a" runat="server" />b<asp:Label Text="c &amp; d" />', "bc & d"),
        ("<details><summary>More</summary>a</details>", "**More**\n\na"),
        ("<figure><img alt=no><figcaption>a</figcaption></figure>b", "a\n\nb"),
        ("<button>Send</button><button aria-expanded=false>Plank</button>a", "**Plank**\n\na"),
        ("<h2><button>Plank</button></h2>a", "## Plank\n\na"),
        ("<frameset><frame src=a></frameset>", ""),
        ("<label>a</label><fieldset><legend>b</legend>c</fieldset>", "a\n\nb\n\nc"),
    ],
)
def test_unusual_pages(body: str, expected: str) -> None:
    assert to_text(body, Limits())[0] == expected


WRITTEN = tomllib.loads(RULES.read_text("utf-8"))


@pytest.mark.parametrize(
    "rule", [*WRITTEN["rule"], {"id": "furniture.unfolds", **WRITTEN["unfolds"]}], ids=lambda rule: rule["id"]
)
def test_every_furniture_rule_drops_its_example_and_keeps_its_counter_example(rule: dict[str, str]) -> None:
    # Each example stands behind an article, so that links at its end are not what is dropped.
    gone, kept = (text(f"<p>First.</p>{rule[key]}<p>Last.</p>") for key in ("example", "counter_example"))
    if rule["id"] == "furniture.unfolds":
        gone, kept = kept, gone
    assert gone == "First.\n\nLast."
    assert kept.count("KEEP") == max(rule["example"].count("KEEP"), rule["counter_example"].count("KEEP")) > 0


def test_bold_words_that_warn_are_no_name() -> None:
    warning = WRITTEN["warning"]
    assert "**" not in text(warning["example"])
    assert "**" in text(warning["counter_example"])


@pytest.mark.parametrize(
    "attribute", ["hidden", 'style="display: none"', 'style="visibility:hidden"', 'aria-hidden="true"']
)
def test_what_is_hidden_is_not_read(attribute: str) -> None:
    assert text(
        f"<p>a</p><div {attribute}><p>Hold your knee.</p><br></div><td {attribute}>b</td><p>c</p>"
    ).endswith("c")
    assert "Hold" not in text(f"<p>a</p><div {attribute}><p>Hold your knee.</p></div>")
    assert "Hold" in text(f'<p>a</p><div class="tab-pane" {attribute}><p>Hold your knee.</p></div>')


def test_names_in_a_class_are_whole_words() -> None:
    assert text('<div class="navy shareholder adsorb has-sidebar menu-open no-ads"><p>Nice.</p></div>') != ""
    assert text('<p>a</p><div class="postShareBar"><p>Nice.</p></div><p>b</p>') == "a\n\nb"


def test_a_header_with_the_pages_heading_stays() -> None:
    assert text("<header><h1>Knee care</h1><p>Short.</p></header><p>a</p>") == "# Knee care\n\nShort.\n\na"
    assert text("<header><p>Short.</p></header><p>a</p>") == "a"
    assert (
        text("<main><header><p>Short.</p></header><aside>Side.</aside><p>a</p></main>")
        == "Short.\n\nSide.\n\na"
    )


def test_links_around_an_article_go_and_links_in_it_stay() -> None:
    menu = '<p><a href="1">Stretch</a> | <a href="2">Hold on</a></p>'
    made = text(f"{menu}<p>a</p>{menu}<p>b</p>{menu}<ul><li><a href=3>Lift off</a></ul>")
    assert made == "a\n\nStretch | Hold on\n\nb"
    assert text(f"{menu}") == "Stretch | Hold on"
    assert text("<p><a href=1>Stop if your knee hurts.</a></p><p>a</p>") == "Stop if your knee hurts.\n\na"
    assert text("<h1><a href=1>Knee</a></h1><p>a</p>") == "# Knee\n\na"
    assert text("<p><a name=x>Hold</a></p><p>a</p>") == "Hold\n\na"


def test_lists_of_other_pages_go_with_their_heading() -> None:
    made = text(
        "<p>a</p><h3>Related articles</h3><ul><li><a href=1>Hold on</a><li><a href=2>Lie</a></ul><p>b</p>"
    )
    assert made == "a\n\nb"
    assert text("<p>a</p><h3>See also</h3><p>Your doctor.</p>") == "a\n\n### See also\n\nYour doctor."


def test_a_page_of_frames_has_no_text() -> None:
    made, found = to_text("<html><title>T</title><frameset><frame src=a></frameset></html>", Limits())
    assert (made, found.title) == ("", "T")


def test_metadata() -> None:
    head = (
        '<title> T &amp; U </title><link rel="Canonical" href="https://x.example/a?b=1&amp;c=2">'
        '<meta property="og:title" content="O &quot;P&quot;"><meta property="og:url" content="https://x.example/o">'
    )
    made = to_text(f"<html lang=en-GB><head>{head}</head><body>a</body></html>", Limits())[1]
    assert made == Metadata('O "P"', "https://x.example/a?b=1&c=2", "en-GB")


_LINKED = (
    '<script type="application/ld+json">{"mainEntity": {"@graph": [{"@type": ["NewsArticle"],'
    ' "headline": "H", "url": "https://x.example/h", "inLanguage": "en", "name": 5}]}}</script>'
)


@pytest.mark.parametrize(
    "head, expected",
    [
        ("", Metadata()),
        ("<title>T</title>", Metadata("T")),
        ('<link rel=canonical href="javascript:alert(1)"><link rel=stylesheet href=x>', Metadata()),
        (
            '<link rel=canonical href="/a"><meta property=og:url content="http://x.example/">',
            Metadata(url="http://x.example/"),
        ),
        (
            "<meta http-equiv=Content-Language content=de><meta property=og:locale content=fr_FR>",
            Metadata(language="de"),
        ),
        (
            '<meta property=og:locale content="fr_FR"><meta x=y><meta name=twitter:title content=X>',
            Metadata("X", language="fr_FR"),
        ),
        ('<script type="application/ld+json">{broken</script><title>T</title>', Metadata("T")),
        (
            '<script type="application/ld+json">[{"@type": "Thing", "headline": "no"}, 3, "x"]</script>',
            Metadata(),
        ),
        (_LINKED, Metadata("H", "https://x.example/h", "en")),
        (
            '<script type="application/ld+json">{"@type": "HowTo", "headline": ["no"], "@graph": 3}</script>',
            Metadata(),
        ),
        ('<script type="application/ld+json">' + "[" * 900 + "]" * 900 + "</script>", Metadata()),
        (
            '<script type="application/ld+json">['
            + "[]," * 2_000
            + '{"@type": "Article", "headline": "far"}]</script>',
            Metadata(),
        ),
    ],
)
def test_metadata_of_odd_heads(head: str, expected: Metadata) -> None:
    assert to_text(f"<html><head>{head}</head><body>a</body></html>", Limits())[1] == expected


@pytest.mark.parametrize(
    "source, limit",
    [
        ("<div>" * 2_000, "max_html_depth"),
        ("<b>" * 2_000, "max_html_depth"),
        ("".join(f"<i id={n}>" for n in range(2_000)), "max_html_depth"),
        ("<p>" + "".join(f"<b id={n}>" for n in range(900)) + "</p>" + "<p>x</p>" * 5_000, "max_html_work"),
        ("<div " + " ".join(f"a{n}=1" for n in range(3_000)) + ">x", "max_html_attributes"),
    ],
    ids=["depth", "alike", "unlike", "repeated", "attributes"],
)
def test_pages_made_to_stop_a_parser_are_refused(source: str, limit: str) -> None:
    with pytest.raises(TooComplexError, match=limit) as caught:
        to_text(source, Limits())
    assert caught.value.limit == limit


@pytest.mark.parametrize(
    "source",
    [
        "<p><font color=red>Hold.</p>" * 3_000,
        "<div><b>Hold.</b><br></div></div></b>" * 3_000,
        "<p>Hold.<select>" + "<option>x" * 3_000 + "</select>",
        "<p>Hold.<img src='data:" + "x y" * 9_000 + "'>",
        "<p>Hold." + "<br>" * 3_000,
    ],
    ids=["fonts", "closed twice", "options", "picture", "breaks"],
)
def test_large_honest_pages_are_read(source: str) -> None:
    assert content(to_text(source, Limits())[0])[0].startswith("Hold.")


TAGS = "a b p div span table tr td th ul ol li dl dt h2 br pre button details form nav aside article main svg"


@given(
    st.lists(
        st.one_of(
            st.sampled_from([f"<{tag}>" for tag in TAGS.split()] + [f"</{tag}>" for tag in TAGS.split()]),
            st.sampled_from(
                [
                    "<li value=3>",
                    "<div class=share>",
                    "<p hidden>",
                    "<div style='display:block;font-weight:bold'>",
                ]
            ),
            st.text(max_size=8),
        ),
        max_size=40,
    )
)
def test_no_page_breaks_the_reader(parts: list[str]) -> None:
    made, _ = to_text("".join(parts), Limits())
    made.encode()
    assert made == made.strip("\n")
    assert "\n\n\n" not in made


def test_rules_name_known_actions() -> None:
    known = rules()
    assert {*known.element.values(), *known.role.values(), *known.token.values(), *known.word.values()} == {
        "drop",
        "judge",
    }
