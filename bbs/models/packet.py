"""What the packets held that members took along."""

from __future__ import annotations

from typing import Any

from peewee import DateField, ForeignKeyField, TextField

from bbs.models.base import Numbered
from bbs.models.member import Member


class Packet(Numbered):
    """A packet that was made for a member; `held` is JSON, and numbers only.

    `{"threads": [[thread id, first number, last number], ...], "letters": [number, ...]}`
    """

    member = ForeignKeyField(Member, on_delete="CASCADE")
    member_id: Any
    made_on = DateField()
    held = TextField()
