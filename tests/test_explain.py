"""What `explain` tells."""

from __future__ import annotations

from pipeline.explain import explain
from tests.making import GERMAN


def test_it_tells_all_that_was_read() -> None:
    told = explain(
        "Heel raise\n\nStand behind a chair. Rise onto your toes and hold for 5 seconds. Don't lock your knees."
    )
    for part in (
        "tokens    Stand · behind · a · chair",
        "concept   position standing",
        "concept   equipment chair",
        "labels    position (by position.posture)",
        "labels    action, hold_rep",
        "dose      ",
        "warning   forbidden",
        "exercise  heel-raise--",
        "layout    title, title",
    ):
        assert part in told, part


def test_it_tells_flags_cues_and_modifications() -> None:
    told = explain("You should feel a stretch. For a more intense stretch, straighten your knee.")
    assert "cue       what it should feel like" in told
    assert "modifies  harder" in told
    assert "flags     not_english" in explain(GERMAN)


def test_nothing_to_tell() -> None:
    assert explain("") == "no sentence"


def test_control_characters_are_shown_escaped() -> None:
    assert "\x1b" not in explain("Lift \x1b[31m your hips\u202e.")
