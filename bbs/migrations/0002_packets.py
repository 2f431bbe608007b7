"""What members took along in packets. A frozen copy: what the models say today is no matter."""

from __future__ import annotations

from typing import Any

from peewee import (
    SQL,
    AutoField,
    DateField,
    ForeignKeyField,
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


class Member(Base):
    id = IdField()


class Packet(Base):
    id = IdField()
    member = ForeignKeyField(Member, on_delete="CASCADE")
    made_on = DateField()
    held = TextField()


def up(migrator: Any, db: Any) -> None:
    with db.bind_ctx((Member, Packet)):
        db.create_tables((Packet,), safe=False)
