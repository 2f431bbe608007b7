"""A running daemon for each test that asks for one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bbs.ssh.daemon import Daemon
from tests.ssh.server import Server, in_process


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    """`bbs serve`, as a process."""
    running = Server(tmp_path)
    await running.start()
    try:
        yield running
    finally:
        await running.close()


@pytest.fixture
async def daemon(tmp_path: Path) -> AsyncIterator[Daemon]:
    """The daemon, in this process."""
    async with in_process(tmp_path) as running:
        yield running
