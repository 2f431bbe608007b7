"""The first screen of guest@: log in, join, look around."""

from __future__ import annotations

from collections.abc import Iterable

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from bbs import content
from screens.base import BaseScreen
from screens.items import Item, menu
from screens.leaving import ask_to_leave
from screens.registry import Key
from screens.widgets.rowlist import RowList

_PLAIN = "plain"


class WelcomeScreen(BaseScreen):
    """Who we are, and the three ways in."""

    HEAD = "Lamplight"
    KEYS = (Key(("escape", "q", "left"), "Esc", "back", "leave"),)

    _typed = ""

    def body(self) -> ComposeResult:
        """A few lines of welcome, and the menu."""
        yield Static(Content(content.text("welcome")), id="lead", markup=False)
        yield menu(self._items)

    async def _items(self) -> Iterable[Item]:
        return (
            Item("Join Lamplight", "join"),
            Item("Log in with handle and passphrase", "log_in"),
            Item("Log in with the recovery code", "recover"),
            Item("Look around as a guest", "look_around"),
            Item("Crisis help", "crisis", right="!"),
            Item("Information and resources", "resources", right="i"),
            Item("Plain lines, for speech and slow links", "plain", right="plain"),
            Item("Leave", "back", right="Esc"),
        )

    async def fill(self) -> None:
        """Show the menu."""
        main = self.query_one("#main", RowList)
        if not main.rows:
            await main.load()

    async def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        """Go where the row leads."""
        assert isinstance(message.row, Item)
        await getattr(self, f"do_{message.row.does}")()

    async def on_key(self, event: events.Key) -> None:
        """Whoever hears no menu may type the word `plain`, of which no letter is a key here."""
        key = event.character or ""
        typed = self._typed + key
        if not _PLAIN.startswith(typed):
            typed = key  # It may begin anew.
        if key and _PLAIN.startswith(typed):
            self._typed = typed
            event.stop()
            event.prevent_default()
            if typed == _PLAIN:
                await self.do_plain()
            return
        self._typed = ""  # Textual hands the key on to the base by itself.

    async def do_plain(self) -> None:
        """Go on in plain lines."""
        await self.lamp.go_plain()

    async def do_join(self) -> None:
        """Sign up."""
        await self.lamp.visit_place("signup")

    async def do_recover(self) -> None:
        """Log in by recovery code."""
        await self.lamp.visit_place("recover")

    async def do_look_around(self) -> None:
        """See the boards as a guest."""
        await self.lamp.visit_place("boards")

    async def do_log_in(self) -> None:
        """Ask for handle and passphrase."""
        await self.lamp.visit_place("login")

    async def do_back(self) -> None:
        """Ask whether to leave."""
        ask_to_leave(self, "Leave?", "Leave")
