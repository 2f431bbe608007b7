"""What a member is told: answers and hugs, grouped, once."""

from __future__ import annotations

from typing import Any

import pytest

from bbs.errors import Refused
from bbs.models import Follow, HugMark
from bbs.policy import GUEST, Actor
from bbs.services import following, hugs, letters, notices, posts, threads
from tests.helpers import Join, QueryCount, StandingClock
from tests.tables import dump, plan, statements


@pytest.fixture
def otter(join: Join) -> Actor:
    return join("quiet-otter").actor


@pytest.fixture
def wren(join: Join) -> Actor:
    return join("brave-wren").actor


def begin(actor: Actor, clock: StandingClock, title: str = "Title") -> int:
    return threads.start(actor, "back-pain", title, "Words", now=clock.pass_(minutes=1)).id


def answer(actor: Actor, clock: StandingClock, thread_id: int, count: int = 1) -> list[int]:
    return [
        posts.reply(actor, thread_id, "Words", now=clock.pass_(minutes=1)).id for _ in range(count)
    ]


def told(actor: Actor) -> list[tuple[str, int]]:
    return [(each.title, each.count) for each in notices.answers(actor)]


def see(actor: Actor) -> None:
    notices.mark_seen(actor, notices.listing(actor))


def hugged(actor: Actor) -> list[tuple[int, list[tuple[str, int]]]]:
    return [
        (each.post_id, [(count.kind, count.count) for count in each.hugs])
        for each in notices.listing(actor).hugs
    ]


def test_answers_are_grouped_by_thread_newest_first(
    otter: Actor, wren: Actor, clock: StandingClock
) -> None:
    first, second, quiet = (begin(otter, clock, title) for title in ("First", "Second", "Quiet"))
    answer(wren, clock, second, 2)
    answer(wren, clock, first, 3)
    assert told(otter) == [("First", 3), ("Second", 2)]
    notice = notices.answers(otter)[0]
    assert (notice.thread_id, notice.board_name, notice.upto) == (first, "Back Pain", 4)
    assert told(wren) == [], "not of one's own"
    assert quiet not in [each.thread_id for each in notices.answers(otter)]


def test_what_was_shown_or_read_is_not_told_again(
    otter: Actor, wren: Actor, clock: StandingClock
) -> None:
    shown, read = begin(otter, clock, "Shown"), begin(otter, clock, "Read")
    answer(wren, clock, shown, 2)
    answer(wren, clock, read, 2)
    threads.mark_read(otter, read, 2)
    assert told(otter) == [("Read", 1), ("Shown", 2)]
    threads.mark_read(otter, read, 3)
    assert told(otter) == [("Shown", 2)]
    see(otter)
    assert told(otter) == []
    answer(wren, clock, shown)
    assert told(otter) == [("Shown", 1)]


def test_what_comes_between_showing_and_marking_is_told_next(
    otter: Actor, wren: Actor, clock: StandingClock
) -> None:
    thread_id = begin(otter, clock)
    (post_id,) = (post.id for post in posts.from_number(otter, thread_id, 1, limit=1))
    answer(wren, clock, thread_id)
    hugs.give(wren, post_id, "hug", now=clock())
    shown = notices.listing(otter)
    answer(wren, clock, thread_id)
    hugs.give(wren, post_id, "me-too", now=clock())
    notices.mark_seen(otter, shown)
    assert told(otter) == [("Title", 1)]
    assert hugged(otter) == [(post_id, [("me-too", 1)])]
    see(otter)
    notices.mark_seen(otter, shown)
    assert (told(otter), hugged(otter)) == ([], []), "it never goes back"


def test_ones_own_words_those_taken_back_and_those_of_the_blocked_are_not_told(
    otter: Actor, wren: Actor, join: Join, clock: StandingClock
) -> None:
    lantern = join("old-lantern").actor
    thread_id = begin(otter, clock)
    (gone,) = answer(wren, clock, thread_id)
    answer(lantern, clock, thread_id)
    answer(otter, clock, thread_id)
    posts.delete(wren, gone)
    assert told(otter) == [("Title", 1)]
    letters.block(otter, "old-lantern")
    assert told(otter) == []


def test_what_is_not_told_takes_nobodys_place(
    otter: Actor, wren: Actor, join: Join, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notices, "MOST_THREADS", 1)
    lantern = join("old-lantern").actor
    first, second = begin(otter, clock, "First"), begin(otter, clock, "Second")
    answer(wren, clock, first)
    answer(lantern, clock, second)
    letters.block(otter, "old-lantern")
    assert told(otter) == [("First", 1)]


def test_following_tells_of_what_comes_and_not_of_what_was(
    otter: Actor, wren: Actor, clock: StandingClock
) -> None:
    thread_id = begin(wren, clock)
    answer(wren, clock, thread_id, 2)
    following.follow(otter, thread_id)
    assert told(otter) == []
    answer(wren, clock, thread_id)
    assert told(otter) == [("Title", 1)]
    following.unfollow(otter, thread_id)
    assert told(otter) == []


def test_an_answer_writes_as_much_for_ten_followers_as_for_none(
    otter: Actor, wren: Actor, join: Join, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone, popular = begin(otter, clock), begin(otter, clock)
    for number in range(10):
        following.follow(join(f"grey-heron-{number}").actor, popular)
    wrote = []
    for thread_id in (alone, popular):
        before = dump()
        with statements(monkeypatch) as ran:
            answer(wren, clock, thread_id)
        changed = {table: len(set(rows) ^ set(before[table])) for table, rows in dump().items()}
        wrote.append((len(ran), changed))
    assert wrote[0] == wrote[1]


def test_hugs_are_grouped_by_post_and_told_once(
    otter: Actor, wren: Actor, join: Join, clock: StandingClock
) -> None:
    lantern = join("old-lantern").actor
    thread_id = begin(otter, clock)
    (second,) = answer(otter, clock, thread_id)
    first = posts.from_number(otter, thread_id, 1, limit=1)[0].id
    for actor, post_id, kind in (
        (wren, second, "thank-you"), (lantern, first, "hug"), (lantern, second, "hug"),
        (wren, second, "hug"),
    ):  # fmt: skip
        hugs.give(actor, post_id, kind, now=clock())
    assert notices.hug_count(otter) == 4
    assert hugged(otter) == [(second, [("hug", 2), ("thank-you", 1)]), (first, [("hug", 1)])]
    notice = notices.listing(otter).hugs[0]
    assert (notice.number, notice.thread_id, notice.title) == (2, thread_id, "Title")
    see(otter)
    assert (notices.hug_count(otter), hugged(otter)) == (0, [])
    hugs.give(wren, first, "me-too", now=clock())
    assert hugged(otter) == [(first, [("me-too", 1)])]
    hugs.give(wren, first, "me-too", now=clock())
    assert notices.hug_count(otter) == 0, "what was taken back is no news"


def test_hugs_of_the_blocked_are_not_told(otter: Actor, wren: Actor, clock: StandingClock) -> None:
    thread_id = begin(otter, clock)
    first = posts.from_number(otter, thread_id, 1, limit=1)[0].id
    hugs.give(wren, first, "hug", now=clock())
    letters.block(otter, "brave-wren")
    hugs.give(wren, first, "me-too", now=clock())
    assert (notices.hug_count(otter), hugged(otter)) == (0, [])
    see(otter)
    letters.unblock(otter, "brave-wren")
    assert notices.hug_count(otter) == 0, "nor later, as if they were new"


def test_very_much_is_told_in_parts(
    otter: Actor, wren: Actor, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notices, "MOST_HUGS", 3)
    monkeypatch.setattr(notices, "MOST_THREADS", 2)
    made = [begin(otter, clock, f"Title {n}") for n in range(5)]
    for thread_id in made:
        answer(wren, clock, thread_id)
        first = posts.from_number(otter, thread_id, 1, limit=1)[0].id
        hugs.give(wren, first, "hug", now=clock())
    seen_threads, seen_posts, rounds = [], [], 0
    while (shown := notices.listing(otter)).answers or shown.hugs:
        assert len(shown.answers) <= 2 and len(shown.hugs) <= 3
        seen_threads += [each.thread_id for each in shown.answers]
        seen_posts += [each.thread_id for each in shown.hugs]
        notices.mark_seen(otter, shown)
        rounds += 1
        assert shown.has_more is (rounds < 3)
    assert (seen_threads, seen_posts) == (made[::-1], made)


def test_counting_stops(
    otter: Actor, wren: Actor, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notices, "COUNT_LIMIT", 3)
    thread_id = begin(otter, clock)
    for post_id in answer(otter, clock, thread_id, 5):
        hugs.give(wren, post_id, "hug", now=clock())
    answer(wren, clock, thread_id, 5)
    assert notices.hug_count(otter) == 3
    assert told(otter) == [("Title", 3)]


def test_guests_are_told_nothing(house: None) -> None:
    ask: Any
    for ask in (notices.answers, notices.hug_count, notices.listing):
        with pytest.raises(Refused):
            ask(GUEST)


@pytest.mark.parametrize("count", [1, 15])
def test_it_is_a_few_queries_along_indexes(
    otter: Actor,
    wren: Actor,
    clock: StandingClock,
    assert_query_count: QueryCount,
    monkeypatch: pytest.MonkeyPatch,
    count: int,
) -> None:
    for _ in range(count):
        thread_id = begin(otter, clock)
        answer(wren, clock, thread_id)
        first = posts.from_number(otter, thread_id, 1, limit=1)[0].id
        hugs.give(wren, first, "hug", now=clock())
    with assert_query_count(4):
        shown = notices.listing(otter)
    assert len(shown.answers) == len(shown.hugs) == count
    with statements(monkeypatch) as ran:
        notices.listing(otter)
        notices.hug_count(otter)
    for statement in ran:
        steps = plan(statement)
        assert not [step for step in steps if "SCAN" in step and "SCAN some" not in step and
                    "SCAN new" not in step and "CONSTANT" not in step], steps  # fmt: skip
    see(otter)
    assert HugMark.select().count() == 1
    assert Follow.select().where(Follow.member == otter.member_id, Follow.told == 2).count() == (
        count
    )
