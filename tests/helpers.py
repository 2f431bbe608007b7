"""What tests of all kinds share."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

from bbs import sealing
from bbs.services.credentials import Login

CHEAP = sealing.Stretching(time=1, memory_kib=64, lanes=1)
PASSPHRASE = "seven quiet herons wade"


class StandingClock:
    """A clock that moves only when a test says so."""

    def __init__(self) -> None:
        self.now = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **time: float) -> datetime:
        """Let time pass; takes what timedelta takes."""
        self.now += timedelta(**time)
        return self.now


Join = Callable[..., Login]
"""`join("quiet-otter")` signs somebody up and hands out their log-in."""

QueryCount = Callable[[int], AbstractContextManager[None]]
"""`with assert_query_count(3): ...` fails unless exactly three queries ran."""
