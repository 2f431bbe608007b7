"""Lists that come page by page, the newest first, and the number of the page that is wanted."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bbs.commands.command import number
from bbs.errors import NotFound
from bbs.views import Cursor, Page

Row = TypeVar("Row")


async def nth(wanted: int, ask: Callable[[Cursor | None], Awaitable[Page[Row]]]) -> Page[Row]:
    """A page by its number, from 1 on; `ask` hands out the page after a cursor.

    Raises `NotFound` where there are fewer.
    """
    after: Cursor | None = None
    for at in range(1, wanted + 1):
        page = await ask(after)
        after = page.after
        if after is None and at < wanted:
            raise NotFound(f"There is no page {wanted}: the last one is {at}.")
    return page


def declare(parser: ArgumentParser) -> None:
    """The argument by which a page is wanted."""
    parser.add_argument("--page", metavar="N", type=number("page"), default=1)
