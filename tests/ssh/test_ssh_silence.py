"""A client that has ceased to read, though its side still takes what is sent."""

from __future__ import annotations

import asyncio
import contextlib

import pytest

from bbs.ssh import link, session
from bbs.ssh.daemon import Daemon
from tests.ssh.client import terminal

_WAVES = 20


@pytest.mark.parametrize("reads", [True, False])
async def test_who_reads_nothing_is_hung_up_on(
    daemon: Daemon, monkeypatch: pytest.MonkeyPatch, reads: bool
) -> None:
    monkeypatch.setattr(link, "SILENT", 1.0)
    monkeypatch.setattr(session, "_GIVING_UP", 0.5)
    t = await terminal(daemon.port, "guest")
    await t.until("Welcome")
    if not reads:
        transport = t.connection._transport
        assert transport is not None
        transport.pause_reading()
    # While it still takes keys, something new is always on its way.
    for key in ("i", "q") * _WAVES:
        with contextlib.suppress(BrokenPipeError):
            await t.press(key)
        await asyncio.sleep(0.1)
    for _ in range(100):
        if reads or not len(daemon.sessions):
            break
        await asyncio.sleep(0.1)
    assert len(daemon.sessions) == (1 if reads else 0)
