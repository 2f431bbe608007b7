"""Codes by which a sysop lets somebody in again who lost passphrase and recovery code."""

from __future__ import annotations

from peewee import BlobField, ForeignKeyField

from bbs.models.base import Base, InstantField
from bbs.models.member import Member


class ResetCode(Base):
    """The keyed tag of a code that is good once, until a moment."""

    member = ForeignKeyField(Member, primary_key=True, on_delete="CASCADE")
    tag = BlobField()
    until = InstantField()
