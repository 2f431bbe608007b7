"""The live sessions of members, so that they can be listed and ended."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class LiveSession:
    """A session that lives in this process."""

    id: str
    member_id: int
    face: str
    """`full screen`, `plain lines`, `command` or `files`."""
    came_by: str
    """`passphrase`, or the name of the key."""
    since: datetime
    connection: object = field(repr=False)
    """What sessions on the same connection share."""
    end: Callable[[str], None] = field(repr=False)
    """Ends it kindly with a sentence; may be called from any thread."""
    drop: Callable[[], None] = field(repr=False)
    """Ends its connection soon; likewise."""


class LiveSessions:
    """The sessions of this process; its methods may be called from any thread.

    Where several processes serve one house, the same four questions go to all of them.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._alive: dict[str, LiveSession] = {}

    def begin(
        self,
        member_id: int,
        face: str,
        came_by: str,
        since: datetime,
        *,
        connection: object,
        end: Callable[[str], None],
        drop: Callable[[], None],
    ) -> str:
        """Count a session in; its id, which is random and says nothing."""
        session = LiveSession(
            secrets.token_urlsafe(9), member_id, face, came_by, since, connection, end, drop
        )
        with self._lock:
            self._alive[session.id] = session
        return session.id

    def finish(self, session_id: str) -> None:
        """Count a session out, if it is still there."""
        with self._lock:
            self._alive.pop(session_id, None)

    def of(self, member_id: int) -> tuple[LiveSession, ...]:
        """A member's sessions, oldest first."""
        with self._lock:
            return tuple(each for each in self._alive.values() if each.member_id == member_id)

    def end(self, member_id: int, session_ids: set[str], why: str) -> int:
        """End those of a member's sessions, telling each `why`; how many there were.

        A connection goes with its last session, or whoever sits there could open another on it.
        """
        with self._lock:
            ended = [
                session
                for session in self._alive.values()
                if session.id in session_ids and session.member_id == member_id
            ]
            for session in ended:
                del self._alive[session.id]
            still_used = {id(each.connection) for each in self._alive.values()}
        for session in ended:
            session.end(why)
            if id(session.connection) not in still_used:
                session.drop()
        return len(ended)
