"""Information and resources: pages by group."""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from bbs import content
from screens.base import BaseScreen
from screens.items import BLANK, Item, heading, menu
from screens.registry import Key
from screens.widgets.rowlist import RowList

_OF_THE_HOUSE = (
    BLANK,
    heading("This house"),
    Item("House rules", "text", value="house-rules"),
    Item("For information only", "text", value="disclaimer"),
    Item("What we keep", "text", value="consent"),
    Item("Crisis help", "crisis", right="!"),
)


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
        return (*self._pages(), *_OF_THE_HOUSE)

    def _pages(self) -> Iterable[Item]:
        columns = self.query_one("#main", RowList).columns
        group = ""
        for page in content.resource_pages():
            if page.group != group:
                if group:
                    yield BLANK
                group = page.group
                yield heading(group)
            whole = f"{page.title}: {page.summary}"
            text = whole if len(whole) < columns else page.title
            yield Item(text, "page", value=page)

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
            page = item.value
            await self.lamp.visit_place("page", head=page.title, texts=_texts(page))


def _texts(page: content.ResourcePage) -> list[tuple[str, str]]:
    """A page's parts as headings and texts, with its sources and its day at the end."""
    return [
        *((section.heading, section.text) for section in page.sections),
        ("Sources", "\n".join(f"- {source}" for source in page.sources)),
        ("", "\n".join(content.resource_foot(page))),
    ]
