"""A tree of values for tests of SFTP, and a client that says what it likes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

from asyncssh.packet import Byte, SSHPacket, String, UInt32
from asyncssh.sftp import SFTPClient

from bbs.errors import NotFound, Refused
from bbs.files import FileInfo, OpenFile, Place

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)


class Flat:
    """An open file of a few bytes."""

    def __init__(self, name: str, data: bytes = b"words") -> None:
        self.name = name
        self.data = data
        self.ended = ""

    def info(self) -> FileInfo:
        return FileInfo(self.name, NOW, size=len(self.data), is_writable=True)

    async def read(self, offset: int, size: int) -> bytes:
        return self.data[offset : offset + size]

    async def write(self, offset: int, data: bytes) -> None:
        self.data = self.data[:offset] + data

    async def resize(self, size: int) -> None:
        self.data = self.data[:size]

    async def close(self) -> None:
        self.ended = "closed"

    def abandon(self) -> None:
        self.ended = "abandoned"


class Values:
    """A tree that holds whatever it is asked for, and notes the places."""

    def __init__(self) -> None:
        self.asked: list[Place] = []
        self.opened: list[Flat] = []
        self.error: Exception | None = None

    def _note(self, place: Place) -> str:
        self.asked.append(place)
        if self.error is not None:
            raise self.error
        return place[-1] if place else ""

    async def info(self, place: Place) -> FileInfo:
        name = self._note(place)
        return FileInfo(name, NOW, size=5, is_folder="." not in name, is_writable=True)

    async def listing(self, place: Place) -> AsyncIterator[FileInfo]:
        self._note(place)
        yield FileInfo("a.txt", NOW, size=5)

    async def open(self, place: Place) -> OpenFile:
        self.opened.append(Flat(self._note(place)))
        return self.opened[-1]

    async def create(
        self, place: Place, *, may_make: bool, must_make: bool, is_emptied: bool
    ) -> OpenFile:
        return await self.open(place)

    async def resize(self, place: Place, size: int) -> None:
        self._note(place)

    async def rename(self, old: Place, new: Place, *, may_replace: bool) -> None:
        self._note(old)
        self._note(new)

    async def remove(self, place: Place) -> None:
        if self._note(place) == "gone":
            raise NotFound("There is no such file.")
        if place[:1] == ("etc",):
            raise Refused("Only /outbox takes files.")


async def ask(client: SFTPClient, kind: int, *parts: bytes) -> tuple[int, SSHPacket]:
    """Send a request as it stands, and take whatever answers it."""
    handler: Any = client._handler
    number = 0x7F000000 + len(getattr(handler, "asked", []))
    handler.asked = [*getattr(handler, "asked", []), number]
    waiter = asyncio.get_running_loop().create_future()
    handler._requests[number] = waiter
    payload = Byte(kind) + UInt32(number) + b"".join(parts)
    handler._writer.write(UInt32(len(payload)) + payload)
    answered, packet = await asyncio.wait_for(waiter, 10)
    return answered, packet


__all__ = ["NOW", "Flat", "String", "Values", "ask"]
