"""How to take one's data along."""

from __future__ import annotations

from textual.app import ComposeResult

from screens.page import PageScreen
from screens.widgets.reader import Reader, fixed

_SAYS = (
    "A full screen can't hand you a file: it comes by a command. On your own machine, connect as "
    "you always do, with one word more, and let what comes flow into a file:"
)
_THEN = (
    "Put your server's name for HOST, and its port (-p) if you always give one. You are asked for "
    "your passphrase; then the file holds all that is kept about you, as JSON and as texts to "
    "read: account, keys, boards, posts, letters, drafts, and whom you blocked.\n\n"
    "If an SSH key lets you in without your passphrase, letters and drafts can't be opened, and "
    "are said to be missing. With -o PubkeyAuthentication=no behind ssh they are there.\n\n"
    "In this file nothing is sealed any more. Keep it where nobody else looks."
)


class TakeAlongScreen(PageScreen):
    """Says the command, with one's own handle in it."""

    def __init__(self) -> None:
        """The texts come with the screen's widgets: only then it knows whose they are."""
        super().__init__("Take my data with me", ())

    def body(self) -> ComposeResult:
        """The texts."""
        command = f"ssh {self.visit.actor.handle}@HOST export > lamplight.zip"
        texts = (("", _SAYS), ("", command), ("", _THEN))
        yield Reader(fixed(*texts), total=len(texts), id="main")
