"""Leaders, reports and the queue, what was held, silences and bans, corrections, and the log.

A frozen copy: models today are no matter here.
"""

from __future__ import annotations

from typing import Any

from peewee import (
    SQL,
    AutoField,
    BigIntegerField,
    BlobField,
    BooleanField,
    CharField,
    CompositeKey,
    ForeignKeyField,
    IntegerField,
    Model,
    NodeList,
    SqliteDatabase,
    TextField,
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


class Board(Base):
    pass


class Thread(Base):
    pass


class Post(Base):
    pass


class Leadership(Base):
    member = ForeignKeyField(Member, on_delete="CASCADE", index=False)
    board = ForeignKeyField(Board, on_delete="CASCADE")

    class Meta:
        primary_key = CompositeKey("member", "board")


class Duty(Base):
    member = ForeignKeyField(Member, primary_key=True, on_delete="CASCADE")
    since = BigIntegerField()
    last_at = BigIntegerField()
    is_told = BooleanField()


class LogKey(Base):
    member = ForeignKeyField(Member, primary_key=True, on_delete="CASCADE")
    name = CharField(max_length=24, unique=True)
    wrapped = BlobField()
    owner = ForeignKeyField(Member, null=True, on_delete="SET NULL", backref="+")
    erase_at = BigIntegerField(null=True, index=True)


class Case(Numbered):
    kind = CharField(max_length=8)
    level = IntegerField()
    thing = CharField(max_length=12)
    number = IntegerField()
    board = ForeignKeyField(Board, null=True, on_delete="SET NULL", index=False)
    post = ForeignKeyField(Post, null=True, on_delete="SET NULL")
    of_whom = CharField(max_length=24)
    snapshot = BlobField(null=True)
    opened_at = BigIntegerField()
    holder = CharField(max_length=24, default="")
    holds_until = BigIntegerField(null=True)
    steps = IntegerField(default=0)
    outcome = CharField(max_length=16, default="")
    closed_at = BigIntegerField(null=True)

    class Meta:
        indexes = ((("thing", "number"), False), (("kind", "closed_at"), False))


# What is done with has no place in it: the queue costs the same however much was done.
Case.add_index(
    Case.index(Case.level, Case.opened_at, where=SQL('"closed_at" IS NULL'), name="case_open")
)


class Report(Numbered):
    case = ForeignKeyField(Case, on_delete="CASCADE", index=False)
    reporter = ForeignKeyField(Member, on_delete="CASCADE")
    reason = CharField(max_length=16)
    comment = BlobField()
    made_at = BigIntegerField()
    is_told = BooleanField(default=False)

    class Meta:
        indexes = ((("case", "reporter"), True),)


class Held(Numbered):
    writer = ForeignKeyField(Member, on_delete="CASCADE", index=False)
    board = ForeignKeyField(Board, on_delete="CASCADE", index=False)
    thread = ForeignKeyField(Thread, null=True, on_delete="CASCADE")
    post = ForeignKeyField(Post, null=True, unique=True, on_delete="CASCADE")
    title = CharField(max_length=80)
    body = TextField()
    warning = CharField(max_length=60, default="", constraints=[SQL("DEFAULT ''")])
    written_at = BigIntegerField()
    token = CharField(max_length=40, null=True)

    class Meta:
        indexes = ((("writer", "token"), True),)


class Sanction(Numbered):
    member = ForeignKeyField(Member, on_delete="CASCADE", index=False)
    kind = CharField(max_length=8)
    board = ForeignKeyField(Board, null=True, on_delete="CASCADE", index=False)
    reason = BlobField()
    since = BigIntegerField()
    until = BigIntegerField(null=True, index=True)
    is_in_force = BooleanField()
    entry = IntegerField()

    class Meta:
        indexes = ((("member", "is_in_force", "kind"), False),)


class Correction(Base):
    post = ForeignKeyField(Post, primary_key=True, on_delete="CASCADE")
    standing = CharField(max_length=10)
    body = TextField()
    source = CharField(max_length=200)
    pinned_at = BigIntegerField()


class AuditAnchor(Base):
    upto = IntegerField(primary_key=True)
    link = BlobField()
    made_at = BigIntegerField()
    seal = BlobField()


class AuditEntry(Numbered):
    at = BigIntegerField()
    by_whom = CharField(max_length=24)
    does = CharField(max_length=80)
    thing = CharField(max_length=12)
    number = IntegerField()
    place = IntegerField()
    of_whom = CharField(max_length=24, index=True)
    words = BlobField()
    link = BlobField()


class Appeal(Base):
    entry = ForeignKeyField(AuditEntry, primary_key=True, on_delete="CASCADE")
    member = ForeignKeyField(Member, on_delete="CASCADE")
    case = ForeignKeyField(Case, on_delete="CASCADE")
    answer = CharField(max_length=8, default="")


TABLES = (
    Leadership,
    Duty,
    LogKey,
    Case,
    Report,
    Held,
    Sanction,
    Correction,
    AuditAnchor,
    AuditEntry,
    Appeal,
)

_SQLITE = (
    'CREATE TRIGGER "audit_entry_stays" BEFORE UPDATE ON "audit_entry"'
    " BEGIN SELECT RAISE(ABORT, 'the log only grows'); END",
    'CREATE TRIGGER "audit_entry_kept" BEFORE DELETE ON "audit_entry"'
    ' WHEN NOT EXISTS (SELECT 1 FROM "audit_anchor" WHERE "upto" >= OLD."id")'
    " BEGIN SELECT RAISE(ABORT, 'the log only grows'); END",
    # REPLACE deletes without asking the rule above.
    'CREATE TRIGGER "audit_entry_once" BEFORE INSERT ON "audit_entry"'
    ' WHEN EXISTS (SELECT 1 FROM "audit_entry" WHERE "id" = NEW."id")'
    " BEGIN SELECT RAISE(ABORT, 'the log only grows'); END",
    'CREATE TRIGGER "audit_anchor_once" BEFORE INSERT ON "audit_anchor"'
    ' WHEN EXISTS (SELECT 1 FROM "audit_anchor" WHERE "upto" = NEW."upto")'
    " BEGIN SELECT RAISE(ABORT, 'the log only grows'); END",
    'CREATE TRIGGER "audit_anchor_stays" BEFORE UPDATE ON "audit_anchor"'
    " BEGIN SELECT RAISE(ABORT, 'the log only grows'); END",
    'CREATE TRIGGER "audit_anchor_kept" BEFORE DELETE ON "audit_anchor"'
    " BEGIN SELECT RAISE(ABORT, 'the log only grows'); END",
)
_POSTGRES = (
    "CREATE OR REPLACE FUNCTION audit_refuses() RETURNS trigger LANGUAGE plpgsql AS $$"
    " BEGIN RAISE EXCEPTION 'the log only grows'; END $$",
    "CREATE OR REPLACE FUNCTION audit_refuses_kept() RETURNS trigger LANGUAGE plpgsql AS $$"
    ' BEGIN IF EXISTS (SELECT 1 FROM "audit_anchor" WHERE "upto" >= OLD."id") THEN RETURN OLD;'
    " END IF; RAISE EXCEPTION 'the log only grows'; END $$",
    'CREATE TRIGGER "audit_entry_stays" BEFORE UPDATE ON "audit_entry"'
    " FOR EACH ROW EXECUTE FUNCTION audit_refuses()",
    'CREATE TRIGGER "audit_entry_kept" BEFORE DELETE ON "audit_entry"'
    " FOR EACH ROW EXECUTE FUNCTION audit_refuses_kept()",
    'CREATE TRIGGER "audit_anchor_stays" BEFORE UPDATE OR DELETE ON "audit_anchor"'
    " FOR EACH ROW EXECUTE FUNCTION audit_refuses()",
    'CREATE TRIGGER "audit_entry_whole" BEFORE TRUNCATE ON "audit_entry"'
    " FOR EACH STATEMENT EXECUTE FUNCTION audit_refuses()",
    'CREATE TRIGGER "audit_anchor_whole" BEFORE TRUNCATE ON "audit_anchor"'
    " FOR EACH STATEMENT EXECUTE FUNCTION audit_refuses()",
)


def up(migrator: Any, db: Any) -> None:
    with db.bind_ctx((Member, Board, Thread, Post, *TABLES)):
        db.create_tables(TABLES, safe=False)
    is_sqlite = isinstance(getattr(db, "obj", db), SqliteDatabase)
    for rule in _SQLITE if is_sqlite else _POSTGRES:
        db.execute_sql(rule)
    # With its default in the column, old rows need no rewriting.
    for table, name in (("post", "is_held"), ("post", "is_removed"), ("thread", "is_locked")):
        column = BooleanField(default=False, constraints=[SQL("DEFAULT FALSE")])
        migrator.migrate(migrator.alter_add_column(table, name, column, True))
    for table, name, length in (("post", "folded_for", 80), ("member", "verified_as", 40)):
        default = SQL("DEFAULT ''")
        field = CharField(max_length=length, default="", constraints=[default])
        migrator.migrate(migrator.alter_add_column(table, name, field, True))
