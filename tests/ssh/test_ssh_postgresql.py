"""Two hosts that share a community, and a database that goes away, seen by members over SSH."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests import cluster
from tests.ssh.client import Terminal
from tests.ssh.server import UNLIMITED, Server
from tests.ssh.steps import back_home, join_board, newcomer, start_thread, write_letter

TEXT = "I said good morning to a neighbour."


@pytest.fixture
async def hosts(own_server: cluster.Cluster, tmp_path: Path) -> AsyncIterator[list[Server]]:
    """Two daemons on one database, with the same keys."""
    url = cluster.make_database(own_server.url())
    running = []
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        keys = str(tmp_path / "hostkeys")
        limits = dict.fromkeys(UNLIMITED, "0")
        running.append(Server(tmp_path / name, database_url=url, hostkey_dir=keys, **limits))
        await running[-1].start()
    yield running
    for each in running:
        await each.close()


async def until_bottom(terminal: Terminal, words: str) -> None:
    """Wait until the bottom line says it."""
    await terminal.until(words)
    assert words in terminal.screen()[-1]


async def test_members_of_two_hosts_meet(hosts: list[Server]) -> None:
    one, other = hosts
    otter, heron = await newcomer(one, "quiet-otter"), await newcomer(other, "grey-heron")
    await join_board(otter, "Shyness")
    await start_thread(otter, "First steps", TEXT)
    await join_board(heron, "Shyness")
    await heron.press("n")
    await heron.until("Shyness: First steps", TEXT)
    await heron.press("r")
    await heron.until("Reply")
    await heron.type("That is a fine beginning.")
    await heron.press("ctrl+s")
    await heron.until("Shyness: First steps", "2 grey-heron")
    await until_bottom(otter, "An answer")
    # Whoever is at home sees their counts move.
    await back_home(otter, "quiet-otter")
    await otter.until("1 answer in 1 thread")
    await heron.press("m")
    await heron.until("Mailbox: received")
    await write_letter(heron, "quiet-otter", "Hello", "Words")
    await otter.until("1 unread letter", "1 new letter")
    await otter.leave()
    await heron.leave()


async def test_a_database_that_is_killed_is_waited_for_and_nothing_typed_is_lost(
    hosts: list[Server], own_server: cluster.Cluster
) -> None:
    server = hosts[0]
    otter = await newcomer(server, "quiet-otter")
    await join_board(otter, "Shyness")
    await start_thread(otter, "First steps", TEXT)
    await otter.press("enter")
    await otter.until("Shyness: First steps", TEXT)
    await otter.press("r")
    await otter.until("Reply")
    await otter.type("One more word.")
    await otter.until("One more word.")
    own_server.kill()
    await otter.press("ctrl+s")
    await otter.until("The store is away")
    await asyncio.sleep(1)
    own_server.start()
    await otter.until("2 quiet-otter", "One more word.", patience=30)
    bodies = server.query("SELECT body FROM post ORDER BY number")
    assert bodies == [(TEXT,), ("One more word.",)]

    # This time it stays away for longer than anybody should wait for an answer.
    await otter.press("r")
    await otter.until("Reply")
    await otter.type("And another.")
    own_server.kill()
    await otter.press("ctrl+s")
    await otter.until("did not answer", "And another.", patience=60)
    own_server.start()
    await asyncio.sleep(0.5)  # For a moment all calls share one answer: it is away.
    await otter.press("ctrl+s")
    await otter.until("3 quiet-otter", "And another.", patience=30)
    assert server.query("SELECT count(*) FROM post") == [(3,)]
    await otter.leave()
