"""What a member wants folded away."""

from __future__ import annotations

from typing import Any

from peewee import CharField, ForeignKeyField

from bbs.models.base import Numbered
from bbs.models.board import Board
from bbs.models.member import Member


class Filter(Numbered):
    """A word or a board that a member wants folded away: one of the two."""

    member = ForeignKeyField(Member, on_delete="CASCADE", index=False)
    word = CharField(max_length=80, null=True)
    board = ForeignKeyField(Board, on_delete="CASCADE", null=True)
    board_id: Any

    class Meta:
        indexes = ((("member", "word"), True), (("member", "board"), True))
