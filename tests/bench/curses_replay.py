"""Draws recorded frames with ncurses, one for each byte on standard input: a yardstick."""

from __future__ import annotations

import contextlib
import curses
import json
import os
import sys
from pathlib import Path


class Painter:
    """Ncurses, and the colour pairs that it was asked for."""

    def __init__(self, screen: curses.window) -> None:
        self._screen = screen
        self._pairs: dict[tuple[int, int], int] = {(-1, -1): 0}
        curses.start_color()
        curses.use_default_colors()
        curses.curs_set(1)

    def _look(self, fg: int, bg: int, attributes: int) -> int:
        pair = self._pairs.setdefault((fg, bg), len(self._pairs))
        if pair:
            curses.init_pair(pair, fg, bg)
        return curses.color_pair(pair) | attributes

    def draw(self, frame: dict[str, object]) -> None:
        """One frame, and the cursor."""
        self._screen.erase()
        for y, row in enumerate(frame["cells"]):  # type: ignore[arg-type, var-annotated]
            x = 0
            for text, fg, bg, names in row:
                attributes = 0
                for name in names:
                    attributes |= getattr(curses, f"A_{name.upper()}")
                # The last cell of the screen can't be written without an error.
                with contextlib.suppress(curses.error):
                    self._screen.addstr(y, x, text, self._look(fg, bg, attributes))
                x += len(text)
        x, y = frame["at"]  # type: ignore[misc]
        self._screen.move(y, x)
        self._screen.refresh()


def main(screen: curses.window) -> None:
    """Draw the frames of the recording that is named on the command line."""
    painter = Painter(screen)
    for frame in json.loads(Path(sys.argv[1]).read_text()):
        if not os.read(0, 1):
            return
        painter.draw(frame)
    os.read(0, 1)


curses.wrapper(main)
