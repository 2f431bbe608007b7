"""A running app on a house of its own, and what a test does with it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from concurrent.futures import Future
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import pytest
from rich.cells import cell_len
from textual import events
from textual.app import App
from textual.drivers.headless_driver import HeadlessDriver
from textual.geometry import Size
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from bbs import db
from bbs.services.credentials import Login
from bbs.visit import Visit
from screens.app import LamplightApp
from screens.base import BaseScreen
from screens.prompt import PromptScreen
from screens.widgets.canvas import Canvas
from screens.widgets.rowlist import RowList
from tests.helpers import StandingClock

Found = TypeVar("Found", bound=Widget)

SIZES = ((80, 24), (40, 15), (200, 60))

KEY_LINE = (
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBERERERERERERERERERERERERERERERERERERERERER me@home"
)

_NAMES = {" ": "space", "!": "exclamation_mark", "?": "question_mark", "\n": "enter"}

_pending: set[Future[Any]] = set()


def count_calls(patch: pytest.MonkeyPatch) -> None:
    """Know which service calls are under way, so that a test can wait until none is."""
    submit = db.Pool.submit

    def counted(self: db.Pool, work: Callable[[], Any]) -> Future[Any]:
        future = submit(self, work)
        _pending.add(future)
        future.add_done_callback(_pending.discard)
        return future

    patch.setattr(db.Pool, "submit", counted)


async def settle(pilot: Pilot[Any]) -> None:
    """Wait until nothing is left to be done: no message, and no call to a service.

    `Pilot.pause` alone knows nothing of calls, and sleeps longer than a suite of this size can.
    """
    quiet = 0
    while quiet < 3:
        await pilot._wait_for_screen()
        for _ in range(5):
            await asyncio.sleep(0)
        app = pilot.app
        if app._exception is not None or not app.screen_stack:
            return
        app.screen._on_timer_update()
        if _pending or any(not screen._message_queue.empty() for screen in app.screen_stack):
            quiet = 0
            await asyncio.sleep(0.001)
        else:
            quiet += 1


async def send_keys(pilot: Pilot[Any], *keys: str) -> None:
    """Let keys arrive, all at once."""
    for key in keys:
        character = key if len(key) == 1 else None
        pilot.app.post_message(events.Key(_NAMES.get(key, key), character))
    await settle(pilot)


async def resize(pilot: Pilot[Any], width: int, height: int) -> None:
    """Give the terminal another size."""
    app, size = pilot.app, Size(width, height)
    assert isinstance(app._driver, HeadlessDriver)
    app._driver._size = size
    app.post_message(events.Resize(size, size))
    for _ in range(500):
        await settle(pilot)
        if size == app.size == app.screen._compositor.size:
            break
        await asyncio.sleep(0.001)  # Resizes are taken when there is nothing else to do.
    await settle(pilot)


def rows_of(app: App[Any]) -> list[str]:
    """What the screen shows, row by row, blanks at the end taken away."""
    strips = app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip).rstrip() for strip in strips]


@dataclass(slots=True)
class Stage:
    """An app that runs, with somebody at it."""

    app: LamplightApp
    pilot: Pilot[str]
    clock: StandingClock

    @property
    def screen(self) -> BaseScreen:
        """The screen on top."""
        top = self.app.screen
        assert isinstance(top, BaseScreen)
        return top

    @property
    def place(self) -> str:
        """The class of the screen on top."""
        return type(self.app.screen).__name__

    @property
    def places(self) -> list[str]:
        """The classes of all screens that lie on one another."""
        return [type(screen).__name__ for screen in self.app.screen_stack[1:]]

    def rows(self) -> list[str]:
        """What the screen shows, row by row."""
        return rows_of(self.app)

    @property
    def shown(self) -> str:
        """What the screen shows, as one text."""
        return "\n".join(self.rows())

    @property
    def folded(self) -> str:
        """What the screen shows with all white space made one, for sentences that wrap."""
        return " ".join(self.shown.split())

    def has_focus(self, widget: Widget) -> bool:
        """Whether keys go to this widget."""
        return self.screen.focused is widget

    def static(self, name: str) -> str:
        """The words of the screen's own line of that id: head, notice or hints."""
        return str(self.screen.query_one(f"#{name}", Static).content)

    @property
    def head(self) -> str:
        """The head's words."""
        return self.static("head")

    @property
    def notice(self) -> str:
        """The sentence above the hints, if it shows."""
        widget = self.screen.query_one("#notice", Static)
        return self.static("notice") if widget.display else ""

    def cursor(self) -> tuple[int, int]:
        """Column and row of the terminal's cursor, as the driver would be told."""
        self.app._display(self.app.screen, None)
        return self.app.cursor_position.x, self.app.cursor_position.y

    @property
    def cursor_row(self) -> str:
        """The row on which the cursor stands."""
        return self.rows()[self.cursor()[1]]

    @property
    def list(self) -> RowList[Any]:
        """The list of this screen."""
        return self.main(RowList)

    def main(self, kind: type[Found]) -> Found:
        """The widget that this screen is about."""
        return self.screen.query_one("#main", kind)

    async def press(self, *keys: str) -> None:
        """Press keys, and wait after each until all is done."""
        for key in keys:
            await send_keys(self.pilot, key)

    async def press_ahead(self, *keys: str) -> None:
        """Let keys arrive in one packet, faster than any screen is made."""
        await send_keys(self.pilot, *keys)

    async def type(self, text: str) -> None:
        """Type a text, and wait after each line, and at the end."""
        first, *others = text.split("\n")
        await send_keys(self.pilot, *first)
        for line in others:
            await send_keys(self.pilot, "enter")
            await send_keys(self.pilot, *line)

    async def answer(self, text: str) -> None:
        """Answer the question that is asked, with a line."""
        assert isinstance(self.app.screen, PromptScreen), self.place
        field = self.main(Input)
        field.value = ""
        await self.type(text)
        await self.press("enter")

    async def choose(self, words: str) -> None:
        """Choose the row of a menu that begins with these words."""
        menu = self.list
        for at, item in enumerate(menu.rows):
            if item.text.startswith(words):
                while menu.index != at:
                    before = menu.index
                    await self.press("down" if at > menu.index else "up")
                    assert menu.index != before, f"{words!r} can't be reached"
                await self.press("enter")
                return
        raise AssertionError(f"no row begins with {words!r}:\n{self.shown}")

    async def read_on(self) -> None:
        """Read the text above the answers to its end."""
        while "Space more" in self.static("hints"):
            await self.press("space")

    async def visit(self, name: str, **arguments: Any) -> None:
        """Open a place by its name, as a key or a row would."""
        self.app.call_later(self.app.visit_place, name, **arguments)
        await settle(self.pilot)

    async def until(self, is_so: Callable[[], Awaitable[bool]]) -> None:
        """Wait up to two seconds for what a timer brings about."""
        for _ in range(200):
            if await is_so():
                return
            await asyncio.sleep(0.01)
        raise AssertionError("it did not come about")

    async def resize(self, width: int, height: int) -> None:
        """Give the terminal another size."""
        await resize(self.pilot, width, height)

    async def paste(self, text: str) -> None:
        """Let a bracketed paste arrive."""
        focused = self.screen.focused
        assert focused is not None
        focused.post_message(events.Paste(text))
        await settle(self.pilot)

    def check(self) -> None:
        """What holds on every screen, at every size."""
        width, height = self.app.size
        rows = self.rows()
        assert len(rows) == height
        assert max(map(cell_len, rows)) <= width
        assert self.head.strip() and fits(self.head, rows[0]), rows[0]
        hints = self.screen.query_one("#hints")
        assert (hints.region.height, hints.region.bottom) == (1, height)
        assert cell_len(self.static("hints")) <= width
        assert rows[-1].strip() == self.static("hints").strip() != ""
        assert_cursor_at_focus(self.app, *self.cursor())


def fits(head: str, row: str) -> bool:
    """Whether a head's row shows its words, as many as there is room for."""
    shown = row.strip()
    return bool(shown) and head.strip().startswith(shown.rstrip("."))


def assert_cursor_at_focus(app: App[Any], x: int, y: int) -> None:
    """The terminal's cursor stands on the row, or in the field, that has the focus."""
    focused = app.screen.focused
    assert focused is not None
    assert focused.region.contains(x, y), (focused, focused.region, x, y)
    if isinstance(focused, RowList):
        assert y == focused.region.y + focused.index - focused.top
        if focused.selected is not None:
            row = rows_of(app)[y]
            assert row.lstrip().startswith("> "), row
    elif isinstance(focused, Canvas):
        assert 0 <= y - focused.region.y < max(1, focused.size.height)
    else:
        assert isinstance(focused, Input | TextArea)
        assert (x, y) == focused.cursor_screen_offset


@asynccontextmanager
async def running(
    clock: StandingClock,
    login: Login | None = None,
    size: tuple[int, int] = (80, 24),
    **visit: Any,
) -> AsyncIterator[Stage]:
    """An app for whoever logged in, or for a guest, until the block ends."""
    seat = Visit(clock, **visit)
    if login is not None:
        seat.actor, seat.key = login.actor, login.key
    app = LamplightApp(seat)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        yield Stage(app, pilot, clock)


def in_order(words: Iterable[str], text: str) -> bool:
    """Whether all these words stand in the text, one after the other."""
    at = 0
    for word in words:
        at = text.find(word, at)
        if at < 0:
            return False
        at += len(word)
    return True
