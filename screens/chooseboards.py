"""Boards from what one struggles with: words above, and what they may mean below."""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static

from bbs import content
from bbs.services import boards
from bbs.views import BoardView
from screens.base import BaseScreen
from screens.items import Item, menu
from screens.registry import Key
from screens.widgets.rowlist import RowList

_SAYS = (
    "What do you struggle with? A few words are enough; they are not kept. Enter looks for boards, "
    "and on a board it joins it, or leaves it."
)


class ChooseBoardsScreen(BaseScreen):
    """Dismissed with True to go on, False to leave the visit."""

    HEAD = "First visit, 1 of 3: boards"
    HAS_TEXT = True
    TRAVELS = False
    AUTO_FOCUS = "#words"
    KEYS = (
        Key((), "Enter", "", "look, join"),
        Key(("down",), "Down", "to_boards", "to the boards", is_hint=False),
        Key(("escape",), "Esc", "back", "leave this", is_vital=True),
    )

    def __init__(self) -> None:
        super().__init__()
        self._found: tuple[BoardView, ...] = ()
        self._has_looked = False

    def body(self) -> ComposeResult:
        """A field, and a list below."""
        yield Static(Content(f"{content.text('first_visit')} {_SAYS}"), id="lead", markup=False)
        with Horizontal(classes="field short"):
            yield Static("Words", classes="label", markup=False)
            field = Input(id="words", select_on_focus=False, max_length=400)
            field.cursor_blink = False
            yield field
        yield menu(self._items)

    async def fill(self) -> None:
        """Show what there is so far."""
        await self._show()

    async def _show(self) -> None:
        main = self.query_one("#main", RowList)
        value = main.selected.value if isinstance(main.selected, Item) else None
        await main.load(keep=lambda item: value is not None and item.value == value)

    async def _items(self) -> Iterable[Item]:
        rows = [
            Item(f"{board.name}: {board.description}", "board",
                 "joined" if board.is_joined else "join", value=board.slug)
            for board in self._found
        ]  # fmt: skip
        if self._has_looked and not rows:
            rows = [Item("No board comes to mind. Other words? Home, All boards lists them.")]
        return [*rows, Item("Go on", "go_on", value="")]

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        """Look for boards."""
        event.stop()
        await self._look(event.value)
        await self.do_to_boards()

    async def _look(self, words: str) -> None:
        self._has_looked = bool(words.strip())
        self._found = await self.ask(boards.suggested, self.visit.actor, words) or ()
        await self.query_one("#main", RowList).load(keep=lambda item: item.does == "board")

    async def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        """Join the board, or leave it again; or go on."""
        assert isinstance(message.row, Item)
        if message.row.does == "go_on":
            self.dismiss(True)
            return
        slug, actor = message.row.value, self.visit.actor
        board = next(each for each in self._found if each.slug == slug)
        changed = (
            await self.ask(boards.leave, actor, slug)
            if board.is_joined
            else await self.ask(boards.join, actor, slug, now=self.visit.now)
        )
        if changed is not None:
            self._found = tuple(changed if each.slug == slug else each for each in self._found)
            await self._show()

    async def do_to_boards(self) -> None:
        """Go from the words to the list."""
        self.query_one("#main", RowList).focus()

    async def do_back(self) -> None:
        """Leave the visit; what was joined stays."""
        self.dismiss(False)
