"""Rows of menus: a text, something at the right edge, and what it leads to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from bbs.views import Page
from screens.widgets.lines import Line, justify
from screens.widgets.rowlist import Provider, RowList


@dataclass(frozen=True, slots=True)
class Item:
    """A row of a menu; without `does` it is a heading or a remark, and can't be chosen."""

    text: str
    does: str = ""
    right: str = ""
    look: str = ""
    value: Any = None
    arguments: dict[str, Any] = field(default_factory=dict)


def heading(text: str) -> Item:
    """A heading."""
    return Item(text, look="heading")


BLANK = Item("")


def counted_all(number: int, one: str, many: str) -> str:
    """`1 log-in`, `1,200 log-ins`."""
    return f"{number:,} {one if number == 1 else many}"


def draw_item(item: Item, width: int) -> Line:
    """A menu's row as a line."""
    right = ((item.right, "unread" if item.look == "unread" else "dim"),) if item.right else ()
    return justify(((item.text, item.look),), right, width)


def menu(
    items: Callable[[], Awaitable[Iterable[Item] | None]], *, empty: str = ""
) -> RowList[Item]:
    """A list of items that is loaded whole."""

    async def provide(**_: Any) -> Page[Item] | None:
        found = await items()
        return None if found is None else Page(tuple(found))

    provider: Provider[Item] = provide
    return RowList(
        provider, draw_item, empty=empty, may_select=lambda item: bool(item.does), id="main"
    )
