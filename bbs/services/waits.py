"""Whether a thread waits for a first reply: what stands in its column `waits`."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from peewee import fn

from bbs.models import Member, Post, Thread

NEWCOMER = timedelta(days=14)
ANSWERED, OF_NEWCOMER, OF_OTHERS = 0, 1, 2


def of_new(member_id: int, today: date) -> int:
    """What stands in a thread that this member begins."""
    joined_on = Member.select(Member.joined_on).where(Member.id == member_id).scalar()
    is_newcomer = joined_on is not None and today - joined_on < NEWCOMER
    return OF_NEWCOMER if is_newcomer else OF_OTHERS


def wait_again(thread_ids: Any) -> None:
    """Let those of these threads wait again in which no answer of another stands any more."""
    others: Any = Post.alias()
    answers = others.select().where(
        others.thread == Thread.id, others.writer != Thread.writer, ~others.is_deleted
    )
    Thread.update(waits=OF_OTHERS).where(
        Thread.id.in_(thread_ids), Thread.waits == ANSWERED, ~fn.EXISTS(answers)
    ).execute()
