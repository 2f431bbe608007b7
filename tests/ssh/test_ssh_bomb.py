"""Packets that would become very large when they are unpacked."""

from __future__ import annotations

import asyncio
import functools
import zlib
from pathlib import Path
from typing import Any

import asyncssh
import pytest

from tests.ssh.client import connect, terminal
from tests.ssh.server import Server

UNPACKED = 220 * 1024 * 1024
MOST_MORE = 20 * 1024


def memory(pid: int, what: str = "VmHWM") -> int:
    """What a process takes, at most or now, in KiB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(what):
            return int(line.split()[1])
    raise AssertionError(what)


@functools.cache
def bomb() -> bytes:
    """A packet's payload that unpacks to 220 MiB: a message to be ignored, and then zeros."""
    packer = zlib.compressobj(6)
    packed = packer.compress(b"\x02")
    zeros = bytes(1 << 20)
    for _ in range(UNPACKED >> 20):
        packed += packer.compress(zeros)
    return packed + packer.flush(zlib.Z_SYNC_FLUSH)


class _Bomber:
    """Stands in for a compressor."""

    def compress(self, data: bytes) -> bytes:
        return bomb()[:30_000]


async def test_a_bomb_ends_its_connection_and_takes_no_memory(server: Server) -> None:
    other = await terminal(server.port, "guest")
    await other.until("Join Lamplight")
    for _ in range(3):
        connection, _ = await connect(server.port, "guest", compression_algs=("zlib@openssh.com",))
        before = memory(server.pid)
        raw: Any = connection
        assert raw._compressor is not None
        raw._compressor = _Bomber()
        with pytest.raises((asyncssh.Error, OSError)):
            async with asyncio.timeout(15):
                await connection.create_process("help")
        await asyncio.wait_for(connection.wait_closed(), 15)
        assert memory(server.pid) - before < MOST_MORE
    await other.press("!")
    await other.until("Crisis help", "Country")
