"""Boards: the catalogue, who has joined, and how much is unread."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from difflib import get_close_matches
from typing import Any

from peewee import JOIN, SQL, fn

from bbs import clock, content
from bbs.db import atomic, is_postgresql
from bbs.errors import NotFound
from bbs.models import Board, Category, Mark, Membership, Post, Thread
from bbs.policy import Action, Actor, BoardFacts, can, require
from bbs.services import actors
from bbs.services.blocks import has_none, is_not_blocked
from bbs.views import BoardView

_NONE = "There is no such board."
_MOST_MEANT = 5
COUNT_LIMIT = 100
"""Unread threads are counted so far, and no further: `99+` says enough."""


def load_catalogue() -> int:
    """Fill an empty database with the shipped boards; how many were added."""
    with atomic():
        if Board.select().exists():
            return 0
        position = 0
        for category in content.categories():
            row = Category.create(slug=category.slug, name=category.name, position=position)
            for board in category.boards:
                position += 1
                Board.insert(
                    category=row,
                    slug=board.slug,
                    name=board.name,
                    description=board.description,
                    position=position,
                    is_health=board.is_health,
                    readable_by=board.readable_by,
                ).execute()
        return position


def listing(actor: Actor) -> tuple[BoardView, ...]:
    """All boards in the catalogue's order, each as this member stands to it."""
    return tuple(_views(actor, _query(actor)))


def joined(actor: Actor) -> tuple[BoardView, ...]:
    """The boards that this member joined."""
    return tuple(_views(actor, _query(actor).where(Membership.member.is_null(False))))


def suggested(actor: Actor, words: str) -> tuple[BoardView, ...]:
    """Boards for what somebody says they struggle with, the likeliest first; nothing is kept."""
    return content.suggested(words, listing(actor))


def get(actor: Actor, slug: str) -> BoardView:
    """One board; raises `NotFound`."""
    return _one(actor, Board.slug == slug)


def head(actor: Actor, slug: str) -> BoardView:
    """One board, but nothing that is unread on it is counted; raises `NotFound`.

    To count it, all is passed over that was read: of no use to who only opens the board.
    """
    return _one(actor, Board.slug == slug, is_counted=False)


def named(actor: Actor, words: str) -> BoardView:
    """One board by its short name, its name as one says it, or the beginning of it.

    Raises `NotFound` where none is meant, or more than one.
    """
    try:
        return get(actor, words.strip().lower())
    except NotFound:
        wanted = _bare(words)
        found = [board for board in listing(actor) if wanted and wanted in _starts(board)]
        exact = [board for board in found if wanted == _bare(board.name)]
        if len(exact or found) != 1:
            raise _no_board(words, found or listing(actor)) from None
    return (exact or found)[0]


def _no_board(words: str, among: Iterable[BoardView]) -> NotFound:
    names = {_bare(board.name): board.name for board in among}
    near = [names[each] for each in get_close_matches(_bare(words), list(names), n=3, cutoff=0.6)]
    meant = near or (list(names.values()) if len(names) <= _MOST_MEANT else [])
    asks = f" Did you mean {', or '.join(meant)}?" if meant else ""
    return NotFound(f"{_NONE}{asks}")


def _bare(name: str) -> str:
    return "".join(x for x in name.casefold() if x.isalnum())


def _starts(board: BoardView) -> frozenset[str]:
    names = _bare(board.name), _bare(board.slug)
    return frozenset(name[:end] for name in names for end in range(1, len(name) + 1))


def id_of(slug: str) -> int:
    """The id of a board, for services that have asked; raises `NotFound`."""
    found = Board.select(Board.id).where(Board.slug == slug).scalar()
    if found is None:
        raise NotFound(_NONE)
    return int(found)


def by_id(actor: Actor, board_id: int) -> BoardView:
    """One board by its id, as `head` has it; raises `NotFound`."""
    return _one(actor, Board.id == board_id, is_counted=False)


def require_reading(actor: Actor, board: BoardView) -> None:
    """Raise `Refused` unless this actor may read the board."""
    require(actor, Action.READ_BOARD, facts(board))


def facts(board: BoardView, *, is_silenced: bool = False, is_locked: bool = False) -> BoardFacts:
    """What the policy needs to know of a board, as this member stands to it."""
    return BoardFacts(board.is_for_all, board.is_banned, is_silenced, is_locked)


def of_thread(actor: Actor, thread_id: int) -> BoardView:
    """The board of a thread that this actor may read; raises `NotFound` or `Refused`."""
    thread = Thread.select(Thread.board_id).where(Thread.id == thread_id).first()
    if thread is None:
        raise NotFound("This thread is not there any more.")
    board = by_id(actor, thread.board_id)
    require_reading(actor, board)
    return board


def join(actor: Actor, slug: str, *, now: datetime) -> BoardView:
    """Join a board; what was posted before today counts as read."""
    with atomic():
        board = get(actor, slug)
        require(actor, Action.JOIN_BOARD, facts(board))
        Membership.insert(
            member=actor.member_id, board=board.id, floor_at=clock.day_start(now)
        ).on_conflict_ignore().execute()
    return get(actor, slug)


def leave(actor: Actor, slug: str) -> BoardView:
    """Leave a board; one's posts and marks stay."""
    with atomic():
        board = get(actor, slug)
        require(actor, Action.JOIN_BOARD, facts(board))
        mine = (Membership.member == actor.member_id) & (Membership.board == board.id)
        Membership.delete().where(mine).execute()
    return get(actor, slug)


def is_banned(actor: Actor) -> Any:
    """A column of queries over boards: whether this actor is banned from each."""
    return fn.EXISTS(actors.is_banned_from(actor, Board.id)).alias("is_banned")


def is_unread(actor: Actor) -> Any:
    """The condition under which a thread is unread, in a query with Membership and Mark joined.

    Neither one that a blocked member began, nor one in which only such have written since.
    """
    new = Post.select(SQL("1")).where(
        Post.thread == Thread.id,
        Post.number > fn.COALESCE(Mark.number, 0),
        is_not_blocked(actor, Post.writer),
    )
    is_in_sight = is_not_blocked(actor, Thread.writer) & fn.EXISTS(new)
    return (
        (Thread.last_at >= Membership.floor_at)
        & (Mark.number.is_null() | ((Mark.number < Thread.posts) & ~Mark.is_ignored))
        & (has_none(actor) | is_in_sight)
    )


def join_mark(query: Any, actor: Actor) -> Any:
    """Join this member's marks to a query over threads."""
    mine = (Mark.thread == Thread.id) & (Mark.member == actor.member_id)
    return query.join(Mark, JOIN.LEFT_OUTER, on=mine)


def _one(actor: Actor, condition: Any, *, is_counted: bool = True) -> BoardView:
    for view in _views(actor, _query(actor, is_counted=is_counted).where(condition)):
        return view
    raise NotFound(_NONE)


def _query(actor: Actor, *, is_counted: bool = True) -> Any:
    unread = join_mark(Thread.select(SQL("1")), actor).where(
        Thread.board == Board.id, is_unread(actor)
    )
    # A count that stops: it costs the same with a hundred unread threads and a hundred thousand.
    count = Thread.select(fn.COUNT(SQL("1"))).from_(unread.limit(COUNT_LIMIT).alias("some"))
    mine = (Membership.board == Board.id) & (Membership.member == actor.member_id)
    return (
        Board.select(
            Board,
            Category.name.alias("category_name"),
            Membership.member.alias("joined"),
            is_banned(actor),
            (count if is_counted else SQL("0")).alias("unread"),
        )
        .join(Category)
        .switch(Board)
        .join(Membership, JOIN.LEFT_OUTER, on=mine)
        .order_by(Category.position, Board.position)
        .objects()
    )


def _views(actor: Actor, rows: Iterable[Any]) -> Iterable[BoardView]:
    for row in rows:
        yield BoardView(
            id=row.id,
            slug=row.slug,
            name=row.name,
            description=row.description,
            category=row.category_name,
            is_health=row.is_health,
            is_for_all=row.readable_by == "all",
            is_joined=row.joined is not None,
            may_read=can(
                actor, Action.READ_BOARD, BoardFacts(row.readable_by == "all", bool(row.is_banned))
            ),
            pseudonyms=row.pseudonyms,
            unread=row.unread,
            is_banned=bool(row.is_banned),
        )


def of_each(actor: Actor, of_one: Any) -> Any:
    """The ids of threads that a query finds on one board, for each board of this actor's.

    `of_one` selects `Thread.id` where `Thread.board == Membership.board`.
    """
    mine = Membership.member == actor.member_id
    if is_postgresql():
        # There it would be asked anew for each pair of a board and any thread at all.
        found = of_one.alias("found")
        query: Any = Membership.select(found.c.id)
        return query.join(found, JOIN.LATERAL, on=SQL("TRUE")).where(mine)
    of_board: Any = Thread.alias("of_board")
    return Membership.select(of_board.id).join(of_board, on=of_board.id.in_(of_one)).where(mine)
