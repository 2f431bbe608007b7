"""By which name the log knows a member, and the key under which it keeps their words."""

from __future__ import annotations

from typing import Any

from peewee import BlobField, CharField, ForeignKeyField

from bbs.models.base import Base, InstantField
from bbs.models.member import Member


class LogKey(Base):
    """A name made at random, and a key that is wrapped under the pepper.

    It goes with the member: then nobody can open what lies under it, nor say whose it was. A
    pseudonym has one of its own; `owner` is who is behind it, and nobody once they have left: then
    it goes at `erase_at`.
    """

    member = ForeignKeyField(Member, primary_key=True, on_delete="CASCADE")
    member_id: Any
    name = CharField(max_length=24, unique=True)
    wrapped = BlobField()
    owner = ForeignKeyField(Member, null=True, on_delete="SET NULL", backref="+")
    owner_id: Any
    erase_at = InstantField(null=True, index=True)
