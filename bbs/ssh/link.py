"""What is under way to a client, by the kernel's count and by a fence from end to end.

Behind a proxy, Tor or a jump host the kernel is told at once that all arrived. A keepalive request
is answered by the client itself, after what was sent before it.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import socket
import struct
import termios
from collections import deque
from collections.abc import Callable
from typing import Any

import asyncssh

SEND_BUFFER = 16 * 1024
# A packet's head, padding and tag, beside what it carries.
_PACKET = 40
_FENCE_EVERY = 256
_PROBE_EVERY = 8 * 1024
_TAIL = 0.06
_LOOK = 0.02
_MOST_FENCES = 32
SILENT = 60.0
"""Seconds after which a fence that nobody answers means that nobody reads."""
# In Linux's tcp_info: the smoothed and the least round trip, in microseconds.
_RTT, _LEAST_RTT, _INFO = 68, 148, 152


def keep_buffer_small(connection: asyncssh.SSHServerConnection) -> None:
    """Let little wait in the kernel, where it can't be taken back for something newer."""
    sock = connection.get_extra_info("socket")
    if sock is not None:
        with contextlib.suppress(OSError):
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)


class ClientLink:
    """The line of one channel."""

    def __init__(self, connection: Any, channel: Any, on_silence: Callable[[], None]) -> None:
        """Watch what `channel` sends over `connection`; `on_silence` where nobody reads it."""
        self._connection = connection
        self._channel = channel
        self._on_silence = on_silence
        self._socket = connection.get_extra_info("socket")
        self._loop = asyncio.get_running_loop()
        self._written = self._fenced = self._arrived = 0
        self._fences: deque[asyncio.Task[None]] = deque()
        self._least = 0.0
        self.has_tail = False
        """Whether a part of the way lies beyond what the kernel sees."""

    def wrote(self, size: int) -> None:
        """Count what was sent, and put a fence behind it now and then."""
        self._written += size + _PACKET
        every = _FENCE_EVERY if self.has_tail else _PROBE_EVERY
        if self._written - self._fenced >= every or not self._fenced:
            self._put_fence()

    def in_flight(self) -> int:
        """Bytes that were written and have not arrived."""
        waiting = self._waiting()
        if not self.has_tail:
            return waiting
        unanswered = self._written - self._arrived
        if unanswered and not self._fences:
            # Somebody asks, so it matters: what lies behind the last fence would never be answered.
            self._put_fence()
        return max(waiting, unanswered)

    def _put_fence(self) -> None:
        if len(self._fences) < _MOST_FENCES:
            self._fenced = self._written
            self._fences.append(self._loop.create_task(self._fence(self._written), name="fence"))

    def round_trip(self) -> float:
        """The least time that something and its answer took, in seconds."""
        return max(self._least if self.has_tail else 0.0, self._kernel(_LEAST_RTT))

    def is_slow(self) -> bool:
        """Whether the line answers so late that every byte counts."""
        return max(self._least, self._kernel(_RTT)) > _SLOW

    def close(self) -> None:
        """Wait for no answer any more."""
        for fence in self._fences:
            fence.cancel()

    async def _fence(self, written: int) -> None:
        """Ask, and wait for the answer; what the kernel saw meanwhile tells whether it sees all."""
        begun = self._loop.time()
        drained = None
        asked = asyncio.ensure_future(self._ask())
        try:
            while not asked.done():
                if drained is None and not self._waiting():
                    drained = self._loop.time()
                await asyncio.wait((asked,), timeout=_LOOK)
                if self._loop.time() - begun > SILENT:
                    # The kernel may still take what nobody will read.
                    self._on_silence()
                    return
            if not asked.result():
                return
        finally:
            asked.cancel()
            if self._fences:
                self._fences.popleft()
        now = self._loop.time()
        took = now - begun
        self._least = min(self._least or took, took)
        self._arrived = max(self._arrived, written)
        if drained is not None:
            self.has_tail = now - drained > _TAIL + 2 * self._kernel(_RTT)

    async def _ask(self) -> bool:
        try:
            await self._connection._make_global_request(b"keepalive@openssh.com")
        except (asyncssh.Error, OSError):
            return False
        return True

    def _waiting(self) -> int:
        transport = getattr(self._connection, "_transport", None)
        held: int = self._channel.get_write_buffer_size()
        if transport is not None:
            held += transport.get_write_buffer_size()
        try:
            raw = fcntl.ioctl(self._socket.fileno(), termios.TIOCOUTQ, b"\0\0\0\0")
        except (OSError, ValueError, AttributeError):
            return held
        return held + int(struct.unpack("i", raw)[0])

    def _kernel(self, offset: int) -> float:
        try:
            info = self._socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _INFO)
        except (OSError, ValueError, AttributeError):
            return 0.0
        if len(info) < offset + 4:
            return 0.0
        return float(struct.unpack_from("I", info, offset)[0]) / 1e6


_SLOW = 0.25
"""Seconds of round trip from which on a line is a slow one."""
