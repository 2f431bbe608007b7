"""One's own posts that wait for a leader's look."""

from __future__ import annotations

from textual.app import ComposeResult

from bbs import warnings
from bbs.services import holding
from screens.reading import ReadingScreen
from screens.widgets.reader import Block, Reader
from screens.widgets.usertext import shown


class HeldScreen(ReadingScreen):
    """Says how long it usually takes, and shows what waits."""

    HEAD = "Waiting for a leader's look"
    _words = ""

    def body(self) -> ComposeResult:
        """One text."""
        yield Reader(self._load, id="main")

    async def _load(self, first: int, count: int) -> tuple[Block, ...]:
        return () if first > 1 else (Block(1, lambda width: (), self._words),)

    async def fill(self) -> None:
        """Show what waits now."""
        mine = await self.ask(holding.mine, self.visit.actor)
        said = await self.ask(holding.waits_words)
        if mine is None or said is None:
            return
        parts = [said if mine else "Nothing of yours waits."]
        for each in mine:
            where = f"{each.title} ({each.board})" if each.title else f"An answer on {each.board}"
            parts.append(f"{where}\n{warnings.before(each.warning, each.body)}")
        self._words = shown("\n\n".join(parts), multiline=True)
        await self.query_one("#main", Reader).open()
