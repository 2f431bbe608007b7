"""Lag over slow lines: after many keys at once, and until a screen stands."""

from __future__ import annotations

import asyncio
from pathlib import Path
from statistics import mean

import pytest

from tests.bench.place import BOARD_NAME, READER
from tests.bench.results import write_down
from tests.bench.wire import QUIET, Session, furnished, walk
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
    row = {"log-in to home": first, "lag at once": at_once, "bytes": size, "lag held": held}
    write_down(f"lag, {face}, {round_trip} s, {'kernel' if small else 'fence'}", row)
    assert max(at_once, held) <= MOST[face, round_trip]


@pytest.mark.parametrize("round_trip", [0.0, 0.6])
@pytest.mark.parametrize("face", ["lean", "rich"])
async def test_time_to_the_settled_screen(face: str, round_trip: float, tmp_path: Path) -> None:
    async with (
        furnished(tmp_path, face) as server,
        SlowLink(server.port, RATE, round_trip, small=True).open() as link,
    ):
        session = await walk(server, via=link, quiet=QUIET + 2 * round_trip + 0.2)
    print(f"\n{face}, {RATE} bytes/s, {round_trip * 1000:.0f} ms: seconds to the settled screen")
    names = dict.fromkeys(taken.name for taken in session.taken if taken.took)
    rows = {name: mean(taken.took for taken in session.of(name)) for name in names}
    for name, took in rows.items():
        print(f"{name:<26}{took:>7.2f}")
    write_down(f"seconds to the settled screen, {face}, {round_trip} s", rows)
    # What a screen's bytes take at that rate, a round trip, and what SSH and the last frame add.
    for taken in session.taken:
        if taken.took:
            assert taken.took <= 1.6 * taken.wire / RATE + 2 * round_trip + 0.6, taken
