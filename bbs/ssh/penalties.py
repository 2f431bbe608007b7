"""What a source has run up by its connections, as OpenSSH's PerSourcePenalties count it."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

from bbs.ssh.sources import Names

GUESSED = 5.0
"""Seconds for a connection that tried passphrases in vain."""
NO_LOGIN = 1.0
"""Seconds for a connection that went without trying."""
GRACE_EXCEEDED = 10.0
"""Seconds for a connection that didn't log in within its time."""
_LEAST = 15.0
# One mistyped passphrase shuts nobody out: below this it is only remembered.
_MOST_SOURCES = 65_536


class Penalties:
    """How long each source has to stay away."""

    def __init__(self, most: float, clock: Callable[[], float] = time.monotonic) -> None:
        """`most` is the longest that anybody is kept away, in seconds."""
        self._most = most
        self._clock = clock
        # Until when, and whether it has come so far that it counts: the longest unchanged first.
        self._held: OrderedDict[bytes, tuple[float, bool]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._held)

    def add(self, name: bytes, seconds: float) -> None:
        """Put seconds upon what a source has run up so far."""
        now = self._clock()
        until, counts = self._held.pop(name, (now, False))
        if until <= now:
            until, counts = now, False
        until = min(until + seconds, now + self._most)
        self._held[name] = (until, counts or until - now >= _LEAST)
        if len(self._held) > _MOST_SOURCES:
            self._held.popitem(last=False)

    def left(self, names: Names) -> float:
        """Seconds that a source still has to stay away; 0 where it may come."""
        now = self._clock()
        longest = 0.0
        for name in names:
            until, counts = self._held.get(name, (now, False))
            if counts:
                longest = max(longest, until - now)
        return longest
