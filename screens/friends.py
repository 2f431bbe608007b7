"""One's private list: who asks, friends, and whom one asked."""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import ComposeResult

from bbs.services import friends
from screens.base import BaseScreen
from screens.items import Item, menu
from screens.registry import Key
from screens.widgets.rowlist import RowList
from screens.widgets.usertext import shown

_RIGHT = {
    friends.ASKS: "asks to be your friend",
    friends.FRIEND: "",
    friends.ASKED: "asked, no answer so far",
}


class FriendsScreen(BaseScreen):
    """Who is on it, and what is asked."""

    HEAD = "Friends: nobody else sees this list"
    KEYS = (
        Key((), "Enter", "", "profile", is_for_row=True),
        Key(("f",), "f", "befriend", "say yes", "Say yes to who asks.", is_for_row=True),
        Key(("u",), "u", "unfriend", "take off", "Take somebody off the list.", is_for_row=True),
    )

    def body(self) -> ComposeResult:
        """One list."""
        empty = "Nobody yet. l on somebody's post leads to their profile, where f asks them."
        yield menu(self._items, empty=empty)

    async def fill(self) -> None:
        """Show the list as it is now."""
        main = self.query_one("#main", RowList)
        handle = main.selected.value if isinstance(main.selected, Item) else None
        await main.load(keep=lambda item: item.value == handle)

    async def _items(self) -> Iterable[Item] | None:
        found = await self.ask(friends.listing, self.visit.actor)
        if found is None:
            return None
        return [
            Item(
                shown(each.handle),
                "profile",
                _RIGHT[each.state],
                "unread" if each.state == friends.ASKS else "",
                value=each.handle,
            )
            for each in found
        ]

    async def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        """Open the profile."""
        assert isinstance(message.row, Item)
        await self.lamp.visit_place("profile", handle=message.row.value)

    async def do_befriend(self) -> None:
        """Say yes to the selected one."""
        item = self.query_one("#main", RowList).selected
        if isinstance(item, Item):
            is_friend = await self.ask(friends.ask, self.visit.actor, item.value)
            if is_friend is not None:
                await self.fill()
                self.tell("You are friends." if is_friend else "They are asked already.")

    async def do_unfriend(self) -> None:
        """Ask whether to take the selected one off the list."""
        item = self.query_one("#main", RowList).selected
        if not isinstance(item, Item):
            return

        async def do() -> None:
            if await self.done(friends.end, self.visit.actor, item.value):
                await self.fill()
                self.tell("They are off your list, and aren't told.")

        says = "A friend is none any more; a request is taken back, or put away."
        await self.confirm(f"Take {item.text} off the list?", says, "Take off", do)
