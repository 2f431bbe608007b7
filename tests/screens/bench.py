"""A widget alone on a screen, over lists and threads that only a test knows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Generic, TypeVar

from textual.app import App, ComposeResult
from textual.pilot import Pilot

from bbs.views import Cursor, Page, PostView
from screens.widgets.canvas import Canvas
from tests.screens.stage import resize, rows_of, send_keys, settle

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
Shown = TypeVar("Shown", bound=Canvas)


class WidgetApp(App[None]):
    """Shows one widget on all of the screen."""

    CSS = "Canvas { height: 1fr; }"

    def __init__(self, widget: Canvas) -> None:
        super().__init__()
        self.widget = widget
        self.animation_level = "none"
        self.letter_keys = False

    def compose(self) -> ComposeResult:
        """The widget."""
        yield self.widget


@dataclass(slots=True)
class Bench(Generic[Shown]):
    """A widget that is shown, and the keyboard."""

    widget: Shown
    app: WidgetApp
    pilot: Pilot[None]

    def rows(self) -> list[str]:
        """What the screen shows."""
        return rows_of(self.app)

    async def press(self, *keys: str) -> None:
        """Press keys, and wait after each."""
        for key in keys:
            await send_keys(self.pilot, key)
            self.check()

    async def resize(self, width: int, height: int) -> None:
        """Give the terminal another size."""
        await resize(self.pilot, width, height)
        self.check()

    @property
    def cursor_row(self) -> str:
        """The row on which the real cursor stands."""
        return self.rows()[self.widget.real_cursor.y]

    def check(self) -> None:
        """The real cursor is on the widget, whatever was pressed."""
        cursor = self.widget.real_cursor
        assert self.widget.region.contains(cursor.x, cursor.y), cursor


@asynccontextmanager
async def shown(widget: Shown, size: tuple[int, int] = (60, 20)) -> AsyncIterator[Bench[Shown]]:
    """The widget on a screen of that size, with the focus."""
    app = WidgetApp(widget)
    async with app.run_test(size=size) as pilot:
        widget.focus()
        await settle(pilot)
        yield Bench(widget, app, pilot)


@dataclass(slots=True)
class Rows:
    """A listing of numbers, downward as the services' listings are."""

    count: int
    calls: int = 0
    limits: list[int] = field(default_factory=list)
    is_slow: bool = False

    async def __call__(
        self,
        *,
        limit: int,
        after: Cursor | None = None,
        before: Cursor | None = None,
        is_from_end: bool = False,
    ) -> Page[int] | None:
        """A page, as `bbs.services.paging` makes it."""
        self.calls += 1
        self.limits.append(limit)
        if self.is_slow:
            await asyncio.sleep(0.02)
        start, end = 0, min(limit, self.count)
        if after is not None:
            start, end = after[0] + 1, min(after[0] + 1 + limit, self.count)
        elif before is not None:
            start, end = max(0, before[0] - limit), before[0]
        elif is_from_end:
            start, end = max(0, self.count - limit), self.count
        rows = tuple(range(start, end))
        return Page(
            rows,
            before=(start, 0) if rows and start > 0 else None,
            after=(end - 1, 0) if rows and end < self.count else None,
        )


@dataclass(slots=True)
class Posts:
    """A thread whose posts have the bodies that `body` gives."""

    count: int
    body: Callable[[int], str]
    calls: int = 0
    most: int = 0
    is_slow: bool = False

    async def __call__(self, first: int, count: int) -> tuple[PostView, ...]:
        """Posts by number."""
        self.calls += 1
        self.most = max(self.most, count)
        if self.is_slow:
            await asyncio.sleep(0.02)
        last = min(self.count, first + count - 1)
        return tuple(self.post(number) for number in range(first, last + 1))

    def post(self, number: int) -> PostView:
        """The post of that number."""
        return PostView(
            id=1000 + number,
            thread_id=1,
            number=number,
            handle="brave-wren",
            body=self.body(number),
            posted_at=NOW - timedelta(minutes=self.count - number),
            is_edited=False,
            is_deleted=False,
            is_own=False,
        )
