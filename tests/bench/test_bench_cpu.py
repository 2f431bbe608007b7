"""What a key, a session and a crowd cost: CPU by the kernel's count, memory, time to answer."""

from __future__ import annotations

import asyncio
import fcntl
import os
import select
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path
from statistics import median, quantiles

import pytest

from tests.bench.place import BOARD_NAME, READER
from tests.bench.results import write_down
from tests.bench.wire import Session, furnished
from tests.helpers import PASSPHRASE
from tests.ssh.client import Terminal, connect, open_terminal, terminal
from tests.ssh.server import Server
from tests.ssh.steps import at_home, move_to

pytestmark = pytest.mark.bench

MOST_KEY, MOST_SCROLL, MOST_START, MOST_LAST_BYTE = 1.8, 3.0, 50.0, 5.0
"""Milliseconds."""
CROWD, MOST_KIB, MOST_IDLE = 200, 1024, 0.01
ROUNDS = 5


def cpu(pid: int) -> float:
    """Milliseconds that all threads of a process have run (/proc/PID/task/*/schedstat)."""
    return sum(
        int((each / "schedstat").read_text().split()[0])
        for each in Path(f"/proc/{pid}/task").iterdir()
    ) / 1e6  # fmt: skip


def rss(pid: int) -> int:
    """Resident memory in KiB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 1024


async def press_and_time(t: Terminal, key: str) -> float:
    """Milliseconds from a key to the last byte of its answer."""
    before, begun = len(t.wire), time.perf_counter()
    await t.press(key)
    last = begun
    while time.perf_counter() < last + 0.03:
        if len(t.wire) != before:
            before, last = len(t.wire), time.perf_counter()
        await asyncio.sleep(0)
    return (last - begun) * 1000


async def cost(pid: int, t: Terminal, keys: list[str]) -> tuple[float, list[float]]:
    """CPU a key, and the times to the last byte."""
    before = cpu(pid)
    times = [await press_and_time(t, key) for key in keys]
    return (cpu(pid) - before) / len(keys), times


@pytest.mark.parametrize("face", ["lean", "rich"])
async def test_a_key_and_a_start(face: str, tmp_path: Path) -> None:
    async with furnished(tmp_path, face) as server:
        pid = server.pid
        starts = []
        for number in range(12):
            before = cpu(pid)
            t = await terminal(server.port, READER, PASSPHRASE)
            await at_home(t, READER)
            await Session(t).settled()
            starts.append(cpu(pid) - before)
            if number < 11:
                await t.leave()
        await move_to(t, BOARD_NAME)
        await t.press("enter")
        await Session(t).settled()
        still, scrolling, times = [], [], []
        for _ in range(ROUNDS):
            await t.press("g")
            await Session(t).settled()
            each, took = await cost(pid, t, ["down"] * 12 + ["up"] * 10)
            still.append(each)
            times += took
            for _ in range(20):
                await t.press("down")
            await Session(t).settled()
            each, took = await cost(pid, t, ["down"] * 20)
            scrolling.append(each)
            times += took
        await t.leave()
    p95 = quantiles(times, n=20)[-1]
    print(
        f"\n{face}: CPU a key {median(still):.2f} ms, scrolling {median(scrolling):.2f} ms; "
        f"a session's start, handshake included, {median(starts[2:]):.1f} ms; "
        f"key to last byte p50 {median(times):.1f}, p95 {p95:.1f} ms"
    )
    row = {"key": median(still), "scrolling": median(scrolling), "start": median(starts[2:])}
    write_down(f"CPU ms, {face}", row | {"p50": median(times), "p95": p95})
    assert median(still) <= MOST_KEY
    assert median(scrolling) <= MOST_SCROLL
    assert median(starts[2:]) <= MOST_START
    assert p95 <= MOST_LAST_BYTE


async def test_a_crowd_at_rest(tmp_path: Path) -> None:
    async with furnished(tmp_path, "lean") as server:
        pid = server.pid
        t = await terminal(server.port, READER, PASSPHRASE)
        await at_home(t, READER)
        before = rss(pid)
        crowd = await _crowd(server, CROWD)
        await asyncio.sleep(3)
        each = (rss(pid) - before) / CROWD
        begun, sent = cpu(pid), sum(len(each.wire) for each in crowd)
        await asyncio.sleep(10)
        share = (cpu(pid) - begun) / 10_000
        idle_bytes = sum(len(each.wire) for each in crowd) - sent
        print(
            f"\n{CROWD} sessions at rest: {each:.0f} KiB each, {share:.2%} of a core, "
            f"{idle_bytes} bytes in 10 s"
        )
        write_down("at rest", {"sessions": CROWD, "KiB each": each, "of a core": share})
        for each_t in crowd:
            each_t.abort()
    assert each <= MOST_KIB
    assert share <= MOST_IDLE
    assert idle_bytes == 0


async def test_a_third_of_textual_as_it_comes(tmp_path: Path) -> None:
    theirs = await asyncio.to_thread(option_list_cost, 15)
    async with furnished(tmp_path, "rich") as server:
        t = await terminal(server.port, READER, PASSPHRASE)
        await at_home(t, READER)
        await move_to(t, BOARD_NAME)
        await t.press("enter")
        await Session(t).settled()
        # Both have been at these rows before.
        keys = ["down"] * 15 + ["up"] * 15
        await cost(server.pid, t, keys)
        ours, _ = await cost(server.pid, t, keys)
        await t.leave()
    print(
        f"\nrich, cursor keys without scrolling: CPU a key {ours:.2f} ms, SSH included; "
        f"Textual's OptionList and own output {theirs:.2f} ms"
    )
    write_down("CPU ms a key, and of Textual as it comes", {"ours": ours, "theirs": theirs})
    assert ours <= theirs / 3


def option_list_cost(keys: int) -> float:
    """CPU milliseconds a cursor key of Textual's own list on a pty of 80x24."""
    master, slave = os.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    app = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.optionlist"],
        stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
        env={**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"},
    )  # fmt: skip
    try:
        drain(master, 3.0)
        before = 0.0
        for _ in range(2):
            before = cpu(app.pid)
            for key in (*[b"\x1b[B"] * keys, *[b"\x1b[A"] * keys):
                os.write(master, key)
                drain(master, 0.06)
        return (cpu(app.pid) - before) / (2 * keys)
    finally:
        app.kill()
        app.wait()
        os.close(master)
        os.close(slave)


def drain(master: int, patience: float) -> None:
    """Read until it is quiet for so long."""
    while select.select([master], [], [], patience)[0]:
        os.read(master, 65536)
        patience = min(patience, 0.06)


async def _crowd(server: Server, count: int) -> list[Terminal]:
    crowd = []
    for _ in range(count):
        connection, _ = await connect(server.port, READER, PASSPHRASE)
        t = await open_terminal(connection)
        await at_home(t, READER)
        crowd.append(t)
    return crowd
