"""First posts that wait for a leader's look: nobody else sees them, and their writers know."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bbs.errors import Invalid, NotFound, Refused
from bbs.models import Post, Thread
from bbs.policy import GUEST, Actor
from bbs.services import holding, home, moderation, posts, queue, sanctions, threads
from bbs.services.credentials import Login
from bbs.services.holding import Holding
from tests.helpers import StandingClock
from tests.services.house import egret, heron, last_letter, otter, sysop, wren

__all__ = ["egret", "heron", "otter", "sysop", "wren"]
GRAVE = "I am going to kill myself tonight. I have the pills here. Goodbye."


@pytest.fixture(autouse=True)
def setting() -> Iterator[None]:
    holding.bind(Holding(first=2))
    yield
    holding.bind(Holding())


def begin(login: Login, clock: StandingClock, body: str = "Body", token: str = "") -> int:
    return threads.start(
        login.actor, "back-pain", "Title", body, token=token or None, now=clock()
    ).id


def test_it_waits_nobody_sees_it_and_its_writer_knows(
    otter: Login, wren: Login, heron: Actor, clock: StandingClock
) -> None:
    made = threads.start(otter.actor, "back-pain", "Title", "Body", token="t", now=clock())
    assert (made.id, made.is_held) == (0, True)
    again = threads.start(otter.actor, "back-pain", "Title", "Body", token="t", now=clock())
    assert (again.id, again.is_held) == (0, True)
    assert not Post.select().exists() and not Thread.select().exists()
    (mine,) = holding.mine(otter.actor)
    assert (mine.title, mine.body, mine.board) == ("Title", "Body", "Back Pain")
    assert (
        home.glance(otter.actor, now=clock()).held == 1
        and home.glance(heron, now=clock()).queue == 1
    )
    assert holding.mine(wren.actor) == ()
    (row,) = queue.listing(heron, now=clock()).rows
    assert (row.level, row.kind, row.title) == ("green", "held", "Title")
    assert queue.look(heron, row.id, now=clock()).now == "Body"


def test_it_appears_as_of_now_once_it_was_looked_at(
    otter: Login, wren: Login, heron: Actor, clock: StandingClock
) -> None:
    holding.bind(Holding())
    thread_id = begin(wren, clock)
    holding.bind(Holding(first=2))
    held = posts.reply(otter.actor, thread_id, "Me too", token="t", now=clock())
    assert held.is_held and held.id == 0
    clock.pass_(hours=3)
    wrote_meanwhile = posts.reply(heron, thread_id, "Hello", now=clock())
    clock.pass_(hours=1)
    held_id = holding.mine(otter.actor)[0].id
    assert moderation.release_first(heron, held_id, now=clock()) == thread_id
    last = posts.from_number(GUEST, thread_id, 3, limit=1)[0]
    assert (last.body, last.handle, last.posted_at) == ("Me too", "quiet-otter", clock())
    assert wrote_meanwhile.number == 2 and holding.mine(otter.actor) == ()
    again = posts.reply(otter.actor, thread_id, "Me too", token="t", now=clock())
    assert again.id == last.id, "a call that is tried again makes no second post"
    assert not queue.listing(heron, now=clock()).rows
    with pytest.raises(NotFound):
        moderation.release_first(heron, held_id, now=clock())


def test_after_the_first_ones_nothing_waits(
    otter: Login, heron: Actor, clock: StandingClock
) -> None:
    for _ in range(2):
        begin(otter, clock)
        moderation.release_first(heron, holding.mine(otter.actor)[0].id, now=clock())
    assert begin(otter, clock) > 0


def test_what_staff_write_never_waits(heron: Actor, sysop: Actor, clock: StandingClock) -> None:
    holding.bind(Holding(is_all=True))
    for actor in (heron, sysop):
        assert threads.start(actor, "back-pain", "Title", "Body", now=clock()).id > 0


def test_with_all_everybody_waits(otter: Login, heron: Actor, clock: StandingClock) -> None:
    holding.bind(Holding(is_all=True))
    for _ in range(3):
        assert begin(otter, clock) == 0
        moderation.release_first(heron, holding.mine(otter.actor)[0].id, now=clock())


def test_a_grave_one_is_a_crisis_at_once_and_stays_one(
    otter: Login, heron: Actor, clock: StandingClock
) -> None:
    begin(otter, clock, GRAVE)
    (row,) = queue.listing(heron, now=clock()).rows
    assert (row.level, row.kind) == ("crisis", "held")
    with pytest.raises(Invalid):
        queue.let_be(heron, row.id, now=clock())
    opened_at = row.opened_at
    clock.pass_(minutes=5)
    moderation.release_first(heron, holding.mine(otter.actor)[0].id, now=clock())
    (row,) = queue.listing(heron, now=clock()).rows
    assert (row.level, row.kind, row.opened_at) == ("crisis", "raised", opened_at)


def test_one_that_will_not_appear_goes_back_to_its_writer(
    otter: Login, heron: Actor, clock: StandingClock
) -> None:
    begin(otter, clock, "Buy my pills")
    held_id = holding.mine(otter.actor)[0].id
    with pytest.raises(Invalid):
        moderation.refuse_first(heron, held_id, "", now=clock())
    moderation.refuse_first(heron, held_id, "Nothing is sold here.", now=clock())
    sender, _, body = last_letter(otter)
    assert sender == "staff" and "Nothing is sold here." in body and "Buy my pills" in body
    assert holding.mine(otter.actor) == () and not Post.select().exists()


def test_the_usual_time_is_the_median_of_the_last_ones(
    otter: Login, heron: Actor, clock: StandingClock
) -> None:
    assert "usually within 12 hours" in holding.waits_words()
    for hours in (1, 3, 20):
        holding.bind(Holding(is_all=True))
        begin(otter, clock)
        clock.pass_(hours=hours)
        moderation.release_first(heron, holding.mine(otter.actor)[0].id, now=clock())
    assert "usually within 3 hours" in holding.waits_words()


def test_who_is_silenced_meanwhile_has_it_looked_at_all_the_same(
    otter: Login, heron: Actor, clock: StandingClock
) -> None:
    begin(otter, clock)
    sanctions.silence(heron, "quiet-otter", 2, "Why", now=clock())
    assert moderation.release_first(heron, holding.mine(otter.actor)[0].id, now=clock())
    with pytest.raises(Refused):
        begin(otter, clock)
