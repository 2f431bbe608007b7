"""How often somebody came in, or tried to."""

from __future__ import annotations

from peewee import ForeignKeyField, IntegerField

from bbs.models.base import Base
from bbs.models.member import Member


class Arrival(Base):
    """Counts since the member joined, and how far they were told of them; no time, no address.

    `wrong` counts passphrases and recovery codes that were not right, `codes` the codes of a second
    step that were not right after a passphrase that was.
    """

    member = ForeignKeyField(Member, primary_key=True, on_delete="CASCADE")
    logins = IntegerField(default=0)
    logins_told = IntegerField(default=0)
    wrong = IntegerField(default=0)
    wrong_told = IntegerField(default=0)
    codes = IntegerField(default=0)
    codes_told = IntegerField(default=0)
