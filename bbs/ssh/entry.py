"""What the daemon is handed, and what it hands on: doors, entries, lines and faces."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from bbs.files import FileTree


class Door(Enum):
    """By which of the three doors somebody came."""

    GUEST = "guest"
    NEW = "new"
    MEMBER = "member"


DOORS = {"guest": Door.GUEST, "new": Door.NEW}


def door_for(username: str) -> Door:
    """The door that a user name stands for."""
    return DOORS.get(username.casefold(), Door.MEMBER)


class Tries:
    """How many passphrases may still be tried on one connection, by whatever way."""

    def __init__(self, left: int) -> None:
        """Begin with `left`."""
        self.left = left
        self.used = 0

    def take(self) -> bool:
        """Use one up; False where there is none left."""
        if self.left <= 0:
            return False
        self.left -= 1
        self.used += 1
        return True


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody who came in; `login` is whatever the authenticator answered with."""

    door: Door
    tries: Tries = field(repr=False)
    login: object = field(repr=False, default=None)
    offered_key: bytes | None = field(repr=False, default=None)
    """At new@ only: the key whose signature was proved, kept for as long as the session."""


class Authenticator(Protocol):
    """Says who somebody is; None where handle and proof don't belong together."""

    async def by_passphrase(self, handle: str, passphrase: str) -> object | None:
        """Who has this handle and this passphrase."""

    async def by_key(self, handle: str, public_key: bytes) -> object | None:
        """Who has this handle and registered this key, whose signature was proved."""

    def crisis_help(self, typed: str) -> str:
        """What is told to who types this for a passphrase; "" where it asks no help."""

    def is_halfway(self, login: object) -> bool:
        """Whether who gave the right passphrase has yet to give a code."""

    async def by_code(self, login: object, code: str) -> object:
        """The whole of a log-in that came halfway; raises `BBSError`, in words, if not."""


class Link(Protocol):
    """What is known of the way to a person's terminal."""

    def in_flight(self) -> int:
        """Bytes that were written and have not arrived."""

    def round_trip(self) -> float:
        """The least time that something and its answer took, in seconds."""

    def is_slow(self) -> bool:
        """Whether the line answers so late that every byte counts."""


@dataclass(frozen=True, slots=True)
class Line:
    """The way to a person's terminal, or to a program of theirs."""

    term: str
    """Empty where there is no terminal."""
    environment: Mapping[str, str]
    size: tuple[int, int]
    """Columns and rows as the client said, which may be anything."""
    write: Callable[[bytes], None]
    link: Link
    """What is under way on it."""
    give_up: Callable[[], None]
    """Ends it where nobody reads any more."""
    has_pty: bool = True
    command: str | None = None
    """What `ssh HOST COMMAND` asked for."""
    write_error: Callable[[bytes], None] = lambda data: None
    drained: Callable[[], Awaitable[None]] = lambda: asyncio.sleep(0)
    """Waits until what was written is mostly on its way."""


class Face(Protocol):
    """What a person sees on their terminal, from the first byte to the last."""

    @property
    def status(self) -> int:
        """With which exit status it ended."""

    async def run(self) -> str:
        """Live until the person leaves or `hang_up`; the words to say last."""

    def feed(self, data: bytes) -> None:
        """Take what was typed."""

    def end_input(self) -> None:
        """Nobody will type any more."""

    def is_behind(self) -> bool:
        """Whether so much was typed ahead that no more should be read for now."""

    def resize(self, columns: int, rows: int) -> None:
        """Take the terminal's new size."""

    def warn(self, words: str) -> None:
        """Say something without taking anybody away from what they do."""

    def hang_up(self, why: str = "") -> None:
        """End soon, keeping what was typed; `why` is told where there is somebody to tell."""


MakeFace = Callable[[Entry, Line], Face]


@dataclass(frozen=True, slots=True)
class Ways:
    """How a channel of files can be ended: soon, and with its whole connection."""

    end: Callable[[], None]
    drop: Callable[[], None]


MakeTree = Callable[[Entry, Ways], tuple[FileTree, Callable[[], None]] | None]
"""The files for whoever came in, and what to call when the channel is over."""
