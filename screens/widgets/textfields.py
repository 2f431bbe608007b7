"""Fields to write in."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from textual import events
from textual.message import Message
from textual.widgets import Input, TextArea

MOST_CHARACTERS = 1024 * 1024
MOST_LINES = 60_000
_PIECE = 8_000


class LineField(Input):
    """One line; Enter and the arrow down lead on to the next field."""

    def __init__(self, value: str, id: str) -> None:
        super().__init__(value, id=id, select_on_focus=False, max_length=400)
        self.cursor_blink = False

    def on_key(self, event: events.Key) -> None:
        if event.key in ("enter", "down"):
            event.stop()
            event.prevent_default()
            self.screen.focus_next()
        elif event.key == "up":
            event.stop()
            event.prevent_default()
            self.screen.focus_previous()


class BodyField(TextArea):
    """The text; the arrow up on its first line leads back to the field above."""

    class TooLong(Message):
        """A paste was not taken; `said` tells why."""

        def __init__(self, said: str) -> None:
            super().__init__()
            self.said = said

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "up" and self.cursor_location[0] == 0 and self._is_on_first_row:
            event.stop()
            event.prevent_default()
            self.screen.focus_previous()
            return
        await super()._on_key(event)

    async def _on_paste(self, event: events.Paste) -> None:
        """Take a long paste piece by piece: the loop is everybody's."""
        event.stop()
        event.prevent_default()
        is_long = len(event.text) + len(self.text) > MOST_CHARACTERS
        if is_long or event.text.count("\n") + self.document.line_count > MOST_LINES:
            said = f"That is more than the 1 MiB or {MOST_LINES:,} lines that can be kept. "
            said += "Nothing of it was taken."
            self.post_message(self.TooLong(said))
            return
        for piece in pieces(event.text.replace("\r\n", "\n").replace("\r", "\n")):
            start, end = self.selection
            self._replace_via_keyboard(piece, start, end)
            await asyncio.sleep(0)
        self.call_after_refresh(self.scroll_cursor_visible)

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self.call_after_refresh(self.scroll_cursor_visible)

    @property
    def _is_on_first_row(self) -> bool:
        return self.wrapped_document.location_to_offset(self.cursor_location).y == 0


def pieces(text: str) -> Iterator[str]:
    """A long text in parts of some 8,000 characters; longer lines are broken, at a space."""
    part = ""
    for line in text.splitlines(keepends=True):
        while len(line) > _PIECE:
            at = line.rfind(" ", 0, _PIECE) + 1 or _PIECE
            yield part + line[:at] + "\n"
            part, line = "", line[at:]
        part += line
        if len(part) >= _PIECE:
            yield part
            part = ""
    if part:
        yield part
