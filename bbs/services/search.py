"""Finding posts by their words, on the boards that one may read: newest first, or best first."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bbs import finding, text
from bbs.errors import NotFound
from bbs.models import Board, Post, Thread
from bbs.policy import Action, Actor, BoardFacts, Role, can
from bbs.services import blocks, boards, limits, members, posts, wordindex
from bbs.services.paging import MOST
from bbs.services.wordindex import Sought
from bbs.views import Cursor, FoundPost, Page

BEST_AMONG = 20_000
"""Best first is among the newest so many that are found."""


def find(
    actor: Actor,
    raw: str,
    *,
    board: str = "",
    by: str = "",
    is_best: bool = False,
    limit: int,
    skip: int = 0,
    after: Cursor | None = None,
    before: Cursor | None = None,
    is_from_end: bool = False,
    is_further: bool = False,
    now: datetime,
) -> Page[FoundPost]:
    """A page of the posts that have what was typed: words, "phrases", -without, by:handle.

    On one `board`, or on all that this actor may read; by one writer, under their own name. Newest
    first; or `is_best`: of the newest `BEST_AMONG` first those with the words in the title, then
    side by side, then near one another. Posts that were taken back and those of members whom the
    actor blocked are left out; what they ignore is found. Whatever is typed is taken; where it has
    no word in it nothing is found. Raises `NotFound` or `Refused` for the board, `NotFound` for
    the writer, `TooMany`; what is `is_further` looked at of a search that was counted is not.
    """
    wanted = finding.parse(raw)
    sought = _sought(actor, wanted, board, by or wanted.handle)
    if sought is None:
        return Page(())
    if not (is_further or after or before):
        limits.use(actor, limits.Kind.SEARCH, now=now)
    limit = max(1, min(limit, MOST))
    page = _best if is_best and sought.terms else _newest
    found = page(sought, limit, skip, after, before, is_from_end=is_from_end)
    snippets = wordindex.snippets(sought, found.rows, is_run=page is _newest)
    return Page(_views(actor, found.rows, snippets), found.before, found.after)


def _sought(actor: Actor, wanted: finding.Wanted, slug: str, handle: str) -> Sought | None:
    """What is looked for; None where nothing can be found."""
    board_id = None
    if slug:
        board = boards.head(actor, slug)
        boards.require_reading(actor, board)
        board_id = board.id
    writer_id = None
    if handle:
        writer_id = _writer_id(actor, handle)
        if writer_id is None:
            return None
    if not (wanted.terms or handle):
        return None
    closed = (
        row.id
        for row in Board.select(Board.id, Board.readable_by)
        if not can(actor, Action.READ_BOARD, BoardFacts(row.readable_by == "all"))
    )
    return Sought(
        wanted.terms, wanted.without, board_id, writer_id, tuple(closed),
        blocks.ids(actor),
    )  # fmt: skip


def _writer_id(actor: Actor, handle: str) -> int | None:
    try:
        return members.id_of(handle)
    except NotFound:
        # To a guest nobody tells who is a member: they find nothing, as of one who is silent.
        if actor.role is Role.GUEST:
            return None
        raise


def _newest(
    sought: Sought,
    limit: int,
    skip: int,
    after: Cursor | None,
    before: Cursor | None,
    *,
    is_from_end: bool,
) -> Page[int]:
    is_upward = before is not None or (is_from_end and after is None)
    found = wordindex.ids(
        sought,
        limit=limit + 1,
        skip=skip,
        below=after[0] if after is not None else None,
        above=before[0] if before is not None else None,
        is_upward=is_upward,
    )
    has_more = len(found) > limit
    rows = found[:limit][::-1] if is_upward else found[:limit]
    has_before = has_more if is_upward else after is not None
    has_after = (before is not None) if is_upward else has_more
    return Page(
        tuple(rows),
        (rows[0], 0) if rows and has_before else None,
        (rows[-1], 0) if rows and has_after else None,
    )


def _best(
    sought: Sought,
    limit: int,
    skip: int,
    after: Cursor | None,
    before: Cursor | None,
    *,
    is_from_end: bool,
) -> Page[int]:
    """A cursor here is a place in the order, and the newest post of when it began.

    What is posted meanwhile would move all places.
    """
    cursor = after if after is not None else before
    newest = None if cursor is None else cursor[1] + 1
    among = wordindex.ids(sought, limit=BEST_AMONG, below=newest)
    ranked = _ranked(sought, among)
    if after is not None:
        start = after[0] + 1
    elif before is not None:
        start = max(0, before[0] - limit)
        limit = before[0] - start
    else:
        start = max(0, len(ranked) - limit) if is_from_end else skip
    rows = ranked[start : start + limit]
    last = start + len(rows)
    return Page(
        tuple(rows),
        (start, max(among)) if rows and start else None,
        (last - 1, max(among)) if rows and last < len(ranked) else None,
    )


def _ranked(sought: Sought, newest: list[int]) -> list[int]:
    score: dict[int, int] = {}
    closest = wordindex.closest(sought, newest)
    for worth, post_ids in zip(range(len(closest), 0, -1), closest, strict=True):
        for post_id in post_ids:
            score[post_id] = score.get(post_id, 0) + 2**worth
    # The sort is stable: among equals the newest stays first.
    return sorted(newest, key=lambda post_id: -score.get(post_id, 0))


def _views(
    actor: Actor, post_ids: tuple[int, ...], snippets: dict[int, str]
) -> tuple[FoundPost, ...]:
    query = (
        posts.query(actor)
        .select_extend(
            Thread.id,
            blocks.title(actor).alias("called"),
            Board.id,
            Board.slug,
            Board.name,
        )
        .switch(Post)
        .join(Thread)
        .join(Board)
        .where(Post.id.in_(list(post_ids)), blocks.is_not_blocked(actor, Post.writer))
    )
    rows = {row.id: row for row in query}
    return tuple(
        _view(actor, rows[post_id], snippets.get(post_id, ""))
        for post_id in post_ids
        if post_id in rows  # It may have gone a moment ago.
    )


def _view(actor: Actor, row: Any, snippet: str) -> FoundPost:
    thread, post = row.thread, posts.view(actor, row)
    return FoundPost(
        id=row.id,
        thread_id=row.thread_id,
        number=row.number,
        title=row.called,
        board_id=thread.board.id,
        board_slug=thread.board.slug,
        board_name=thread.board.name,
        handle=post.handle,
        posted_at=row.posted_at,
        snippet=tuple(
            (text.clean(f"|{words}|")[1:-1], is_found)
            for words, is_found in finding.pieces(snippet)
        ),
        warning=post.warning,
        is_own=post.is_own,
    )
