"""Terminals of all sorts, and none."""

from __future__ import annotations

import pytest

from bbs.terminal import parse_wire
from tests.ssh.client import connect, open_terminal, terminal
from tests.ssh.server import Server


@pytest.mark.parametrize("size", [(1, 1), (5000, 5000), (0, 0), (0xFFFFFFFF, 0xFFFFFFFF)])
async def test_any_size_is_survived_and_another_shows_the_right_screen(
    server: Server, size: tuple[int, int]
) -> None:
    t = await terminal(server.port, "guest", size=size, drawn=(80, 24))
    await t.until_true(lambda: len(t.wire) > 40, "a first frame")
    t.resize(80, 24)
    await t.until("Join Lamplight", "Look around as a guest", "Crisis help")
    assert t.screen()[0].strip() == "Lamplight"
    assert t.screen()[t.cursor[1]].lstrip(" >").startswith("Join Lamplight")
    parse_wire(t.wire)

    t.resize(40, 15)
    await t.until_row("support one another, known by")
    t.resize(*size, drawn=(80, 24))
    t.resize(80, 24)
    await t.until("Join Lamplight", "Look around as a guest", "Crisis help")
    other = await terminal(server.port, "guest")
    await other.until("Join Lamplight")


@pytest.mark.parametrize("term", ["", "dumb", None])
async def test_without_a_terminal_there_are_plain_lines(server: Server, term: str | None) -> None:
    connection, _ = await connect(server.port, "guest")
    t = await open_terminal(connection, term=term)
    await t.until("Lamplight, as a guest.")
    await t.type("bye\r" if term is not None else "bye\n")
    assert await t.until_over() == 0
    assert b"\x1b" not in t.wire and b"Take care." in t.wire


@pytest.mark.parametrize("term", [None, "xterm"])
async def test_a_command_is_answered_with_a_terminal_and_without(
    server: Server, term: str | None
) -> None:
    connection, _ = await connect(server.port, "guest")
    t = await open_terminal(connection, term=term, command="whoami")
    assert await t.until_over() == 0
    assert t.wire.startswith(b"You are a guest") and b"\x1b" not in t.wire


async def test_a_hostile_name_of_a_terminal_does_nothing(server: Server) -> None:
    t = await terminal(
        server.port,
        "guest",
        term="\x1b]0;x\x07%n{}",
        env={"LANG": "\x1b[31m", "COLORTERM": "\x9b5n", "NO_COLOR": "\x00"},
    )
    await t.until("Join Lamplight", "Look around as a guest")
    parse_wire(t.wire)
    assert b"]0;" not in t.wire
    assert "]0;" not in server.log()


async def test_what_was_typed_at_once_arrives_in_its_order(server: Server) -> None:
    t = await terminal(server.port, "guest")
    await t.until("Join Lamplight")
    await t.press("!")
    await t.until("Crisis help", "Country")
    await t.type("Germ\x7f\x7f\x7f\x7fFrance")
    await t.until("Country France", patience=3)


async def test_an_escape_alone_and_a_sequence_cut_in_two_are_told_apart(server: Server) -> None:
    t = await terminal(server.port, "guest")
    await t.until("Join Lamplight")
    await t.press("!")
    await t.until("Crisis help", "Country")
    await t.press("escape")
    await t.until("Join Lamplight", without="Country")
    row = t.cursor[1]
    await t.type("\x1b[")
    await t.type("B")
    await t.until_true(lambda: t.cursor[1] == row + 1, "the row below")


async def test_one_connection_shows_one_face_at_a_time(server: Server) -> None:
    connection, _ = await connect(server.port, "guest")
    first = await open_terminal(connection)
    await first.until("Join Lamplight")
    second = await open_terminal(connection)
    assert await second.until_over() == 1
    assert b"shows Lamplight already" in second.errors
    await first.press("escape")
    await first.until("Leave?")
    await first.press("enter")
    assert await first.until_over() == 0
    third = await open_terminal(connection)
    await third.until("Join Lamplight")
    await third.press("!")
    await third.until("Crisis help", "Country")
