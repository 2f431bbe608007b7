"""One's SSH keys."""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from bbs.seam import call
from bbs.services import keys
from screens.base import BaseScreen
from screens.items import Item, menu
from screens.prompt import PromptScreen
from screens.registry import Key
from screens.widgets.rowlist import RowList
from screens.widgets.usertext import shown


class KeysScreen(BaseScreen):
    """Keys that open the door without the passphrase."""

    HEAD = "SSH keys"
    KEYS = (
        Key(("c",), "c", "add", "add a key"),
        Key(("d",), "d", "remove", "remove", is_for_row=True),
    )

    def body(self) -> ComposeResult:
        """What a key opens, and the list."""
        says = "Your key opens the door, your passphrase opens your letters."
        yield Static(Content(says), id="lead", markup=False)
        yield menu(self._items, empty="No key yet. c adds one.")

    async def fill(self) -> None:
        """Show one's keys."""
        await self.query_one("#main", RowList).load()

    async def _items(self) -> Iterable[Item] | None:
        found = await self.ask(keys.own, self.visit.actor)
        if found is None:
            return None
        return [
            Item(
                f"{key.fingerprint} {shown(key.comment)}", "key", right=str(key.added_on), value=key
            )
            for key in found
        ]

    async def do_add(self) -> None:
        """Ask for a line as in a .pub file."""

        async def check(typed: str) -> None:
            await call(keys.add, self.visit.actor, typed, now=self.visit.now)

        says = "Paste the one line of your public key: the file that ends in .pub."
        self.app.push_screen(PromptScreen("Add a key", says, "Public key", check))

    async def do_remove(self) -> None:
        """Take the selected key out."""
        item = self.query_one("#main", RowList).selected
        if not isinstance(item, Item):
            return

        async def remove() -> None:
            if await self.done(keys.remove, self.visit.actor, item.value.id):
                await self.fill()
                self.tell("This key opens nothing here any more.")

        says = f"{item.value.fingerprint} will not let you in any more."
        await self.confirm("Remove this key?", says, "Remove it", remove)
