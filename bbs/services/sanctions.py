"""Warnings, silences and bans: made, lifted, and over when their time is.

One that is about a pseudonym stands beside that, and holds for who is behind it: who lifts those of
a handle must not come upon it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from bbs import clock, events
from bbs.db import after_commit, atomic
from bbs.errors import Invalid
from bbs.models import Membership, Sanction
from bbs.policy import ANY_BOARD, LEADERS_DAYS, Action, Actor, require
from bbs.services import actors, audit, boards, cases, letters, logkeys, moderation, whom
from bbs.services.actors import Kind
from bbs.services.audit import Deed
from bbs.sessions import LiveSessions

_ENDED = (
    "This account is banned for now. Log in again to see why and until when: you can appeal, take "
    "your data along, and delete your account."
)
_OUTCOMES = {Kind.WARNING: "warned", Kind.SILENCE: "silenced", Kind.BAN: "banned"}
LONGEST_DAYS = 3_650


def warn(actor: Actor, handle: str, reason: str, *, case_id: int = 0, now: datetime) -> int:
    """Tell a member that something must not go on; the number of the log's entry.

    With `case_id` that case is done with. Raises `NotFound` for the handle, `Invalid` for the
    reason, `Refused`.
    """
    return _make(actor, Kind.WARNING, Action.WARN, handle, reason, case_id=case_id, now=now)


def silence(
    actor: Actor, handle: str, days: int, reason: str, *, case_id: int = 0, now: datetime
) -> int:
    """Let a member write nothing for some days, but to staff."""
    return _make(
        actor, Kind.SILENCE, Action.SILENCE, handle, reason, days=days, case_id=case_id, now=now
    )


def ban(
    actor: Actor,
    handle: str,
    days: int,
    reason: str,
    *,
    slug: str = "",
    case_id: int = 0,
    live: LiveSessions | None = None,
    now: datetime,
) -> int:
    """Keep a member out of a board, or without `slug` out of the house, for days; 0 is for good.

    A ban from the house ends their `live` sessions.
    """
    action = Action.BAN_FROM_BOARD if slug else Action.BAN
    return _make(
        actor, Kind.BAN, action, handle, reason,
        days=days, slug=slug, case_id=case_id, live=live, now=now,
    )  # fmt: skip


def lift(
    actor: Actor, handle: str, kind: str, reason: str, *, slug: str = "", now: datetime
) -> int:
    """End a silence or a ban before its time; how many there were."""
    if kind not in (Kind.SILENCE, Kind.BAN):
        raise Invalid("What can be lifted is a silence or a ban.", field="kind")
    with atomic():
        doer = actors.fresh(actor)
        meant = whom.meant(doer, Action.LIFT, handle)
        board_id = boards.id_of(slug) if slug else 0
        board = board_id or (ANY_BOARD if kind == Kind.SILENCE else 0)
        require(doer, Action.LIFT, whom.facts(doer, meant, board))
        member_id = meant.shown_id
        reason = moderation.words_of(reason, moderation.LONGEST_REASON, "reason")
        held = Sanction.select().where(
            Sanction.member == member_id, Sanction.kind == kind, Sanction.is_in_force
        )
        rows = [row for row in held if (row.board_id or 0) == board_id]
        for row in rows:
            undo(row)
        if rows:
            deed = Deed(Action.LIFT, "member", member_id, board_id, reason, before=kind)
            audit.append(doer, deed, of_whom=logkeys.name_of(member_id), now=now)
            words = f"Your {kind} is over before its time.\n\nWhy: {reason}"
            letters.from_staff(member_id, f"Your {kind} is over", words, now=now)
        return len(rows)


def undo(row: Sanction) -> None:
    """Let a sanction hold no more; for services that have asked."""
    Sanction.update(is_in_force=False).where(Sanction.id == row.id).execute()
    _publish(row.member_id)


def end_due(*, now: datetime) -> int:
    """Let those hold no more whose time is over; called each minute, and at a log-in."""
    due = Sanction.is_in_force & (Sanction.until <= now)
    if not Sanction.select().where(due).exists():
        return 0
    with atomic():
        rows = list(Sanction.select().where(due))
        for row in rows:
            undo(row)
        return len(rows)


def end_sessions_of_banned(live: LiveSessions) -> None:
    """End the sessions that are older than a ban from the house, whichever process made it."""
    rows = Sanction.select(Sanction.member_id, Sanction.since).where(
        Sanction.is_in_force, Sanction.kind == Kind.BAN, Sanction.board.is_null()
    )
    for row in rows:
        person_id = actors.person(row.member_id)
        older = {each.id for each in live.of(person_id) if each.since < row.since}
        if older:
            live.end(person_id, older, _ENDED)


def reason_of(row: Sanction) -> str:
    """Why somebody was sanctioned, for services that have asked."""
    opened = logkeys.open_(logkeys.known(row.member_id), _place(row.entry), row.reason)
    return opened[0] if opened else ""


def _make(
    actor: Actor,
    kind: Kind,
    action: Action,
    handle: str,
    reason: str,
    *,
    days: int = 0,
    slug: str = "",
    case_id: int = 0,
    live: LiveSessions | None = None,
    now: datetime,
) -> int:
    with atomic():
        doer = actors.fresh(actor)
        meant = whom.meant(doer, action, handle, case_id)
        board_id = boards.id_of(slug) if slug else 0
        is_long = kind is not Kind.WARNING and not 0 < days <= LEADERS_DAYS
        facts = whom.facts(doer, meant, board_id or ANY_BOARD, is_long=is_long)
        require(doer, action, facts)
        member_id = meant.shown_id
        case = cases.at_hand(doer, case_id, now=now)
        reason = moderation.words_of(reason, moderation.LONGEST_REASON, "reason")
        if not 0 <= days <= LONGEST_DAYS or (kind is Kind.SILENCE and not days):
            raise Invalid(f"For how many days, up to {LONGEST_DAYS:,}?", field="days")
        until = now + timedelta(days=days) if days else None
        of_whom = logkeys.name_of(member_id)
        after = f"until {until.isoformat()}" if until else ""
        deed = Deed(action, "member", member_id, board_id, reason, after=after)
        entry = audit.append(doer, deed, of_whom=of_whom, now=now)
        Sanction.insert(
            member=member_id,
            kind=kind,
            board=board_id or None,
            reason=logkeys.seal(of_whom, _place(entry), reason),
            since=now,
            until=until,
            is_in_force=kind is not Kind.WARNING,
            entry=entry,
        ).execute()
        if board_id and kind is Kind.BAN:
            mine = (Membership.member == meant.person_id) & (Membership.board == board_id)
            Membership.delete().where(mine).execute()
        _tell(member_id, kind, slug, until, reason, now)
        if kind is not Kind.WARNING:
            _publish(member_id)
        if case is not None:
            cases.close(case, _OUTCOMES[kind], now=now)
        if kind is Kind.BAN and not slug and live is not None:
            after_commit(partial(_end, live, meant.person_id))
        return entry


def _tell(
    member_id: int, kind: Kind, slug: str, until: datetime | None, reason: str, now: datetime
) -> None:
    how_long = clock.ahead(until, now) if until else ""
    says = {
        Kind.WARNING: "Staff want you to know that this must not go on.",
        Kind.SILENCE: f"You can read here, and write to staff; you can post again {how_long}.",
        Kind.BAN: f"You are banned from {slug or 'this house'}"
        + (f"; it ends {how_long}." if how_long else " for good."),
    }[kind]
    subject = {
        Kind.WARNING: "A warning from staff",
        Kind.SILENCE: "You are silenced for a time",
        Kind.BAN: f"You are banned from {slug or 'this house'}",
    }[kind]
    body = f"{says}\n\nWhy: {reason}\n\n{moderation.MAY_APPEAL}"
    letters.from_staff(member_id, subject, body, now=now)


def _publish(member_id: int) -> None:
    """Tell all processes that somebody may do more now, or less."""
    events.publish(events.StandingChanged(actors.person(member_id)))


def _end(live: LiveSessions, member_id: int) -> None:
    live.end(member_id, {each.id for each in live.of(member_id)}, _ENDED)


def _place(entry: int) -> str:
    return f"sanction|{entry}"
