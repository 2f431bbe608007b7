"""A house with its threads running, and a stage on which a session is played."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from functools import partial

import pytest

from bbs import db
from tests.helpers import StandingClock
from tests.screens.stage import Stage, count_calls, running

Play = Callable[..., AbstractAsyncContextManager[Stage]]
"""`async with play(login, size=(80, 24)) as stage: ...`; without a log-in it is a guest."""


@pytest.fixture
def play(house: None, clock: StandingClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Play]:
    """The house with its pools of threads open; call it to begin a session."""
    count_calls(monkeypatch)
    db.open_pools(db_threads=2, hash_threads=1, hash_waiting=8)
    yield partial(running, clock)
    db.close_pools()
