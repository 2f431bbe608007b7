"""A page to read."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult

from screens.reading import ReadingScreen
from screens.widgets.reader import Reader, fixed


class PageScreen(ReadingScreen):
    """Shows texts with headings, one under the other."""

    def __init__(self, head: str, texts: Sequence[tuple[str, str]]) -> None:
        """`texts` is pairs of a heading and a text."""
        super().__init__()
        self.HEAD = head  # type: ignore[misc]
        self._texts = texts

    def body(self) -> ComposeResult:
        """The texts."""
        yield Reader(fixed(*self._texts), total=len(self._texts), id="main")

    async def fill(self) -> None:
        """Show the first."""
        reader = self.query_one("#main", Reader)
        if not reader.blocks:
            await reader.open()
