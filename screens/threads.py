"""A board's threads, newest activity first."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from bbs import content
from bbs.policy import Action
from bbs.services import boards, threads
from bbs.views import BoardView, Page, ThreadRow
from screens.base import BaseScreen
from screens.boards import join_or_leave
from screens.registry import Key
from screens.threadlist import Folds, draw_thread
from screens.widgets.lines import Line, fit
from screens.widgets.rowlist import RowList
from screens.widgets.usertext import shown

_HIGH = 16
_MARGINS = 6


_JOIN = Key(("j",), "j", "join", "join", "Join the board, or leave it.", Action.JOIN_BOARD)


class ThreadsScreen(BaseScreen):
    """The threads of one board."""

    KEYS = (
        Key((), "Enter", "", "open", is_for_row=True),
        Key(("c",), "c", "compose", "new thread", needs=Action.START_THREAD),
        _JOIN,
    )

    def __init__(self, slug: str) -> None:
        """Show the board with that slug."""
        super().__init__()
        self.slug = self.board_slug = slug
        self._board: BoardView | None = None
        self._folds = Folds(is_on_board=True)

    def body(self) -> ComposeResult:
        """What the board is, a line of disclaimer on health boards, and the list."""
        yield Static("", id="lead", markup=False)
        empty = "Nobody has written here yet. c begins a thread."
        yield RowList(self._provide, self._draw, empty=empty, id="main")

    def own_keys(self) -> tuple[Key, ...]:
        """The key for joining says what it would do."""
        is_joined = self._board is not None and self._board.is_joined
        leave = replace(_JOIN, label="leave")
        return tuple(leave if key is _JOIN and is_joined else key for key in self.KEYS)

    async def _provide(self, **where: Any) -> Page[ThreadRow] | None:
        return await self.ask(threads.listing, self.visit.actor, self.slug, **where)

    def _draw(self, row: ThreadRow, width: int) -> Line:
        why = self._folds.why(row, self.visit.actor.handle)
        return draw_thread(row, width, self.visit.now, why)

    async def fill(self) -> None:
        """Show the board as it is now, and stay on the thread that was chosen."""
        board = await self.ask(boards.get, self.visit.actor, self.slug)
        if board is None:
            return
        self._show(board)
        await self._folds.load(self)
        main = self.query_one("#main", RowList)
        chosen = main.selected
        thread_id = chosen.id if isinstance(chosen, ThreadRow) else 0
        await main.load(keep=lambda row: row.id == thread_id)

    def _show(self, board: BoardView) -> None:
        self._board = board
        # A guest can't join: there is nothing to tell them.
        is_not_joined = self.visit.is_member and not board.is_joined
        self.head(f"{board.name} (not joined)" if is_not_joined else board.name)
        self._show_lead(board)

    def _show_lead(self, board: BoardView) -> None:
        """What the board is, in one line where there are rows enough, and the disclaimer."""
        width, height = self.app.size
        lines = []
        if height >= _HIGH and board.description:
            lines.append(fit(shown(board.description), max(1, width - _MARGINS)).rstrip())
        if board.is_health:
            lines.append(content.text("board_disclaimer"))
        self.show_hints()
        lead = self.query_one("#lead", Static)
        lead.update(Content("\n".join(lines)))
        lead.display = bool(lines)

    def on_resize(self, event: events.Resize) -> None:
        """Fit what the board is anew."""
        if self._board is not None:
            self._show_lead(self._board)

    async def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        """Open the thread; what is folded is unfolded first."""
        row = message.row
        assert isinstance(row, ThreadRow)
        if self._folds.why(row, self.visit.actor.handle) is not None:
            self._folds.open(row, self.query_one("#main", RowList))
            return
        await self.lamp.visit_place("thread", thread_id=row.id)

    async def do_compose(self) -> None:
        """Begin a thread."""
        if self._board is not None:
            await self.lamp.visit_place("editor", kind="thread", target=self.slug)

    async def do_join(self) -> None:
        """Join the board, or leave it."""
        if self._board is not None:
            board = await join_or_leave(self, self._board)
            if board is not None:
                self._show(board)
