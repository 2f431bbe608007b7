"""Counters of days: begun, set back with what was reached, and closed to everybody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from bbs.errors import Invalid, Locked, NotFound, Refused
from bbs.models import Counter
from bbs.policy import Actor, Role
from bbs.services import counters, recovery
from bbs.services.credentials import Login
from bbs.views import CounterView
from tests.helpers import Join, StandingClock
from tests.tables import dump, on_disk

DAY = date(2026, 5, 4)
CHIEF = Actor(0, "host", Role.SYSOP)


@pytest.fixture
def otter(join: Join) -> Login:
    return join("quiet-otter")


@pytest.fixture
def wren(join: Join) -> Login:
    return join("brave-wren")


def of(login: Login, clock: StandingClock) -> tuple[CounterView, ...]:
    return counters.listing(login.actor, login.key, now=clock())


def test_the_day_on_which_it_begins_is_day_1(otter: Login, clock: StandingClock) -> None:
    assert counters.add(otter.actor, "Without wine", now=clock()) == 1
    assert counters.add(otter.actor, "Here", since=DAY - timedelta(days=99), now=clock()) == 2
    wine, here = of(otter, clock)
    assert (wine.name, wine.began, wine.day, wine.best, wine.times) == (
        "Without wine",
        DAY,
        1,
        0,
        0,
    )
    assert (here.day, here.best, here.total) == (100, 99, 99)
    clock.pass_(days=14)
    assert [each.day for each in of(otter, clock)] == [15, 114]


def test_set_back_the_best_run_and_all_days_stay(otter: Login, clock: StandingClock) -> None:
    number = counters.add(otter.actor, "Days", now=clock())
    for run in (34, 10, 0):
        clock.pass_(days=run)
        found = counters.set_back(otter.actor, otter.key, number, now=clock())
        assert found.day == 1 and found.began == clock().date()
    assert (found.best, found.total, found.times) == (34, 44, 3)
    clock.pass_(days=40)
    (found,) = of(otter, clock)
    assert (found.day, found.best, found.total, found.times) == (41, 40, 84, 3)


def test_a_clock_that_is_set_back_counts_nothing_less(otter: Login, clock: StandingClock) -> None:
    number = counters.add(otter.actor, "Days", now=clock())
    clock.pass_(days=-3)
    (found,) = of(otter, clock)
    assert (found.day, found.best, found.total) == (1, 0, 0)
    assert counters.set_back(otter.actor, otter.key, number, now=clock()).total == 0


@pytest.mark.parametrize(
    ("name", "since", "says"),
    [
        (" ", None, "needs a name"),
        ("x" * 61, None, "60 fit"),
        ("Days", DAY + timedelta(days=1), "in the past"),
        ("Days", date(1899, 12, 31), "in the past"),
    ],
)
def test_what_will_not_do_is_said(
    otter: Login, clock: StandingClock, name: str, since: date | None, says: str
) -> None:
    with pytest.raises(Invalid, match=says):
        counters.add(otter.actor, name, since=since, now=clock())
    assert Counter.select().count() == 0


def test_renamed_and_deleted(otter: Login, wren: Login, clock: StandingClock) -> None:
    for name in ("One", "Two"):
        counters.add(otter.actor, name, now=clock())
    counters.rename(otter.actor, otter.key, 1, "Uno")
    assert [each.name for each in of(otter, clock)] == ["Uno", "Two"]
    before = dump()
    for ask in (
        lambda: counters.rename(wren.actor, wren.key, 1, "Mine"),
        lambda: counters.set_back(wren.actor, wren.key, 1, now=clock()),
        lambda: counters.delete(wren.actor, 1),
        lambda: counters.delete(otter.actor, 3),
    ):
        with pytest.raises(NotFound):
            ask()
    assert of(wren, clock) == () and dump() == before
    counters.delete(otter.actor, 1)
    assert [each.number for each in of(otter, clock)] == [2]


def test_there_is_a_most(otter: Login, clock: StandingClock) -> None:
    for number in range(counters.MOST_COUNTERS):
        counters.add(otter.actor, f"Number {number}", now=clock())
    with pytest.raises(Invalid, match="at the most"):
        counters.add(otter.actor, "One more", now=clock())


def test_locked_without_the_key_and_closed_to_a_key_for_reading(
    otter: Login, clock: StandingClock
) -> None:
    number = counters.add(otter.actor, "Days", now=clock())
    for ask in (
        lambda: counters.listing(otter.actor, None, now=clock()),
        lambda: counters.set_back(otter.actor, None, number, now=clock()),
        lambda: counters.rename(otter.actor, None, number, "Other"),
    ):
        with pytest.raises(Locked, match="counters are sealed"):
            ask()
    with pytest.raises(Refused, match="for reading only"):
        counters.listing(replace(otter.actor, is_reading=True), otter.key, now=clock())


def test_the_database_tells_neither_what_is_counted_nor_since_when(
    otter: Login, clock: StandingClock, tmp_path: Path
) -> None:
    number = counters.add(otter.actor, "feuersalamander", since=date(2019, 8, 7), now=clock())
    counters.set_back(otter.actor, otter.key, number, now=clock())
    found = on_disk(tmp_path)
    assert b"feuersalamander" not in found and b"2019-08-07" not in found
    (row,) = dump()["counter"]
    assert not any(isinstance(each, str) for each in row)


def test_what_was_sealed_to_a_former_key_stays_closed_and_can_be_deleted(
    otter: Login, clock: StandingClock
) -> None:
    counters.add(otter.actor, "Days", now=clock())
    code = recovery.offer_reset(CHIEF, "quiet-otter", now=clock())
    back = recovery.recover("quiet-otter", code, "nine brown herons", now=clock()).login
    (closed,) = of(back, clock)
    assert closed.is_closed and closed.name == counters.CLOSED
    with pytest.raises(NotFound, match="can't be opened"):
        counters.set_back(back.actor, back.key, 1, now=clock())
    counters.delete(back.actor, 1)
    assert of(back, clock) == ()
