"""Files that are read: whole ones, and such as are made a page at a time."""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from bbs.errors import Busy, Refused
from bbs.files import FileInfo

ONLY_OUTBOX = "Only /outbox takes files."

_MOST_PAGES = 4


class Readable:
    """A file that is not written to."""

    def __init__(self, info: FileInfo) -> None:
        """Open the file that `info` tells of."""
        self._info = info

    def info(self) -> FileInfo:
        """What was told of it when it was opened."""
        return self._info

    async def write(self, offset: int, data: bytes) -> None:
        """Refuse."""
        raise Refused(ONLY_OUTBOX)

    async def resize(self, size: int) -> None:
        """Refuse."""
        raise Refused(ONLY_OUTBOX)

    async def close(self) -> None:
        """Nothing is left to do."""

    def abandon(self) -> None:
        """Nothing is left to do."""


class WholeFile(Readable):
    """A file that is in memory as a whole."""

    def __init__(self, info: FileInfo, data: bytes) -> None:
        """Open `data`."""
        super().__init__(info)
        self._data = data

    async def read(self, offset: int, size: int) -> bytes:
        """Bytes from `offset` on."""
        return self._data[offset : offset + size]


class Pages:
    """The pages that were read last, of all files that one client holds open."""

    def __init__(self) -> None:
        self._pages: OrderedDict[tuple[object, int], bytes] = OrderedDict()

    def get(self, file: object, at: int) -> bytes | None:
        """A page that is still there."""
        if (page := self._pages.get((file, at))) is not None:
            self._pages.move_to_end((file, at))
        return page

    def put(self, file: object, at: int, page: bytes) -> None:
        """Keep a page, and let the one go that was read longest ago."""
        self._pages[file, at] = page
        while len(self._pages) > _MOST_PAGES:
            self._pages.popitem(last=False)

    def forget(self, file: object) -> None:
        """Let a file's pages go."""
        for key in [each for each in self._pages if each[0] is file]:
            del self._pages[key]


class PagedFile(Readable):
    """A file that is made page by page; of those behind only their lengths are kept.

    `fetch` makes the page of a number, counted from 0; the one after the last is empty.
    """

    def __init__(
        self, info: FileInfo, fetch: Callable[[int], Awaitable[bytes]], pages: Pages
    ) -> None:
        """Open what `fetch` makes, with its latest pages in `pages`."""
        super().__init__(info)
        self._fetch = fetch
        self._pages = pages
        self._starts = [0]

    async def read(self, offset: int, size: int) -> bytes:
        """Bytes from `offset` on, fewer than `size` at the end only: clients rely on it."""
        parts: list[bytes] = []
        if offset >= self._info.size:
            return b""  # However far away: no page is made to find out.
        at = bisect_right(self._starts, offset) - 1
        while size > 0 and (page := await self._page(at)):
            skipped = offset - self._starts[at]
            part = page[skipped : skipped + size]
            parts.append(part)
            offset, size, at = offset + len(part), size - len(part), at + 1
        return b"".join(parts)

    async def _page(self, at: int) -> bytes:
        if (page := self._pages.get(self, at)) is not None:
            return page
        page = await self._fetch(at)
        end = self._starts[at] + len(page)
        if at + 1 == len(self._starts):
            if page:
                self._starts.append(end)
        elif end != self._starts[at + 1]:
            raise Busy("This was changed while it was being read. Please fetch it again.")
        self._pages.put(self, at, page)
        return page

    async def close(self) -> None:
        """Let its pages go."""
        self._pages.forget(self)

    def abandon(self) -> None:
        """Let its pages go."""
        self._pages.forget(self)
