"""Following, bookmarking and ignoring threads."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bbs.errors import NotFound, Refused
from bbs.models import Follow
from bbs.policy import GUEST, Actor
from bbs.services import (
    boards,
    bookmarks,
    following,
    notices,
    packets,
    posts,
    threads,
    unreadposts,
    waiting,
)
from tests.helpers import Join, QueryCount, StandingClock


@pytest.fixture
def otter(join: Join, clock: StandingClock) -> Actor:
    actor = join("quiet-otter").actor
    boards.join(actor, "back-pain", now=clock())
    return actor


@pytest.fixture
def wren(join: Join) -> Actor:
    return join("brave-wren").actor


def begin(actor: Actor, clock: StandingClock, title: str = "Title") -> int:
    return threads.start(actor, "back-pain", title, "Words", now=clock.pass_(minutes=1)).id


def test_writing_follows(otter: Actor, wren: Actor, clock: StandingClock) -> None:
    thread_id = begin(wren, clock)
    assert threads.get(wren, thread_id).is_followed
    assert not threads.get(otter, thread_id).is_followed
    posts.reply(otter, thread_id, "An answer", now=clock())
    assert threads.get(otter, thread_id).is_followed
    following.unfollow(otter, thread_id)
    assert not threads.get(otter, thread_id).is_followed
    following.follow(otter, thread_id)
    following.follow(otter, thread_id)
    assert threads.get(otter, thread_id).is_followed
    assert not threads.get(GUEST, thread_id).is_followed


def test_the_quietest_makes_room(
    otter: Actor, wren: Actor, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "MOST_FOLLOWED", 3)
    made = [begin(wren, clock) for _ in range(4)]
    for thread_id in made[:3]:
        following.follow(otter, thread_id)
    posts.reply(wren, made[0], "Still going on", now=clock.pass_(minutes=1))
    following.follow(otter, made[3])
    kept: Any = Follow.select(Follow.thread).where(Follow.member == otter.member_id).tuples()
    assert sorted(row[0] for row in kept) == [made[0], made[2], made[3]]


def test_an_ignored_thread_is_new_nowhere(otter: Actor, wren: Actor, clock: StandingClock) -> None:
    kept, ignored = begin(wren, clock, "Kept"), begin(wren, clock, "Ignored")
    following.follow(otter, ignored)
    following.ignore(otter, ignored)
    posts.reply(wren, ignored, "More", now=clock.pass_(minutes=1))
    view = threads.get(otter, ignored)
    assert (view.is_ignored, view.is_unread, view.is_followed) == (True, False, False)
    assert [row.id for row in threads.unread(otter, limit=9).rows] == [kept]
    assert threads.next_unread(otter) == kept
    assert threads.next_unread(otter, kept) is None
    assert boards.get(otter, "back-pain").unread == 1
    marked = {row.id: row.is_unread for row in threads.listing(otter, "back-pain", limit=9).rows}
    assert marked == {kept: True, ignored: False}
    only = threads.listing(otter, "back-pain", limit=9, only_unread=True).rows
    assert [row.id for row in only] == [kept]
    assert [row.id for row in waiting.listing(otter, limit=9).rows] == [kept]
    assert unreadposts.count(otter, {boards.get(otter, "back-pain").id}) == 1
    assert packets.make(otter, None, form="mbox", now=clock()).posts == 1
    assert notices.answers(otter) == ()


def test_an_ignored_thread_can_be_read_and_be_heeded_again(
    otter: Actor, wren: Actor, clock: StandingClock
) -> None:
    thread_id = begin(wren, clock)
    threads.mark_read(otter, thread_id, 1)
    following.ignore(otter, thread_id)
    posts.reply(wren, thread_id, "More", now=clock.pass_(minutes=1))
    assert threads.get(otter, thread_id).start_number == 2, "one's place is kept"
    following.heed(otter, thread_id)
    assert threads.get(otter, thread_id).is_unread
    following.ignore(otter, thread_id)
    threads.mark_read(otter, thread_id, 2)
    assert threads.get(otter, thread_id).is_ignored, "reading doesn't change it"


@pytest.mark.parametrize("how", ["reply", "follow"])
def test_who_takes_part_ignores_no_more(
    otter: Actor, wren: Actor, clock: StandingClock, how: str
) -> None:
    thread_id = begin(wren, clock)
    following.ignore(otter, thread_id)
    if how == "reply":
        posts.reply(otter, thread_id, "After all", now=clock())
    else:
        following.follow(otter, thread_id)
    view = threads.get(otter, thread_id)
    assert view.is_followed and not view.is_ignored


def test_floors_rise_over_ignored_threads(otter: Actor, wren: Actor, clock: StandingClock) -> None:
    thread_id = begin(wren, clock)
    following.ignore(otter, thread_id)
    clock.pass_(days=3)
    posts.reply(wren, thread_id, "More", now=clock())
    assert threads.next_unread(otter) is None, "looking ends, and the floors rise"
    begun = begin(wren, clock, "New")
    assert threads.next_unread(otter) == begun


def test_bookmarks_newest_first_page_by_page(
    otter: Actor, wren: Actor, clock: StandingClock
) -> None:
    made = [begin(wren, clock, f"Title {n}") for n in range(7)]
    for thread_id in (3, 1, 6, 0, 2):
        bookmarks.put(otter, made[thread_id])
    bookmarks.put(otter, made[1])
    expected = [made[n] for n in (2, 0, 6, 1, 3)]
    first = bookmarks.listing(otter, limit=2)
    assert [row.id for row in first.rows] == expected[:2]
    second = bookmarks.listing(otter, limit=2, after=first.after)
    assert [row.id for row in second.rows] == expected[2:4]
    assert [row.id for row in bookmarks.listing(otter, limit=2, before=second.before).rows] == (
        expected[:2]
    )
    assert [row.id for row in bookmarks.listing(otter, limit=9, skip=4).rows] == expected[4:]
    last = bookmarks.listing(otter, limit=2, is_from_end=True)
    assert [row.id for row in last.rows] == expected[3:]
    bookmarks.take_out(otter, made[6])
    assert made[6] not in [row.id for row in bookmarks.listing(otter, limit=9).rows]
    assert threads.get(otter, made[2]).is_bookmarked
    assert not threads.get(wren, made[2]).is_bookmarked
    assert bookmarks.listing(wren, limit=9).rows == ()


def test_a_bookmark_says_what_is_unread(otter: Actor, wren: Actor, clock: StandingClock) -> None:
    thread_id = begin(wren, clock)
    bookmarks.put(otter, thread_id)
    (row,) = bookmarks.listing(otter, limit=9).rows
    assert (row.title, row.handle, row.replies, row.is_unread) == ("Title", "brave-wren", 0, True)
    threads.mark_read(otter, thread_id, 1)
    assert not bookmarks.listing(otter, limit=9).rows[0].is_unread
    boards.leave(otter, "back-pain")
    assert len(bookmarks.listing(otter, limit=9).rows) == 1, "on boards of others, too"
    assert clock() - row.last_at < timedelta(minutes=1)


def test_what_is_gone_is_gone_everywhere(otter: Actor, wren: Actor, clock: StandingClock) -> None:
    thread_id = begin(wren, clock)
    bookmarks.put(otter, thread_id)
    following.follow(otter, thread_id)
    posts.delete(wren, posts.from_number(wren, thread_id, 1, limit=1)[0].id)
    assert bookmarks.listing(otter, limit=9).rows == ()
    assert Follow.select().count() == 0
    for service in (following.follow, following.unfollow, following.ignore, bookmarks.put):
        with pytest.raises(NotFound):
            service(otter, thread_id)


def test_guests_keep_nothing(otter: Actor, clock: StandingClock) -> None:
    thread_id = begin(otter, clock)
    for service in (following.follow, following.unfollow, following.ignore, following.heed,
                    bookmarks.put, bookmarks.take_out):  # fmt: skip
        with pytest.raises(Refused):
            service(GUEST, thread_id)
    with pytest.raises(Refused):
        bookmarks.listing(GUEST, limit=9)


@pytest.mark.parametrize("count", [1, 30])
def test_a_page_of_bookmarks_costs_one_query(
    otter: Actor, clock: StandingClock, assert_query_count: QueryCount, count: int
) -> None:
    for _ in range(count):
        bookmarks.put(otter, begin(otter, clock))
    with assert_query_count(1):
        assert len(bookmarks.listing(otter, limit=50).rows) == count
    with assert_query_count(3):
        threads.get(otter, 1)
        boards.joined(otter)
