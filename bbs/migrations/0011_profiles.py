"""Friends, profiles, threads to say hello in, and words of warning before a text.

A frozen copy: models today are no matter here.
"""

from __future__ import annotations

from typing import Any

from peewee import SQL, BooleanField, CompositeKey, ForeignKeyField, Model, TextField


class Base(Model):
    class Meta:
        legacy_table_names = False


class Member(Base):
    pass


class Board(Base):
    pass


class Thread(Base):
    pass


class Friend(Base):
    member = ForeignKeyField(Member, on_delete="CASCADE", index=False)
    other = ForeignKeyField(Member, on_delete="CASCADE")
    is_put_away = BooleanField(default=False, constraints=[SQL("DEFAULT FALSE")])

    class Meta:
        primary_key = CompositeKey("member", "other")


class Profile(Base):
    member = ForeignKeyField(Member, primary_key=True, on_delete="CASCADE")
    body = TextField()
    shows_season = BooleanField()


class ProfileBoard(Base):
    member = ForeignKeyField(Member, on_delete="CASCADE", index=False)
    board = ForeignKeyField(Board, on_delete="CASCADE")

    class Meta:
        primary_key = CompositeKey("member", "board")


class Greeting(Base):
    board = ForeignKeyField(Board, primary_key=True, on_delete="CASCADE")
    thread = ForeignKeyField(Thread, on_delete="CASCADE", unique=True)


TABLES = (Friend, Profile, ProfileBoard, Greeting)


def up(migrator: Any, db: Any) -> None:
    with db.bind_ctx((Member, Board, Thread, *TABLES)):
        db.create_tables(TABLES, safe=False)
    # With their defaults in the columns, old rows need no rewriting.
    for table in ("thread", "post"):
        db.execute_sql(
            f'ALTER TABLE "{table}" ADD COLUMN "warning" VARCHAR(60) NOT NULL DEFAULT \'\''
        )
    folds = BooleanField(default=False, constraints=[SQL("DEFAULT FALSE")])
    migrator.migrate(migrator.alter_add_column("preference", "folds_warnings", folds, True))
