"""A session in which nobody types: it is warned, and then it ends."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

_WARNING_SECONDS = 5 * 60.0


class Idle:
    """Watches over one session's keys."""

    def __init__(
        self, seconds: float, warn: Callable[[float], None], end: Callable[[], None]
    ) -> None:
        """After `seconds` without a key `end`; five minutes (or a fifth) before `warn`.

        `warn` is told the seconds that are left. With 0 seconds nothing ever happens.
        """
        self._loop = asyncio.get_running_loop()
        self._patience = seconds
        self._notice = min(_WARNING_SECONDS, seconds / 5)
        self._warn = warn
        self._end = end
        self._last = self._loop.time()
        self._warned_after = -1.0
        self._timer: asyncio.TimerHandle | None = None
        if seconds:
            self._look_at(self._last + seconds - self._notice, self._nearly)

    def touch(self) -> None:
        """Somebody is there."""
        # No timer is set anew for a key: it looks at this when its time comes.
        self._last = self._loop.time()

    def close(self) -> None:
        """Watch no more."""
        if self._timer is not None:
            self._timer.cancel()

    def _look_at(self, when: float, then: Callable[[], None]) -> None:
        self._timer = self._loop.call_at(when, then)

    def _nearly(self) -> None:
        due = self._last + self._patience - self._notice
        if self._loop.time() < due:
            self._look_at(due, self._nearly)
            return
        self._warned_after = self._last
        self._look_at(self._last + self._patience, self._over)
        self._warn(self._notice)

    def _over(self) -> None:
        if self._last == self._warned_after:
            self._end()
        else:  # A key came after the warning.
            self._look_at(self._last + self._patience - self._notice, self._nearly)
