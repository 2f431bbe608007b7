"""The difference between two frames, as what to send."""

from __future__ import annotations

from bbs.terminal.frame import BLANK, Frame, Row, ink
from bbs.terminal.pen import Pen, PenState
from bbs.terminal.profile import Profile
from bbs.terminal.rows import write_row
from bbs.terminal.scrolling import scroll


def encode(
    old: Frame | None,
    new: Frame,
    cursor: tuple[int, int] | None,
    profile: Profile,
    state: PenState,
) -> str:
    """What makes a client that shows `old` show `new`; None: it shows who knows what.

    Expects autowrap to be off, and leaves the client's new state in `state`. Rows that moved are
    moved, rows that changed are changed, or all is erased and written, whichever takes the fewest
    bytes.
    """
    pen = Pen(state, new.width, profile.caps)
    if old is None or (old.width, old.height) != (new.width, new.height):
        pen.clear()
        old = Frame(new.width, new.height, profile)
    _write_rows(pen, old.rows, new.rows)
    if cursor is not None:
        x, y = cursor
        cursor = min(max(x, 0), new.width - 1), min(max(y, 0), new.height - 1)
    pen.rest(cursor)
    return pen.said()


def _write_rows(pen: Pen, old: list[Row], new: list[Row]) -> None:
    changed = [y for y, row in enumerate(new) if row is not old[y] and row != old[y]]
    if not changed:
        return
    mark = pen.mark()
    _write_changed(pen, scroll(pen, old, new), new)
    best = pen.take_back(mark)
    first = changed[0]
    # After an erasure all of that must be written at the least.
    if len(changed) > 2 and best.size > sum(map(ink, new[first:])):
        pen.move(0, first)
        pen.erase_below()
        blank = [BLANK] * len(new[0])
        _write_changed(pen, [*new[:first], *[blank] * (len(new) - first)], new)
        other = pen.take_back(mark)
        if other.size < best.size:
            best = other
    pen.say(best)


def _write_changed(pen: Pen, old: list[Row], new: list[Row]) -> None:
    for y, (was, row) in enumerate(zip(old, new, strict=True)):
        if was is not row and was != row:
            write_row(pen, y, was, row)
