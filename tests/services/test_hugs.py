"""Hugs: one of each kind, counted, taken back, and not of those who are blocked."""

from __future__ import annotations

import pytest

from bbs.errors import Invalid, NotFound, Refused, TooMany
from bbs.models import Hug
from bbs.policy import GUEST, Actor
from bbs.services import hugs, leaving, letters, limits, posts, threads
from bbs.views import HugCount
from tests.helpers import PASSPHRASE, Join, QueryCount, StandingClock


@pytest.fixture
def otter(join: Join) -> Actor:
    return join("quiet-otter").actor


@pytest.fixture
def wren(join: Join) -> Actor:
    return join("brave-wren").actor


@pytest.fixture
def post_id(otter: Actor, clock: StandingClock) -> int:
    """A post of the otter's."""
    thread = threads.start(otter, "back-pain", "Title", "Words", now=clock())
    return posts.from_number(otter, thread.id, 1, limit=1)[0].id


def seen(actor: Actor, post_id: int) -> list[tuple[str, int, bool]]:
    """The hugs that somebody sees; on the page and alone they are the same."""
    post = posts.get(actor, post_id)
    (row,) = posts.from_number(actor, post.thread_id, post.number, limit=1)
    assert row == post
    return [(each.kind, each.count, each.is_given) for each in post.hugs]


def test_one_of_each_kind_and_again_takes_it_back(
    wren: Actor, post_id: int, clock: StandingClock
) -> None:
    for kind in ("thank-you", "hug", "me-too"):
        assert hugs.give(wren, post_id, kind, now=clock()) is True
    assert seen(wren, post_id) == [("hug", 1, True), ("me-too", 1, True), ("thank-you", 1, True)]
    assert hugs.give(wren, post_id, "me-too", now=clock()) is False
    assert seen(wren, post_id) == [("hug", 1, True), ("thank-you", 1, True)]
    assert hugs.give(wren, post_id, "me-too", now=clock()) is True
    assert Hug.select().count() == 3


def test_counts_are_everybodys_and_say_what_is_given(
    otter: Actor, wren: Actor, join: Join, post_id: int, clock: StandingClock
) -> None:
    hugs.give(wren, post_id, "hug", now=clock())
    hugs.give(join("old-lantern").actor, post_id, "hug", now=clock())
    assert seen(wren, post_id) == [("hug", 2, True)]
    assert seen(otter, post_id) == [("hug", 2, False)]
    assert seen(GUEST, post_id) == [("hug", 2, False)]


def test_no_hug_for_ones_own_nor_for_what_was_taken_back(
    otter: Actor, wren: Actor, post_id: int, clock: StandingClock
) -> None:
    with pytest.raises(Refused, match="your own"):
        hugs.give(otter, post_id, "hug", now=clock())
    with pytest.raises(Refused, match="new@"):
        hugs.give(GUEST, post_id, "hug", now=clock())
    with pytest.raises(Invalid, match="hug, me-too, thank-you"):
        hugs.give(wren, post_id, "kiss", now=clock())
    with pytest.raises(NotFound):
        hugs.give(wren, 999, "hug", now=clock())
    posts.reply(wren, posts.get(wren, post_id).thread_id, "An answer", now=clock())
    posts.delete(otter, post_id)
    with pytest.raises(Refused, match="taken back"):
        hugs.give(wren, post_id, "hug", now=clock())
    assert Hug.select().count() == 0


def test_hugs_go_with_the_words(
    otter: Actor, wren: Actor, post_id: int, clock: StandingClock
) -> None:
    hugs.give(wren, post_id, "hug", now=clock())
    posts.reply(wren, posts.get(wren, post_id).thread_id, "An answer", now=clock())
    posts.delete(otter, post_id)
    assert Hug.select().count() == 0 and seen(wren, post_id) == []


def test_who_is_blocked_is_not_seen_and_does_not_notice(
    otter: Actor, wren: Actor, join: Join, post_id: int, clock: StandingClock
) -> None:
    lantern = join("old-lantern").actor
    hugs.give(wren, post_id, "hug", now=clock())
    before = [seen(actor, post_id) for actor in (wren, lantern, GUEST)]
    letters.block(otter, "brave-wren")
    assert seen(otter, post_id) == [], "what was given before"
    assert [seen(actor, post_id) for actor in (wren, lantern, GUEST)] == before
    assert hugs.give(wren, post_id, "me-too", now=clock()) is True
    assert seen(otter, post_id) == [], "and what is given now"
    assert seen(wren, post_id) == [("hug", 1, True), ("me-too", 1, True)]
    hugs.give(lantern, post_id, "hug", now=clock())
    assert seen(otter, post_id) == [("hug", 1, False)]
    letters.unblock(otter, "brave-wren")
    assert seen(otter, post_id) == [("hug", 2, False), ("me-too", 1, False)]


def test_hugs_of_who_left_go_and_those_that_they_received_stay(
    otter: Actor, wren: Actor, post_id: int, clock: StandingClock
) -> None:
    thread_id = posts.get(otter, post_id).thread_id
    answer = posts.reply(wren, thread_id, "An answer", now=clock())
    hugs.give(wren, post_id, "hug", now=clock())
    hugs.give(otter, answer.id, "hug", now=clock())
    leaving.delete_account(otter, PASSPHRASE, erase_texts=False, now=clock())
    assert seen(wren, post_id) == [("hug", 1, True)]
    assert seen(wren, answer.id) == []
    hugs.give(wren, post_id, "me-too", now=clock())
    leaving.delete_account(wren, PASSPHRASE, erase_texts=True, now=clock())
    assert Hug.select().count() == 0


def test_hugs_have_a_limit_and_taking_back_has_none(
    otter: Actor, wren: Actor, post_id: int, clock: StandingClock
) -> None:
    limits.bind({limits.Kind.HUG: limits.Limit(2, 2, limits._HOUR)})
    try:
        hugs.give(wren, post_id, "hug", now=clock())
        hugs.give(wren, post_id, "me-too", now=clock())
        with pytest.raises(TooMany, match=r"2 hugs an hour .* give more in 30 minutes"):
            hugs.give(wren, post_id, "thank-you", now=clock())
        assert hugs.give(wren, post_id, "hug", now=clock()) is False
    finally:
        limits.bind({})


@pytest.mark.parametrize("count", [1, 40])
def test_a_page_asks_once_for_all_hugs(
    otter: Actor,
    wren: Actor,
    post_id: int,
    clock: StandingClock,
    assert_query_count: QueryCount,
    count: int,
) -> None:
    thread_id = posts.get(otter, post_id).thread_id
    ids = [posts.reply(otter, thread_id, "Words", now=clock()).id for _ in range(count)]
    for each in ids:
        hugs.give(wren, each, "hug", now=clock())
    with assert_query_count(1):
        found = hugs.of(otter, ids)
    assert found == {each: (HugCount("hug", 1),) for each in ids}
    with assert_query_count(0):
        assert hugs.of(otter, []) == {}
