"""Lines over a channel: asked for one by one, or all that comes until its end.

With a pty the line editor of asyncssh echoes and edits. Without one the member's own terminal does
both, so that nothing crosses the link until Enter; then the server never echoes.
"""

from __future__ import annotations

import asyncio
import codecs
from collections import deque
from typing import Any
from unicodedata import east_asian_width

from asyncssh.editor import SSHLineEditor

from bbs.errors import Interrupted
from bbs.ssh.entry import Line

LONGEST_LINE = 32 * 1024
_HISTORY = 50
_AHEAD = 64 * 1024
_LINES_AHEAD = 1_000
_KEYS_AT_ONCE = 256
_WIDEST = 1_000
_INTERRUPT = "\x03"
_CLEARED = "cleared: "


class _Editor(SSHLineEditor):
    """asyncssh's line editor, in which Ctrl+C clears a line that was begun."""

    def __init__(self, *parts: Any) -> None:
        super().__init__(*parts)
        for key in ("\x03", "\x1b[33~"):  # The base class bound its own method to them.
            send_break: Any = type(self)._send_break
            self._add_key(key, send_break)

    def _send_break(self) -> None:
        if self._line:
            self._erase_line()
            self.forget_erased()
            # What stands in a secret's place stays unsaid, too.
            self._output(_CLEARED)
            self._start_column = self._end_column = self._cursor
        else:
            super()._send_break()

    def forget_erased(self) -> None:
        """Let Ctrl+Y bring nothing back."""
        self._erased = ""


class _DumbEditor(_Editor):
    """The same where a cursor only goes on and back: it stays at the end, nothing is redrawn."""

    _shown = ""

    def _update_input(self, pos: int, column: int, new_pos: int) -> None:
        if self._echo:
            kept = _alike(self._shown, self._line)
            self._take_back(self._shown[kept:])
            self._output(self._line[kept:])
            self._shown = self._line
        self._pos = self._right_pos = len(self._line)

    def _take_back(self, told: str) -> None:
        width = sum(1 + (east_asian_width(each) in "WF") for each in told)
        self._outbuf.append("\b \b" * width)
        self._cursor -= width

    def _erase_input(self) -> None:
        self._take_back(self._shown)
        self._shown = ""

    def _draw_input(self) -> None:
        self._update_input(0, 0, 0)

    def _reset_line(self) -> None:
        super()._reset_line()
        self._shown = ""

    def _reposition(self, new_pos: int, new_column: int) -> None:
        if new_pos < len(self._line):
            self._ring_bell()


class Console:
    """Reads and writes lines on a `Line`."""

    def __init__(self, line: Line) -> None:
        """Read and write on `line`."""
        self._line = line
        self.has_pty = line.has_pty
        """Whether a secret can be typed without being seen."""
        self.columns = _columns(line.size[0]) if line.has_pty else 0
        """How wide a line may be; 0 where nobody knows."""
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._lines: deque[str] = deque()
        self._raw = bytearray()
        self._most = _AHEAD
        self._is_over = False
        self._is_cut = False
        self._typed = ""
        self._is_editing = False
        self._came = asyncio.Event()
        self._editor = self._make_editor() if line.has_pty else None

    def _make_editor(self) -> _Editor:
        ends: Any = self
        # A terminal that can't move its cursor gets long lines as they are, and backspaces.
        is_dumb = self._line.term in ("", "dumb")
        if is_dumb:
            return _DumbEditor(ends, ends, True, _HISTORY, LONGEST_LINE, "dumb", LONGEST_LINE)
        return _Editor(ends, ends, True, _HISTORY, LONGEST_LINE, "xterm", self.columns)

    # What the line editor asks of a channel and of a session.

    def write(self, text: str) -> None:
        """Write what the editor says."""
        self._line.write(text.encode())

    def data_received(self, line: str, datatype: object) -> None:
        """Take a line from the editor."""
        self._lines.append(line.removesuffix("\n"))
        self._came.set()

    def break_received(self, milliseconds: int) -> None:
        """Take Ctrl+C."""
        self._lines.append(_INTERRUPT)
        self._came.set()

    def soft_eof_received(self) -> None:
        """Take Ctrl+D on an empty line."""
        self.end()

    # What the session tells.

    def feed(self, data: bytes) -> None:
        """Take what was typed, or what was piped in."""
        if self._is_over:
            return
        if self._editor is not None:
            self._typed += self._decoder.decode(data)
            if not self._is_editing:
                self._edit()
        else:
            self._raw += data
        self._came.set()

    def _edit(self) -> None:
        """Take some keys, and the others when everybody else had their turn."""
        if self._editor is None:
            return
        keys, self._typed = self._typed[:_KEYS_AT_ONCE], self._typed[_KEYS_AT_ONCE:]
        self._editor.process_input(keys, None)
        self._is_editing = bool(self._typed) and not self._is_over
        if self._is_editing:
            asyncio.get_running_loop().call_soon(self._edit)

    def end(self) -> None:
        """Nothing more will come."""
        self._is_over = True
        self._came.set()

    def cut(self) -> None:
        """The line dropped, or must be ended: what came of a text may be less than was sent."""
        self._is_cut = self._is_cut or not self._is_over
        self.end()

    def untaken(self) -> bytes:
        """What came and was not asked for."""
        lines = "".join(f"{line}\r" for line in self._lines) + self._typed
        return bytes(self._raw) or lines.encode()

    def is_behind(self) -> bool:
        """Whether very much came that nobody has asked for."""
        ahead = len(self._raw) + len(self._typed)
        return ahead + sum(map(len, self._lines)) > self._most or len(self._lines) > _LINES_AHEAD

    def resize(self, columns: int) -> None:
        """Take the terminal's new width."""
        if self._editor is not None:
            self.columns = _columns(columns)
            if self._line.term != "dumb":
                self._editor.set_width(self.columns)

    # What a face does with it.

    async def read_line(self, prompt: str = "", *, is_secret: bool = False) -> str | None:
        """Ask for a line; None where nothing more will come. Raises `Interrupted` at Ctrl+C."""
        if self._editor is None:
            await self.say(prompt)
            return await self._next_raw_line()
        if is_secret:
            self._editor.set_echo(False)
        try:
            await self.say(prompt)
            await self._until(lambda: bool(self._lines))
        finally:
            if is_secret:
                self._editor.forget_erased()
                self._editor.set_echo(True)
        if not self._lines:
            return None
        line = self._lines.popleft()
        await asyncio.sleep(0)  # Who typed far ahead must not keep all others waiting.
        if line == _INTERRUPT:
            self._lines.clear()
            raise Interrupted
        return line

    async def _next_raw_line(self) -> str | None:
        await self._until(lambda: b"\n" in self._raw or len(self._raw) > LONGEST_LINE)
        if not self._raw:
            return None
        end = self._raw.find(b"\n")
        after = end + 1 if end >= 0 else LONGEST_LINE
        line = bytes(self._raw[:after])
        del self._raw[:after]
        await asyncio.sleep(0)
        return line.removesuffix(b"\n").removesuffix(b"\r").decode(errors="replace")

    async def read_all(self, most: int) -> bytes:
        """All that comes until its end, or a little more than `most` bytes of it.

        Raises `Interrupted` where it was cut off: a part of a text must not pass for the whole.
        """
        if self._editor is not None:
            return await self._read_typed(most)
        self._most = most
        try:
            await self._until(lambda: len(self._raw) > most)
        finally:
            self._most = _AHEAD
        self._require_whole()
        data, self._raw = bytes(self._raw), bytearray()
        return data

    async def _read_typed(self, most: int) -> bytes:
        lines: list[str] = []
        while sum(map(len, lines)) <= most and (line := await self.read_line()) is not None:
            lines.append(line)
        self._require_whole()
        return "\n".join(lines).encode()

    def _require_whole(self) -> None:
        if self._is_cut:
            raise Interrupted("The text was cut off on its way. Nothing was changed.")

    async def say(self, text: str) -> None:
        """Write a text, and wait while very much is on its way."""
        if self._editor is not None:
            if text:
                self._editor.process_output(text)
        else:
            self._line.write(text.encode())
        await self._line.drained()

    def interject(self, text: str) -> None:
        """Write a line while something is asked; what was typed so far goes on below it."""
        if self._editor is not None:
            self._editor.process_output(f"\n{text}\n")
        else:
            self._line.write(f"\n{text}\n".encode())

    async def send(self, data: bytes) -> None:
        """Write bytes as they are."""
        self._line.write(data)
        await self._line.drained()

    async def say_error(self, text: str) -> None:
        """Write to standard error."""
        end = "\r\n" if self.has_pty else "\n"
        self._line.write_error(text.replace("\n", end).encode())
        await self._line.drained()

    async def _until(self, is_there: Any) -> None:
        while not is_there() and not self._is_over:
            self._came.clear()
            await self._came.wait()


def _alike(one: str, other: str) -> int:
    """How many characters both begin with, in steps that halve: a line can be long."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _columns(columns: int) -> int:
    return min(columns, _WIDEST) if columns > 0 else 80
