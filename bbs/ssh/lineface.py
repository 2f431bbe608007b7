"""A face of lines on a channel: a command that is answered, or a talk."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from bbs.ssh.console import Console
from bbs.ssh.entry import Line

_LAST_WORDS_SECONDS = 5.0


class LineFace:
    """Runs `serve` on the lines of a channel until it ends, or nobody types any more."""

    def __init__(self, line: Line, serve: Callable[[Console], Awaitable[tuple[str, int]]]) -> None:
        """`serve` answers with the words to say last, and the exit status."""
        self.status = 0
        self._console = Console(line)
        self._serve = serve
        self._why = ""
        self._is_hung_up = False
        self._running: asyncio.Task[object] | None = None

    async def run(self) -> str:
        """Serve until the end; the words to say last."""
        self._running = asyncio.current_task()
        try:
            farewell, self.status = await self._serve(self._console)
        except asyncio.CancelledError:
            farewell = ""  # It was asked to end, and did not.
        finally:
            self._running = None
        return self._why or farewell

    def feed(self, data: bytes) -> None:
        """Take what was typed or piped in."""
        self._console.feed(data)

    def end_input(self) -> None:
        """Nothing more will come, but what was asked is answered."""
        self._console.end()

    def untaken(self) -> bytes:
        """What came and was not asked for, where another face goes on."""
        return self._console.untaken()

    def is_behind(self) -> bool:
        """Whether very much came that nobody has asked for."""
        return self._console.is_behind()

    def resize(self, columns: int, rows: int) -> None:
        """Take the terminal's new size."""
        self._console.resize(columns)

    def warn(self, words: str) -> None:
        """Say a line between the others."""
        self._console.interject(words)

    def hang_up(self, why: str = "") -> None:
        """End soon: a talk keeps what was typed, a command that writes finishes."""
        if not self._is_hung_up:
            self._is_hung_up = True
            self._why = why
            self._console.cut()
            asyncio.get_running_loop().call_later(_LAST_WORDS_SECONDS, self._cancel)

    def _cancel(self) -> None:
        if self._running is not None:
            self._running.cancel()
