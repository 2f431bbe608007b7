"""A question that is answered by a line and a longer text."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static, TextArea

from bbs.errors import BBSError
from screens.base import BaseScreen
from screens.registry import Key
from screens.widgets.textfields import BodyField, LineField


class TextPromptScreen(BaseScreen):
    """Asks for a line and a text; dismissed with True once `do` takes both, or None by Esc."""

    HAS_TEXT = True
    KEYS = (
        Key(("ctrl+s",), "Ctrl+S", "send", "send"),
        Key(("escape",), "Esc", "back", "leave it"),
    )

    def __init__(
        self,
        head: str,
        says: str,
        label: str,
        do: Callable[[str, str], Awaitable[object]],
        *,
        body: str = "",
        line: str = "",
    ) -> None:
        """`do` takes the text and the line, and raises what is wrong with them."""
        super().__init__()
        self.HEAD = head  # type: ignore[misc]
        self._says, self._label, self._do = says, label, do
        self._body, self._line = body, line

    def body(self) -> ComposeResult:
        """What is asked, the line, the text."""
        yield Static(Content(self._says), id="lead", markup=False)
        with Horizontal(classes="field short"):
            yield Static(Content(self._label), classes="label", markup=False)
            yield LineField(self._line, "line")
        yield BodyField(self._body, "main")

    def on_body_field_too_long(self, message: BodyField.TooLong) -> None:
        """Say that a paste was not taken."""
        self.tell(message.said)

    async def do_send(self) -> None:
        """Do it; where that can't be done, everything stays as it is."""
        line = self.query_one("#line", Input).value
        try:
            await self._do(self.query_one("#main", TextArea).text, line)
        except BBSError as error:
            self.tell(error)
        else:
            self.dismiss(True)

    async def do_back(self) -> None:
        """No answer."""
        self.dismiss(None)
