"""What a member wrote offline and sends back: an answer, or why a message is none. Values only."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

MOST_BYTES = 2 * 1024 * 1024
"""Of a file of answers, also after it was unpacked."""
MOST_ANSWERS = 200
"""In one file."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply, a new thread, a letter, or the wish to join or leave a board.

    What leads to its place is filled in as far as the message says so, else it is 0 or empty.
    """

    kind: Literal["reply", "thread", "letter", "join", "leave"]
    subject: str = ""
    body: str = field(default="", repr=False)
    thread_id: int = 0
    post_id: int = 0
    """Of a reply in a QWK packet, which knows posts and no threads."""
    slug: str = ""
    board_id: int = 0
    """Of what came in a QWK packet, which knows boards by number."""
    handle: str = ""
    letter_number: int = 0
    """Of one's own mailbox, which a letter answers."""
    mark: str = ""
    """What tells two answers with the same words apart: a message id, a moment."""
    lost_signature: bool = False
    without_name: bool | None = None
    """Whether it is to be posted without one's name, if it says so."""


@dataclass(frozen=True, slots=True)
class Unusable:
    """A message that can't be taken, and the reason in words for the member."""

    subject: str
    reason: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a file holds; `passed_over` counts the packet's own messages that came back with it."""

    entries: tuple[Answer | Unusable, ...]
    passed_over: int = 0
