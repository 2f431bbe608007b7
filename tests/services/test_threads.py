"""Threads: pages, marks, and the way from one unread thread to the next."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from bbs.errors import BBSError, Invalid, NotFound, Refused
from bbs.models import Mark, Membership, Post, Thread
from bbs.policy import GUEST, Actor
from bbs.services import boards, posts, threads
from bbs.views import Cursor, Page, ThreadRow
from tests.helpers import Join, QueryCount, StandingClock
from tests.tables import plan, statements

BOARD = "back-pain"
SIZE = 10


def begin(actor: Actor, clock: StandingClock, title: str = "Hello", slug: str = BOARD) -> int:
    return threads.start(actor, slug, title, "Body", now=clock()).id


def ids(page: Page[ThreadRow]) -> list[int]:
    return [row.id for row in page.rows]


@pytest.fixture
def otter(join: Join) -> Actor:
    return join("quiet-otter").actor


@pytest.fixture
def wren(join: Join) -> Actor:
    return join("brave-wren").actor


@pytest.fixture
def newest_first(wren: Actor, clock: StandingClock) -> list[int]:
    """57 threads, in sevens of the same moment; their ids in the order of the list."""
    made = []
    for number in range(57):
        made.append((clock.now, begin(wren, clock, f"Thread {number}")))
        if number % 7 == 6:
            clock.pass_(minutes=5)
    return [thread_id for _, thread_id in sorted(made, reverse=True)]


def test_pages_forward(otter: Actor, newest_first: list[int]) -> None:
    seen, after, pages = list[int](), None, 0
    while True:
        page = threads.listing(otter, BOARD, limit=SIZE, after=after)
        assert (page.before is None) is (pages == 0)
        seen, pages, after = seen + ids(page), pages + 1, page.after
        if after is None:
            break
        assert len(page.rows) == SIZE
    assert (seen, pages) == (newest_first, 6)


@pytest.mark.parametrize("is_from_end", [True, False])
def test_pages_backward(otter: Actor, newest_first: list[int], is_from_end: bool) -> None:
    if is_from_end:
        page = threads.listing(otter, BOARD, limit=SIZE, is_from_end=True)
        assert page.after is None
    else:
        last = threads.listing(otter, BOARD, limit=50).after
        page = threads.listing(otter, BOARD, limit=SIZE, after=last)
    seen = ids(page)
    while page.before is not None:
        before = page.before
        page = threads.listing(otter, BOARD, limit=SIZE, before=before)
        assert page.after is not None
        again = threads.listing(otter, BOARD, limit=SIZE, after=page.after)
        assert ids(again)[: len(seen)] == seen[:SIZE]
        seen = ids(page) + seen
    assert seen == newest_first


def test_a_page_has_its_bounds(otter: Actor, newest_first: list[int]) -> None:
    assert ids(threads.listing(otter, BOARD, limit=0)) == newest_first[:1]
    assert ids(threads.listing(otter, BOARD, limit=10**9)) == newest_first
    assert threads.listing(otter, "anxiety", limit=SIZE) == Page(())
    end: Cursor = (0, 0)
    assert ids(threads.listing(otter, BOARD, limit=SIZE, after=end)) == []


def test_a_row_of_the_list(otter: Actor, wren: Actor, clock: StandingClock) -> None:
    began = clock.now
    thread_id = begin(wren, clock, "  Low\nback ")
    clock.pass_(minutes=5)
    posts.reply(otter, thread_id, "Yes", now=clock())
    (row,) = threads.listing(otter, BOARD, limit=SIZE).rows
    board_id = boards.get(otter, BOARD).id
    assert row == ThreadRow(
        thread_id, "Low back", "brave-wren", 1, clock.now, is_unread=False, board_id=board_id
    )
    assert began < row.last_at


def test_newest_activity_comes_first(otter: Actor, wren: Actor, clock: StandingClock) -> None:
    first, second = begin(wren, clock), begin(wren, clock)
    clock.pass_(minutes=5)
    posts.reply(otter, first, "Up", now=clock())
    assert ids(threads.listing(otter, BOARD, limit=SIZE)) == [first, second]


def test_unread_marks(otter: Actor, wren: Actor, clock: StandingClock) -> None:
    old = begin(wren, clock)
    clock.pass_(days=1)
    boards.join(otter, BOARD, now=clock())
    new = begin(wren, clock)
    for _ in range(4):
        posts.reply(wren, new, "More", now=clock.pass_(minutes=5))

    def state(thread_id: int) -> tuple[bool, int, bool]:
        rows = {row.id: row.is_unread for row in threads.listing(otter, BOARD, limit=SIZE).rows}
        view = threads.get(otter, thread_id)
        return view.is_unread, view.start_number, rows[thread_id]

    assert state(old) == (False, 1, False), "what lies before the day of joining is not unread"
    assert state(new) == (True, 1, True)
    threads.mark_read(otter, new, 3)
    assert state(new) == (True, 4, True)
    threads.mark_read(otter, new, 2)
    assert state(new) == (True, 4, True), "a mark never goes back"
    threads.mark_read(otter, new, 99)
    assert state(new) == (False, 5, False)
    assert Mark.get(Mark.member == otter.member_id).number == 5
    posts.reply(wren, new, "One more", now=clock.pass_(minutes=5))
    assert state(new) == (True, 6, True)
    posts.reply(wren, old, "Up", now=clock())
    assert state(old) == (True, 1, True)
    boards.leave(otter, BOARD)
    assert state(new) == (False, 6, False)


def test_one_s_own_words_are_read(otter: Actor, wren: Actor, clock: StandingClock) -> None:
    boards.join(otter, BOARD, now=clock())
    thread_id = begin(otter, clock)
    assert not threads.get(otter, thread_id).is_unread
    posts.reply(wren, thread_id, "One", now=clock())
    posts.reply(otter, thread_id, "Two", now=clock())
    assert threads.get(otter, thread_id).start_number == 2, "wren's answer was not read yet"
    threads.mark_read(otter, thread_id, 3)
    posts.reply(otter, thread_id, "Three", now=clock())
    assert not threads.get(otter, thread_id).is_unread


def test_marks_of_nobody_and_of_nothing(house: None, otter: Actor, clock: StandingClock) -> None:
    thread_id = begin(otter, clock)
    threads.mark_read(GUEST, thread_id, 1)
    threads.mark_read(otter, 9_999, 1)
    threads.mark_read(otter, thread_id, -5)
    assert [(row.member.id, row.number) for row in Mark.select()] == [(otter.member_id, 1)]


def test_next_unread_goes_from_the_oldest_across_boards_and_round(
    otter: Actor, wren: Actor, clock: StandingClock
) -> None:
    for slug in (BOARD, "anxiety"):
        boards.join(otter, slug, now=clock())
    one = begin(wren, clock)
    two = begin(wren, clock, slug="anxiety")  # At the same moment as the first.
    clock.pass_(minutes=5)
    three = begin(wren, clock)
    begin(wren, clock, slug="panic")  # Not joined.
    assert threads.next_unread(otter) == one
    assert threads.next_unread(otter, one) == two
    assert threads.next_unread(otter, two) == three
    assert threads.next_unread(otter, three) == one
    assert threads.next_unread(otter, 9_999) == one
    threads.mark_read(otter, two, 1)
    assert threads.next_unread(otter, one) == three
    threads.mark_read(otter, one, 1)
    assert threads.next_unread(otter, three) is None, "it is the one that is open"
    threads.mark_read(otter, three, 1)
    assert threads.next_unread(otter) is None
    posts.reply(wren, one, "Up", now=clock.pass_(minutes=5))
    assert threads.next_unread(otter, three) == one


def test_when_nothing_is_unread_floors_go_up(
    otter: Actor, wren: Actor, clock: StandingClock
) -> None:
    boards.join(otter, BOARD, now=clock())
    boards.join(otter, "anxiety", now=clock())
    boards.join(wren, BOARD, now=clock())
    floor = Membership.get(Membership.member == otter.member_id).floor_at
    thread_id = begin(wren, clock)
    clock.pass_(days=3)
    posts.reply(wren, thread_id, "Up", now=clock())

    def floors(member: Actor) -> dict[str, object]:
        rows = Membership.select().where(Membership.member == member.member_id)
        return {row.board.slug: row.floor_at for row in rows}

    assert threads.next_unread(otter) == thread_id
    assert floors(otter) == {BOARD: floor, "anxiety": floor}, "something is unread"
    threads.mark_read(otter, thread_id, 2)
    assert threads.next_unread(otter) is None
    raised = clock.now - timedelta(hours=2)
    assert floors(otter) == {BOARD: raised, "anxiety": floor}
    assert floors(wren) == {BOARD: floor}
    # A post that waited for the store, or was made while the clock stood an hour back.
    late = threads.start(wren, BOARD, "Late", "Body", now=clock.now - timedelta(hours=1)).id
    assert threads.next_unread(otter) == late
    threads.mark_read(otter, late, 1)
    assert threads.next_unread(otter) is None
    assert floors(otter)[BOARD] == raised


def test_a_clock_that_was_set_back_does_not_bury_a_thread(
    otter: Actor, wren: Actor, clock: StandingClock
) -> None:
    thread_id = begin(wren, clock)
    earlier = clock.now - timedelta(hours=1)
    reply = posts.reply(otter, thread_id, "Earlier", now=earlier)
    assert reply.posted_at == earlier
    assert threads.listing(otter, BOARD, limit=1).rows[0].last_at == clock.now


def test_the_same_token_begins_one_thread(otter: Actor, wren: Actor, clock: StandingClock) -> None:
    one = threads.start(otter, BOARD, "Title", "Body", token="t", now=clock())
    two = threads.start(otter, BOARD, "Title", "Body", token="t", now=clock.pass_(minutes=1))
    assert one == two
    assert threads.start(wren, BOARD, "Title", "Body", token="t", now=clock()).id != one.id
    assert threads.start(otter, BOARD, "Title", "Body", token="u", now=clock()).id != one.id
    assert (Thread.select().count(), Post.select().count()) == (3, 3)


def test_the_id_of_a_thread_is_never_another_s(otter: Actor, clock: StandingClock) -> None:
    thread_id = begin(otter, clock)
    first = posts.from_number(otter, thread_id, 1, limit=1)[0]
    assert posts.delete(otter, first.id)
    again = begin(otter, clock)
    assert again > thread_id
    assert posts.from_number(otter, again, 1, limit=1)[0].id > first.id


@pytest.mark.parametrize(
    ("title", "body", "field"),
    [("", "Body", "title"), ("x" * 81, "Body", "title"), ("Title", " ", "body"),
     ("Title", "x" * 30_001, "body")],
)  # fmt: skip
def test_what_cannot_be_posted(
    otter: Actor, clock: StandingClock, title: str, body: str, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        threads.start(otter, BOARD, title, body, now=clock())
    assert refused.value.field == field
    assert not Thread.select().exists()


def test_what_guests_see(otter: Actor, clock: StandingClock) -> None:
    shown = begin(otter, clock)
    hidden = begin(otter, clock, slug="bereavement")
    (row,) = threads.listing(GUEST, BOARD, limit=SIZE).rows
    assert (row.id, row.is_unread) == (shown, False)
    assert (threads.get(GUEST, shown).start_number, threads.get(GUEST, shown).is_unread) == (
        1,
        False,
    )
    for look in (
        lambda: threads.listing(GUEST, "bereavement", limit=SIZE),
        lambda: threads.get(GUEST, hidden),
        lambda: threads.start(GUEST, BOARD, "Title", "Body", now=clock()),
    ):
        with pytest.raises(Refused):
            look()
    assert threads.next_unread(GUEST) is None
    assert Thread.select().count() == 2


def test_titles_of_threads_that_may_be_read(otter: Actor, clock: StandingClock) -> None:
    open_, closed = begin(otter, clock, "Open"), begin(otter, clock, "Closed", "bereavement")
    assert threads.titles(otter, [open_, closed, 999]) == {open_: "Open", closed: "Closed"}
    assert threads.titles(GUEST, [open_, closed, 999]) == {open_: "Open"}
    assert threads.titles(otter, []) == {}


def test_what_there_is_not(otter: Actor, clock: StandingClock) -> None:
    for look in (
        lambda: threads.get(otter, 9_999),
        lambda: threads.listing(otter, "nothing", limit=SIZE),
        lambda: threads.start(otter, "nothing", "Title", "Body", now=clock()),
    ):
        with pytest.raises(NotFound):
            look()
    assert issubclass(NotFound, BBSError)


@pytest.mark.parametrize("rows", [3, 60])
def test_lists_cost_the_same_with_few_and_many(
    otter: Actor, wren: Actor, clock: StandingClock, assert_query_count: QueryCount, rows: int
) -> None:
    made = [begin(wren, clock) for _ in range(rows)]
    for board in boards.listing(otter)[:rows]:
        boards.join(otter, board.slug, now=clock())
    boards.join(otter, BOARD, now=clock())
    with assert_query_count(3):
        page = threads.listing(otter, BOARD, limit=rows)
    assert all(row.is_unread for row in page.rows) and len(page.rows) == rows
    with assert_query_count(2):
        threads.get(otter, made[0])
    with assert_query_count(1):
        assert threads.next_unread(otter) == made[0]
    with assert_query_count(3):
        assert threads.next_unread(otter, made[-1]) == made[0]


@pytest.mark.parametrize("way", ["first", "after", "before", "end"])
@pytest.mark.parametrize("who", ["member", "guest"])
def test_a_page_is_found_by_the_index(
    otter: Actor, newest_first: list[int], monkeypatch: pytest.MonkeyPatch, way: str, who: str
) -> None:
    boards.join(otter, BOARD, now=StandingClock()())
    cursor = threads.listing(otter, BOARD, limit=20).after
    actor = otter if who == "member" else GUEST
    with statements(monkeypatch) as ran:
        threads.listing(
            actor,
            BOARD,
            limit=SIZE,
            after=cursor if way == "after" else None,
            before=cursor if way == "before" else None,
            is_from_end=way == "end",
        )
    steps = plan(ran[-1])
    assert 'FROM "thread"' in ran[-1][0]
    wanted = "USING INDEX thread_board_id_last_at_id (board_id=?"
    wanted += {"after": " AND last_at<?)", "before": " AND last_at>?)"}.get(way, ")")
    assert wanted in steps[0], steps
    assert not [step for step in steps if "TEMP B-TREE" in step or "SCAN" in step], steps


def test_the_next_unread_is_found_by_the_index(
    otter: Actor, newest_first: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    boards.join(otter, BOARD, now=StandingClock()())
    with statements(monkeypatch) as ran:
        threads.next_unread(otter)
    steps = plan(ran[-1])
    at = next(at for at, step in enumerate(steps) if "CORRELATED" in step)
    depth = len(steps[at]) - len(steps[at].lstrip())
    inner = []
    for step in steps[at + 1 :]:
        if len(step) - len(step.lstrip()) <= depth:
            break
        inner.append(step.strip())
    assert re.search(r"thread_board_id_last_at_id \(board_id=\? AND last_at>\?\)", inner[0]), steps
    assert not [step for step in inner if "TEMP B-TREE" in step or "SCAN" in step], steps
