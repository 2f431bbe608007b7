"""Threads that wait for a first reply."""

from __future__ import annotations

import pytest

from bbs.errors import Refused
from bbs.models import Thread
from bbs.policy import GUEST, Actor
from bbs.services import boards, following, leaving, posts, threads, waiting
from bbs.services.waits import ANSWERED, OF_NEWCOMER, OF_OTHERS
from tests.helpers import PASSPHRASE, Join, QueryCount, StandingClock
from tests.tables import plan, statements

MINE = ("back-pain", "stress")


@pytest.fixture
def otter(join: Join, clock: StandingClock) -> Actor:
    """A member of long standing, who has joined two boards."""
    actor = join("quiet-otter").actor
    for slug in MINE:
        boards.join(actor, slug, now=clock())
    clock.pass_(days=20)
    return actor


@pytest.fixture
def wren(otter: Actor, join: Join) -> Actor:
    """A newcomer."""
    return join("brave-wren").actor


@pytest.fixture
def elder(join: Join, clock: StandingClock) -> Actor:
    actor = join("old-lantern").actor
    clock.pass_(days=20)
    return actor


def begin(actor: Actor, clock: StandingClock, slug: str = "stress") -> int:
    return threads.start(actor, slug, "Title", "Words", now=clock.pass_(minutes=1)).id


def ids(actor: Actor) -> list[int]:
    found = [row.id for row in waiting.listing(actor, limit=50).rows]
    assert waiting.count(actor) == len(found)
    return found


def waits(thread_id: int) -> int:
    return int(Thread.get_by_id(thread_id).waits)


def first_post(actor: Actor, thread_id: int) -> int:
    return posts.from_number(actor, thread_id, 1, limit=1)[0].id


def test_newcomers_first_and_of_those_the_oldest(
    elder: Actor, otter: Actor, wren: Actor, clock: StandingClock
) -> None:
    one, two = begin(elder, clock, "back-pain"), begin(elder, clock)
    three, four = begin(wren, clock), begin(wren, clock, "back-pain")
    assert ids(otter) == [three, four, one, two]
    row = waiting.listing(otter, limit=1).rows[0]
    assert (row.handle, row.replies, row.is_unread) == ("brave-wren", 0, True)
    clock.pass_(days=14)
    five = begin(wren, clock)
    assert ids(otter) == [three, four, one, two, five], "no newcomer any more"


def test_an_answer_of_another_ends_it_and_ones_own_does_not(
    otter: Actor, wren: Actor, clock: StandingClock
) -> None:
    thread_id = begin(wren, clock)
    posts.reply(wren, thread_id, "And what is more", now=clock())
    assert ids(otter) == [thread_id]
    answer = posts.reply(otter, thread_id, "You are not alone.", now=clock())
    assert ids(otter) == []
    posts.delete(otter, answer.id)
    assert ids(otter) == [thread_id], "nobody's answer stands there"
    assert waits(thread_id) == OF_OTHERS


def test_one_answer_that_stays_is_enough(
    otter: Actor, elder: Actor, wren: Actor, clock: StandingClock
) -> None:
    thread_id = begin(wren, clock)
    answer = posts.reply(otter, thread_id, "You are not alone.", now=clock())
    posts.reply(elder, thread_id, "Indeed.", now=clock())
    posts.delete(otter, answer.id)
    posts.delete(wren, first_post(wren, thread_id))
    assert waits(thread_id) == ANSWERED


def test_ones_own_those_elsewhere_and_those_ignored_are_left_out(
    otter: Actor, wren: Actor, clock: StandingClock
) -> None:
    kept, ignored = begin(wren, clock), begin(wren, clock)
    begin(wren, clock, "anxiety")
    begin(otter, clock)
    following.ignore(otter, ignored)
    assert ids(otter) == [kept]
    assert ids(wren) == [], "no board was joined"
    boards.leave(otter, "stress")
    assert ids(otter) == []


def test_what_was_read_still_waits(otter: Actor, wren: Actor, clock: StandingClock) -> None:
    thread_id = begin(wren, clock)
    threads.mark_read(otter, thread_id, 1)
    assert ids(otter) == [thread_id]
    assert not waiting.listing(otter, limit=1).rows[0].is_unread


@pytest.mark.parametrize("erase_texts", [True, False])
def test_who_left_waits_for_nothing_and_leaves_nobody_alone(
    otter: Actor, elder: Actor, wren: Actor, clock: StandingClock, erase_texts: bool
) -> None:
    alone, answered = begin(wren, clock), begin(elder, clock)
    posts.reply(wren, answered, "An answer", now=clock())
    leaving.delete_account(wren, PASSPHRASE, erase_texts=erase_texts, now=clock())
    assert ids(otter) == ([answered] if erase_texts else [])
    assert Thread.select().where(Thread.id == alone).exists() is not erase_texts


def test_page_by_page_both_ways(
    otter: Actor, elder: Actor, wren: Actor, clock: StandingClock
) -> None:
    for number in range(12):
        begin((elder, wren)[number % 2], clock, MINE[number % 3 == 0])
    everything = ids(otter)
    assert len(everything) == 12
    page = waiting.listing(otter, limit=5)
    forth = [row.id for row in page.rows]
    while page.after is not None:
        page = waiting.listing(otter, limit=5, after=page.after)
        forth += [row.id for row in page.rows]
    assert forth == everything
    page = waiting.listing(otter, limit=5, is_from_end=True)
    back = [row.id for row in page.rows]
    while page.before is not None:
        page = waiting.listing(otter, limit=5, before=page.before)
        back = [row.id for row in page.rows] + back
    assert back == everything
    for skip in range(13):
        found = [row.id for row in waiting.listing(otter, limit=4, skip=skip).rows]
        assert found == everything[skip : skip + 4]


def test_counting_stops(
    otter: Actor, wren: Actor, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "COUNT_LIMIT", 2)
    for _ in range(4):
        begin(wren, clock)
    assert waiting.count(otter) == 2


def test_it_is_one_query_along_the_index(
    otter: Actor,
    wren: Actor,
    clock: StandingClock,
    assert_query_count: QueryCount,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for _ in range(3):
        with assert_query_count(1):
            waiting.listing(otter, limit=5)
        with assert_query_count(1):
            waiting.count(otter)
        for _ in range(20):
            begin(wren, clock)
    with statements(monkeypatch) as ran:
        page = waiting.listing(otter, limit=5)
        waiting.listing(otter, limit=5, after=page.after)
        waiting.count(otter)
    for statement in ran:
        steps = plan(statement)
        assert [step for step in steps if "thread_waiting" in step], steps
        assert not [step for step in steps if "SCAN" in step and "SCAN some" not in step], steps


def test_guests_have_no_boards(house: None) -> None:
    for service in (lambda: waiting.listing(GUEST, limit=5), lambda: waiting.count(GUEST)):
        with pytest.raises(Refused):
            service()


def test_newcomers_are_those_of_the_last_fortnight(
    otter: Actor, join: Join, clock: StandingClock
) -> None:
    actor = join("brave-wren").actor
    for days, expected in ((0, OF_NEWCOMER), (13, OF_NEWCOMER), (1, OF_OTHERS)):
        clock.pass_(days=days)
        assert waits(begin(actor, clock)) == expected
