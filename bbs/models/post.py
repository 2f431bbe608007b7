"""Posts."""

from __future__ import annotations

from typing import Any

from peewee import SQL, BooleanField, CharField, ForeignKeyField, IntegerField, TextField

from bbs.models.base import InstantField, Numbered
from bbs.models.member import Member
from bbs.models.thread import Thread


class Post(Numbered):
    """A post, numbered from 1 in its thread; `token` is the client's, against posting twice.

    `warning` is what its writer wants said before it is read.
    """

    thread = ForeignKeyField(Thread, on_delete="CASCADE", index=False)
    thread_id: Any
    number = IntegerField()
    writer = ForeignKeyField(Member, on_delete="RESTRICT", index=False)
    writer_id: Any
    body = TextField()
    posted_at = InstantField()
    is_edited = BooleanField(default=False)
    is_deleted = BooleanField(default=False)
    token = CharField(max_length=40, null=True)
    warning = CharField(max_length=60, constraints=[SQL("DEFAULT ''")], default="")

    class Meta:
        indexes = (
            (("thread", "number"), True),
            (("writer", "token"), True),
            (("writer", "posted_at"), False),
        )
