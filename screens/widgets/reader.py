"""Texts to read, one after the other: posts of a thread, a letter, a page."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from textual import events
from textual.message import Message

from screens.widgets.canvas import Canvas
from screens.widgets.lines import Line, body, wrap


@dataclass(slots=True)
class Block:
    """A text with a head; `number` is its place in a thread, `subject` what it stands for."""

    number: int
    head: Callable[[int], Line]
    text: str
    subject: object = None
    foot: str = ""
    """A line of remarks below the text."""
    lines: list[Line] = field(default_factory=list)
    _width: int = 0

    def lay(self, width: int) -> None:
        """Make lines for a width in cells: head, body, and a blank line after."""
        if width == self._width:
            return
        self._width = width
        head = self.head(width)
        foot = [((line, "dim"),) for line in wrap(self.foot, width)] if self.foot else []
        self.lines = [*((head,) if head else ()), *body(self.text, width), *foot, ()]


Load = Callable[[int, int], Awaitable[tuple[Block, ...] | None]]
"""`load(first, count)`: blocks by number, from `first` on; None where it failed."""

_PAGE = 8
_MOST_BLOCKS = 60


class Reader(Canvas):
    """Blocks of text, loaded as they come into sight.

    One block is the current one, for replying, quoting and editing. The arrow keys scroll inside
    a block that is longer than the screen, and go on to the next one at its end.
    """

    MARKS = False
    """Whether the current block is marked, for it matters to keys."""
    WIDEST = 84  # Longer lines of prose are hard to read.

    class Moved(Message):
        """The current block, or what is in sight, changed."""

    def __init__(self, load: Load, total: int = 1, *, id: str | None = None) -> None:
        """Read what `load` gives, of `total` blocks in all."""
        super().__init__(id=id)
        self._load = load
        self.total = total
        self.blocks: list[Block] = []
        self.current = 0
        self.seen = 0
        self.all_lines: list[tuple[int, Line]] = []
        self._starts: list[int] = []
        self._told: tuple[int, int, bool, bool] | None = None
        # Keys and the screen may load at the same time: one after the other.
        self._turn = asyncio.Lock()

    @property
    def block(self) -> Block | None:
        """The current block."""
        return self.blocks[self.current] if self.blocks else None

    async def open(self, number: int = 1) -> None:
        """Load around a number, and make that block the current one at the top."""
        async with self._turn:
            await self._open(number)

    async def _open(self, number: int) -> None:
        first = max(1, min(number, self.total) - 2)
        blocks = await self._load(first, _PAGE)
        if blocks is None:
            return
        await self._lay_one_by_one(blocks)
        # No await from here on: whoever paints meanwhile would find blocks without lines.
        self.blocks = list(blocks)
        self._lay()
        at = next((i for i, block in enumerate(self.blocks) if block.number >= number), None)
        self.current = max(0, len(self.blocks) - 1) if at is None else at
        self.top = self._starts[self.current] if self.blocks else 0
        await self._fill()
        self._changed()

    def line_at(self, index: int) -> tuple[Line, bool] | None:
        """A line, and whether it is the current block's head."""
        if not 0 <= index < len(self.all_lines):
            return None
        owner, line = self.all_lines[index]
        return line, owner == self.current and index == self._starts[owner] and self.MARKS

    def cursor_line(self) -> int:
        """The current block's head, or the first line in sight of it."""
        return max(self.top, self._starts[self.current]) if self.blocks else 0

    def on_resize(self) -> None:
        """Lay all lines anew, and keep the current block where it was."""
        if not self.blocks:
            return
        block = self.blocks[self.current]
        offset, length = self.top - self._starts[self.current], len(block.lines)
        self._lay()
        if offset > 0:  # In the midst of a long one: about the same words stay.
            offset = offset * len(block.lines) // length
        self.top = self._starts[self.current] + max(offset, 1 - self.size.height)
        self._clamp()
        if not self.top <= self._starts[self.current] < self.top + self.size.height:
            self._select_in_sight()
        self.call_later(self._filled)

    async def _filled(self) -> None:
        async with self._turn:
            await self._fill()
        self._changed()

    async def _lay_one_by_one(self, blocks: Sequence[Block]) -> None:
        """Lay blocks out with a breath after each: the loop is everybody's."""
        for block in blocks:
            block.lay(self.columns)
            await asyncio.sleep(0)

    def _lay(self) -> None:
        self.all_lines, self._starts = [], []
        for at, block in enumerate(self.blocks):
            block.lay(self.columns)
            self._starts.append(len(self.all_lines))
            self.all_lines += [(at, line) for line in block.lines]

    def take(self, key: str) -> bool:
        """Move at once among the blocks that are loaded."""
        move = self._move_for(key)
        if move is None or self._turn.locked() or not self.blocks:
            return False
        self.hush()
        move()
        self._clamp()
        self._changed()
        if self._misses_below or self._misses_above:
            self.call_later(self._filled)
        return True

    def _move_for(self, key: str) -> Callable[[], None] | None:
        """What a key does that moves by a line or a screen."""
        if key == "down" or (key == "j" and self.moves_by_letter):
            return self._down
        if key == "up" or (key == "k" and self.moves_by_letter):
            return self._up
        if key in ("pagedown", "space"):
            return partial(self._page, 1)
        if key in ("pageup", "b"):
            return partial(self._page, -1)
        return None

    async def on_key(self, event: events.Key) -> None:
        """Move."""
        if not self.screen.is_current:
            return  # Typed ahead, for the screen that is coming.
        self.hush()
        key = event.key
        if (move := self._move_for(key)) is not None:
            await self._moved(move)
        elif key in ("home", "g"):
            await self.open(1)
        elif key in ("end", "G", "upper_g"):
            await self.open(self.total)
            self.top = len(self.all_lines)
            self._clamp()
            self._changed()
        else:
            return
        event.stop()

    async def _moved(self, move: Callable[[], None]) -> None:
        async with self._turn:
            if self.blocks:
                move()
                await self._fill()
                self._changed()

    def has_unseen(self) -> bool:
        """Whether something has not been in sight yet."""
        return self.seen < self.total

    async def read_on(self) -> None:
        """Show the next part that has not been in sight yet."""
        is_loaded = any(block.number == self.seen + 1 for block in self.blocks)
        if is_loaded and self.is_below_sight:
            await self.page(1)
        else:
            await self.open(self.seen + 1)

    @property
    def is_below_sight(self) -> bool:
        """Whether there is more text below what is in sight."""
        return self.top + self.size.height < len(self.all_lines) - 1

    async def page(self, by: int) -> None:
        """Move by a screen; the first head in sight becomes current."""
        await self._moved(partial(self._page, by))

    def _page(self, by: int) -> None:
        self.top += by * max(1, self.size.height - 1)
        is_at_end = by > 0 and not self.is_below_sight and self.blocks[-1].number >= self.total
        self._clamp()
        self._select_in_sight()
        if is_at_end:
            self.current = len(self.blocks) - 1

    def _select_in_sight(self) -> None:
        """Make the first block whose head is in sight current, or else the one that fills it."""
        bottom = self.top + self.size.height
        in_sight = [at for at, start in enumerate(self._starts) if self.top <= start < bottom]
        above = [at for at, start in enumerate(self._starts) if start <= self.top]
        self.current = in_sight[0] if in_sight else (above or [0])[-1]

    def _down(self) -> None:
        end = self._starts[self.current] + len(self.blocks[self.current].lines) - 1
        if end > self.top + self.size.height:
            self.top += 1
        elif self.current + 1 < len(self.blocks):
            self.current += 1
            start = self._starts[self.current]
            bottom = start + len(self.blocks[self.current].lines) - 1
            self.top = max(self.top, min(start, bottom - self.size.height))

    def _up(self) -> None:
        if self._starts[self.current] < self.top:
            self.top -= 1
        elif self.current > 0:
            self.current -= 1
            start = self._starts[self.current]
            end = start + len(self.blocks[self.current].lines) - 1
            self.top = min(self.top, max(start, end - self.size.height))

    @property
    def _misses_below(self) -> bool:
        """Whether a screen below what is in sight isn't loaded yet."""
        is_near = self.top + 2 * self.size.height >= len(self.all_lines)
        return bool(self.blocks) and self.blocks[-1].number < self.total and is_near

    @property
    def _misses_above(self) -> bool:
        return bool(self.blocks) and self.blocks[0].number > 1 and self.top < self.size.height

    async def _fill(self) -> None:
        """Load what is missing above and below what is in sight."""
        while self._misses_below:
            more = await self._load(self.blocks[-1].number + 1, _PAGE)
            if not more:
                break
            await self._lay_one_by_one(more)
            self.blocks += more
            self._forget_above(max(0, len(self.blocks) - _MOST_BLOCKS))
            self._lay()
        while self._misses_above:
            first = max(1, self.blocks[0].number - _PAGE)
            more = await self._load(first, self.blocks[0].number - first)
            if not more:
                break
            await self._lay_one_by_one(more)
            self.blocks[:0] = more
            del self.blocks[_MOST_BLOCKS:]
            self._lay()
            self.top += self._starts[len(more)]
            self.current += len(more)
        self._clamp()

    def _forget_above(self, count: int) -> None:
        count = min(count, self.current)
        if count:
            self.top -= self._starts[count]
            self.current -= count
            del self.blocks[:count]

    def _clamp(self) -> None:
        self.top = max(0, min(self.top, len(self.all_lines) - 1 - self.size.height))

    def _changed(self) -> None:
        bottom = self.top + self.size.height
        for at, block in enumerate(self.blocks):
            # In their order only: who jumps to the end has not read what lies between.
            end = self._starts[at] + len(block.lines) - 1
            if self.top <= end <= bottom and block.number == self.seen + 1:
                self.seen = block.number
        self.refresh_lines()
        # What follows of it costs more than the move: it is told where it could matter.
        told = (self.current, self.seen, self.is_below_sight, self.top == 0)
        if told != self._told:
            self._told = told
            self.post_message(self.Moved())


def still(number: int, heading: str, text: str, subject: object = None) -> Block:
    """A block whose head is the same at every width."""
    head: Line = ((heading, "heading"),) if heading else ()
    return Block(number, lambda width: head, text, subject)


def fixed(*texts: tuple[str, str]) -> Load:
    """A load for pages that are all there: pairs of a heading and a text."""
    blocks = tuple(still(number, *each) for number, each in enumerate(texts, 1))

    async def load(first: int, count: int) -> tuple[Block, ...]:
        return blocks[first - 1 : first - 1 + count]

    return load
