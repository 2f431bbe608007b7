"""How members, boards, posts and letters are called in files: addresses and message ids.

All of them end in `.invalid` (RFC 2606): no mail program can ever deliver there by mistake. A
message id names the house too, so that an answer to another house's post lands nowhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

DOMAIN = "lamplight.invalid"
BOARDS = f"boards.{DOMAIN}"

_ENCODED = "xn--"  # No handle has two hyphens in a row.
_ID = re.compile(
    r"<(post|letter|packet)\.([0-9]{1,18})\.([^<>@\s]{1,200})@([a-z0-9]{1,20})\.lamplight\.invalid>"
)


@dataclass(frozen=True, slots=True)
class Reference:
    """What a message id of ours names: a post (thread, number), a letter, or a packet itself."""

    kind: Literal["post", "letter", "packet"]
    house: str
    id: int
    """The thread's id of a post, the number of a letter, the id of a packet."""
    number: int = 0
    """The number of a post in its thread."""


def address(handle: str) -> str:
    """A member's address; a handle that isn't ASCII stands in it in punycode (RFC 3492).

    A pseudonym's, with its thread, has dots for blanks, and so has who is written to as one.
    """
    return f"{local_part(handle)}@{DOMAIN}"


def local_part(handle: str) -> str:
    """A handle as the part before the @."""
    handle = handle.replace(" ", ".")  # No handle has either.
    if handle.isascii():
        return handle
    return _ENCODED + handle.encode("punycode").decode("ascii")


def handle_of(local: str) -> str | None:
    """The handle that a part before the @ stands for; None where it can be none."""
    if not local.casefold().startswith(_ENCODED):
        return local.replace(".", " ") or None
    if len(local) > 200:  # Decoding takes the square of the length.
        return None
    try:
        return local[len(_ENCODED) :].encode("ascii").decode("punycode").replace(".", " ")
    except UnicodeError:
        return None


def board_address(slug: str) -> str:
    """The address by which one writes to a board."""
    return f"{slug}@{BOARDS}"


def post_id(house: str, thread_id: int, number: int) -> str:
    """The message id of a post, the same for ever."""
    return f"<post.{thread_id}.{number}@{house}.{DOMAIN}>"


def letter_id(house: str, owner: str, number: int) -> str:
    """The message id of a letter in its owner's mailbox, the same for ever."""
    return f"<letter.{number}.{local_part(owner)}@{house}.{DOMAIN}>"


def packet_id(house: str, owner: str, number: int) -> str:
    """The message id of the words that go with a packet."""
    return f"<packet.{number}.{local_part(owner)}@{house}.{DOMAIN}>"


def references(header: str) -> list[Reference]:
    """The message ids of ours in a header, in their order; all others are passed over."""
    found = []
    for kind, number, rest, house in _ID.findall(header):
        if kind != "post":
            found.append(Reference(kind, house, int(number)))
        elif rest.isdecimal() and len(rest) <= 18:
            found.append(Reference(kind, house, int(number), int(rest)))
    return found
