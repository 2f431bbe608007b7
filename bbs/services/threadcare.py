"""What staff do with threads: lock, move, merge, split."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from peewee import SQL, fn

from bbs import handles, text
from bbs.db import atomic
from bbs.errors import Invalid, NotFound
from bbs.models import Board, Bookmark, Follow, Greeting, Mark, Member, Post, Thread
from bbs.policy import NOWHERE, Action, Actor, CareFacts, require
from bbs.services import (
    actors,
    audit,
    boards,
    logkeys,
    moderation,
    posts,
    pseudonyms,
    textsize,
    waits,
)
from bbs.services.audit import Deed


def lock(
    actor: Actor, thread_id: int, reason: str, *, is_locked: bool = True, now: datetime
) -> None:
    """Let nobody answer in a thread any more, or again with `is_locked` False."""
    with atomic():
        doer, thread = _allowed(actor, Action.LOCK, thread_id)
        Thread.update(is_locked=is_locked).where(Thread.id == thread_id).execute()
        before, after = _lock_of(thread.is_locked), _lock_of(is_locked)
        _log(doer, Action.LOCK, thread, reason, now, before=before, after=after)


def move(actor: Actor, thread_id: int, slug: str, reason: str, *, now: datetime) -> None:
    """Put a thread on another board, on which the actor may do so, too."""
    with atomic():
        doer, thread = _allowed(actor, Action.MOVE, thread_id)
        board_id = boards.id_of(slug)
        require(doer, Action.MOVE, CareFacts(board_id))
        if board_id == thread.board_id:
            raise Invalid("The thread is on this board already.", field="slug")
        before = Board.get_by_id(thread.board_id).slug
        Thread.update(board=board_id).where(Thread.id == thread_id).execute()
        # There to say hello in is a thread on the board that it was opened on.
        Greeting.delete().where(Greeting.thread == thread_id).execute()
        _log(doer, Action.MOVE, thread, reason, now, before=before, after=slug)


def merge(actor: Actor, thread_id: int, into_id: int, reason: str, *, now: datetime) -> None:
    """Put a thread's posts behind those of another one, which stays."""
    if thread_id == into_id:
        raise Invalid("These are one and the same thread.", field="into")
    with atomic():
        doer, thread = _allowed(actor, Action.MERGE, thread_id)
        _, into = _allowed(actor, Action.MERGE, into_id)
        pseudonyms.move(thread_id, into_id)
        start = into.posts
        Post.update(thread=into_id, number=Post.number + start).where(
            Post.thread == thread_id
        ).execute()
        for model in (Follow, Bookmark):
            _carry_over(model, thread_id, into_id)
        Thread.delete().where(Thread.id == thread_id).execute()
        _settle(into_id)
        before = f"{thread_id}: {thread.title}"
        after = f"{into_id} behind {start}"
        _log(doer, Action.MERGE, thread, reason, now, before=before, after=after)


def split(
    actor: Actor, thread_id: int, number: int, title: str, reason: str, *, now: datetime
) -> int:
    """Begin a thread of its own with the posts from a number on; its id."""
    title = text.title(title)
    with atomic():
        doer, thread = _allowed(actor, Action.SPLIT, thread_id)
        if not 1 < number <= thread.posts:
            raise Invalid("A thread is split at one of its posts, and not at the first.")
        first = Post.get((Post.thread == thread_id) & (Post.number == number))
        made = Thread.create(
            board=thread.board_id,
            writer=first.writer_id,
            title=title,
            posts=thread.posts - number + 1,
            last_at=thread.last_at,
            month=textsize.month(first.posted_at),
            warning=first.warning,
        )
        shift = number - 1
        Post.update(thread=made.id, number=Post.number - shift).where(
            Post.thread == thread_id, Post.number >= number
        ).execute()
        pseudonyms.split(thread_id, made.id)
        _split_marks(thread_id, made.id, shift)
        _settle(thread_id)
        _settle(made.id)
        after = f"{made.id}: {title}"
        _log(doer, Action.SPLIT, thread, reason, now, before=str(number), after=after)
        return int(made.id)


def _allowed(actor: Actor, action: Action, thread_id: int) -> tuple[Actor, Thread]:
    doer = actors.fresh(actor)
    thread: Thread | None = Thread.get_or_none(Thread.id == thread_id)
    if thread is None:
        require(doer, action, CareFacts(NOWHERE))
        raise NotFound("This thread is not there any more.")
    require(doer, action, CareFacts(thread.board_id))
    return doer, thread


def _log(
    doer: Actor, action: Action, thread: Thread, reason: str, now: datetime, **words: str
) -> None:
    reason = moderation.words_of(reason, moderation.LONGEST_REASON, "reason")
    deed = Deed(action, "thread", thread.id, thread.board_id, reason, **words)
    audit.append(doer, deed, of_whom=logkeys.name_of(thread.writer_id), now=now)


def _lock_of(is_locked: bool) -> str:
    return "locked" if is_locked else "open"


def _carry_over(model: Any, thread_id: int, into_id: int) -> None:
    """Who follows the one, or has a bookmark in it, has it in the other from now on."""
    other = model.alias()
    has_it = other.select(SQL("1")).where(other.thread == into_id, other.member == model.member)
    model.update(thread=into_id).where(model.thread == thread_id, ~fn.EXISTS(has_it)).execute()


def _split_marks(thread_id: int, made_id: int, shift: int) -> None:
    """Who had read so far has read so far in both; who follows the one follows both."""
    read = Mark.select().where(Mark.thread == thread_id, Mark.number > shift)
    rows = [(row.member_id, made_id, row.number - shift, row.is_ignored) for row in read]
    for row in rows:
        Mark.insert(member=row[0], thread=row[1], number=row[2], is_ignored=row[3]).execute()
    Mark.update(number=shift).where(Mark.thread == thread_id, Mark.number > shift).execute()
    for follow in list(Follow.select().where(Follow.thread == thread_id)):
        told = max(0, follow.told - shift)
        Follow.insert(member=follow.member_id, thread=made_id, told=told).execute()
    Follow.update(told=shift).where(Follow.thread == thread_id, Follow.told > shift).execute()


def _settle(thread_id: int) -> None:
    """Count anew what a thread's row says of its posts."""
    count, last_at = (
        Post.select(fn.COUNT(Post.id), fn.MAX(Post.posted_at))
        .where(Post.thread == thread_id)
        .tuples()
        .first()
    )
    writer = Thread.select(Member.id, Member.handle).join(Member).where(Thread.id == thread_id)
    writer_id, handle = writer.tuples().first()
    others = Post.select().where(
        Post.thread == thread_id, Post.writer != writer_id, ~Post.is_deleted
    )
    is_answered = others.exists() or handle == handles.DEPARTED
    Thread.update(
        posts=count,
        last_at=last_at,
        text_bytes=posts.sizes(Post.thread == thread_id)[thread_id],
        waits=waits.ANSWERED if is_answered else waits.OF_OTHERS,
    ).where(Thread.id == thread_id).execute()
