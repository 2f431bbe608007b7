"""A journal, a check-in and a counter over SSH: read by one person, and found in no file."""

from __future__ import annotations

import json
from typing import Any

import asyncssh

from tests.helpers import PASSPHRASE
from tests.searching import found_under
from tests.ssh.client import connect, terminal
from tests.ssh.lines import furnish, talk
from tests.ssh.server import Server
from tests.ssh.steps import at_home, back_home, fill_in, join_board, newcomer

_TITLE, _BODY, _BEGUN = "wiesenralle", "trauermantel", "schwalbenschwanz"
_DONE, _NOTE, _SPOKEN, _COUNTED = (
    "seepferdchen", "blindschleiche", "gottesanbeterin", "feuersalamander",
)  # fmt: skip
_PRIVATE = (_TITLE, _BODY, _BEGUN, _DONE, _NOTE, _SPOKEN, _COUNTED)
_SHARED = "kanarienvogel"


async def run(server: Server, line: str, piped: str = "", handle: str = "quiet-otter") -> Any:
    """The JSON document that a command prints, given by passphrase."""
    connection, _ = await connect(server.port, handle, PASSPHRASE)
    async with connection:
        told = await connection.run(f"{line} --json", input=piped, check=True)
    return json.loads(str(told.stdout))


async def test_a_day_is_written_down_and_stays_ones_own(server: Server) -> None:
    heron = await newcomer(server, "grey-heron")
    otter = await newcomer(server, "quiet-otter")
    await join_board(otter, "Stress")
    await back_home(otter, "quiet-otter")

    await otter.press("t")
    await otter.until("How is today?", "5 very good")
    await otter.press("4")
    await otter.until("Mood: 4, good")
    for downs, asked, words in ((1, "Done", _DONE), (3, "Spoken with", _SPOKEN)):
        await otter.press(*["down"] * downs, "enter")
        await otter.until(asked, without="Mood: 4")
        await otter.type(words)
        await otter.press("enter")
        await otter.until("Mood: 4, good", words)
    await otter.press("up", "enter")
    await otter.until("Note of the day")
    await otter.type(_NOTE)
    await otter.until(_NOTE)
    await otter.press("ctrl+s")
    await otter.until("The note is kept.", f"Note: {_NOTE}")
    await otter.press("down", "down", "enter")
    await otter.until("Your weeks", "█", "Nothing can be said yet")
    await otter.press("escape")
    await otter.until("Today's check-in", "Counters: days since", without="Your weeks")
    await otter.press("down", "enter")
    await otter.until("No counter yet.")
    await otter.press("c")
    await otter.until("New counter")
    await otter.type(_COUNTED)
    await otter.press("enter")
    await otter.until(_COUNTED, "day 1", "Today is day 1.")
    await otter.press("enter")
    await otter.until("Day 1, since", "Begin anew")
    await otter.press("down", "enter")
    await otter.until("Day 1 again. It takes courage")
    await back_home(otter, "quiet-otter")
    await otter.until("Today's check-in", "done")

    await otter.press("y")
    await otter.until("Nothing written yet.")
    await otter.press("c")
    await otter.until("Journal", "Title", "Ctrl+S save")
    await fill_in(otter, _TITLE)
    await otter.type(_BODY)
    await otter.until(_BODY)
    await otter.press("ctrl+s")
    await otter.until("It is in your journal.", _TITLE)
    await otter.press("c")
    await otter.until("Journal", "Title", "Ctrl+S save")
    await fill_in(otter, "")
    await otter.type(_BEGUN)
    await otter.until(_BEGUN)
    otter.abort()

    # A copy of another entry goes out, and is the other's then.
    made = await run(server, f"journal write --title {_SHARED}", "Come by.")
    await run(server, f"journal share {made['entry']} grey-heron")
    await heron.press("m")
    await heron.until(_SHARED)
    await heron.press("y")
    await heron.until("Nothing written yet.")
    for line in ("journal", "mood", "counter", "checkin"):
        told = json.dumps(await run(server, line, handle="grey-heron"))
        assert not any(word in told for word in (*_PRIVATE, _SHARED)), line
    told = json.dumps([await run(server, line) for line in ("journal read 1", "mood", "counter")])
    assert all(word in told for word in _PRIVATE if word != _BEGUN)

    assert found_under(server.folder, (*_PRIVATE, _SHARED)) == {}
    await heron.leave()
    connection, _ = await connect(server.port, "quiet-otter", PASSPHRASE)
    async with connection:
        gone = await connection.run("delete-account --posts erase", input=PASSPHRASE, check=True)
    assert gone.exit_status == 0
    assert await server.stop() == 0
    for table in ("journal_entry", "check_in", "counter"):
        assert server.query(f"SELECT count(*) FROM {table} WHERE owner_id = 2") == [(0,)]
    assert found_under(server.folder, (*_PRIVATE, _SHARED)) == {}
    assert "Traceback" not in server.log() and "ERROR" not in server.log()


async def test_a_key_opens_the_door_and_the_passphrase_the_journal(server: Server) -> None:
    furnish(server)
    await run(server, "journal write --title Mine", _BODY)
    key = asyncssh.generate_private_key("ssh-ed25519")
    line = key.export_public_key().decode().strip()
    await run(server, f"keys add {line}")
    connection, _ = await connect(server.port, "quiet-otter", client_keys=[key])
    async with connection:
        told = await connection.run("journal read 1 --json")
        assert told.exit_status == 1 and _BODY not in str(told.stdout) + str(told.stderr)
        assert "PubkeyAuthentication=no" in str(told.stderr)
        told = await connection.run("checkin 3 --json", input="\n", check=True)
        assert json.loads(str(told.stdout))["checkin"]["mood"] == 3
    t = await terminal(server.port, "quiet-otter", client_keys=[key])
    await at_home(t, "quiet-otter")
    await t.press("y")
    await t.until("Sealed", "Your journal is sealed.", without="Mine")
    await t.type(PASSPHRASE)
    await t.press("enter")
    await t.until("Journal", "Mine")
    await t.leave()


async def test_in_plain_lines_it_is_asked_step_by_step(server: Server) -> None:
    furnish(server)
    t = await talk(server, "quiet-otter")
    assert b"checked in" not in t.t.wire
    await t.line("checkin", b"very good: ")
    await t.line("2", b"alone: ")
    await t.line("a walk", b"alone: ")
    await t.line("", b"more): ")
    await t.line("Rain.", b"passes on: ")
    told = await t.line("a neighbour")
    assert "Kept. Only you can read it." in told and "Done: a walk." in told
    assert "checked in." in await t.line("home")
    await t.line("journal write", b"none: ")
    await t.line("A title", b"helps.\n")
    await t.silent(_BODY)
    await t.line(".", b"write on: ")
    assert "It is entry 1 of your journal." in await t.line("s")
    assert _BODY in await t.line("journal read")
    told = await t.line("mood")
    assert "Week of" in told and "█" not in told
