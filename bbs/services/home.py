"""What the home screen shows."""

from __future__ import annotations

from datetime import datetime

from bbs.policy import Action, Actor, can, require
from bbs.services import boards, checkins, drafts, friends, letters, notices, waiting
from bbs.views import HomeView


def glance(actor: Actor, *, now: datetime) -> HomeView:
    """One's boards with what is unread, letters, drafts, news, who asks to be a friend, who waits,
    and whether one has checked in today; eight queries."""
    require(actor, Action.USE_MAILBOX)
    mine = boards.joined(actor)
    answers = notices.answers(actor)
    may_tell = can(actor, Action.READ_JOURNAL)
    return HomeView(
        boards=mine,
        unread_letters=letters.unread(actor),
        drafts=drafts.count(actor),
        is_new=not mine,
        answers=min(boards.COUNT_LIMIT, sum(each.count for each in answers)),
        answered_threads=len(answers),
        hugs=notices.hug_count(actor),
        has_checked_in=checkins.is_done(actor, now=now) if may_tell else None,
        friend_requests=friends.requests(actor),
        waiting=waiting.count(actor),
    )
