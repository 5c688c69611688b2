from __future__ import annotations

import codecs

import pytest

from pipeline.read.encoding import decode

ENGLISH = "Lie on your back – knees bent. You’ll feel a “stretch” • Hold for ½ minute at 90°, don’t bounce…\n"
POLISH = (
    "Połóż się na plecach, zegnij kolana i unieś biodra. Wytrzymaj pięć sekund, potem powoli opuść.\n" * 3
)
RUSSIAN = "Лягте на спину, согните колени и поднимите таз. Держите пять секунд, затем опустите.\n" * 3
JAPANESE = "仰向けに寝て、膝を曲げ、腰をゆっくり上げます。五秒間保ってから下ろします。\n" * 3


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("times", [1, 30])
def test_english_in_any_encoding(encoding: str, times: int) -> None:
    assert decode((ENGLISH * times).encode(encoding)) == ENGLISH * times


def test_english_from_an_old_apple() -> None:
    text = ENGLISH.replace("½", "half")
    assert decode(text.encode("mac_roman")) == text


@pytest.mark.parametrize(
    "text, encoding", [(POLISH, "cp1250"), (RUSSIAN, "cp1251"), (RUSSIAN, "koi8-r"), (JAPANESE, "shift_jis")]
)
def test_other_languages_are_detected(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    "mark, encoding",
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_mark_decides_and_is_dropped(mark: bytes, encoding: str) -> None:
    assert decode(mark + ENGLISH.encode(encoding), "cp1252") == ENGLISH


def test_utf8_goes_before_what_is_declared() -> None:
    assert decode(ENGLISH.encode(), "iso-8859-1") == ENGLISH


def test_what_is_declared_goes_before_a_guess() -> None:
    czech = "šířka ramen, žádná bolest\n" * 3
    assert decode(czech.encode("iso-8859-2"), "ISO-8859-2") == czech


@pytest.mark.parametrize("declared", ["utf-8", "utf-16", "no-such-encoding", "ascii", ""])
def test_a_wrong_declaration_does_no_harm(declared: str) -> None:
    assert decode(ENGLISH.encode("cp1252"), declared) == ENGLISH


def test_a_declaration_that_does_not_fit_is_not_followed() -> None:
    assert decode(RUSSIAN.encode("cp1251"), "shift_jis") == RUSSIAN


def test_a_cut_end_or_a_stray_byte_leaves_utf8_utf8() -> None:
    assert decode(ENGLISH.encode()[:-2]) == ENGLISH[:-2] + "â€"
    assert decode(b"90\xb0, then " + ENGLISH.encode()) == "90°, then " + ENGLISH


def test_the_handler_for_bad_bytes_only_decodes() -> None:
    with pytest.raises(UnicodeEncodeError):
        "\ud800".encode("utf-8", "cp1252-for-bad-bytes")


@pytest.mark.parametrize("data", [b"", b"\xff", b"\x81\x8d", bytes(range(256))])
def test_never_raises(data: bytes) -> None:
    assert isinstance(decode(data), str)
