"""What is new for oneself: answers, and hugs."""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import ComposeResult

from bbs.kindness import in_words
from bbs.services import notices
from bbs.views import NoticesView
from screens.base import BaseScreen
from screens.home import counted
from screens.items import Item, menu
from screens.registry import Key
from screens.widgets.rowlist import RowList
from screens.widgets.usertext import shown


class NoticesScreen(BaseScreen):
    """Tells each thing once; while the screen is open, it stays in sight."""

    HEAD = "New for you"
    KEYS = (Key((), "Enter", "", "open", is_for_row=True),)

    def __init__(self) -> None:
        """Show nothing yet."""
        super().__init__()
        self._told: list[Item] = []

    def body(self) -> ComposeResult:
        """One list."""
        yield menu(self._items, empty="There is nothing new for you.")

    async def fill(self) -> None:
        """Show what is new, above what was shown already, and stay on the row that was chosen."""
        main = self.query_one("#main", RowList)
        chosen = main.selected
        await main.load(keep=lambda item: item is chosen)

    async def _items(self) -> Iterable[Item] | None:
        found = await self.ask(notices.listing, self.visit.actor)
        if found is None:
            return None
        self._told = [*_rows(found), *self._told]
        if not self.visit.actor.is_reading:
            await self.done(notices.mark_seen, self.visit.actor, found)
        more = [Item("There is more to tell.", "more")] if found.has_more else []
        return [*self._told, *more]

    async def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        """Open the thread, where it is a hug at the post that got it."""
        assert isinstance(message.row, Item)
        if message.row.does == "more":
            await self.fill()
        else:
            await self.lamp.visit_place("thread", **message.row.arguments)


def _rows(found: NoticesView) -> Iterable[Item]:
    for answered in found.answers:
        words = f"{counted(answered.count, 'answer', 'answers')} in {shown(answered.title)}"
        yield Item(
            words,
            "thread",
            right=shown(answered.board_name),
            arguments={"thread_id": answered.thread_id},
        )
    for hugged in found.hugs:
        yield Item(
            f"{in_words(hugged.hugs)} for your post in {shown(hugged.title)}",
            "thread",
            arguments={"thread_id": hugged.thread_id, "number": hugged.number},
        )
