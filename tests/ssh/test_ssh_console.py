"""The line editor of a talk: what it writes at each key, with and without a cursor that moves."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import pytest

from bbs.errors import Interrupted
from bbs.ssh.console import Console
from bbs.ssh.entry import Line


class Desk:
    """A console, and what it wrote."""

    def __init__(self, term: str) -> None:
        self.wrote = ""
        nothing = cast(Any, None)
        line = Line(term, {}, (80, 24), self._write, link=nothing, give_up=nothing)
        self.console = Console(line)

    def _write(self, data: bytes) -> None:
        self.wrote += data.decode()

    def type(self, keys: str) -> str:
        """What is written while these keys are pressed."""
        before = len(self.wrote)
        self.console.feed(keys.encode())
        return self.wrote[before:]

    async def asked(self, prompt: str, keys: str, *, is_secret: bool = False) -> str | None:
        """What is taken for the answer, when these keys are pressed after the prompt."""
        asking = asyncio.create_task(self.console.read_line(prompt, is_secret=is_secret))
        await asyncio.sleep(0)
        self.console.feed(keys.encode())
        return await asking


async def test_a_dumb_terminal_gets_each_character_once_and_backspaces() -> None:
    desk = Desk("dumb")
    assert desk.type("w") + desk.type("h") + desk.type("o") == "who"
    assert desk.type("\x7f") == "\b \b"
    assert desk.type("日") == "日" and desk.type("\x7f") == "\b \b" * 2, "two columns wide"
    assert desk.type("\x15") == "\b \b" * 2, "Ctrl+U takes back what there is"
    assert "\x1b" not in desk.wrote


@pytest.mark.parametrize("keys", ["\x1b[D", "\x1b[H", "\x01", "\x02"])
async def test_on_a_dumb_terminal_the_cursor_stays_at_the_end(keys: str) -> None:
    desk = Desk("dumb")
    assert await desk.asked("> ", f"who{keys}ami\r") == "whoami"
    assert desk.wrote == "> who\aami\r\n"


async def test_history_on_a_dumb_terminal() -> None:
    desk = Desk("dumb")
    await desk.asked("> ", "whoami\r")
    await desk.asked("> ", "who\r")
    before = len(desk.wrote)
    assert await desk.asked("> ", "\x10\x10\r") == "whoami"
    assert desk.wrote[before:] == "> whoami\r\n", "what both begin with is not written twice"


@pytest.mark.parametrize("term", ["dumb", "xterm-256color"])
async def test_ctrl_c_clears_what_was_typed_and_then_leaves(term: str) -> None:
    desk = Desk(term)
    assert await desk.asked("Title: ", "Wrong words\x03Right\r") == "Right"
    assert "cleared: Right" in desk.wrote
    with pytest.raises(Interrupted):
        await desk.asked("Title: ", "\x03")
    if term == "dumb":
        assert "\x1b" not in desk.wrote


@pytest.mark.parametrize("term", ["dumb", "xterm-256color"])
@pytest.mark.parametrize("clears", ["\x03", "\x15"])
async def test_a_secret_that_was_taken_back_comes_back_nowhere(term: str, clears: str) -> None:
    desk = Desk(term)
    assert await desk.asked("Passphrase: ", f"nine herons{clears}ten\r", is_secret=True) == "ten"
    assert await desk.asked("> ", "\x19\r") == ""
    assert "herons" not in desk.wrote and "ten" not in desk.wrote


async def test_a_warning_on_a_dumb_terminal_lets_what_was_typed_go_on_below() -> None:
    desk = Desk("dumb")
    asking = asyncio.create_task(desk.console.read_line("> "))
    await asyncio.sleep(0)
    desk.type("who")
    desk.console.interject("Lamplight is being restarted.")
    desk.type("ami\r")
    assert await asking == "whoami"
    assert desk.wrote.endswith("Lamplight is being restarted.\r\nwhoami\r\n")
    assert "\x1b" not in desk.wrote
