"""Files that are made a page at a time."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random

import pytest

from bbs.commands.openfiles import PagedFile, Pages, WholeFile
from bbs.errors import Busy, Refused
from bbs.files import FileInfo

NOW = datetime(2026, 5, 4, tzinfo=UTC)
PAGES = [bytes([at]) * (50 + 37 * at) for at in range(12)]
WHOLE = b"".join(PAGES)


class Source:
    """Makes the pages, and notes which."""

    def __init__(self, pages: list[bytes]) -> None:
        self.pages = list(pages)
        self.made: list[int] = []

    async def fetch(self, at: int) -> bytes:
        self.made.append(at)
        return self.pages[at] if at < len(self.pages) else b""


def opened(source: Source, pages: Pages | None = None) -> PagedFile:
    size = sum(map(len, source.pages))
    return PagedFile(FileInfo("file", NOW, size=size), source.fetch, pages or Pages())


@pytest.mark.parametrize("block", [1, 7, 100, 1_000, 100_000])
async def test_read_in_order_each_page_is_made_once(block: int) -> None:
    source = Source(PAGES)
    file, data = opened(source), b""
    while part := await file.read(len(data), block):
        assert len(part) == block or len(data) + len(part) == len(WHOLE)
        data += part
    assert data == WHOLE
    assert source.made == [*range(12)] or source.made == [*range(13)]


async def test_read_anywhere() -> None:
    rng, file = Random(2), opened(Source(PAGES))
    for _ in range(300):
        offset, size = rng.randrange(len(WHOLE) + 50), rng.randrange(1, 900)
        assert await file.read(offset, size) == WHOLE[offset : offset + size]


async def test_beyond_the_end_nothing_is_made() -> None:
    source = Source(PAGES)
    file = opened(source)
    for offset in (len(WHOLE), 2**40, 2**64 - 1):
        assert await file.read(offset, 65_536) == b""
    assert source.made == []


async def test_few_pages_of_all_files_are_kept() -> None:
    pages = Pages()
    files = [opened(Source(PAGES), pages) for _ in range(20)]
    for file in files:
        assert await file.read(0, len(WHOLE)) == WHOLE
    assert len(pages._pages) == 4
    for file in files:
        await file.close()
    assert len(pages._pages) == 0


async def test_a_page_that_changed_is_not_passed_off_as_the_same() -> None:
    source = Source(PAGES)
    file = opened(source)
    assert await file.read(0, len(WHOLE)) == WHOLE
    source.pages[1] += b"longer"
    with pytest.raises(Busy, match="fetch it again"):
        await file.read(60, 10)


async def test_none_is_written_to() -> None:
    for file in (opened(Source(PAGES)), WholeFile(FileInfo("file", NOW), b"data")):
        with pytest.raises(Refused):
            await file.write(0, b"x")
        with pytest.raises(Refused):
            await file.resize(0)
    assert await WholeFile(FileInfo("file", NOW), b"data").read(1, 2) == b"at"
