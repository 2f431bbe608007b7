"""Posts: reading a thread page by page, replying, changing and taking back one's own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from peewee import JOIN

from bbs import text
from bbs.db import atomic
from bbs.errors import NotFound
from bbs.models import Correction, Held, Hug, Member, Post, Thread
from bbs.policy import GUEST, Action, Actor, PostFacts, require
from bbs.services import (
    actors,
    boards,
    following,
    holding,
    hugs,
    limits,
    raising,
    textsize,
    threads,
    waits,
)
from bbs.views import CorrectionView, HugCount, PostView

MOST = 100
TAKEN_BACK_TITLE = "(title taken back by its writer)"


def from_number(actor: Actor, thread_id: int, first: int, *, limit: int) -> tuple[PostView, ...]:
    """Up to `limit` posts (100 at most) of a thread, from the given number on.

    Raises `NotFound` or `Refused` where there is no such thread for this actor.
    """
    boards.of_thread(actor, thread_id)
    first = max(1, first)
    last = first + max(1, min(limit, MOST)) - 1
    of_these = Post.number.between(first, last)
    rows = list(whole().where(Post.thread == thread_id, of_these).order_by(Post.number))
    rows = with_held(actor, rows)
    given = hugs.of(actor, [row.id for row in rows])
    return tuple(view(actor, row, given.get(row.id, ())) for row in rows)


def get(actor: Actor, post_id: int) -> PostView:
    """One post; raises `NotFound` or `Refused`."""
    row = _row(post_id)
    boards.of_thread(actor, row.thread_id)
    (row,) = with_held(actor, [row])
    return view(actor, row, hugs.of(actor, [post_id]).get(post_id, ()))


def reply(
    actor: Actor, thread_id: int, body: str, *, token: str | None = None, now: datetime
) -> PostView:
    """Answer in a thread; with a `token` used before, the post that it made is handed out.

    Where it waits for a leader's look, it `is_held` and has no id yet. Raises `Invalid` for the
    body, `NotFound` or `Refused` for the thread, `TooMany`.
    """
    body = text.body(body)
    level = raising.level_of("", body)
    with atomic():
        thread = threads.get(actor, thread_id)
        board = thread.board
        is_silenced = actors.is_silenced(actor)
        facts = boards.facts(board, is_silenced=is_silenced, is_locked=thread.is_locked)
        require(actor, Action.REPLY, facts)
        post = threads.posted_with(actor, token)
        if post is None and holding.with_token(actor.member_id, token) is not None:
            return _held(actor, thread_id, body, now)
        if post is None:
            limits.count(actor, limits.Kind.POST, now=now)
            if holding.is_to_wait(actor):
                holding.hold_first(
                    actor, board.id, thread_id, "", body, level=level, token=token, now=now
                )
                return _held(actor, thread_id, body, now)
            post = append(actor, thread_id, body, token=token, now=now)
            raising.note(post, level, body, board_id=board.id, now=now)
    return get(actor, post.id)


def append(
    writer: Actor, thread_id: int, body: str, *, token: str | None = None, now: datetime
) -> Post:
    """Put a post at a thread's end; for services that have asked."""
    thread = Thread.get_by_id(thread_id)
    number = thread.posts + 1
    # A clock that was set back must not put the thread behind what was there before.
    at = max(now, thread.last_at)
    size = textsize.of_new(number, writer.handle, body, now, threads.verified_as(writer))
    # Who adds to what they wrote has not been answered.
    is_own = thread.writer_id == writer.member_id
    Thread.update(
        posts=number,
        last_at=at,
        text_bytes=Thread.text_bytes + size,
        waits=thread.waits if is_own else waits.ANSWERED,
    ).where(Thread.id == thread_id).execute()
    post = Post.create(
        thread=thread_id,
        number=number,
        writer=writer.member_id,
        body=body,
        posted_at=now,
        token=token,
    )
    if threads.get(writer, thread_id).start_number == number:
        threads.mark_read(writer, thread_id, number)
    following.follow_own(writer, thread_id, number)
    return post


def _held(writer: Actor, thread_id: int, body: str, now: datetime) -> PostView:
    return PostView(
        0, thread_id, 0, writer.handle, body, now,
        is_edited=False, is_deleted=False, is_own=True, is_held=True,
    )  # fmt: skip


def edit(
    actor: Actor, post_id: int, body: str, *, title: str | None = None, now: datetime
) -> PostView:
    """Change one's own post, and with the first one the thread's title.

    Raises `Invalid` for the text, `NotFound` or `Refused` for the post.
    """
    body = text.body(body)
    level = raising.level_of(title or "", body)
    with atomic():
        row = _row(post_id)
        board_id = _board_id(row)
        is_silenced = actors.is_silenced(actor) or actors.is_banned_from(actor, board_id).exists()
        require(actor, Action.EDIT_POST, _facts(row, is_silenced=is_silenced))
        Post.update(body=body, is_edited=True).where(Post.id == post_id).execute()
        raising.note(row, level, body, board_id=board_id, now=now)
        _resize(actor, row, replace(view(actor, row), body=body, is_edited=True))
        if title is not None and row.number == 1:
            new_title = text.title(title)
            Thread.update(title=new_title).where(Thread.id == row.thread_id).execute()
    return get(actor, post_id)


def delete(actor: Actor, post_id: int) -> bool:
    """Take back one's own post: its words go, its place stays, so that answers keep their sense.

    A thread in which nothing else stands goes whole, and the answer is True. With a first post
    the title, which is its writer's too, goes as well.
    """
    with atomic():
        row = _row(post_id)
        require(actor, Action.DELETE_POST, _facts(row))
        others = Post.select().where(
            Post.thread == row.thread_id, Post.id != post_id, ~Post.is_deleted
        )
        if not others.exists():
            Thread.delete().where(Thread.id == row.thread_id).execute()
            return True
        Post.update(body="", is_deleted=True).where(Post.id == post_id).execute()
        Hug.delete().where(Hug.post == post_id).execute()
        waits.wait_again([row.thread_id])
        _resize(actor, row, replace(view(actor, row), body="", is_deleted=True))
        if row.number == 1:
            Thread.update(title=TAKEN_BACK_TITLE).where(Thread.id == row.thread_id).execute()
    return False


def whole() -> Any:
    """A query over posts with what `view` needs beside them: the writer, and a correction."""
    return (
        Post.select(
            Post,
            Member.id,
            Member.handle,
            Member.verified_as,
            Correction.post,
            Correction.standing,
            Correction.body,
            Correction.source,
        )
        .join(Member)
        .switch(Post)
        .join(Correction, JOIN.LEFT_OUTER, attr="pinned")
    )


def with_held(actor: Actor, rows: list[Post]) -> list[Post]:
    """Give the words of held posts to their writer; for everybody else they are not there."""
    mine = [row.id for row in rows if row.is_held and row.writer_id == actor.member_id]
    if mine:
        bodies = {row.post_id: row.body for row in Held.select().where(Held.post.in_(mine))}
        for row in rows:
            row.body = bodies.get(row.id, row.body)
    return rows


@contextmanager
def resizing(condition: Any) -> Iterator[None]:
    """Keep the length of threads right while something about these posts changes."""
    before = _sizes(condition)
    yield
    after = _sizes(condition)
    for thread_id in {*before, *after}:
        if more := after[thread_id] - before[thread_id]:
            longer = Thread.update(text_bytes=Thread.text_bytes + more)
            longer.where(Thread.id == thread_id).execute()


def _sizes(condition: Any) -> Counter[int]:
    rows = whole().where(condition).iterator()
    return textsize.of_views(view(GUEST, row) for row in rows)


def _resize(actor: Actor, before: Post, after: PostView) -> None:
    """The thread's file is longer or shorter by what one of its posts has become."""
    more = textsize.of(after) - textsize.of(view(actor, before))
    Thread.update(text_bytes=Thread.text_bytes + more).where(
        Thread.id == before.thread_id
    ).execute()


def _row(post_id: int) -> Post:
    found = whole().where(Post.id == post_id).first()
    if found is None:
        raise NotFound("This post is not there any more.")
    row: Post = found
    return row


def writer_id(post_id: int) -> int:
    """Who wrote a post, for services that have asked."""
    return int(_row(post_id).writer_id)


def _facts(row: Post, *, is_silenced: bool = False) -> PostFacts:
    return PostFacts(row.writer_id, row.is_deleted, row.is_held, is_silenced)


def _board_id(row: Post) -> int:
    return int(Thread.select(Thread.board_id).where(Thread.id == row.thread_id).scalar())


def view(actor: Actor, row: Post, given: tuple[HugCount, ...] = ()) -> PostView:
    """A row of `whole`, as this actor sees it."""
    pinned = getattr(row, "pinned", None)
    correction = (
        CorrectionView(pinned.standing, pinned.body, pinned.source)
        if pinned is not None and pinned.standing
        else None
    )
    return PostView(
        id=row.id,
        thread_id=row.thread_id,
        number=row.number,
        handle=row.writer.handle,
        body=row.body,
        posted_at=row.posted_at,
        is_edited=row.is_edited,
        is_deleted=row.is_deleted,
        is_own=actor.member_id != 0 and row.writer_id == actor.member_id,
        hugs=given,
        is_held=row.is_held,
        is_removed=row.is_removed,
        warning=row.warning,
        verified_as=row.writer.verified_as,
        correction=correction,
    )
