"""One file that is being uploaded: what of it has come, and whether it is whole."""

from __future__ import annotations

from bbs.errors import Invalid
from bbs.offline.answers import MOST_BYTES

LARGEST = MOST_BYTES
_MOST_PIECES = 256
_A_BLOCK = 4 * 1024
_ROUND = 1_024


class Upload:
    """The bytes of an upload, in whatever order they come.

    SFTP has no word for "that was all": a client that was interrupted (Ctrl+C in OpenSSH's sftp)
    closes its file like one that is done. Such a file has holes, or it ends just where a block
    ended; so `why_not_whole` takes an end like that for an interruption.
    """

    def __init__(self) -> None:
        self._data = bytearray()
        self._come: list[tuple[int, int]] = []
        self._first = 0
        self._last = (0, 0)
        self.is_too_large = False

    @property
    def size(self) -> int:
        """How long it is, holes included."""
        return len(self._data)

    @property
    def data(self) -> bytes:
        """All of it."""
        return bytes(self._data)

    def read(self, offset: int, size: int) -> bytes:
        """What came so far, with zeros in the holes."""
        return bytes(self._data[offset : offset + size])

    def write(self, offset: int, data: bytes) -> None:
        """Take bytes; raises `Invalid` where the file would become too large."""
        end = offset + len(data)
        if end > LARGEST:
            self.is_too_large = True
            self._data.clear()
            raise Invalid(too_large())
        if self.is_too_large or not data:
            return
        if len(self._data) < offset:
            self._data.extend(bytes(offset - len(self._data)))
        self._data[offset:end] = data
        self._note(offset, end)
        if offset == 0:
            self._first = len(data)
        if end == len(self._data):
            self._last = (offset, len(data))

    def _note(self, start: int, end: int) -> None:
        kept = []
        for each_start, each_end in self._come:
            if each_end < start or each_start > end:
                kept.append((each_start, each_end))
            else:
                start, end = min(start, each_start), max(end, each_end)
        self._come = sorted([*kept, (start, end)])
        if len(self._come) > _MOST_PIECES:
            raise Invalid("It comes in too many pieces. Please upload it from start to end.")

    def resize(self, size: int) -> None:
        """Cut off at a size; raises `Invalid` where that is more than there is."""
        if size > len(self._data):
            raise Invalid("A file grows here by what is written into it.")
        if size == len(self._data):
            return  # OpenSSH's scp says at its end how long the file is, interrupted or not.
        del self._data[size:]
        self._come = [(start, min(end, size)) for start, end in self._come if start < size]
        self._last = (0, size)

    def why_not_whole(self) -> str:
        """Why it can't be taken as it is, in words for its writer; empty if it can."""
        if self.is_too_large:
            return too_large()
        if not self._data:
            return "It is empty."
        if self._come != [(0, len(self._data))]:
            return "A part of it is missing: the upload was interrupted. Please upload it again."
        if self._ends_with_a_block():
            return (
                "It ends just where an interrupted upload would, so it may not be whole. If it is, "
                "add an empty line at its end and upload it again."
            )
        return ""

    def _ends_with_a_block(self) -> bool:
        offset, length = self._last
        if offset:
            return length == self._first
        # In one write: clients send round numbers of bytes, and people seldom write such.
        return len(self._data) >= _A_BLOCK and len(self._data) % _ROUND == 0


def too_large() -> str:
    """That a file has no room, and what to do."""
    return (
        f"It is over {LARGEST // 1024:,} KiB long, which is the most that is taken at once. "
        "Please send it in parts."
    )
