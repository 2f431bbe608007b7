"""What a terminal shows, drawn by pyte."""

from __future__ import annotations

from tests.terminal.emulator import Screen, Stream


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

    def words(self) -> str:
        """All that stands there, as if lines were not broken."""
        return " ".join(" ".join(self.rows()).split())

    @property
    def cursor(self) -> tuple[int, int]:
        """Column and row of the cursor."""
        return self._screen.cursor.x, self._screen.cursor.y
