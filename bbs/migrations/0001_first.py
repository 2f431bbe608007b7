"""The first tables. A frozen copy: what the models say today is no matter here."""

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
    DateField,
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


class Member(Numbered):
    handle = CharField(max_length=40)
    handle_key = CharField(max_length=80, unique=True)
    skeleton = CharField(max_length=80, unique=True)
    role = CharField(max_length=16)
    joined_on = DateField()
    rules_version = IntegerField()
    consented_on = DateField()
    is_seeded = BooleanField(default=False)
    letters = IntegerField(default=0)


class Credential(Base):
    member = ForeignKeyField(Member, primary_key=True, on_delete="CASCADE")
    salt = BlobField()
    argon2_time = IntegerField()
    argon2_memory_kib = IntegerField()
    argon2_lanes = IntegerField()
    verifier = BlobField()
    master_by_passphrase = BlobField()
    master_by_recovery = BlobField()
    private_key = BlobField()
    public_key = BlobField()
    key_number = IntegerField(default=1)


class MemberKey(Numbered):
    member = ForeignKeyField(Member, on_delete="CASCADE", index=False)
    public_key = BlobField()
    comment = CharField(max_length=80)
    added_on = DateField()

    class Meta:
        indexes = ((("member", "public_key"), True),)


class Preference(Base):
    member = ForeignKeyField(Member, primary_key=True, on_delete="CASCADE")
    face = CharField(max_length=8)
    colours = CharField(max_length=8)
    glyphs = CharField(max_length=8)
    letter_keys = BooleanField()
    meter = BooleanField()


class Category(Numbered):
    slug = CharField(max_length=40, unique=True)
    name = CharField(max_length=80)
    position = IntegerField()


class Board(Numbered):
    category = ForeignKeyField(Category, on_delete="RESTRICT")
    slug = CharField(max_length=40, unique=True)
    name = CharField(max_length=80)
    description = CharField(max_length=80)
    position = IntegerField()
    is_health = BooleanField()
    readable_by = CharField(max_length=8)


class Membership(Base):
    member = ForeignKeyField(Member, on_delete="CASCADE", index=False)
    board = ForeignKeyField(Board, on_delete="CASCADE")
    floor_at = BigIntegerField()

    class Meta:
        primary_key = CompositeKey("member", "board")


class Thread(Numbered):
    board = ForeignKeyField(Board, on_delete="RESTRICT", index=False)
    writer = ForeignKeyField(Member, on_delete="RESTRICT")
    title = CharField(max_length=80)
    posts = IntegerField()
    last_at = BigIntegerField()

    class Meta:
        indexes = ((("board", "last_at", "id"), False),)


class Mark(Base):
    member = ForeignKeyField(Member, on_delete="CASCADE", index=False)
    thread = ForeignKeyField(Thread, on_delete="CASCADE")
    number = IntegerField()

    class Meta:
        primary_key = CompositeKey("member", "thread")


class Post(Numbered):
    thread = ForeignKeyField(Thread, on_delete="CASCADE", index=False)
    number = IntegerField()
    writer = ForeignKeyField(Member, on_delete="RESTRICT", index=False)
    body = TextField()
    posted_at = BigIntegerField()
    is_edited = BooleanField(default=False)
    is_deleted = BooleanField(default=False)
    token = CharField(max_length=40, null=True)

    class Meta:
        indexes = ((("thread", "number"), True), (("writer", "token"), True))


class Letter(Base):
    id = BigIntegerField(primary_key=True)
    owner = ForeignKeyField(Member, on_delete="CASCADE", index=False)
    number = IntegerField()
    is_incoming = BooleanField()
    is_read = BooleanField()
    is_hidden = BooleanField(default=False)
    day = DateField()
    key_number = IntegerField()
    sealed = BlobField()
    route = BlobField(null=True)
    commitment = BlobField(null=True)
    token = CharField(max_length=40, null=True)

    class Meta:
        indexes = (
            (("owner", "number"), True),
            (("owner", "is_incoming", "is_hidden", "is_read", "number"), False),
            (("owner", "route"), False),
            (("owner", "token"), True),
        )


class Block(Base):
    member = ForeignKeyField(Member, on_delete="CASCADE", index=False)
    blocked = ForeignKeyField(Member, on_delete="CASCADE")

    class Meta:
        primary_key = CompositeKey("member", "blocked")


class Draft(Base):
    member = ForeignKeyField(Member, on_delete="CASCADE", index=False)
    slot = BlobField()
    key_number = IntegerField()
    sealed = BlobField()

    class Meta:
        primary_key = CompositeKey("member", "slot")


class House(Base):
    name = CharField(max_length=40, primary_key=True)
    value = BlobField()


TABLES = (
    Member,
    Credential,
    MemberKey,
    Preference,
    Category,
    Board,
    Membership,
    Thread,
    Mark,
    Post,
    Letter,
    Block,
    Draft,
    House,
)


def up(migrator: Any, db: Any) -> None:
    with db.bind_ctx(TABLES):
        db.create_tables(TABLES, safe=False)
