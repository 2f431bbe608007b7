"""The plain face over real SSH: without a terminal, with a dumb one, by choice, and cut off."""

from __future__ import annotations

import asyncio
import json
import signal

import pytest

from tests.helpers import PASSPHRASE
from tests.ssh.client import connect, terminal
from tests.ssh.lines import LONG, Talk, furnish, talk
from tests.ssh.server import Server
from tests.ssh.steps import FAREWELL, RESTARTING, at_home

SEEN = "What you type next can be seen on your screen."
ENDS = {None: "\n", "dumb": "\r", "xterm-256color": "\r"}


@pytest.fixture
def house(server: Server) -> Server:
    """A daemon with two members and a thread."""
    furnish(server)
    return server


@pytest.fixture
def plain_house(server: Server) -> Server:
    """The same, where quiet-otter has chosen plain lines."""
    furnish(server, face="plain")
    return server


async def begin(server: Server, username: str, term: str | None) -> Talk:
    """A talk at such a terminal."""
    found = await talk(server, username, term=term)
    found.end = ENDS[term]
    return found


async def drafts_of(server: Server) -> list[str]:
    """The bodies of quiet-otter's drafts."""
    connection, _ = await connect(server.port, "quiet-otter", PASSPHRASE)
    async with connection:
        told = await connection.run("draft read 1 --json", check=True)
    return [str(json.loads(str(told.stdout))["body"])]


def check_bytes(wire: bytes) -> None:
    """Nothing but text and ends of lines."""
    assert all(byte in b"\r\n" or byte >= 0x20 for byte in wire.replace(b" \x08", b""))
    assert b"\x7f" not in wire
    told = wire.decode()
    assert not [c for c in told if "\u2500" <= c <= "\u259f"], "no box characters"


@pytest.mark.parametrize("term", [None, "dumb"])
async def test_a_whole_session(term: str | None, house: Server) -> None:
    t = await begin(house, "quiet-otter", term)
    assert b"Lamplight, quiet-otter: 1 unread thread, 1 unanswered." in t.t.wire
    assert f"1. {LONG}, by brave-wren, 1 reply, just now" in await t.line("new")
    told = await t.line("1")
    assert "1 of 2, brave-wren, just now:" in told and "2 of 2" in told
    begun = await t.line("reply", b"helps.\n" if term is None else b"helps.\r\n")
    assert f"Reply in {LONG}." in begun
    await t.silent("The snow is gone", "..soon")
    told = await t.line(".", b"write on: ")
    assert "5 words, as quiet-otter. Send" in told
    assert "Posted as number 3." in await t.line("s")
    assert house.query("SELECT body FROM post WHERE number = 3") == [("The snow is gone\n.soon",)]
    assert "116 123" in await t.line("! UK")
    assert "There is no command 'nonsense'" in await t.line("nonsense")
    await t.line("bye", f"{FAREWELL}\n".encode() if term is None else f"{FAREWELL}\r\n".encode())
    assert await t.t.until_over() == 0
    check_bytes(t.t.wire)


async def test_without_a_terminal_nothing_is_echoed_and_nothing_comes_unasked(
    house: Server,
) -> None:
    t = await begin(house, "quiet-otter", None)
    before = t.t.wire
    await t.t.type("boar")
    other = await begin(house, "brave-wren", None)
    await other.line("reply 1", b"helps.\n")
    await other.silent("News.")
    await other.line(".", b"write on: ")
    await other.line("s")
    await asyncio.sleep(0.5)
    assert t.t.wire == before, "neither what was typed nor what is new"
    told = await t.line("ds --mine")
    assert told.startswith("1 board.\n") and "boards --mine" not in told


async def test_with_a_dumb_terminal_the_line_editor_echoes_and_edits(house: Server) -> None:
    t = await begin(house, "quiet-otter", "dumb")
    told = await t.line("whoamx\x7fi")
    assert "quiet-otter, member." in told and "\x1b" not in told
    assert (await t.line("whoami")).startswith("whoami\r\nquiet-otter"), "echoed once"
    told = await t.line("\x10")
    assert "quiet-otter, member." in told, "Ctrl+P brings the last line back"


async def test_a_guest_joins_and_logs_in_where_the_passphrase_is_seen(house: Server) -> None:
    t = await begin(house, "guest", None)
    await t.line("login brave-wren", b"Passphrase: ")
    assert SEEN.encode() in t.t.wire
    told = await t.line("not this one", b"Passphrase: ")
    assert "don't belong together" in told and SEEN not in told, "it was said"
    assert "Lamplight, brave-wren:" in await t.line(PASSPHRASE)
    assert PASSPHRASE.encode() not in t.t.wire

    t = Talk(await terminal(house.port, "new", term=None))
    await t.until_prompt(b"yes or no: ")
    for _ in range(2):
        await t.line("yes", b"yes or no: ")
    await t.line("yes", b"Handle: ")
    told = await t.line("grey-heron", b"Passphrase: ")
    assert SEEN in told
    await t.line(PASSPHRASE, b"Once more: ")
    await t.line(PASSPHRASE, b"Enter: ")
    told = await t.line("", b"yes or no: ")
    assert "your recovery code. It is shown once" in told
    assert "skip leaves" in await t.line("yes", b"struggle with? ")
    assert "Lamplight, grey-heron." in await t.line("skip")
    check_bytes(t.t.wire)


async def test_with_a_terminal_a_passphrase_is_not_echoed(house: Server) -> None:
    t = await begin(house, "guest", "dumb")
    await t.line("login brave-wren", b"Passphrase: ")
    assert "Lamplight, brave-wren:" in await t.line(PASSPHRASE)
    assert SEEN.encode() not in t.t.wire and b"herons" not in t.t.wire
    told = await t.line("\x10")
    assert "herons" not in told, "nor does the history keep it"


async def test_the_face_that_was_chosen_and_the_way_to_screens_and_back(
    plain_house: Server,
) -> None:
    t = await begin(plain_house, "quiet-otter", "xterm-256color")
    assert b"Lamplight, quiet-otter: 1 unread thread, 1 unanswered." in t.t.wire
    await t.t.type("screens\r")
    await at_home(t.t, "quiet-otter")
    await t.t.press("escape")
    await t.t.until("Log out?")


async def test_plain_typed_at_the_welcome_screen_and_back(house: Server) -> None:
    t = Talk(await terminal(house.port, "guest"))
    t.end = "\r"
    await t.t.until("Join Lamplight", "Plain lines, for speech and slow links")
    await t.t.type("plain")
    await t.until_prompt()
    told = await t.line("boards")
    assert "67 boards." in told and "\x1b" not in told
    await t.t.type("screens\r")
    await t.t.until("Join Lamplight", "Look around as a guest")
    await t.t.type("plain")
    await t.until_prompt(before=len(t.t.wire))
    await t.line("bye", f"{FAREWELL}\r\n".encode())


@pytest.mark.parametrize("how", ["drop", "end of input", "kill -9", "stop"])
@pytest.mark.parametrize("term", [None, "dumb"])
async def test_what_was_entered_is_kept_however_it_ends(
    term: str | None, how: str, house: Server
) -> None:
    t = await begin(house, "quiet-otter", term)
    await t.line("reply 1", b"helps.\n" if term is None else b"helps.\r\n")
    await t.silent("I was just going to say", "that it")
    await asyncio.sleep(0.4)
    if how == "drop":
        t.t.abort()
        await asyncio.sleep(0.3)
    elif how == "end of input":
        t.t._channel.write_eof()
        assert await t.t.until_over() == 0
    elif how == "kill -9":
        await house.kill()
        await house.start()
    else:
        house.signal(signal.SIGTERM)
        assert await t.t.until_over() == 0
        assert RESTARTING in t.t.wire.decode().replace("\r\n", " ").replace("\n", " ")
        await house.ended()
        await house.start()
    assert await drafts_of(house) == ["I was just going to say\nthat it"]
    assert house.query("SELECT count(*) FROM post") == [(2,)]
    t = await begin(house, "quiet-otter", None)
    told = await t.line("reply 1", b"helps.\n")
    assert "Your draft from just now, 2 lines, 8 words; .l reads it." in told


async def test_ctrl_c_leaves_a_question_and_ctrl_d_the_house(house: Server) -> None:
    t = await begin(house, "quiet-otter", "dumb")
    await t.line("reply 1", b"helps.\r\n")
    await t.silent("Begun")
    await t.t.type("\x03")
    await t.until_prompt()
    assert b"Kept as a draft." in t.t.wire
    await t.t.type("\x04")
    assert await t.t.until_over() == 0
    assert await drafts_of(house) == ["Begun"]


async def test_a_server_that_stops_says_why_at_any_prompt(house: Server) -> None:
    member = await begin(house, "quiet-otter", None)
    guest = await begin(house, "guest", "dumb")
    house.signal(signal.SIGTERM)
    for each in (member, guest):
        assert await each.t.until_over() == 0
        assert b"Lamplight is being restarted." in each.t.wire
    assert await house.ended() == 0
    assert "Traceback" not in house.log()


async def test_a_flood_of_lines_and_one_without_an_end(house: Server) -> None:
    t = await begin(house, "quiet-otter", None)
    await t.t.type("x" * 200_000)
    await t.t.type("\nwhoami\n")
    await t.t.until_true(lambda: b"quiet-otter, member." in t.t.wire, "an answer")
    await t.t.type("whoami\n" * 500)
    await t.t.until_true(lambda: t.t.wire.count(b"quiet-otter, member.") == 501, "all answers")
    assert "Traceback" not in house.log()


async def test_two_talks_know_nothing_of_one_another(house: Server) -> None:
    one, two = [await begin(house, "quiet-otter", None) for _ in range(2)]
    await one.line("new")
    assert "There is no number 1 in the last list." in await two.line("1")
    assert LONG in await one.line("1")
