"""Threads, and how far each member has read them."""

from __future__ import annotations

from typing import Any

from peewee import SQL, BooleanField, CharField, CompositeKey, ForeignKeyField, IntegerField

from bbs.models.base import Base, InstantField, Numbered
from bbs.models.board import Board
from bbs.models.member import Member


class Thread(Numbered):
    """A thread; `posts` counts all of its posts and is the number of the newest.

    `month` is the one in which it was begun, as 202605, and never changes. `text_bytes` is the
    length of its posts in the text form (bbs/offline/plaintext.py), without the head. `waits` is 0
    once somebody else answered; till then 1 for a newcomer's thread, 2 for anybody else's.
    `warning` is its first post's.
    """

    board = ForeignKeyField(Board, on_delete="RESTRICT", index=False)
    board_id: Any
    writer = ForeignKeyField(Member, on_delete="RESTRICT")
    writer_id: Any
    title = CharField(max_length=80)
    posts = IntegerField()
    last_at = InstantField()
    month = IntegerField(constraints=[SQL("DEFAULT 0")])
    text_bytes = IntegerField(constraints=[SQL("DEFAULT 0")])
    waits = IntegerField(constraints=[SQL("DEFAULT 0")])
    warning = CharField(max_length=60, constraints=[SQL("DEFAULT ''")], default="")

    class Meta:
        indexes = ((("board", "last_at", "id"), False), (("board", "month", "id"), False))


# A thread that was answered has no place in it, so that an answer costs nothing more.
Thread.add_index(
    Thread.index(
        Thread.board, Thread.waits, Thread.id, where=SQL('"waits" > 0'), name="thread_waiting"
    )
)


class Mark(Base):
    """The number of the last post that a member has read in a thread.

    What is new in an ignored one is not told.
    """

    member = ForeignKeyField(Member, on_delete="CASCADE", index=False)
    thread = ForeignKeyField(Thread, on_delete="CASCADE")
    number = IntegerField()
    is_ignored = BooleanField(default=False, constraints=[SQL("DEFAULT FALSE")])

    class Meta:
        primary_key = CompositeKey("member", "thread")
