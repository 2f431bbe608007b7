"""What one stranger may not do to the house."""

from __future__ import annotations

import asyncio
import zlib

import asyncssh
import pytest

from bbs.ssh import caps
from tests.ssh.server import Server


@pytest.mark.parametrize("size", [2_000, 60_000])
async def test_a_password_beyond_all_measure_stops_nobody(server: Server, size: int) -> None:
    # Without the bound the longer one holds the server's loop for minutes.
    async with asyncio.timeout(10):
        with pytest.raises((asyncssh.Error, OSError)):
            await asyncssh.connect(
                "127.0.0.1",
                server.port,
                username="quiet-otter",
                password="a" + "\u0301\u0316" * size,
                known_hosts=None,
                client_keys=None,
                agent_path=None,
                preferred_auth="password",
            )
        async with asyncssh.connect(
            "127.0.0.1", server.port, username="guest", known_hosts=None, client_keys=None
        ):
            pass


def test_a_bomb_is_not_unpacked() -> None:
    decompressor = caps._CappedDecompressor()
    fits = zlib.compress(b"x" * caps.LARGEST_UNPACKED)
    assert caps._CappedDecompressor().decompress(fits) == b"x" * caps.LARGEST_UNPACKED
    assert decompressor.decompress(zlib.compress(b"x" * (caps.LARGEST_UNPACKED + 1))) is None
    assert caps._CappedDecompressor().decompress(b"no zlib") is None


async def test_few_variables_are_kept(server: Server) -> None:
    async with asyncssh.connect(
        "127.0.0.1", server.port, username="guest", known_hosts=None, client_keys=None
    ) as connection:
        variables = {f"JUNK_{number}": "x" * 1_000 for number in range(200)} | {"LANG": "C"}
        process = await connection.create_process(
            term_type="xterm", term_size=(80, 24), env=variables, encoding=None
        )
        seen = b""
        async with asyncio.timeout(15):
            while b"Join Lamplight" not in seen:
                seen += await process.stdout.read(4096)
        process.close()
