"""The difference within one row, by whatever way takes the fewest bytes."""

from __future__ import annotations

from bbs.terminal.cells import CONTINUATION
from bbs.terminal.doubt import doubt_of
from bbs.terminal.frame import BLANK, Row, ink
from bbs.terminal.look import DEFAULT, Look
from bbs.terminal.pen import Pen, Written, is_plain_ground, size_of

_MAX_GAP = 12
_MAX_MARGIN = 5
# From here on an erase and what it takes to get there is cheaper than spaces.
_MIN_ERASE = 6
_MIN_ECH = 10
# Below this many bytes no other way could be much shorter.
_WORTH_ANOTHER_TRY = 12
_MAX_SHIFT = 16


def write_row(pen: Pen, y: int, old: Row, new: Row) -> None:
    """Make a row that shows `old` show `new`."""
    mark = pen.mark()
    _write_over(pen, y, old, new)
    best = pen.take_back(mark)
    if best.size > _WORTH_ANOTHER_TRY:
        start = _first_difference(old, new)
        # After an erasure all ink must be written at the least, and it spares only blanks.
        spared = _blanked(old, new)
        is_worth = spared >= _MIN_ERASE and best.size > ink(new, start)
        if is_worth and _erase_first(pen, y, start, old, new):
            best = _shorter(best, pen.take_back(mark))
        if _shift_first(pen, y, start, old, new):
            best = _shorter(best, pen.take_back(mark))
    pen.say(best)


def _blanked(old: Row, new: Row) -> int:
    """How many cells become blank."""
    return sum(1 for was, cell in zip(old, new, strict=True) if cell[0] == " " and was != cell)


def _shorter(one: Written, other: Written) -> Written:
    return other if other.size < one.size else one


def _erase_first(pen: Pen, y: int, start: int, old: Row, new: Row) -> bool:
    """Blank the row from the first change on, then write: blanks cost nothing any more."""
    while start and new[start][0] == CONTINUATION:
        start -= 1
    if start and old[start][0] == CONTINUATION:
        return False
    pen.move(start, y)
    pen.erase_tail()
    _write_over(pen, y, [*new[:start], *[BLANK] * (len(new) - start)], new)
    return True


def _shift_first(pen: Pen, y: int, start: int, old: Row, new: Row) -> bool:
    """Push the row's end to the right or pull it to the left, where it only moved."""
    width = len(new)
    if start + 1 >= width or not _is_steady(old[start:]) or not _is_steady(new[start:]):
        return False
    for by in range(1, min(_MAX_SHIFT, width - start)):
        if pen.caps.ich and old[start : width - by] == new[start + by :]:
            if any(cell != BLANK for cell in old[width - by :]):
                return False
            pen.move(start, y)
            pen.insert_cells(by)
            shifted = [*old[:start], *[BLANK] * by, *old[start : width - by]]
            _write_over(pen, y, shifted, new)
            return True
        if pen.caps.dch and old[start + by :] == new[start : width - by]:
            pen.move(start, y)
            pen.delete_cells(by)
            _write_over(pen, y, [*old[:start], *old[start + by :], *[BLANK] * by], new)
            return True
    return False


def _is_steady(cells: Row) -> bool:
    """Whether every terminal draws these in one cell each."""
    return all(text.isascii() and text for text, _ in cells)


def _first_difference(old: Row, new: Row) -> int:
    for x, (was, cell) in enumerate(zip(old, new, strict=True)):
        if was is not cell and was != cell:
            return x
    return 0


def _write_over(pen: Pen, y: int, old: Row, new: Row) -> None:
    """Write the cells that differ, and erase the row's end where that is shorter."""
    changed = _changed(old, new)
    tail, ground = _tail(new)
    erase_from = len(new)
    if pen.can_erase(ground):
        blanks = [x for x in changed if x >= tail]
        if blanks and blanks[-1] - blanks[0] >= _MIN_ERASE:
            erase_from = blanks[0]
    at, count = 0, len(changed)
    while at < count and (x := changed[at]) < erase_from:
        _approach(pen, x, y, new)
        text, look = new[x]
        if not text.isascii():
            _write_wide(pen, x, y, new)
            at += 1
            continue
        # A run of cells side by side that one stroke can write.
        end = at + 1
        is_blank = text == " "
        limit = min(count, at + erase_from - x)
        while end < limit and changed[end] == x + end - at:
            cell = new[changed[end]]
            if (
                cell[1] is not look
                or (cell[0] == " ") is not is_blank
                or not cell[0].isascii()
                or not cell[0]
            ):
                break
            end += 1
        _write_run(pen, x, y, new, end - at, has_more=end < count)
        at = end
    if erase_from < len(new):
        _approach(pen, erase_from, y, new)
        pen.erase_tail(ground)


def _write_run(pen: Pen, x: int, y: int, row: Row, length: int, *, has_more: bool) -> None:
    text, look = row[x]
    # An erasure leaves the pen where it was, so a repetition is better where there is one.
    may_erase = pen.caps.ech and not pen.caps.rep and pen.can_erase(look)
    if text == " " and length >= _MIN_ECH and may_erase:
        pen.erase(length, look)
        if has_more:
            pen.move(x + length, y)
        return
    pen.put_run("".join([cell[0] for cell in row[x : x + length]]), look)


def _changed(old: Row, new: Row) -> list[int]:
    """The first cells of all characters that must be written."""
    differ = [
        x
        for x, (was, cell) in enumerate(zip(old, new, strict=True))
        if was is not cell and was != cell
    ]
    if not differ:
        return differ
    if all(text.isascii() and text for text, _ in new[differ[0] :]):
        return differ
    return _changed_with_doubt(old, new)


def _changed_with_doubt(old: Row, new: Row) -> list[int]:
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


def _tail(row: Row) -> tuple[int, Look]:
    """Where the blanks begin that end the row, and how they look."""
    last = row[-1]
    if last[0] != " " or not is_plain_ground(last[1]):
        return len(row), DEFAULT
    tail = len(row)
    while tail and (row[tail - 1] is last or row[tail - 1] == last):
        tail -= 1
    return tail, last[1]


def _approach(pen: Pen, x: int, y: int, row: Row) -> None:
    """Get to a cell, over the cells between where writing them again is no dearer."""
    start = pen.state.x
    if pen.state.y == y and start is not None and 0 < x - start <= _MAX_GAP:
        text = _gap_text(pen, row[start:x])
        if text is not None and size_of(text) <= len(pen.path(x, y)):
            _write_gap(pen, row[start:x])
            return
    elif 0 < x <= _MAX_MARGIN:
        # From the row's start on, a margin is cheaper written than stepped over.
        text = _gap_text(pen, row[:x])
        if text is not None and len(pen.path(0, y)) + size_of(text) < len(pen.path(x, y)):
            pen.move(0, y)
            _write_gap(pen, row[:x])
            return
    pen.move(x, y)


def _gap_text(pen: Pen, gap: Row) -> str | None:
    """What stands in a gap, where the pen can write it as it is held."""
    for text, look in gap:
        if text == CONTINUATION or not pen.can_write(text, look):
            return None
        if not text.isascii() and doubt_of(text, 1) is not None:
            return None
    return "".join([text for text, _ in gap])


def _write_gap(pen: Pen, gap: Row) -> None:
    for text, look in gap:
        pen.put(text, look, 1)


def _write_wide(pen: Pen, x: int, y: int, row: Row) -> None:
    """Write a character that is not ASCII, by which terminals may disagree on the column."""
    text, look = row[x]
    width = _width(row, x)
    doubt = doubt_of(text, width)
    if doubt is not None and doubt.may_shrink:
        pen.set_look(look)
        for _ in range(width):
            pen.put(" ", look, 1)
        pen.move(x, y)
    pen.put(text, look, width)
    if doubt is not None:
        pen.lose()
