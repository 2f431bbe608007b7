"""The main job: two strangers meet, over SSH, on one machine."""

from __future__ import annotations

import signal

from tests.ssh.client import connect
from tests.ssh.server import Server
from tests.ssh.steps import (
    FAREWELL,
    RESTARTING,
    back_home,
    choose,
    join_board,
    member,
    newcomer,
    start_thread,
    write_letter,
)


async def test_two_strangers_meet_and_a_restart_loses_nothing(server: Server) -> None:
    otter = await newcomer(server, "quiet-otter")
    heron = await newcomer(server, "grey-heron")
    await join_board(heron, "Shyness")
    await back_home(heron, "grey-heron")

    await join_board(otter, "Shyness")
    await start_thread(otter, "First steps", "I said good morning to a neighbour.")
    await back_home(otter, "quiet-otter")

    # The other finds it by n, and answers.
    await heron.press("n")
    await heron.until("Shyness: First steps", "I said good morning to a neighbour.")
    await heron.press("r")
    await heron.until("Reply", "Kindness before advice")
    await heron.type("That is a fine beginning.")
    await heron.until("That is a fine beginning.")
    await heron.press("ctrl+s")
    await heron.until("Shyness: First steps", "That is a fine beginning.", "2 grey-heron")
    await back_home(heron, "grey-heron")

    # And writes a letter.
    await heron.press("m")
    await heron.until("Mailbox: received", "No letters here yet.")
    await write_letter(heron, "quiet-otter", "Well done", "It took me years.")
    await back_home(heron, "grey-heron")

    # The first sees both at home, once home is shown anew.
    await otter.press("s")
    await otter.until("Settings")
    await otter.press("escape")
    await otter.until("1 thread with news", "1 unread letter")
    await choose(otter, "1 unread letter")
    await otter.until("Mailbox: received", "grey-heron", "Well done")
    await otter.press("enter")
    await otter.until("Letter: Well done", "from grey-heron", "It took me years.")

    # A restart, in full view.
    server.signal(signal.SIGTERM)
    for each in (otter, heron):
        await each.until(RESTARTING)
        assert await each.until_over() == 0
    assert await server.ended() == 0
    await server.start()

    otter = await member(server, "quiet-otter")
    await otter.press("n")
    await otter.until("Shyness: First steps", "That is a fine beginning.", "2 grey-heron, new")
    await back_home(otter, "quiet-otter")
    await otter.press("m")
    await otter.until("Well done")
    await otter.press("enter")
    await otter.until("It took me years.")

    heron = await member(server, "grey-heron")
    await heron.press("m")
    await heron.until("Mailbox: received")
    await heron.press("tab")
    await heron.until("Mailbox: sent", "quiet-otter", "Well done")
    await back_home(heron, "grey-heron")
    await heron.press("escape")
    await heron.until("Log out?")
    await heron.press("enter")
    await heron.until(FAREWELL)
    assert await heron.until_over() == 0
    assert "Traceback" not in server.log() and "ERROR" not in server.log()


async def test_what_was_shown_as_accepted_survives_a_kill(server: Server) -> None:
    otter = await newcomer(server, "quiet-otter")
    await join_board(otter, "Stress")
    await start_thread(otter, "Kept", "Whatever happens.")
    await server.kill()
    await otter.until_over()

    await server.start()
    otter = await member(server, "quiet-otter")
    await choose(otter, "Stress")
    await otter.until("Kept")
    await otter.press("enter")
    await otter.until("Stress: Kept", "Whatever happens.")
    assert server.is_whole()


async def test_who_stays_connected_without_a_session_does_not_hold_the_stop_up(
    server: Server,
) -> None:
    connection, _ = await connect(server.port, "guest")
    assert await server.stop() == 0
    await connection.wait_closed()


async def test_n_leads_from_thread_to_thread_and_says_when_all_is_read(server: Server) -> None:
    otter = await newcomer(server, "quiet-otter")
    heron = await newcomer(server, "grey-heron")
    for each, handle in ((otter, "quiet-otter"), (heron, "grey-heron")):
        for board in ("Shyness", "Stress"):
            await join_board(each, board)
            await back_home(each, handle)
    for board in ("Shyness", "Stress"):
        await choose(otter, board)
        await otter.until(board, "c new thread")
        for number in (1, 2):
            await start_thread(otter, f"{board} {number}", f"Words of {board} {number}.")
        await back_home(otter, "quiet-otter")
    read = []
    await heron.press("n")
    for _ in range(4):
        await heron.until("Members' experience, not medical advice", "quiet-otter, new")
        read.append(heron.screen()[0].strip())
        await heron.press("n")
        await heron.until_true(
            lambda: (
                heron.screen()[0].strip() != read[-1] or "That was all" in heron.picture.words()
            ),
            "what is next",
        )
    await heron.until("That was all: nothing else is unread on your boards.")
    wanted = {f"{board}: {board} {number}" for board in ("Shyness", "Stress") for number in (1, 2)}
    assert set(read) == wanted
    await back_home(heron, "grey-heron")
    await heron.until("All is read.", "4 wait for a first reply")
