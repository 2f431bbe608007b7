"""Information and resources: a list of pages."""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from bbs import content
from screens.base import BaseScreen
from screens.items import BLANK, Item, menu
from screens.registry import Key
from screens.widgets.rowlist import RowList


class ResourcesScreen(BaseScreen):
    """What is good to know, page by page."""

    HEAD = "Information and resources"
    KEYS = (Key((), "Enter", "", "open", is_for_row=True),)

    def body(self) -> ComposeResult:
        """What these pages are, and the list."""
        says = "For information only: nothing here replaces a doctor or a licensed therapist."
        yield Static(Content(says), id="lead", markup=False)
        yield menu(self._items)

    async def fill(self) -> None:
        """Show the list."""
        main = self.query_one("#main", RowList)
        if not main.rows:
            await main.load()

    async def _items(self) -> Iterable[Item]:
        pages = [
            Item(f"{page.title}", "page", value=page.slug) for page in content.resource_pages()
        ]
        return (
            *pages,
            BLANK,
            Item("House rules", "text", value="house-rules"),
            Item("For information only", "text", value="disclaimer"),
            Item("What we keep", "text", value="consent"),
            Item("Crisis help", "crisis", right="!"),
        )

    async def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        """Open the page."""
        item = message.row
        assert isinstance(item, Item)
        if item.does == "crisis":
            await self.do_crisis()
        elif item.does == "text":
            texts = [("", content.text(item.value))]
            await self.lamp.visit_place("page", head=item.text, texts=texts)
        else:
            page = next(page for page in content.resource_pages() if page.slug == item.value)
            note = f"Sources: {page.sources}\nReviewed: {page.reviewed}"
            await self.lamp.visit_place(
                "page", head=page.title, texts=[("", page.body), ("", note)]
            )
