"""Threads and letters as messages of a QWK packet (Patrick Y. Lee's layout 1.6, QWKE 1.02).

Conference 0 holds the letters; every other has its board's id for a number. A message carries the
id of its post, or FIRST_LETTER and the number of its letter, and that is what an answer refers to:
so an answer to a letter is told from one to a post wherever it is sent.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time

from bbs import text
from bbs.errors import Invalid
from bbs.offline import cp437
from bbs.offline.plaintext import words
from bbs.views import BoardView, LetterView, PostView

BLOCK = 128
LETTERS = 0
"""The conference of letters."""
FIELD = 25
"""Bytes of a name or a title in a header; what is longer stands in QWKE's lines as well."""
FIRST_LETTER = 9_000_000
"""What is added to a letter's number; posts lie below, and seven digits is all there is."""

_LONGEST = 71  # Of a value in a line of QWKE's, as readers take it.
_ACTIVE = 0xE1
_PUBLIC, _PRIVATE = " ", "*"
# A body that begins like one of QWKE's lines would change who wrote it, in the reader's eyes.
_KLUDGE = re.compile(rb"(to|from|subject|title):|.@subject:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Message:
    """A message of MESSAGES.DAT: where it stands, and its blocks."""

    conference: int
    blocks: bytes
    is_personal: bool

    @property
    def count(self) -> int:
        """How many blocks it takes."""
        return len(self.blocks) // BLOCK


def post(thread_title: str, board: BoardView, view: PostView) -> Message:
    """One post as a message of its board's conference.

    Raises `Invalid` for a post whose id QWK has no room for.
    """
    if view.id >= FIRST_LETTER:
        raise Invalid("This house has more posts than QWK has numbers. Take an mbox instead.")
    title = text.clean(thread_title)
    subject = title if view.number == 1 else f"Re: {title}"
    at, body = view.posted_at.astimezone(UTC), words(view)
    return _message(board.id, view.id, at, "ALL", view.handle, subject, body, is_personal=False)


def letter(view: LetterView) -> Message:
    """One letter as a private message of the conference of letters."""
    at = datetime.combine(view.day, time(12, tzinfo=UTC))
    subject, body = text.clean(view.subject), text.clean(view.body, multiline=True)
    number = FIRST_LETTER + view.number
    return _message(
        LETTERS, number, at, view.recipient, view.sender, subject, body, is_personal=True
    )


def _message(
    conference: int,
    number: int,
    at: datetime,
    to: str,
    sender: str,
    subject: str,
    body: str,
    *,
    is_personal: bool,
) -> Message:
    fields = {"To": to, "From": text.clean(sender), "Subject": subject}
    short = {name: cp437.encoded(value) for name, value in fields.items()}
    kludges = b"".join(
        f"{name}: ".encode() + value[:_LONGEST] + bytes((cp437.NEWLINE,))
        for name, value in short.items()
        if len(value) > FIELD
    )
    if kludges:
        kludges += bytes((cp437.NEWLINE,))
    words = kludges + _text(body)
    count = 1 + -(-len(words) // BLOCK)
    head = b"".join(
        (
            (_PRIVATE if is_personal else _PUBLIC).encode(),
            b"%-7d" % number,
            f"{at:%m-%d-%y%H:%M}".encode(),
            *(value[:FIELD].ljust(FIELD) for value in short.values()),
            b" " * 12,
            b"%-8d" % 0,
            b"%-6d" % count,
            bytes((_ACTIVE,)),
            conference.to_bytes(2, "little"),
            b"   ",
        )
    )
    return Message(conference, head + words.ljust((count - 1) * BLOCK), is_personal)


def _text(body: str) -> bytes:
    """A body with QWK's newline after each line; a line is a paragraph, which readers fold."""
    data = cp437.encoded(body)
    if _KLUDGE.match(data):
        data = b" " + data
    return data + bytes((cp437.NEWLINE,))


def single(number: int) -> bytes:
    """A whole number as Microsoft's binary format has it: 24 bits, little end first."""
    if number <= 0:
        return bytes(4)
    exponent = number.bit_length()
    mantissa = (number << 24 >> exponent) & 0x7FFFFF
    return mantissa.to_bytes(3, "little") + bytes((exponent + 0x80,))


def whole(data: bytes) -> int:
    """The whole number that `single` made."""
    mantissa = int.from_bytes(data[:3], "little") | 0x800000
    return mantissa << 8 >> (0x80 + 32 - data[3]) if data[3] else 0
