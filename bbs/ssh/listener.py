"""Our own accept loop: who may not knock is turned away before SSH allocates anything."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
from collections.abc import Awaitable, Callable, Sequence

from bbs.ssh.gate import Caller, Gate
from bbs.ssh.proxy import UNKNOWN, NoHeader, read_source
from bbs.ssh.seats import Seats
from bbs.ssh.tally import Event

Welcome = Callable[[socket.socket, Caller], Awaitable[None]]
"""Begins SSH on an accepted socket."""

_AT_ONCE = 32
"""Sockets accepted in one turn of the loop, which is everybody's."""
_BACKLOG = 512
_PAUSE = 1.0
_HEADER_SECONDS = 5.0
_MOST_WITHOUT_HEADER = 64
_SHORT_OF = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)


def bind(host: str, port: int) -> list[socket.socket]:
    """Sockets bound to every address that `host` stands for, all at one port.

    `::` takes IPv4 as well, and so does an empty host. Raises `OSError` where one can't be bound.
    """
    found = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    sockets: list[socket.socket] = []
    try:
        for family, address in dict.fromkeys((each[0], each[4]) for each in found):
            sock = socket.socket(family, socket.SOCK_STREAM)
            sockets.append(sock)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, host != "::")
            # Where any port will do, the first socket's is the others' too.
            sock.bind((address[0], port, *address[2:]))
            port = sock.getsockname()[1]
    except OSError:
        for sock in sockets:
            sock.close()
        raise
    return sockets


class Listener:
    """Accepts on sockets of its own, or on those that somebody handed over."""

    def __init__(
        self,
        sockets: Sequence[socket.socket],
        gate: Gate,
        welcome: Welcome,
        *,
        has_header: bool = False,
    ) -> None:
        """`has_header`: each connection begins with a PROXY header, which tells its source."""
        self._sockets = list(sockets)
        self._gate = gate
        self._welcome = welcome
        self._has_header = has_header
        self._without_header = Seats(_MOST_WITHOUT_HEADER, _MOST_WITHOUT_HEADER)
        self._loop = asyncio.get_running_loop()
        self._tasks: set[asyncio.Task[None]] = set()
        for sock in self._sockets:
            sock.setblocking(False)
            sock.listen(_BACKLOG)
            self._listen(sock)

    @property
    def port(self) -> int:
        """The port of the first socket."""
        port: int = self._sockets[0].getsockname()[1]
        return port

    def close(self) -> None:
        """Accept no more; who is inside stays."""
        for sock in self._sockets:
            self._loop.remove_reader(sock)
            sock.close()
        for task in self._tasks:
            task.cancel()

    def _listen(self, sock: socket.socket) -> None:
        if sock.fileno() >= 0:
            self._loop.add_reader(sock, self._accept, sock)

    def _accept(self, listening: socket.socket) -> None:
        for _ in range(_AT_ONCE):
            try:
                sock, peer = listening.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError as error:
                if error.errno not in _SHORT_OF:
                    return  # It went before we came to it.
                # Trying on would only burn the processor until somebody leaves.
                self._gate.tally.add(Event.NO_DESCRIPTOR)
                self._loop.remove_reader(listening)
                self._loop.call_later(_PAUSE, self._listen, listening)
                return
            sock.setblocking(False)
            if self._has_header:
                self._spawn(self._read_header(sock))
            else:
                address = peer[0] if isinstance(peer, tuple) else ""
                self._admit(sock, self._gate.knock(self._gate.sources.of_address(address)))

    def _admit(self, sock: socket.socket, answer: Caller | str) -> None:
        if isinstance(answer, str):
            _turn_away(sock, answer)
        else:
            self._spawn(self._begin(sock, answer))

    async def _begin(self, sock: socket.socket, caller: Caller) -> None:
        try:
            await self._welcome(sock, caller)
        except OSError:
            sock.close()
            caller.leave(has_guessed=False)

    async def _read_header(self, sock: socket.socket) -> None:
        if not self._without_header.take(b""):
            self._gate.tally.add(Event.TOO_MANY)
            sock.close()
            return
        try:
            source = await read_source(sock, _HEADER_SECONDS)
        except NoHeader:
            self._gate.tally.add(Event.NO_HEADER)
            sock.close()
            return
        except asyncio.CancelledError:
            sock.close()
            raise
        finally:
            self._without_header.give_back(b"")
        names = self._gate.sources.of_circuit(source or UNKNOWN)
        self._admit(sock, self._gate.knock(names, is_onion=True))

    def _spawn(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _turn_away(sock: socket.socket, words: str) -> None:
    # A server may say lines before its version (RFC 4253, section 4.2); whoever doesn't read them
    # is not waited for.
    with contextlib.suppress(OSError):
        sock.send(f"{words}\r\n".encode())
    sock.close()
