"""What a terminal shows, drawn by pyte."""

from __future__ import annotations

from typing import Any

import pyte.graphics

from tests.terminal.emulator import Screen, Stream

_NAMES = {name: code % 10 for code, name in pyte.graphics.FG_ANSI.items() if name != "default"}
_PALETTE = {colour: number for number, colour in enumerate(pyte.graphics.FG_BG_256)}


def _number(colour: str) -> int:
    return -1 if colour == "default" else _NAMES.get(colour, _PALETTE.get(colour, -1))


def _attributes(char: Any) -> list[str]:
    # The emulator keeps dim where pyte keeps blinking.
    fields = {"bold": char.bold, "dim": char.blink, "italic": char.italics,
              "underline": char.underscore, "reverse": char.reverse}  # fmt: skip
    return [name for name, is_on in fields.items() if is_on]


class Picture:
    """What a terminal shows of the bytes that it got."""

    def __init__(self, columns: int, rows: int) -> None:
        self.wire = bytearray()
        self._screen = Screen(columns, rows)
        self._stream = Stream(self._screen)

    def take(self, data: bytes) -> None:
        """Draw more bytes."""
        self.wire += data
        self._stream.feed(data)

    def resize(self, columns: int, rows: int) -> None:
        """Take another size."""
        self._screen.resize(rows, columns)

    def rows(self) -> list[str]:
        """The rows, without the blanks at their ends."""
        return [row.rstrip() for row in self._screen.display]

    def cells(self) -> list[list[tuple[str, int, int, list[str]]]]:
        """The rows as runs of one look: text, numbers of the colours (-1: its own), attributes."""
        rows = []
        for y in range(self._screen.lines):
            runs: list[tuple[str, int, int, list[str]]] = []
            for x in range(self._screen.columns):
                char = self._screen.buffer[y][x]
                look = (_number(char.fg), _number(char.bg), _attributes(char))
                if runs and runs[-1][1:] == look:
                    runs[-1] = (runs[-1][0] + char.data, *look)
                else:
                    runs.append((char.data, *look))
            rows.append(runs)
        return rows

    def words(self) -> str:
        """All that stands there, as if lines were not broken."""
        return " ".join(" ".join(self.rows()).split())

    @property
    def cursor(self) -> tuple[int, int]:
        """Column and row of the cursor."""
        return self._screen.cursor.x, self._screen.cursor.y
