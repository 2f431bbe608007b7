"""The server is killed again and again while members post: what was accepted is there, once."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

import asyncssh
import pytest

from tests.helpers import PASSPHRASE
from tests.ssh.client import PATIENCE, Terminal, terminal
from tests.ssh.server import UNLIMITED, Server
from tests.ssh.steps import at_home, choose, join_board, member, start_thread

_TITLE = "Whatever happens"
_SENT = "Your answer is posted."


class _Poster:
    """A member who answers in one and the same thread, for as long as the line holds."""

    def __init__(self, server: Server, number: int) -> None:
        self._server = server
        self._number = number
        self.handle = f"heron-{chr(ord('a') + number) * 3}"
        self.sent: list[str] = []
        self.accepted: list[str] = []

    async def post(self, killed: asyncio.Event) -> None:
        """Log in, and post until the line drops because the server was killed."""
        try:
            # Each from an address of its own, as members are.
            source = f"127.0.0.{10 + self._number}"
            t = await terminal(self._server.port, self.handle, PASSPHRASE, source=source)
            await at_home(t, self.handle)
            await choose(t, "All boards")
            await t.until("Boards", "Depression")
            await choose(t, "Stress")
            await t.until(_TITLE)
            await t.press("enter")
            await t.until(f"Stress: {_TITLE}")
            while not killed.is_set():
                await self._answer(t)
        except (AssertionError, asyncssh.Error, OSError):
            if not killed.is_set():
                raise

    async def _answer(self, t: Terminal) -> None:
        text = f"{self.handle} {len(self.sent)}."
        await t.press("r")
        await t.until("Reply", "Kindness before advice")
        await t.press("ctrl+u")  # A draft of what the last kill cut off may stand there.
        await t.type(text)
        await t.until(text)
        self.sent.append(text)
        await t.press("ctrl+s")
        await t.until(_SENT)
        self.accepted.append(text)


async def _kill_again_and_again(folder: Path, *, clients: int, kills: int, seed: int) -> int:
    """The number of posts that were accepted and found again after each kill."""
    rng = random.Random(seed)
    server = Server(folder, **dict.fromkeys(UNLIMITED, "0"))
    posters = [_Poster(server, number) for number in range(clients)]
    for poster in posters:
        words = ("member", "add", poster.handle, "--passphrase-file", "-")
        status, _, errors = await server.command(*words, typed=PASSPHRASE + "\n")
        assert status == 0, errors
    try:
        await server.start()
        t = await member(server, posters[0].handle)
        await join_board(t, "Stress")
        await start_thread(t, _TITLE, "It begins.")
        await t.leave()
        for _ in range(kills):
            before = sum(len(poster.accepted) for poster in posters)
            killed = asyncio.Event()
            tasks = [asyncio.create_task(poster.post(killed)) for poster in posters]
            async with asyncio.timeout(8 * PATIENCE):
                while sum(len(poster.accepted) for poster in posters) < before + clients:
                    assert not any(task.done() for task in tasks), "one gave up by itself"
                    await asyncio.sleep(0.01)
            await asyncio.sleep(rng.random())
            killed.set()
            await server.kill()
            await asyncio.wait_for(asyncio.gather(*tasks), PATIENCE)
            await server.start()
            _check(server, posters)
        assert "Traceback" not in server.log() and "ERROR" not in server.log()
        return sum(len(poster.accepted) for poster in posters)
    finally:
        await server.close()


def _check(server: Server, posters: list[_Poster]) -> None:
    bodies = [str(body) for (body,) in server.query("SELECT body FROM post WHERE number > 1")]
    assert len(bodies) == len(set(bodies)), "posted twice"
    accepted = {text for poster in posters for text in poster.accepted}
    assert accepted <= set(bodies), accepted - set(bodies)
    assert set(bodies) <= {text for poster in posters for text in poster.sent}
    numbers = [number for (number,) in server.query("SELECT number FROM post ORDER BY number")]
    assert numbers == list(range(1, len(numbers) + 1))
    assert server.query("SELECT posts FROM thread") == [(len(numbers),)]
    assert server.is_whole()


async def test_no_accepted_post_is_lost_by_a_few_kills(tmp_path: Path) -> None:
    assert await _kill_again_and_again(tmp_path, clients=3, kills=3, seed=1) >= 9


@pytest.mark.soak
async def test_no_accepted_post_is_lost_by_two_hundred_kills(tmp_path: Path) -> None:
    accepted = await _kill_again_and_again(tmp_path, clients=10, kills=200, seed=2)
    print(f"{accepted:,} posts were accepted under 200 kills, and each is there once")
    assert accepted >= 2_000
