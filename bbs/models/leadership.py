"""Who leads which board, and for how long somebody has been at the queue."""

from __future__ import annotations

from typing import Any

from peewee import BooleanField, CompositeKey, ForeignKeyField

from bbs.models.base import Base, InstantField
from bbs.models.board import Board
from bbs.models.member import Member


class Leadership(Base):
    """That a member leads a board."""

    member = ForeignKeyField(Member, on_delete="CASCADE", index=False)
    member_id: Any
    board = ForeignKeyField(Board, on_delete="CASCADE")
    board_id: Any

    class Meta:
        primary_key = CompositeKey("member", "board")


class Duty(Base):
    """That somebody reads hard things from `since` on, last at `last_at`, without a long break."""

    member = ForeignKeyField(Member, primary_key=True, on_delete="CASCADE")
    since = InstantField()
    last_at = InstantField()
    is_told = BooleanField()
