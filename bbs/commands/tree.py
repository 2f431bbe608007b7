"""The files that a member finds by SFTP: what there is, who has what, and where one may write."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Protocol

from bbs import content
from bbs.clock import Clock
from bbs.commands.boardfiles import BoardFiles
from bbs.commands.letterfiles import LetterFiles
from bbs.commands.openfiles import ONLY_OUTBOX, Pages, WholeFile
from bbs.commands.outbox import Outbox
from bbs.commands.packetfiles import PacketFiles, taker
from bbs.commands.receipts import Receipts
from bbs.errors import NotFound, Refused
from bbs.files import FileInfo, OpenFile, Place
from bbs.offline.plaintext import COLUMNS, wrap
from bbs.policy import Actor, Role
from bbs.sealing import PrivateKey

README = "README.txt"


class Branch(Protocol):
    """What lies in one of the folders at the root, by the names from there on."""

    async def info(self, place: Place) -> FileInfo:
        """What is told of a file or folder; of the branch itself at the empty place."""

    def listing(self, place: Place) -> AsyncIterator[FileInfo]:
        """What is in a folder."""

    async def open(self, place: Place) -> OpenFile:
        """Open a file for reading."""


class _OutboxBranch:
    """The outbox, which has no folders in it."""

    def __init__(self, outbox: Outbox, clock: Clock) -> None:
        self._outbox = outbox
        self._clock = clock

    async def info(self, place: Place) -> FileInfo:
        if not place:
            return FileInfo("outbox", self._clock(), is_folder=True, is_writable=True)
        return self._outbox.info(_only(place))

    def listing(self, place: Place) -> AsyncIterator[FileInfo]:
        return self._outbox.listing()

    async def open(self, place: Place) -> OpenFile:
        if not place:
            raise Refused("That is a folder, not a file.")
        return self._outbox.open(_only(place))


class Tree:
    """The files of one person on one channel."""

    def __init__(
        self, actor: Actor, key: PrivateKey | None, receipts: Receipts, clock: Clock
    ) -> None:
        """Show `actor` their files; letters need their `key`."""
        pages, now = Pages(), clock()
        self._now = now
        self._readme = _readme("files-guest" if actor.role is Role.GUEST else "files")
        self._outbox: Outbox | None = None
        self._branches: Mapping[str, Branch] = {"boards": BoardFiles(actor, now, pages)}
        if actor.role is not Role.GUEST:
            self._outbox = Outbox(actor.member_id, taker(actor, key, clock), receipts, clock)
            self._branches = {
                **self._branches,
                "mail": LetterFiles(actor, key, now, pages),
                "packets": PacketFiles(actor, key, clock),
                "outbox": _OutboxBranch(self._outbox, clock),
            }

    async def info(self, place: Place) -> FileInfo:
        """What is told of a file or folder."""
        if not place:
            return FileInfo("", self._now, is_folder=True)
        if place == (README,):
            return self._readme_info()
        return await self._branch(place).info(place[1:])

    async def listing(self, place: Place) -> AsyncIterator[FileInfo]:
        """What is in a folder."""
        if place:
            async for info in self._branch(place).listing(place[1:]):
                yield info
            return
        yield self._readme_info()
        for branch in self._branches.values():
            yield await branch.info(())

    async def open(self, place: Place) -> OpenFile:
        """Open a file for reading."""
        if place == (README,):
            return WholeFile(self._readme_info(), self._readme)
        if not place:
            raise Refused("That is a folder, not a file.")
        return await self._branch(place).open(place[1:])

    async def create(
        self, place: Place, *, may_make: bool, must_make: bool, is_emptied: bool
    ) -> OpenFile:
        """Open a file of the outbox for writing."""
        outbox, name = self._in_outbox(place)
        return outbox.create(name, may_make=may_make, must_make=must_make, is_emptied=is_emptied)

    async def resize(self, place: Place, size: int) -> None:
        """Cut a file of the outbox off."""
        outbox, name = self._in_outbox(place)
        outbox.resize(name, size)

    async def rename(self, old: Place, new: Place, *, may_replace: bool) -> None:
        """Give a file of the outbox another name."""
        outbox, name = self._in_outbox(old)
        _, new_name = self._in_outbox(new)
        await outbox.rename(name, new_name, may_replace=may_replace)

    async def remove(self, place: Place) -> None:
        """Throw a file of the outbox away."""
        outbox, name = self._in_outbox(place)
        outbox.remove(name)

    def _branch(self, place: Place) -> Branch:
        if (branch := self._branches.get(place[0])) is None:
            raise NotFound("There is no such file.")
        return branch

    def _in_outbox(self, place: Place) -> tuple[Outbox, str]:
        if self._outbox is None:
            raise Refused("That is for members. Joining takes two minutes: connect as new@.")
        if place[:1] != ("outbox",):
            raise Refused(ONLY_OUTBOX)
        return self._outbox, _only(place[1:])

    def _readme_info(self) -> FileInfo:
        return FileInfo(README, self._now, size=len(self._readme))


def _readme(name: str) -> bytes:
    lines = content.text(name).split("\n")
    return "".join(f"{part}\n" for line in lines for part in wrap(line, COLUMNS)).encode()


def _only(place: Place) -> str:
    if len(place) != 1:
        raise Refused("There are no folders in the outbox.")
    return place[0]
