"""Care for those who read hard things: after an hour without a long break they are told so."""

from __future__ import annotations

from datetime import datetime, timedelta

from bbs import content
from bbs.models import Duty
from bbs.policy import Actor

AN_HOUR = timedelta(hours=1)
A_BREAK = timedelta(minutes=20)


def note(actor: Actor, *, now: datetime) -> None:
    """Note that somebody of staff reads something hard, within an atomic block."""
    if not actor.member_id:
        return
    row = Duty.get_or_none(Duty.member == actor.member_id)
    is_new = row is None or now - row.last_at > A_BREAK
    since = now if is_new or row is None else row.since
    Duty.insert(member=actor.member_id, since=since, last_at=now, is_told=False).on_conflict(
        conflict_target=(Duty.member,),
        update={Duty.since: since, Duty.last_at: now},
    ).execute()


def word(actor: Actor, *, now: datetime) -> str:
    """A kind word, where somebody has read hard things for an hour; else ""."""
    if not actor.member_id:
        return ""
    row = Duty.get_or_none(Duty.member == actor.member_id)
    if row is None or now - row.last_at > A_BREAK or row.last_at - row.since < AN_HOUR:
        return ""
    return content.staff_care()


def rest(actor: Actor) -> None:
    """Forget how long it was: somebody has handed on what they were at."""
    if actor.member_id:
        Duty.delete().where(Duty.member == actor.member_id).execute()
