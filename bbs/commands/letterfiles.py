"""/mail: the letters that one received, for a session that has the key to them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, time

from bbs.commands.openfiles import PagedFile, Pages, WholeFile
from bbs.errors import Locked, NotFound, Refused
from bbs.files import FileInfo, OpenFile, Place
from bbs.policy import Actor
from bbs.sealing import PrivateKey
from bbs.seam import call
from bbs.services import letters, mailfile

INBOX, SEALED = "inbox.mbox", "letters-are-sealed.txt"
SENTENCE = "Your key opens the door, your passphrase opens your letters."
_HOW = (
    f"{SENTENCE}\n"
    "To have them here, log in with your passphrase: sftp -o PubkeyAuthentication=no HANDLE@HOST\n"
)
_LETTERS_AT_ONCE = 20


class LetterFiles:
    """One's letters as a file."""

    def __init__(self, actor: Actor, key: PrivateKey | None, now: datetime, pages: Pages) -> None:
        """Show `actor` their letters if there is a `key`, else the sentence that says why not."""
        self._actor = actor
        self._key = key
        self._now = now
        self._pages = pages
        self._measured: tuple[object, int] | None = None

    async def info(self, place: Place) -> FileInfo:
        """What is told of the folder and of its one file."""
        match place:
            case ():
                return FileInfo("mail", self._now, is_folder=True)
            case (name,) if name == INBOX:
                return await self._inbox()
            case (name,) if name == SEALED and self._key is None:
                return FileInfo(SEALED, self._now, size=len(_HOW))
        raise NotFound("There is no such file.")

    async def listing(self, place: Place) -> AsyncIterator[FileInfo]:
        """The one file."""
        yield await self.info((SEALED if self._key is None else INBOX,))

    async def open(self, place: Place) -> OpenFile:
        """Open the letters, or the sentence."""
        if not place:
            raise Refused("That is a folder, not a file.")
        info = await self.info(place)
        if info.name == SEALED:
            return WholeFile(info, _HOW.encode())
        begins = [0]

        async def fetch(at: int) -> bytes:
            data, last = await self._part(begins[at])
            if at + 1 == len(begins):
                begins.append(last)
            return data

        return PagedFile(info, fetch, self._pages)

    async def _inbox(self) -> FileInfo:
        if self._key is None:
            raise Locked(SENTENCE)
        state = await call(letters.received, self._actor)
        if self._measured is None or self._measured[0] != state:
            # What is sealed has no length of its own: it is opened once, and measured.
            size = after = 0
            while True:
                data, last = await self._part(after)
                if not data:
                    break
                size, after = size + len(data), last
            self._measured = (state, size)
        day = state[2]
        changed_at = self._now if day is None else datetime.combine(day, time(12, tzinfo=UTC))
        return FileInfo(INBOX, min(changed_at, self._now), size=self._measured[1])

    async def _part(self, after: int) -> tuple[bytes, int]:
        return await call(
            mailfile.part, self._actor, self._key, after=after, limit=_LETTERS_AT_ONCE
        )
