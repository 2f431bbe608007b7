"""The client's pen: where it stands, how it writes, and what it costs to change that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from bbs.terminal.caps import SAFE, Caps
from bbs.terminal.look import DEFAULT, Colour, Look, blank_look

CSI = "\x1b["
_MAX_LINE_FEEDS = 4
# From here on a repetition, or an erasure and a step, is cheaper than the characters.
_MIN_RUN = 7


@dataclass(slots=True)
class PenState:
    """What is known of the client's pen and cursor; None where it isn't."""

    look: Look | None = None
    x: int | None = None
    y: int | None = None
    is_visible: bool | None = None


Mark = tuple[int, PenState]
"""A moment of a pen's, to which it can be set back."""


def size_of(text: str) -> int:
    """How many bytes a text takes on the wire."""
    return len(text) if text.isascii() else len(text.encode(errors="replace"))


class Pen:
    """Writes with the client's pen, and remembers how that leaves it."""

    def __init__(self, state: PenState, width: int, caps: Caps = SAFE) -> None:
        """A pen on rows of `width` cells, of a terminal that understands `caps`."""
        self.state = state
        self.caps = caps
        self._width = width
        self._out: list[str] = []

    def said(self) -> str:
        """All that was written."""
        return "".join(self._out)

    def mark(self) -> Mark:
        """This moment."""
        return len(self._out), replace(self.state)

    def take_back(self, mark: Mark) -> Written:
        """Unsay what was written since `mark`; what it was, to be said again or not."""
        written = Written("".join(self._out[mark[0] :]), replace(self.state))
        del self._out[mark[0] :]
        self._become(mark[1])
        return written

    def say(self, written: Written) -> None:
        """Write what was taken back at this very moment."""
        self._out.append(written.text)
        self._become(written.state)

    def _become(self, state: PenState) -> None:
        # In place: the state is the driver's.
        mine = self.state
        mine.look, mine.x, mine.y, mine.is_visible = state.look, state.x, state.y, state.is_visible

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
        return _path(self.state.x, self.state.y, x, y, self.caps)

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
        self._take_look_for(text, look)
        self._out.append(text)
        self._advance(width)

    def put_run(self, text: str, look: Look) -> None:
        """Write single cells of one look where the pen stands; all of them blanks, or none."""
        self._take_look_for(text[0], look)
        length = len(text)
        if length >= _MIN_RUN and self.caps.rep and text == text[0] * length:
            self._out.append(f"{text[0]}{CSI}{length - 1}b")
        else:
            self._out.append(text)
        self._advance(length)

    def erase(self, count: int, look: Look) -> None:
        """Blank cells from the pen on, which stays where it is."""
        self.set_blank_look(look)
        self._out.append(f"{CSI}{_count(count)}X")

    def can_erase(self, look: Look) -> bool:
        """Whether an erased cell can look like that."""
        return look is DEFAULT or (self.caps.bce and is_plain_ground(look))

    def lose(self) -> None:
        """Forget the column, after a character that terminals draw at different widths."""
        self.state.x = None

    def erase_tail(self, look: Look = DEFAULT) -> None:
        """Blank the row from the pen on."""
        self.set_blank_look(look)
        self._out.append(f"{CSI}K")

    def erase_below(self) -> None:
        """Blank all from the pen on to the screen's end."""
        self.set_blank_look(DEFAULT)
        self._out.append(f"{CSI}J")

    def insert_cells(self, count: int) -> None:
        """Push what stands at the pen to the right."""
        self.set_blank_look(DEFAULT)
        self._out.append(f"{CSI}{_count(count)}@")

    def delete_cells(self, count: int) -> None:
        """Pull what stands to the right of the pen to it."""
        self.set_blank_look(DEFAULT)
        self._out.append(f"{CSI}{_count(count)}P")

    def scroll_region(self, top: int, bottom: int, by: int) -> None:
        """Move the rows from `top` to `bottom` up by so many, or down where it is negative."""
        self.set_blank_look(DEFAULT)
        self._out.append(f"{CSI}{top + 1};{bottom + 1}r")
        self.state.x = self.state.y = 0
        if self.caps.indn:
            self._out.append(f"{CSI}{_count(abs(by))}{'S' if by > 0 else 'T'}")
        elif by > 0:
            self.move(0, bottom)
            self._out.append("\r" + "\n" * by)
        else:
            self.move(0, top)
            self._out.append("\x1bM" * -by)
        self._out.append(f"{CSI}r")
        self.state.x = self.state.y = 0

    def shift_rows(self, top: int, bottom: int, last: int, by: int) -> None:
        """The same by deleting rows and inserting others; `last` is the screen's last row."""
        self.set_blank_look(DEFAULT)
        count = abs(by)
        cut, gap = (top, bottom - count + 1) if by > 0 else (bottom - count + 1, top)
        if by > 0 or bottom < last:
            self.move(0, cut)
            self._out.append(f"{CSI}{_count(count)}M")
        if by < 0 or bottom < last:
            self.move(0, gap)
            self._out.append(f"{CSI}{_count(count)}L")

    def rest(self, cursor: tuple[int, int] | None) -> None:
        """Leave the cursor at a cell, or hide it."""
        if cursor is not None:
            self.move(*cursor)
        if self.state.is_visible is not (cursor is not None):
            self.state.is_visible = cursor is not None
            self._out.append(f"{CSI}?25h" if cursor is not None else f"{CSI}?25l")

    def set_blank_look(self, look: Look) -> None:
        """Hold the pen so that what it erases looks like that."""
        held = self.state.look
        if held is None or blank_look(held) is not look:
            self.set_look(self._blank(look))

    def _take_look_for(self, text: str, look: Look) -> None:
        if not self.can_write(text, look):
            self.set_look(self._blank(look) if text == " " else look)

    def _advance(self, width: int) -> None:
        x = self.state.x
        # At the margin terminals differ on where the cursor is.
        self.state.x = None if x is None or x + width >= self._width else x + width

    def _blank(self, look: Look) -> Look:
        held = self.state.look
        if held is None or blank_look(Look(bg=look.bg)) != look:
            return look
        # Spaces show no foreground: keep it, the next word may need it again.
        kept = held._replace(bg=look.bg, underline=False, reverse=False, strike=False)
        return kept if len(sgr(held, kept)) <= len(sgr(held, look)) else look


@dataclass(frozen=True, slots=True)
class Written:
    """What a pen wrote, and how that left it."""

    text: str
    state: PenState

    @property
    def size(self) -> int:
        """Bytes on the wire."""
        return size_of(self.text)


def is_plain_ground(look: Look) -> bool:
    """Whether a look shows nothing on a space but its background."""
    return not (look.underline or look.reverse or look.strike)


@lru_cache(16384)
def _path(x: int | None, y: int | None, to_x: int, to_y: int, caps: Caps) -> str:
    if (x, y) == (to_x, to_y):
        return ""
    return min(_ways(x, y, to_x, to_y, caps), key=len)


def _ways(x: int | None, y: int | None, to_x: int, to_y: int, caps: Caps) -> Iterator[str]:
    row, column = to_y + 1, to_x + 1
    yield f"{CSI}{row};{column}H" if to_x else f"{CSI}{row}H" if to_y else f"{CSI}H"
    if y is None:
        return
    along = min(_along(x, to_x, caps), key=len)
    if y == to_y:
        yield along
        return
    down = to_y - y
    if 0 < down <= _MAX_LINE_FEEDS:
        yield "\r" + "\n" * down + min(_along(0, to_x, caps), key=len)
    # Not a bare line feed: some consoles return the carriage with it.
    steps = [f"{CSI}{_count(abs(down))}{'B' if down > 0 else 'A'}"]
    if caps.vpa:
        steps.append(f"{CSI}{row}d")
    if down == -1 and caps.csr:
        steps.append("\x1bM")
    yield min(steps, key=len) + along


def _along(x: int | None, to_x: int, caps: Caps) -> Iterator[str]:
    """Ways to a column on the same row."""
    if x == to_x:
        yield ""
        return
    yield "\r" + (f"{CSI}{_count(to_x)}C" if to_x else "")
    if caps.hpa:
        yield f"{CSI}{to_x + 1}G"
    if x is not None:
        if to_x > x:
            yield f"{CSI}{_count(to_x - x)}C"
        else:
            yield "\b" * (x - to_x)
            yield f"{CSI}{_count(x - to_x)}D"


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
