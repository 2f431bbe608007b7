"""What happens at the door, counted: one line an hour, however many knock."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from enum import Enum

log = logging.getLogger("bbs.ssh")

_HOUR = 60 * 60


class Event(Enum):
    """What is counted, in the words of the log."""

    MEMBER = "members in"
    STRANGER = "guests and newcomers in"
    GUESSED = "wrong passphrases"
    BUSY = "log-ins that found us busy"
    TOO_FAST = "turned away: too fast"
    TOO_MANY = "turned away: too many at once"
    PENALISED = "turned away: penalty"
    FULL = "turned away: full"
    NO_HEADER = "turned away: no PROXY header"
    LATE = "took too long to log in"
    NO_DESCRIPTOR = "found no free file descriptor"


class Tally:
    """Counts of the hour that runs."""

    def __init__(self) -> None:
        self._counts: Counter[Event] = Counter()
        self._timer: asyncio.TimerHandle | None = None

    def __getitem__(self, event: Event) -> int:
        return self._counts[event]

    def add(self, event: Event) -> None:
        """Count one more."""
        self._counts[event] += 1

    def start(self) -> None:
        """Tell each hour from now on, on the running loop."""
        self._timer = asyncio.get_running_loop().call_later(_HOUR, self._tell_and_go_on)

    def stop(self) -> None:
        """Tell what is left, and no more."""
        if self._timer is not None:
            self._timer.cancel()
        self.tell()

    def _tell_and_go_on(self) -> None:
        self.tell()
        self.start()

    def tell(self) -> None:
        """Log one line of what was counted, if anything was, and begin anew."""
        counts = [f"{self._counts[event]:,} {event.value}" for event in Event if self[event]]
        if counts:
            log.info("at the door since the last such line: %s", "; ".join(counts))
        self._counts.clear()
