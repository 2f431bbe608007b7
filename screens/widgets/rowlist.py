"""A list of which only a window is in memory, loaded page by page."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, Protocol, TypeVar

from textual import events
from textual.message import Message

from bbs.views import Cursor, Page
from screens.widgets.canvas import Canvas
from screens.widgets.lines import Line

Row = TypeVar("Row")
Loaded = TypeVar("Loaded")

PAGE = 50
_PAGES = 4


class Provider(Protocol[Loaded]):
    """Gives pages of a list, as the services' listings do."""

    def __call__(
        self,
        *,
        limit: int,
        after: Cursor | None = None,
        before: Cursor | None = None,
        is_from_end: bool = False,
    ) -> Awaitable[Page[Loaded] | None]:
        """A page; None where it couldn't be had, which the person has been told."""


class RowList(Canvas, Generic[Row]):
    """Rows in one line each; the selected one is where the real cursor stands."""

    class Chosen(Message):
        """Enter was pressed on a row."""

        def __init__(self, row: object) -> None:
            super().__init__()
            self.row = row

    class SightChanged(Message):
        """Whether there is any row, or any below what is in sight, is not as it was."""

    def __init__(
        self,
        provider: Provider[Row],
        draw: Callable[[Row, int], Line],
        *,
        empty: str,
        may_select: Callable[[Row], bool] = lambda row: True,
        turns_pages: bool = True,
        id: str | None = None,
    ) -> None:
        """A list of what `provider` gives; `draw` makes a line of a row, for a width in cells."""
        super().__init__(id=id)
        self._provider = provider
        self._draw = draw
        self._empty = empty
        self._may_select = may_select
        self._turns_pages = turns_pages
        self.rows: list[Row] = []
        self.index = 0
        self._pages: list[Page[Row]] = []
        # By the row, which is kept as long as its line is; each with the width it was drawn for.
        self._lines: dict[int, tuple[int, Line]] = {}
        self._told = (False, False)
        # Keys and the screen may ask for pages at the same time: one after the other.
        self._turn = asyncio.Lock()

    @property
    def selected(self) -> Row | None:
        """The row that the cursor stands on."""
        if 0 <= self.index < len(self.rows) and self._may_select(self.rows[self.index]):
            return self.rows[self.index]
        return None

    @property
    def is_empty(self) -> bool:
        """Whether it is known that there is no row."""
        return bool(self._pages) and not self.rows

    @property
    def is_below_sight(self) -> bool:
        """Whether more rows can be paged to below what is in sight."""
        if not (self._turns_pages and self._pages and self.size.height):
            return False
        return self.top + self.size.height < len(self.rows) or self._pages[-1].after is not None

    def _tell_sight(self) -> None:
        sight = (self.is_empty, self.is_below_sight)
        if sight != self._told:
            self._told = sight
            self.post_message(self.SightChanged())

    async def load(
        self, *, is_from_end: bool = False, keep: Callable[[Row], bool] | None = None
    ) -> None:
        """Load the first page (or the last), and select what `keep` says, if it is there.

        What stood in the window is looked for there, too: who comes back from the three hundredth
        thread stands on it again.
        """
        async with self._turn:
            former, offset = self._pages, self.index - self.top
            page = await self._provider(limit=PAGE, is_from_end=is_from_end)
            if page is None:
                return
            self._pages = [page]
            self._join_pages()
            kept = self._find(keep)
            if kept is None and any(keep(row) for each in former for row in each.rows if keep):
                kept = await self._find_again(former[0].before, keep)
                if kept is None:
                    self._pages = [page]
                    self._join_pages()
            chosen = kept if kept is not None else len(self.rows) - 1 if is_from_end else 0
            # As high on the screen as it was: what does not move costs no bytes.
            self.top = max(0, min(chosen - offset, len(self.rows) - self.size.height))
            self._select(chosen, 1 if not is_from_end else -1)
            self.refresh()

    def _find(self, keep: Callable[[Row], bool] | None) -> int | None:
        found = (at for at, row in enumerate(self.rows) if keep is not None and keep(row))
        return next(found, None)

    async def _find_again(
        self, above: Cursor | None, keep: Callable[[Row], bool] | None
    ) -> int | None:
        """Load the window that began below `above` anew, as far as the row that is kept."""
        if above is not None:
            page = await self._provider(limit=PAGE, before=above)
            if page is None:
                return None
            self._pages = [page]
        for _ in range(_PAGES):
            if self._find(keep) is None and self._pages[-1].after is not None:
                await self._load_after()
        return self._find(keep)

    def line_at(self, index: int) -> tuple[Line, bool] | None:
        """A row's line, or the words for an empty list."""
        if not self.rows and index == 0 and self._pages:
            return ((self._empty, "dim"),), False
        if not 0 <= index < len(self.rows):
            return None
        row, columns = self.rows[index], self.columns
        is_selected = index == self.index and self._may_select(row)
        kept = self._lines.get(id(row))
        if kept is None or kept[0] != columns:
            kept = self._lines[id(row)] = columns, self._draw(row, columns)
        return kept[1], is_selected

    def redraw(self) -> None:
        """Draw all lines anew: what they show depends on more than their rows."""
        self._lines.clear()
        self.refresh_lines()

    def cursor_line(self) -> int:
        """The selected row."""
        return self.index

    def on_resize(self) -> None:
        """Keep the selected row in sight."""
        self._show_selected()
        self._tell_sight()

    def on_focus(self) -> None:
        """The selected row looks different with the focus."""
        self.refresh_line(self.index)

    def on_blur(self) -> None:
        """And without it."""
        self.refresh_line(self.index)

    def take(self, key: str) -> bool:
        """Move at once among the rows that are loaded."""
        by = self._step(key)
        if by is None or self._turn.locked() or not self._pages or self._is_beyond(by):
            return False
        self.hush()
        self._step_by(by)
        return True

    def _step(self, key: str) -> int | None:
        """By how many rows a key moves."""
        page = max(1, self.size.height - 1)
        if key == "down" or (key == "j" and self.moves_by_letter):
            return 1
        if key == "up" or (key == "k" and self.moves_by_letter):
            return -1
        if key in ("pagedown", "space") and self._turns_pages:
            return page
        if key in ("pageup", "b") and self._turns_pages:
            return -page
        return None

    async def on_key(self, event: events.Key) -> None:
        """Move, or choose."""
        if not self.screen.is_current:
            return  # Typed ahead, for the screen that is coming.
        self.hush()
        key = event.key
        by = self._step(key)
        if by is not None:
            await self.move(by)
        elif key in ("enter", "right"):
            if self.selected is not None:
                self.post_message(self.Chosen(self.selected))
        elif not self._turns_pages:
            return
        elif key in ("home", "g"):
            await self._go_to_end(is_last=False)
        elif key in ("end", "G", "upper_g"):
            await self._go_to_end(is_last=True)
        else:
            return
        event.stop()

    async def move(self, by: int) -> None:
        """Move the selection by so many rows, loading what is missing."""
        async with self._turn:
            await self._move(by)

    async def _move(self, by: int) -> None:
        if not self._pages:
            return
        if self._is_beyond(by):
            await (self._load_after() if by > 0 else self._load_before())
        self._step_by(by)

    def _is_beyond(self, by: int) -> bool:
        """Whether rows must be loaded first."""
        if by > 0:
            return self.index + by >= len(self.rows) and self._pages[-1].after is not None
        return self.index + by < 0 and self._pages[0].before is not None

    def _step_by(self, by: int) -> None:
        wanted = max(0, min(self.index + by, len(self.rows) - 1))
        self._select(wanted, 1 if by > 0 else -1)

    async def _go_to_end(self, *, is_last: bool) -> None:
        if not self._pages:
            return
        if (self._pages[-1].after if is_last else self._pages[0].before) is not None:
            await self.load(is_from_end=is_last)
        else:
            self._select(len(self.rows) - 1 if is_last else 0, -1 if is_last else 1)

    async def _load_after(self) -> None:
        page = await self._provider(limit=PAGE, after=self._pages[-1].after)
        if page is None:
            return
        self._pages.append(page)
        if len(self._pages) > _PAGES:
            forgotten = len(self._pages.pop(0).rows)
            self.index -= forgotten
            self.top = max(0, self.top - forgotten)
        self._join_pages()

    async def _load_before(self) -> int:
        page = await self._provider(limit=PAGE, before=self._pages[0].before)
        if page is None:
            return 0
        self._pages.insert(0, page)
        del self._pages[_PAGES:]
        self._join_pages()
        self.top += len(page.rows)
        self.index += len(page.rows)
        return len(page.rows)

    def _join_pages(self) -> None:
        self.rows = [row for page in self._pages for row in page.rows]
        self._lines.clear()

    def _select(self, index: int, step: int) -> None:
        """Select a row, or the next one in that direction that may be."""
        at = index
        while 0 <= at < len(self.rows) and not self._may_select(self.rows[at]):
            at += step
        if not 0 <= at < len(self.rows):
            at = index
            while 0 <= at < len(self.rows) and not self._may_select(self.rows[at]):
                at -= step
        old, self.index = self.index, max(0, min(at, len(self.rows) - 1))
        if not self._show_selected():
            self.refresh_lines({old, self.index})
        self._tell_sight()

    def _show_selected(self) -> bool:
        """Scroll until the selected row is in sight; whether anything scrolled."""
        height = self.size.height
        if not height:
            return False  # Not laid out yet: `on_resize` will come.
        top = self.top
        if self.index < top:
            # What stands above the first row that may be selected is its heading.
            top = 0 if not any(map(self._may_select, self.rows[: self.index])) else self.index
        elif self.index >= top + height:
            top = self.index - height + 1
        if top == self.top:
            return False
        self.top = top
        self.refresh_lines()
        return True
