"""A slow line: a proxy that lets bytes through to the client at a rate, and everything late."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

_TICK = 0.01
_SMALLEST = 1
"""The kernel makes of it the least that it has."""


class SlowLink:
    """Connections to one port, slowed down; `small` leaves nearly nothing in its own buffers."""

    def __init__(
        self, port: int, rate: float = 0.0, round_trip: float = 0.0, *, small: bool = False
    ) -> None:
        """Carry `rate` bytes a second down, 0: all; half of `round_trip`, in seconds, each way."""
        self._to = port
        self._rate = rate
        self._delay = round_trip / 2
        self._small = small
        self._tasks: set[asyncio.Task[None]] = set()
        self.port = 0
        self.carried = 0
        """Bytes that came down so far."""

    @asynccontextmanager
    async def open(self) -> AsyncIterator[SlowLink]:
        """Listen for as long as the block lasts."""
        listener = socket.create_server(("127.0.0.1", 0))
        listener.setblocking(False)
        self.port = listener.getsockname()[1]
        self._spawn(self._accept(listener))
        try:
            yield self
        finally:
            for task in list(self._tasks):
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            listener.close()

    def _spawn(self, work: object) -> None:
        task = asyncio.ensure_future(work)  # type: ignore[call-overload]
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _accept(self, listener: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        while True:
            client, _ = await loop.sock_accept(listener)
            server = socket.socket()
            if self._small:
                server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _SMALLEST)
            for sock in (client, server):
                sock.setblocking(False)
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            await loop.sock_connect(server, ("127.0.0.1", self._to))
            self._spawn(self._carry(client, server, rate=0.0))
            self._spawn(self._carry(server, client, rate=self._rate, is_down=True))

    async def _carry(
        self, source: socket.socket, target: socket.socket, rate: float, *, is_down: bool = False
    ) -> None:
        """Read (at the rate, or all that comes), and hand on in time."""
        loop = asyncio.get_running_loop()
        late: deque[tuple[float, bytes]] = deque()
        self._spawn(self._deliver(late, target))
        free_at = time.monotonic()
        size = max(1, int(rate * _TICK)) if rate and self._small else 65536
        with contextlib.suppress(OSError):
            while data := await loop.sock_recv(source, size):
                now = time.monotonic()
                self.carried += len(data) if is_down else 0
                if rate:
                    free_at = max(free_at, now) + len(data) / rate
                    late.append((free_at + self._delay, data))
                    if self._small:
                        await asyncio.sleep(max(0.0, free_at - now))
                else:
                    late.append((now + self._delay, data))
        late.append((time.monotonic() + self._delay, b""))

    async def _deliver(self, late: deque[tuple[float, bytes]], target: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        with contextlib.suppress(OSError):
            while True:
                while not late or late[0][0] > time.monotonic():  # noqa: ASYNC110
                    await asyncio.sleep(_TICK / 2)
                _, data = late.popleft()
                if not data:
                    target.close()
                    return
                await loop.sock_sendall(target, data)
