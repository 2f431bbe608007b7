"""Small facts about the house itself."""

from __future__ import annotations

from peewee import BlobField, CharField

from bbs.models.base import Base


class House(Base):
    """A named value."""

    name = CharField(max_length=40, primary_key=True)
    value = BlobField()
