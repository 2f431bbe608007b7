"""Words that wait for a leader's look, and stand nowhere else meanwhile."""

from __future__ import annotations

from typing import Any

from peewee import SQL, CharField, ForeignKeyField, TextField

from bbs.models.base import InstantField, Numbered
from bbs.models.board import Board
from bbs.models.member import Member
from bbs.models.post import Post
from bbs.models.thread import Thread


class Held(Numbered):
    """A post that is yet to appear, or the words of one (`post`) that was taken out of sight.

    Without `thread` it begins one, on `board`.
    """

    writer = ForeignKeyField(Member, on_delete="CASCADE", index=False)
    writer_id: Any
    board = ForeignKeyField(Board, on_delete="CASCADE", index=False)
    board_id: Any
    thread = ForeignKeyField(Thread, null=True, on_delete="CASCADE")
    thread_id: Any
    post = ForeignKeyField(Post, null=True, unique=True, on_delete="CASCADE")
    post_id: Any
    title = CharField(max_length=80)
    body = TextField()
    warning = CharField(max_length=60, default="", constraints=[SQL("DEFAULT ''")])
    written_at = InstantField()
    token = CharField(max_length=40, null=True)

    class Meta:
        indexes = ((("writer", "token"), True),)
