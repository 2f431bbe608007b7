"""A member's own filters."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bbs.errors import Invalid, NotFound, Refused
from bbs.policy import GUEST, Actor
from bbs.services import filters
from bbs.views import FilterView
from tests.helpers import Join


@pytest.fixture
def otter(join: Join) -> Actor:
    return join("quiet-otter").actor


def test_words_and_boards_come_and_go(otter: Actor, join: Join) -> None:
    other = join("brave-wren").actor
    assert filters.add_word(otter, "  Nadéln ") == "nadeln"
    assert filters.add_board(otter, "stress") == "Stress"
    filters.add_word(otter, "self-harm*")
    found = filters.own(otter)
    assert found.words == ("nadeln", "self harm*")
    assert [(each.slug, each.name) for each in found.boards] == [("stress", "Stress")]
    assert filters.of(other) == FilterView(), "each has their own"
    filters.remove_word(otter, "NADELN")
    filters.remove_board(otter, "stress")
    assert filters.own(otter) == FilterView(("self harm*",))


def test_the_same_again_is_one(otter: Actor) -> None:
    for word in ("needles", "NEEDLES", "Needles "):
        filters.add_word(otter, word)
        filters.add_board(otter, "stress")
    found = filters.own(otter)
    assert (len(found.words), len(found.boards)) == (1, 1)


@pytest.mark.parametrize("word", ["", " ", "*", "...", "\x00", "😀", "x" * 41])
def test_what_can_be_no_filter(otter: Actor, word: str) -> None:
    with pytest.raises(Invalid) as refused:
        filters.add_word(otter, word)
    assert refused.value.field == "word"


def test_what_is_not_there(otter: Actor) -> None:
    for change, name in (
        (filters.remove_word, "needles"),
        (filters.remove_board, "stress"),
        (filters.remove_board, "no-such-board"),
        (filters.add_board, "no-such-board"),
    ):
        with pytest.raises(NotFound):
            change(otter, name)


def test_there_are_only_so_many(otter: Actor) -> None:
    for number in range(filters.MOST):
        filters.add_word(otter, f"word{number}")
    for add, name in ((filters.add_word, "more"), (filters.add_board, "stress")):
        with pytest.raises(Invalid, match="100 filters"):
            add(otter, name)


def test_a_key_for_reading_changes_none(otter: Actor) -> None:
    filters.add_word(otter, "needles")
    reading = replace(otter, is_reading=True)
    assert filters.own(reading).words == ("needles",)
    for change in (filters.add_word, filters.remove_word):
        with pytest.raises(Refused):
            change(reading, "needles")


def test_a_guest_has_none(house: None) -> None:
    assert filters.of(GUEST) == FilterView()
    with pytest.raises(Refused):
        filters.own(GUEST)
