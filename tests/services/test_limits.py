"""What one member may do in an hour or a day, and when it works again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bbs.errors import TooMany
from bbs.models import Tally
from bbs.policy import GUEST
from bbs.services import boards, drafts, letters, limits, members, posts, threads
from bbs.services.credentials import Login
from bbs.services.limits import Kind, Limit
from tests.helpers import PASSPHRASE, Join, QueryCount, StandingClock
from tests.tables import dump, plan, statements

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def otter(join: Join, clock: StandingClock) -> Login:
    """A member of long standing, at half past nine; newcomers have fewer."""
    login = join("quiet-otter")
    clock.pass_(days=30)
    limits.bind(
        {
            Kind.SIGN_UP: Limit(2, 2, HOUR),
            Kind.POST: Limit(2, 1, HOUR),
            Kind.LETTER: Limit(2, 1, DAY),
            Kind.SEARCH: Limit(3, 3, HOUR),
        }
    )
    return login


@pytest.fixture(autouse=True)
def _no_limits_elsewhere() -> Iterator[None]:
    yield
    limits.bind({})


def post(login: Login, clock: StandingClock, token: str | None = None) -> int:
    return threads.start(login.actor, "back-pain", "Title", "Words", token=token, now=clock()).id


def test_posts_stop_at_the_most_and_go_on_in_the_next_hour(
    otter: Login, clock: StandingClock
) -> None:
    thread_id = post(otter, clock)
    posts.reply(otter.actor, thread_id, "Two", now=clock())
    before = dump()
    with pytest.raises(TooMany) as refused:
        posts.reply(otter.actor, thread_id, "Three", now=clock())
    assert refused.value.message == (
        "2 posts an hour are the most for one member. You can post again in 30 minutes. "
        "What you wrote is not lost."
    )
    assert refused.value.again_at == datetime(2026, 6, 3, 10, tzinfo=UTC)
    assert dump() == before, "what was refused is not counted either"
    clock.pass_(minutes=29, seconds=59)
    with pytest.raises(TooMany, match="in 1 minute"):
        post(otter, clock)
    clock.pass_(seconds=1)
    post(otter, clock)


def test_limits_are_each_members_own(otter: Login, join: Join, clock: StandingClock) -> None:
    limits.bind({Kind.POST: Limit(1, 1, HOUR)})
    wren = join("brave-wren")
    post(otter, clock)
    post(wren, clock)
    for login in (otter, wren):
        with pytest.raises(TooMany):
            post(login, clock)


def test_what_was_posted_with_a_token_counts_once(otter: Login, clock: StandingClock) -> None:
    one = post(otter, clock, "one")
    for _ in range(3):
        assert post(otter, clock, "one") == one
        answer = posts.reply(otter.actor, one, "Answer", token="two", now=clock())
        assert answer.number == 2
    with pytest.raises(TooMany):
        post(otter, clock, "three")
    assert post(otter, clock, "one") == one, "what was posted is handed out all the same"


def test_taking_back_gives_nothing_back(otter: Login, clock: StandingClock) -> None:
    for _ in range(2):
        posts.delete(
            otter.actor, posts.from_number(otter.actor, post(otter, clock), 1, limit=1)[0].id
        )
    with pytest.raises(TooMany):
        post(otter, clock)


def test_newcomers_have_fewer_for_two_days(otter: Login, join: Join, clock: StandingClock) -> None:
    wren = join("brave-wren")
    for _ in range(2):
        post(wren, clock)
        with pytest.raises(TooMany, match=r"1 posts an hour .* in the first days"):
            post(wren, clock)
        clock.pass_(days=1)
    post(wren, clock)
    post(wren, clock)
    with pytest.raises(TooMany, match="2 posts an hour are the most for one member\\."):
        post(wren, clock)


def test_letters_are_counted_by_the_day_as_their_day_is_kept(
    otter: Login, join: Join, clock: StandingClock
) -> None:
    limits.bind({Kind.LETTER: Limit(2, 1, DAY)})
    join("brave-wren")
    for token in ("one", "one", "two", "two"):
        letters.send(otter.actor, "brave-wren", "Hello", "Dear", token=token, now=clock())
    with pytest.raises(TooMany, match=r"2 letters a day .* You can send another one in 15 hours"):
        letters.send(otter.actor, "brave-wren", "Hello", "Dear", token="three", now=clock())
    (row,) = Tally.select()
    assert row.until == datetime(2026, 6, 4, tzinfo=UTC), "nothing tells the hour"
    clock.pass_(days=1)
    letters.send(otter.actor, "brave-wren", "Hello", "Dear", token="three", now=clock())


def test_sign_ups_are_counted_from_everywhere(otter: Login, clock: StandingClock) -> None:
    def join(handle: str) -> None:
        newcomer = members.Newcomer(
            handle, PASSPHRASE, accepts_rules=True, consents=True, is_adult=True
        )
        members.sign_up(newcomer, now=clock())

    join("brave-wren")
    limits.check_sign_up(now=clock())
    join("old-lantern")
    with pytest.raises(TooMany, match="Please come back in 30 minutes: you are welcome"):
        join("grey-heron")
    with pytest.raises(TooMany, match="Please come back in 30 minutes: you are welcome"):
        limits.check_sign_up(now=clock())
    clock.pass_(minutes=30)
    join("grey-heron")


def test_one_who_joins_late_in_a_full_hour_makes_nobody(
    otter: Login, join: Join, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    join("brave-wren"), join("old-lantern")
    monkeypatch.setattr(limits, "check_sign_up", lambda **_: None)
    before = dump()
    with pytest.raises(TooMany):
        join("grey-heron")
    assert dump() == before


def test_a_sign_up_that_fails_is_not_counted(
    otter: Login, join: Join, clock: StandingClock
) -> None:
    for _ in range(5):
        with pytest.raises(Exception, match="is taken"):
            join("quiet-otter")
    join("brave-wren")


def test_searches_and_commands_are_counted_by_themselves(
    otter: Login, clock: StandingClock
) -> None:
    for _ in range(3):
        limits.use(otter.actor, Kind.SEARCH, now=clock())
    with pytest.raises(TooMany, match="You can search again in 30 minutes"):
        limits.use(otter.actor, Kind.SEARCH, now=clock())
    limits.use(otter.actor, Kind.COMMAND, now=clock())
    for _ in range(9):
        limits.use(GUEST, Kind.SEARCH, now=clock())


def test_nothing_tells_whose_a_count_is(otter: Login, clock: StandingClock) -> None:
    post(otter, clock)
    row: Any = Tally.select().dicts().get()
    assert set(row) == {"tag", "count", "until"} and len(bytes(row["tag"])) == 32
    assert row["until"] == datetime(2026, 6, 3, 10, tzinfo=UTC)


def test_old_counts_go(otter: Login, join: Join, clock: StandingClock) -> None:
    for _ in range(50):
        post(otter, clock)
        clock.pass_(hours=1)
    assert Tally.select().count() == 1
    limits.bind({Kind.POST: Limit(9, 9, HOUR)})
    for handle in ("brave-wren", "old-lantern"):
        post(join(handle), clock)
    assert Tally.select().count() == 2


def test_a_clock_that_is_set_back_locks_nobody_out(otter: Login, clock: StandingClock) -> None:
    clock.pass_(hours=1)
    post(otter, clock)
    post(otter, clock)
    clock.pass_(hours=-1)
    post(otter, clock)
    post(otter, clock)
    with pytest.raises(TooMany) as refused:
        post(otter, clock)
    assert refused.value.again_at - clock() <= HOUR


@pytest.mark.parametrize("already", [0, 1, 40])
def test_counting_costs_the_same_however_much_was_done(
    otter: Login, clock: StandingClock, assert_query_count: QueryCount, already: int
) -> None:
    limits.bind({Kind.SEARCH: Limit(100, 100, HOUR), Kind.POST: Limit(100, 99, HOUR)})
    for _ in range(already):
        limits.use(otter.actor, Kind.SEARCH, now=clock())
        limits.use(otter.actor, Kind.POST, now=clock())
    # Counting up and looking; the first of an hour drops what is over.
    with assert_query_count(2 + (already == 0)):
        limits.use(otter.actor, Kind.SEARCH, now=clock())
    with assert_query_count(3 + (already == 0)):
        limits.use(otter.actor, Kind.POST, now=clock())


def test_counting_and_dropping_find_their_rows_by_an_index(
    otter: Login, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with statements(monkeypatch) as ran:
        limits.use(otter.actor, Kind.SEARCH, now=clock())
    steps = [step for each in ran[1:] for step in plan(each)]
    assert steps and all("USING" in step and "INDEX" in step for step in steps), steps


def test_none_is_a_limit_of_none(otter: Login, clock: StandingClock) -> None:
    limits.bind({Kind.POST: Limit(0, 0, HOUR)})
    for _ in range(20):
        post(otter, clock)
    assert not Tally.select().exists()


def test_reading_and_writing_otherwise_are_not_limited(otter: Login, clock: StandingClock) -> None:
    thread_id = post(otter, clock)
    first = posts.from_number(otter.actor, thread_id, 1, limit=1)[0]
    for number in range(20):
        posts.edit(otter.actor, first.id, f"Words {number}", now=clock())
        drafts.keep(otter.actor, "reply", str(thread_id), "", f"{number}", now=clock())
        boards.join(otter.actor, "stress", now=clock())
        threads.mark_read(otter.actor, thread_id, 1)
