"""Files that stand on no disk: what is told of them, and what one may ask of a tree of them. Pure.

The daemon serves such a tree, and the line face makes it; neither knows the other.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

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
