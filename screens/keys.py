"""One's SSH keys."""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from bbs.seam import call
from bbs.services import keys
from bbs.views import KeyView
from screens.base import BaseScreen
from screens.choice import ChoiceScreen
from screens.items import Item, menu
from screens.prompt import PromptScreen
from screens.registry import Key
from screens.widgets.rowlist import RowList
from screens.widgets.usertext import shown

_READING = "For reading only: who comes in by this key can write and change nothing."
_WHOLE = "Who comes in by this key may do all that you may. Letters ask for the passphrase."


class KeysScreen(BaseScreen):
    """Keys that open the door without the passphrase."""

    HEAD = "SSH keys"
    KEYS = (
        Key((), "Enter", "", "change", is_for_row=True),
        Key(("c",), "c", "add", "add a key"),
        Key(("d",), "d", "remove", "remove", is_for_row=True),
    )

    def body(self) -> ComposeResult:
        """What a key opens, and the list."""
        says = "Your key opens the door, your passphrase opens your letters."
        yield Static(Content(says), id="lead", markup=False)
        yield menu(self._items, empty="No key yet. c adds one.")

    async def fill(self) -> None:
        """Show one's keys, and stay on the one that was chosen."""
        main = self.query_one("#main", RowList)
        key_id = main.selected.value.id if isinstance(main.selected, Item) else 0
        await main.load(keep=lambda item: item.value is not None and item.value.id == key_id)

    async def _items(self) -> Iterable[Item] | None:
        found = await self.ask(keys.own, self.visit.actor)
        return None if found is None else [row for key in found for row in _rows(key)]

    @property
    def _selected(self) -> KeyView | None:
        item = self.query_one("#main", RowList).selected
        return item.value if isinstance(item, Item) else None

    async def do_add(self) -> None:
        """Ask for a line as in a .pub file."""

        async def check(typed: str) -> None:
            await call(keys.add, self.visit.actor, typed, now=self.visit.now)

        def added(typed: str | None) -> None:
            if typed is not None:
                self.tell("It opens the door from now on. Enter: comment, for reading only.")

        says = "Paste the one line of your public key: the file that ends in .pub."
        self.app.push_screen(PromptScreen("Add a key", says, "Public key", check), added)

    async def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        """Ask what shall become of the key."""
        key = self._selected
        if key is None:
            return

        async def answered(answer: str | None) -> None:
            if answer in ("rename", "limit", "remove"):
                await getattr(self, f"do_{answer}")()

        limit = "Let it be for everything" if key.is_for_reading else "Let it be for reading only"
        ask = ChoiceScreen(
            shown(key.comment) or "SSH key",
            [("", key.fingerprint), ("", _READING if key.is_for_reading else _WHOLE)],
            (
                ("no", "Leave it as it is"),
                ("rename", "Change the comment"),
                ("limit", limit),
                ("remove", "Remove it"),
            ),
        )
        self.app.push_screen(ask, answered)

    async def do_rename(self) -> None:
        """Ask for another comment of the selected key."""
        key = self._selected
        if key is None:
            return
        key_id = key.id

        async def check(typed: str) -> None:
            await call(keys.rename, self.visit.actor, key_id, typed)

        says = "A word by which you know it again. Nobody else sees it."
        self.app.push_screen(
            PromptScreen("Comment", says, "Comment", check, value=shown(key.comment))
        )

    async def do_limit(self) -> None:
        """Let the selected key be for reading only, or for all again."""
        key = self._selected
        if key is None:
            return
        is_for_reading = not key.is_for_reading
        if await self.done(keys.limit, self.visit.actor, key.id, is_for_reading=is_for_reading):
            await self.fill()
            self.tell("It holds from the next log-in by this key on.")

    async def do_remove(self) -> None:
        """Take the selected key out."""
        key = self._selected
        if key is None:
            return
        key_id = key.id

        async def remove() -> None:
            if await self.done(keys.remove, self.visit.actor, key_id):
                await self.fill()
                self.tell("This key opens nothing here any more.")

        says = f"{key.fingerprint} will not let you in any more."
        await self.confirm("Remove this key?", says, "Remove it", remove)


def _rows(key: KeyView) -> Iterable[Item]:
    """Two lines: what a member calls it, and how ssh-keygen does."""
    right = "reads only" if key.is_for_reading else str(key.added_on)
    yield Item(shown(key.comment) or "(no comment)", "key", right=right, value=key)
    yield Item(f"  {key.fingerprint}", look="dim")
