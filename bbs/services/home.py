"""What the home screen shows."""

from __future__ import annotations

from bbs.policy import Action, Actor, require
from bbs.services import boards, drafts, letters
from bbs.views import HomeView


def glance(actor: Actor) -> HomeView:
    """Boards of one's own with what is unread, letters, drafts."""
    require(actor, Action.USE_MAILBOX)
    mine = boards.joined(actor)
    return HomeView(
        boards=mine,
        unread_letters=letters.unread(actor),
        drafts=drafts.count(actor),
        is_new=not mine,
    )
