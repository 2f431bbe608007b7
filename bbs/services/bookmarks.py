"""Bookmarks: threads that one wants to find again."""

from __future__ import annotations

from typing import Any

from peewee import JOIN

from bbs.db import atomic
from bbs.models import Bookmark, Member, Membership, Thread
from bbs.policy import Action, Actor, require
from bbs.services import boards, threads
from bbs.services.paging import page
from bbs.views import Cursor, Page, ThreadRow


def put(actor: Actor, thread_id: int) -> None:
    """Put a bookmark in a thread; twice does no harm. Raises `NotFound` or `Refused`."""
    with atomic():
        boards.of_thread(actor, thread_id)
        require(actor, Action.FOLLOW)
        Bookmark.insert(member=actor.member_id, thread=thread_id).on_conflict_ignore().execute()


def take_out(actor: Actor, thread_id: int) -> None:
    """Take a bookmark out again."""
    with atomic():
        require(actor, Action.FOLLOW)
        own = (Bookmark.member == actor.member_id) & (Bookmark.thread == thread_id)
        Bookmark.delete().where(own).execute()


def listing(
    actor: Actor,
    *,
    limit: int,
    skip: int = 0,
    after: Cursor | None = None,
    before: Cursor | None = None,
    is_from_end: bool = False,
) -> Page[ThreadRow]:
    """A page of the threads with a bookmark of one's own, the newest bookmark first."""
    require(actor, Action.KEEP_MARKS)
    mine = (Membership.board == Thread.board) & (Membership.member == actor.member_id)
    query = (
        Bookmark.select(
            Bookmark.id.alias("bookmark_id"),
            *threads.columns(actor),
            boards.is_unread(actor).alias("unread"),
        )
        .join(Thread)
        .join(Member)
        .switch(Thread)
        .join(Membership, JOIN.LEFT_OUTER, on=mine)
        .switch(Thread)
    )
    query = boards.join_mark(query, actor).where(Bookmark.member == actor.member_id).objects()
    return page(
        query,
        (Bookmark.id, Thread.id),
        _cursor,
        threads.as_row,
        limit=limit,
        skip=skip,
        after=after,
        before=before,
        is_from_end=is_from_end,
    )


def _cursor(row: Any) -> Cursor:
    return (row.bookmark_id, row.id)
