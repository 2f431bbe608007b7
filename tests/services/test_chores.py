"""What the house does by itself: it goes on whatever happens, and ends with the house."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta

import pytest

from bbs import chores, db
from bbs.errors import Busy
from bbs.services import leaving
from tests.helpers import StandingClock


async def test_it_is_done_at_once_and_again_and_errors_stop_nothing(
    house: None,
    clock: StandingClock,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    done: list[datetime] = []

    def erase_due(*, now: datetime) -> int:
        done.append(now)
        if len(done) == 1:
            raise Busy("The store did not answer.")
        if len(done) == 2:
            raise ValueError("a member's words")
        return 0

    monkeypatch.setattr(leaving, "erase_due", erase_due)
    monkeypatch.setattr(chores, "EVERY", timedelta(milliseconds=1))
    db.open_pools(db_threads=1, hash_threads=1, hash_waiting=1)
    try:
        with caplog.at_level(logging.WARNING):
            async with chores.doing_chores(clock):
                for _ in range(500):
                    if len(done) >= 4:
                        break
                    await asyncio.sleep(0.005)
        await asyncio.sleep(0.05)  # What a thread had begun it ends.
        count = len(done)
        assert count >= 4 and done[0] == clock()
        await asyncio.sleep(0.02)
        assert len(done) == count, "it ended with the block"
    finally:
        db.close_pools()
    told = [record.getMessage() for record in caplog.records if record.name == "bbs.chores"]
    assert told == ["a chore is put off: Busy", "a chore failed: ValueError"]
