"""Letters: one sealed copy for each side."""

from __future__ import annotations

from typing import Any

from peewee import (
    BigIntegerField,
    BlobField,
    BooleanField,
    CharField,
    DateField,
    ForeignKeyField,
    IntegerField,
)

from bbs.models.base import Base
from bbs.models.member import Member


class Letter(Base):
    """One side's copy of a letter; who wrote what to whom is inside `sealed`.

    `id` is random, so that the order of rows doesn't pair the two copies; `number` counts in its
    owner's mailbox. `route` is HMAC(pepper, recipient, sender), on the recipient's copy only.
    `relayed` is there if it came to a pseudonym: HMAC(pepper, pseudonym, sender).
    """

    id = BigIntegerField(primary_key=True)
    owner = ForeignKeyField(Member, on_delete="CASCADE", index=False)
    owner_id: Any
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
    relayed = BlobField(null=True)

    class Meta:
        indexes = (
            (("owner", "number"), True),
            (("owner", "is_incoming", "is_hidden", "is_read", "number"), False),
            (("owner", "route"), False),
            (("owner", "token"), True),
        )
