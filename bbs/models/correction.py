"""Corrections that leaders pinned to posts."""

from __future__ import annotations

from typing import Any

from peewee import CharField, ForeignKeyField, TextField

from bbs.models.base import Base, InstantField
from bbs.models.post import Post


class Correction(Base):
    """What is known about a claim in a post: experience, sourced or disputed, and the source."""

    post = ForeignKeyField(Post, primary_key=True, on_delete="CASCADE")
    post_id: Any
    standing = CharField(max_length=10)
    body = TextField()
    source = CharField(max_length=200)
    pinned_at = InstantField()
