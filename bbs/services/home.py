"""What the home screen shows."""

from __future__ import annotations

from bbs.policy import Action, Actor, require
from bbs.services import boards, drafts, holding, letters, notices, queue, reports, waiting
from bbs.views import HomeView


def glance(actor: Actor) -> HomeView:
    """One's boards with what is unread, letters, drafts, news, and who waits; a few queries."""
    require(actor, Action.USE_MAILBOX)
    mine = boards.joined(actor)
    answers = notices.answers(actor)
    return HomeView(
        boards=mine,
        unread_letters=letters.unread(actor),
        drafts=drafts.count(actor),
        is_new=not mine,
        answers=min(boards.COUNT_LIMIT, sum(each.count for each in answers)),
        answered_threads=len(answers),
        hugs=notices.hug_count(actor),
        waiting=waiting.count(actor),
        held=holding.count(actor),
        reports=reports.told_count(actor),
        queue=queue.count(actor),
    )
