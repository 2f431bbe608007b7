"""Whom a member doesn't want to hear from, as conditions of queries.

What the blocked wrote is out of the blocker's sight, that of before too, and of nobody else's: a
blocked member sees all that they ever saw (docs/decisions/0023-profiles.md).
"""

from __future__ import annotations

from typing import Any

from peewee import SQL, Case, fn

from bbs.models import Block, Thread
from bbs.policy import Actor, Role

TITLE = "(by somebody you blocked)"
"""What stands where a title stood, for its blocker."""


def is_blocked(actor: Actor, member: Any) -> Any:
    """The condition that the member in a column is one whom this actor blocked."""
    blocks = Block.select(SQL("1"))
    return fn.EXISTS(blocks.where(Block.member == actor.member_id, Block.blocked == member))


def is_not_blocked(actor: Actor, member: Any) -> Any:
    """The condition that the member in a column is none whom this actor blocked."""
    return ~is_blocked(actor, member)


def has_none(actor: Actor) -> Any:
    """The condition that this actor blocked nobody: asked once a query, not once a row."""
    return ~fn.EXISTS(Block.select(SQL("1")).where(Block.member == actor.member_id))


def ids(actor: Actor) -> tuple[int, ...]:
    """Whom this actor blocked, those who have left since too; a guest nobody, without a query."""
    if actor.role is Role.GUEST:
        return ()
    rows: Any = Block.select(Block.blocked).where(Block.member == actor.member_id).tuples()
    return tuple(blocked_id for (blocked_id,) in rows)


def title(actor: Actor) -> Any:
    """A thread's title as a column; what a blocked member called it is theirs, too."""
    return Case(None, ((is_blocked(actor, Thread.writer), TITLE),), Thread.title)


def are_apart(actor: Actor, member: Any) -> Any:
    """The condition that this actor blocked the member in a column, or they the actor."""
    theirs = Block.select(SQL("1")).where(Block.member == member, Block.blocked == actor.member_id)
    return is_blocked(actor, member) | fn.EXISTS(theirs)
