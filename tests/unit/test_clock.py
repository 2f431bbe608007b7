"""How time is told."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbs import clock

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("passed", "expected"),
    [
        (timedelta(days=-400), "now"),
        (timedelta(hours=-1), "now"),
        (timedelta(0), "now"),
        (timedelta(seconds=59), "now"),
        (timedelta(seconds=60), "1 min"),
        (timedelta(minutes=59, seconds=59), "59 min"),
        (timedelta(hours=1), "1 h"),
        (timedelta(hours=23, minutes=59), "23 h"),
        (timedelta(days=1), "1 d"),
        (timedelta(days=13, hours=23), "13 d"),
        (timedelta(days=14), "2 wk"),
        (timedelta(days=69), "9 wk"),
        (timedelta(days=70), "2 mo"),
        (timedelta(days=364), "12 mo"),
        (timedelta(days=365), "1 yr"),
        (timedelta(days=365 * 3), "3 yr"),
    ],
)
def test_age(passed: timedelta, expected: str) -> None:
    assert clock.age(NOW - passed, NOW) == expected
    assert clock.ago(NOW - passed, NOW) == ("just now" if expected == "now" else f"{expected} ago")


@given(st.timedeltas(timedelta(0), timedelta(days=20_000)))
def test_an_age_is_short(passed: timedelta) -> None:
    told = clock.age(NOW - passed, NOW)
    assert len(told) <= 6
    assert told == "now" or int(told.split()[0]) >= 1


@pytest.mark.parametrize(
    ("days", "expected"),
    [(-1, "today"), (0, "today"), (1, "yesterday"), (2, "2 days ago"), (400, "400 days ago")],
)
def test_days_ago(days: int, expected: str) -> None:
    assert clock.days_ago(days) == expected


def test_a_day_starts_at_midnight_utc() -> None:
    assert clock.day_start(NOW) == datetime(2026, 5, 4, tzinfo=UTC)
    far_east = datetime(2026, 5, 4, 2, tzinfo=timezone(timedelta(hours=9)))
    assert clock.day_start(far_east) == datetime(2026, 5, 3, tzinfo=UTC)


def test_the_wall_clock_knows_its_zone() -> None:
    assert clock.utc_now().tzinfo is UTC


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2025, 12, 1), "winter 2025/26"),
        (date(2026, 2, 28), "winter 2025/26"),
        (date(2026, 3, 1), "spring 2026"),
        (date(2026, 5, 31), "spring 2026"),
        (date(2026, 8, 31), "summer 2026"),
        (date(2026, 9, 1), "autumn 2026"),
        (date(2099, 12, 31), "winter 2099/00"),
    ],
)
def test_a_season_is_all_that_is_told_of_a_day(day: date, expected: str) -> None:
    assert clock.season(day) == expected
