"""From events to the sessions of this process that they concern: one question for all of them."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Iterable

from bbs.bell import Bell
from bbs.errors import BBSError
from bbs.events import (
    HERE,
    Bus,
    Event,
    HugCame,
    LetterCame,
    Missed,
    Posted,
    SessionsEnded,
    StoreAway,
)
from bbs.seam import call
from bbs.services import news, sessions
from bbs.sessions import LiveSessions

GATHER_SECONDS = 0.3
"""So long events are gathered: a flood of them costs a few questions a second."""

log = logging.getLogger("bbs.newsroom")


class Newsroom:
    """The bells of this process's sessions by their members; all on the event loop."""

    def __init__(self, bus: Bus, live: LiveSessions | None = None) -> None:
        """Tell what comes over `bus`, while `run` runs; `live` sessions end as others say."""
        self._live = live or LiveSessions()
        self._bus = bus
        self._bells: dict[int, set[Bell]] = {}

    def seat(self, member_id: int, bell: Bell) -> None:
        """Tell this bell of what is a member's."""
        self._bells.setdefault(member_id, set()).add(bell)

    def leave(self, member_id: int, bell: Bell) -> None:
        """Tell it no more."""
        bells = self._bells.get(member_id, set())
        bells.discard(bell)
        if not bells:
            self._bells.pop(member_id, None)

    async def run(self) -> None:
        """Pass events on until cancelled."""
        loop, has_come = asyncio.get_running_loop(), asyncio.Event()

        def wake() -> None:
            with contextlib.suppress(RuntimeError):  # The loop has ended.
                loop.call_soon_threadsafe(has_come.set)

        subscription = self._bus.subscribe(wake)
        try:
            while True:
                await has_come.wait()
                await asyncio.sleep(GATHER_SECONDS)
                has_come.clear()
                try:
                    await self._pass_on(subscription.take())
                except Exception as error:  # What comes next is to be told all the same.
                    log.error("news were not passed on: %s", type(error).__name__)
                    self._all_look()
        finally:
            self._bus.unsubscribe(subscription)

    async def _pass_on(self, events: Iterable[Event]) -> None:
        post_ids = set()
        for event in events:
            match event:
                case LetterCame(member_id):
                    for bell in self._of(member_id):
                        bell.put_letter()
                case HugCame(member_id):
                    for bell in self._of(member_id):
                        bell.put_hug()
                case Posted(post_id=post_id):
                    post_ids.add(post_id)
                case SessionsEnded(member_id, why, by) if by != HERE:
                    ids = {each.id for each in self._live.of(member_id)}
                    self._live.end(member_id, ids, sessions.WORDS.get(why, ""))
                case Missed():
                    self._all_look()
                case StoreAway():
                    for bell in self._all():
                        bell.put_away()
        if post_ids and self._bells:
            try:
                found = await call(news.concerned, sorted(post_ids), sorted(self._bells))
            except BBSError:
                self._all_look()
                return
            for member_id in found.readers:
                for bell in self._of(member_id):
                    bell.put_post()
            for member_id, thread_id in found.answers:
                for bell in self._of(member_id):
                    bell.put_answer(thread_id)

    def _of(self, member_id: int) -> tuple[Bell, ...]:
        return tuple(self._bells.get(member_id, ()))

    def _all_look(self) -> None:
        for bell in self._all():
            bell.put_missed()

    def _all(self) -> list[Bell]:
        return [bell for bells in self._bells.values() for bell in bells]
