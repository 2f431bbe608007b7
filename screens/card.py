"""The card that a writer alone sees before a text goes out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bbs import safety
from bbs.errors import BBSError
from bbs.seam import call
from screens.base import BaseScreen
from screens.choice import ChoiceScreen


class WritersCard:
    """What the writer at one screen has been told of a text: each thing once, and nothing kept."""

    def __init__(self, screen: BaseScreen, *, is_private: bool = False) -> None:
        """`is_private`: the text is for nobody else, so only a hard time is told."""
        self._screen = screen
        self._is_private = is_private
        self._told: frozenset[str] = frozenset()

    async def comes_first(self, written: str, send: Callable[[], Awaitable[None]]) -> bool:
        """Whether a card is shown now; `send` is awaited if the writer chooses so."""
        try:
            noticed = await call(safety.notice, written)
        except BBSError:
            return False  # A card is never what keeps a text from being sent.
        if self._is_private:
            noticed = safety.for_oneself(noticed)
        card = safety.card(written, noticed, told=self._told, is_private=self._is_private)
        if card is None:
            return False
        self._told |= safety.matters(noticed)

        async def answered(answer: str | None) -> None:
            if answer == safety.SEND:
                await send()
            elif answer == safety.CRISIS:
                await self._screen.do_crisis()

        paragraphs = [("", each) for each in card.paragraphs]
        ask = ChoiceScreen(card.head, paragraphs, card.answers)
        self._screen.app.push_screen(ask, answered)
        return True
