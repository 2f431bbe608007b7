"""What it costs to take a whole community along, and to look at very many names."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pytest

from bbs import wiring
from bbs.clock import utc_now
from bbs.config import Settings
from bbs.models import Post, Thread
from bbs.services import members, seed
from tests.bench.test_bench_cpu import cpu, rss
from tests.helpers import PASSPHRASE
from tests.ssh.client import connect
from tests.ssh.server import Server
from tests.ssh.test_sftp_clients import SFTP, Desk

pytestmark = [pytest.mark.bench, pytest.mark.skipif(not SFTP, reason="there is no OpenSSH here")]

PLAN = seed.Plan(members=2_000, boards=40, threads=10_000, posts=100_000)
MOST_GROWTH = 24 * 1024
"""KiB."""
MOST_STAT = 3.0
"""Milliseconds of CPU."""


class Community(NamedTuple):
    """What was planted, as the client should find it."""

    threads: int
    posts: int


def furnish(folder: Path) -> Community:
    """A community of 100,000 posts, and a member who takes it along."""
    with wiring.house(Settings(home=folder, argon2_memory_kib=64)):
        seed.plant(PLAN, now=utc_now())
        newcomer = members.Newcomer(
            "quiet-otter", PASSPHRASE, accepts_rules=True, consents=True, is_adult=True
        )
        members.sign_up(newcomer, now=utc_now())
        return Community(Thread.select().count(), Post.select().count())


async def peak_of(pid: int, begun: asyncio.Event) -> int:
    """The most resident memory, in KiB, until it is cancelled."""
    peak = rss(pid)
    with suppress(asyncio.CancelledError):
        while True:
            peak = max(peak, rss(pid))
            begun.set()
            await asyncio.sleep(0.02)
    return peak


async def test_a_community_is_taken_along(tmp_path: Path) -> None:
    planted = await asyncio.to_thread(furnish, tmp_path)
    server = Server(tmp_path)
    await server.start()
    try:
        desk = Desk(tmp_path / "desk", server.port)
        await desk.sftp("ls -l boards/*", "get -r boards/loneliness warm")
        before, used, started = rss(server.pid), cpu(server.pid), time.perf_counter()
        begun = asyncio.Event()
        watching = asyncio.create_task(peak_of(server.pid, begun))
        await begun.wait()
        await desk.sftp("get -r boards all", patience=600)
        watching.cancel()
        growth = await watching - before
        took, used = time.perf_counter() - started, cpu(server.pid) - used
        files = list((desk.folder / "all").rglob("*.txt"))
        texts = [file.read_text() for file in files]
        sizes = {str(file.relative_to(desk.folder / "all")): file.stat().st_size for file in files}
        assert len(files) == planted.threads
        assert sum(text.count("\nPost ") for text in texts) == planted.posts
        size = sum(sizes.values())
        print(
            f"\nget -r /boards, {planted.posts:,} posts in {len(files):,} files, "
            f"{size / 1e6:.0f} MB: the server grew by {growth / 1024:.1f} MiB at most; "
            f"{took:.0f} s, {used / len(files):.2f} ms of CPU a file"
        )
        connection, _ = await connect(server.port, "quiet-otter", PASSPHRASE)
        async with connection, connection.start_sftp_client() as client:
            names = sorted(sizes)[:: max(1, len(sizes) // 1_000)]
            used = cpu(server.pid)
            for name in names:
                assert (await client.stat(f"/boards/{name}")).size == sizes[name]
            each = (cpu(server.pid) - used) / len(names)
        print(f"a stat of a path: {each:.2f} ms of CPU; {len(names):,} lengths were exact")
    finally:
        await server.close()
    assert growth <= MOST_GROWTH
    assert each <= MOST_STAT
