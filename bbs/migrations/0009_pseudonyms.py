"""Pseudonyms, letters to them, and boards' rule on them.

A frozen copy: models today are no matter here.
"""

from __future__ import annotations

from typing import Any

from peewee import (
    SQL,
    BigIntegerField,
    BlobField,
    BooleanField,
    CharField,
    ForeignKeyField,
    IntegerField,
    Model,
)


class Base(Model):
    class Meta:
        legacy_table_names = False


class Member(Base):
    pass


class Thread(Base):
    pass


class Pseudonym(Base):
    id = IntegerField(primary_key=True)
    owner = ForeignKeyField(Member, null=True, on_delete="SET NULL")
    thread = ForeignKeyField(Thread, on_delete="CASCADE", index=False)
    is_silenced = BooleanField(default=False, constraints=[SQL("DEFAULT FALSE")])
    erase_at = BigIntegerField(null=True, index=True)

    class Meta:
        indexes = ((("thread", "owner"), True),)


def up(migrator: Any, db: Any) -> None:
    with db.bind_ctx((Member, Thread, Pseudonym)):
        db.create_tables((Pseudonym,), safe=False)
    # With its default in the column, old rows need no rewriting.
    rule = CharField(max_length=8, default="allowed", constraints=[SQL("DEFAULT 'allowed'")])
    migrator.migrate(
        migrator.alter_add_column("board", "pseudonyms", rule, True),
        migrator.alter_add_column("letter", "relayed", BlobField(null=True), True),
    )
