"""The difference between two frames, as what to send."""

from __future__ import annotations

from bbs.terminal.cells import CONTINUATION
from bbs.terminal.doubt import doubt_of
from bbs.terminal.frame import BLANK, Frame, Row
from bbs.terminal.pen import Pen, PenState
from bbs.terminal.profile import Profile

_MAX_GAP = 12
# From here on an erase and what it takes to get there is cheaper than spaces.
_MIN_ERASE = 6


def encode(
    old: Frame | None,
    new: Frame,
    cursor: tuple[int, int] | None,
    profile: Profile,
    state: PenState,
) -> str:
    """What makes a client that shows `old` show `new`; None: it shows who knows what.

    Expects autowrap to be off, and leaves the client's new state in `state`.
    """
    pen = Pen(state, new.width)
    if old is None or (old.width, old.height) != (new.width, new.height):
        pen.clear()
        old = Frame(new.width, new.height, profile)
    for y, (was, row) in enumerate(zip(old.rows, new.rows, strict=True)):
        if was is not row and was != row:
            _write_row(pen, y, was, row)
    if cursor is not None:
        x, y = cursor
        cursor = min(max(x, 0), new.width - 1), min(max(y, 0), new.height - 1)
    pen.rest(cursor)
    return pen.said()


def _write_row(pen: Pen, y: int, old: Row, new: Row) -> None:
    changed = _changed(old, new)
    tail = _tail(new)
    blanks = [x for x in changed if x >= tail]
    erase_from = blanks[0] if blanks and blanks[-1] - blanks[0] >= _MIN_ERASE else None
    for x in changed:
        if x == erase_from:
            break
        _approach(pen, x, y, new)
        _write_cell(pen, x, y, new)
    if erase_from is not None:
        _approach(pen, erase_from, y, new)
        pen.erase_tail()


def _changed(old: Row, new: Row) -> list[int]:
    """The first cells of all characters that must be written."""
    changed: list[int] = []
    forced = 0
    for x, cell in enumerate(new):
        text = cell[0]
        if text == CONTINUATION:
            continue
        width = _width(new, x)
        if cell == old[x] and (width == 1 or old[x + 1] == new[x + 1]) and x >= forced:
            continue
        changed.append(x)
        if doubt := None if text.isascii() else doubt_of(text, width):
            # What it may overwrite is written again after it.
            forced = max(forced, x + width + doubt.spill)
    return changed


def _width(row: Row, x: int) -> int:
    return 2 if x + 1 < len(row) and row[x + 1][0] == CONTINUATION else 1


def _tail(row: Row) -> int:
    """Where the blanks begin that end the row."""
    tail = len(row)
    while tail and row[tail - 1] == BLANK:
        tail -= 1
    return tail


def _approach(pen: Pen, x: int, y: int, row: Row) -> None:
    """Get to a cell, over the cells between where writing them again is no dearer."""
    start = pen.state.x
    if pen.state.y == y and start is not None and 0 < x - start <= _MAX_GAP:
        gap = row[start:x]
        if all(
            text != CONTINUATION
            and pen.can_write(text, look)
            and (text.isascii() or doubt_of(text, 1) is None)
            for text, look in gap
        ):
            cost = len("".join(text for text, _ in gap).encode(errors="replace"))
            if cost <= len(pen.path(x, y)):
                for text, look in gap:
                    pen.put(text, look, 1)
                return
    pen.move(x, y)


def _write_cell(pen: Pen, x: int, y: int, row: Row) -> None:
    text, look = row[x]
    width = _width(row, x)
    doubt = None if text.isascii() else doubt_of(text, width)
    if doubt is not None and doubt.may_shrink:
        pen.set_look(look)
        for _ in range(width):
            pen.put(" ", look, 1)
        pen.move(x, y)
    pen.put(text, look, width)
    if doubt is not None:
        pen.lose()
