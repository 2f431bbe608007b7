"""/outbox: what is uploaded here is posted, and a receipt beside it says what became of it.

It lies in memory only. A file is taken when its client closes it, or gives it a name that says
what it is; what was cut off by a dropped line is thrown away.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime

from bbs import text
from bbs.clock import Clock
from bbs.commands.openfiles import Readable, WholeFile
from bbs.commands.receipts import Receipts
from bbs.commands.upload import LARGEST, Upload
from bbs.errors import BBSError, Invalid, NotFound, Refused
from bbs.files import FileInfo, OpenFile

log = logging.getLogger("bbs.commands")

RECEIPT = ".receipt.txt"
ENDINGS = (".eml", ".mbox", ".rep", ".txt")
MOST_FILES = 64
MOST_BYTES = 4 * 1024 * 1024
"""Of all files that lie in one connection's outbox."""
LONGEST_NAME = 100

_FULL = "Your outbox is full. Remove some files first; what was posted stays posted."
_SORRY = "We are sorry: something went wrong on our side. Nothing was posted; please try again."

Take = Callable[[bytes, str], Awaitable[tuple[str, bool]]]
"""Posts what a file of a name holds: the words of its receipt, and whether any of it stands.

Raises `BBSError` with the reason where nothing of it could be posted.
"""


class _Entry:
    """A file in the outbox."""

    def __init__(self, now: datetime) -> None:
        self.upload = Upload()
        self.changed_at = now
        self.is_open = False
        self.is_settled = False
        """Whether a receipt says what became of it."""
        self.is_posted = False


class Outbox:
    """One member's outbox on one connection."""

    def __init__(self, member_id: int, take: Take, receipts: Receipts, clock: Clock) -> None:
        """Post by `take`, and keep in `receipts` what became of it."""
        self._member_id = member_id
        self._take = take
        self._receipts = receipts
        self._clock = clock
        self._entries: dict[str, _Entry] = {}

    def info(self, name: str) -> FileInfo:
        """What is told of a file; raises `NotFound`."""
        if (entry := self._entries.get(name)) is not None:
            return self._info(name, entry)
        if (receipt := self._receipts.of(self._member_id, self._clock()).get(name)) is not None:
            return FileInfo(name, receipt.made_at, size=len(receipt.data), is_writable=True)
        raise NotFound("There is no such file in your outbox.")

    async def listing(self) -> AsyncIterator[FileInfo]:
        """Files and receipts."""
        names = {*self._entries, *self._receipts.of(self._member_id, self._clock())}
        for name in sorted(names):
            yield self.info(name)

    def open(self, name: str) -> OpenFile:
        """Open a file or a receipt for reading."""
        info = self.info(name)
        if (entry := self._entries.get(name)) is not None:
            return _OpenForReading(info, entry.upload)
        return WholeFile(info, self._receipts.of(self._member_id, self._clock())[name].data)

    def create(
        self, name: str, *, may_make: bool, must_make: bool, is_emptied: bool
    ) -> _OpenUpload:
        """Open a file for writing."""
        entry = self._entries.get(name)
        if entry is None:
            if not may_make:
                raise NotFound("There is no such file in your outbox.")
            self._check(name)
            if len(self._entries) >= MOST_FILES and not self._lets_go():
                raise Invalid(_FULL)
            entry = self._entries[name] = _Entry(self._clock())
        elif must_make:
            raise Refused("A file of this name lies in your outbox already.")
        elif entry.is_open:
            raise Refused("This file is being written to already.")
        if is_emptied:
            entry.upload = Upload()
        # Whatever it was before, it is not whole now.
        entry.is_open, entry.is_settled, entry.is_posted = True, False, False
        return _OpenUpload(self, name, entry)

    def resize(self, name: str, size: int) -> None:
        """Cut a file off; raises `NotFound`, or `Invalid` for a size that it doesn't have."""
        entry = self._entry(name)
        entry.upload.resize(size)
        entry.is_settled = entry.is_posted = False

    async def rename(self, old: str, new: str, *, may_replace: bool) -> None:
        """Give a file another name, by which it may become one to be posted."""
        entry = self._entry(old)
        if new == old:
            return
        if new in self._entries and not may_replace:
            raise Refused("A file of this name lies in your outbox already.")
        if entry.is_open or (new in self._entries and self._entries[new].is_open):
            raise Refused("This file is being written to. Close it first.")
        self._check(new)
        del self._entries[old]
        self._entries[new] = entry
        self._receipts.remove(self._member_id, old + RECEIPT)
        if not entry.is_posted:
            await self._settle(new, entry)

    def remove(self, name: str) -> None:
        """Throw a file or a receipt away; what was posted stays posted."""
        if self._entries.pop(name, None) is None and not self._receipts.remove(
            self._member_id, name
        ):
            raise NotFound("There is no such file in your outbox.")

    def make_room(self, size: int) -> None:
        """Raise `Invalid` where there is no room for so many bytes more."""
        while sum(each.upload.size for each in self._entries.values()) + size > MOST_BYTES:
            if not self._lets_go():
                raise Invalid(_FULL)

    def _lets_go(self) -> bool:
        """Forget the oldest file that was posted or refused; whether there was one."""
        for name, entry in self._entries.items():
            if entry.is_settled:
                del self._entries[name]
                return True
        return False

    async def closed(self, name: str, entry: _Entry) -> None:
        """A file was written to its end: post it, if its name says that it is one to be posted."""
        entry.is_open = False
        if self._entries.get(name) is entry:
            await self._settle(name, entry)

    def abandoned(self, name: str, entry: _Entry) -> None:
        """The line dropped in the middle of a file."""
        if self._entries.get(name) is entry:
            del self._entries[name]

    async def _settle(self, name: str, entry: _Entry) -> None:
        """Post a file; raises `Invalid` with what stands in its receipt where nothing of it was."""
        if not name.lower().endswith(ENDINGS):
            # It may be a client's name for as long as it uploads: what it is comes by a rename.
            self._write(name, _not_posted(f"Its name must end in one of {', '.join(ENDINGS)}."))
            return
        entry.is_settled = True
        reason = entry.upload.why_not_whole()
        if not reason:
            try:
                words, entry.is_posted = await self._take(entry.upload.data, name)
            except BBSError as error:
                reason = error.message
            except Exception as error:
                # The error's own words may quote the member, so only its kind is told.
                log.error("an upload could not be taken: %s", type(error).__name__)
                reason = _SORRY
            else:
                self._write(name, words)
                if not entry.is_posted:
                    raise Invalid("Nothing of it was posted. The receipt beside it says why.")
                return
        self._write(name, _not_posted(reason))
        raise Invalid(reason)

    def _write(self, name: str, words: str) -> None:
        self._receipts.put(self._member_id, name + RECEIPT, words, self._clock())

    def _check(self, name: str) -> None:
        if not name or text.clean(name) != name or len(name) > LONGEST_NAME:
            raise Invalid(f"Please use a plain name of at most {LONGEST_NAME} characters.")
        if name.endswith(RECEIPT):
            raise Refused(f"Names that end in {RECEIPT} are for receipts.")

    def _entry(self, name: str) -> _Entry:
        if (entry := self._entries.get(name)) is None:
            raise NotFound("There is no such file in your outbox.")
        return entry

    def _info(self, name: str, entry: _Entry) -> FileInfo:
        return FileInfo(name, entry.changed_at, size=entry.upload.size, is_writable=True)

    def told(self, name: str, entry: _Entry) -> FileInfo:
        """What is told of a file while it is open, also where it was removed meanwhile."""
        return self._info(name, entry)


def _not_posted(reason: str) -> str:
    return f"Not posted. {reason}\n"


class _OpenForReading(Readable):
    """A file of the outbox that is being read, not copied for it."""

    def __init__(self, info: FileInfo, upload: Upload) -> None:
        super().__init__(info)
        self._upload = upload

    async def read(self, offset: int, size: int) -> bytes:
        """Bytes from `offset` on."""
        return self._upload.read(offset, size)


class _OpenUpload:
    """A file of the outbox that is being written."""

    def __init__(self, outbox: Outbox, name: str, entry: _Entry) -> None:
        self._outbox = outbox
        self._name = name
        self._entry = entry

    def info(self) -> FileInfo:
        """What is told of it now."""
        return self._outbox.told(self._name, self._entry)

    async def read(self, offset: int, size: int) -> bytes:
        """What was written so far."""
        return self._entry.upload.read(offset, size)

    async def write(self, offset: int, data: bytes) -> None:
        """Take bytes; raises `Invalid` where there is no room for them."""
        upload = self._entry.upload
        end = offset + len(data)
        if end <= LARGEST:  # What is larger is refused for itself.
            self._outbox.make_room(max(0, end - upload.size))
        upload.write(offset, data)

    async def resize(self, size: int) -> None:
        """Cut it off."""
        self._entry.upload.resize(size)

    async def close(self) -> None:
        """It is whole: post it."""
        await self._outbox.closed(self._name, self._entry)

    def abandon(self) -> None:
        """It was cut off: throw it away."""
        self._outbox.abandoned(self._name, self._entry)
