"""Lag over slow lines: after many keys at once, and until a screen stands."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.bench.place import BOARD_NAME, READER
from tests.bench.wire import QUIET, Session, furnished
from tests.helpers import PASSPHRASE
from tests.ssh.client import terminal
from tests.ssh.slowlink import SlowLink
from tests.ssh.steps import at_home, move_to

pytestmark = pytest.mark.bench

RATE = 1_200
"""Bytes a second: 9600 baud."""
DOWNS = 20
MOST = {("lean", 0.0): 0.4, ("lean", 0.6): 1.0, ("rich", 0.0): 1.0, ("rich", 0.6): 1.6}
"""Seconds, by face and round trip."""


async def lag_after_downs(session: Session, pause: float, upstream: float) -> tuple[float, int]:
    """From when the server has the last key to the last byte of the right screen; bytes."""
    t, loop = session.t, asyncio.get_running_loop()
    before, row = len(t.wire), t.cursor[1]
    for _ in range(DOWNS):
        await t.press("down")
        if pause:
            await asyncio.sleep(pause)
    received = loop.time() + upstream
    last, size = received, len(t.wire)
    while loop.time() < last + 3:
        if len(t.wire) != size:
            last, size = loop.time(), len(t.wire)
        await asyncio.sleep(0.005)
    assert t.cursor[1] == min(row + DOWNS, 22), t.screen()
    return last - received, len(t.wire) - before


@pytest.mark.parametrize("small", [True, False], ids=["kernel sees", "kernel is told at once"])
@pytest.mark.parametrize("round_trip", [0.0, 0.6])
@pytest.mark.parametrize("face", ["lean", "rich"])
async def test_lag(face: str, round_trip: float, small: bool, tmp_path: Path) -> None:
    async with (
        furnished(tmp_path, face) as server,
        SlowLink(server.port, RATE, round_trip, small=small).open() as link,
    ):
        begun = asyncio.get_running_loop().time()
        session = Session(await terminal(link.port, READER, PASSPHRASE))
        await at_home(session.t, READER)
        first = asyncio.get_running_loop().time() - begun
        await asyncio.sleep(2)
        await move_to(session.t, BOARD_NAME)
        await session.t.press("enter")
        await session.t.until(BOARD_NAME, "Enter open")
        await asyncio.sleep(3)
        at_once, size = await lag_after_downs(session, 0, round_trip / 2)
        await session.t.press("g")
        await asyncio.sleep(2 + QUIET)
        held, _ = await lag_after_downs(session, 0.03, round_trip / 2)
        await session.t.leave()
    print(
        f"\n{face}, {RATE} bytes/s, {round_trip * 1000:.0f} ms, small={small}: log-in to home "
        f"{first:.1f} s; lag after {DOWNS} downs at once {at_once:.2f} s ({size} bytes), "
        f"held down {held:.2f} s"
    )
    assert max(at_once, held) <= MOST[face, round_trip]
