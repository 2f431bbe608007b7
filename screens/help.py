"""All keys that work on the screen from which help was asked."""

from __future__ import annotations

from screens.page import PageScreen
from screens.registry import MOVING, Key


class HelpScreen(PageScreen):
    """Lists keys with what they do."""

    WITHOUT = ("help",)

    def __init__(self, keys: list[Key]) -> None:
        """Explain `keys`, and those that move."""
        here = [(key.shown, key.explains or key.label) for key in keys if key.label]
        text = "\n".join(f"{shown}: {what}" for shown, what in here)
        moving = "\n".join(f"{shown}: {what}" for shown, what in MOVING)
        writing = (
            "A star (*) right before a word, and another right after it, make it *strong*; that "
            "goes for several words, too. A line that begins with > is a quote. "
            "Ctrl+S sends. Esc leaves the editor, and asks what becomes of the text. "
            "In a text field, Esc and then ! leads to crisis help."
        )
        super().__init__("Keys", (("Here", text), ("Moving", moving), ("Writing", writing)))
