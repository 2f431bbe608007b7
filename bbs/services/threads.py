"""Threads: lists by newest activity, opening them, beginning them, and what is unread."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from peewee import EXCLUDED, JOIN, SQL

from bbs import events, text, warnings
from bbs.db import atomic
from bbs.errors import NotFound
from bbs.handles import BLOCKED
from bbs.models import Board, Bookmark, Follow, Greeting, Mark, Member, Membership, Post, Thread
from bbs.models.base import milliseconds
from bbs.policy import Action, Actor, BoardFacts, Role, can, require
from bbs.services import boards, following, limits, pseudonyms, textsize, waits
from bbs.services.blocks import TITLE, is_blocked, title
from bbs.services.paging import batched, page
from bbs.views import Cursor, Page, ThreadRow, ThreadView

_LATE = timedelta(hours=2)
_AT_ONCE = 500  # Rows in one statement.
_COLUMNS = (
    Thread.id,
    Thread.title,
    Thread.posts,
    Thread.last_at,
    Thread.warning,
    Thread.board.alias("place"),
    Member.handle,
)


def columns(actor: Actor) -> tuple[Any, ...]:
    """What `as_row` makes of a thread, with its writer joined, beside `unread`."""
    return (*_COLUMNS, is_blocked(actor, Thread.writer).alias("is_hidden"))


def listing(
    actor: Actor,
    slug: str,
    *,
    limit: int,
    skip: int = 0,
    only_unread: bool = False,
    after: Cursor | None = None,
    before: Cursor | None = None,
    is_from_end: bool = False,
) -> Page[ThreadRow]:
    """A page of a board's threads, newest activity first; the one to say hello in is above all.

    `skip` passes over so many; `only_unread` leaves out what this member has read. Raises
    `NotFound` or `Refused` where there is no such board for this actor.
    """
    board = boards.head(actor, slug)
    boards.require_reading(actor, board)
    mine = (Membership.board == Thread.board) & (Membership.member == actor.member_id)
    query = Thread.select(*columns(actor), boards.is_unread(actor).alias("unread"))
    query = query.join(Member).switch(Thread)
    query = query.join(Membership, JOIN.LEFT_OUTER, on=mine).switch(Thread)
    # No models: to make one of a row takes longer than to find the row.
    query = boards.join_mark(query, actor).objects(SimpleNamespace)
    if only_unread:
        query = query.where(boards.is_unread(actor))
    pinned = Greeting.select(Greeting.thread).where(Greeting.board == board.id)
    # A page that goes on from another, or that begins further down, has no top.
    may_have_top = after is None and not skip
    top = [*map(as_row, query.where(Thread.id.in_(pinned)))] if may_have_top else []
    found = page(
        query.where(Thread.board == board.id, Thread.id.not_in(pinned)),
        (Thread.last_at, Thread.id),
        _cursor,
        as_row,
        limit=limit,
        skip=skip,
        after=after,
        before=before,
        is_from_end=is_from_end,
    )
    return found if found.before is not None else replace(found, rows=(*top, *found.rows))


def get(actor: Actor, thread_id: int) -> ThreadView:
    """A thread's head; raises `NotFound` or `Refused`."""
    row = (
        boards.join_mark(
            Thread.select(
                Thread.id,
                title(actor).alias("title"),
                Thread.posts,
                Thread.warning,
                Thread.board_id,
                boards.is_unread(actor).alias("unread"),
                Mark.number,
                Mark.is_ignored,
                Follow.told,
                Bookmark.id.alias("bookmark_id"),
            )
            .join(
                Membership,
                JOIN.LEFT_OUTER,
                on=(Membership.board == Thread.board) & (Membership.member == actor.member_id),
            )
            .switch(Thread)
            .join(
                Follow,
                JOIN.LEFT_OUTER,
                on=(Follow.thread == Thread.id) & (Follow.member == actor.member_id),
            )
            .switch(Thread)
            .join(
                Bookmark,
                JOIN.LEFT_OUTER,
                on=(Bookmark.thread == Thread.id) & (Bookmark.member == actor.member_id),
            )
            .switch(Thread),
            actor,
        )
        .where(Thread.id == thread_id)
        .objects()
        .first()
    )
    if row is None:
        raise NotFound("This thread is not there any more.")
    board = boards.by_id(actor, row.board_id)
    boards.require_reading(actor, board)
    read = row.number or 0
    return ThreadView(
        id=row.id,
        title=row.title,
        board=board,
        posts=row.posts,
        start_number=min(read + 1, row.posts),
        is_unread=bool(row.unread),
        is_followed=row.told is not None,
        is_bookmarked=row.bookmark_id is not None,
        is_ignored=bool(row.is_ignored),
    )


def titles(actor: Actor, thread_ids: Iterable[int]) -> dict[int, str]:
    """The titles of those of these threads that are there, and that this actor may read."""
    named = title(actor).alias("named")
    query: Any = Thread.select(Thread.id, named, Board).join(Board)
    return {
        row.id: row.named
        for row in query.where(Thread.id.in_(list(thread_ids)))
        if can(actor, Action.READ_BOARD, BoardFacts(row.board.readable_by == "all"))
    }


def start(
    actor: Actor,
    slug: str,
    title: str,
    body: str,
    *,
    without_name: bool | None = None,
    warning: str = "",
    token: str | None = None,
    now: datetime,
) -> ThreadView:
    """Begin a thread on a board; its first post is `body`, and `warning` is said before it.

    It stands under one's handle, or `without_name` under a pseudonym that is made for it; None is
    as the board has it. With a `token` that this member used before, nothing is written and the
    thread that it made is handed out. Raises `Invalid` for title, body or warning, `NotFound` or
    `Refused` for the board, `TooMany`.
    """
    title, body, warning = text.title(title), text.body(body), warnings.label(warning)
    with atomic():
        board = boards.get(actor, slug)
        require(actor, Action.START_THREAD, BoardFacts(board.is_for_all))
        made = posted_with(actor, token)
        if made is None:
            writer = pseudonyms.writer_of_new(actor, board, without_name)
            limits.count(actor, limits.Kind.POST, now=now)
            thread = Thread.create(
                board=board.id,
                writer=writer.id,
                title=title,
                posts=1,
                last_at=now,
                month=textsize.month(now),
                text_bytes=textsize.of_new(1, writer.name, body, now, warning=warning),
                # Of a pseudonym nobody knows since when it is here: it is no newcomer's.
                waits=waits.of_new(writer.id, now.date()),
                warning=warning,
            )
            pseudonyms.settle(actor, writer, thread.id)
            post_id = Post.insert(
                thread=thread.id,
                number=1,
                writer=writer.id,
                body=body,
                posted_at=now,
                token=token,
                warning=warning,
            ).execute()
            mark_read(actor, thread.id, 1)
            following.follow_own(actor, thread.id, 1)
            events.publish(events.Posted(board.id, thread.id, post_id))
    return get(actor, made.thread_id if made is not None else thread.id)


def posted_with(actor: Actor, token: str | None) -> Post | None:
    """The post that this member's client has made already with this token."""
    if token is None:
        return None
    mine = pseudonyms.is_own(actor, Post.writer) & (Post.token == token)
    found: Post | None = Post.select().where(mine).first()
    return found


def mark_read(actor: Actor, thread_id: int, number: int) -> None:
    """Remember that this member read up to that post; it never goes back."""
    if not can(actor, Action.KEEP_MARKS):
        return  # A guest's place is kept nowhere.
    with atomic():
        require(actor, Action.KEEP_MARKS)
        posts = Thread.select(Thread.posts).where(Thread.id == thread_id).scalar()
        if posts is None:
            return
        number = max(0, min(number, posts))
        Mark.insert(member=actor.member_id, thread=thread_id, number=number).on_conflict(
            conflict_target=(Mark.member, Mark.thread),
            update={Mark.number: number},
            where=(Mark.number < number),
        ).execute()


def unread(actor: Actor, *, limit: int, skip: int = 0) -> Page[ThreadRow]:
    """What is unread on one's boards, newest activity first.

    Raises `Refused` for a guest, who has no boards.
    """
    require(actor, Action.KEEP_MARKS)
    # For each board of one's own the newest, along its index: found without the rest of very many.
    newest = (
        boards.join_mark(Thread.select(Thread.id), actor)
        .where(Thread.board == Membership.board, boards.is_unread(actor))
        .order_by(Thread.last_at.desc(), Thread.id.desc())
        .limit(skip + limit + 1)
    )
    some = boards.of_each(actor, newest)
    query = (
        Thread.select(*columns(actor), SQL("1").alias("unread"))
        .join(Member)
        .where(Thread.id.in_(some))
        .objects()
    )
    return page(query, (Thread.last_at, Thread.id), _cursor, as_row, limit=limit, skip=skip)


def mark_all_read(actor: Actor, numbers: Mapping[int, int]) -> None:
    """Remember for several threads, by their ids, up to which post this member read each.

    It never goes back, and threads that are gone are passed over.
    """
    with atomic():
        require(actor, Action.KEEP_MARKS)
        for ids in batched(sorted(numbers), _AT_ONCE):
            there = Thread.select(Thread.id, Thread.posts).where(Thread.id.in_(ids))
            rows = [
                (actor.member_id, row.id, max(0, min(numbers[row.id], row.posts))) for row in there
            ]
            if rows:
                Mark.insert_many(rows, (Mark.member, Mark.thread, Mark.number)).on_conflict(
                    conflict_target=(Mark.member, Mark.thread),
                    update={Mark.number: EXCLUDED.number},
                    where=(Mark.number < EXCLUDED.number),
                ).execute()


def next_unread(actor: Actor, after_thread_id: int | None = None) -> int | None:
    """The id of the next unread thread on one's boards, or None.

    Oldest activity first; after the given thread, and round again from the oldest.
    """
    if actor.role is Role.GUEST:
        return None
    start = (0, 0)
    if after_thread_id is not None:
        row = Thread.select(Thread.last_at).where(Thread.id == after_thread_id).first()
        if row is not None:
            start = (milliseconds(row.last_at), after_thread_id)
    found = _oldest_unread(actor, start)
    if found is None and start != (0, 0):
        found = _oldest_unread(actor, (0, 0))
    if found is None:
        _raise_floors(actor)
        return None
    return None if found == after_thread_id else found


def _oldest_unread(actor: Actor, start: Cursor) -> int | None:
    """One query: for each board of one's own the first unread one, and the oldest of those."""
    oldest = (
        boards.join_mark(Thread.select(Thread.id), actor)
        .where(
            Thread.board == Membership.board,
            Thread.last_at >= start[0],
            (Thread.last_at > start[0]) | (Thread.id > start[1]),
            boards.is_unread(actor),
        )
        .order_by(Thread.last_at, Thread.id)
        .limit(1)
    )
    firsts = (
        Membership.select(oldest.alias("thread_id"))
        .where(Membership.member == actor.member_id)
        .alias("firsts")
    )
    found: int | None = (
        Thread.select(Thread.id)
        .join(firsts, on=(Thread.id == firsts.c.thread_id))
        .order_by(Thread.last_at, Thread.id)
        .limit(1)
        .scalar()
    )
    return found


def _raise_floors(actor: Actor) -> None:
    """Nothing is unread: lift each floor to near the newest activity: old marks cost nothing then.

    Without this, looking for what is unread would pass over everything ever read. Not quite to
    the newest: a post that waited for the store, or that came after the clock was set back, lies
    a little before what was read, and is new all the same.
    """
    newest = (
        Thread.select(Thread.last_at - _LATE // timedelta(milliseconds=1))
        .where(Thread.board == Membership.board)
        .order_by(Thread.last_at.desc())
        .limit(1)
    )
    with atomic():
        require(actor, Action.KEEP_MARKS)
        Membership.update(floor_at=newest).where(
            Membership.member == actor.member_id, newest > Membership.floor_at
        ).execute()


def _cursor(row: Any) -> Cursor:
    return (milliseconds(row.last_at), row.id)


def as_row(row: Any) -> ThreadRow:
    """A row of `columns` and `unread` as a view."""
    return ThreadRow(
        id=row.id,
        title=TITLE if row.is_hidden else row.title,
        handle=BLOCKED if row.is_hidden else row.handle,
        replies=row.posts - 1,
        last_at=row.last_at,
        is_unread=bool(row.unread),
        board_id=row.place,
        warning="" if row.is_hidden else row.warning,
    )
