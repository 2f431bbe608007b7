"""What the daemon is handed, and what it hands on: doors, entries, lines and faces."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Protocol


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

    def take(self) -> bool:
        """Use one up; False where there is none left."""
        if self.left <= 0:
            return False
        self.left -= 1
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
    """The way to a person's terminal."""

    term: str
    environment: Mapping[str, str]
    size: tuple[int, int]
    """Columns and rows as the client said, which may be anything."""
    write: Callable[[bytes], None]
    link: Link
    """What is under way on it."""
    give_up: Callable[[], None]
    """Ends it where nobody reads any more."""


class Face(Protocol):
    """What a person sees on their terminal, from the first byte to the last."""

    async def run(self) -> str:
        """Live until the person leaves or `hang_up`; the words to say last."""

    def feed(self, data: bytes) -> None:
        """Take what was typed."""

    def is_behind(self) -> bool:
        """Whether so much was typed ahead that no more should be read for now."""

    def resize(self, columns: int, rows: int) -> None:
        """Take the terminal's new size."""

    def hang_up(self, why: str = "") -> None:
        """End soon, keeping what was typed; `why` is told where there is somebody to tell."""


MakeFace = Callable[[Entry, Line], Face]


Place = tuple[str, ...]
"""Where something is in a tree: the names from the root on; the root itself is empty."""


@dataclass(frozen=True, slots=True)
class FileInfo:
    """What is told of a file or folder of a tree."""

    name: str
    changed_at: datetime
    size: int = 0
    is_folder: bool = False
    is_writable: bool = False


class OpenFile(Protocol):
    """A file of a tree for as long as it is held open."""

    def info(self) -> FileInfo:
        """What is told of it now."""

    async def read(self, offset: int, size: int) -> bytes:
        """Up to `size` bytes from `offset` on; none where it ends before."""

    async def write(self, offset: int, data: bytes) -> None:
        """Put bytes there; raises `Refused` where it is not open for that."""

    async def resize(self, size: int) -> None:
        """Cut it off at a size."""

    async def close(self) -> None:
        """What was written is whole now."""

    def abandon(self) -> None:
        """The line dropped: what was written is not whole."""


class FileTree(Protocol):
    """Files and folders that stand on no disk.

    Each may raise any `BBSError`, whose words are for the member: `NotFound`, `Refused`, `Invalid`
    where a name or a size can't be taken, `Busy`, `Locked`.
    """

    async def info(self, place: Place) -> FileInfo:
        """What is told of a file or folder."""

    def listing(self, place: Place) -> AsyncIterator[FileInfo]:
        """What is in a folder, a page at a time in memory."""

    async def open(self, place: Place) -> OpenFile:
        """Open a file for reading."""

    async def create(
        self, place: Place, *, may_make: bool, must_make: bool, is_emptied: bool
    ) -> OpenFile:
        """Open a file for writing; makes it if it isn't there and `may_make`."""

    async def resize(self, place: Place, size: int) -> None:
        """Cut a file off at a size."""

    async def rename(self, old: Place, new: Place, *, may_replace: bool) -> None:
        """Give a file another name."""

    async def remove(self, place: Place) -> None:
        """Throw a file away."""


MakeTree = Callable[[Entry], FileTree | None]
"""The files for whoever came in; None where there are none for them."""
