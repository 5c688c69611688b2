from __future__ import annotations

import uuid
from contextlib import suppress
from pathlib import Path

import pytest

from pipeline.place import Folder, Place, Remote, is_remote, local_path, place


@pytest.fixture(params=["folder", "memory"])
def spot(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    address = str(tmp_path / "deep") if request.param == "folder" else f"memory://{uuid.uuid4()}/deep"
    return place(address)


def test_written_is_there_and_removed_is_gone(spot: Place) -> None:
    assert spot.names() == set()
    with spot.write("below/one") as file:
        file.write(b"1")
        assert "one" not in spot.names("below")
    with spot.write("below/one") as file:
        file.write(b"2")
    assert spot.names("below") == {"one"}
    assert spot.names() == {"below"}
    assert spot.read("below/one").read() == b"2"
    spot.remove("below")
    spot.remove("below")
    assert spot.names() == set()


def test_what_fails_half_way_is_not_there(spot: Place) -> None:
    with spot.write("one") as file:
        file.write(b"old")
    with suppress(ZeroDivisionError), spot.write("one") as file:
        file.write(b"new")
        raise ZeroDivisionError
    assert spot.names() == {"one"}
    assert spot.read("one").read() == b"old"
    spot.remove("one")
    assert spot.names() == set()


def test_address_says_where() -> None:
    assert isinstance(place("s"), Folder)
    assert isinstance(place("memory://s"), Remote)
    assert not is_remote("file:///s")
    assert local_path("file:///s") == Path("/s")
