"""The one way by which a member's words reach a screen."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from bbs import text


def shown(raw: str, *, multiline: bool = False) -> str:
    """A member's text as it may be shown: cleaned again, whatever the database holds."""
    return text.clean(raw, multiline=multiline)


class UserText(Static):
    """Shows text as text: no markup, no control character, no action runs."""

    def __init__(self, raw: str = "", *, id: str | None = None) -> None:
        """Show `raw`."""
        super().__init__(Content(shown(raw)), id=id, markup=False)

    def show(self, raw: str) -> None:
        """Show another text."""
        self.update(Content(shown(raw, multiline=True)))
