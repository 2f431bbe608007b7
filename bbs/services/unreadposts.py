"""Unread posts of many threads at once, for packets: newest threads first, a few queries in all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import JOIN, fn

from bbs.models import Mark, Membership, Post, Thread
from bbs.models.base import milliseconds
from bbs.policy import Actor
from bbs.services import blocks, boards, posts
from bbs.services.blocks import is_not_blocked
from bbs.views import BoardView, PlacedPost

MOST_OF_A_THREAD = 1_000
"""Posts of one thread in a packet; what is newer comes with the next one."""
_POSTS_AT_ONCE = 1_000
_THREADS_AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class _Head:
    thread_id: int
    title: str
    board_id: int
    unread: int


def count(actor: Actor, board_ids: set[int]) -> int:
    """How many posts are unread on these boards; those of blocked members aren't."""
    unread = Thread.posts - fn.COALESCE(Mark.number, 0)
    whole = int(_unread(actor, board_ids, Thread.select(fn.SUM(unread))).scalar() or 0)
    blocked = blocks.ids(actor)
    if not blocked:
        return whole
    of_blocked = Post.select(fn.COUNT(Post.id)).join(Thread)
    hidden = _unread(actor, board_ids, of_blocked).where(
        Post.writer.in_(blocked), Post.number > fn.COALESCE(Mark.number, 0)
    )
    return whole - int(hidden.scalar())


def newest(
    actor: Actor, joined: dict[int, BoardView], *, since: datetime | None, most_threads: int
) -> Iterator[PlacedPost]:
    """Unread posts on these boards: the thread with the newest activity first.

    Of each thread those that follow the mark, oldest first, without a gap but for posts of blocked
    members: so a mark can say that just these were read. With `since`, threads in which nothing was
    posted since that moment are left out. Rows come in batches, as the caller goes on.
    """
    for heads in _batches(_heads(actor, set(joined), since, most_threads)):
        rows = _rows(actor, [head.thread_id for head in heads])
        for head in heads:
            board = joined[head.board_id]
            for row in rows.get(head.thread_id, ()):
                yield PlacedPost(head.title, board, posts.view(actor, row))


def _heads(
    actor: Actor, board_ids: set[int], since: datetime | None, most_threads: int
) -> list[_Head]:
    columns = (
        Thread.id,
        Thread.title,
        Thread.board_id,
        (Thread.posts - fn.COALESCE(Mark.number, 0)).alias("unread"),
    )
    query = _unread(actor, board_ids, Thread.select(*columns))
    if since is not None:
        query = query.where(Thread.last_at >= milliseconds(since))
    newest_first = query.order_by(Thread.last_at.desc(), Thread.id.desc()).limit(most_threads)
    return [_Head(*row) for row in newest_first.tuples()]


def _unread(actor: Actor, board_ids: set[int], query: Any) -> Any:
    mine = (Membership.board == Thread.board) & (Membership.member == actor.member_id)
    query = query.join(Membership, on=mine).switch(Thread)
    return boards.join_mark(query, actor).where(
        Thread.board.in_(sorted(board_ids)), boards.is_unread(actor)
    )


def _batches(heads: list[_Head]) -> Iterator[list[_Head]]:
    batch: list[_Head] = []
    waiting = 0
    for head in heads:
        batch.append(head)
        waiting += min(head.unread, MOST_OF_A_THREAD)
        if waiting >= _POSTS_AT_ONCE or len(batch) >= _THREADS_AT_ONCE:
            yield batch
            batch, waiting = [], 0
    if batch:
        yield batch


def _rows(actor: Actor, thread_ids: list[int]) -> dict[int, list[Post]]:
    read = fn.COALESCE(Mark.number, 0)
    query = (
        posts.query(actor)
        .switch(Post)
        .join(
            Mark,
            JOIN.LEFT_OUTER,
            on=(Mark.thread == Post.thread) & (Mark.member == actor.member_id),
        )
        .where(
            Post.thread.in_(thread_ids),
            Post.number > read,
            Post.number <= read + MOST_OF_A_THREAD,
            is_not_blocked(actor, Post.writer),
        )
        .order_by(Post.thread, Post.number)
    )
    rows: dict[int, list[Post]] = {}
    for row in query:
        rows.setdefault(row.thread_id, []).append(row)
    return rows
