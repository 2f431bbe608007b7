"""Time, which is always passed in, and how it is told to people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

Clock = Callable[[], datetime]

_STEPS = (
    (timedelta(minutes=1), timedelta(hours=1), "min"),
    (timedelta(hours=1), timedelta(days=1), "h"),
    (timedelta(days=1), timedelta(days=14), "d"),
    (timedelta(weeks=1), timedelta(days=70), "wk"),
    (timedelta(days=30), timedelta(days=365), "mo"),
)


def utc_now() -> datetime:
    """The wall clock, in UTC."""
    return datetime.now(UTC)


def day_start(moment: datetime) -> datetime:
    """Midnight, UTC, of the day that `moment` lies in."""
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def age(then: datetime, now: datetime) -> str:
    """How long ago, in a few characters: `now`, `5 min`, `3 h`, `2 d`, `3 wk`, `4 mo`, `2 yr`.

    A moment that lies ahead (the server's clock was set back) is `now`, not a negative age.
    """
    passed = now - then
    for unit, until, name in _STEPS:
        if passed < unit:
            return "now"
        if passed < until:
            return f"{passed // unit} {name}"
    return f"{max(1, passed.days // 365)} yr"


def ago(then: datetime, now: datetime) -> str:
    """How long ago, for a sentence: `just now`, `3 h ago`."""
    short = age(then, now)
    return "just now" if short == "now" else f"{short} ago"


_SPOKEN = {
    "min": "minute",
    "h": "hour",
    "d": "day",
    "wk": "week",
    "mo": "month",
    "yr": "year",
}


def spoken_ago(then: datetime, now: datetime) -> str:
    """How long ago, as it is said aloud: `just now`, `1 hour ago`, `3 weeks ago`."""
    short = age(then, now)
    if short == "now":
        return "just now"
    count, _, unit = short.partition(" ")
    return f"{count} {_SPOKEN[unit]}{'' if count == '1' else 's'} ago"


def days_ago(days: int) -> str:
    """A day in the past, where only the day is known: `today`, `yesterday`, `12 days ago`."""
    if days <= 0:
        return "today"
    return "yesterday" if days == 1 else f"{days} days ago"


def ahead(then: datetime, now: datetime) -> str:
    """How long until then, for a sentence, never less than it is: `in 1 minute`, `in 5 hours`."""
    minutes = max(1, -((now - then) // timedelta(minutes=1)))
    if minutes == 1:
        return "in 1 minute"
    return f"in {minutes} minutes" if minutes <= 90 else f"in {-(-minutes // 60)} hours"


def season(day: date) -> str:
    """The season of a day, as the north counts them: `spring 2026`, `winter 2025/26`."""
    if day.month in (12, 1, 2):
        year = day.year if day.month == 12 else day.year - 1
        return f"winter {year}/{(year + 1) % 100:02}"
    return f"{('spring', 'summer', 'autumn')[day.month // 3 - 1]} {day.year}"
