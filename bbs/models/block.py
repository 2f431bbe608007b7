"""Who does not want to hear from whom."""

from __future__ import annotations

from peewee import CompositeKey, ForeignKeyField

from bbs.models.base import Base
from bbs.models.member import Member


class Block(Base):
    """That `member` does not want to hear from `blocked`."""

    member = ForeignKeyField(Member, on_delete="CASCADE", index=False)
    blocked = ForeignKeyField(Member, on_delete="CASCADE")

    class Meta:
        primary_key = CompositeKey("member", "blocked")
