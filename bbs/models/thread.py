"""Threads, and how far each member has read them."""

from __future__ import annotations

from typing import Any

from peewee import CharField, CompositeKey, ForeignKeyField, IntegerField

from bbs.models.base import Base, InstantField, Numbered
from bbs.models.board import Board
from bbs.models.member import Member


class Thread(Numbered):
    """A thread; `posts` counts all of its posts and is the number of the newest."""

    board = ForeignKeyField(Board, on_delete="RESTRICT", index=False)
    board_id: Any
    writer = ForeignKeyField(Member, on_delete="RESTRICT")
    title = CharField(max_length=80)
    posts = IntegerField()
    last_at = InstantField()

    class Meta:
        indexes = ((("board", "last_at", "id"), False),)


class Mark(Base):
    """The number of the last post that a member has read in a thread."""

    member = ForeignKeyField(Member, on_delete="CASCADE", index=False)
    thread = ForeignKeyField(Thread, on_delete="CASCADE")
    number = IntegerField()

    class Meta:
        primary_key = CompositeKey("member", "thread")
