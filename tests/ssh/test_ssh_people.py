"""Guests, sysops, and that nobody's address is kept."""

from __future__ import annotations

import re

from tests.helpers import PASSPHRASE
from tests.ssh.client import terminal
from tests.ssh.server import Server
from tests.ssh.steps import (
    answer_until_handle,
    at_home,
    back_home,
    choose,
    give_passphrase,
    join_board,
    member,
    move_to,
    newcomer,
    sign_up,
    start_thread,
    write_letter,
)

_ADDRESS = "127.0.0.2"


async def test_a_guest_reads_what_is_open_and_is_told_why_not_the_rest(server: Server) -> None:
    otter = await newcomer(server, "quiet-otter")
    await join_board(otter, "Stress")
    await start_thread(otter, "Open words", "For all to read.")

    t = await terminal(server.port, "guest")
    await t.until("Look around as a guest")
    await choose(t, "Look around")
    await t.until("Boards", "Depression")
    await choose(t, "Stress")
    await t.until("Stress", "Open words")
    await t.press("c")
    await t.until("Stress", "Open words", without="New thread")
    await t.press("enter")
    await t.until("Stress: Open words", "For all to read.")
    await t.press("r")
    await t.press("e", "d", "l")
    await t.press("escape")
    await t.until("Open words", without="For all to read.")
    await t.press("escape")
    await t.until("Boards", "Depression")
    await move_to(t, "Schizophrenia")
    assert "members only" in t.screen()[t.cursor[1]]
    await t.press("enter")
    await t.until("This board is for members only, so that people can speak freely in it.")
    await t.until("Joining takes two minutes: connect as new@.")
    for key in ("j", "m", "s"):
        await t.press(key)
        await t.until("That is for members.")
        await t.press("down")
        await t.until("Boards", without="That is for members.")
    assert server.query("SELECT count(*) FROM post") == [(1,)]
    await t.press("!")
    await t.until("Crisis help", "Country")


async def test_the_claim_code_makes_the_first_sysop_once(server: Server) -> None:
    code = server.claim_code()
    t = await terminal(server.port, "new")
    await answer_until_handle(t)
    await t.type("house-keeper")
    await t.press("enter")
    await give_passphrase(t)
    await t.until("Are you the sysop?")
    await t.type("AAAA-BBBB-CCCC")
    await t.press("enter")
    await t.until("This claim code is not, or no longer, good.", "Leave it empty")
    await t.press("escape")
    await t.leave()
    assert server.query("SELECT count(*) FROM member") == [(0,)]

    t = await terminal(server.port, "new")
    await sign_up(t, "house-keeper", claim=code.lower())
    assert server.query("SELECT handle, role FROM member") == [("house-keeper", "sysop")]
    # From now on nobody is asked.
    other = await terminal(server.port, "new")
    await sign_up(other, "quiet-otter", claim=None)
    assert server.query("SELECT role FROM member WHERE handle = 'quiet-otter'") == [("member",)]
    assert code.encode() not in b"".join(
        path.read_bytes() for path in (server.folder / "data").iterdir()
    )


async def test_bbs_member_add_works_while_the_daemon_runs(server: Server) -> None:
    words = ("member", "add", "house-keeper", "--role", "sysop", "--passphrase-file", "-")
    status, told, errors = await server.command(*words, typed=PASSPHRASE + "\n")
    assert status == 0, errors
    assert re.fullmatch(r"(?:[0-9A-Z]{4}-){6}[0-9A-Z]{4}\n", told)
    assert PASSPHRASE not in told + errors
    status, _, errors = await server.command(*words, typed=PASSPHRASE + "\n")
    assert status == 1
    assert errors.count("\n") == 1 and "house-keeper is taken." in errors

    t = await member(server, "house-keeper")
    await at_home(t, "house-keeper")
    other = await terminal(server.port, "new")
    await sign_up(other, "quiet-otter", claim=None)
    before = server.log().count("claim code")
    assert await server.stop() == 0
    await server.start()
    assert server.log().count("claim code") == before


async def test_nobodys_address_is_kept_anywhere(server: Server) -> None:
    otter = await newcomer(server, "quiet-otter", source=_ADDRESS)
    await join_board(otter, "Stress")
    await start_thread(otter, "Where we live", "Far from the town.")
    heron = await newcomer(server, "grey-heron", source=_ADDRESS)
    await heron.press("m")
    await heron.until("No letters here yet.")
    await write_letter(heron, "quiet-otter", "Hello", "From nowhere.")
    await back_home(heron, "grey-heron")
    guest = await terminal(server.port, "guest", source=_ADDRESS)
    await guest.until("Join Lamplight")
    guest.abort()
    heron.abort()
    await otter.leave()
    assert await server.stop() == 0
    for form in (_ADDRESS.encode(), b"7f000002", bytes((127, 0, 0, 2))):
        assert server.traces(form) == []
    told = [line for line in server.log().splitlines() if "127.0.0." in line]
    assert [line for line in told if not re.match(r"  ssh -p \d+ \S+@127\.0\.0\.1 ", line)] == []
    assert [name for name in server.traces(b"127.0.0.1") if name != "server.log"] == []
    for said in ("quiet-otter", "grey-heron", "Far from the town"):
        assert said not in server.log()
