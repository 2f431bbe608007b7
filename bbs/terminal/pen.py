"""The client's pen: where it stands, how it writes, and what it costs to change that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bbs.terminal.look import DEFAULT, Colour, Look, blank_look, is_plain_blank

CSI = "\x1b["
_MAX_LINE_FEEDS = 4


@dataclass(slots=True)
class PenState:
    """What is known of the client's pen and cursor; None where it isn't."""

    look: Look | None = None
    x: int | None = None
    y: int | None = None
    is_visible: bool | None = None


class Pen:
    """Writes with the client's pen, and remembers how that leaves it."""

    def __init__(self, state: PenState, width: int) -> None:
        """A pen on rows of `width` cells."""
        self.state = state
        self._width = width
        self._out: list[str] = []

    def said(self) -> str:
        """All that was written."""
        return "".join(self._out)

    def clear(self) -> None:
        """Blank the screen and go home."""
        # Some terminals erase to the pen's background, others to their own.
        self.set_look(DEFAULT)
        self._out.append(f"{CSI}H{CSI}2J")
        self.state.x = self.state.y = 0

    def move(self, x: int, y: int) -> None:
        """Go to a cell."""
        self._out.append(self.path(x, y))
        self.state.x, self.state.y = x, y

    def path(self, x: int, y: int) -> str:
        """The shortest way to a cell."""
        state = self.state
        if (state.x, state.y) == (x, y):
            return ""
        return min(_ways(state.x, state.y, x, y), key=len)

    def set_look(self, look: Look) -> None:
        """Write in that look from now on."""
        if self.state.look != look:
            self._out.append(sgr(self.state.look, look))
            self.state.look = look

    def can_write(self, text: str, look: Look) -> bool:
        """Whether a cell comes out right with the pen as it is."""
        held = self.state.look
        return held == look or (text == " " and held is not None and blank_look(held) == look)

    def put(self, text: str, look: Look, width: int) -> None:
        """Write a cell where the pen stands."""
        if not self.can_write(text, look):
            self.set_look(self._blank(look) if text == " " else look)
        self._out.append(text)
        x = self.state.x
        # At the margin terminals differ on where the cursor is.
        self.state.x = None if x is None or x + width >= self._width else x + width

    def lose(self) -> None:
        """Forget the column, after a character that terminals draw at different widths."""
        self.state.x = None

    def erase_tail(self) -> None:
        """Blank the row from the pen on."""
        if self.state.look is None or not is_plain_blank(self.state.look):
            self.set_look(self._blank(DEFAULT))
        self._out.append(f"{CSI}K")

    def rest(self, cursor: tuple[int, int] | None) -> None:
        """Leave the cursor at a cell, or hide it."""
        if cursor is not None:
            self.move(*cursor)
        if self.state.is_visible is not (cursor is not None):
            self.state.is_visible = cursor is not None
            self._out.append(f"{CSI}?25h" if cursor is not None else f"{CSI}?25l")

    def _blank(self, look: Look) -> Look:
        held = self.state.look
        if held is None or blank_look(Look(bg=look.bg)) != look:
            return look
        # Spaces show no foreground: keep it, the next word may need it again.
        kept = held._replace(bg=look.bg, underline=False, reverse=False, strike=False)
        return kept if len(sgr(held, kept)) <= len(sgr(held, look)) else look


def _ways(x: int | None, y: int | None, to_x: int, to_y: int) -> Iterator[str]:
    row, column = to_y + 1, to_x + 1
    yield f"{CSI}{row};{column}H" if to_x else f"{CSI}{row}H" if to_y else f"{CSI}H"
    if y is None:
        return
    along = f"{CSI}{_count(to_x)}C" if to_x else ""
    if y == to_y:
        yield f"{CSI}{column}G"
        yield "\r" + along
        if x is not None:
            yield f"{CSI}{_count(to_x - x)}C" if to_x > x else "\b" * (x - to_x)
    elif 0 < to_y - y <= _MAX_LINE_FEEDS:
        yield "\r" + "\n" * (to_y - y) + along
        if x == to_x:
            # Not a bare line feed: some consoles return the carriage with it.
            yield f"{CSI}{_count(to_y - y)}B"


def _count(number: int) -> str:
    return "" if number == 1 else str(number)


@lru_cache(4096)
def sgr(old: Look | None, new: Look) -> str:
    """The shortest way from one look to another."""
    if old == new:
        return ""
    if new == DEFAULT:
        return f"{CSI}m"
    fresh = f"{CSI}{';'.join(['0', *_on(DEFAULT, new)])}m"
    if old is None:
        return fresh
    delta = f"{CSI}{';'.join([*_off(old, new), *_on(old, new)])}m"
    return min(delta, fresh, key=len)


def _off(old: Look, new: Look) -> Iterator[str]:
    if _dims(old, new):
        yield "22"
    for code, was, is_on in zip("3479", old[4:], new[4:], strict=True):
        if was and not is_on:
            yield "2" + code


def _on(old: Look, new: Look) -> Iterator[str]:
    # Bold and dim share the code that ends them.
    had_weight = not _dims(old, new)
    if new.bold and not (had_weight and old.bold):
        yield "1"
    if new.dim and not (had_weight and old.dim):
        yield "2"
    for code, was, is_on in zip("3479", old[4:], new[4:], strict=True):
        if is_on and not was:
            yield code
    if new.fg != old.fg:
        yield _colour(new.fg, 30)
    if new.bg != old.bg:
        yield _colour(new.bg, 40)


def _dims(old: Look, new: Look) -> bool:
    return (old.bold and not new.bold) or (old.dim and not new.dim)


def _colour(colour: Colour, base: int) -> str:
    if colour is None:
        return str(base + 9)
    if isinstance(colour, tuple):
        return ";".join(map(str, (base + 8, 2, *colour)))
    if colour < 8:
        return str(base + colour)
    return str(base + 52 + colour) if colour < 16 else f"{base + 8};5;{colour}"
