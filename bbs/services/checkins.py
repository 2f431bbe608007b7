"""A check-in a day, sealed to its member: the mood, what was done, a note; and their weeks.

A row lies under a keyed tag of its day, so that today's can be found, or looked for from home,
without the key; what it holds takes the key. See docs/decisions/0020.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bbs import moods, sealing, text
from bbs.db import atomic
from bbs.errors import Invalid, NotFound
from bbs.models import CheckIn
from bbs.policy import Action, Actor, require
from bbs.services import sealed, vault
from bbs.services.paging import batched
from bbs.views import CheckInView, MoodView, TodayView

MOST_DONE = 3
DONE_CHARACTERS = 60
SPOKEN_CHARACTERS = 200
MOST_WEEKS = 52
BACK_DAYS = 7
"""So many days back a check-in can still be made or changed."""
_TOGETHER_WEEKS = 26
_KIND = "check-in"
_AT_ONCE = 500
LOCKED = "Your check-ins are sealed. Your passphrase opens them."


def day_at(now: datetime) -> date:
    """The day that a moment is counted to: the one in UTC, for there is no setting of a zone."""
    return now.astimezone(UTC).date()


def check_in(
    actor: Actor,
    key: sealing.PrivateKey | None,
    *,
    mood: int | None = None,
    done: Sequence[str] | None = None,
    note: str | None = None,
    spoken: str | None = None,
    day: date | None = None,
    now: datetime,
) -> TodayView:
    """Check in for today (or `day`, up to a week back), or change what is there already.

    What is None stays as it was; the first time a mood is needed. Without `key` a new check-in can
    be made, and none be changed: raises `Locked`. Raises `Invalid` for a mood that is none, more
    than three things done, or what is too long.
    """
    if mood is not None and mood not in moods.LABELS:
        raise Invalid("The mood is a number from 1, very hard, to 5, very good.", field="mood")
    done = None if done is None else _cleaned(done)
    note = None if note is None else _note(note)
    spoken = None if spoken is None else _line(spoken, SPOKEN_CHARACTERS, "spoken")
    today = day_at(now)
    day = today if day is None else _checked(day, today)
    with atomic():
        require(actor, Action.KEEP_JOURNAL)
        row = CheckIn.select().where(_at(actor, [day])).first()
        before = None if row is None else opened(row, sealed.required(key, LOCKED))
        if before is None and mood is None:
            raise Invalid("First the mood: a number from 1, very hard, to 5, very good.", "mood")
        made = CheckInView(
            day=day,
            mood=mood if mood is not None else before.mood if before else 0,
            done=done if done is not None else before.done if before else (),
            note=note if note is not None else before.note if before else "",
            spoken=spoken if spoken is not None else before.spoken if before else "",
        )
        slot = _slot(actor.member_id, day)
        texts = (day.isoformat(), str(made.mood), made.note, made.spoken, *made.done)
        kept = sealed.seal(actor.member_id, _KIND, slot, *texts)
        CheckIn.replace(
            owner=actor.member_id, slot=slot, key_number=kept.key_number, sealed=kept.sealed
        ).execute()
    return _with_days_before(actor, key, day, made)


def today(
    actor: Actor, key: sealing.PrivateKey | None, *, day: date | None = None, now: datetime
) -> TodayView:
    """The check-in of today, or of `day`; raises `Locked`."""
    require(actor, Action.READ_JOURNAL)
    sealed.required(key, LOCKED)
    day = day_at(now) if day is None else day
    found = _between(actor, key, day, day)
    return _with_days_before(actor, key, day, found[0] if found else None)


def is_done(actor: Actor, *, now: datetime) -> bool:
    """Whether today's check-in is there; it needs no key."""
    require(actor, Action.READ_JOURNAL)
    return bool(CheckIn.select().where(_at(actor, [day_at(now)])).exists())


def mood(
    actor: Actor, key: sealing.PrivateKey | None, *, weeks: int = 12, now: datetime
) -> MoodView:
    """The last weeks, this one too, and what goes with better days in the last half year.

    Raises `Locked`, `Invalid` beyond 52 weeks.
    """
    require(actor, Action.READ_JOURNAL)
    sealed.required(key, LOCKED)
    if not 1 <= weeks <= MOST_WEEKS:
        raise Invalid(f"From 1 to {MOST_WEEKS} weeks can be shown.", field="weeks")
    last = day_at(now)
    monday = last - timedelta(days=last.weekday())
    first = monday - timedelta(weeks=weeks - 1)
    half_year = monday - timedelta(weeks=_TOGETHER_WEEKS - 1)
    found = _between(actor, key, min(first, half_year), last)
    shown = [each for each in found if each.day >= first]
    return MoodView(
        weeks=moods.weeks({each.day: each.mood for each in shown}, last, weeks),
        together=moods.together([each for each in found if each.day >= half_year]),
        days=tuple(reversed(shown)),
    )


def delete(actor: Actor, day: date) -> None:
    """Throw the check-in of a day away; raises `NotFound`."""
    with atomic():
        require(actor, Action.KEEP_JOURNAL)
        if not CheckIn.delete().where(_at(actor, [day])).execute():
            raise NotFound(f"There is no check-in of {day}.")


def opened(row: CheckIn, key: sealing.PrivateKey) -> CheckInView | None:
    """A check-in as its member reads it; None where it was sealed to a former key."""
    slot = bytes(row.slot)
    texts = sealed.open_(key, row.owner_id, _KIND, slot, row.key_number, row.sealed)
    if texts is None:
        return None
    day, mood, note, spoken, *done = texts
    return CheckInView(date.fromisoformat(day), int(mood), tuple(done), note, spoken)


def _with_days_before(
    actor: Actor, key: sealing.PrivateKey | None, day: date, made: CheckInView | None
) -> TodayView:
    if key is None:
        # The days before are sealed: a very hard one is answered by itself.
        is_hard = made is not None and made.mood < moods.LOW
        return TodayView(day, made, is_heavy=is_hard, asks_whom=False)
    found = _between(actor, key, day - timedelta(days=moods.ASK_EVERY), day)
    return TodayView(
        day, made, is_heavy=moods.is_heavy(found, day), asks_whom=moods.asks_whom(found, day)
    )


def _between(
    actor: Actor, key: sealing.PrivateKey | None, first: date, last: date
) -> list[CheckInView]:
    """The check-ins of these days that can be opened, the oldest first."""
    opener = sealed.required(key, LOCKED)
    days = [first + timedelta(days=at) for at in range((last - first).days + 1)]
    found = []
    for some in batched(days, _AT_ONCE):
        for row in CheckIn.select().where(_at(actor, some)):
            if (view := opened(row, opener)) is not None:
                found.append(view)
    return sorted(found, key=lambda each: each.day)


def _at(actor: Actor, days: Iterable[date]) -> Any:
    slots = [_slot(actor.member_id, day) for day in days]
    return (CheckIn.owner == actor.member_id) & CheckIn.slot.in_(slots)


def _slot(member_id: int, day: date) -> bytes:
    # A keyed tag: on which days somebody checked in is nobody's business.
    return vault.current().tag("check-in", member_id, day.isoformat())


def _checked(day: date, today: date) -> date:
    if not today - timedelta(days=BACK_DAYS) <= day <= today:
        raise Invalid(
            f"A check-in is for today, or for one of the {BACK_DAYS} days before.", field="day"
        )
    return day


def _cleaned(done: Sequence[str]) -> tuple[str, ...]:
    lines = [_line(each, DONE_CHARACTERS, "did") for each in done]
    kept = tuple({each.casefold(): each for each in reversed(lines) if each}.values())[::-1]
    if len(kept) > MOST_DONE:
        raise Invalid(f"Up to {MOST_DONE} things are kept of a day. These are plenty.", "did")
    return kept


def _line(raw: str, most: int, name: str) -> str:
    line = text.clean(raw)
    if len(line) > most:
        raise Invalid(f"That has {len(line)} characters; {most} fit. Please shorten it.", name)
    return line


def _note(raw: str) -> str:
    return text.body(raw) if text.clean(raw, multiline=True).strip() else ""
