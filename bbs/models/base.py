"""What all models share: the database, and fields for moments and days."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from peewee import (
    SQL,
    AutoField,
    BigIntegerField,
    CompositeKey,
    Model,
    NodeList,
    SqliteDatabase,
)

from bbs.db import database


class InstantField(BigIntegerField):
    """A moment, kept as milliseconds since 1970 in UTC, handed out as an aware datetime."""

    def db_value(self, value: datetime | int | None) -> int | None:
        """The moment as a number; numbers pass (cursors hold them)."""
        return milliseconds(value) if isinstance(value, datetime) else value

    def python_value(self, value: int | None) -> datetime | None:
        """The number as a moment."""
        return None if value is None else datetime.fromtimestamp(value / 1000, UTC)


def milliseconds(moment: datetime) -> int:
    """A moment as the database holds it."""
    return round(moment.timestamp() * 1000)


class IdField(AutoField):
    """A row's id, never given twice.

    SQLite alone would give the id of a deleted thread to the next one, and with it whatever still
    points there: an open screen, a draft of an answer.
    """

    def ddl(self, ctx: Any) -> Any:
        """The column; PostgreSQL's sequences don't go back by themselves."""
        column = super().ddl(ctx)
        engine = self.model._meta.database
        if isinstance(getattr(engine, "obj", engine), SqliteDatabase):
            return NodeList((column, SQL("AUTOINCREMENT")))
        return column


class Base(Model):
    """A table of the community's."""

    id: Any

    @classmethod
    def replace(cls, data: Any = None, /, **values: Any) -> Any:
        """Put a row in the place of the one with the same key, or in a new one.

        What is not given has its default then. peewee's own words for it are SQLite's alone.
        """
        key: Any = cls._meta.primary_key
        names = key.field_names if isinstance(key, CompositeKey) else (key.name,)
        rest = [field for field in cls._meta.sorted_fields if field.name not in names]
        target = [cls._meta.fields[name] for name in names]
        return cls.insert(data, **values).on_conflict(conflict_target=target, preserve=rest)

    class Meta:
        database = database
        legacy_table_names = False


class Numbered(Base):
    """A table whose rows others point at by id."""

    id = IdField()
