"""What a whole session in plain lines costs on the channel, beside what it shows."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from bbs import db, wiring
from bbs.config import Settings
from bbs.models import Mark, Member, Thread
from tests.bench.place import LONG_THREAD, POSTS, READER, furnish, words
from tests.helpers import PASSPHRASE
from tests.ssh.client import Terminal, terminal
from tests.ssh.server import Server

pytestmark = pytest.mark.bench

MANY = 400
MOST = 0.12
MENU = 200
RESULTS = Path("build/bench-plain.json")
REPLY = words(Random(3), 40).split("\n")


@dataclass
class Plain:
    """A session without a terminal, and the bytes of each step of it."""

    t: Terminal
    steps: dict[str, int]

    async def step(self, name: str, *lines: str, until: bytes = b"> ") -> bytes:
        """Type lines and wait for what ends the answer; what came."""
        before = len(self.t.wire)
        for line in lines:
            await self.t.type(f"{line}\n")
        await self.t.until_true(
            lambda: len(self.t.wire) > before and self.t.wire.endswith(until), name
        )
        self.steps[name] = self.steps.get(name, 0) + len(self.t.wire) - before
        return self.t.wire[before:]


def shown_in(server: Server, wire: bytes) -> int:
    """The bytes of titles, handles and bodies that stand in what came."""
    told = wire.decode()
    rows = server.query(
        "SELECT title, handle FROM thread JOIN member ON member.id = thread.writer_id"
    )
    size = 0
    for title, handle in rows:
        if f". {title}, " in told:  # In the list of what is new.
            size += len(f"{title}{handle}".encode())
    for body, handle in server.query(
        "SELECT body, handle FROM post JOIN member ON member.id = post.writer_id "
        "JOIN thread ON thread.id = post.thread_id WHERE title = ?", LONG_THREAD,
    ):  # fmt: skip
        if str(body) in told:
            size += len(f"{body}{handle}".encode())
    # Who is greeted and who answers; its heading, and once more where the reply is begun.
    return size + 2 * len(READER) + 2 * len(LONG_THREAD.encode())


def leave_unread(folder: Path, count: int) -> None:
    """Mark all threads as read but the newest ones."""
    with wiring.house(Settings(home=folder, argon2_memory_kib=64)):
        reader = Member.get(Member.handle == READER)
        newest = Thread.select(Thread.id, Thread.posts).order_by(Thread.last_at.desc())
        with db.atomic():
            for thread in newest.offset(count).limit(1_000):
                Mark.insert(member=reader.id, thread=thread.id, number=thread.posts).execute()


@pytest.mark.parametrize("unread", [1, 5, MANY])
async def test_a_whole_session(unread: int, tmp_path: Path) -> None:
    furnish(tmp_path, "plain")
    leave_unread(tmp_path, unread)
    server = Server(tmp_path)
    await server.start()
    try:
        session = Plain(await terminal(server.port, READER, PASSPHRASE, term=None), {})
        menu = await session.step("log in")
        told = await session.step("new", "new")
        assert f"1. {LONG_THREAD}".encode() in told
        told = await session.step("read", "1")
        while told.endswith(b"Enter.\n> "):
            told = await session.step("read", "")
        before = len(session.t.wire)
        await session.step("reply", "reply", *REPLY, ".", until=b": ")
        await session.step("reply", "s")
        assert b"Posted as number 13" in session.t.wire[before:]
        await session.step("bye", "bye", until=b"hour.\n")
        assert await session.t.until_over() == 0
        wire = session.t.wire
        assert all(f"{number} of {POSTS}, ".encode() in wire for number in range(1, POSTS + 1))
        shown = shown_in(server, wire[:before])
    finally:
        await server.close()
    over = (len(wire) - shown) / shown
    print(f"\n{unread} unread threads: {len(wire):,} bytes for {shown:,} of titles, handles and "
          f"bodies: {over:+.1%}")  # fmt: skip
    print("".join(f"{name:<10}{size:>7}\n" for name, size in session.steps.items()))
    _write_down(unread, session, len(wire), shown)
    assert len(menu) < MENU
    assert over <= MOST


def _write_down(unread: int, session: Plain, size: int, shown: int) -> None:
    RESULTS.parent.mkdir(exist_ok=True)
    kept = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    kept[str(unread)] = {**session.steps, "all": size, "shown": shown}
    RESULTS.write_text(json.dumps(kept, indent=1))
