"""A text before which its writer can set a few words of warning; they take no row of the screen."""

from __future__ import annotations

from bbs import warnings
from screens.base import BaseScreen
from screens.prompt import PromptScreen
from screens.registry import Key

WARNED = ("thread", "reply", "edit")
"""The kinds of texts that can have one."""
_SAYS = (
    "A word or two on what it is about, as in: eating, numbers. All see it before the text, and "
    "who likes that opens the text by a key. Empty: no warning."
)
_WARN = Key(("ctrl+t",), "Ctrl+T", "warn", "warning", "Say a few words before it: a warning.")


class WarnedScreen(BaseScreen):
    """Knows the warning that is set, asks for another, and shows it in the head."""

    kind = ""
    warning = ""

    @property
    def may_warn(self) -> bool:
        """Whether a warning can stand before this kind of text."""
        return self.kind in WARNED

    def own_keys(self) -> tuple[Key, ...]:
        """The screen's own, and one to set a warning."""
        return (*self.KEYS, _WARN) if self.may_warn else self.KEYS

    def show_warning(self) -> None:
        """Write it into the head."""
        words = f": {warnings.line(self.warning)}" if self.warning else ""
        self.head(f"{self.HEAD}{words}")

    def note_warning(self) -> None:
        """Another warning was set."""

    async def do_warn(self) -> None:
        """Ask for a few words that are to be said before the text."""

        async def check(typed: str) -> None:
            warnings.label(typed)

        def answered(typed: str | None) -> None:
            if typed is not None:
                self.warning = warnings.label(typed)
                self.show_warning()
                self.note_warning()

        ask = PromptScreen("A warning before it", _SAYS, "Warning", check, value=self.warning)
        self.app.push_screen(ask, answered)
