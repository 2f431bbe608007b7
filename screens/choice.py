"""A text and a few answers to choose from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual import events
from textual.app import ComposeResult

from bbs.views import Page
from screens.base import BaseScreen
from screens.items import Item, draw_item
from screens.registry import Key
from screens.widgets.reader import Reader, fixed
from screens.widgets.rowlist import RowList


class ChoiceScreen(BaseScreen):
    """Asks something; dismissed with the value that was chosen, or None by Esc."""

    TRAVELS = False
    KEYS = (
        Key(("pagedown", "space"), "Space", "read_on", "read on"),
        Key(("pageup", "b"), "b", "read_back", "read back"),
    )

    def __init__(
        self, head: str, text: Sequence[tuple[str, str]], answers: Iterable[tuple[str, str]]
    ) -> None:
        """`text` is pairs of heading and text; `answers` pairs of a value and its words."""
        super().__init__()
        self.HEAD = head  # type: ignore[misc]
        self._text = text
        self._items = tuple(Item(words, does=value) for value, words in answers)

    def body(self) -> ComposeResult:
        """The text, and the answers below it."""

        async def provide(**_: object) -> Page[Item]:
            return Page(self._items)

        reader = Reader(fixed(*self._text), total=len(self._text), id="text")
        reader.can_focus = False
        yield reader
        # Keys that turn pages belong to the text above.
        answers = RowList(provide, draw_item, empty="", turns_pages=False, id="main")
        answers.styles.height = len(self._items)
        yield answers

    async def fill(self) -> None:
        """Show text and answers."""
        await self.query_one("#text", Reader).open()
        await self.query_one("#main", RowList).load()
        self._fit()

    def on_resize(self, event: events.Resize) -> None:
        """Fit anew."""
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        """Let the answers stand right below the text, or at the bottom where it is long."""
        reader = self.query_one("#text", Reader)
        room = self.query_one("#body").content_size.height - len(self._items)
        reader.styles.height = max(1, min(len(reader.all_lines), room))

    def own_keys(self) -> tuple[Key, ...]:
        """Reading on is a key only where the text is longer than the screen."""
        reader = self.query_one("#text", Reader)
        on, back = self.KEYS
        return (*((on,) if reader.is_below_sight else ()), *((back,) if reader.top else ()))

    def on_reader_moved(self) -> None:
        """The hints depend on whether there is more to read."""
        self.show_hints()

    async def do_read_on(self) -> None:
        """Show the next part of the text."""
        await self.query_one("#text", Reader).page(1)

    async def do_read_back(self) -> None:
        """Show the part before."""
        await self.query_one("#text", Reader).page(-1)

    def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        """An answer was chosen."""
        assert isinstance(message.row, Item)
        self.dismiss(message.row.does)

    async def do_back(self) -> None:
        """No answer."""
        self.dismiss(None)
