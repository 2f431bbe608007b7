"""What is unread, as lists: on one's boards and on one board, page by page."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bbs.errors import Refused
from bbs.policy import GUEST, Actor
from bbs.services import boards, posts, threads
from tests.helpers import Join, QueryCount, StandingClock
from tests.tables import plan, statements

MINE = ("back-pain", "stress")


@pytest.fixture
def otter(join: Join, clock: StandingClock) -> Actor:
    actor = join("quiet-otter").actor
    for slug in MINE:
        boards.join(actor, slug, now=clock())
    return actor


@pytest.fixture
def wren(join: Join) -> Actor:
    return join("brave-wren").actor


def begin(actor: Actor, clock: StandingClock, slug: str, count: int = 1) -> list[int]:
    """New threads, a minute from one to the next, oldest first."""
    return [
        threads.start(actor, slug, f"{slug} {n}", "Words", now=clock.pass_(minutes=1)).id
        for n in range(count)
    ]


def ids(actor: Actor, *, limit: int = 50, skip: int = 0) -> list[int]:
    return [row.id for row in threads.unread(actor, limit=limit, skip=skip).rows]


def test_newest_activity_first_across_boards(
    otter: Actor, wren: Actor, clock: StandingClock
) -> None:
    first, second = begin(wren, clock, "stress", 2)
    (third,) = begin(wren, clock, "back-pain")
    assert ids(otter) == [third, second, first]
    posts.reply(wren, first, "Words", now=clock.pass_(minutes=1))
    assert ids(otter) == [first, third, second]
    row = threads.unread(otter, limit=1).rows[0]
    assert (row.handle, row.replies, row.is_unread) == ("brave-wren", 1, True)


def test_page_by_page_without_a_gap(otter: Actor, wren: Actor, clock: StandingClock) -> None:
    made = begin(wren, clock, "stress", 7) + begin(wren, clock, "back-pain", 6)
    seen, skip = list[int](), 0
    while True:
        page = threads.unread(otter, limit=4, skip=skip)
        seen += [row.id for row in page.rows]
        skip += 4
        if page.after is None:
            break
    assert seen == made[::-1] and skip == 16
    assert ids(otter, skip=13) == []


def test_of_the_same_moment_the_later_one_comes_first(
    otter: Actor, wren: Actor, clock: StandingClock
) -> None:
    made = [threads.start(wren, slug, "Title", "Words", now=clock()).id for slug in MINE * 3]
    assert ids(otter) == made[::-1]
    assert ids(otter, limit=2) + ids(otter, limit=2, skip=2) == made[:1:-1]


def test_what_is_read_old_or_elsewhere_is_left_out(
    otter: Actor, wren: Actor, clock: StandingClock
) -> None:
    threads.start(wren, "stress", "Old", "Words", now=clock() - timedelta(days=2))
    begin(wren, clock, "anxiety", 2)
    read, unread = begin(wren, clock, "stress", 2)
    begin(otter, clock, "stress")
    threads.mark_read(otter, read, 1)
    assert ids(otter) == [unread]
    posts.reply(wren, read, "Words", now=clock.pass_(minutes=1))
    assert ids(otter) == [read, unread]
    boards.leave(otter, "stress")
    assert ids(otter) == []


def test_who_has_no_boards_has_nothing_unread(wren: Actor, clock: StandingClock) -> None:
    begin(wren, clock, "stress")
    assert threads.unread(wren, limit=10).rows == ()
    with pytest.raises(Refused):
        threads.unread(GUEST, limit=10)


def test_it_is_one_query_along_indexes(
    otter: Actor, wren: Actor, clock: StandingClock,
    assert_query_count: QueryCount, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    for round_ in range(3):
        with assert_query_count(1):
            assert len(ids(otter, limit=5)) == min(5, round_ * 30)
        begin(wren, clock, "stress", 30)
    for board in boards.listing(otter):
        boards.join(otter, board.slug, now=clock())
    with statements(monkeypatch) as ran:
        ids(otter)
    assert len(ran) == 1
    assert not [step for step in plan(ran[0]) if "SCAN" in step], plan(ran[0])


def test_a_board_s_unread_threads_alone(otter: Actor, wren: Actor, clock: StandingClock) -> None:
    made = begin(wren, clock, "stress", 9)
    for thread_id in made[::2]:
        threads.mark_read(otter, thread_id, 1)
    page = threads.listing(otter, "stress", limit=3, only_unread=True)
    assert [row.id for row in page.rows] == made[7:2:-2] and page.after is not None
    rest = threads.listing(otter, "stress", limit=3, only_unread=True, skip=3)
    assert [row.id for row in rest.rows] == [made[1]] and rest.after is None
    on = threads.listing(otter, "stress", limit=3, only_unread=True, after=page.after)
    assert [row.id for row in on.rows] == [made[1]]
    assert all(row.is_unread for row in (*page.rows, *rest.rows))


def test_who_has_not_joined_has_nothing_unread_there(wren: Actor, clock: StandingClock) -> None:
    begin(wren, clock, "stress", 2)
    for actor in (wren, GUEST):
        assert threads.listing(actor, "stress", limit=3, only_unread=True).rows == ()


def test_skipping_passes_over_so_many(otter: Actor, wren: Actor, clock: StandingClock) -> None:
    made = begin(wren, clock, "stress", 7)[::-1]
    for skip in range(9):
        page = threads.listing(otter, "stress", limit=3, skip=skip)
        assert [row.id for row in page.rows] == made[skip : skip + 3]
        assert (page.after is None) is (skip + 3 >= 7)
