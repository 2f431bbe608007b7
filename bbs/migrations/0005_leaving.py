"""Limits, leaving, and posts by their writer. A frozen copy: models today are no matter here."""

from __future__ import annotations

from typing import Any

from peewee import SQL, BigIntegerField, BlobField, IntegerField, Model


class Base(Model):
    class Meta:
        legacy_table_names = False


class Tally(Base):
    tag = BlobField(primary_key=True)
    count = IntegerField()
    until = BigIntegerField(index=True)


class FormerHandle(Base):
    tag = BlobField(primary_key=True)


TABLES = (Tally, FormerHandle)


def up(migrator: Any, db: Any) -> None:
    with db.bind_ctx(TABLES):
        db.create_tables(TABLES, safe=False)
    db.execute(SQL('CREATE INDEX "post_writer_id_posted_at" ON "post" ("writer_id", "posted_at")'))
