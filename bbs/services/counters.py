"""Counters of days, sealed to their member; set back without shame, and with what was reached."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from peewee import fn

from bbs import sealing, text
from bbs.db import atomic
from bbs.errors import Invalid, NotFound
from bbs.models import Counter
from bbs.policy import Action, Actor, require
from bbs.services import sealed
from bbs.services.checkins import day_at
from bbs.views import CounterView

MOST_COUNTERS = 20
NAME_CHARACTERS = 60
EARLIEST = date(1900, 1, 1)
_KIND = "counter"
LOCKED = "Your counters are sealed. Your passphrase opens them."
CLOSED = "(stays closed)"


@dataclass(frozen=True, slots=True, repr=False)
class _Content:
    """What is inside the seal; `best` and `total` are whole days of the runs before this one."""

    name: str
    began: date
    best: int = 0
    total: int = 0
    times: int = 0


def add(actor: Actor, name: str, *, since: date | None = None, now: datetime) -> int:
    """Count days from today, or from the day `since`; the counter's number.

    Raises `Invalid` for a name that is empty or too long, a day that is still to come, or beyond
    twenty counters.
    """
    name, today = _named(name), day_at(now)
    began = today if since is None else since
    if not EARLIEST <= began <= today:
        raise Invalid("A counter counts from today, or from a day in the past.", field="since")
    with atomic():
        require(actor, Action.KEEP_JOURNAL)
        mine = Counter.select(fn.COUNT(Counter.number), fn.MAX(Counter.number)).where(
            Counter.owner == actor.member_id
        )
        count, highest = mine.tuples().first()
        if count >= MOST_COUNTERS:
            raise Invalid(f"{MOST_COUNTERS} counters are kept at the most. Please delete one.")
        number = int(highest or 0) + 1
        _put(actor, number, _Content(name, began))
    return number


def listing(
    actor: Actor, key: sealing.PrivateKey | None, *, now: datetime
) -> tuple[CounterView, ...]:
    """All of one's counters in the order in which they were added; raises `Locked`."""
    require(actor, Action.READ_JOURNAL)
    opener = sealed.required(key, LOCKED)
    rows = Counter.select().where(Counter.owner == actor.member_id).order_by(Counter.number)
    return tuple(opened(row, opener, day_at(now)) for row in rows)


def set_back(
    actor: Actor, key: sealing.PrivateKey | None, number: int, *, now: datetime
) -> CounterView:
    """Begin a counter anew: today is day 1. Its best run and all its days are kept.

    Raises `NotFound`, `Locked`.
    """
    today = day_at(now)
    with atomic():
        require(actor, Action.KEEP_JOURNAL)
        row, content = _own(actor, key, number)
        run = _whole_days(content, today)
        _put(
            actor,
            number,
            replace(
                content,
                began=today,
                best=max(content.best, run),
                total=content.total + run,
                times=content.times + 1,
            ),
        )
        row = Counter.get((Counter.owner == actor.member_id) & (Counter.number == number))
    return opened(row, sealed.required(key, LOCKED), today)


def rename(actor: Actor, key: sealing.PrivateKey | None, number: int, name: str) -> None:
    """Give a counter another name; raises `NotFound`, `Locked`, `Invalid`."""
    name = _named(name)
    with atomic():
        require(actor, Action.KEEP_JOURNAL)
        _, content = _own(actor, key, number)
        _put(actor, number, replace(content, name=name))


def delete(actor: Actor, number: int) -> None:
    """Throw a counter away; raises `NotFound`."""
    with atomic():
        require(actor, Action.KEEP_JOURNAL)
        if not Counter.delete().where(_mine(actor, number)).execute():
            raise NotFound(_GONE)


def opened(row: Counter, key: sealing.PrivateKey, today: date) -> CounterView:
    """A counter as its member reads it; for the services that have asked."""
    content = _open(row, key)
    if content is None:
        return CounterView(row.number, CLOSED, today, 1, 0, 0, 0, is_closed=True)
    run = _whole_days(content, today)
    return CounterView(
        number=row.number,
        name=content.name,
        began=content.began,
        day=run + 1,
        best=max(content.best, run),
        total=content.total + run,
        times=content.times,
    )


_GONE = "This counter is not there any more."


def _whole_days(content: _Content, today: date) -> int:
    return max(0, (today - content.began).days)  # The server's clock may have been set back.


def _named(raw: str) -> str:
    name = text.clean(raw)
    if not name:
        raise Invalid("It needs a name: what do you count the days of?", field="name")
    if len(name) > NAME_CHARACTERS:
        raise Invalid(
            f"The name has {len(name)} characters; {NAME_CHARACTERS} fit. Please shorten it.",
            field="name",
        )
    return name


def _mine(actor: Actor, number: int) -> Any:
    return (Counter.owner == actor.member_id) & (Counter.number == number)


def _own(actor: Actor, key: sealing.PrivateKey | None, number: int) -> tuple[Counter, _Content]:
    row = Counter.select().where(_mine(actor, number)).first()
    if row is None:
        raise NotFound(_GONE)
    content = _open(row, sealed.required(key, LOCKED))
    if content is None:
        raise NotFound("This counter can't be opened: it was sealed to a key that you had before.")
    return row, content


def _put(actor: Actor, number: int, content: _Content) -> None:
    texts = (
        content.name, content.began.isoformat(), str(content.best), str(content.total),
        str(content.times),
    )  # fmt: skip
    kept = sealed.seal(actor.member_id, _KIND, str(number).encode(), *texts)
    Counter.replace(
        owner=actor.member_id, number=number, key_number=kept.key_number, sealed=kept.sealed
    ).execute()


def _open(row: Counter, key: sealing.PrivateKey) -> _Content | None:
    place = str(row.number).encode()
    texts = sealed.open_(key, row.owner_id, _KIND, place, row.key_number, row.sealed)
    if texts is None:
        return None
    name, began, best, total, times = texts
    return _Content(name, date.fromisoformat(began), int(best), int(total), int(times))
