"""The journal: one's entries, newest first."""

from __future__ import annotations

from typing import Any

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from bbs import clock
from bbs.policy import Action
from bbs.services import journal, sealed
from bbs.views import EntryRow, Page
from screens.base import BaseScreen
from screens.registry import Key
from screens.widgets.lines import Line, justify
from screens.widgets.rowlist import RowList
from screens.widgets.usertext import shown


class JournalScreen(BaseScreen):
    """What a member writes for themselves."""

    HEAD = "Journal"
    NEEDS_KEY = True
    WITHOUT = ("journal",)
    KEYS = (
        Key((), "Enter", "", "open", is_for_row=True),
        Key(("c",), "c", "compose", "write", needs=Action.KEEP_JOURNAL),
        Key(("d",), "d", "delete", "delete", needs=Action.KEEP_JOURNAL, is_for_row=True),
    )

    def body(self) -> ComposeResult:
        """What sealing does, and one list."""
        yield Static(Content("\n".join(sealed.PROTECTS)), id="lead", markup=False)
        empty = "Nothing written yet. c writes; nobody else will read it."
        yield RowList(self._provide, self._draw, empty=empty, id="main")

    async def _provide(self, **where: Any) -> Page[EntryRow] | None:
        return await self.ask(journal.listing, self.visit.actor, self.visit.key, **where)

    def _draw(self, row: EntryRow, width: int) -> Line:
        age = "" if row.written_at is None else clock.ago(row.written_at, self.visit.now)
        return justify(((shown(row.title), ""),), ((age, "dim"),) if age else (), width)

    async def fill(self) -> None:
        """Show the entries as they are now."""
        main = self.query_one("#main", RowList)
        number = main.selected.number if isinstance(main.selected, EntryRow) else 0
        await main.load(keep=lambda row: row.number == number)

    async def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        """Open the entry."""
        assert isinstance(message.row, EntryRow)
        await self.lamp.visit_place("entry", number=message.row.number)

    async def do_compose(self) -> None:
        """Write an entry."""
        await self.lamp.visit_place("editor", kind="journal", target="")

    async def do_delete(self) -> None:
        """Throw the selected entry away."""
        row = self.query_one("#main", RowList).selected
        if not isinstance(row, EntryRow):
            return

        async def delete() -> None:
            if await self.done(journal.delete, self.visit.actor, row.number):
                await self.fill()
                self.tell("The entry is gone.")

        says = f"{shown(row.title)}. It goes for good."
        await self.confirm("Delete this entry?", says, "Delete it", delete)
