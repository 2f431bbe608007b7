"""Boards, posts and letters for tests of the pure forms."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime
from random import Random

from bbs.offline import cp437
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


def message(
    words: str | bytes = "My answer",
    *,
    conference: int = 33,
    to: str = "brave-wren",
    subject: str = "Re: Title",
    reference: int = 102,
    status: bytes = b" ",
) -> bytes:
    """A message as readers write it into BBSID.MSG."""
    data = words if isinstance(words, bytes) else cp437.encoded(words)
    data += bytes((cp437.NEWLINE,))
    count = 1 + -(-len(data) // 128)
    head = status + b"%-7d" % conference + b"05-05-2608:00"
    for field in (to, "quiet-otter", subject):
        head += cp437.encoded(field)[:25].ljust(25)
    head += b" " * 12 + (b"%-8d" % reference if reference else b" " * 8) + b"%-6d" % count
    head += b"\xe1" + conference.to_bytes(2, "little") + b"   "
    assert len(head) == 128
    return head + data.ljust((count - 1) * 128)


def zipped(files: dict[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP of these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", packing) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()
