"""Threads that a member follows, and those that a member wants to find again."""

from __future__ import annotations

from typing import Any

from peewee import CompositeKey, ForeignKeyField, IntegerField

from bbs.models.base import Base, Numbered
from bbs.models.member import Member
from bbs.models.thread import Thread


class Follow(Base):
    """That a member follows a thread; `told` is the number of the last post they were told of."""

    member = ForeignKeyField(Member, on_delete="CASCADE", index=False)
    member_id: Any
    thread = ForeignKeyField(Thread, on_delete="CASCADE")
    thread_id: Any
    told = IntegerField()

    class Meta:
        primary_key = CompositeKey("member", "thread")


class Bookmark(Numbered):
    """That a member wants to find a thread again; a higher id was put in later."""

    member = ForeignKeyField(Member, on_delete="CASCADE")
    thread = ForeignKeyField(Thread, on_delete="CASCADE")
    thread_id: Any

    class Meta:
        indexes = ((("member", "thread"), True),)
