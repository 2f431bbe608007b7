"""What a member keeps for themselves alone: journal entries, check-ins, counters. All sealed."""

from __future__ import annotations

from typing import Any

from peewee import (
    BigIntegerField,
    BlobField,
    CharField,
    CompositeKey,
    ForeignKeyField,
    IntegerField,
)

from bbs.models.base import Base
from bbs.models.member import Member


class JournalEntry(Base):
    """An entry of the journal: title, body and when it was written are inside `sealed`.

    `id` is random; `number` counts in its owner's journal.
    """

    id = BigIntegerField(primary_key=True)
    owner = ForeignKeyField(Member, on_delete="CASCADE", index=False)
    owner_id: Any
    number = IntegerField()
    key_number = IntegerField()
    sealed = BlobField()
    token = CharField(max_length=40, null=True)

    class Meta:
        indexes = ((("owner", "number"), True), (("owner", "token"), True))


class CheckIn(Base):
    """A check-in: mood, things done and note are inside `sealed`; `slot` is a keyed tag of its day.

    So a day's row is found without its key, and the table tells no days.
    """

    owner = ForeignKeyField(Member, on_delete="CASCADE", index=False)
    owner_id: Any
    slot = BlobField()
    key_number = IntegerField()
    sealed = BlobField()

    class Meta:
        primary_key = CompositeKey("owner", "slot")


class Counter(Base):
    """A counter of days: its name, when it began and its best run are inside `sealed`."""

    owner = ForeignKeyField(Member, on_delete="CASCADE", index=False)
    owner_id: Any
    number = IntegerField()
    key_number = IntegerField()
    sealed = BlobField()

    class Meta:
        primary_key = CompositeKey("owner", "number")
