"""Threads that wait for a first reply: a newcomer's first, and of those the oldest."""

from __future__ import annotations

from typing import Any

from peewee import JOIN, SQL, fn

from bbs.models import Mark, Member, Membership, Thread
from bbs.policy import Action, Actor, require
from bbs.services import boards, pseudonyms, threads
from bbs.services.blocks import is_not_blocked
from bbs.services.boards import COUNT_LIMIT
from bbs.services.paging import page, slice_of
from bbs.views import Cursor, Page, ThreadRow


def listing(
    actor: Actor,
    *,
    limit: int,
    skip: int = 0,
    after: Cursor | None = None,
    before: Cursor | None = None,
    is_from_end: bool = False,
) -> Page[ThreadRow]:
    """A page of the threads on one's boards that nobody else has answered yet; one query.

    One's own, those that one ignores, and those of members whom one blocked, are left out. Raises
    `Refused` for a guest.
    """
    require(actor, Action.KEEP_MARKS)
    order = (Thread.waits, Thread.id)
    where: dict[str, Any] = {
        "limit": limit,
        "after": after,
        "before": before,
        "is_from_end": is_from_end,
        "is_ascending": True,
    }
    # Of each board of one's own as many as could be needed, along its index.
    first = slice_of(
        _waiting(actor).where(Thread.board == Membership.board), order, skip=0,
        **{**where, "limit": skip + limit},
    )  # fmt: skip
    some = boards.of_each(actor, first)
    query = (
        Thread.select(
            *threads.columns(actor), Thread.waits, (Mark.number.is_null()).alias("unread")
        )
        .join(Member)
        .switch(Thread)
    )
    query = boards.join_mark(query, actor).where(Thread.id.in_(some)).objects()
    return page(query, order, _cursor, threads.as_row, skip=skip, **where)


def count(actor: Actor) -> int:
    """How many threads `listing` has; COUNT_LIMIT stands for that many or more."""
    require(actor, Action.KEEP_MARKS)
    some = (
        _waiting(actor)
        .join(Membership, on=(Membership.board == Thread.board))
        .where(Membership.member == actor.member_id)
        .limit(COUNT_LIMIT)
    )
    return int(Thread.select(fn.COUNT(SQL("1"))).from_(some.alias("some")).scalar())


def _waiting(actor: Actor) -> Any:
    # As a literal: with a parameter the planner can't tell that the index has them all.
    is_waiting = Thread.waits > SQL("0")
    ignored = (Mark.thread == Thread.id) & (Mark.member == actor.member_id)
    query = Thread.select(Thread.id).join(Mark, JOIN.LEFT_OUTER, on=ignored).switch(Thread)
    return query.where(
        is_waiting,
        ~pseudonyms.is_own(actor, Thread.writer),
        is_not_blocked(actor, Thread.writer),
        Mark.is_ignored.is_null() | ~Mark.is_ignored,
    )


def _cursor(row: Any) -> Cursor:
    return (row.waits, row.id)
