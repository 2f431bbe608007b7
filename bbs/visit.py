"""What one session knows of whoever sits at it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from bbs.clock import Clock
from bbs.errors import Refused
from bbs.policy import GUEST, Actor, Role
from bbs.sealing import PrivateKey
from bbs.views import PreferenceView


@dataclass(slots=True)
class Visit:
    """One session: who, with which key to letters, and how they like it shown."""

    clock: Clock
    actor: Actor = GUEST
    key: PrivateKey | None = field(repr=False, default=None)
    offered_key: bytes | None = field(repr=False, default=None)
    is_signing_up: bool = False
    """Whether they came by new@."""
    preferences: PreferenceView = field(default_factory=PreferenceView)
    may_try: Callable[[], bool] = field(repr=False, default=lambda: True)
    """Uses up one of the passphrases that may be tried on this connection; False: none is left."""
    is_slow: Callable[[], bool] = field(repr=False, default=lambda: False)
    """Whether the line is a slow one, as far as it is known by now."""
    wants_other_face: bool = False
    """Whether plain lines shall follow the screens, or screens the lines."""
    is_departing: bool = False
    """Whether this session is the one in which its member leaves for good."""
    farewell: str = "Take care. Lamplight is here at any hour."

    def require_try(self) -> None:
        """Use up one of the tries; raises `Refused` where none is left."""
        if not self.may_try():
            raise Refused("These were too many tries. Please connect again in a minute.")

    @property
    def now(self) -> datetime:
        """The present moment, by the clock that was passed in."""
        return self.clock()

    @property
    def is_member(self) -> bool:
        """Whether somebody is logged in."""
        return self.actor.role is not Role.GUEST
