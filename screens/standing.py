"""Where one stands: what staff did, why, until when; and the one appeal. All there is if banned."""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import ComposeResult

from bbs.clock import ago, ahead
from bbs.seam import call
from bbs.services import standing
from bbs.views import DeedView
from screens.base import BaseScreen
from screens.items import BLANK, Item, menu
from screens.leaving import ask_to_leave
from screens.prompt import PromptScreen
from screens.registry import Key
from screens.widgets.rowlist import RowList
from screens.widgets.usertext import shown

_BANNED = "You are banned from this house for now. What is yours stays yours:"
_SILENCED = "You are silenced for now: you can read, and write to staff."
_ANSWERS = {"waits": "your appeal waits", "granted": "appeal granted", "declined": "declined"}


class StandingScreen(BaseScreen):
    """What staff did about oneself, newest first; Enter appeals."""

    HEAD = "Your standing"
    KEYS = (Key((), "Enter", "", "open, appeal", is_for_row=True),)

    def body(self) -> ComposeResult:
        """One list."""
        yield menu(self._items, empty="Nothing is in your way here.")

    async def fill(self) -> None:
        """Show how it stands now."""
        await self.query_one("#main", RowList).load()

    async def _items(self) -> Iterable[Item] | None:
        found = await self.ask(standing.of, self.visit.actor)
        if found is None:
            return None
        rows: list[Item] = []
        if found.is_banned:
            rows += [Item(_BANNED)]
        elif found.is_silenced:
            rows += [Item(_SILENCED)]
        for deed in found.deeds:
            rows += self._of_deed(deed)
        if self.visit.actor.is_banned:
            rows += [
                BLANK,
                Item("Take my data with me", "takealong"),
                Item("Leave Lamplight for good", "farewell"),
                Item("Crisis help", "crisis", right="!"),
                Item("Log out", "out", right="Esc"),
            ]
        return rows

    def _of_deed(self, deed: DeedView) -> Iterable[Item]:
        state = _ANSWERS.get(deed.appeal, "Enter appeals")
        yield Item(f"{deed.does} ({deed.place})", "deed", right=state, value=deed)
        until = ""
        if deed.is_in_force:
            until = f" It ends {ahead(deed.until, self.visit.now)}." if deed.until else " For good."
        yield Item(f"  {ago(deed.at, self.visit.now)}.{until} Why: {shown(deed.why)}", look="dim")

    async def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        """Appeal, or go where the row leads."""
        item = message.row
        assert isinstance(item, Item)
        if item.does == "deed":
            self._appeal(item.value)
        elif item.does == "out":
            await self.do_back()
        elif item.does == "crisis":
            await self.do_crisis()
        else:
            await self.lamp.visit_place(item.does)

    def _appeal(self, deed: DeedView) -> None:
        if not deed.may_appeal:
            self.tell("You have appealed against this; there is one appeal for each.")
            return

        async def appeal(words: str) -> None:
            await call(standing.appeal, self.visit.actor, deed.entry_id, words, now=self.visit.now)
            self.lamp.tell_after("Sent. Somebody else of staff decides, and you are told.")

        says = f"{deed.does}. Why: {shown(deed.why)}"
        head = "Appeal: why should it be looked at again?"
        self.app.push_screen(PromptScreen(head, says, "Your words", appeal))

    async def do_back(self) -> None:
        """Leave; who is banned has no home to go to."""
        if self.visit.actor.is_banned:
            ask_to_leave(self, "Log out?", "Log out")
        else:
            self.dismiss()
