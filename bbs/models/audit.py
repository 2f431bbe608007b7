"""The log of what staff did: it can only grow, and its end is cut at anchors alone."""

from __future__ import annotations

from typing import Any

from peewee import BlobField, CharField, ForeignKeyField, IntegerField, SqliteDatabase

from bbs.models.base import Base, IdField, InstantField
from bbs.models.case import Case
from bbs.models.member import Member

# Rules that no service can go round: the database itself refuses.
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


class Growing(Base):
    """A table whose rows stay as they are."""

    @classmethod
    def create_table(cls, *args: Any, **options: Any) -> None:
        """The table, and the rules that keep it as it is."""
        super().create_table(*args, **options)
        engine = cls._meta.database
        is_sqlite = isinstance(getattr(engine, "obj", engine), SqliteDatabase)
        for rule in _SQLITE if is_sqlite else _POSTGRES:
            if "CREATE OR" in rule or f' ON "{cls._meta.table_name}"' in rule:
                engine.execute_sql(rule)


class AuditAnchor(Growing):
    """That the log was cut: entries up to `upto`, whose link was `link`, may go."""

    upto = IntegerField(primary_key=True)
    link = BlobField()
    made_at = InstantField()
    seal = BlobField()


class AuditEntry(Growing):
    """Who did what to whom, when; why, before and after lie in `words`, under `of_whom`'s key.

    `link` is a keyed hash over this entry and the link before it. People are named at random.
    """

    id = IdField()
    at = InstantField()
    by_whom = CharField(max_length=24)
    does = CharField(max_length=80)
    thing = CharField(max_length=12)
    number = IntegerField()
    place = IntegerField()
    of_whom = CharField(max_length=24, index=True)
    words = BlobField()
    link = BlobField()


class Appeal(Base):
    """That a member appealed against an entry of the log: once."""

    entry = ForeignKeyField(AuditEntry, primary_key=True, on_delete="CASCADE")
    entry_id: Any
    member = ForeignKeyField(Member, on_delete="CASCADE")
    member_id: Any
    case = ForeignKeyField(Case, on_delete="CASCADE")
    case_id: Any
    answer = CharField(max_length=8, default="")
