"""What the house does by itself: it goes on whatever happens, and ends with the house."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta

import pytest

from bbs import chores, db
from bbs.chores import Chore, doing_chores
from bbs.config import Settings
from bbs.errors import Busy
from bbs.policy import Actor
from bbs.seam import call
from bbs.services import actors, sanctions
from bbs.services.credentials import Login
from bbs.sessions import LiveSessions
from bbs.wiring import _chores
from tests.helpers import StandingClock
from tests.services.house import otter, sysop

__all__ = ["otter", "sysop"]


async def test_it_is_done_at_once_and_again_and_errors_stop_nothing(
    house: None,
    clock: StandingClock,
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

    chore = Chore(timedelta(milliseconds=1), lambda: call(erase_due, now=clock()))
    db.open_pools(db_threads=1, hash_threads=1, hash_waiting=1)
    try:
        with caplog.at_level(logging.WARNING):
            async with doing_chores([chore]):
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


async def test_what_is_done_seldom_is_done_again_soon_where_it_was_put_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done: list[str] = []

    async def busy() -> None:
        done.append("busy")
        raise Busy("The store did not answer.")

    async def well() -> None:
        done.append("well")

    monkeypatch.setattr(chores, "SOON", timedelta(milliseconds=1))
    async with doing_chores([Chore(timedelta(days=1), busy), Chore(timedelta(days=1), well)]):
        for _ in range(500):
            if done.count("busy") >= 3:
                break
            await asyncio.sleep(0.005)
    assert done.count("busy") >= 3 and done.count("well") == 1


async def test_the_house_does_what_is_due(otter: Login, sysop: Actor, clock: StandingClock) -> None:
    sanctions.silence(sysop, "quiet-otter", 1, "Why", now=clock())
    live = LiveSessions()
    ended: list[str] = []
    live.begin(
        otter.actor.member_id, "full screen", "passphrase", clock(),
        connection=object(), end=ended.append, drop=lambda: None,
    )  # fmt: skip
    clock.pass_(days=2)
    sanctions.ban(sysop, "quiet-otter", 1, "Why", now=clock())
    db.open_pools(db_threads=1, hash_threads=1, hash_waiting=1)
    try:
        for chore in _chores(Settings(), live, clock):
            await chore.do()
    finally:
        db.close_pools()
    assert not actors.is_silenced(otter.actor) and len(ended) == 1
