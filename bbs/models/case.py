"""What waits for staff, and who reported it."""

from __future__ import annotations

from typing import Any

from peewee import SQL, BlobField, BooleanField, CharField, ForeignKeyField, IntegerField

from bbs.models.base import InstantField, Numbered
from bbs.models.board import Board
from bbs.models.member import Member
from bbs.models.post import Post


class Case(Numbered):
    """Something for staff to look at. People are named by their names in the log.

    `kind` is report, held, raised, letter or appeal; `thing` is what it is about (post, letter,
    member, entry, ...) and `number` which one. `level` goes from 0, crisis, to 3, green.
    `snapshot` is what was there when it came in, under the key of `of_whom`. `steps` are the
    steps of a crisis that were taken, as bits.
    """

    kind = CharField(max_length=8)
    level = IntegerField()
    thing = CharField(max_length=12)
    number = IntegerField()
    board = ForeignKeyField(Board, null=True, on_delete="SET NULL", index=False)
    board_id: Any
    post = ForeignKeyField(Post, null=True, on_delete="SET NULL")
    post_id: Any
    of_whom = CharField(max_length=24)
    snapshot = BlobField(null=True)
    opened_at = InstantField()
    holder = CharField(max_length=24, default="")
    holds_until = InstantField(null=True)
    steps = IntegerField(default=0)
    outcome = CharField(max_length=16, default="")
    closed_at = InstantField(null=True)

    class Meta:
        indexes = ((("thing", "number"), False), (("kind", "closed_at"), False))


# What is done with has no place in it: the queue costs the same however much was done.
Case.add_index(
    Case.index(Case.level, Case.opened_at, where=SQL('"closed_at" IS NULL'), name="case_open")
)


class Report(Numbered):
    """That a member reported the thing of a case, why, and whether they were told what came of it.

    `comment` is under the reporter's own key.
    """

    case = ForeignKeyField(Case, on_delete="CASCADE", index=False)
    case_id: Any
    reporter = ForeignKeyField(Member, on_delete="CASCADE")
    reporter_id: Any
    reason = CharField(max_length=16)
    comment = BlobField()
    made_at = InstantField()
    is_told = BooleanField(default=False)

    class Meta:
        indexes = ((("case", "reporter"), True),)
