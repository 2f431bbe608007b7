"""Hugs, and how far each member was told of theirs."""

from __future__ import annotations

from typing import Any

from peewee import CharField, ForeignKeyField, IntegerField

from bbs.models.base import Base, Numbered
from bbs.models.member import Member
from bbs.models.post import Post


class Hug(Numbered):
    """That `member` gave one of the three kinds to a post of `writer`'s; when, is not kept."""

    member = ForeignKeyField(Member, on_delete="CASCADE")
    member_id: Any
    post = ForeignKeyField(Post, on_delete="CASCADE", index=False)
    post_id: Any
    kind = CharField(max_length=9)
    writer = ForeignKeyField(Member, on_delete="CASCADE", index=False)
    writer_id: Any

    class Meta:
        indexes = ((("post", "kind", "member"), True), (("writer", "id"), False))


class HugMark(Base):
    """The id of the last hug that a member was told of."""

    member = ForeignKeyField(Member, primary_key=True, on_delete="CASCADE")
    hug_number = IntegerField()
