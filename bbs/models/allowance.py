"""How much was done of what is limited, and handles that were given up."""

from __future__ import annotations

from peewee import BlobField, IntegerField

from bbs.models.base import Base, InstantField


class Tally(Base):
    """How often something was done within an hour or a day; who did it is a keyed tag.

    `tag` is HMAC(pepper, what, member, beginning); the row is of no use after `until`.
    """

    tag = BlobField(primary_key=True)
    count = IntegerField()
    until = InstantField(index=True)


class FormerHandle(Base):
    """That somebody who left had a handle that looks so: HMAC(pepper, skeleton), and no more."""

    tag = BlobField(primary_key=True)
