"""Words and boards that one wants folded away."""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from bbs.seam import call
from bbs.services import boards, filters
from screens.base import BaseScreen
from screens.choice import ChoiceScreen
from screens.items import Item, menu
from screens.prompt import PromptScreen
from screens.registry import Key
from screens.widgets.rowlist import RowList
from screens.widgets.usertext import shown

_SAYS = "What has such a word, or is on such a board, is folded behind one line. Enter opens it."
_WORD = (
    "A whole word, or several that stand side by side. needle* is every word that begins so. "
    "Nobody else sees it."
)


class FiltersScreen(BaseScreen):
    """See one's filters, add and remove some."""

    HEAD = "Filters"
    KEYS = (
        Key(("c",), "c", "add", "add a word"),
        Key(("B", "upper_b"), "B", "add_board", "add a board"),
        Key(("d",), "d", "remove", "remove", is_for_row=True),
    )

    def body(self) -> ComposeResult:
        """What a filter does, and the list."""
        yield Static(Content(_SAYS), id="lead", markup=False)
        yield menu(self._items, empty="No filter yet. c adds a word, B a board.")

    async def fill(self) -> None:
        """Show one's filters, and stay on the one that was chosen."""
        main = self.query_one("#main", RowList)
        value = main.selected.value if isinstance(main.selected, Item) else None
        await main.load(keep=lambda item: item.value == value)

    async def _items(self) -> Iterable[Item] | None:
        found = await self.ask(filters.own, self.visit.actor)
        if found is None:
            return None
        words = [Item(shown(word), "word", value=("word", word)) for word in found.words]
        named = [
            Item(shown(board.name), "board", right="board", value=("board", board.slug))
            for board in found.boards
        ]
        return words + named

    async def do_add(self) -> None:
        """Ask for a word."""

        async def check(typed: str) -> None:
            await call(filters.add_word, self.visit.actor, typed)

        self.app.push_screen(PromptScreen("Add a filter", _WORD, "Word", check))

    async def do_add_board(self) -> None:
        """Ask for a board."""
        found = await self.ask(boards.listing, self.visit.actor)
        if found is None:
            return

        async def answered(slug: str | None) -> None:
            if slug and await self.done(filters.add_board, self.visit.actor, slug):
                await self.fill()

        says = "In lists of many boards its threads are folded."
        answers = [(board.slug, shown(board.name)) for board in found]
        self.app.push_screen(ChoiceScreen("Fold a board", [("", says)], answers), answered)

    async def do_remove(self) -> None:
        """Fold away no more what the selected filter is about."""
        item = self.query_one("#main", RowList).selected
        if not isinstance(item, Item):
            return
        kind, name = item.value
        remove = filters.remove_word if kind == "word" else filters.remove_board
        if await self.done(remove, self.visit.actor, name):
            await self.fill()
            self.tell("It is folded no more.")
