"""One's own live sessions: seeing them, and ending them."""

from __future__ import annotations

from bbs import events
from bbs.errors import NotFound
from bbs.policy import Action, Actor, require
from bbs.sessions import LiveSessions
from bbs.views import SessionView

ENDED = (
    "This session was ended from another one of yours. If that was not you, log in and change "
    "your passphrase."
)
DELETED = "This account was deleted, from another session of yours. Take good care of yourself."
BY_ANOTHER, BY_LEAVING = 1, 2
WORDS = {BY_ANOTHER: ENDED, BY_LEAVING: DELETED}
"""Why sessions end, as events tell it to other processes, and as those tell it."""


def own(actor: Actor, live: LiveSessions, this_id: str = "") -> tuple[SessionView, ...]:
    """One's sessions, oldest first; `this_id` is the one that asks."""
    require(actor, Action.SEE_OWN)
    return tuple(
        SessionView(each.id, each.face, each.came_by, each.since, each.id == this_id)
        for each in live.of(actor.member_id)
    )


def end(actor: Actor, live: LiveSessions, session_id: str) -> None:
    """End one of one's own sessions with a sentence; raises `NotFound` where it has ended."""
    require(actor, Action.CHANGE_OWN)
    if not live.end(actor.member_id, {session_id}, ENDED):
        raise NotFound("This session has ended already.")


def end_others(actor: Actor, live: LiveSessions, this_id: str = "") -> int:
    """End all of one's sessions but the one that asks; how many there were in this process.

    Those on other processes end a moment later.
    """
    require(actor, Action.CHANGE_OWN)
    others = {each.id for each in live.of(actor.member_id)} - {this_id}
    events.publish(events.SessionsEnded(actor.member_id, BY_ANOTHER, events.HERE))
    return live.end(actor.member_id, others, ENDED)
