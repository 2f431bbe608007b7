"""What is kept of the queue and of the log of staff for a time, and then no longer."""

from __future__ import annotations

from datetime import datetime, timedelta

from bbs.db import atomic
from bbs.models import Case
from bbs.policy import Action, Actor, require
from bbs.services import audit
from bbs.services.cases import Kind


def sweep(actor: Actor, *, cases_days: int, log_days: int, now: datetime) -> tuple[int, int]:
    """Drop cases that are done with, and cut the log; how many of each went. 0 days is for good.

    Appeals stay: that there was one is what keeps a second one from being made.
    """
    dropped = cut = 0
    with atomic():
        require(actor, Action.CUT_LOG)
        if cases_days:
            before = now - timedelta(days=cases_days)
            old = (Case.closed_at < before) & (Case.kind != Kind.APPEAL)
            dropped = int(Case.delete().where(old).execute())
    if log_days:
        cut = audit.cut(actor, now - timedelta(days=log_days), now=now)
    return dropped, cut
