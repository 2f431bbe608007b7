"""Weeks, better days and counters, as values and in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bbs import moods
from bbs.terminal.glyphs import ascii_cell
from bbs.views import CheckInView, CounterView

MONDAY = date(2026, 5, 4)


def checkin(back: int, mood: int, *done: str, spoken: str = "") -> CheckInView:
    """A check-in so many days before the Monday."""
    return CheckInView(MONDAY - timedelta(days=back), mood, done, "", spoken)


def test_weeks_begin_on_mondays_and_leave_days_out() -> None:
    known = {MONDAY: 4, MONDAY - timedelta(days=1): 1, MONDAY - timedelta(days=7): 2}
    before, last = moods.weeks(known, MONDAY + timedelta(days=3), 2)
    assert (before.begins, before.moods) == (date(2026, 4, 27), (2, *[None] * 5, 1))
    assert (last.begins, last.moods) == (MONDAY, (4, *[None] * 6))
    assert (before.average, last.average) == (1.5, 4.0)
    assert moods.weeks({}, MONDAY, 1)[0].average is None


@pytest.mark.parametrize(
    ("known", "words"),
    [
        ({}, "4 May: no check-in"),
        ({0: 3}, "4 May: 1 check-in, 3"),
        ({0: 3, 1: 3}, "4 May: 2 check-ins, 3.0 on average, each 3"),
        ({0: 2, 1: 5, 6: 3}, "4 May: 3 check-ins, 3.3 on average, from 2 to 5"),
    ],
)
def test_a_week_in_words(known: dict[int, int], words: str) -> None:
    days = {MONDAY + timedelta(days=at): mood for at, mood in known.items()}
    (week,) = moods.weeks(days, MONDAY, 1)
    assert moods.in_words(week) == words


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ([(0, 2), (1, 1), (2, 2)], True),
        ([(0, 2), (1, 1), (2, 2), (3, 5)], True),
        ([(0, 2), (2, 1), (4, 2)], True),  # A day left out makes it no lighter.
        ([(0, 2), (2, 1), (5, 2)], False),
        ([(0, 2), (1, 1)], False),
        ([(0, 3), (1, 1), (2, 2)], False),
        ([(0, 2), (1, 3), (2, 2), (3, 1)], False),
        ([], False),
    ],
)
def test_several_low_days_running_are_heavy(days: list[tuple[int, int]], expected: bool) -> None:
    found = [checkin(back, mood) for back, mood in reversed(days)]
    assert moods.is_heavy(found, MONDAY) is expected


def test_whom_is_asked_once_a_week() -> None:
    assert moods.asks_whom([], MONDAY)
    assert not moods.asks_whom([checkin(6, 3, spoken="Ann")], MONDAY)
    assert moods.asks_whom([checkin(7, 3, spoken="Ann"), checkin(1, 3)], MONDAY)
    # Today's own answer can still be given or changed.
    assert moods.asks_whom([checkin(0, 3, spoken="Ann")], MONDAY)


def test_what_goes_with_better_days_takes_five_days_of_each() -> None:
    walks = [checkin(back, 4, "Walk", "tea") for back in range(5)]
    others = [checkin(back, 3, "tea") for back in range(5, 9)]
    assert moods.together(walks + others) == ()
    (found,) = moods.together([*walks, *others, checkin(9, 3)])
    assert (found.what, found.days_with, found.days_without) == ("Walk", 5, 5)
    assert (found.mood_with, found.mood_without) == (4.0, 3.0)
    assert moods.together_in_words(found) == (
        "Walk: 4.0 on average on 5 days with it, 3.0 on 5 days without"
    )
    assert moods.together([*walks[:4], *others, checkin(9, 3)]) == ()


def test_worse_days_and_small_differences_are_told_as_nothing() -> None:
    worse = [checkin(back, 2, "news") for back in range(5)]
    better = [checkin(back, 3, "walk") for back in range(5, 10)]
    assert [each.what for each in moods.together(worse + better)] == ["walk"]
    same = [checkin(back, 3, "news") for back in range(5)]
    assert moods.together(same + better) == ()


def test_a_thing_is_the_same_however_it_is_written_and_the_biggest_difference_is_first() -> None:
    days = [checkin(back, 5, "walk" if back else "WALK", "Swim") for back in range(5)]
    days += [checkin(back, 4, "walk") for back in range(5, 8)]
    days += [checkin(back, 1) for back in range(8, 14)]
    first, second = moods.together(days)
    assert (first.what, second.what) == ("walk", "Swim")
    assert first.days_with == 8 and first.mood_with - first.mood_without > 3
    assert "no cause" in moods.GOES_WITH


def test_the_plot_stands_for_the_averages() -> None:
    known = {MONDAY - timedelta(weeks=back): mood for back, mood in ((0, 5), (1, 1), (3, 3))}
    shown = moods.weeks(known, MONDAY, 4)
    lines = moods.plot(shown, cell=2)
    assert lines == ["5       █", "4       █", "3 █     █", "2 █     █", "1 █ . █ █", "  13 Apr"]
    half = moods.weeks({MONDAY: 3, MONDAY + timedelta(days=1): 4}, MONDAY, 1)
    assert moods.plot(half, cell=2)[1] == "4 ▄"
    year = moods.weeks(known, MONDAY, 52)
    assert max(len(line) for line in moods.plot(year, cell=1)) <= 2 + 52 + 6
    drawn = "".join("".join(moods.plot(each, cell=2)) for each in (shown, half))
    assert "?" not in "".join(ascii_cell(each) for each in drawn)


def counter(**changed: Any) -> CounterView:
    return replace(CounterView(1, "Days", MONDAY, day=1, best=0, total=0, times=1), **changed)


def test_counters_in_words_never_reproach() -> None:
    assert moods.counted(counter(day=15, times=0)) == "Day 15, since 4 May 2026."
    assert moods.counted(counter(best=34, total=60)) == (
        "Day 1, since 4 May 2026. Best run 34 days, 60 days in all."
    )
    assert "courage" in moods.set_back(counter())
    told = moods.set_back(counter(best=34, total=60))
    assert told.startswith("Day 1 again") and "60 days" in told and "34" in told
    one = moods.set_back(counter(best=1, total=1))
    assert "1 day, and a best run of 1 day." in one
    for words in (told, one, moods.KEPT, moods.HEAVY):
        for reproach in ("fail", "relapse", "lost", "broke", "sorry", "unfortunately"):
            assert reproach not in words.lower()
