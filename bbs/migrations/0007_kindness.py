"""Hugs, followed and bookmarked threads, ignored ones, and which threads wait for an answer.

A frozen copy: models today are no matter here.
"""

from __future__ import annotations

from typing import Any

from peewee import (
    SQL,
    AutoField,
    BooleanField,
    CharField,
    CompositeKey,
    ForeignKeyField,
    IntegerField,
    Model,
    NodeList,
    SqliteDatabase,
)


class Base(Model):
    class Meta:
        legacy_table_names = False


class IdField(AutoField):
    def ddl(self, ctx: Any) -> Any:
        column = super().ddl(ctx)
        engine = self.model._meta.database
        if isinstance(getattr(engine, "obj", engine), SqliteDatabase):
            return NodeList((column, SQL("AUTOINCREMENT")))
        return column


class Numbered(Base):
    id = IdField()


class Member(Base):
    pass


class Thread(Base):
    pass


class Post(Base):
    pass


class Hug(Numbered):
    member = ForeignKeyField(Member, on_delete="CASCADE")
    post = ForeignKeyField(Post, on_delete="CASCADE", index=False)
    kind = CharField(max_length=9)
    writer = ForeignKeyField(Member, on_delete="CASCADE", index=False)

    class Meta:
        indexes = ((("post", "kind", "member"), True), (("writer", "id"), False))


class HugMark(Base):
    member = ForeignKeyField(Member, primary_key=True, on_delete="CASCADE")
    hug_number = IntegerField()


class Follow(Base):
    member = ForeignKeyField(Member, on_delete="CASCADE", index=False)
    thread = ForeignKeyField(Thread, on_delete="CASCADE")
    told = IntegerField()

    class Meta:
        primary_key = CompositeKey("member", "thread")


class Bookmark(Numbered):
    member = ForeignKeyField(Member, on_delete="CASCADE")
    thread = ForeignKeyField(Thread, on_delete="CASCADE")

    class Meta:
        indexes = ((("member", "thread"), True),)


TABLES = (Hug, HugMark, Follow, Bookmark)

# Who joined long ago is no newcomer to whom it may concern today: all of before wait alike.
_WAITING = (
    'UPDATE "thread" SET "waits" = 2 WHERE NOT EXISTS (SELECT 1 FROM "post"'
    ' WHERE "post"."thread_id" = "thread"."id" AND "post"."writer_id" <> "thread"."writer_id"'
    ' AND NOT "post"."is_deleted") AND EXISTS (SELECT 1 FROM "member"'
    ' WHERE "member"."id" = "thread"."writer_id" AND "member"."id" > 0)'
)


def up(migrator: Any, db: Any) -> None:
    with db.bind_ctx((Member, Thread, Post, *TABLES)):
        db.create_tables(TABLES, safe=False)
    # With its default in the column, old rows need no rewriting.
    is_ignored = BooleanField(default=False, constraints=[SQL("DEFAULT FALSE")])
    migrator.migrate(migrator.alter_add_column("mark", "is_ignored", is_ignored, True))
    db.execute_sql('ALTER TABLE "thread" ADD COLUMN "waits" INTEGER NOT NULL DEFAULT 0')
    db.execute_sql(_WAITING)
    db.execute_sql(
        'CREATE INDEX "thread_waiting" ON "thread" ("board_id", "waits", "id") WHERE "waits" > 0'
    )
