"""asyncssh's connection, with the bounds on what comes in that it doesn't have itself.

It is made as `asyncssh.listen` makes its own; see docs/decisions/0006-bounds-on-asyncssh.md.
"""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import asyncssh

from bbs.ssh.gate import Caller

READ_AT_ONCE = 16 * 1024
"""Bytes read in one turn: whoever sends very many small packets lets the others have theirs."""
LARGEST_PACKET = 35_000
"""Bytes of one packet: what every implementation must take (RFC 4253, section 6.1)."""
MOST_WAITING = 2 * LARGEST_PACKET
"""Bytes that may wait while a packet is worked on. A whole packet must fit, or none would go on."""
MOST_BEFORE_LOGIN = 256 * 1024
"""Bytes that somebody may send who hasn't logged in; with very many keys it is a tenth."""
MOST_REFUSALS = 40
"""Answers `no` to requests for authentication, of any kind."""


class HouseConnection(asyncssh.SSHServerConnection):
    """One client's connection."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        options: asyncssh.SSHServerConnectionOptions,
        caller: Caller,
    ) -> None:
        """Serve `caller`, as whom the gate knows this connection."""
        super().__init__(loop, options)
        self.caller = caller
        self.has_face = False
        """Whether one of its channels shows a face: one is enough for a person."""
        self._before_login = 0
        self._refusals = 0
        self._is_held_back = False
        self._max_recv_pktlen = LARGEST_PACKET

    def connection_made(self, transport: Any) -> None:
        """Take the transport; whose address it is, nobody needs to know any more."""
        transport.max_size = READ_AT_ONCE
        super().connection_made(transport)
        self._peer_addr, self._peer_port = "", 0
        transport._extra.pop("peername", None)

    def data_received(self, data: bytes, datatype: Any = None) -> None:
        """Take what came, within bounds."""
        if not self._auth_complete:
            self._before_login += len(data)
            if self._before_login > MOST_BEFORE_LOGIN:
                self.abort()
                return
        super().data_received(data, datatype)
        if len(self._inpbuf) > MOST_WAITING and self._transport and not self._is_held_back:
            self._is_held_back = True
            self._transport.pause_reading()

    def _recv_data(self) -> None:
        super()._recv_data()
        if self._is_held_back and len(self._inpbuf) <= MOST_WAITING:
            self._is_held_back = False
            if self._transport:
                self._transport.resume_reading()

    def send_userauth_failure(self, partial_success: bool) -> None:
        """Say no, but not for ever."""
        self._refusals += 1
        if self._refusals > MOST_REFUSALS:
            self.disconnect(asyncssh.DISC_NO_MORE_AUTH_METHODS_AVAILABLE, "Too many tries.")
            return
        super().send_userauth_failure(partial_success)


async def begin(
    options: asyncssh.SSHServerConnectionOptions, sock: socket.socket, caller: Caller
) -> None:
    """Begin SSH on an accepted socket. Raises `OSError` where it has gone already."""
    loop = asyncio.get_running_loop()
    await loop.connect_accepted_socket(lambda: HouseConnection(loop, options, caller), sock)
