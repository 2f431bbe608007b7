"""A second opinion: what tmux shows of the same bytes."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

import pyte

from tests.terminal.emulator import Screen, Stream

TMUX = shutil.which("tmux")
_PATIENCE = 10.0


class Tmux:
    """A pane of a tmux server of its own, fed through a pipe."""

    def __init__(self, folder: Path, columns: int, rows: int) -> None:
        """Start it; it reads whatever `feed` is given."""
        self._size = (columns, rows)
        self._words = [TMUX or "tmux", "-S", str(folder / "tmux.sock"), "-f", "/dev/null"]
        fifo = folder / "fifo"
        os.mkfifo(fifo)
        self._tmux(
            *("new-session", "-d", "-x", str(columns), "-y", str(rows)),
            f"stty raw -echo; exec cat {fifo}",
        )
        self._tmux("set", "-g", "status", "off")
        self._tmux("resize-window", "-x", str(columns), "-y", str(rows))
        self._pipe = os.open(fifo, os.O_WRONLY)

    def _tmux(self, *words: str) -> str:
        done = subprocess.run(
            [*self._words, *words], check=True, capture_output=True, timeout=_PATIENCE,
            env={**os.environ, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"},
        )  # fmt: skip
        return done.stdout.decode()

    def feed(self, data: bytes) -> None:
        """Show these bytes."""
        while data:
            data = data[os.write(self._pipe, data) :]

    def screen(self) -> pyte.Screen:
        """What the pane shows now."""
        drawn = Screen(*self._size)
        stream = Stream(drawn)
        stream.feed(b"\x1b[?7l")
        captured = self._tmux("capture-pane", "-p", "-e", "-N")
        for y, line in enumerate(captured.split("\n")[: self._size[1]]):
            stream.feed(f"\x1b[{y + 1}H".encode() + line.encode())
        return drawn

    def until_same(self, wanted: pyte.Screen) -> list[str]:
        """Wait until the pane shows what `wanted` does; the cells that still differ, if any."""
        deadline = time.monotonic() + _PATIENCE
        while (differ := differences(wanted, self.screen())) and time.monotonic() < deadline:
            time.sleep(0.02)
        return differ

    def close(self) -> None:
        """End it."""
        subprocess.run([*self._words, "kill-server"], check=False, capture_output=True)
        os.close(self._pipe)


def differences(one: pyte.Screen, other: pyte.Screen) -> list[str]:
    """The cells that two screens show differently."""
    return [
        f"{x}, {y}: {one.buffer[y][x]} and {other.buffer[y][x]}"
        for y in range(one.lines)
        for x in range(max(_end(one, y), _end(other, y)))
        if seen(one.buffer[y][x]) != seen(other.buffer[y][x])
    ]


def _end(screen: pyte.Screen, y: int) -> int:
    """Where the blanks begin that end a row: tmux tells nothing of their background."""
    end: int = screen.columns
    while end and seen(screen.buffer[y][end - 1])[0] == " ":
        end -= 1
    return end


def seen(char: pyte.screens.Char) -> tuple[object, ...]:
    """What can be seen of a cell: a space has no foreground."""
    if char.data == " " and not (char.underscore or char.reverse or char.strikethrough):
        return (" ", char.bg)
    return tuple(char)
