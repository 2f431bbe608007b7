"""The boards as folders and the threads as files, for reading in bulk; nothing is marked as read.

A thread stays in the month in which it was begun, so that its file has one place for good. Each
question costs three queries at the most, or four of somebody who blocked others, however much
there is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from peewee import fn

from bbs.errors import NotFound
from bbs.models import Board, Post, Thread
from bbs.models.base import InstantField
from bbs.offline import plaintext
from bbs.policy import Action, Actor, BoardFacts, can, require
from bbs.services import blocks, posts, textsize
from bbs.views import FolderView, ThreadFile

MOST = 200
_GONE = "This thread is not there any more."
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


class _Where(NamedTuple):
    name: str
    slug: str
    is_health: bool


def board_folders(actor: Actor) -> tuple[FolderView, ...]:
    """The boards that this actor may read, by their slugs, with their newest activity."""
    newest = Thread.select(fn.MAX(Thread.last_at)).where(Thread.board == Board.id)
    query: Any = Board.select(Board.slug, Board.readable_by, newest)
    return tuple(
        FolderView(slug, _moment(at))
        for slug, readable_by, at in query.order_by(Board.slug).tuples()
        if can(actor, Action.READ_BOARD, BoardFacts(readable_by == "all"))
    )


def board_folder(actor: Actor, slug: str) -> FolderView:
    """One board's folder; raises `NotFound` or `Refused`."""
    board = _board(actor, slug)
    newest = Thread.select(fn.MAX(Thread.last_at)).where(Thread.board == board.id)
    return FolderView(slug, _moment(newest.scalar()))


def month_folders(actor: Actor, slug: str) -> tuple[FolderView, ...]:
    """The months in which threads were begun on a board, the oldest first.

    Raises `NotFound` or `Refused` where there is no such board for this actor.
    """
    board = _board(actor, slug)
    # From one month to the next by the index, not past every thread.
    months = (
        Thread.select(fn.MIN(Thread.month).alias("month"))
        .where(Thread.board == board.id)
        .cte("months", recursive=True, columns=("month",))
    )
    following = Thread.select(fn.MIN(Thread.month)).where(
        Thread.board == board.id, Thread.month > months.c.month
    )
    walk = months.union_all(
        Thread.select(following).from_(months).where(months.c.month.is_null(False))
    )
    newest = Thread.select(fn.MAX(Thread.id)).where(
        Thread.board == board.id, Thread.month == walk.c.month
    )
    begun = Post.select(Post.posted_at).where(Post.thread == newest, Post.number == 1)
    rows = (
        walk.select_from(walk.c.month, begun.alias("newest"))
        .where(walk.c.month.is_null(False))
        .order_by(walk.c.month)
    )
    return tuple(
        FolderView(f"{month // 100:04}-{month % 100:02}", _moment(newest))
        for month, newest in rows.tuples()
    )


def month_folder(actor: Actor, slug: str, month: str) -> FolderView:
    """One month of a board; raises `NotFound` where nothing was begun in it, or `Refused`."""
    newest = _threads(_board(actor, slug), month, fn.MAX(Thread.id))
    begun = Post.select(Post.posted_at).where(Post.thread == newest, Post.number == 1).first()
    if begun is None:
        raise NotFound("No thread was begun on this board in that month.")
    return FolderView(month, begun.posted_at)


def thread_files(
    actor: Actor, slug: str, month: str, *, after: int = 0, limit: int
) -> tuple[ThreadFile, ...]:
    """Threads begun on a board in a month, by their ids, from the one after `after` on.

    At most `MOST`; the last one's id leads to the next page. Raises `NotFound` or `Refused` for
    the board; a month in which nothing was begun has no threads.
    """
    board = _board(actor, slug)
    query = _threads(board, month).where(Thread.id > after).order_by(Thread.id)
    return _files(actor, query.limit(max(1, min(limit, MOST))), board)


def thread_file(actor: Actor, slug: str, month: str, thread_id: int) -> ThreadFile:
    """One thread, where its board and month are these; raises `NotFound` or `Refused`."""
    board = _board(actor, slug)
    found = _files(actor, _threads(board, month).where(Thread.id == thread_id), board)
    if not found:
        raise NotFound(_GONE)
    return found[0]


def text(actor: Actor, file: ThreadFile, first: int, *, limit: int) -> bytes:
    """Posts of a thread in the text form, from a number on; with the first the thread's head.

    Nothing where the thread had no such post when `file` was made. Raises `NotFound` or `Refused`.
    """
    thread = Thread.select(Thread.id, Board).join(Board).where(Thread.id == file.id).first()
    if thread is None:
        raise NotFound(_GONE)
    require(actor, Action.READ_BOARD, _facts(thread.board))
    last = min(first + limit - 1, file.posts)
    rows = (
        posts.query(actor)
        .where(Post.thread == file.id, Post.number.between(first, last))
        .order_by(Post.number)
    )
    head = file.head if first == 1 else b""
    return head + b"".join(plaintext.post(posts.view(actor, row)) for row in rows)


def _board(actor: Actor, slug: str) -> Board:
    found: Board | None = Board.select().where(Board.slug == slug).first()
    if found is None:
        raise NotFound("There is no such board.")
    require(actor, Action.READ_BOARD, _facts(found))
    return found


def _facts(board: Board) -> BoardFacts:
    return BoardFacts(board.readable_by == "all")


def _threads(board: Board, month: str, *columns: Any) -> Any:
    found = _MONTH.fullmatch(month)
    number = int(found[1]) * 100 + int(found[2]) if found else -1
    return Thread.select(*columns).where(Thread.board == board.id, Thread.month == number)


def _files(actor: Actor, query: Any, board: Board) -> tuple[ThreadFile, ...]:
    rows = list(query)
    blocked = blocks.ids(actor)
    less = _hidden_bytes(actor, [row.id for row in rows], blocked) if blocked else Counter()
    where = _Where(board.name, board.slug, board.is_health)
    files = []
    for row in rows:
        title = blocks.TITLE if row.writer_id in blocked else row.title
        head = plaintext.head(title, row.id, where)
        size = len(head) + row.text_bytes - less[row.id]
        files.append(ThreadFile(row.id, title, head, row.posts, size, row.last_at))
    return tuple(files)


def _hidden_bytes(actor: Actor, thread_ids: Sequence[int], blocked: Sequence[int]) -> Counter[int]:
    """How much shorter these threads are without what blocked members wrote."""
    rows = list(posts.query(actor).where(Post.thread.in_(thread_ids), Post.writer.in_(blocked)))
    less = textsize.of_rows(rows)
    for row in rows:
        less[row.thread_id] -= textsize.of(posts.view(actor, row))
    return less


def _moment(value: Any) -> datetime | None:
    # What comes out of a query within a query is a number yet.
    if isinstance(value, datetime):
        return value
    moment: datetime | None = InstantField().python_value(value)
    return moment
