"""What the house does by itself, every now and then, while it is served."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta

from bbs.errors import BBSError

SOON = timedelta(hours=1)
"""What is put off is done again so soon, if it isn't done sooner anyway."""

log = logging.getLogger("bbs.chores")


@dataclass(frozen=True, slots=True)
class Chore:
    """One thing to be done, and how often."""

    every: timedelta
    do: Callable[[], Awaitable[object]]


@asynccontextmanager
async def doing_chores(chores: Iterable[Chore]) -> AsyncIterator[None]:
    """Do each at the beginning, and then again and again, until the block ends."""
    tasks = [asyncio.create_task(_do_for_ever(chore), name="chores") for chore in chores]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task


async def _do_for_ever(chore: Chore) -> None:
    while True:
        pause = chore.every
        try:
            await chore.do()
        except BBSError as error:
            log.warning("a chore is put off: %s", type(error).__name__)
            pause = min(pause, SOON)
        except Exception as error:
            # The error's own words may quote what is being erased.
            log.error("a chore failed: %s", type(error).__name__)
        await asyncio.sleep(pause.total_seconds())
