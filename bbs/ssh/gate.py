"""Who may knock, and who may stay: all limits by source, asked before anything costs much."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from bbs.config import Settings
from bbs.ssh.buckets import Buckets
from bbs.ssh.entry import Door
from bbs.ssh.penalties import GRACE_EXCEEDED, GUESSED, NO_LOGIN, Penalties
from bbs.ssh.seats import Seats
from bbs.ssh.sources import Names, Sources
from bbs.ssh.tally import Event, Tally

_WAYS = 2


class Gate:
    """The limits of one daemon."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` tells seconds that only go on."""
        self.sources = Sources(clock)
        self.tally = Tally()
        self.clock = clock
        self.penalties = Penalties(settings.penalty_seconds, clock)
        self._grace = settings.login_seconds
        self._buckets = Buckets(settings.connects_per_second, settings.connects_burst, clock)
        # An onion service's knocks have seats of their own, so that neither way can close both.
        self._knocking = [
            Seats(
                settings.startups,
                settings.startups_per_source,
                early=settings.startups_early,
            )
            for _ in range(_WAYS)
        ]
        self._strangers = Seats(settings.guests, settings.guests_per_source)
        self._inside = Seats(settings.connections, settings.connections)

    def knock(self, names: Names, *, is_onion: bool = False) -> Caller | str:
        """Let a source's connection begin to log in, or say in one line why not now."""
        name = names[0]
        if not self._buckets.take(name):
            self.tally.add(Event.TOO_FAST)
            return "Too many connections from where you are. Please try again in a few seconds."
        if wait := self.penalties.left(names):
            self.tally.add(Event.PENALISED)
            return f"Not now, please. Try again in {math.ceil(wait)} seconds."
        knocking = self._knocking[is_onion]
        if not knocking.take(name):
            self.tally.add(Event.TOO_MANY)
            return "Too many are logging in at once. Please try again in a few seconds."
        return Caller(self, name, knocking)

    def seat(self, name: bytes, door: Door) -> list[Seats] | None:
        """Seats for somebody who may come in by that door; None where there are none."""
        wanted = [self._inside] if door is Door.MEMBER else [self._strangers, self._inside]
        taken: list[Seats] = []
        for seats in wanted:
            if not seats.take(name):
                for each in taken:
                    each.give_back(name)
                self.tally.add(Event.FULL)
                return None
            taken.append(seats)
        self.tally.add(Event.MEMBER if door is Door.MEMBER else Event.STRANGER)
        return taken

    def is_late(self, since: float) -> bool:
        """Whether the time to log in, from `since` on, is over."""
        return self.clock() - since >= self._grace


class Caller:
    """One connection, from its knock to its end."""

    __slots__ = ("_gate", "_is_inside", "_name", "_seats", "_since")

    def __init__(self, gate: Gate, name: bytes, knocking: Seats) -> None:
        """Somebody whose source has taken a seat among those who `knock`."""
        self._gate = gate
        self._name = name
        self._seats = [knocking]
        self._since = gate.clock()
        self._is_inside = False

    def enter(self, door: Door) -> bool:
        """Come in, which makes room for others to knock; False where the house is full."""
        if self._is_inside:
            return True
        seats = self._gate.seat(self._name, door)
        if seats is None:
            return False
        self._give_back()
        self._seats = seats
        self._is_inside = True
        return True

    def count(self, event: Event) -> None:
        """Count something for the hour's line."""
        self._gate.tally.add(event)

    def leave(self, *, has_guessed: bool) -> None:
        """The connection is over: a penalty for the source where it came to nothing."""
        self._give_back()
        penalties = self._gate.penalties
        if has_guessed:
            penalties.add(self._name, GUESSED)
        elif not self._is_inside and self._gate.is_late(self._since):
            self.count(Event.LATE)
            penalties.add(self._name, GRACE_EXCEEDED)
        elif not self._is_inside:
            penalties.add(self._name, NO_LOGIN)

    def _give_back(self) -> None:
        for seats in self._seats:
            seats.give_back(self._name)
        self._seats = []
