"""Threads in a list, of one board or of many."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar

from textual.app import ComposeResult

from bbs import clock, folding
from bbs.handles import LONGEST
from bbs.services import bookmarks, filters, waiting
from bbs.views import FilterView, Page, ThreadRow
from screens.base import BaseScreen
from screens.registry import Key
from screens.widgets.lines import Line, fit, justify
from screens.widgets.rowlist import RowList
from screens.widgets.usertext import shown

_WIDE = 60


class Folds:
    """Which threads of a list are folded, and which of those the member has opened."""

    def __init__(self, *, is_on_board: bool = False) -> None:
        """Of a list of many boards, or of one."""
        self._is_on_board = is_on_board
        self._filters = FilterView()
        self._opened: set[int] = set()

    async def load(self, screen: BaseScreen) -> None:
        """Load the member's filters as they are now."""
        self._filters = await screen.ask(filters.of, screen.visit.actor) or self._filters

    def why(self, row: ThreadRow, reader: str) -> str | None:
        """Why a thread is folded, if it is."""
        if row.id in self._opened:
            return None
        return folding.of_thread(self._filters, row, reader, is_on_board=self._is_on_board)

    def open(self, row: ThreadRow, rows: RowList[ThreadRow]) -> None:
        """Show what is folded."""
        self._opened.add(row.id)
        rows.redraw()


def draw_thread(row: ThreadRow, width: int, now: datetime, why: str | None = None) -> Line:
    """A thread as a line: title, who began it, replies and age; where there is a `why`, folded."""
    if why is not None:
        return justify((("  ", ""), (folding.line(why), "dim")), (), width)
    look = "unread" if row.is_unread else ""
    mark = ("* " if row.is_unread else "  ", "unread")
    age = clock.age(row.last_at, now)
    replies = f"{row.replies:>4}"
    if width >= _WIDE:
        handle = fit(shown(row.handle), LONGEST if width >= _WIDE + 14 else 16)
        right: Line = ((f"{handle}{replies} {age:>6}", ""),)
    else:
        right = ((f"{replies} {age:>6}", ""),)
    warning = ((f" [{shown(row.warning)}]", "dim"),) if row.warning else ()
    return justify((mark, (shown(row.title), look), *warning), right, width)


class ThreadListScreen(BaseScreen):
    """Threads that a service lists, whatever board they are on."""

    KEYS: ClassVar[tuple[Key, ...]] = (Key((), "Enter", "", "open", is_for_row=True),)
    LISTS: ClassVar[Callable[..., Page[ThreadRow]]]
    EMPTY: ClassVar[str]

    def __init__(self) -> None:
        """A list with nothing opened yet."""
        super().__init__()
        self._folds = Folds()

    def body(self) -> ComposeResult:
        """One list."""
        yield RowList(self._provide, self._draw, empty=self.EMPTY, id="main")

    async def fill(self) -> None:
        """Show the list as it is now, and stay on the thread that was chosen."""
        await self._folds.load(self)
        main = self.query_one("#main", RowList)
        chosen = main.selected
        thread_id = chosen.id if isinstance(chosen, ThreadRow) else 0
        await main.load(keep=lambda row: row.id == thread_id)

    async def _provide(self, **where: Any) -> Page[ThreadRow] | None:
        return await self.ask(type(self).LISTS, self.visit.actor, **where)

    def _draw(self, row: ThreadRow, width: int) -> Line:
        why = self._folds.why(row, self.visit.actor.handle)
        return draw_thread(row, width, self.visit.now, why)

    async def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        """Open the thread; what is folded is unfolded first."""
        row = message.row
        assert isinstance(row, ThreadRow)
        if self._folds.why(row, self.visit.actor.handle) is not None:
            self._folds.open(row, self.query_one("#main", RowList))
            return
        await self.lamp.visit_place("thread", thread_id=row.id)


class WaitingScreen(ThreadListScreen):
    """Threads that nobody has answered yet, newcomers' first."""

    HEAD = "Waiting for a first reply"
    LISTS = waiting.listing
    EMPTY = "Nobody waits for a first reply on your boards."


class BookmarksScreen(ThreadListScreen):
    """Threads that one wants to find again."""

    HEAD = "Bookmarks"
    LISTS = bookmarks.listing
    EMPTY = "No bookmarks yet. l, in a thread, puts one in."
    KEYS = (
        *ThreadListScreen.KEYS,
        Key(("d",), "d", "take_out", "take out", "Take this bookmark out.", is_for_row=True),
    )

    async def do_take_out(self) -> None:
        """Take the selected bookmark out."""
        row = self.query_one("#main", RowList).selected
        if isinstance(row, ThreadRow) and await self.done(
            bookmarks.take_out, self.visit.actor, row.id
        ):
            await self.fill()
            self.tell("The bookmark is taken out.")
