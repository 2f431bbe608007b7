"""A desk at which commands are given: a console in memory over the real services."""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from bbs.commands import Caller, answer, talk
from bbs.errors import Interrupted
from bbs.services.credentials import Login
from bbs.visit import Visit
from tests.helpers import StandingClock

CTRL_C = "\x03"


@dataclass
class Paper:
    """A console whose lines were written beforehand, and which keeps all that is said."""

    piped: bytes = b""
    typed: deque[str] = field(default_factory=deque)
    has_pty: bool = False
    columns: int = 0
    said: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    file: bytearray = field(default_factory=bytearray)
    secrets: list[str] = field(default_factory=list)
    """The prompts that were answered unseen."""

    async def read_line(self, prompt: str = "", *, is_secret: bool = False) -> str | None:
        """The next line that was written."""
        self.said.append(prompt)
        if is_secret:
            self.secrets.append(prompt)
        line = self.typed.popleft() if self.typed else None
        if line == CTRL_C:
            raise Interrupted
        return line

    async def read_all(self, most: int) -> bytes:
        """What was piped in, as far as it is asked for."""
        return self.piped[: most + 1]

    async def say(self, text: str) -> None:
        """Keep what is said."""
        self.said.append(text)

    async def send(self, data: bytes) -> None:
        """Keep a file."""
        self.file += data

    async def say_error(self, text: str) -> None:
        """Keep what goes to standard error."""
        self.errors.append(text)

    def answers(self) -> list[str]:
        """What was said before the first prompt of a talk, and after each of them."""
        found = [""]
        for each in self.said:
            if each == "> ":
                found.append("")
            else:
                found[-1] += each
        return found


@dataclass(frozen=True)
class Answer:
    """What became of a command."""

    status: int
    out: str
    error: str
    file: bytes

    @property
    def document(self) -> dict[str, Any]:
        """The one JSON document that was printed."""
        found = json.loads(self.out)
        assert isinstance(found, dict) and self.out.count("\n") == 1
        return found


@dataclass
class Desk:
    """Where somebody sits and gives commands."""

    clock: StandingClock
    login: Login | None = None
    has_key: bool = True
    tries: int = 6

    def visit(self) -> Visit:
        """A session of whoever sits here."""
        visit = Visit(self.clock, may_try=self._take_try)
        if self.login is not None:
            visit.actor = self.login.actor
            visit.key = self.login.key if self.has_key else None
        return visit

    def _take_try(self) -> bool:
        self.tries -= 1
        return self.tries >= 0

    async def run(self, line: str, piped: bytes | str = b"", *, has_pty: bool = False) -> Answer:
        """Give one command, as `ssh HOST COMMAND` does."""
        data = piped.encode() if isinstance(piped, str) else piped
        paper = Paper(data, has_pty=has_pty)
        if has_pty:
            paper.typed = deque(data.decode().split("\n"))
        status = await answer(Caller(self.visit(), paper), line)
        return Answer(status, "".join(paper.said), "".join(paper.errors), bytes(paper.file))

    async def done(self, line: str, piped: bytes | str = b"") -> Answer:
        """Give one command that is done."""
        found = await self.run(line, piped)
        assert (found.status, found.error) == (0, ""), found
        return found

    async def document(self, line: str, piped: bytes | str = b"") -> dict[str, Any]:
        """The JSON that a command prints."""
        return (await self.done(f"{line} --json", piped)).document

    async def refused(self, line: str, piped: bytes | str = b"", *, status: int = 1) -> str:
        """Give one command that is not done; the one line that says why."""
        found = await self.run(line, piped)
        assert found.status == status, found
        assert found.error.endswith("\n") and found.error.count("\n") == 1, found.error
        assert found.out == "" and found.file == b""
        assert all(character.isprintable() for character in found.error[:-1])
        return found.error[:-1]

    async def talk(self, *lines: str, **options: Any) -> str:
        """Type these lines in a talk, and hang up; all that was said."""
        return "".join((await self.talked(*lines, **options)).said)

    async def talked(self, *lines: str, visit: Visit | None = None, has_pty: bool = False) -> Paper:
        """Type these lines in a talk, and hang up."""
        paper = Paper(typed=deque(lines), has_pty=has_pty)
        await talk(Caller(visit or self.visit(), paper, is_talking=True))
        return paper
