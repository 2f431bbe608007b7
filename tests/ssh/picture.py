"""What a terminal shows, drawn by pyte."""

from __future__ import annotations

from typing import Any

import pyte

_ALTERNATE = 1049


class _Screen(pyte.Screen):
    """Pyte's screen, with the alternate one that pyte lacks: going there and back clears it."""

    def set_mode(self, *modes: int, **kwargs: Any) -> None:
        super().set_mode(*modes, **kwargs)
        self._clear_between(modes)

    def reset_mode(self, *modes: int, **kwargs: Any) -> None:
        super().reset_mode(*modes, **kwargs)
        self._clear_between(modes)

    def _clear_between(self, modes: tuple[int, ...]) -> None:
        if _ALTERNATE in modes:
            self.erase_in_display(2)
            self.cursor_position()


class Picture:
    """What a terminal shows of the bytes that it got."""

    def __init__(self, columns: int, rows: int) -> None:
        self.wire = bytearray()
        self._screen = _Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)

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

    def words(self) -> str:
        """All that stands there, as if lines were not broken."""
        return " ".join(" ".join(self.rows()).split())

    @property
    def cursor(self) -> tuple[int, int]:
        """Column and row of the cursor."""
        return self._screen.cursor.x, self._screen.cursor.y
