"""SFTP over a tree that is handed in. No operation reaches the disk: each of asyncssh's is ours.

A path that a client sends is taken apart into names and goes to the tree; there is no folder of
the server's that it could lead to, and no link that it could follow.
"""

from __future__ import annotations

import logging
import posixpath
import stat as modes
from collections.abc import AsyncIterator, Callable, Coroutine
from datetime import UTC, datetime
from functools import wraps
from typing import Any, Concatenate, NoReturn, ParamSpec, TypeVar

import asyncssh
from asyncssh import SFTPAttrs, SFTPName
from asyncssh.constants import FXF_APPEND, FXF_CREAT, FXF_EXCL, FXF_TRUNC, FXF_WRITE

from bbs.errors import BBSError, Locked, NotFound, Refused
from bbs.files import FileInfo, FileTree, OpenFile, Place

log = logging.getLogger("bbs.ssh")

LONGEST_PATH = 1_024
LARGEST_READ = 64 * 1024
"""Bytes in one answer; a client that wants more asks again."""

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_SORRY = "We are sorry: something went wrong on our side. Please try again."
_ONLY_OUTBOX = "Only /outbox takes files."
_NO_LINKS = "There are no links here."
_NO_FOLDERS = "No folder can be made or removed here. Upload files into /outbox."

Args = ParamSpec("Args")
Result = TypeVar("Result")


def _told(
    operation: Callable[Concatenate[FileServer, Args], Coroutine[Any, Any, Result]],
) -> Callable[Concatenate[FileServer, Args], Coroutine[Any, Any, Result]]:
    """Let nothing leave an operation but an SFTP error with words for the member."""

    @wraps(operation)
    async def telling(self: FileServer, *args: Args.args, **kwargs: Args.kwargs) -> Result:
        try:
            return await operation(self, *args, **kwargs)
        except BBSError as error:
            raise _status(error) from None
        except (asyncssh.SFTPError, asyncssh.DisconnectError):
            raise
        except Exception as error:
            # The error's own words may quote a member or a path, so only its kind is told.
            log.error("a file operation failed: %s", type(error).__name__)
            raise asyncssh.SFTPFailure(_SORRY) from None

    return telling  # type: ignore[return-value]


def _status(error: BBSError) -> asyncssh.SFTPError:
    if isinstance(error, NotFound):
        return asyncssh.SFTPNoSuchFile(error.message)
    if isinstance(error, Refused | Locked):
        return asyncssh.SFTPPermissionDenied(error.message)
    return asyncssh.SFTPFailure(error.message)


def place_of(path: bytes) -> Place:
    """The names in a path, which starts at the root whether it says so or not.

    Raises `NotFound` where no name can be what it says; `..` at the root stays there.
    """
    if len(path) > LONGEST_PATH or b"\0" in path:
        raise NotFound("No file has such a name.")
    try:
        text = path.decode("utf-8")
    except UnicodeDecodeError:
        raise NotFound("Names are written in UTF-8 here, and this one isn't.") from None
    return tuple(filter(None, posixpath.normpath(f"/{text}").split("/")))


class Held:
    """A file that a client holds open, and whether each write goes to its end."""

    def __init__(self, file: OpenFile, *, appends: bool = False) -> None:
        """Hold `file`."""
        self.file = file
        self.appends = appends


class FileServer(asyncssh.SFTPServer):
    """Answers a client's operations out of a tree."""

    def __init__(self, channel: Any, tree: FileTree) -> None:
        """Serve `tree` on a channel."""
        super().__init__(channel)
        self._tree = tree

    # Where things are. The names that asyncssh would map to the disk's stay what they are.

    def map_path(self, path: bytes) -> NoReturn:
        """No path is one of the server's."""
        raise asyncssh.SFTPOpUnsupported("There is no disk here.")

    reverse_map_path = map_path

    @_told
    async def realpath(self, path: bytes) -> bytes:
        """The path from the root on, without a look at what is there."""
        return b"/" + "/".join(place_of(path)).encode()

    @_told
    async def stat(self, path: bytes) -> SFTPAttrs:
        """What is told of a file or folder."""
        return _attributes(await self._tree.info(place_of(path)))

    lstat = stat

    @_told
    async def folder(self, path: bytes) -> Place:
        """The place of a folder; asked before it is listed, so that the first answer tells."""
        place = place_of(path)
        if not (await self._tree.info(place)).is_folder:
            raise asyncssh.SFTPFailure("That is a file, not a folder.")
        return place

    async def scandir(self, path: bytes) -> AsyncIterator[SFTPName]:
        """What is in a folder, as the tree hands it out."""
        names = self._tree.listing(await self.folder(path))
        own = _attributes(FileInfo("", datetime.now(UTC), is_folder=True))
        for dots in (b".", b".."):
            yield SFTPName(dots, attrs=own)
        while (info := await self._following(names)) is not None:
            yield SFTPName(info.name.encode(), attrs=_attributes(info))

    @_told
    async def _following(self, names: AsyncIterator[FileInfo]) -> FileInfo | None:
        return await anext(names, None)

    # Names for a listing. What the server's own accounts are called is nobody's business.

    def format_user(self, uid: int | None) -> str:
        """Whose a file is."""
        return "lamplight"

    def format_group(self, gid: int | None) -> str:
        """Which group's a file is."""
        return "lamplight"

    def format_longname(self, name: SFTPName) -> None:
        """A line as `ls -l` has it, with the moment in UTC."""
        attrs, filename = name.attrs, name.filename
        moment = datetime.fromtimestamp(attrs.mtime or 0, UTC)
        is_recent = abs((datetime.now(UTC) - moment).days) < 182
        when = f"{moment:%H:%M}" if is_recent else f" {moment.year}"
        name.longname = (
            f"{modes.filemode(attrs.permissions or 0)} {attrs.nlink or 1:>3} "
            f"{self.format_user(None):<9} {self.format_group(None):<9} {attrs.size or 0:>9} "
            f"{_MONTHS[moment.month - 1]} {moment.day:>2} {when} "
        ).encode() + (filename if isinstance(filename, bytes) else filename.encode())

    # Files.

    @_told
    async def open(self, path: bytes, pflags: int, attrs: SFTPAttrs) -> Held:
        """Open a file; one that is written lies in the outbox."""
        place = place_of(path)
        if not pflags & (FXF_WRITE | FXF_APPEND):
            return Held(await self._tree.open(place))
        file = await self._tree.create(
            place,
            may_make=bool(pflags & FXF_CREAT),
            must_make=bool(pflags & FXF_EXCL),
            is_emptied=bool(pflags & FXF_TRUNC),
        )
        return Held(file, appends=bool(pflags & FXF_APPEND))

    @_told
    async def open56(
        self, path: bytes, desired_access: int, flags: int, attrs: SFTPAttrs
    ) -> NoReturn:
        """Only version 3 is spoken, in which nobody asks so."""
        raise asyncssh.SFTPOpUnsupported("Version 3 of SFTP is spoken here.")

    @_told
    async def read(self, file_obj: Any, offset: int, size: int) -> bytes:
        """Bytes of an open file."""
        return await _held(file_obj).read(offset, min(size, LARGEST_READ))

    @_told
    async def write(self, file_obj: Any, offset: int, data: bytes) -> int:
        """Put bytes into an open file."""
        file = _held(file_obj)
        if file_obj.appends:
            offset = file.info().size
        await file.write(offset, data)
        return len(data)

    @_told
    async def close(self, file_obj: Any) -> None:
        """The client closes a file: what it wrote is whole."""
        await _held(file_obj).close()

    def abandon(self, file_obj: Any) -> None:
        """The line dropped before a file was closed."""
        _held(file_obj).abandon()

    @_told
    async def fstat(self, file_obj: Any) -> SFTPAttrs:
        """What is told of an open file."""
        return _attributes(_held(file_obj).info())

    @_told
    async def setstat(self, path: bytes, attrs: SFTPAttrs) -> None:
        """Cut a file off. Times and modes of uploads are taken and mean nothing."""
        place = place_of(path)
        if not (await self._tree.info(place)).is_writable:
            raise asyncssh.SFTPPermissionDenied(_ONLY_OUTBOX)
        if attrs.size is not None:
            await self._tree.resize(place, attrs.size)

    lsetstat = setstat

    @_told
    async def fsetstat(self, file_obj: Any, attrs: SFTPAttrs) -> None:
        """Cut an open file off. Times and modes of uploads are taken and mean nothing."""
        file = _held(file_obj)
        if not file.info().is_writable:
            raise asyncssh.SFTPPermissionDenied(_ONLY_OUTBOX)
        if attrs.size is not None:
            await file.resize(attrs.size)

    @_told
    async def fsync(self, file_obj: Any) -> None:
        """Nothing lies anywhere that could be lost before it is closed."""
        _held(file_obj)

    @_told
    async def rename(self, oldpath: bytes, newpath: bytes) -> None:
        """Give a file another name that no file has."""
        await self._tree.rename(place_of(oldpath), place_of(newpath), may_replace=False)

    @_told
    async def posix_rename(self, oldpath: bytes, newpath: bytes) -> None:
        """Give a file another name, in the place of one that has it."""
        await self._tree.rename(place_of(oldpath), place_of(newpath), may_replace=True)

    @_told
    async def remove(self, path: bytes) -> None:
        """Throw a file away."""
        await self._tree.remove(place_of(path))

    # What there is not.

    async def mkdir(self, path: bytes, attrs: SFTPAttrs) -> None:
        """Folders are what they are."""
        raise asyncssh.SFTPPermissionDenied(_NO_FOLDERS)

    async def rmdir(self, path: bytes) -> None:
        """Folders are what they are."""
        raise asyncssh.SFTPPermissionDenied(_NO_FOLDERS)

    async def readlink(self, path: bytes) -> bytes:
        """There are no links to read."""
        raise asyncssh.SFTPFailure(_NO_LINKS)

    async def symlink(self, oldpath: bytes, newpath: bytes) -> None:
        """There are no links."""
        raise asyncssh.SFTPPermissionDenied(_NO_LINKS)

    async def link(self, oldpath: bytes, newpath: bytes) -> None:
        """There are no links."""
        raise asyncssh.SFTPPermissionDenied(_NO_LINKS)

    async def lock(self, file_obj: object, offset: int, length: int, flags: int) -> None:
        """Nobody else writes into one's outbox."""
        raise asyncssh.SFTPOpUnsupported("There are no locks here.")

    async def unlock(self, file_obj: object, offset: int, length: int) -> None:
        """Nobody else writes into one's outbox."""
        raise asyncssh.SFTPOpUnsupported("There are no locks here.")

    async def statvfs(self, path: bytes) -> NoReturn:
        """There is no disk whose room could be told."""
        raise asyncssh.SFTPOpUnsupported("There is no disk here.")

    async def fstatvfs(self, file_obj: object) -> NoReturn:
        """There is no disk whose room could be told."""
        raise asyncssh.SFTPOpUnsupported("There is no disk here.")

    def exit(self) -> None:
        """Nothing is left open: the handler has closed or abandoned all."""


def _held(file_obj: Any) -> OpenFile:
    held: Held = file_obj
    return held.file


def _attributes(info: FileInfo) -> SFTPAttrs:
    # Everything is for whoever is asking. An owner would be one of the client's own accounts, so
    # there is none, and a client that checks modes by itself still lets its user write.
    mode = (modes.S_IFDIR | 0o555) if info.is_folder else (modes.S_IFREG | 0o444)
    if info.is_writable:
        mode |= 0o222
    seconds = max(0, int(info.changed_at.timestamp()))
    return SFTPAttrs(size=info.size, permissions=mode, atime=seconds, mtime=seconds, nlink=1)
