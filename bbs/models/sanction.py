"""What a member may not do for a time."""

from __future__ import annotations

from typing import Any

from peewee import BlobField, BooleanField, CharField, ForeignKeyField, IntegerField

from bbs.models.base import InstantField, Numbered
from bbs.models.board import Board
from bbs.models.member import Member


class Sanction(Numbered):
    """A warning, silence or ban; without `board` for the whole house, without `until` for good.

    It holds while `is_in_force`: whoever asks needs no clock. `entry` is the log's own number of
    it; `reason` is under the member's key.
    """

    member = ForeignKeyField(Member, on_delete="CASCADE", index=False)
    member_id: Any
    kind = CharField(max_length=8)
    board = ForeignKeyField(Board, null=True, on_delete="CASCADE", index=False)
    board_id: Any
    reason = BlobField()
    since = InstantField()
    until = InstantField(null=True, index=True)
    is_in_force = BooleanField()
    entry = IntegerField()

    class Meta:
        indexes = ((("member", "is_in_force", "kind"), False),)
