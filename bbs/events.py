"""The live bus: what just happened, told by ids alone to whoever is here, on all processes.

An event is a hint to look, never the thing itself: it holds no text, and nobody's name. What it is
about stands in the database, where blocks and permissions are asked as ever. So an event may be
lost, or come twice, and nothing is wrong; `Missed` says that some may have been lost.
"""

from __future__ import annotations

import secrets
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from functools import partial

from bbs import db
from bbs.listening import Listener

HERE = secrets.randbits(48)
"""This process's number, which says nothing."""
MOST_WAITING = 1_000
"""Events that one subscriber may have waiting; what comes then is told as `Missed`."""


@dataclass(frozen=True, slots=True)
class Posted:
    """A post stands in a thread."""

    board_id: int
    thread_id: int
    post_id: int


@dataclass(frozen=True, slots=True)
class LetterCame:
    """A letter lies in a member's mailbox; from whom, the bus isn't told."""

    member_id: int


@dataclass(frozen=True, slots=True)
class HugCame:
    """Somebody gave a hug to a post of this member's; who, the bus isn't told."""

    member_id: int


@dataclass(frozen=True, slots=True)
class SessionsEnded:
    """All sessions of this member are to end on all processes but the one that says so.

    `why` is one of the reasons in bbs/services/sessions.py, `by` is that process's `HERE`.
    """

    member_id: int
    why: int
    by: int


@dataclass(frozen=True, slots=True)
class StandingChanged:
    """A member's role, bans or limits are not what they were."""

    member_id: int


@dataclass(frozen=True, slots=True)
class Missed:
    """Events may have been lost: look at everything that is shown."""


@dataclass(frozen=True, slots=True)
class StoreAway:
    """The database's server doesn't answer; `Missed` follows when it is back."""


Event = Posted | LetterCame | HugCame | SessionsEnded | StandingChanged | Missed | StoreAway

_NAMES: dict[str, type[Event]] = {
    "posted": Posted,
    "letter": LetterCame,
    "hug": HugCame,
    "ended": SessionsEnded,
    "standing": StandingChanged,
}
_OF = {kind: name for name, kind in _NAMES.items()}


def encode(event: Event) -> str:
    """An event as it goes over the wire: its name and its numbers, `posted 4 12 345`."""
    return " ".join((_OF[type(event)], *map(str, astuple(event))))


def decode(words: str) -> Event | None:
    """The event that was sent; None where another version of the program meant something."""
    name, *numbers = words.split(" ")
    kind = _NAMES.get(name)
    try:
        return None if kind is None else kind(*map(int, numbers))
    except (TypeError, ValueError):
        return None


class Subscription:
    """What one subscriber has not taken yet; bounded, whatever comes."""

    def __init__(self, wake: Callable[[], None]) -> None:
        """`wake` is called in any thread when there is something to take, and must not wait."""
        self._wake = wake
        self._lock = threading.Lock()
        self._waiting: deque[Event] = deque()
        self._has_missed = False

    def put(self, event: Event) -> None:
        """Let it wait to be taken."""
        with self._lock:
            if isinstance(event, Missed) or len(self._waiting) >= MOST_WAITING:
                self._has_missed = True
            else:
                self._waiting.append(event)
        self._wake()

    def take(self) -> list[Event]:
        """All that waits, `Missed` at the end where some was not kept."""
        with self._lock:
            taken = list(self._waiting)
            self._waiting.clear()
            if self._has_missed:
                taken.append(Missed())
            self._has_missed = False
        return taken


class Bus:
    """Who subscribed in this process; its methods may be called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._subscriptions: list[Subscription] = []

    def subscribe(self, wake: Callable[[], None]) -> Subscription:
        """Be told of all events from now on, until `unsubscribe`."""
        subscription = Subscription(wake)
        with self._lock:
            self._subscriptions.append(subscription)
        return subscription

    def unsubscribe(self, subscription: Subscription) -> None:
        """Be told no more."""
        with self._lock:
            self._subscriptions.remove(subscription)

    def deliver(self, event: Event) -> None:
        """Tell everybody in this process."""
        with self._lock:
            subscriptions = tuple(self._subscriptions)
        for each in subscriptions:
            each.put(event)


bus = Bus()
"""This process's own."""


def publish(event: Event) -> None:
    """Tell everybody, on all processes, once what was written is committed, and never if not.

    For services, within the atomic block of what happened.
    """
    if db.is_postgresql():
        db.database.obj.notify(encode(event))
    else:
        db.after_commit(partial(bus.deliver, event))


@contextmanager
def listening() -> Iterator[None]:
    """Hear what other processes publish, as long as it lasts; on SQLite there are none."""
    if not db.is_postgresql():
        yield
        return
    missed, away = (partial(bus.deliver, event) for event in (Missed(), StoreAway()))
    listener = Listener(db.database.obj, _hear, missed, away)
    try:
        yield
    finally:
        listener.close()


def _hear(words: str) -> None:
    event = decode(words)
    if event is not None:
        bus.deliver(event)
