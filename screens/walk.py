"""Questions one after the other, behind which there is nothing to see."""

from __future__ import annotations

from textual.app import ComposeResult

from screens.base import BaseScreen
from screens.widgets.reader import Reader, fixed


class WalkScreen(BaseScreen):
    """Asks its questions as screens of their own, from a worker."""

    _has_begun = False

    def body(self) -> ComposeResult:
        """Behind the questions there is nothing to see."""
        yield Reader(fixed(("", "")), id="main")

    async def fill(self) -> None:
        """Begin with the first question."""
        if not self._has_begun:
            self._has_begun = self.is_busy = True
            self.run_worker(self._walk(), name=self.HEAD, group="walk", exclusive=True)

    async def _walk(self) -> None:
        try:
            await self.walk()
        finally:
            self.is_busy = False

    async def walk(self) -> None:
        """Ask, and do what was asked for."""
        raise NotImplementedError
