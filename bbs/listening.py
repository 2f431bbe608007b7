"""Hearing what other processes tell: PostgreSQL's LISTEN, on a thread of its own."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

import psycopg

from bbs.postgresql import CHANNEL, Postgresql

_AGAIN_SECONDS = 1.0
_QUIET_SECONDS = 15.0
"""After so long without news it asks whether the server is still there."""
_LOOK_SECONDS = 0.5

log = logging.getLogger("bbs.listening")


class Listener:
    """Listens until it is closed, and connects again whenever it has to."""

    def __init__(
        self,
        engine: Postgresql,
        hear: Callable[[str], None],
        missed: Callable[[], None],
        away: Callable[[], None],
    ) -> None:
        """`hear` gets each message.

        `away` is called when the server doesn't answer, `missed` when it listens, at first and
        after each break. All three are called in its own thread.
        """
        self._engine, self._hear, self._missed, self._away = engine, hear, missed, away
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="listen", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Listen no more."""
        self._is_over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._is_over.is_set():
            try:
                with self._engine.another() as connection:
                    connection.execute(f"LISTEN {CHANNEL}")
                    # Now, and not before: what happens from here on will be heard.
                    self._missed()
                    self._listen(connection)
            except psycopg.Error as error:
                self._away()
                log.warning("no news from other processes: %s", type(error).__name__)
                self._is_over.wait(_AGAIN_SECONDS)

    def _listen(self, connection: psycopg.Connection[tuple[object, ...]]) -> None:
        quiet = 0.0
        while not self._is_over.is_set():
            quiet += _LOOK_SECONDS
            for message in connection.notifies(timeout=_LOOK_SECONDS):
                quiet = 0.0
                self._hear(message.payload)
            if quiet >= _QUIET_SECONDS:
                quiet = 0.0
                connection.execute("SELECT 1")
