"""Members, what proves who they are, their keys and preferences."""

from __future__ import annotations

from typing import Any

from peewee import (
    SQL,
    BlobField,
    BooleanField,
    CharField,
    DateField,
    ForeignKeyField,
    IntegerField,
)

from bbs.models.base import Base, Numbered


class Member(Numbered):
    """A member: a handle and little else.

    `letters` counts all that ever lay in the mailbox, `entries` all that ever stood in the journal.
    """

    handle = CharField(max_length=40)
    handle_key = CharField(max_length=80, unique=True)
    skeleton = CharField(max_length=80, unique=True)
    role = CharField(max_length=16)
    joined_on = DateField()
    rules_version = IntegerField()
    consented_on = DateField()
    is_seeded = BooleanField(default=False)
    letters = IntegerField(default=0)
    entries = IntegerField(default=0, constraints=[SQL("DEFAULT 0")])


class Credential(Base):
    """How a passphrase is proved, and the chest of keys that it opens."""

    member = ForeignKeyField(Member, primary_key=True, on_delete="CASCADE")
    member_id: Any
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
    """An SSH key that a member registered."""

    member = ForeignKeyField(Member, on_delete="CASCADE", index=False)
    public_key = BlobField()
    comment = CharField(max_length=80)
    added_on = DateField()
    is_for_reading = BooleanField(default=False, constraints=[SQL("DEFAULT FALSE")])

    class Meta:
        indexes = ((("member", "public_key"), True),)


class Preference(Base):
    """How a member likes it shown; members who never chose have no row."""

    member = ForeignKeyField(Member, primary_key=True, on_delete="CASCADE")
    face = CharField(max_length=8)
    colours = CharField(max_length=8)
    glyphs = CharField(max_length=8)
    letter_keys = BooleanField()
    meter = BooleanField()
    folds_warnings = BooleanField(default=False, constraints=[SQL("DEFAULT FALSE")])
