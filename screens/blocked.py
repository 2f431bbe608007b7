"""Members of whom one doesn't want to see anything."""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import ComposeResult

from bbs.services import letters
from screens.base import BaseScreen
from screens.items import Item, menu
from screens.registry import Key
from screens.widgets.rowlist import RowList
from screens.widgets.usertext import shown


class BlockedScreen(BaseScreen):
    """See whom one blocked, and let them in again."""

    HEAD = "Blocked members"
    KEYS = (Key(("d",), "d", "unblock", "let in again", is_for_row=True),)

    def body(self) -> ComposeResult:
        """One list."""
        yield menu(self._items, empty="You have blocked nobody.")

    async def fill(self) -> None:
        """Show whom one blocked."""
        await self.query_one("#main", RowList).load()

    async def _items(self) -> Iterable[Item] | None:
        found = await self.ask(letters.blocked, self.visit.actor)
        return (
            None
            if found is None
            else [Item(shown(handle), "blocked", value=handle) for handle in found]
        )

    async def do_unblock(self) -> None:
        """Let the selected one in again."""
        item = self.query_one("#main", RowList).selected
        if isinstance(item, Item) and await self.done(
            letters.unblock, self.visit.actor, item.value
        ):
            await self.fill()
            self.tell("You see their posts and letters again.")
