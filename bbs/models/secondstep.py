"""The second step of a log-in, for those who want one."""

from __future__ import annotations

from typing import Any

from peewee import BigIntegerField, BlobField, ForeignKeyField, IntegerField

from bbs.models.base import Base, InstantField
from bbs.models.member import Member


class SecondStep(Base):
    """A member's secret for one-time codes, encrypted, and the last time step that was used up.

    `wrong` counts the codes that were not right since `wrong_since`.
    """

    member = ForeignKeyField(Member, primary_key=True, on_delete="CASCADE")
    member_id: Any
    secret = BlobField()
    last_step = BigIntegerField()
    wrong = IntegerField(default=0)
    wrong_since = InstantField()
