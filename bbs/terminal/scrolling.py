"""Rows that only moved: which they are, and what it takes to move them."""

from __future__ import annotations

from typing import NamedTuple

from bbs.terminal.frame import BLANK, Row
from bbs.terminal.pen import Pen

# Fewer rows than this are written anew.
_FEWEST_CHANGED = 3
_MOST_MOVES = 4
# What a scroll costs, in about as many bytes as cells.
_PRICE = 20


class Move(NamedTuple):
    """Rows from `top` to `bottom` go up by so many, or down where it is negative."""

    top: int
    bottom: int
    by: int


def scroll(pen: Pen, old: list[Row], new: list[Row]) -> list[Row]:
    """Move rows where that spares writing them; what the client shows then."""
    if not (pen.caps.csr or pen.caps.il):
        return old
    for _ in range(_MOST_MOVES):
        move = _best_move(old, new)
        if move is None:
            break
        _say(pen, move, len(new) - 1)
        old = _moved(old, move)
    return old


def _best_move(old: list[Row], new: list[Row]) -> Move | None:
    changed = [y for y, row in enumerate(new) if row is not old[y] and row != old[y]]
    if len(changed) < _FEWEST_CHANGED:
        return None
    best, most = None, 0
    for move in _moves(old, new, changed):
        gain = _gain(old, new, move)
        if gain > most:
            best, most = move, gain
    return best


def _moves(old: list[Row], new: list[Row], changed: list[int]) -> list[Move]:
    """The moves that bring rows to where they are wanted, each as long as it goes."""
    where: dict[str, int] = {}
    twice: set[str] = set()
    for y, row in enumerate(old):
        text = _text(row)
        if text in where:
            twice.add(text)
        where[text] = y
    moves: dict[Move, None] = {}
    done: set[tuple[int, int]] = set()
    for y in changed:
        text = _text(new[y])
        if not text or text in twice or (origin := where.get(text)) is None:
            continue
        by = origin - y
        if not by or (y, by) in done or old[origin] != new[y]:
            continue
        first, last = y, y
        while min(first, first + by) > 0 and _belongs(old, new, first - 1, by):
            first -= 1
        while max(last, last + by) < len(new) - 1 and _belongs(old, new, last + 1, by):
            last += 1
        done.update((each, by) for each in range(first, last + 1))
        moves[Move(min(first, first + by), max(last, last + by), by)] = None
    return list(moves)


def _belongs(old: list[Row], new: list[Row], y: int, by: int) -> bool:
    """Whether a row comes by the move, too: as it was, or with few changes, as a selected one."""
    moved, wanted = old[y + by], new[y]
    if moved == wanted:
        return True
    return 3 * _distance(moved, wanted) < _distance(old[y], wanted)


def _text(row: Row) -> str:
    return "".join([text for text, _ in row]).rstrip()


def _gain(old: list[Row], new: list[Row], move: Move) -> int:
    """About how many bytes a move spares."""
    rows = range(move.top, move.bottom + 1)
    moved = _moved(old, move)
    return sum(_distance(old[y], new[y]) - _distance(moved[y], new[y]) for y in rows) - _PRICE


def _distance(old: Row, new: Row) -> int:
    if old is new:
        return 0
    differ = [cell for was, cell in zip(old, new, strict=True) if was is not cell and was != cell]
    return len(differ) - differ.count(BLANK) // 2


def _moved(rows: list[Row], move: Move) -> list[Row]:
    top, bottom, by = move
    blank = [[BLANK] * len(rows[0])] * abs(by)
    kept = rows[top + by : bottom + 1] if by > 0 else rows[top : bottom + 1 + by]
    middle = [*kept, *blank] if by > 0 else [*blank, *kept]
    return [*rows[:top], *middle, *rows[bottom + 1 :]]


def _say(pen: Pen, move: Move, last: int) -> None:
    top, bottom, by = move
    # Where the next thing will be written: in the gap that the move leaves.
    gap = bottom - by + 1 if by > 0 else top
    mark = pen.mark()
    ways = []
    if pen.caps.csr:
        pen.scroll_region(top, bottom, by)
        onward = len(pen.path(0, gap))
        ways.append((pen.take_back(mark), onward))
    if pen.caps.il:
        pen.shift_rows(top, bottom, last, by)
        onward = len(pen.path(0, gap))
        ways.append((pen.take_back(mark), onward))
    pen.say(min(ways, key=lambda way: way[0].size + way[1])[0])
