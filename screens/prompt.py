"""A question that is answered by typing a line."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static

from bbs.errors import BBSError
from screens.base import BaseScreen
from screens.registry import Key

_LONGEST = 8_000  # An RSA key of 16,384 bits in one line takes 2,800.


class PromptScreen(BaseScreen):
    """Asks for a line; dismissed with what was typed once `check` takes it, or None by Esc."""

    HAS_TEXT = True
    KEYS = (Key((), "Enter", "", "go on"),)

    def __init__(
        self,
        head: str,
        says: str,
        label: str,
        check: Callable[[str], Awaitable[object]],
        *,
        is_secret: bool = False,
        hint: Callable[[str], str] | None = None,
        value: str = "",
    ) -> None:
        """`check` raises what is wrong with the line; `hint` comments while it is typed."""
        super().__init__()
        self.HEAD = head  # type: ignore[misc]
        self._says = says
        self._label = label
        self._check = check
        self._hint = hint
        self._is_secret = is_secret
        self._value = value

    def body(self) -> ComposeResult:
        """What is asked, the field, and a comment on what stands in it."""
        if self._says:
            yield Static(Content(self._says), id="lead", markup=False)
        with Horizontal(classes="field"):
            yield Static(Content(self._label), classes="label", markup=False)
            field = Input(
                value=self._value,
                password=self._is_secret,
                id="main",
                select_on_focus=False,
                max_length=_LONGEST,
            )
            field.cursor_blink = False
            yield field
        yield Static("", classes="says", id="comment", markup=False)

    async def fill(self) -> None:
        """Comment on an empty field, too."""
        self._comment("")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Comment on what was typed."""
        self._comment(event.value)

    def _comment(self, value: str) -> None:
        if self._hint is not None:
            self.query_one("#comment", Static).update(Content(self._hint(value)))

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the line, or say what is wrong with it; it stays where it is."""
        event.stop()
        self.is_busy = True
        try:
            await self._check(event.value)
        except BBSError as error:
            self.is_busy = False
            self.tell(error)
        else:
            self.dismiss(event.value)

    async def do_back(self) -> None:
        """No answer."""
        self.dismiss(None)
