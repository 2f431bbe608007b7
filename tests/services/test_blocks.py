"""Blocking hides what somebody wrote, past and future, everywhere; they notice nothing."""

from __future__ import annotations

import json

import pytest

from bbs import handles
from bbs.models import Block, Packet
from bbs.offline.packing import Form
from bbs.policy import Actor
from bbs.services import (
    archive,
    boards,
    bookmarks,
    following,
    home,
    leaving,
    letters,
    notices,
    packets,
    posts,
    search,
    threads,
    waiting,
)
from bbs.services.blocks import TITLE
from bbs.services.credentials import Login
from bbs.views import PostView
from tests.helpers import PASSPHRASE, Join, QueryCount, StandingClock

BOARD, MONTH = "back-pain", "2026-05"
WORD, NAME = "zitronenfalter", "brave-wren"


@pytest.fixture
def otter(join: Join, clock: StandingClock) -> Login:
    login = join("quiet-otter")
    boards.join(login.actor, BOARD, now=clock())
    return login


@pytest.fixture
def wren(join: Join) -> Login:
    return join(NAME)


@pytest.fixture
def third(join: Join) -> Login:
    return join("old-lantern")


@pytest.fixture
def theirs(wren: Login, third: Login, clock: StandingClock) -> int:
    """A thread that the wren began, with answers of the third's and the wren's."""
    return begun(wren, third, clock)


@pytest.fixture
def others(wren: Login, third: Login, clock: StandingClock) -> int:
    """A thread that the third began, with answers of the wren's and the third's."""
    return begun(third, wren, clock)


def begun(one: Login, other: Login, clock: StandingClock) -> int:
    """Posts 1 and 3 are by one, 2 by the other; only the wren uses the word."""

    def words(login: Login) -> str:
        return f"It is a {WORD}.\n" * 9 if login.actor.handle == NAME else "Something kind."

    title = f"Title with a {WORD}" if one.actor.handle == NAME else "Title"
    made = threads.start(one.actor, BOARD, title, words(one), now=clock.pass_(minutes=1))
    for login in (other, one):
        posts.reply(login.actor, made.id, words(login), now=clock.pass_(minutes=1))
    return made.id


def page(actor: Actor, thread_id: int) -> tuple[PostView, ...]:
    return posts.from_number(actor, thread_id, 1, limit=10)


def test_posts_of_before_and_after_are_hidden(
    otter: Login, wren: Login, others: int, clock: StandingClock
) -> None:
    letters.block(otter.actor, NAME)
    posts.reply(wren.actor, others, f"And a {WORD}", now=clock())
    seen = page(otter.actor, others)
    assert [(post.number, post.is_hidden) for post in seen] == [
        (1, False), (2, True), (3, False), (4, True),
    ]  # fmt: skip
    assert WORD not in repr(seen) and NAME not in repr(seen)
    assert {post.handle for post in seen if post.is_hidden} == {handles.BLOCKED}
    assert seen[1] == posts.get(otter.actor, seen[1].id)


def test_nobody_else_sees_a_difference(
    otter: Login, wren: Login, third: Login, others: int
) -> None:
    everybody = (wren.actor, third.actor)
    before = [page(actor, others) for actor in everybody]
    letters.block(otter.actor, NAME)
    assert [page(actor, others) for actor in everybody] == before
    # And the blocked still read whom blocked them.
    mine = posts.reply(otter.actor, others, "From the otter", now=before[0][0].posted_at)
    assert posts.get(wren.actor, mine.id).body == "From the otter"


def test_unblocked_all_is_there_again(otter: Login, others: int) -> None:
    before = page(otter.actor, others)
    letters.block(otter.actor, NAME)
    letters.unblock(otter.actor, NAME)
    assert page(otter.actor, others) == before


def test_their_titles_are_hidden_in_every_list(otter: Login, theirs: int, others: int) -> None:
    me = otter.actor
    bookmarks.put(me, theirs)
    following.follow(me, theirs)
    letters.block(me, NAME)
    lists = (threads.listing(me, BOARD, limit=9), bookmarks.listing(me, limit=9))
    rows = {row.id: row for shown in lists for row in shown.rows}
    assert (rows[theirs].title, rows[theirs].handle) == (TITLE, handles.BLOCKED)
    assert rows[others].title == "Title"
    assert threads.get(me, theirs).title == TITLE
    assert threads.titles(me, [theirs, others]) == {theirs: TITLE, others: "Title"}
    assert WORD not in repr(lists)


def test_what_they_write_is_new_nowhere(
    otter: Login, wren: Login, third: Login, others: int, theirs: int, clock: StandingClock
) -> None:
    me = otter.actor
    threads.mark_read(me, others, 3)
    following.follow(me, others)
    letters.block(me, NAME)
    posts.reply(wren.actor, others, f"A {WORD}", now=clock.pass_(minutes=1))
    assert threads.unread(me, limit=9).rows == () and threads.next_unread(me) is None
    assert not threads.get(me, others).is_unread and not threads.get(me, theirs).is_unread
    assert [row.is_unread for row in threads.listing(me, BOARD, limit=9).rows] == [False, False]
    assert threads.listing(me, BOARD, limit=9, only_unread=True).rows == ()
    assert [board.unread for board in boards.joined(me)] == [0]
    assert notices.answers(me) == () and waiting.listing(me, limit=9).rows == ()
    glance = home.glance(me, now=clock())
    assert (glance.answers, glance.waiting) == (0, 0)
    # A word of somebody else's, and the thread is new again.
    posts.reply(third.actor, others, "Something else", now=clock.pass_(minutes=1))
    assert [row.id for row in threads.unread(me, limit=9).rows] == [others]
    assert threads.next_unread(me) == others and threads.get(me, others).is_unread
    assert [board.unread for board in boards.joined(me)] == [1]
    assert [each.count for each in notices.answers(me)] == [1]


def test_titles_in_notices(otter: Login, third: Login, theirs: int, clock: StandingClock) -> None:
    following.follow(otter.actor, theirs)
    letters.block(otter.actor, NAME)
    posts.reply(third.actor, theirs, "Something else", now=clock.pass_(minutes=1))
    (answer,) = notices.answers(otter.actor)
    assert (answer.title, answer.count) == (TITLE, 1)


def test_who_waits_is_nobody_whom_one_blocked(
    otter: Login, wren: Login, clock: StandingClock
) -> None:
    threads.start(wren.actor, BOARD, f"A {WORD}", "Words", now=clock())
    assert len(waiting.listing(otter.actor, limit=9).rows) == waiting.count(otter.actor) == 1
    letters.block(otter.actor, NAME)
    assert waiting.listing(otter.actor, limit=9).rows == () and waiting.count(otter.actor) == 0


@pytest.mark.parametrize("form", ["mbox", "qwk"])
def test_packets_leave_them_out(
    otter: Login, wren: Login, others: int, theirs: int, form: Form, clock: StandingClock
) -> None:
    letters.block(otter.actor, NAME)
    taken = packets.make(otter.actor, otter.key, form=form, is_packed=False, now=clock())
    assert (taken.posts, taken.threads, taken.left_posts) == (2, 1, 0)
    assert WORD.encode() not in taken.data and NAME.encode() not in taken.data
    assert json.loads(Packet.get().held)["threads"] == [[others, 1, 3, 2]]
    confirmed = packets.confirm(otter.actor, taken.id, now=clock())
    assert (confirmed.posts, confirmed.threads) == (2, 1)
    again = packets.make(otter.actor, otter.key, form=form, now=clock())
    assert (again.posts, again.left_posts, again.words) == (0, 0, ("Nothing is unread.",))


def test_files_say_that_there_is_a_post_and_their_sizes_are_right(
    otter: Login, wren: Login, third: Login, others: int, theirs: int
) -> None:
    letters.block(otter.actor, NAME)
    for login in (otter, third):
        found = archive.thread_files(login.actor, BOARD, MONTH, limit=9)
        whole = b"".join(archive.text(login.actor, file, 1, limit=9) for file in found)
        for file in found:
            assert len(archive.text(login.actor, file, 1, limit=9)) == file.size
            assert file == archive.thread_file(login.actor, BOARD, MONTH, file.id)
        is_blocker = login is otter
        assert (WORD.encode() in whole) is (NAME.encode() in whole) is not is_blocker
        assert (b"(a post of somebody you blocked)" in whole) is is_blocker
        assert (TITLE in {file.title for file in found}) is is_blocker
    assert sum(file.size for file in archive.thread_files(otter.actor, BOARD, MONTH, limit=9)) < (
        sum(file.size for file in archive.thread_files(third.actor, BOARD, MONTH, limit=9)) - 300
    )


def test_a_draft_of_an_answer_says_no_title(otter: Login, theirs: int) -> None:
    letters.block(otter.actor, NAME)
    assert threads.titles(otter.actor, [theirs])[theirs] == TITLE


def test_who_leaves_stays_blocked(
    otter: Login, wren: Login, others: int, clock: StandingClock
) -> None:
    letters.block(otter.actor, NAME)
    leaving.delete_account(wren.actor, PASSPHRASE, erase_texts=False, now=clock())
    assert [post.is_hidden for post in page(otter.actor, others)] == [False, True, False]
    assert Block.select().count() == 1


def test_a_page_costs_the_same_with_blocks_and_without(
    otter: Login, others: int, assert_query_count: QueryCount
) -> None:
    with assert_query_count(4):
        page(otter.actor, others)
    letters.block(otter.actor, NAME)
    with assert_query_count(4):
        page(otter.actor, others)


def test_a_search_finds_neither_their_words_nor_their_titles(
    otter: Login, theirs: int, others: int, clock: StandingClock
) -> None:
    def found(raw: str, *, is_best: bool = False) -> list[tuple[int, int, str]]:
        rows = search.find(otter.actor, raw, is_best=is_best, limit=20, now=clock()).rows
        return [(row.thread_id, row.number, row.title) for row in rows]

    assert {row[:2] for row in found(WORD)} == {(theirs, 1), (theirs, 3), (others, 2)}
    letters.block(otter.actor, NAME)
    assert found(WORD) == found(WORD, is_best=True) == found(f"by:{NAME}") == []
    # Answers of others in their threads are found; what they called the thread is not told.
    assert (theirs, 2, TITLE) in found("kind") and (others, 1, "Title") in found("kind")
    letters.unblock(otter.actor, NAME)
    assert (theirs, 2, f"Title with a {WORD}") in found("kind")


def test_a_handle_and_its_pseudonym_are_blocked_each_for_itself(
    otter: Login, wren: Login, theirs: int, clock: StandingClock
) -> None:
    veiled = posts.reply(
        wren.actor, theirs, f"A veiled {WORD}", without_name=True, now=clock.pass_(minutes=1)
    )

    def hidden() -> list[bool]:
        return [each.is_hidden for each in posts.from_number(otter.actor, theirs, 1, limit=9)]

    def found() -> set[int]:
        rows = search.find(otter.actor, WORD, limit=20, now=clock()).rows
        return {row.number for row in rows if row.thread_id == theirs}

    letters.block(otter.actor, NAME)
    assert hidden() == [True, False, True, False] and found() == {4}
    letters.unblock(otter.actor, NAME)
    letters.block(otter.actor, f"{veiled.handle} in {theirs}")
    assert hidden() == [False, False, False, True] and found() == {1, 3}
    assert posts.get(otter.actor, veiled.id).handle == handles.BLOCKED
    assert not any(each.is_hidden for each in posts.from_number(wren.actor, theirs, 1, limit=9))
