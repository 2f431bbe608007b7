"""Journals, check-ins and counters. A frozen copy: models today are no matter here."""

from __future__ import annotations

from typing import Any

from peewee import (
    SQL,
    BigIntegerField,
    BlobField,
    CharField,
    CompositeKey,
    ForeignKeyField,
    IntegerField,
    Model,
)


class Base(Model):
    class Meta:
        legacy_table_names = False


class Member(Base):
    pass


class JournalEntry(Base):
    id = BigIntegerField(primary_key=True)
    owner = ForeignKeyField(Member, on_delete="CASCADE", index=False)
    number = IntegerField()
    key_number = IntegerField()
    sealed = BlobField()
    token = CharField(max_length=40, null=True)

    class Meta:
        indexes = ((("owner", "number"), True), (("owner", "token"), True))


class CheckIn(Base):
    owner = ForeignKeyField(Member, on_delete="CASCADE", index=False)
    slot = BlobField()
    key_number = IntegerField()
    sealed = BlobField()

    class Meta:
        primary_key = CompositeKey("owner", "slot")


class Counter(Base):
    owner = ForeignKeyField(Member, on_delete="CASCADE", index=False)
    number = IntegerField()
    key_number = IntegerField()
    sealed = BlobField()

    class Meta:
        primary_key = CompositeKey("owner", "number")


TABLES = (JournalEntry, CheckIn, Counter)


def up(migrator: Any, db: Any) -> None:
    with db.bind_ctx((Member, *TABLES)):
        db.create_tables(TABLES, safe=False)
    # With its default in the column, old rows need no rewriting.
    entries = IntegerField(default=0, constraints=[SQL("DEFAULT 0")])
    migrator.migrate(migrator.alter_add_column("member", "entries", entries, True))
