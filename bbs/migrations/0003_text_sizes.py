"""Threads as files: the month in which each was begun, and how long it is as text.

The tables are a frozen copy, as ever. The text form is not: a file is read in today's form, and
its length has to be that form's.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from peewee import (
    SQL,
    BigIntegerField,
    BooleanField,
    CharField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)

from bbs.offline import plaintext
from bbs.views import PostView

_POSTS_AT_ONCE = 500


class Base(Model):
    id: Any

    class Meta:
        legacy_table_names = False


class Member(Base):
    handle = CharField(max_length=40)


class Thread(Base):
    month = IntegerField(constraints=[SQL("DEFAULT 0")])
    text_bytes = IntegerField(constraints=[SQL("DEFAULT 0")])


class Post(Base):
    thread_id = IntegerField()
    number = IntegerField()
    writer = ForeignKeyField(Member)
    body = TextField()
    posted_at = BigIntegerField()
    is_edited = BooleanField()
    is_deleted = BooleanField()


def up(migrator: Any, db: Any) -> None:
    for column in ("month", "text_bytes"):
        db.execute_sql(f'ALTER TABLE "thread" ADD COLUMN "{column}" INTEGER NOT NULL DEFAULT 0')
    with db.bind_ctx((Member, Thread, Post)):
        _fill()
    db.execute_sql(
        'CREATE INDEX "thread_board_id_month_id" ON "thread" ("board_id", "month", "id")'
    )


def _fill() -> None:
    """In batches of posts, so that it takes as little memory for millions."""
    last = 0
    while True:
        query = Post.select(Post, Member).join(Member).where(Post.id > last)
        rows = list(query.order_by(Post.id).limit(_POSTS_AT_ONCE))
        if not rows:
            return
        last = rows[-1].id
        sizes: dict[int, int] = {}
        for row in rows:
            sizes[row.thread_id] = sizes.get(row.thread_id, 0) + _size(row)
            if row.number == 1:
                month = _moment(row).year * 100 + _moment(row).month
                Thread.update(month=month).where(Thread.id == row.thread_id).execute()
        for thread_id, size in sizes.items():
            Thread.update(text_bytes=Thread.text_bytes + size).where(
                Thread.id == thread_id
            ).execute()


def _moment(row: Post) -> datetime:
    return datetime.fromtimestamp(row.posted_at / 1000, UTC)


def _size(row: Post) -> int:
    view = PostView(
        id=row.id,
        thread_id=row.thread_id,
        number=row.number,
        handle=row.writer.handle,
        body=row.body,
        posted_at=_moment(row),
        is_edited=row.is_edited,
        is_deleted=row.is_deleted,
        is_own=False,
    )
    return len(plaintext.post(view))
