"""Textual's driver for a terminal at the other end of a line."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, BinaryIO, Literal, TextIO

from textual import events
from textual._compositor import CompositorUpdate
from textual.app import App
from textual.driver import Driver
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip

from bbs.terminal.encoder import encode
from bbs.terminal.frame import Frame
from bbs.terminal.keys import KeyReader
from bbs.terminal.look import DEFAULT
from bbs.terminal.pacing import LOOK_AGAIN, Link, OpenLink, Pace
from bbs.terminal.pen import PenState
from bbs.terminal.profile import Profile, preferred
from bbs.terminal.turns import Turns

MIN_SIZE = (20, 5)
MAX_SIZE = (500, 200)
UNKNOWN_SIZE = (80, 24)

_TICK = 0.05
_RESIZE_DELAY = 0.06
_RESIZE_PATIENCE = 0.5
# By then Textual has laid out anew; where it found nothing to do, we repaint on our own.
_REPAINT_DELAY = 0.3
# A screen that is being made is painted in parts; the whole costs fewer bytes.
_SETTLING = 0.04

_START = "\x1b[?7l\x1b[?2004h\x1b[m\x1b[H\x1b[2J"
_STOP = "\x1b[m\x1b[?7h\x1b[?25h\x1b[?2004l"
_ENTER_ALT, _LEAVE_ALT = "\x1b[?1049h", "\x1b[?1049l"
_CLEAR, _CLEAR_SCROLLBACK = "\x1b[H\x1b[2J", "\x1b[3J"


class SSHDriver(Driver):
    """Paints what the compositor draws into a frame, and sends the differences."""

    def __init__(
        self,
        app: App[Any],
        *,
        write: Callable[[bytes], None],
        profile: Profile,
        link: Link | None = None,
        on_stuck: Callable[[], None] = lambda: None,
        attach: Callable[[SSHDriver], None] | None = None,
        holds: Callable[[], bool] = lambda: False,
        takes: Callable[[str], bool] = lambda key: False,
        urgent: Iterable[str] = (),
        on_urgent: Callable[[], None] = lambda: None,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        """A driver that sends by `write` as fast as `link` carries it; `attach` is told of it.

        `on_stuck` is called where nobody has read anything for a minute.

        No key is handed to the app while it `holds`, nor are those that it `takes` at once. The
        `urgent` keys never are: they call `on_urgent` at once, whatever the app is doing.
        """
        self._client_size = _true_size(*(size or UNKNOWN_SIZE))
        super().__init__(app, debug=debug, mouse=mouse, size=_laid_out_size(*self._client_size))
        self.profile = self._told_profile = profile
        self.bytes_sent = 0
        self._sent_before_key = 0
        self._has_meter = False
        self._is_given_up = False
        self._send = write
        self._pace = Pace(link or OpenLink(), self._loop.time)
        self._on_stuck = on_stuck
        self._reader = KeyReader(self._loop.time)
        self._turns = Turns(app, holds, takes, urgent, on_urgent, self._turn_over)
        self._wanted = Frame(*_laid_out_size(*self._client_size), profile)
        self._shown: Frame | None = None
        self._pen = PenState()
        self._cursor: tuple[int, int] | None = None
        self._is_running = False
        self._is_wiped = False
        self._flush_handle: asyncio.Handle | None = None
        self._flush_due = 0.0
        self._tick_handle: asyncio.TimerHandle | None = None
        self._resize_handle: asyncio.TimerHandle | None = None
        self._resize_since = 0.0
        if attach is not None:
            attach(self)

    # What Textual asks for

    def start_application_mode(self) -> None:
        """Prepare the client's terminal and tell the app its size."""
        if self._is_running or self._is_wiped:
            return
        self._is_running = True
        self._write_out((_ENTER_ALT if self.profile.has_alt_screen else "") + _START)
        self._shown = Frame(*self._cropped_size(), self.profile)
        self._pen = PenState(DEFAULT, 0, 0, None)
        self._post_size()

    def stop_application_mode(self) -> None:
        """Give the client's terminal back as it was."""
        if not self._is_running:
            return
        self._halt()
        self._write_out(_STOP + (_LEAVE_ALT if self.profile.has_alt_screen else _CLEAR))

    def disable_input(self) -> None:
        """Take no more keys."""
        if self._tick_handle is not None:
            self._tick_handle.cancel()
            self._tick_handle = None

    def write(self, data: str) -> None:
        """Swallow what Textual writes on its own: bells, titles, modes, the clipboard."""

    def close(self) -> None:
        """End whatever still goes on."""
        self._halt()

    def open_url(self, url: str, new_tab: bool = True) -> None:
        """Open nothing: the browser would be the server's."""

    def deliver_binary(
        self,
        binary: BinaryIO | TextIO,
        *,
        delivery_key: str,
        save_path: Path,
        open_method: Literal["browser", "download"] = "download",
        encoding: str | None = None,
        mime_type: str | None = None,
        name: str | None = None,
    ) -> None:
        """Save nothing: the disk would be the server's."""

    def process_message(self, message: Message) -> None:
        """Post an event to the app, in the order in which they came."""
        message.set_sender(self._app)
        self._app.post_message(message)

    # What the session calls

    def feed(self, data: bytes) -> None:
        """Take what the client sent."""
        if not self._is_running:
            return
        if not self._turns.is_out:
            self._sent_before_key = self.bytes_sent
        self._post(self._reader.feed(data))

    def resize(self, width: int, height: int) -> None:
        """Take the client's new size, once it stops changing."""
        self._client_size = _true_size(width, height)
        now = self._loop.time()
        if self._resize_handle is None:
            self._resize_since = now
        elif now - self._resize_since > _RESIZE_PATIENCE:
            return
        else:
            self._resize_handle.cancel()
        self._resize_handle = self._loop.call_later(_RESIZE_DELAY, self._take_size)

    def wipe(self) -> None:
        """Leave nothing on the screen nor in the scrollback, and paint no more."""
        if self._is_wiped:
            return
        was_running, self._is_wiped = self._is_running, True
        self._halt()
        leave = _CLEAR + _LEAVE_ALT if was_running and self.profile.has_alt_screen else ""
        self._write_out(_STOP + leave + _CLEAR + _CLEAR_SCROLLBACK)

    # What the app calls

    def paint(self, update: CompositorUpdate, cursor: tuple[int, int] | None) -> None:
        """Take over what was drawn and where the cursor belongs, None to hide it."""
        self._wanted.paint(update)
        self.place_cursor(cursor)

    def paint_strips(
        self, x: int, end: int, strips: Mapping[int, Strip], cursor: tuple[int, int] | None
    ) -> None:
        """Take over lines, by their rows, that fill the columns from `x` to before `end`."""
        self._wanted.paint_strips(x, end, strips)
        self.place_cursor(cursor)

    def place_cursor(self, cursor: tuple[int, int] | None) -> None:
        """Put the cursor on a cell, or hide it, even where nothing was drawn."""
        self._cursor = cursor
        self._schedule_flush()

    def show_as(self, colours: str, glyphs: str, *, has_meter: bool = False) -> None:
        """Show it with other colours or glyphs from now on; the app must paint all again."""
        self._has_meter = has_meter
        profile = preferred(self._told_profile, colours, glyphs)
        if profile != self.profile:
            self.profile = profile
            self._wanted = Frame(self._wanted.width, self._wanted.height, profile)
            self._shown = None

    def repaint(self) -> None:
        """Send all of the screen anew."""
        self._shown = None
        self._schedule_flush()

    def text(self) -> list[str]:
        """What the screen should show, a string a row."""
        return self._wanted.text()

    @property
    def backlog(self) -> int:
        """How many events the app has yet to take, so that the session can stop reading."""
        focused = self._app.focused if self._is_running and self._app._running else None
        pumps = (self._app,) if focused is None else (self._app, focused)
        return len(self._turns) + sum(pump._message_queue.qsize() for pump in pumps)

    async def settled(self, seconds: float) -> None:
        """Wait until what was typed has taken effect, but not for longer than so many seconds."""
        await self._turns.settled(seconds)

    def _post(self, messages: list[Message]) -> None:
        self._turns.add(messages)
        if self._reader.is_pending and self._tick_handle is None:
            self._tick_handle = self._loop.call_later(_TICK, self._tick)

    def _tick(self) -> None:
        self._tick_handle = None
        if self._is_running:
            self._post(self._reader.tick())

    def _take_size(self) -> None:
        self._resize_handle = None
        size = _laid_out_size(*self._client_size)
        self._size = size
        self._wanted = self._wanted.resized(*size)
        # Terminals reflow what they show, each in its own way.
        self._shown = None
        if self._is_running:
            self._post_size()
            self._loop.call_later(_REPAINT_DELAY, self._schedule_flush)

    def _post_size(self) -> None:
        size = Size(*_laid_out_size(*self._client_size))
        self.process_message(events.Resize(size, size))

    def _cropped_size(self) -> tuple[int, int]:
        width, height = self._client_size
        return min(width, self._wanted.width), min(height, self._wanted.height)

    def _schedule_flush(self) -> None:
        if self._is_running and self._flush_handle is None:
            self._flush_due = self._loop.time() + _SETTLING
            self._flush_handle = self._loop.call_soon(self._flush)

    def _turn_over(self) -> None:
        """A key has run its course: what it changed need not wait for more."""
        if self._flush_handle is not None:
            self._flush_handle.cancel()
            self._flush_handle = self._loop.call_soon(self._flush)

    def _flush(self) -> None:
        """Send the newest frame, once the line has room and the key that is out is done."""
        self._flush_handle = None
        if not self._is_running:
            return
        if not self._pace.may_send():
            if self._pace.is_stuck and not self._is_given_up:
                self._is_given_up = True
                self._on_stuck()
            self._flush_handle = self._loop.call_later(LOOK_AGAIN, self._flush)
            return
        if (left := self._flush_due - self._loop.time()) > 0 and self._turns.is_out:
            self._flush_handle = self._loop.call_later(left, self._flush)
            return
        frame = self._wanted.resized(*self._cropped_size())
        if self._has_meter:
            last = self.bytes_sent - self._sent_before_key
            frame.write_at_end(f" {self.bytes_sent:,} B, last {last:,} B")
        self._write_out(encode(self._shown, frame, self._cursor, self.profile, self._pen))
        self._shown = frame

    def _write_out(self, text: str) -> None:
        if text:
            data = text.encode(errors="replace")
            self.bytes_sent += len(data)
            self._send(data)

    def _halt(self) -> None:
        self._is_running = False
        self._turns.close()
        self.disable_input()
        for handle in (self._flush_handle, self._resize_handle):
            if handle is not None:
                handle.cancel()
        self._flush_handle = self._resize_handle = None


def _true_size(width: int, height: int) -> tuple[int, int]:
    """The client's size where it told one."""
    return (width if width > 0 else UNKNOWN_SIZE[0], height if height > 0 else UNKNOWN_SIZE[1])


def _laid_out_size(width: int, height: int) -> tuple[int, int]:
    """The size that screens are laid out for."""
    return (
        min(max(width, MIN_SIZE[0]), MAX_SIZE[0]),
        min(max(height, MIN_SIZE[1]), MAX_SIZE[1]),
    )
