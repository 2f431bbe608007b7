"""The server stops in the middle of something."""

from __future__ import annotations

import signal

import pytest

from tests.ssh.client import connect, terminal
from tests.ssh.server import Server
from tests.ssh.steps import RESTARTING, choose, fill_in, join_board, member, newcomer


async def test_who_is_writing_reads_why_and_finds_the_draft_again(server: Server) -> None:
    t = await newcomer(server, "quiet-otter")
    await join_board(t, "Stress")
    await t.press("c")
    await t.until("New thread", "Title")
    await fill_in(t, "Half a thought")
    await t.type("I was just going to say that")
    await t.until("going to say that")
    await t.type(" and")
    server.signal(signal.SIGTERM)
    await t.until(RESTARTING, "Please come back in a minute.")
    assert await t.until_over() == 0
    assert await server.ended() == 0

    await server.start()
    t = await member(server, "quiet-otter")
    await t.until("1 draft waits to be finished")
    await choose(t, "Stress")
    await t.until("c new thread")
    await t.press("c")
    await t.until("This is your draft", "Half a thought", "I was just going to say that and")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
async def test_all_sorts_of_visitors_are_told_and_hold_nothing_up(
    server: Server, number: int
) -> None:
    idle, _ = await connect(server.port, "guest")
    welcome = await terminal(server.port, "guest")
    newcomer_ = await terminal(server.port, "new")
    await welcome.until("Join Lamplight")
    await newcomer_.until("Are you 18 or older?")
    server.signal(number)
    for each in (welcome, newcomer_):
        await each.until("Lamplight is being restarted.")
        assert await each.until_over() == 0
    assert await server.ended() == 0
    await idle.wait_closed()
    assert "Traceback" not in server.log()


async def test_a_second_daemon_on_the_same_port_says_so(server: Server) -> None:
    status, _, errors = await server.command("serve", "--port", str(server.port))
    assert status == 1
    assert "Is Lamplight running already?" in errors and "Traceback" not in errors
