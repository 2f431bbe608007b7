"""Drafts that wait to be finished."""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import ComposeResult

from bbs.clock import ago
from bbs.errors import BBSError
from bbs.seam import call
from bbs.services import drafts, posts, threads
from bbs.views import DraftView
from screens.base import BaseScreen
from screens.items import Item, menu
from screens.registry import Key
from screens.widgets.rowlist import RowList
from screens.widgets.usertext import shown

_KINDS = {
    "thread": "New thread",
    "reply": "Reply",
    "edit": "Change",
    "letter": "Letter",
    "journal": "Journal",
    "journal-edit": "Change in the journal",
    "note": "Note of a day",
    "profile": "Profile",
}


class DraftsScreen(BaseScreen):
    """One's drafts, newest first."""

    HEAD = "Drafts"
    NEEDS_KEY = True
    KEYS = (
        Key((), "Enter", "", "go on writing", is_for_row=True),
        Key(("d",), "d", "delete", "throw away", is_for_row=True),
    )

    def body(self) -> ComposeResult:
        """One list."""
        yield menu(self._items, empty="No draft waits.")

    async def fill(self) -> None:
        """Show what waits."""
        await self.query_one("#main", RowList).load()

    async def _items(self) -> Iterable[Item] | None:
        found = await self.ask(drafts.own, self.visit.actor, self.visit.key)
        if found is None:
            return None
        thread_ids = [int(draft.target) for draft in found if draft.kind == "reply"]
        titles = await self.ask(threads.titles, self.visit.actor, thread_ids) or {}
        return [self._row(draft, titles) for draft in found]

    def _row(self, draft: DraftView, titles: dict[int, str]) -> Item:
        to = f" to {shown(draft.target)}" if draft.kind == "letter" else ""
        if draft.kind == "reply" and int(draft.target) in titles:
            to = f" in {shown(titles[int(draft.target)])}"
        words = shown(draft.title) or shown(draft.body)[:60] or "(no words yet)"
        age = ago(draft.saved_at, self.visit.now)
        return Item(f"{_KINDS[draft.kind]}{to}: {words}", "open", right=age, value=draft)

    async def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        """Go on writing."""
        assert isinstance(message.row, Item)
        draft = message.row.value
        title = draft.title
        if draft.kind == "edit":
            try:
                await call(posts.get, self.visit.actor, int(draft.target))
            except BBSError as error:
                self.tell(error)
                return
        await self.lamp.visit_place("editor", kind=draft.kind, target=draft.target, title=title)

    async def do_delete(self) -> None:
        """Throw the selected draft away."""
        item = self.query_one("#main", RowList).selected
        if not isinstance(item, Item):
            return
        draft = item.value

        async def drop() -> None:
            if await self.done(drafts.drop, self.visit.actor, draft.kind, draft.target):
                await self.fill()

        await self.confirm("Throw this draft away?", item.text, "Throw it away", drop)
