"""A token bucket for each source: how fast it may connect."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

_MOST_SOURCES = 65_536


class Buckets:
    """Buckets that fill by `rate` tokens a second up to `burst`, and begin full."""

    def __init__(
        self, rate: float, burst: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Keep only those buckets that are not full again."""
        self._rate = rate
        self._burst = burst
        self._clock = clock
        # The tokens that there were, and when: oldest first.
        self._buckets: OrderedDict[bytes, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._buckets)

    def take(self, name: bytes) -> bool:
        """Take a token; False where there is none."""
        now = self._clock()
        self._forget_full(now)
        tokens, then = self._buckets.pop(name, (self._burst, now))
        tokens = min(self._burst, tokens + (now - then) * self._rate)
        has_one = tokens >= 1
        self._buckets[name] = (tokens - 1 if has_one else tokens, now)
        return has_one

    def _forget_full(self, now: float) -> None:
        full_after = self._burst / self._rate
        while self._buckets:
            name, (_, then) = next(iter(self._buckets.items()))
            if now - then < full_after and len(self._buckets) < _MOST_SOURCES:
                return
            del self._buckets[name]
