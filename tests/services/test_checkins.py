"""A check-in a day: sealed, changed, told by weeks, and never told to anybody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from bbs.errors import Invalid, Locked, NotFound, Refused
from bbs.models import CheckIn
from bbs.policy import Actor, Role
from bbs.services import checkins, home, recovery
from bbs.services.credentials import Login
from bbs.views import CheckInView, TodayView
from tests.helpers import Join, QueryCount, StandingClock
from tests.tables import dump, on_disk

DAY = date(2026, 5, 4)
CHIEF = Actor(0, "host", Role.SYSOP)


@pytest.fixture
def otter(join: Join) -> Login:
    return join("quiet-otter")


@pytest.fixture
def wren(join: Join) -> Login:
    return join("brave-wren")


def check_in(login: Login, clock: StandingClock, **given: Any) -> TodayView:
    return checkins.check_in(login.actor, login.key, now=clock(), **given)


def today(login: Login, clock: StandingClock) -> CheckInView | None:
    return checkins.today(login.actor, login.key, now=clock()).checkin


def test_it_is_made_and_changed_part_by_part(otter: Login, clock: StandingClock) -> None:
    assert today(otter, clock) is None
    check_in(otter, clock, mood=2, done=["a walk"], note="Rain.")
    check_in(otter, clock, mood=3)
    check_in(otter, clock, spoken="my sister")
    assert today(otter, clock) == CheckInView(DAY, 3, ("a walk",), "Rain.", "my sister")
    check_in(otter, clock, note=" ", done=[])
    assert today(otter, clock) == CheckInView(DAY, 3, (), "", "my sister")
    assert CheckIn.select().count() == 1


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"mood": 0}, "from 1, very hard, to 5"),
        ({"mood": 6}, "from 1, very hard, to 5"),
        ({"note": "Words"}, "First the mood"),
        ({"mood": 3, "done": ["a", "b", "c", "d"]}, "Up to 3"),
        ({"mood": 3, "done": ["x" * 61]}, "60 fit"),
        ({"mood": 3, "spoken": "x" * 201}, "200 fit"),
        ({"mood": 3, "note": "x" * 30_001}, "30,000 fit"),
        ({"mood": 3, "day": DAY + timedelta(days=1)}, "for today"),
        ({"mood": 3, "day": DAY - timedelta(days=8)}, "for today"),
    ],
)
def test_what_will_not_do_is_said_and_nothing_is_kept(
    otter: Login, clock: StandingClock, given: dict[str, Any], says: str
) -> None:
    with pytest.raises(Invalid, match=says):
        check_in(otter, clock, **given)
    assert CheckIn.select().count() == 0


def test_things_done_are_cleaned_and_kept_once(otter: Login, clock: StandingClock) -> None:
    check_in(otter, clock, mood=3, done=["\x1b[31mtea ", "", "Tea", "a  walk"])
    found = today(otter, clock)
    assert found is not None and found.done == ("[31mtea", "Tea", "a walk")
    check_in(otter, clock, done=["Walk", "walk", "WALK"])
    found = today(otter, clock)
    assert found is not None and found.done == ("Walk",)


def test_a_day_is_the_one_in_utc_and_ends_at_midnight(otter: Login, clock: StandingClock) -> None:
    check_in(otter, clock, mood=4)
    assert checkins.is_done(otter.actor, now=clock())
    clock.pass_(hours=14, minutes=29)
    assert checkins.is_done(otter.actor, now=clock())
    clock.pass_(minutes=1)
    assert not checkins.is_done(otter.actor, now=clock()) and today(otter, clock) is None
    check_in(otter, clock, mood=1, day=DAY)
    yesterday = checkins.today(otter.actor, otter.key, day=DAY, now=clock()).checkin
    assert yesterday is not None and yesterday.mood == 1
    check_in(otter, clock, mood=5, day=DAY - timedelta(days=6))
    assert CheckIn.select().count() == 2


def test_without_the_key_it_is_made_and_neither_read_nor_changed(
    otter: Login, clock: StandingClock
) -> None:
    made = checkins.check_in(otter.actor, None, mood=3, note="Words", now=clock())
    assert made.checkin is not None and not made.is_heavy and not made.asks_whom
    for ask in (
        lambda: checkins.check_in(otter.actor, None, mood=4, now=clock()),
        lambda: checkins.today(otter.actor, None, now=clock()),
        lambda: checkins.mood(otter.actor, None, now=clock()),
    ):
        with pytest.raises(Locked, match="check-ins are sealed"):
            ask()
    found = today(otter, clock)
    assert found is not None and (found.mood, found.note) == (3, "Words")
    clock.pass_(days=1)
    # The days before are sealed, so a very hard one is answered by itself.
    assert checkins.check_in(otter.actor, None, mood=1, now=clock()).is_heavy


def test_three_low_days_running_are_told_kindly(otter: Login, clock: StandingClock) -> None:
    heavy = []
    for mood in (2, 1, 2, 4, 1):
        heavy.append(check_in(otter, clock, mood=mood).is_heavy)
        clock.pass_(days=1)
    assert heavy == [False, False, True, False, False]


def test_it_is_asked_once_a_week_whom_one_has_spoken_with(
    otter: Login, clock: StandingClock
) -> None:
    assert check_in(otter, clock, mood=3).asks_whom
    check_in(otter, clock, spoken="a neighbour")
    asked = []
    for _ in range(8):
        clock.pass_(days=1)
        asked.append(check_in(otter, clock, mood=3).asks_whom)
    assert asked == [False] * 6 + [True, True]


def test_the_weeks_and_what_goes_with_better_days(otter: Login, clock: StandingClock) -> None:
    clock.pass_(days=-40)
    for number in range(40):
        done = ["a walk"] if number % 4 == 0 else ["tea"]
        check_in(otter, clock, mood=5 if number % 4 == 0 else 3, done=done)
        clock.pass_(days=1)
    found = checkins.mood(otter.actor, otter.key, weeks=2, now=clock())
    assert [week.begins for week in found.weeks] == [date(2026, 4, 27), DAY]
    assert [each.day for each in found.days][:2] == [date(2026, 5, 3), date(2026, 5, 2)]
    assert len(found.days) == 7, "today's is not there yet"
    # What goes with what is of the half year, however few weeks are shown.
    (together,) = found.together
    assert (together.what, together.days_with, together.days_without) == ("a walk", 10, 30)
    assert (together.mood_with, together.mood_without) == (5.0, 3.0)
    assert len(checkins.mood(otter.actor, otter.key, weeks=52, now=clock()).days) == 40
    for weeks in (0, 53):
        with pytest.raises(Invalid, match="52 weeks"):
            checkins.mood(otter.actor, otter.key, weeks=weeks, now=clock())


def test_half_a_year_costs_one_query(
    otter: Login, clock: StandingClock, assert_query_count: QueryCount
) -> None:
    for _ in range(20):
        check_in(otter, clock, mood=3)
        clock.pass_(days=1)
    with assert_query_count(1):
        assert len(checkins.mood(otter.actor, otter.key, now=clock()).days) == 20


def test_a_day_is_thrown_away(otter: Login, wren: Login, clock: StandingClock) -> None:
    check_in(otter, clock, mood=3)
    check_in(wren, clock, mood=4)
    checkins.delete(otter.actor, DAY)
    assert today(otter, clock) is None and today(wren, clock) is not None
    with pytest.raises(NotFound):
        checkins.delete(otter.actor, DAY)


def test_another_sees_nothing_and_another_s_row_opens_nothing(
    otter: Login, wren: Login, clock: StandingClock
) -> None:
    check_in(otter, clock, mood=1, note="Words")
    assert today(wren, clock) is None
    assert not home.glance(wren.actor, now=clock()).has_checked_in
    assert home.glance(otter.actor, now=clock()).has_checked_in
    assert checkins.today(otter.actor, wren.key, now=clock()).checkin is None
    check_in(wren, clock, mood=5)
    one, two = (CheckIn.get(CheckIn.owner == login.actor.member_id) for login in (otter, wren))
    CheckIn.update(sealed=two.sealed).where(CheckIn.owner == one.owner_id).execute()
    assert today(otter, clock) is None


def test_the_database_tells_no_word_no_mood_and_no_day(
    otter: Login, wren: Login, clock: StandingClock, tmp_path: Path
) -> None:
    words = ("trauermantel", "blindschleiche", "gottesanbeterin")
    for number in range(3):
        moods = (1, 5) if number % 2 else (5, 1)
        check_in(otter, clock, mood=moods[0], done=[words[0]], note=words[1], spoken=words[2])
        check_in(wren, clock, mood=moods[1])
        clock.pass_(days=1)
    found = on_disk(tmp_path)
    for word in (*words, "2026-05-05", "2026-05-06"):
        assert word.encode() not in found, word
    rows = dump()["check_in"]
    # Of each row: whose it is, a tag of 32 bytes, the number of the key, and a seal of one length.
    assert {(len(row[1]), row[2], len(row[3])) for row in rows} == {(32, 1, len(rows[0][3]))}
    assert len({row[1] for row in rows}) == 6, "the same day of two members has two tags"


def test_who_came_by_a_key_for_reading_is_told_nothing(otter: Login, clock: StandingClock) -> None:
    check_in(otter, clock, mood=3)
    reader = replace(otter.actor, is_reading=True)
    for ask in (
        lambda: checkins.today(reader, otter.key, now=clock()),
        lambda: checkins.is_done(reader, now=clock()),
        lambda: checkins.mood(reader, otter.key, now=clock()),
    ):
        with pytest.raises(Refused, match="for reading only"):
            ask()
    assert home.glance(reader, now=clock()).has_checked_in is None


def test_what_was_sealed_to_a_former_key_stays_closed_and_can_be_made_anew(
    otter: Login, clock: StandingClock
) -> None:
    check_in(otter, clock, mood=3, note="Before")
    code = recovery.offer_reset(CHIEF, "quiet-otter", now=clock())
    back = recovery.recover("quiet-otter", code, "nine brown herons", now=clock()).login
    assert checkins.is_done(back.actor, now=clock()) and today(back, clock) is None
    with pytest.raises(Invalid, match="First the mood"):
        check_in(back, clock, note="After")
    check_in(back, clock, mood=4)
    assert today(back, clock) == CheckInView(DAY, 4, (), "", "")
