"""The queue: what waits for staff, what matters most first."""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import ComposeResult

from bbs.clock import ago
from bbs.seam import call
from bbs.services import queue
from bbs.views import CaseRow
from screens.base import BaseScreen
from screens.items import BLANK, Item, heading, menu
from screens.prompt import PromptScreen
from screens.registry import Key
from screens.widgets.rowlist import RowList
from screens.widgets.usertext import shown

_KINDS = {
    "report": "reported",
    "held": "waits to appear",
    "raised": "raised",
    "letter": "letter to staff",
    "appeal": "appeal",
}


class QueueScreen(BaseScreen):
    """Four levels, the oldest of each first; Enter takes one."""

    HEAD = "The queue"
    KEYS = (
        Key((), "Enter", "", "take", is_for_row=True),
        Key(("t",), "t", "take", "take next", "Take the first that nobody is at."),
        Key(("o",), "o", "hand_on", "hand on", "Hand on all that you are at, and rest."),
        Key(("a",), "a", "log", "log", "What staff did, newest first."),
    )

    def body(self) -> ComposeResult:
        """One list."""
        yield menu(self._items, empty="Nothing waits. Thank you for looking.")

    async def fill(self) -> None:
        """Show what waits now, and stay on the row that was chosen."""
        main = self.query_one("#main", RowList)
        chosen = main.selected
        value = chosen.value if isinstance(chosen, Item) else None
        await main.load(keep=lambda item: item.does == "case" and item.value == value)

    async def _items(self) -> Iterable[Item] | None:
        found = await self.ask(queue.listing, self.visit.actor, now=self.visit.now)
        if found is None:
            return None
        counts = ", ".join(f"{count} {level}" for level, count in found.counts if count)
        self.head(f"The queue: {counts}" if counts else "The queue")
        if found.care:
            self.tell(found.care)
        return list(self._rows(found.rows))

    def _rows(self, rows: Iterable[CaseRow]) -> Iterable[Item]:
        level = ""
        for row in rows:
            if row.level != level:
                if level:
                    yield BLANK
                level = row.level
                yield heading(level.capitalize())
            yield self._item(row)

    def _item(self, row: CaseRow) -> Item:
        parts = [_KINDS.get(row.kind, row.kind)]
        if row.reports > 1:
            parts[0] += f" {row.reports} times"
        if row.board:
            parts.append(row.board)
        if row.has_risen:
            parts.append("amber that waited long")
        if row.holder:
            parts.append(f"{shown(row.holder)} is at it")
        words = f"{shown(row.title)} ({', '.join(parts)})"
        age = ago(row.opened_at, self.visit.now)
        return Item(words, "case", right=age, look="dim" if row.holder else "", value=row.id)

    async def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        """Take the case."""
        assert isinstance(message.row, Item)
        await self.lamp.visit_place("case", case_id=message.row.value)

    async def do_take(self) -> None:
        """Take the first case that nobody is at."""
        found = await self.ask(queue.first, self.visit.actor, now=self.visit.now)
        if found is not None:
            await self.lamp.visit_place("case", case_id=found)
        elif not self._has_notice:
            self.tell("Nothing waits that nobody is at.")

    async def do_log(self) -> None:
        """Read what staff did."""
        await self.lamp.visit_place("audit")

    async def do_hand_on(self) -> None:
        """Ask to whom, and hand on all that one is at."""

        async def check(to: str) -> None:
            count = await call(queue.hand_on, self.visit.actor, to.strip(), now=self.visit.now)
            words = f"Handed on: {count}. Thank you; rest well."
            self.lamp.tell_after(words)

        says = "All that you are at goes to somebody of staff, or with nothing typed to the queue."
        self.app.push_screen(PromptScreen("Hand on", says, "To whom", check))
