"""When the next frame may leave: what is under way stays below what the line holds.

State, not stream, as Mosh's synchronisation has it (Winstein and Balakrishnan, USENIX ATC 2012):
frames between are skipped, so lag is bounded however much is typed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

SPARE = 48
"""Bytes that may be under way on any line, however slow."""
LOOK_AGAIN = 0.01
"""Seconds until a frame that had to wait is tried again."""
STUCK = 60.0
"""Seconds without a byte getting through after which nobody is reading."""
_SAMPLE = 0.1


class Link(Protocol):
    """What is known of the line to the client."""

    def in_flight(self) -> int:
        """Bytes that were written and have not arrived."""

    def round_trip(self) -> float:
        """The least time that something and its answer took, in seconds."""


class Pace:
    """Says when a frame may leave, and learns the line's rate from those that had to wait."""

    def __init__(self, link: Link, clock: Callable[[], float]) -> None:
        """Pace frames on `link`; `clock` counts seconds."""
        self._link = link
        self._clock = clock
        self.rate = 0.0
        """Bytes a second; 0 while it isn't known."""
        self._before: tuple[float, int] | None = None
        self._moved_at = clock()
        self._last = 0

    def may_send(self) -> bool:
        """Whether the line has room for another frame."""
        now, under_way = self._clock(), self._link.in_flight()
        if under_way < self._last or not under_way:
            self._moved_at = now
        self._last = under_way
        if under_way <= max(SPARE, self.rate * self._link.round_trip()):
            self._before = None
            return True
        self._learn(now, under_way)
        return False

    @property
    def is_stuck(self) -> bool:
        """Whether nothing has got through for a minute, though there was something."""
        return self._clock() - self._moved_at > STUCK

    def _learn(self, now: float, under_way: int) -> None:
        """Take what got through since the last look as the rate, while the line is full."""
        if self._before is None:
            self._before = now, under_way
            return
        then, before = self._before
        if now - then >= _SAMPLE:
            seen = max(0, before - under_way) / (now - then)
            self.rate = seen if not self.rate else (self.rate + seen) / 2
            self._before = now, under_way


class OpenLink:
    """A line that takes everything at once."""

    def in_flight(self) -> int:
        """Nothing."""
        return 0

    def round_trip(self) -> float:
        """None."""
        return 0.0
