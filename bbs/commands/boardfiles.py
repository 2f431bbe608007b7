"""/boards: a folder a board, in it a folder a month, in it a file a thread."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import AsyncIterator
from datetime import datetime

from bbs.commands.openfiles import PagedFile, Pages
from bbs.errors import NotFound, Refused
from bbs.files import FileInfo, OpenFile, Place
from bbs.policy import Actor
from bbs.seam import call
from bbs.services import archive
from bbs.views import FolderView, ThreadFile

POSTS_AT_ONCE = 20
FILES_AT_ONCE = 128
_NAME = re.compile(r"([0-9]{1,18})(-.*)?\.txt")
_LONGEST_TITLE = 60
_LONGEST_TITLE_BYTES = 150


def file_name(thread_id: int, title: str) -> str:
    """A thread's file: its number, and of its title what any file system takes."""
    kept = "".join(each if unicodedata.category(each)[0] in "LMN" else "-" for each in title)
    words = re.sub("-+", "-", kept.lower())[:_LONGEST_TITLE]
    short = words.encode()[:_LONGEST_TITLE_BYTES].decode(errors="ignore").strip("-")
    return f"{thread_id}-{short}.txt" if short else f"{thread_id}.txt"


class BoardFiles:
    """The boards that somebody may read, as files."""

    def __init__(self, actor: Actor, now: datetime, pages: Pages) -> None:
        """Show `actor` the boards; `now` stands where nothing ever happened."""
        self._actor = actor
        self._now = now
        self._pages = pages

    async def info(self, place: Place) -> FileInfo:
        """What is told of a board, a month or a thread."""
        match place:
            case ():
                return FileInfo("boards", self._now, is_folder=True)
            case (slug,):
                return self._folder(await call(archive.board_folder, self._actor, slug))
            case (slug, month):
                return self._folder(await call(archive.month_folder, self._actor, slug, month))
            case _:
                return _file(await self._thread(place))

    async def listing(self, place: Place) -> AsyncIterator[FileInfo]:
        """Boards, months, or threads a page at a time."""
        match place:
            case ():
                for board in await call(archive.board_folders, self._actor):
                    yield self._folder(board)
            case (slug,):
                for month in await call(archive.month_folders, self._actor, slug):
                    yield self._folder(month)
            case (slug, month_name):
                after = 0
                while True:
                    files = await call(
                        archive.thread_files,
                        self._actor,
                        slug,
                        month_name,
                        after=after,
                        limit=FILES_AT_ONCE,
                    )
                    for file in files:
                        yield _file(file)
                    if len(files) < FILES_AT_ONCE:
                        return
                    after = files[-1].id

    async def open(self, place: Place) -> OpenFile:
        """Open a thread's file."""
        if len(place) < 3:
            raise Refused("That is a folder, not a file.")
        file = await self._thread(place)

        async def fetch(at: int) -> bytes:
            return await call(
                archive.text, self._actor, file, at * POSTS_AT_ONCE + 1, limit=POSTS_AT_ONCE
            )

        return PagedFile(_file(file), fetch, self._pages)

    async def _thread(self, place: Place) -> ThreadFile:
        # The number alone says which one it is: a name that was listed before the title was
        # changed still leads there.
        found = _NAME.fullmatch(place[2]) if len(place) == 3 else None
        if found is None:
            raise NotFound("There is no such file.")
        return await call(archive.thread_file, self._actor, place[0], place[1], int(found[1]))

    def _folder(self, folder: FolderView) -> FileInfo:
        return FileInfo(folder.name, folder.changed_at or self._now, is_folder=True)


def _file(file: ThreadFile) -> FileInfo:
    return FileInfo(file_name(file.id, file.title), file.changed_at, size=file.size)
