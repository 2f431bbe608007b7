"""Boards, posts and letters for tests of the pure forms."""

from __future__ import annotations

from datetime import UTC, date, datetime
from random import Random

from bbs.views import BoardView, LetterView, PostView

HOUSE = "lampabcd"
AT = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
ODD = "ab >:-\n\n  .FromTo=ãπé水😊“…ﬀű\u00a0\u0301"


def board(board_id: int = 33, slug: str = "back-pain", name: str = "Back Pain") -> BoardView:
    """A board that was joined."""
    return BoardView(
        board_id, slug, name, "For backs", "Pain", is_health=True, is_for_all=True,
        is_joined=True, may_read=True,
    )  # fmt: skip


def post(number: int = 2, body: str = "Hello", handle: str = "quiet-otter") -> PostView:
    """A post of thread 7; its id is its number and 100."""
    return PostView(
        100 + number, 7, number, handle, body, AT, is_edited=False, is_deleted=False, is_own=False
    )


def letter(number: int = 5, body: str = "Dear you", sender: str = "brave-wren") -> LetterView:
    """A letter to quiet-otter."""
    return LetterView(number, True, sender, "quiet-otter", "A word", body, date(2026, 5, 4))


def odd_text(rng: Random, most: int = 200) -> str:
    """A text of letters that files have trouble with."""
    return "".join(rng.choice(ODD) for _ in range(rng.randrange(1, most)))
