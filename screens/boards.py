"""All boards, by category, one's own first."""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import ComposeResult

from bbs.policy import Action, BoardFacts, why_not
from bbs.services import boards
from bbs.views import BoardView
from screens.base import BaseScreen
from screens.home import counted
from screens.items import BLANK, Item, heading, menu
from screens.registry import Key
from screens.widgets.lines import width_of
from screens.widgets.rowlist import RowList

_WIDE = 60


class BoardsScreen(BaseScreen):
    """Browse, join and leave boards."""

    HEAD = "Boards"
    KEYS = (
        Key((), "Enter", "", "open", is_for_row=True),
        Key(("j",), "j", "join", "join or leave", needs=Action.JOIN_BOARD),
    )

    def body(self) -> ComposeResult:
        """One list."""
        yield menu(self._items)

    async def fill(self) -> None:
        """Show all boards, and stay on the one that was chosen."""
        main = self.query_one("#main", RowList)
        slug = self._selected_slug
        await main.load(keep=lambda item: bool(item.value) and item.value.slug == slug)

    @property
    def _selected_slug(self) -> str:
        item = self.query_one("#main", RowList).selected
        return item.value.slug if isinstance(item, Item) else ""

    async def _items(self) -> Iterable[Item] | None:
        found = await self.ask(boards.listing, self.visit.actor)
        return None if found is None else list(self._rows(found))

    def _rows(self, found: tuple[BoardView, ...]) -> Iterable[Item]:
        mine = [board for board in found if board.is_joined]
        if mine:
            yield heading("Your boards")
            yield from map(self._row, mine)
        category = ""
        for board in found:
            if board.is_joined:
                continue
            if board.category != category:
                if category or mine:
                    yield BLANK
                category = board.category
                yield heading(category)
            yield self._row(board)

    def _row(self, board: BoardView) -> Item:
        if not board.may_read:
            right = "members only"
        else:
            right = counted(board.unread, "new", "new") if board.unread else ""
        text = f"{board.name}: {board.description}"
        columns = self.query_one("#main", RowList).columns
        if columns < _WIDE and width_of(((text, ""), (right, ""))) + 1 > columns:
            text = board.name
        return Item(text, "board", right, "unread" if board.unread else "", value=board)

    async def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        """Open the board."""
        assert isinstance(message.row, Item)
        board = message.row.value
        if board.may_read:
            await self.lamp.visit_place("threads", slug=board.slug)
        else:
            self.tell(
                why_not(self.visit.actor, Action.READ_BOARD, BoardFacts(board.is_for_all)) or ""
            )

    async def do_join(self) -> None:
        """Join the board that is selected, or leave it."""
        item = self.query_one("#main", RowList).selected
        if isinstance(item, Item):
            await join_or_leave(self, item.value)
            await self.fill()


async def join_or_leave(screen: BaseScreen, board: BoardView) -> BoardView | None:
    """Join a board, or leave it if it is joined, and say so."""
    actor = screen.visit.actor
    if board.is_joined:
        now = await screen.ask(boards.leave, actor, board.slug)
        if now is not None:
            screen.tell(f"You left {board.name}. What you wrote stays. j joins again.")
        return now
    now = await screen.ask(boards.join, actor, board.slug, now=screen.visit.now)
    if now is not None:
        screen.tell(f"You joined {board.name}. n leads you to what is new there.")
    return now
