"""A member's session, action by action, with the bytes that each of them brought."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.bench.place import BOARD_NAME, LONG_THREAD, READER, furnish
from tests.helpers import PASSPHRASE
from tests.ssh.client import Terminal, terminal
from tests.ssh.server import Server
from tests.ssh.slowlink import SlowLink
from tests.ssh.steps import at_home, move_to

QUIET = 0.3
"""Seconds without a byte after which a screen is settled; a lone Escape alone takes 0.1."""
_LOOK = 0.005


@dataclass(frozen=True, slots=True)
class Taken:
    """What an action brought."""

    name: str
    size: int
    """Payload bytes inside SSH."""
    text: int
    """UTF-8 bytes of the new screen's rows, without the blanks at their ends."""
    wire: int = 0
    """Bytes that SSH made of it, where a link counted them."""
    took: float = 0.0
    """Seconds from the key to the last byte."""

    @property
    def ratio(self) -> float:
        """Bytes for a byte of text."""
        return self.size / max(1, self.text)


@dataclass
class Session:
    """A terminal, and what was taken down of it."""

    t: Terminal
    via: SlowLink | None = None
    carried: int = 0
    quiet: float = QUIET
    """Seconds without a byte that tell that a screen is settled."""
    taken: list[Taken] = field(default_factory=list)
    frames: list[dict[str, Any]] = field(default_factory=list)

    async def settled(self) -> float:
        """Wait until nothing comes any more; when the last byte came, by the loop's clock."""
        loop = asyncio.get_running_loop()
        count, last = self._arrived(), loop.time()
        while (now := loop.time()) < last + self.quiet:
            if count != self._arrived():
                count, last = self._arrived(), now
            await asyncio.sleep(_LOOK)
        return last

    def _arrived(self) -> tuple[int, int]:
        # A packet's payload shows only when its last byte has come, on a slow line long after the
        # first: the link sees them all.
        return len(self.t.wire), self.via.carried if self.via is not None else 0

    def note(self, name: str, before: int, took: float = 0.0) -> Taken:
        """Take down what came since."""
        rows = self.t.screen()
        carried = self.via.carried if self.via is not None else 0
        taken = Taken(
            name,
            len(self.t.wire) - before,
            sum(len(row.encode()) for row in rows),
            carried - self.carried,
            took,
        )
        self.carried = carried
        self.taken.append(taken)
        self.frames.append({"name": name, "cells": self.t.picture.cells(), "at": self.t.cursor})
        return taken

    async def act(self, name: str, *keys: str) -> Taken:
        """Press keys, and take down what came of it."""
        before, begun = len(self.t.wire), asyncio.get_running_loop().time()
        await self.t.press(*keys)
        took = await self.settled() - begun
        return self.note(name, before, took)

    def of(self, name: str) -> list[Taken]:
        """All that was taken down under a name."""
        return [taken for taken in self.taken if taken.name == name]

    def save(self, path: Path) -> None:
        """Write the frames down, for another program to draw."""
        path.write_text(json.dumps(self.frames))


@asynccontextmanager
async def furnished(folder: Path, face: str, more_boards: int = 0) -> AsyncIterator[Server]:
    """A running server in a house that is furnished for `face`."""
    await asyncio.to_thread(furnish, folder, face, more_boards)
    server = Server(folder)
    await server.start()
    try:
        yield server
    finally:
        await server.close()


async def walk(
    server: Server, via: SlowLink | None = None, *, quiet: float = QUIET, **options: Any
) -> Session:
    """The session that all figures are taken from, through a link that counts."""
    port = server.port if via is None else via.port
    carried = 0 if via is None else via.carried
    t = await terminal(port, READER, PASSPHRASE, **options)
    session = Session(t, via, carried, quiet)
    await at_home(t, READER)
    await session.settled()
    session.note("first screen", 0)
    await move_to(t, BOARD_NAME)
    await session.settled()
    await session.act("open a list", "enter")
    for _ in range(6):
        await session.act("cursor down", "down")
    for _ in range(3):
        await session.act("cursor up", "up")
    await session.act("home", "g")
    for _ in range(30):
        await t.press("down")
    await session.settled()
    session.note("many downs", len(t.wire))
    for _ in range(6):
        await session.act("cursor down, scrolling", "down")
    for _ in range(4):
        await session.act("page down in a list", "pagedown")
    await session.act("home", "g")
    assert LONG_THREAD in t.screen()[t.cursor[1]], t.screen()
    await session.act("open a thread", "enter")
    for _ in range(4):
        await session.act("page down in a thread", "space")
    await session.act("open the editor", "r")
    for letter in "thank you, it":
        await session.act("a typed character", letter)
    await session.act("a new line", "enter")
    await session.act("leave the editor", "escape")
    await session.act("throw away", "down", "down", "enter")
    await session.act("back to the list", "escape")
    await session.act("back to home", "escape")
    await session.act("mailbox", "m")
    await session.act("open a letter", "enter")
    await session.act("back to the mailbox", "escape")
    await t.leave()
    return session
