"""One channel: a pty, and the face that lives on it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import Any

import asyncssh

from bbs.ssh.caps import keep_few_variables
from bbs.ssh.entry import Entry, Face, Line, MakeFace, MakeTree, Ways
from bbs.ssh.idle import Idle
from bbs.ssh.link import ClientLink
from bbs.ssh.sftpwire import FileChannel

log = logging.getLogger("bbs.ssh")

_BUFFERED = 64 * 1024
_DRAINED = 16 * 1024
_LONGEST_TERM = 64
_PATIENCE = 0.05
_GIVING_UP = 8.0
_ONE_IS_ENOUGH = (
    "This connection shows Lamplight already. For another window make another connection "
    "(`ssh -S none ...` where yours are shared)."
)
_STILL_THERE = (
    "No key has come for a while. Press any key to stay; otherwise this session ends in "
    "{minutes}, and what you are writing is kept as a draft."
)
_TOO_LONG_IDLE = (
    "No key came for a long while, so this session has ended.\n"
    "Whatever you were writing is kept as a draft. Please come back whenever you like."
)
_APOLOGY = (
    "We are sorry: something went wrong on our side, and this session had to end. "
    "What was sent is safe. Please connect again."
)


class Sessions:
    """The sessions that are alive, so that a stopping server can end them kindly."""

    def __init__(self) -> None:
        self._alive: dict[Session, asyncio.Task[None]] = {}

    def __len__(self) -> int:
        return len(self._alive)

    def add(self, session: Session, task: asyncio.Task[None]) -> None:
        """Count a session in until its task is done."""
        self._alive[session] = task
        task.add_done_callback(lambda _: self._alive.pop(session, None))

    async def drain(self, why: str, seconds: float) -> None:
        """Tell all why they must end, and give them time to keep what was typed."""
        tasks = list(self._alive.values())
        for session in list(self._alive):
            session.hang_up(why)
        if tasks:
            await asyncio.wait(tasks, timeout=seconds)


class Session(asyncssh.SSHServerSession[bytes]):
    """Ties a channel to a face, from the pty request to the last word."""

    def __init__(
        self,
        entry: Entry,
        make_face: MakeFace,
        make_tree: MakeTree,
        sessions: Sessions,
        closed: Callable[[], None],
        idle_seconds: float = 0,
    ) -> None:
        """Serve whoever `entry` says on one channel, unless no key comes for `idle_seconds`."""
        self._entry = entry
        self._make_face = make_face
        self._make_tree = make_tree
        self._sessions = sessions
        self._closed = closed
        self._idle_seconds = idle_seconds
        self._idle: Idle | None = None
        self._channel: Any = None
        self._connection: Any = None
        self._link: ClientLink | None = None
        self._face: Face | None = None
        self._files: FileChannel | None = None
        self._has_pty = False
        self._command: str | None = None
        self._may_write = asyncio.Event()
        self._may_write.set()
        self._term = ""
        self._size = (0, 0)

    def connection_made(self, chan: asyncssh.SSHServerChannel[bytes]) -> None:
        """Take the channel."""
        self._channel = chan
        self._connection = chan.get_connection()
        keep_few_variables(chan)
        chan.set_write_buffer_limits(high=_BUFFERED, low=_DRAINED)

    def pty_requested(self, term_type: str, term_size: Any, term_modes: Any) -> bool:
        """Note the terminal's name and size."""
        self._has_pty = True
        self._term = term_type[:_LONGEST_TERM]
        self._size = (term_size[0], term_size[1])
        return True

    def shell_requested(self) -> bool:
        """A face will come."""
        return True

    def exec_requested(self, command: str) -> bool:
        """Note the command; its face is one that answers it and ends."""
        self._command = command
        return True

    def subsystem_requested(self, subsystem: str) -> bool:
        """Files have a subsystem of their own, which the channel is left to."""
        ways = Ways(self.hang_up, self._give_up)
        made = self._make_tree(self._entry, ways) if subsystem == "sftp" else None
        if made is not None:
            self._files = FileChannel(self._channel, *made, self._give_up)
        return self._files is not None

    def session_started(self) -> None:
        """Start the face, or the files."""
        self._idle = Idle(self._idle_seconds, self._warn, self._end_idle)
        if self._files is not None:
            self._sessions.add(self, asyncio.create_task(self._files.run(), name="files"))
            return
        if self._command is None and self._connection.has_face:
            self._channel.write_stderr((_ONE_IS_ENOUGH + "\r\n").encode())
            self._channel.exit(1)
            return
        self._link = ClientLink(self._connection, self._channel, self._give_up)
        line = Line(
            term=self._term if self._has_pty else "",
            environment=dict(self._channel.get_environment()),
            size=self._size,
            write=self._write,
            link=self._link,
            give_up=self._give_up,
            has_pty=self._has_pty,
            command=self._command,
            write_error=self._write_error,
            drained=self._drained,
        )
        self._face = self._make_face(self._entry, line)
        if self._command is None:
            self._connection.has_face = True
        self._sessions.add(self, asyncio.create_task(self._live(self._face), name="session"))

    def data_received(self, data: bytes, datatype: Any) -> None:
        """Pass on what was typed."""
        if self._idle is not None:
            self._idle.touch()
        if self._files is not None:
            self._files.stream.data_received(data, datatype)
        elif self._face is not None:
            self._face.feed(data)
            if self._face.is_behind():
                self._channel.pause_reading()
                asyncio.get_running_loop().call_later(_PATIENCE, self._read_on)

    def _read_on(self) -> None:
        if self._face is not None and self._face.is_behind():
            asyncio.get_running_loop().call_later(_PATIENCE, self._read_on)
        elif not self._channel.is_closing():
            self._channel.resume_reading()

    def eof_received(self) -> bool:
        """Nobody will type any more; what was asked for is still answered."""
        if self._files is not None:
            return self._files.stream.eof_received()
        if self._face is not None:
            self._face.end_input()
        return True

    def pause_writing(self) -> None:
        """Very much waits to be read."""
        self._may_write.clear()
        if self._files is not None:
            self._files.stream.pause_writing()

    def resume_writing(self) -> None:
        """Most of it was read."""
        self._may_write.set()
        if self._files is not None:
            self._files.stream.resume_writing()

    def terminal_size_changed(self, width: int, height: int, pixwidth: int, pixheight: int) -> None:
        """Pass on the new size."""
        if self._face is not None:
            self._face.resize(width, height)

    def connection_lost(self, exc: Exception | None) -> None:
        """The line dropped: end the face, which keeps what was typed."""
        self._closed()
        if self._idle is not None:
            self._idle.close()
        self._may_write.set()
        if self._files is not None:
            self._files.stream.connection_lost(exc)
        if self._link is not None:
            self._link.close()
        self.hang_up()

    def hang_up(self, why: str = "") -> None:
        """End the face soon."""
        if self._files is not None:
            self._files.hang_up()
        if self._face is not None:
            self._face.hang_up(why)

    async def _live(self, face: Face) -> None:
        farewell = _APOLOGY
        try:
            farewell = await face.run()
        except Exception as error:
            # The error's own words may quote a member, so only its kind is told.
            log.error("session failed: %s", type(error).__name__)
        finally:
            self._face = None
            if self._command is None:
                self._connection.has_face = False
            if farewell:
                end = "\r\n" if self._has_pty else "\n"
                self._write(f"{farewell}\n".replace("\n", end).encode())
            with contextlib.suppress(OSError, asyncssh.Error):
                self._channel.exit(face.status)

    def _write(self, data: bytes) -> None:
        if not self._channel.is_closing():
            # The other end may go between the question and the write.
            with contextlib.suppress(BrokenPipeError):
                self._channel.write(data)
                if self._link is not None:
                    self._link.wrote(len(data))

    def _warn(self, seconds: float) -> None:
        if self._face is not None and self._command is None:
            minutes = max(1, round(seconds / 60))
            left = "a minute" if minutes == 1 else f"{minutes} minutes"
            self._face.warn(_STILL_THERE.format(minutes=left))

    def _end_idle(self) -> None:
        self.hang_up(_TOO_LONG_IDLE if self._command is None else "")

    def _write_error(self, data: bytes) -> None:
        if not self._channel.is_closing():
            with contextlib.suppress(BrokenPipeError):
                self._channel.write_stderr(data)

    async def _drained(self) -> None:
        await self._may_write.wait()

    def _give_up(self) -> None:
        """Nobody reads: keep what was typed, and drop the line, with all that waits for it."""
        self.hang_up()
        asyncio.get_running_loop().call_later(_GIVING_UP, self._connection.abort)
