"""The log of what staff did, newest first."""

from __future__ import annotations

from typing import Any

from textual.app import ComposeResult

from bbs.clock import ago
from bbs.services import audit
from bbs.views import AuditView, Page
from screens.base import BaseScreen
from screens.registry import Key
from screens.widgets.lines import Line, justify
from screens.widgets.rowlist import RowList
from screens.widgets.usertext import shown


class AuditScreen(BaseScreen):
    """Who did what to whom, and when; Enter shows why, before and after."""

    HEAD = "What staff did"
    KEYS = (Key((), "Enter", "", "open", is_for_row=True),)

    def body(self) -> ComposeResult:
        """One list."""
        yield RowList(self._provide, self._draw, empty="Nothing yet.", id="main")

    async def fill(self) -> None:
        """Show the newest."""
        await self.query_one("#main", RowList).load()

    async def _provide(
        self, *, limit: int, after: Any = None, before: Any = None, **_: Any
    ) -> Page[AuditView] | None:
        return await self.ask(
            audit.listing, self.visit.actor, limit=limit, after=after, before=before
        )

    def _draw(self, row: AuditView, width: int) -> Line:
        about = f": {shown(row.about)}" if row.about else ""
        right = f"{shown(row.by)}, {ago(row.at, self.visit.now)}"
        return justify(((f"{row.does}{about}", ""),), ((right, "dim"),), width)

    async def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        """Show the whole entry."""
        row = message.row
        assert isinstance(row, AuditView)
        where = f" on {shown(row.board)}" if row.board else ""
        texts = [("", f"{row.does}, {row.thing} {row.number}{where}, by {shown(row.by)}.")]
        if not row.is_readable:
            texts.append(("", "Whom it was about has left, and took the words along."))
        for name, words in (("Why", row.why), ("Before", row.before), ("After", row.after)):
            if words:
                texts.append((name, shown(words, multiline=True)))
        await self.lamp.visit_place("page", head=f"Entry {row.id}", texts=texts)
