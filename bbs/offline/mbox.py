"""Threads and letters as an mbox that mail programs open and thread.

Messages as RFC 5322 has them, in the `mboxrd` form of RFC 4155: a line of a body that begins with
`From `, or with such a line quoted, gets a `>` before it. Headers are in an order in which those
that repeat stand together, for the sake of compression.
"""

from __future__ import annotations

import quopri
import re
from collections.abc import Sequence
from datetime import UTC, datetime, time
from email.header import Header
from email.utils import format_datetime, formataddr

from bbs import pseudonyms, text
from bbs.offline import names
from bbs.offline.plaintext import words
from bbs.views import BoardView, LetterView, PostView

LONGEST_LINE = 998
"""Bytes of a line of mail (RFC 5322, 2.1.1)."""

_FROM_LINE = re.compile(rb"^(?=>*From )", re.MULTILINE)
_NOON = time(
    12, tzinfo=UTC
)  # Of a letter the day is known only; at noon it is the same day for most.


def post(house: str, thread_title: str, board: BoardView, view: PostView) -> bytes:
    """One post as a message of an mbox."""
    first = names.post_id(house, view.thread_id, 1)
    is_first = view.number == 1
    title = text.clean(thread_title)
    where = formataddr((board.name, names.board_address(board.slug)), "utf-8")
    headers = [
        ("From", _sender(view.handle, pseudonyms.address(view.handle, view.thread_id))),
        ("Date", format_datetime(view.posted_at.astimezone(UTC))),
        ("Message-ID", names.post_id(house, view.thread_id, view.number)),
        *(() if is_first else (("In-Reply-To", first), ("References", first))),
        ("Subject", _encoded(title if is_first else f"Re: {title}")),
        ("To", where),
        ("Reply-To", where),
        ("List-Id", f"{formataddr((board.name, f'{board.slug}.{names.BOARDS}'), 'utf-8')}"),
        ("X-Lamplight-Board", board.slug),
        ("X-Lamplight-Thread", str(view.thread_id)),
    ]
    return _message(headers, words(view), view.posted_at)


def letter(house: str, owner: str, view: LetterView) -> bytes:
    """One letter of `owner`'s mailbox as a message of an mbox."""
    at = datetime.combine(view.day, _NOON)
    headers = [
        ("From", _sender(view.sender)),
        ("Date", format_datetime(at)),
        ("Message-ID", names.letter_id(house, owner, view.number)),
        ("Subject", _encoded(text.clean(view.subject))),
        ("To", _sender(view.recipient)),
        *_answered_as(view),
        ("X-Lamplight-Letter", str(view.number)),
    ]
    return _message(headers, text.clean(view.body, multiline=True), at)


def note(house: str, owner: str, packet_id: int, subject: str, body: str, at: datetime) -> bytes:
    """The house's own words on a packet, as a message of an mbox."""
    headers = [
        ("From", formataddr(("Lamplight", f"lamplight@{names.DOMAIN}"))),
        ("Date", format_datetime(at.astimezone(UTC))),
        ("Message-ID", names.packet_id(house, owner, packet_id)),
        ("Subject", _encoded(subject)),
        ("To", _sender(owner)),
        ("X-Lamplight-Packet", str(packet_id)),
    ]
    return _message(headers, body, at)


def _answered_as(view: LetterView) -> tuple[tuple[str, str], ...]:
    """Where an answer goes to a letter that came to a pseudonym: it comes from that pseudonym."""
    to = pseudonyms.answer_to(view)
    if not view.is_incoming or to == view.sender:
        return ()
    return (("Reply-To", names.address(text.clean(to))),)


def _sender(handle: str, address: str = "") -> str:
    handle = text.clean(handle)
    return formataddr((handle, names.address(text.clean(address) or handle)), "utf-8")


def _encoded(value: str) -> str:
    return value if value.isascii() else Header(value, "utf-8", header_name="Subject").encode()


def _message(headers: Sequence[tuple[str, str]], body: str, at: datetime) -> bytes:
    data = body.encode("utf-8") + b"\n"
    kind, encoding = "us-ascii" if body.isascii() else "utf-8", "7bit" if body.isascii() else "8bit"
    if any(len(line) > LONGEST_LINE for line in data.split(b"\n")):
        data, encoding = quopri.encodestring(data), "quoted-printable"
    head = "".join(f"{name}: {value}\n" for name, value in headers)
    opening = f"From lamplight@{names.DOMAIN} {at.astimezone(UTC):%a %b %e %H:%M:%S %Y}\n"
    mime = (
        "MIME-Version: 1.0\n"
        f"Content-Type: text/plain; charset={kind}\n"
        f"Content-Transfer-Encoding: {encoding}\n\n"
    )
    quoted = _FROM_LINE.sub(b">", data)
    return (opening + head + mime).encode("ascii") + quoted + b"\n"
