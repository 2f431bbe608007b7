"""A port for slow lines, where a client that says nothing of compression compresses."""

from __future__ import annotations

import socket
from pathlib import Path

import asyncssh
import pytest

from tests.ssh.server import Server


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
    return port


@pytest.mark.parametrize("offers", [("none", "zlib@openssh.com"), ("none",)])
async def test_the_slow_port_compresses_or_refuses(tmp_path: Path, offers: tuple[str, ...]) -> None:
    port = free_port()
    server = Server(tmp_path, slow_port=str(port))
    await server.start()
    try:
        for at, is_slow in ((server.port, False), (port, True)):
            way = asyncssh.connect(
                "127.0.0.1", at, username="guest", known_hosts=None, config=None,
                compression_algs=offers,
            )  # fmt: skip
            if is_slow and "zlib@openssh.com" not in offers:
                with pytest.raises(asyncssh.KeyExchangeFailed):
                    await way
                continue
            async with way as connection:
                wanted = "zlib@openssh.com" if is_slow else "none"
                assert connection.get_extra_info("send_compression") == wanted
    finally:
        await server.close()
