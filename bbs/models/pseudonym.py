"""Pseudonyms: who is behind which."""

from __future__ import annotations

from typing import Any

from peewee import SQL, BooleanField, ForeignKeyField, IntegerField

from bbs.models.base import Base, InstantField
from bbs.models.member import Member
from bbs.models.thread import Thread


class Pseudonym(Base):
    """That `owner` writes in a thread under the member of this `id`, who is nobody else.

    That member's row has the pseudonym for a handle, and nothing by which one could log in; posts
    and threads point at it. `owner` is nobody once they have left, who may have asked that the
    words go, at `erase_at`.
    """

    id = IntegerField(primary_key=True)
    owner = ForeignKeyField(Member, null=True, on_delete="SET NULL")
    owner_id: Any
    thread = ForeignKeyField(Thread, on_delete="CASCADE", index=False)
    thread_id: Any
    is_silenced = BooleanField(default=False, constraints=[SQL("DEFAULT FALSE")])
    erase_at = InstantField(null=True, index=True)

    class Meta:
        indexes = ((("thread", "owner"), True),)
