"""What one session knows of whoever sits at it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from bbs.bell import Bell
from bbs.clock import Clock
from bbs.errors import Refused
from bbs.policy import GUEST, Actor, Role
from bbs.sealing import PrivateKey
from bbs.services.credentials import BY_PASSPHRASE, Login
from bbs.sessions import LiveSessions
from bbs.views import ArrivalsView, PreferenceView


@dataclass(slots=True)
class Visit:
    """One session: who, with which key to letters, and how they like it shown."""

    clock: Clock
    actor: Actor = GUEST
    key: PrivateKey | None = field(repr=False, default=None)
    came_by: str = BY_PASSPHRASE
    """By what somebody came who was logged in when the session began."""
    offered_key: bytes | None = field(repr=False, default=None)
    is_signing_up: bool = False
    """Whether they came by new@."""
    preferences: PreferenceView = field(default_factory=PreferenceView)
    may_try: Callable[[], bool] = field(repr=False, default=lambda: True)
    """Uses up one of the passphrases that may be tried on this connection; False: none is left."""
    is_slow: Callable[[], bool] = field(repr=False, default=lambda: False)
    """Whether the line is a slow one, as far as it is known by now."""
    halfway: Login | None = field(repr=False, default=None)
    """Who gave their passphrase, and has yet to give a code."""
    live: LiveSessions = field(repr=False, default_factory=LiveSessions)
    """The sessions of this house."""
    session_id: str = ""
    """This one's among them."""
    enrol: Callable[[Login], str] = field(repr=False, default=lambda login: "")
    """Counts this session in among them, once somebody is logged in; its id."""
    bell: Bell = field(repr=False, default_factory=Bell)
    """Rings when there is news for the member."""
    news: ArrivalsView | None = None
    """What happened at the member's door, until they have looked at it."""
    wants_other_face: bool = False
    """Whether plain lines shall follow the screens, or screens the lines."""
    farewell: str = "Take care. Lamplight is here at any hour."

    def take(self, login: Login) -> None:
        """Be who logged in."""
        self.actor, self.key, self.came_by = login.actor, login.key, login.came_by
        self.halfway = None
        self.enrol_again()

    def enrol_again(self) -> None:
        """Count this session in among the live ones, as it is now."""
        if self.is_member:
            self.live.finish(self.session_id)
            self.session_id = self.enrol(Login(self.actor, came_by=self.came_by))

    def hear(self, news: ArrivalsView) -> None:
        """Add what happened at the door to what was not looked at yet."""
        old = self.news
        self.news = replace(
            news,
            logins=news.logins + (old.logins if old else 0),
            wrong=news.wrong + (old.wrong if old else 0),
            codes=news.codes + (old.codes if old else 0),
        )

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
