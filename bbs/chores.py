"""What the house does by itself, every now and then, while it is served."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

from bbs.clock import Clock
from bbs.errors import BBSError
from bbs.seam import call
from bbs.services import leaving

EVERY = timedelta(hours=1)

log = logging.getLogger("bbs.chores")


@asynccontextmanager
async def doing_chores(clock: Clock) -> AsyncIterator[None]:
    """Do them once at the beginning, and then every hour, until the block ends."""
    task = asyncio.create_task(_do_for_ever(clock), name="chores")
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _do_for_ever(clock: Clock) -> None:
    while True:
        try:
            await call(leaving.erase_due, now=clock())
        except BBSError as error:
            log.warning("a chore is put off: %s", type(error).__name__)
        except Exception as error:
            # The error's own words may quote what is being erased.
            log.error("a chore failed: %s", type(error).__name__)
        await asyncio.sleep(EVERY.total_seconds())
