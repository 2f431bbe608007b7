"""Keys for reading, arrivals, second steps, reset codes and pins. A frozen copy: models today are
no matter here."""

from __future__ import annotations

from typing import Any

from peewee import (
    SQL,
    BigIntegerField,
    BlobField,
    BooleanField,
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


class Arrival(Base):
    member = ForeignKeyField(Member, primary_key=True, on_delete="CASCADE")
    logins = IntegerField(default=0)
    logins_told = IntegerField(default=0)
    wrong = IntegerField(default=0)
    wrong_told = IntegerField(default=0)
    codes = IntegerField(default=0)
    codes_told = IntegerField(default=0)


class SecondStep(Base):
    member = ForeignKeyField(Member, primary_key=True, on_delete="CASCADE")
    secret = BlobField()
    last_step = BigIntegerField()
    wrong = IntegerField(default=0)
    wrong_since = BigIntegerField()


class ResetCode(Base):
    member = ForeignKeyField(Member, primary_key=True, on_delete="CASCADE")
    tag = BlobField()
    until = BigIntegerField()


class Pin(Base):
    member = ForeignKeyField(Member, on_delete="CASCADE", index=False)
    slot = BlobField()
    key_tag = BlobField()

    class Meta:
        primary_key = CompositeKey("member", "slot")


TABLES = (Arrival, SecondStep, ResetCode, Pin)


def up(migrator: Any, db: Any) -> None:
    # With its default in the column, old rows need no rewriting.
    is_for_reading = BooleanField(default=False, constraints=[SQL("DEFAULT FALSE")])
    migrator.migrate(
        migrator.alter_add_column("member_key", "is_for_reading", is_for_reading, True)
    )
    with db.bind_ctx((Member, *TABLES)):
        db.create_tables(TABLES, safe=False)
