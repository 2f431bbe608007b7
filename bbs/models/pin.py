"""Which key of a correspondent a member has seen."""

from __future__ import annotations

from peewee import BlobField, CompositeKey, ForeignKeyField

from bbs.models.base import Base
from bbs.models.member import Member


class Pin(Base):
    """Keyed tags of a correspondent's handle (`slot`) and of their public key (`key_tag`)."""

    member = ForeignKeyField(Member, on_delete="CASCADE", index=False)
    slot = BlobField()
    key_tag = BlobField()

    class Meta:
        primary_key = CompositeKey("member", "slot")
