"""Locking, moving, merging and splitting threads: posts, marks and lengths stay true."""

from __future__ import annotations

import pytest

from bbs.errors import Invalid, NotFound, Refused
from bbs.models import AuditEntry, Follow, Mark, Post, Thread
from bbs.policy import GUEST, Actor
from bbs.services import bookmarks, posts, textsize, threadcare, threads
from bbs.services.credentials import Login
from tests.helpers import StandingClock
from tests.services.house import egret, heron, otter, sysop, wren
from tests.tables import dump

__all__ = ["egret", "heron", "otter", "sysop", "wren"]


@pytest.fixture
def thread_id(otter: Login, wren: Login, clock: StandingClock) -> int:
    """Five posts of two people."""
    thread = threads.start(otter.actor, "back-pain", "Mornings", "1 otter", now=clock())
    for number in range(2, 6):
        clock.pass_(hours=1)
        who = wren if number % 2 else otter
        posts.reply(who.actor, thread.id, f"{number}", now=clock())
    return thread.id


def bodies(thread_id: int) -> list[tuple[int, str]]:
    return [(each.number, each.body) for each in posts.from_number(GUEST, thread_id, 1, limit=99)]


def sizes_are_true() -> bool:
    sizes = textsize.of_views(posts.view(GUEST, row) for row in posts.whole())
    return {row.id: row.text_bytes for row in Thread.select()} == dict(sizes)


def test_a_locked_thread_is_read_and_not_answered(
    wren: Login, heron: Actor, thread_id: int, clock: StandingClock
) -> None:
    threadcare.lock(heron, thread_id, "It goes in circles", now=clock())
    assert threads.get(wren.actor, thread_id).is_locked
    with pytest.raises(Refused, match="locked"):
        posts.reply(wren.actor, thread_id, "But", now=clock())
    threadcare.lock(heron, thread_id, "Again", is_locked=False, now=clock())
    posts.reply(wren.actor, thread_id, "Thanks", now=clock())


def test_moving_takes_power_over_both_boards(
    heron: Actor, egret: Actor, thread_id: int, clock: StandingClock
) -> None:
    before = dump()
    with pytest.raises(Refused):
        threadcare.move(heron, thread_id, "anxiety", "Why", now=clock())
    with pytest.raises(NotFound):
        threadcare.move(egret, thread_id, "nowhere", "Why", now=clock())
    with pytest.raises(Invalid):
        threadcare.move(egret, thread_id, "back-pain", "Why", now=clock())
    assert dump() == before
    threadcare.move(egret, thread_id, "anxiety", "It is about fear", now=clock())
    assert threads.get(GUEST, thread_id).board.slug == "anxiety"


def test_merging_puts_one_behind_the_other(
    otter: Login, wren: Login, heron: Actor, thread_id: int, clock: StandingClock
) -> None:
    clock.pass_(hours=1)
    other = threads.start(wren.actor, "back-pain", "The same", "First", now=clock()).id
    posts.reply(otter.actor, other, "Second", now=clock())
    bookmarks.put(otter.actor, other)
    with pytest.raises(Invalid):
        threadcare.merge(heron, other, other, "Why", now=clock())
    threadcare.merge(heron, other, thread_id, "One and the same", now=clock())
    assert bodies(thread_id)[4:] == [(5, "5"), (6, "First"), (7, "Second")]
    with pytest.raises(NotFound):
        threads.get(GUEST, other)
    view = threads.get(otter.actor, thread_id)
    assert (view.posts, view.is_bookmarked, view.is_followed) == (7, True, True)
    assert sizes_are_true()


def test_splitting_begins_a_thread_with_the_rest(
    otter: Login, wren: Login, heron: Actor, thread_id: int, clock: StandingClock
) -> None:
    threads.mark_read(wren.actor, thread_id, 5)
    threads.mark_read(otter.actor, thread_id, 2)
    for number in (1, 6):
        with pytest.raises(Invalid):
            threadcare.split(heron, thread_id, number, "Title", "Why", now=clock())
    made = threadcare.split(heron, thread_id, 4, "Evenings", "Two matters", now=clock())
    assert bodies(thread_id) == [(1, "1 otter"), (2, "2"), (3, "3")]
    assert bodies(made) == [(1, "4"), (2, "5")]
    view = threads.get(wren.actor, made)
    assert (view.title, view.posts, view.board.slug) == ("Evenings", 2, "back-pain")
    marks = {(row.member_id, row.thread_id): row.number for row in Mark.select()}
    me, other = otter.actor.member_id, wren.actor.member_id
    assert marks[other, thread_id] == 3 and marks[other, made] == 2
    assert Follow.select().where(Follow.thread == made).count() == 2
    assert (me, thread_id) in marks
    assert Thread.get_by_id(thread_id).last_at == Post.get(
        (Post.thread == thread_id) & (Post.number == 3)
    ).posted_at  # fmt: skip
    assert sizes_are_true()
    assert AuditEntry.select().where(AuditEntry.does == "split a thread").count() == 1
    threadcare.merge(heron, made, thread_id, "After all", now=clock())
    assert [body for _, body in bodies(thread_id)] == [
        "1 otter", "2", "3", "4", "5"
    ]  # fmt: skip
