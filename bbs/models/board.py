"""Categories, boards, and who has joined them."""

from __future__ import annotations

from peewee import SQL, BooleanField, CharField, CompositeKey, ForeignKeyField, IntegerField

from bbs.models.base import Base, InstantField, Numbered
from bbs.models.member import Member


class Category(Numbered):
    """A group of boards."""

    slug = CharField(max_length=40, unique=True)
    name = CharField(max_length=80)
    position = IntegerField()


class Board(Numbered):
    """A board on one struggle; `pseudonyms` are `allowed` on it, `always` used, or `never`."""

    category = ForeignKeyField(Category, on_delete="RESTRICT")
    slug = CharField(max_length=40, unique=True)
    name = CharField(max_length=80)
    description = CharField(max_length=80)
    position = IntegerField()
    is_health = BooleanField()
    readable_by = CharField(max_length=8)
    pseudonyms = CharField(max_length=8, default="allowed", constraints=[SQL("DEFAULT 'allowed'")])


class Membership(Base):
    """That a member joined a board; threads with nothing new since `floor_at` are not unread."""

    member = ForeignKeyField(Member, on_delete="CASCADE", index=False)
    board = ForeignKeyField(Board, on_delete="CASCADE")
    floor_at = InstantField()

    class Meta:
        primary_key = CompositeKey("member", "board")
