"""A text and a few answers to choose from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from textual import events
from textual.app import ComposeResult

from bbs.views import Page
from screens.items import Item, draw_item
from screens.reading import ReadingScreen
from screens.registry import READ_BACK, READ_ON
from screens.widgets.reader import Reader, fixed
from screens.widgets.rowlist import RowList


class ChoiceScreen(ReadingScreen):
    """Asks something; dismissed with the value that was chosen, or None by Esc."""

    TRAVELS = False
    READER = "#text"
    READING = (READ_ON, replace(READ_BACK, is_hint=True))

    def __init__(
        self,
        head: str,
        text: Sequence[tuple[str, str]],
        answers: Iterable[tuple[str, str]],
        *,
        must_read: bool = False,
        must_answer: bool = False,
    ) -> None:
        """`text` is pairs of heading and text; `answers` pairs of a value and its words.

        With `must_read` the first answer reads on while there is unread text below; with
        `must_answer` Esc does nothing.
        """
        super().__init__()
        self.is_busy = True
        self._must_read = must_read
        if must_answer:
            self.WITHOUT = ("back",)  # type: ignore[misc]
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
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        """Take keys from when the text is laid out: before, a page is one line."""
        self._fit()
        self.call_after_refresh(self._take_keys)

    def _take_keys(self) -> None:
        self.is_busy = False

    def on_resize(self, event: events.Resize) -> None:
        """Fit anew."""
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        """Let the answers stand right below the text, or at the bottom where it is long."""
        if not self.is_mounted:
            return
        reader = self.query_one("#text", Reader)
        room = self.query_one("#body").content_size.height - len(self._items)
        reader.styles.height = max(1, min(len(reader.all_lines), room))

    async def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        """An answer was chosen."""
        assert isinstance(message.row, Item)
        reader = self.reader
        is_unread = reader.has_unseen() and reader.is_below_sight
        if self._must_read and is_unread and message.row is self._items[0]:
            await reader.page(1)
        else:
            self.dismiss(message.row.does)

    async def do_back(self) -> None:
        """No answer."""
        self.dismiss(None)
