"""A member leaves for good, over SSH: their other sessions end, and no file holds their words."""

from __future__ import annotations

from tests.helpers import PASSPHRASE
from tests.ssh.client import terminal
from tests.ssh.server import Server
from tests.ssh.steps import (
    back_home,
    choose,
    fill_in,
    join_board,
    member,
    newcomer,
    start_thread,
    write_letter,
)

_TITLE, _BODY, _SUBJECT, _DRAFT = "kanarienvogel", "zitronenfalter", "nachtigall", "pfauenauge"


async def test_who_leaves_is_gone_from_every_file_and_every_session(server: Server) -> None:
    heron = await newcomer(server, "grey-heron")
    otter = await newcomer(server, "heidelbeere")
    await join_board(otter, "Stress")
    await start_thread(otter, _TITLE, _BODY)
    await back_home(otter, "heidelbeere")
    await otter.press("m")
    await otter.until("No letters here yet.")
    await write_letter(otter, "grey-heron", _SUBJECT, "Farewell to you.")
    await back_home(otter, "heidelbeere")

    # Elsewhere they are in the middle of a sentence, by key or passphrase or from the guests' door.
    writing = await member(server, "heidelbeere")
    await choose(writing, "Stress")
    await writing.until("c new thread")
    await writing.press("c")
    await writing.until("New thread", "Title")
    await fill_in(writing, _DRAFT)
    from_guests = await terminal(server.port, "guest")
    await from_guests.until("Leave", "crisis")
    await choose(from_guests, "Log in")
    await from_guests.until("The name that you chose")
    await from_guests.type("heidelbeere")
    await from_guests.press("enter")
    await from_guests.until("Passphrase")
    await from_guests.type(PASSPHRASE)
    await from_guests.press("enter")
    await from_guests.until("Lamplight - heidelbeere")
    assert server.traces(_BODY.encode()) and server.traces(b"heidelbeere")

    await otter.press("s")
    await choose(otter, "Leave Lamplight")
    await otter.until("What shall become of what you posted?")
    await choose(otter, "Leave, and erase my posts too")
    await otter.until("Enter deletes your account now, for good.")
    await otter.type(PASSPHRASE)
    await otter.press("enter")
    await otter.until("Goodbye", "Your account is gone.")
    for each in (writing, from_guests):
        await each.until("This account was deleted, from another session of yours.")
        assert await each.until_over() == 0
    await otter.press("enter")
    await otter.until("Take good care of yourself.")
    assert await otter.until_over() == 0

    words = ("heidelbeere", _TITLE, _BODY, _DRAFT)
    assert {word: server.traces(word.encode()) for word in words} == {word: [] for word in words}
    await heron.press("m")
    await heron.until("heidelbeere", _SUBJECT)  # In the one's mailbox to whom it was sent.
    await heron.leave()
    assert await server.stop() == 0
    assert {word: server.traces(word.encode()) for word in words} == {word: [] for word in words}
    assert "Traceback" not in server.log() and "ERROR" not in server.log()
