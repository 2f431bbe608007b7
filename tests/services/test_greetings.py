"""Threads to say hello in: a sysop opens them, they stay at the top, an answer is a hello."""

from __future__ import annotations

import pytest

from bbs.errors import Invalid, NotFound, Refused
from bbs.policy import GUEST, Actor, Role
from bbs.services import archive, boards, greetings, posts, threads, waiting
from tests.helpers import Join, QueryCount, StandingClock

BOARD = "back-pain"
HOST = Actor(0, "host", Role.SYSOP)


@pytest.fixture
def otter(join: Join) -> Actor:
    return join("quiet-otter").actor


@pytest.fixture
def chief(join: Join) -> Actor:
    return join("old-lantern", Role.SYSOP).actor


def ids(actor: Actor, **where: object) -> list[int]:
    return [row.id for row in threads.listing(actor, BOARD, **where).rows]  # type: ignore[arg-type]


def test_only_a_sysop_opens_one_and_a_board_has_one(
    otter: Actor, chief: Actor, clock: StandingClock
) -> None:
    for actor in (GUEST, otter):
        with pytest.raises(Refused):
            greetings.open_(actor, BOARD, now=clock())
    with pytest.raises(NotFound):
        greetings.open_(chief, "nowhere", now=clock())
    made = greetings.open_(chief, BOARD, now=clock())
    assert greetings.open_(HOST, BOARD, now=clock()) == made
    (post,) = posts.from_number(otter, made, 1, limit=9)
    assert post.handle == "old-lantern" and "say hello" in post.body
    (file,) = archive.thread_files(otter, BOARD, "2026-05", limit=9)
    assert len(archive.text(otter, file, 1, limit=9)) == file.size


def test_from_the_host_it_needs_a_sysop_in_whose_name_it_is(
    otter: Actor, clock: StandingClock, join: Join
) -> None:
    with pytest.raises(Invalid, match="no sysop yet"):
        greetings.open_(HOST, BOARD, now=clock())
    join("old-lantern", Role.SYSOP)
    made = greetings.open_(HOST, BOARD, now=clock())
    assert posts.from_number(otter, made, 1, limit=1)[0].handle == "old-lantern"


def test_it_stays_at_the_top_of_every_first_page(
    otter: Actor, chief: Actor, clock: StandingClock
) -> None:
    pinned = greetings.open_(chief, BOARD, now=clock())
    assert ids(otter, limit=9) == [pinned]
    made = [
        threads.start(otter, BOARD, "Title", "Words", now=clock.pass_(minutes=1)).id
        for _ in range(5)
    ][::-1]
    assert ids(otter, limit=9) == [pinned, *made]
    assert ids(otter, limit=2) == [pinned, *made[:2]]
    assert ids(otter, limit=2, skip=2) == made[2:4]
    first = threads.listing(otter, BOARD, limit=2)
    second = threads.listing(otter, BOARD, limit=2, after=first.after)
    assert [row.id for row in second.rows] == made[2:4]
    back = threads.listing(otter, BOARD, limit=2, before=second.before)
    assert [row.id for row in back.rows] == [pinned, *made[:2]] and back.before is None
    assert ids(otter, limit=2, is_from_end=True) == made[3:]
    assert ids(otter, limit=9, is_from_end=True) == [pinned, *made]


def test_it_is_new_and_read_as_others_are(otter: Actor, chief: Actor, clock: StandingClock) -> None:
    boards.join(otter, BOARD, now=clock())
    pinned = greetings.open_(chief, BOARD, now=clock())
    assert ids(otter, limit=9, only_unread=True) == [pinned]
    assert waiting.listing(otter, limit=9).rows == ()
    threads.mark_read(otter, pinned, 1)
    assert ids(otter, limit=9, only_unread=True) == []
    assert ids(otter, limit=9) == [pinned]


def test_a_hello_is_an_answer(otter: Actor, chief: Actor, clock: StandingClock) -> None:
    for slug in ("stress", BOARD, "panic"):
        boards.join(otter, slug, now=clock())
    pinned = {slug: greetings.open_(chief, slug, now=clock()) for slug in (BOARD, "stress", "ms")}
    found = [(each.slug, each.thread_id, each.has_said) for each in greetings.mine(otter)]
    assert found == [("stress", pinned["stress"], False), (BOARD, pinned[BOARD], False)]
    posts.reply(otter, pinned[BOARD], "Hello, I am new.", now=clock())
    assert [each.has_said for each in greetings.mine(otter)] == [False, True]
    with pytest.raises(Refused):
        greetings.mine(GUEST)


def test_it_costs_one_query(
    otter: Actor, chief: Actor, clock: StandingClock, assert_query_count: QueryCount
) -> None:
    for slug in ("stress", BOARD):
        boards.join(otter, slug, now=clock())
        greetings.open_(chief, slug, now=clock())
    with assert_query_count(1):
        assert len(greetings.mine(otter)) == 2


def test_boards_are_suggested_as_they_stand_to_the_member(
    otter: Actor, clock: StandingClock
) -> None:
    boards.join(otter, BOARD, now=clock())
    found = {board.slug: board for board in boards.suggested(otter, "back pain and grief")}
    assert found[BOARD].is_joined and not found["bereavement"].is_joined
    assert not {each.slug: each for each in boards.suggested(GUEST, "grief")}[
        "bereavement"
    ].may_read
