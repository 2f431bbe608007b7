"""How long posts are in the text form, so that a thread's row can say how long its file is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime

from bbs.models import Post
from bbs.models.base import InstantField
from bbs.offline import plaintext
from bbs.views import PostView


def of(view: PostView) -> int:
    """Bytes of one post as a reader of the whole thread gets it."""
    return len(plaintext.post(view))


def of_new(number: int, handle: str, body: str, posted_at: datetime, *, warning: str = "") -> int:
    """Bytes of a post that is about to be written; `body` and `warning` are clean already."""
    # As the database will hand the moment out: a rounded one may fall into the next minute.
    field = InstantField()
    kept = field.python_value(field.db_value(posted_at)) or posted_at
    return of(
        PostView(
            id=0,
            thread_id=0,
            number=number,
            handle=handle,
            body=body,
            posted_at=kept,
            is_edited=False,
            is_deleted=False,
            is_own=False,
            warning=warning,
        )
    )


def of_rows(rows: Iterable[Post]) -> Counter[int]:
    """Bytes of these posts, with their writers joined, thread by thread."""
    sizes: Counter[int] = Counter()
    for row in rows:
        view = PostView(
            id=row.id,
            thread_id=row.thread_id,
            number=row.number,
            handle=row.writer.handle,
            body=row.body,
            posted_at=row.posted_at,
            is_edited=row.is_edited,
            is_deleted=row.is_deleted,
            is_own=False,
            warning=row.warning,
        )
        sizes[row.thread_id] += of(view)
    return sizes


def month(moment: datetime) -> int:
    """The month of a moment in UTC, as a thread's row holds it: 202605."""
    at = moment.astimezone(UTC)
    return at.year * 100 + at.month
