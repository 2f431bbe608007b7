"""Boards: the catalogue, joining, and what is unread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bbs import content
from bbs.errors import NotFound, Refused
from bbs.models import Board, Category
from bbs.policy import GUEST, Actor
from bbs.services import boards, threads
from tests.helpers import Join, QueryCount, StandingClock


def begin(actor: Actor, clock: StandingClock, slug: str = "back-pain", count: int = 1) -> None:
    for number in range(count):
        threads.start(actor, slug, f"Thread {number}", "Body", now=clock())


def test_the_catalogue_is_loaded_once_and_in_its_order(house: None) -> None:
    shipped = [
        (category.name, board.slug, board.readable_by == "all", board.is_health)
        for category in content.categories()
        for board in category.boards
    ]
    loaded = [
        (board.category, board.slug, board.is_for_all, board.is_health)
        for board in boards.listing(GUEST)
    ]
    assert loaded == shipped
    assert boards.load_catalogue() == 0
    assert (Board.select().count(), Category.select().count()) == (len(shipped), 11)


def test_a_guest_sees_all_boards_and_may_read_the_open_ones(house: None) -> None:
    for board in boards.listing(GUEST):
        assert board.may_read is board.is_for_all
        assert (board.is_joined, board.unread) == (False, 0)
    with pytest.raises(Refused, match="members only"):
        boards.require_reading(GUEST, boards.get(GUEST, "bereavement"))
    boards.require_reading(GUEST, boards.get(GUEST, "back-pain"))


def test_a_member_may_read_all(join: Join) -> None:
    assert all(board.may_read for board in boards.listing(join("quiet-otter").actor))


def test_joining_and_leaving(join: Join, clock: StandingClock) -> None:
    otter, wren = join("quiet-otter").actor, join("brave-wren").actor
    assert boards.joined(otter) == ()
    for _ in range(2):
        assert boards.join(otter, "back-pain", now=clock()).is_joined
    boards.join(otter, "anxiety", now=clock())
    assert [board.slug for board in boards.joined(otter)] == ["anxiety", "back-pain"]
    assert boards.joined(wren) == ()
    for _ in range(2):
        assert not boards.leave(otter, "back-pain").is_joined
    assert [board.slug for board in boards.joined(otter)] == ["anxiety"]


def test_a_guest_cannot_join_or_leave(house: None, clock: StandingClock) -> None:
    with pytest.raises(Refused):
        boards.join(GUEST, "back-pain", now=clock())
    with pytest.raises(Refused):
        boards.leave(GUEST, "back-pain")


def test_an_unknown_board(join: Join, clock: StandingClock) -> None:
    otter = join("quiet-otter").actor
    looks: tuple[Callable[[], object], ...] = (
        lambda: boards.get(otter, "nothing"),
        lambda: boards.by_id(otter, 9_999),
        lambda: boards.join(otter, "nothing", now=clock()),
        lambda: boards.leave(otter, "nothing"),
    )
    for look in looks:
        with pytest.raises(NotFound, match="no such board"):
            look()
    assert boards.by_id(otter, boards.get(otter, "anxiety").id).slug == "anxiety"


def test_unread_threads_count_from_the_day_of_joining(join: Join, clock: StandingClock) -> None:
    otter, wren = join("quiet-otter").actor, join("brave-wren").actor
    begin(wren, clock, count=2)
    clock.now = clock.now.replace(hour=1) + timedelta(days=1)
    begin(wren, clock, count=1)
    clock.pass_(hours=10)
    assert boards.get(otter, "back-pain").unread == 0
    assert boards.join(otter, "back-pain", now=clock()).unread == 1
    begin(wren, clock, count=3)
    assert boards.get(otter, "back-pain").unread == 4
    uncounted = replace(boards.get(otter, "back-pain"), unread=0)
    assert boards.head(otter, "back-pain") == boards.by_id(otter, uncounted.id) == uncounted
    assert [board.unread for board in boards.joined(otter)] == [4]
    boards.join(wren, "back-pain", now=clock())
    assert boards.get(wren, "back-pain").unread == 0, "one's own threads are read"
    boards.leave(otter, "back-pain")
    assert boards.get(otter, "back-pain").unread == 0


def test_the_count_of_unread_threads_stops(
    join: Join, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(boards, "COUNT_LIMIT", 5)
    otter, wren = join("quiet-otter").actor, join("brave-wren").actor
    boards.join(otter, "back-pain", now=clock())
    begin(wren, clock, count=8)
    assert boards.get(otter, "back-pain").unread == 5


@pytest.mark.parametrize("rows", [3, 60])
def test_the_list_costs_one_query(
    join: Join, clock: StandingClock, assert_query_count: QueryCount, rows: int
) -> None:
    otter, wren = join("quiet-otter").actor, join("brave-wren").actor
    for board in boards.listing(otter)[:rows]:
        boards.join(otter, board.slug, now=clock())
    begin(wren, clock, count=rows)
    with assert_query_count(1):
        boards.listing(otter)
    with assert_query_count(1):
        boards.joined(otter)
