"""A text that may be longer than the screen, which says so."""

from __future__ import annotations

from typing import ClassVar

from screens.base import BaseScreen
from screens.registry import READ_BACK, READ_ON, Key
from screens.widgets.reader import Reader


class ReadingScreen(BaseScreen):
    """Hints at reading on for as long as there is more below."""

    READER: ClassVar[str] = "#main"
    READING: ClassVar[tuple[Key, Key]] = (READ_ON, READ_BACK)

    @property
    def reader(self) -> Reader:
        """The text."""
        return self.query_one(self.READER, Reader)

    def own_keys(self) -> tuple[Key, ...]:
        """Reading on is a key only where the text goes on."""
        on, back = self.READING
        reader = self.reader
        return (
            *((on,) if reader.is_below_sight else ()),
            *((back,) if reader.top else ()),
            *self.KEYS,
        )

    async def on_reader_moved(self) -> None:
        """The hints depend on whether there is more to read."""
        self.show_hints()

    async def do_read_on(self) -> None:
        """Show the next part of the text."""
        await self.reader.page(1)

    async def do_read_back(self) -> None:
        """Show the part before."""
        await self.reader.page(-1)
