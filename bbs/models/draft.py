"""Drafts."""

from __future__ import annotations

from peewee import BlobField, CompositeKey, ForeignKeyField, IntegerField

from bbs.models.base import Base
from bbs.models.member import Member


class Draft(Base):
    """A text that was begun, sealed to its writer; `slot` is a keyed tag of where it belongs."""

    member = ForeignKeyField(Member, on_delete="CASCADE", index=False)
    slot = BlobField()
    key_number = IntegerField()
    sealed = BlobField()

    class Meta:
        primary_key = CompositeKey("member", "slot")
