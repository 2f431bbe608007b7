"""A terminal in Python: pyte, and what it lacks; each addition is checked against tmux."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pyte
from wcwidth import wcwidth

_ALTERNATE = 1049


class Screen(pyte.Screen):
    """Pyte's screen with REP, SU, SD, dim (kept as `blink`, which we never say), and homing."""

    _last = " "
    _main: tuple[Any, int, int] | None = None

    @property
    def display(self) -> list[str]:
        """The rows, where half of a wide character that was written over is a blank."""
        return ["".join(self._shown(y)) for y in range(self.lines)]

    def _shown(self, y: int) -> Iterator[str]:
        is_second_half = False
        for x in range(self.columns):
            data = self.buffer[y][x].data
            if not is_second_half:
                yield data or " "
            is_second_half = bool(data) and wcwidth(data[0]) == 2

    def draw(self, data: str) -> None:
        """Draw, and remember what to repeat."""
        super().draw(data)
        self._last = data[-1:] or self._last

    def repeat(self, count: int | None = None) -> None:
        """REP."""
        super().draw(self._last * (count or 1))

    def scroll_up(self, count: int | None = None) -> None:
        """SU: the region's rows go up, and blank ones come in below."""
        self._scroll(count, is_up=True)

    def scroll_down(self, count: int | None = None) -> None:
        """SD."""
        self._scroll(count, is_up=False)

    def insert_lines(self, count: int | None = None) -> None:
        """IL, where pyte forgets that a row which was never written is blank, too."""
        self._make_all_rows()
        super().insert_lines(count)

    def delete_lines(self, count: int | None = None) -> None:
        """DL, likewise."""
        self._make_all_rows()
        super().delete_lines(count)

    def _make_all_rows(self) -> None:
        for y in range(self.lines):
            _ = self.buffer[y]  # It makes what it lacks.

    def _scroll(self, count: int | None, *, is_up: bool) -> None:
        top, bottom = self.margins or pyte.screens.Margins(0, self.lines - 1)
        x, y = self.cursor.x, self.cursor.y
        self.cursor.y = bottom if is_up else top
        for _ in range(count or 1):
            if is_up:
                self.index()
            else:
                self.reverse_index()
        self.cursor.x, self.cursor.y = x, y

    def set_margins(self, top: int | None = None, bottom: int | None = None) -> None:
        """DECSTBM goes home, also where it gives the whole screen back."""
        super().set_margins(top, bottom)
        self.cursor_position()

    def select_graphic_rendition(self, *attrs: int, **kwargs: Any) -> None:
        """SGR with dim."""
        super().select_graphic_rendition(*_with_dim(list(attrs)), **kwargs)

    def set_mode(self, *modes: int, **kwargs: Any) -> None:
        """With the alternate screen, which begins blank."""
        super().set_mode(*modes, **kwargs)
        if _ALTERNATE in modes:
            self._main = deepcopy(self.buffer), self.cursor.x, self.cursor.y
            self.erase_in_display(2)

    def reset_mode(self, *modes: int, **kwargs: Any) -> None:
        """With the main screen again, as it was."""
        super().reset_mode(*modes, **kwargs)
        if _ALTERNATE in modes and self._main is not None:
            self.buffer, self.cursor.x, self.cursor.y = self._main
            self._main = None


def _with_dim(codes: list[int]) -> Iterator[int]:
    while codes:
        code = codes.pop(0)
        yield code
        if code in (38, 48) and codes:
            for _ in range(4 if codes[0] == 2 else 2):
                if codes:
                    yield codes.pop(0)
        elif code == 2:
            yield 5
        elif code == 22:
            yield 25


class Stream(pyte.ByteStream):
    """Pyte's parser, which hands on REP, SU and SD too."""

    csi = {**pyte.ByteStream.csi, "b": "repeat", "S": "scroll_up", "T": "scroll_down"}  # noqa: RUF012
    events = pyte.ByteStream.events | {"repeat", "scroll_up", "scroll_down"}
