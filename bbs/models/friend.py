"""Who would like to be whose friend."""

from __future__ import annotations

from typing import Any

from peewee import SQL, BooleanField, CompositeKey, ForeignKeyField

from bbs.models.base import Base
from bbs.models.member import Member


class Friend(Base):
    """That `member` would like to be friends with `other`; two such rows, and they are.

    `is_put_away` says that `other` does not want to see the request.
    """

    member = ForeignKeyField(Member, on_delete="CASCADE", index=False)
    member_id: Any
    other = ForeignKeyField(Member, on_delete="CASCADE")
    other_id: Any
    is_put_away = BooleanField(default=False, constraints=[SQL("DEFAULT FALSE")])

    class Meta:
        primary_key = CompositeKey("member", "other")
