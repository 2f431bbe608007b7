"""Plain lines over SSH: typed by a program, or by a person's own terminal."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import dataclass
from typing import Any

from bbs import wiring
from bbs.clock import utc_now
from bbs.services import boards, members, posts, preferences, threads
from bbs.views import PreferenceView
from tests.helpers import PASSPHRASE
from tests.ssh.client import Terminal, terminal
from tests.ssh.server import Server, settings_of

PROMPT = b"> "
LONG = "The first winter"


def furnish(server: Server, *, face: str = "rich") -> int:
    """Two members, a board of both and a thread of two posts on it; the thread's id."""
    now = utc_now()
    with wiring.house(settings_of(server.folder, argon2_memory_kib=64)):
        actors = []
        for handle in ("quiet-otter", "brave-wren"):
            newcomer = members.Newcomer(
                handle, PASSPHRASE, accepts_rules=True, consents=True, is_adult=True
            )
            actors.append(members.sign_up(newcomer, now=now).login.actor)
            boards.join(actors[-1], "stress", now=now)
        preferences.choose(actors[0], PreferenceView(face=face))
        thread = threads.start(actors[1], "stress", LONG, "It was long.", now=now)
        posts.reply(actors[1], thread.id, "And cold.", now=now)
    return thread.id


@dataclass(frozen=True)
class Ran:
    """What became of a program."""

    status: int
    out: bytes
    err: bytes


async def run(*words: str, piped: bytes = b"", patience: float = 20) -> Ran:
    """Run a program of the system with this standard input."""
    process = await asyncio.create_subprocess_exec(
        *words,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await asyncio.wait_for(process.communicate(piped), patience)
    assert process.returncode is not None
    return Ran(process.returncode, out, err)


def program(name: str) -> str:
    """Where a program is; empty where it isn't installed."""
    return shutil.which(name) or ""


async def talk(server: Server, username: str, *, term: str | None = None, **options: Any) -> Talk:
    """Begin a talk, and wait for its first prompt."""
    passphrase = None if username in ("guest", "new") else PASSPHRASE
    found = Talk(await terminal(server.port, username, passphrase, term=term, **options))
    await found.until_prompt()
    return found


class Talk:
    """A talk of plain lines, by the bytes that come."""

    def __init__(self, t: Terminal) -> None:
        self.t = t
        self.end = "\n"

    async def until_prompt(self, end: bytes = PROMPT, before: int = 0) -> None:
        """Wait until what came ends so."""
        await self.t.until_true(
            lambda: len(self.t.wire) > before and self.t.wire.endswith(end), f"{end!r}"
        )

    async def line(self, line: str, end: bytes = PROMPT) -> str:
        """Type a line; what came until the next prompt."""
        before = len(self.t.wire)
        await self.t.type(line + self.end)
        await self.until_prompt(end, before)
        return self.t.wire[before:].decode()

    async def silent(self, *lines: str) -> None:
        """Type lines of a text, at which nothing comes."""
        for line in lines:
            await self.t.type(line + self.end)
