"""How much one member may do in an hour or a day: per account, never per address.

A count stands under a keyed tag of who, what and when it began, and goes once that time is over.
Hours and days are those of the clock, so that a row tells no more of when somebody was here than
that; of letters and reports it tells the day, as the letters do. It holds for all processes on
one database, and costs the same however much was done.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from bbs import clock
from bbs.db import atomic
from bbs.errors import TooMany
from bbs.models import Member, Tally
from bbs.policy import Actor, Role
from bbs.services import vault

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_NEWCOMER = timedelta(days=1)
"""The day of joining and the one after: a day is all that is kept of when somebody joined."""


class Kind(StrEnum):
    """What is limited."""

    SIGN_UP = "sign up"
    POST = "post"
    HUG = "hug"
    LETTER = "letter"
    SEARCH = "search"
    COMMAND = "command"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Limit:
    """The most of one kind within a span, for newcomers fewer; 0 is no limit."""

    most: int
    newcomer: int
    span: timedelta


Limits = dict[Kind, Limit]

_WORDS = {
    Kind.SIGN_UP: "Very many people joined in this hour, and {most} are the most at a time.",
    Kind.POST: "{most} posts an hour are the most for one member{first}.",
    Kind.HUG: "{most} hugs an hour are the most for one member.",
    Kind.LETTER: "{most} letters a day are the most for one member{first}.",
    Kind.SEARCH: "{most} searches an hour are the most for one member.",
    Kind.COMMAND: "{most} commands an hour are the most for one member.",
    Kind.REPORT: "{most} reports a day are the most for one member.",
}
_AFTER = {
    Kind.SIGN_UP: "Please come back {when}: you are welcome.",
    Kind.POST: "You can post again {when}. What you wrote is not lost.",
    Kind.HUG: "You can give more {when}.",
    Kind.LETTER: "You can send another one {when}. What you wrote is not lost.",
    Kind.SEARCH: "You can search again {when}.",
    Kind.COMMAND: "They will work again {when}.",
    Kind.REPORT: "You can send another one {when}; in danger, ! leads to people who help now.",
}


def limits(
    *,
    sign_ups_per_hour: int,
    posts_per_hour: int,
    newcomer_posts_per_hour: int,
    hugs_per_hour: int,
    letters_per_day: int,
    newcomer_letters_per_day: int,
    searches_per_hour: int,
    commands_per_hour: int,
    reports_per_day: int,
) -> Limits:
    """The limits of each kind, from the settings of the same names."""
    return {
        Kind.SIGN_UP: Limit(sign_ups_per_hour, sign_ups_per_hour, _HOUR),
        Kind.POST: Limit(posts_per_hour, newcomer_posts_per_hour, _HOUR),
        Kind.HUG: Limit(hugs_per_hour, hugs_per_hour, _HOUR),
        Kind.LETTER: Limit(letters_per_day, newcomer_letters_per_day, _DAY),
        Kind.SEARCH: Limit(searches_per_hour, searches_per_hour, _HOUR),
        Kind.COMMAND: Limit(commands_per_hour, commands_per_hour, _HOUR),
        Kind.REPORT: Limit(reports_per_day, reports_per_day, _DAY),
    }


_bound: Limits = {}


def bind(chosen: Limits) -> None:
    """Make these the limits that hold; where nothing is bound there are none."""
    _bound.clear()
    _bound.update(chosen)


def count(actor: Actor, kind: Kind, *, now: datetime) -> None:
    """Count one more, within the atomic block of what is counted and after `require`.

    Raises `TooMany`, which takes the whole block back, and says when it will work again.
    """
    _count(actor.member_id, kind, now)


def use(actor: Actor, kind: Kind, *, now: datetime) -> None:
    """Count a search or a command, which writes nothing else; raises `TooMany`.

    A guest has no account to count by: for them there are the door's limits.
    """
    if actor.role is not Role.GUEST:
        with atomic():
            _count(actor.member_id, kind, now)


def count_sign_up(*, now: datetime) -> None:
    """Count a sign-up, within its atomic block: from all sources together. Raises `TooMany`."""
    _count(0, Kind.SIGN_UP, now)


def check_sign_up(*, now: datetime) -> None:
    """Raise `TooMany` where nobody else can join in this hour; nothing is counted."""
    limit = _bound.get(Kind.SIGN_UP)
    if limit is not None and limit.most:
        tag, until = _window(0, Kind.SIGN_UP, limit.span, now)
        row = Tally.select(Tally.count).where(Tally.tag == tag).first()
        if row is not None and row.count >= limit.most:
            raise _too_many(Kind.SIGN_UP, limit.most, until, now, is_newcomer=False)


def forget(member_id: int, *, now: datetime) -> None:
    """Drop all counts of a member who leaves; for the service that has asked the policy."""
    spans = ((kind, limit.span) for kind, limit in _bound.items())
    tags = [
        _window(member_id, kind, span, at)[0] for kind, span in spans for at in (now - span, now)
    ]
    if tags:
        Tally.delete().where(Tally.tag.in_(tags)).execute()


def _count(member_id: int, kind: Kind, now: datetime) -> None:
    limit = _bound.get(kind)
    if limit is None or not limit.most:
        return
    tag, until = _window(member_id, kind, limit.span, now)
    Tally.insert(tag=tag, count=1, until=until).on_conflict(
        conflict_target=(Tally.tag,), update={Tally.count: Tally.count + 1}
    ).execute()
    counted = int(Tally.select(Tally.count).where(Tally.tag == tag).scalar())
    if counted == 1:
        # Each row goes once: however many there are, that costs one more for each that is made.
        Tally.delete().where(Tally.until <= now).execute()
    is_newcomer = limit.newcomer != limit.most and _is_newcomer(member_id, now.date())
    most = limit.newcomer if is_newcomer else limit.most
    if most and counted > most:
        raise _too_many(kind, most, until, now, is_newcomer=is_newcomer)


def _is_newcomer(member_id: int, today: date) -> bool:
    joined_on = Member.select(Member.joined_on).where(Member.id == member_id).scalar()
    return joined_on is not None and today - joined_on <= _NEWCOMER


def _window(member_id: int, kind: Kind, span: timedelta, now: datetime) -> tuple[bytes, datetime]:
    """The tag of the hour or day that `now` lies in, and its end."""
    epoch = datetime.fromtimestamp(0, UTC)
    number = (now - epoch) // span
    return vault.current().tag("tally", kind, member_id, number), epoch + (number + 1) * span


def _too_many(
    kind: Kind, most: int, until: datetime, now: datetime, *, is_newcomer: bool
) -> TooMany:
    first = " in the first days" if is_newcomer else ""
    words = f"{_WORDS[kind]} {_AFTER[kind]}"
    return TooMany(words.format(most=most, first=first, when=clock.ahead(until, now)), until)
