"""What members tell of themselves."""

from __future__ import annotations

from typing import Any

from peewee import BooleanField, CompositeKey, ForeignKeyField, TextField

from bbs.models.base import Base
from bbs.models.board import Board
from bbs.models.member import Member


class Profile(Base):
    """A few lines by a member; who never wrote any has no row."""

    member = ForeignKeyField(Member, primary_key=True, on_delete="CASCADE")
    body = TextField()
    shows_season = BooleanField()


class ProfileBoard(Base):
    """A board that a member names in their profile, whether they joined it or not."""

    member = ForeignKeyField(Member, on_delete="CASCADE", index=False)
    board = ForeignKeyField(Board, on_delete="CASCADE")
    board_id: Any

    class Meta:
        primary_key = CompositeKey("member", "board")
