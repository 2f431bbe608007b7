"""Posts: reading, replying, changing and taking back one's own."""

from __future__ import annotations

import pytest

from bbs.errors import BBSError, Invalid, NotFound, Refused
from bbs.models import Mark, Post, Thread
from bbs.policy import GUEST, Actor
from bbs.services import posts, threads
from tests.helpers import Join, QueryCount, StandingClock
from tests.tables import dump

BOARD = "back-pain"


@pytest.fixture
def otter(join: Join) -> Actor:
    return join("quiet-otter").actor


@pytest.fixture
def wren(join: Join) -> Actor:
    return join("brave-wren").actor


@pytest.fixture
def thread_id(otter: Actor, clock: StandingClock) -> int:
    return threads.start(otter, BOARD, "Title", "First", now=clock()).id


def bodies(actor: Actor, thread_id: int) -> list[str]:
    return [post.body for post in posts.from_number(actor, thread_id, 1, limit=100)]


def first_of(actor: Actor, thread_id: int) -> int:
    return posts.from_number(actor, thread_id, 1, limit=1)[0].id


def test_replying(otter: Actor, wren: Actor, thread_id: int, clock: StandingClock) -> None:
    made = posts.reply(wren, thread_id, "> First\n\n*Yes*\x1b[31m", now=clock.pass_(minutes=5))
    assert (made.number, made.handle, made.body) == (2, "brave-wren", "> First\n\n*Yes*[31m")
    assert (made.posted_at, made.is_edited, made.is_deleted, made.is_own) == (
        clock.now, False, False, True,
    )  # fmt: skip
    assert posts.get(otter, made.id).is_own is False
    assert bodies(otter, thread_id) == ["First", "> First\n\n*Yes*[31m"]
    thread = Thread.get_by_id(thread_id)
    assert (thread.posts, thread.last_at) == (2, clock.now)


@pytest.mark.parametrize(
    ("first", "limit", "numbers"),
    [
        (1, 3, [1, 2, 3]),
        (4, 3, [4, 5, 6]),
        (6, 3, [6, 7]),
        (8, 3, []),
        (-5, 2, [1, 2]),
        (1, 0, [1]),
        (1, 10_000, [1, 2, 3, 4, 5, 6, 7]),
    ],
)
def test_a_page_from_a_number(
    otter: Actor, thread_id: int, clock: StandingClock, first: int, limit: int, numbers: list[int]
) -> None:
    for _ in range(6):
        posts.reply(otter, thread_id, "More", now=clock())
    page = posts.from_number(otter, thread_id, first, limit=limit)
    assert [post.number for post in page] == numbers


@pytest.mark.parametrize("rows", [3, 60])
def test_a_page_costs_the_same_with_few_and_many(
    otter: Actor, thread_id: int, clock: StandingClock, assert_query_count: QueryCount, rows: int
) -> None:
    for _ in range(rows - 1):
        posts.reply(otter, thread_id, "More", now=clock())
    with assert_query_count(4):
        assert len(posts.from_number(otter, thread_id, 1, limit=100)) == rows


def test_a_page_has_its_bound(otter: Actor, thread_id: int, clock: StandingClock) -> None:
    Post.insert_many(
        {"thread": thread_id, "number": n, "writer": otter.member_id, "body": "x", "posted_at": 0}
        for n in range(2, 130)
    ).execute()
    assert len(posts.from_number(otter, thread_id, 1, limit=1_000)) == posts.MOST


@pytest.mark.parametrize("body", ["", " \n\u200b", "x" * 30_001])
def test_a_body_that_cannot_be_posted(
    otter: Actor, thread_id: int, clock: StandingClock, body: str
) -> None:
    before = dump()
    with pytest.raises(Invalid) as refused:
        posts.reply(otter, thread_id, body, now=clock())
    assert refused.value.field == "body"
    with pytest.raises(Invalid):
        posts.edit(otter, first_of(otter, thread_id), body, now=clock())
    assert dump() == before


def test_the_same_token_posts_once(
    otter: Actor, wren: Actor, thread_id: int, clock: StandingClock
) -> None:
    one = posts.reply(otter, thread_id, "Yes", token="t", now=clock())
    assert posts.reply(otter, thread_id, "Yes", token="t", now=clock.pass_(minutes=1)) == one
    assert posts.reply(wren, thread_id, "Yes", token="t", now=clock()).id != one.id
    assert Thread.get_by_id(thread_id).posts == 3
    assert bodies(otter, thread_id) == ["First", "Yes", "Yes"]


def test_editing(otter: Actor, wren: Actor, thread_id: int, clock: StandingClock) -> None:
    first = first_of(otter, thread_id)
    edited = posts.edit(otter, first, "First, and more", title="New title", now=clock())
    assert (edited.body, edited.is_edited) == ("First, and more", True)
    assert threads.get(otter, thread_id).title == "New title"
    posts.edit(otter, first, "Again", now=clock())
    assert threads.get(otter, thread_id).title == "New title"
    reply = posts.reply(wren, thread_id, "Yes", now=clock())
    posts.edit(wren, reply.id, "Yes!", title="Not mine to give", now=clock())
    assert threads.get(otter, thread_id).title == "New title"
    with pytest.raises(Invalid):
        posts.edit(otter, first, "Body", title=" ", now=clock())
    assert bodies(otter, thread_id) == ["Again", "Yes!"]


def test_what_is_somebody_else_s(
    otter: Actor, wren: Actor, thread_id: int, clock: StandingClock
) -> None:
    first, before = first_of(otter, thread_id), dump()
    for actor in (wren, GUEST):
        with pytest.raises(Refused):
            posts.edit(actor, first, "Mine now", now=clock())
        with pytest.raises(Refused):
            posts.delete(actor, first)
    assert dump() == before


def test_a_deleted_reply_leaves_its_place(
    otter: Actor, wren: Actor, thread_id: int, clock: StandingClock
) -> None:
    reply = posts.reply(wren, thread_id, "A canary", now=clock())
    posts.reply(otter, thread_id, "Thank you", now=clock())
    assert posts.delete(wren, reply.id) is False
    gone = posts.get(otter, reply.id)
    assert (gone.body, gone.is_deleted, gone.number, gone.handle) == ("", True, 2, "brave-wren")
    assert bodies(otter, thread_id) == ["First", "", "Thank you"]
    assert Thread.get_by_id(thread_id).posts == 3
    assert threads.get(otter, thread_id).title == "Title"
    with pytest.raises(Refused, match="taken back already"):
        posts.delete(wren, reply.id)
    with pytest.raises(Refused, match="taken back already"):
        posts.edit(wren, reply.id, "Back", now=clock())


def test_a_deleted_first_post_takes_the_title_along(
    otter: Actor, wren: Actor, thread_id: int, clock: StandingClock
) -> None:
    posts.reply(wren, thread_id, "Yes", now=clock())
    assert posts.delete(otter, first_of(otter, thread_id)) is False
    assert threads.get(wren, thread_id).title == posts.TAKEN_BACK_TITLE
    assert bodies(wren, thread_id) == ["", "Yes"]


def test_a_thread_in_which_nothing_else_stands_goes_whole(
    otter: Actor, wren: Actor, thread_id: int, clock: StandingClock
) -> None:
    other = threads.start(wren, BOARD, "Another", "Stays", now=clock()).id
    reply = posts.reply(wren, thread_id, "Yes", now=clock())
    threads.mark_read(wren, thread_id, 2)
    first = first_of(otter, thread_id)
    assert posts.delete(wren, reply.id) is False
    assert posts.delete(otter, first) is True
    for post_id in (first, reply.id):
        with pytest.raises(NotFound):
            posts.get(otter, post_id)
    with pytest.raises(NotFound):
        threads.get(otter, thread_id)
    assert [row.id for row in Thread.select()] == [other]
    assert [row.body for row in Post.select()] == ["Stays"]
    assert not Mark.select().where(Mark.thread == thread_id).exists()


def test_what_guests_may(otter: Actor, thread_id: int, clock: StandingClock) -> None:
    hidden = threads.start(otter, "bereavement", "Title", "For members", now=clock()).id
    assert bodies(GUEST, thread_id) == ["First"]
    assert not posts.from_number(GUEST, thread_id, 1, limit=1)[0].is_own
    with pytest.raises(Refused):
        posts.from_number(GUEST, hidden, 1, limit=1)
    with pytest.raises(Refused):
        posts.get(GUEST, first_of(otter, hidden))
    for target in (thread_id, hidden):
        with pytest.raises(Refused):
            posts.reply(GUEST, target, "Hello", now=clock())


def test_what_there_is_not(otter: Actor, clock: StandingClock) -> None:
    with pytest.raises(NotFound):
        posts.from_number(otter, 9_999, 1, limit=1)
    with pytest.raises(NotFound):
        posts.reply(otter, 9_999, "Hello", now=clock())
    for refused in (posts.get, posts.delete):
        with pytest.raises(BBSError):
            refused(otter, 9_999)
    with pytest.raises(NotFound):
        posts.edit(otter, 9_999, "Hello", now=clock())
