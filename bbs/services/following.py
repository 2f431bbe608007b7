"""Following threads, and ignoring them."""

from __future__ import annotations

from peewee import SQL

from bbs.db import atomic
from bbs.models import Follow, Mark, Thread
from bbs.policy import Action, Actor, require
from bbs.services import boards

MOST_FOLLOWED = 500
"""So many threads a member follows: the one where nothing happened longest makes room."""


def follow(actor: Actor, thread_id: int) -> None:
    """Be told of answers in a thread from now on; it isn't ignored any more.

    Raises `NotFound` or `Refused` for the thread.
    """
    with atomic():
        boards.of_thread(actor, thread_id)
        require(actor, Action.FOLLOW)
        posts = Thread.select(Thread.posts).where(Thread.id == thread_id).scalar()
        _follow(actor, thread_id, posts)


def follow_own(actor: Actor, thread_id: int, number: int) -> None:
    """Follow a thread in which one has just posted, within that post's atomic block."""
    require(actor, Action.FOLLOW)
    _follow(actor, thread_id, number)
    own = (Follow.member == actor.member_id) & (Follow.thread == thread_id)
    # All before it was told: so one's own post is nothing to look at.
    Follow.update(told=number).where(own, Follow.told == number - 1).execute()


def _follow(actor: Actor, thread_id: int, number: int) -> None:
    made = Follow.insert(member=actor.member_id, thread=thread_id, told=number)
    made.on_conflict_ignore().execute()
    Mark.update(is_ignored=False).where(_mark(actor, thread_id), Mark.is_ignored).execute()
    mine = Follow.member == actor.member_id
    if Follow.select(SQL("1")).where(mine).count() > MOST_FOLLOWED:
        quietest = (
            Follow.select(Follow.thread)
            .join(Thread)
            .where(mine, Thread.id != thread_id)
            .order_by(Thread.last_at, Thread.id)
            .limit(1)
        )
        Follow.delete().where(mine, Follow.thread.in_(quietest)).execute()


def unfollow(actor: Actor, thread_id: int) -> None:
    """Be told no more of answers in a thread; an answer of one's own follows it again."""
    with atomic():
        boards.of_thread(actor, thread_id)
        require(actor, Action.FOLLOW)
        _unfollow(actor, thread_id)


def ignore(actor: Actor, thread_id: int) -> None:
    """Let nothing in a thread be new any more: no count, no list and no `n` has it."""
    with atomic():
        boards.of_thread(actor, thread_id)
        require(actor, Action.FOLLOW)
        _unfollow(actor, thread_id)
        Mark.insert(
            member=actor.member_id, thread=thread_id, number=0, is_ignored=True
        ).on_conflict(
            conflict_target=(Mark.member, Mark.thread), update={Mark.is_ignored: True}
        ).execute()


def heed(actor: Actor, thread_id: int) -> None:
    """Ignore a thread no more: what comes next in it is new again."""
    with atomic():
        boards.of_thread(actor, thread_id)
        require(actor, Action.FOLLOW)
        Mark.update(is_ignored=False).where(_mark(actor, thread_id)).execute()


def _unfollow(actor: Actor, thread_id: int) -> None:
    own = (Follow.member == actor.member_id) & (Follow.thread == thread_id)
    Follow.delete().where(own).execute()


def _mark(actor: Actor, thread_id: int) -> object:
    return (Mark.member == actor.member_id) & (Mark.thread == thread_id)
