"""Keys one at a time: each has run its course before the next one is handed over."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from textual import events
from textual.app import App
from textual.message import Message
from textual.message_pump import MessagePump

_HOLD = 0.01
# A widget that went in the midst of a round takes the round with it.
_PATIENCE = 10.0
# In the first round a key reaches its widget, bubbles up, and runs its binding; what it makes a
# field say (that it was submitted, say) bubbles up in the second.
_ROUNDS = 2


class Turns:
    """Hands events to an app in the order in which they came.

    Textual lets a letter take effect in the focused widget at once, but a key that is a binding
    (Backspace, Enter, Tab) only after it has bubbled up to the app. Slow lines deliver many keys
    in one packet: posted all together they would overtake one another.
    """

    def __init__(
        self,
        app: App[Any],
        holds: Callable[[], bool],
        takes: Callable[[str], bool],
        urgent: Iterable[str],
        on_urgent: Callable[[], None],
        on_over: Callable[[], None] = lambda: None,
    ) -> None:
        """Hand events to `app`, but none while it `holds`; `urgent` keys call `on_urgent`.

        `on_over` hears that an event has run its course, as keys have that `takes` says it has
        taken.
        """
        self._app = app
        self._holds = holds
        self._takes = takes
        self._on_over = on_over
        self._urgent = frozenset(urgent)
        self._on_urgent = on_urgent
        self._loop = asyncio.get_running_loop()
        self._waiting: deque[Message] = deque()
        self._turn = 0
        self._is_out = False
        self._handle: asyncio.TimerHandle | None = None
        self._idle = asyncio.Event()
        self._idle.set()

    def __len__(self) -> int:
        """How many events wait."""
        return len(self._waiting)

    @property
    def is_out(self) -> bool:
        """Whether an event is on its way through the app."""
        return self._is_out

    async def settled(self, seconds: float) -> None:
        """Wait until all events have run their course, but not for longer than so many seconds."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._idle.wait()

    def add(self, messages: Iterable[Message]) -> None:
        """Take more events."""
        for message in messages:
            if isinstance(message, events.Key) and message.key in self._urgent:
                self._waiting.clear()
                self._on_urgent()
            else:
                self._idle.clear()
                self._waiting.append(message)
        self._go()

    def close(self) -> None:
        """Hand over nothing more."""
        self._waiting.clear()
        self._is_out = True
        self._idle.set()
        self._rest()

    def _post(self, message: Message) -> None:
        message.set_sender(self._app)
        self._app.post_message(message)

    def _rest(self) -> None:
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None

    def _go(self) -> None:
        self._rest()
        if self._is_out or not self._waiting:
            return
        if self._holds():
            self._handle = self._loop.call_later(_HOLD, self._go)
            return
        while self._waiting and self._was_taken(self._waiting[0]):
            self._waiting.popleft()
        if not self._waiting:
            self._idle.set()
            return
        self._is_out = True
        self._turn += 1
        self._handle = self._loop.call_later(_PATIENCE, self._done, self._turn)
        self._post(self._waiting.popleft())
        self._round(self._turn, _ROUNDS)

    def _was_taken(self, message: Message) -> bool:
        return isinstance(message, events.Key) and self._takes(message.key)

    def _round(self, turn: int, left: int) -> None:
        if not self._app.call_later(self._set_out, turn, left):
            self._done(turn)

    def _set_out(self, turn: int, left: int) -> None:
        """The app has handed the event on: follow it to the focused widget, and up again."""
        focused = self._app.focused
        stops = [] if focused is None else list(focused.ancestors_with_self)
        if self._app._screen_stack:
            # What the event opened has to come to the top, and to be filled.
            stops.append(self._app.screen)
        self._hop(turn, left, iter(stops))

    def _hop(self, turn: int, left: int, stops: Iterator[MessagePump]) -> None:
        for stop in stops:
            if stop.call_later(partial(self._hop, turn, left, stops)):
                return
        if left > 1:
            self._round(turn, left - 1)
        else:
            self._done(turn)

    def _done(self, turn: int) -> None:
        if turn == self._turn and self._is_out:
            self._is_out = False
            if not self._waiting:
                self._idle.set()
            self._on_over()
            self._go()
