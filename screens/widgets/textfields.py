"""Fields to write in."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator

from textual import events
from textual.message import Message
from textual.widgets import Input, TextArea

from bbs.services import drafts

MOST_CHARACTERS = drafts.MOST_BYTES
_PIECE = 8_000
_BREAK = re.compile("\r\n|[\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
_LINE = re.compile("[^\n]*\n|[^\n]+")


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

    def __init__(self, text: str, id: str) -> None:
        super().__init__(
            text,
            id=id,
            soft_wrap=True,
            show_line_numbers=False,
            tab_behavior="focus",
            highlight_cursor_line=False,
        )
        self.cursor_blink = False

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
        pasted = clean_breaks(event.text)
        is_long = len(pasted) + len(self.text) > MOST_CHARACTERS
        if is_long or pasted.count("\n") + self.document.line_count > drafts.MOST_LINES:
            said = f"That is more than the 1 MiB or {drafts.MOST_LINES:,} lines that can be kept. "
            said += "Nothing of it was taken."
            self.post_message(self.TooLong(said))
            return
        for piece in pieces(pasted):
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


def clean_breaks(text: str) -> str:
    """The text with every kind of line break as a line feed, so that lines can be counted."""
    return _BREAK.sub("\n", text)


def pieces(text: str) -> Iterator[str]:
    """A long text in parts of some 8,000 characters; longer lines are broken, at a space."""
    part = ""
    for line in _LINE.findall(text):
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
