"""Commands of staff, given on the server's own host: the same ones as over SSH."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence

from bbs import db
from bbs.clock import utc_now
from bbs.commands import run
from bbs.commands.caller import Caller
from bbs.commands.command import Usage
from bbs.errors import BBSError
from bbs.policy import HOST
from bbs.text import clean
from bbs.visit import Visit


class HostConsole:
    """Standard input and output."""

    has_pty = False

    def __init__(self) -> None:
        """Fold lines to the terminal's width, where there is one."""
        is_terminal = sys.stdout.isatty()
        self.columns = shutil.get_terminal_size().columns if is_terminal else 0

    async def read_line(self, prompt: str = "", *, is_secret: bool = False) -> str | None:
        """A line of standard input."""
        line = sys.stdin.readline()
        return line.rstrip("\n") if line else None

    async def read_all(self, most: int) -> bytes:
        """All of standard input, or a little more than `most` bytes of it."""
        return sys.stdin.buffer.read(most + 1)

    async def say(self, text: str) -> None:
        """Write to standard output."""
        sys.stdout.write(text)

    async def send(self, data: bytes) -> None:
        """Write bytes to standard output."""
        sys.stdout.buffer.write(data)

    async def say_error(self, text: str) -> None:
        """Write to standard error."""
        sys.stderr.write(text)


async def give(words: Sequence[str]) -> int:
    """Give a command inside the house; the exit status."""
    db.open_pools(db_threads=1, hash_threads=1, hash_waiting=1)
    caller = Caller(Visit(utc_now, actor=HOST), HostConsole())
    try:
        await run.run(caller, words)
    except BBSError as error:
        await caller.console.say_error(f"{clean(error.message)}\n")
        return run.WRONG_USAGE if isinstance(error, Usage) else run.REFUSED
    finally:
        db.close_pools()
    return run.DONE
