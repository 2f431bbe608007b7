"""/packets: what is unread as one file, made when it is asked for; and answers that come back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

from bbs.clock import Clock
from bbs.commands.openfiles import WholeFile
from bbs.commands.outbox import Take
from bbs.errors import NotFound, Refused
from bbs.files import FileInfo, OpenFile, Place
from bbs.offline import receipt
from bbs.offline.packing import Form
from bbs.policy import Actor
from bbs.sealing import PrivateKey
from bbs.seam import call
from bbs.services import inbox, packets
from bbs.views import PacketView

FORMS: dict[str, Form] = {"unread.mbox": "mbox", "unread.qwk": "qwk"}
_FRESH = timedelta(seconds=60)
"""For how long the length that was told holds, so that the file which is opened has it."""


class PacketFiles:
    """One's packets."""

    def __init__(self, actor: Actor, key: PrivateKey | None, clock: Clock) -> None:
        """Make packets for `actor`, with letters in them if there is a `key`."""
        self._actor = actor
        self._key = key
        self._clock = clock
        self._now = clock()
        self._made: dict[str, tuple[datetime, PacketView]] = {}

    async def info(self, place: Place) -> FileInfo:
        """What is told of the folder, or of a packet, which is made for it."""
        if not place:
            return FileInfo("packets", self._now, is_folder=True)
        made_at, packet = await self._packet(place)
        return FileInfo(place[0], made_at, size=len(packet.data))

    async def listing(self, place: Place) -> AsyncIterator[FileInfo]:
        """The packet in each form."""
        for name in FORMS:
            yield await self.info((name,))

    async def open(self, place: Place) -> OpenFile:
        """Open a packet."""
        if not place:
            raise Refused("That is a folder, not a file.")
        made_at, packet = await self._packet(place)
        return WholeFile(FileInfo(place[0], made_at, size=len(packet.data)), packet.data)

    async def _packet(self, place: Place) -> tuple[datetime, PacketView]:
        if len(place) != 1 or place[0] not in FORMS:
            raise NotFound("There is no such file.")
        name, now = place[0], self._clock()
        if name not in self._made or self._made[name][0] < now - _FRESH:
            packet = await call(
                packets.make, self._actor, self._key, form=FORMS[name], is_packed=False, now=now
            )
            self._made[name] = (now, packet)
        return self._made[name]


def taker(actor: Actor, key: PrivateKey | None, clock: Clock) -> Take:
    """What posts an uploaded file for `actor`."""

    async def take(data: bytes, name: str) -> tuple[str, bool]:
        view = await call(inbox.take, actor, key, data, file_name=name, now=clock())
        stands = any(line.outcome != "refused" for line in view.lines)
        return receipt.written(view), stands or not view.lines

    return take
