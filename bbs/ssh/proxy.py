"""The header of the PROXY protocol, version 1, by which Tor tells circuits apart.

The format is HAProxy's, `PROXY TCP6 SOURCE DESTINATION PORT PORT` and CRLF, at most 107 bytes
(https://www.haproxy.org/download/2.9/doc/proxy-protocol.txt, section 2.1). Tor writes the circuit
into the source address (`HiddenServiceExportCircuitID haproxy`).
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket

LONGEST = 107
UNKNOWN = "UNKNOWN"
_HEADER = re.compile(
    rb"PROXY (?:UNKNOWN(?: [ -~]*)?|"
    rb"TCP(?P<family>[46]) (?P<source>[0-9a-fA-F:.]+) [0-9a-fA-F:.]+ [0-9]{1,5} [0-9]{1,5})\r\n"
)


class NoHeader(Exception):
    """What came first was no header, or none came."""


def source_in(header: bytes) -> str:
    """The source that a whole header names, or `UNKNOWN`. Raises `NoHeader` where it is none."""
    found = _HEADER.fullmatch(header)
    if found is None:
        raise NoHeader
    if found["source"] is None:
        return UNKNOWN
    try:
        ip = ipaddress.ip_address(found["source"].decode("ascii"))
    except ValueError:
        raise NoHeader from None
    if str(ip.version) != found["family"].decode("ascii"):
        raise NoHeader
    return str(ip)


async def read_source(sock: socket.socket, seconds: float) -> str:
    """Read the header from a socket, and not a byte more; the source that it names.

    Raises `NoHeader` where there is none within the time, or none at all.
    """
    header = b""
    try:
        async with asyncio.timeout(seconds):
            while not header.endswith(b"\n"):
                await _readable(sock)
                header += _take_to_end_of_line(sock, LONGEST - len(header))
    except (TimeoutError, OSError):
        raise NoHeader from None
    return source_in(header)


def _take_to_end_of_line(sock: socket.socket, most: int) -> bytes:
    try:
        seen = sock.recv(most, socket.MSG_PEEK) if most else b""
        # What follows the line is SSH's, and stays where it is.
        taken = sock.recv(seen.find(b"\n") + 1 or len(seen)) if seen else b""
    except BlockingIOError:
        return b""
    if not taken:
        raise NoHeader
    return taken


async def _readable(sock: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    ready = loop.create_future()
    loop.add_reader(sock, lambda: None if ready.done() else ready.set_result(None))
    try:
        await ready
    finally:
        loop.remove_reader(sock)
