"""SFTP on a channel: asyncssh's handler with bounds, which it has none of its own.

It leans on private parts of asyncssh's; see docs/decisions/0002-pins.md.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import Any, ClassVar

import asyncssh
from asyncssh.constants import FXP_OPEN, FXP_OPENDIR
from asyncssh.misc import Error
from asyncssh.packet import SSHPacket
from asyncssh.sftp import SFTPLimits, SFTPServerHandler
from asyncssh.stream import SSHReader, SSHServerStreamSession, SSHWriter

from bbs.files import FileTree
from bbs.ssh.sftp import LARGEST_READ, FileServer

log = logging.getLogger("bbs.ssh")

MOST_OPEN = 64
"""Files and folders that a client may hold open on one channel."""
LARGEST_WRITE = 255 * 1024
_LARGEST_PACKET = 256 * 1024
_BUFFERED = 256 * 1024
_LOOK = 0.005
PATIENCE = 60.0
"""Seconds for which a client may leave what it asked for unread."""

_KEPT = (b"posix-rename@openssh.com", b"fsync@openssh.com", b"lsetstat@openssh.com",
         b"limits@openssh.com")  # fmt: skip
_VERSION = 3


class _Handler(SFTPServerHandler):
    """Reads requests one at a time, and none before most of the answers has left."""

    # Without links, copies on the server, the disk's room, or the holes of a file on it.
    _extensions: ClassVar = [  # type: ignore[misc]
        each for each in SFTPServerHandler._extensions if each[0] in _KEPT
    ]

    def __init__(
        self,
        server: FileServer,
        reader: SSHReader[bytes],
        writer: SSHWriter[bytes],
        give_up: Callable[[], None],
    ) -> None:
        super().__init__(server, reader, writer, _VERSION)
        self._files = server
        self._give_up = give_up

    async def recv_packet(self) -> Any:
        """The next request; one that is too large ends the channel."""
        await self._drained()
        if self._reader is None:
            raise EOFError
        length = int.from_bytes(await self._reader.readexactly(4), "big")
        if length > _LARGEST_PACKET:
            raise asyncssh.SFTPBadMessage("This is too large for one packet.")
        return SSHPacket(await self._reader.readexactly(length))

    async def _drained(self) -> None:
        # Many small requests ask for much: who reads no answers must not fill the memory with them.
        if self._writer is None:
            return
        connection: Any = self._writer.channel.get_connection()
        try:
            async with asyncio.timeout(PATIENCE):
                await self._writer.drain()
                # asyncssh is told when the transport is full, and tells nobody.
                while _waiting(connection) > _BUFFERED:  # noqa: ASYNC110
                    await asyncio.sleep(_LOOK)
        except TimeoutError:
            self._give_up()
            raise EOFError from None

    def _has_room(self) -> None:
        if len(self._file_handles) + len(self._dir_handles) >= MOST_OPEN:
            raise asyncssh.SFTPFailure(
                f"{MOST_OPEN} files and folders are open already. Close some first."
            )

    async def _open(self, packet: Any) -> bytes:
        self._has_room()
        return await super()._process_open(packet)

    async def _open_folder(self, packet: Any) -> bytes:
        self._has_room()
        path = packet.get_string()
        packet.check_end()
        await self._files.folder(path)
        handle = self._get_next_handle()
        self._dir_handles[handle] = self._files.scandir(path)
        return handle

    async def _limits(self, packet: Any) -> SFTPLimits:
        packet.check_end()
        return SFTPLimits(_LARGEST_PACKET, LARGEST_READ, LARGEST_WRITE, MOST_OPEN)

    _packet_handlers: ClassVar[dict[int | bytes, Any]] = {  # type: ignore[misc]
        number: answer
        for number, answer in SFTPServerHandler._packet_handlers.items()
        if isinstance(number, int) or number in _KEPT
    } | {
        FXP_OPEN: _open,
        FXP_OPENDIR: _open_folder,
        b"limits@openssh.com": _limits,
    }  # fmt: skip

    async def _cleanup(self, exc: Exception | None) -> None:
        # asyncssh would close them, as if the client had: what was cut off would count as whole.
        for file in self._file_handles.values():
            self._files.abandon(file)
        self._file_handles = {}
        if self._writer is not None:
            # Before asyncssh closes the channel: scp takes an end without a status for an error.
            channel: Any = self._writer.channel
            with contextlib.suppress(OSError, Error):
                channel.exit(0)
        await super()._cleanup(exc)


def _waiting(connection: Any) -> int:
    transport = getattr(connection, "_transport", None)
    return 0 if transport is None else int(transport.get_write_buffer_size())


class FileChannel:
    """SFTP on one channel: what comes in goes to `stream`, which is a session of asyncssh's."""

    def __init__(
        self,
        channel: Any,
        tree: FileTree,
        over: Callable[[], None],
        give_up: Callable[[], None],
    ) -> None:
        """Serve `tree`; call `over` at the end, `give_up` where nobody reads any more."""
        self._channel = channel
        self._over = over
        self.stream: SSHServerStreamSession[bytes] = SSHServerStreamSession(None)
        self.stream.connection_made(channel)
        self._handler = _Handler(
            FileServer(channel, tree),
            SSHReader(self.stream, channel),
            SSHWriter(self.stream, channel),
            give_up,
        )

    async def run(self) -> None:
        """Serve until the client leaves."""
        try:
            await self._handler.run()
        except (OSError, EOFError, Error):
            pass  # The line dropped in the middle of something.
        except Exception as error:
            log.error("files failed: %s", type(error).__name__)
        finally:
            self._over()
            with contextlib.suppress(OSError, Error):
                self._channel.close()

    def hang_up(self) -> None:
        """End soon: no further request is read, and the one at hand is answered."""
        self.stream.connection_lost(None)
