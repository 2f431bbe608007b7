"""What the crisis detector raises: a case in the queue, and never a mark that members see.

The detector is pure and runs before the write block, so that nobody waits for it with the store
in hand; the case is written together with the post, so that no post that was accepted can miss it.
"""

from __future__ import annotations

from datetime import datetime

from bbs import safety
from bbs.models import Post
from bbs.safety import Level
from bbs.services import cases, logkeys


def level_of(title: str, body: str) -> Level:
    """How much a post sounds like a crisis."""
    return safety.notice(f"{title}\n\n{body}").level


def note(post: Post, level: Level, words: str, *, board_id: int, now: datetime) -> None:
    """Put a post in the queue, unless its level is green; for services that have asked."""
    if level != "green":
        cases.open_(
            cases.Kind.RAISED,
            level,
            "post",
            post.id,
            snapshot=words,
            of_whom=logkeys.name_of(post.writer_id),
            board_id=board_id,
            post_id=post.id,
            now=now,
        )
