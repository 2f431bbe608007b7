"""The bus: what is told, to whom, when, and that it holds nothing but ids."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import get_args

import pytest

from bbs import db, events
from bbs.events import (
    Bus,
    Event,
    HugCame,
    LetterCame,
    Missed,
    Posted,
    SessionsEnded,
    StandingChanged,
    Subscription,
    decode,
    encode,
)  # fmt: skip
from bbs.models import FormerHandle, Mark
from bbs.policy import Actor
from bbs.services import boards, following, hugs, letters, news, posts, threads
from tests.helpers import Join, StandingClock

BOARD = "back-pain"


@pytest.fixture
def heard(house: None) -> Iterator[Callable[[], list[Event]]]:
    """What the bus told since the last time; the first call waits for nothing."""
    has_come = threading.Event()
    subscription = events.bus.subscribe(has_come.set)
    with events.listening():
        if db.is_postgresql():
            assert has_come.wait(10)  # It listens.
            subscription.take()

        def take() -> list[Event]:
            if db.is_postgresql():
                # A last word, behind which nothing is on its way any more.
                with db.atomic():
                    events.publish(LAST)
            taken: list[Event] = []
            give_up = time.monotonic() + 10
            while db.is_postgresql() and LAST not in taken:
                assert time.monotonic() < give_up
                taken += subscription.take()
                time.sleep(0.01)
            return [each for each in (*taken, *subscription.take()) if each != LAST]

        yield take
    events.bus.unsubscribe(subscription)


LAST = StandingChanged(0)


@pytest.fixture
def otter(join: Join) -> Actor:
    return join("quiet-otter").actor


@pytest.fixture
def wren(join: Join) -> Actor:
    return join("brave-wren").actor


def begin(actor: Actor, clock: StandingClock) -> int:
    return threads.start(actor, BOARD, "Title", "Body", now=clock()).id


def test_what_is_told_is_numbers_and_nothing_else() -> None:
    for kind in get_args(Event):
        assert {field.type for field in fields(kind)} <= {"int"}, kind


@pytest.mark.parametrize(
    "event",
    [
        Posted(1, 2, 3),
        LetterCame(4),
        HugCame(5),
        SessionsEnded(6, 1, events.HERE),
        StandingChanged(7),
    ],
)
def test_an_event_survives_the_wire(event: Event) -> None:
    assert decode(encode(event)) == event


@pytest.mark.parametrize(
    "words", ["", "posted", "posted 1 2", "posted 1 2 x", "sung 4", "letter 1 2"]
)
def test_what_another_version_means_is_passed_over(words: str) -> None:
    assert decode(words) is None


def test_a_subscriber_who_takes_nothing_costs_little_and_hears_that_it_missed_some() -> None:
    bus = Bus()
    subscription = bus.subscribe(lambda: None)
    for number in range(events.MOST_WAITING + 50):
        bus.deliver(LetterCame(number))
    taken = subscription.take()
    assert taken[:-1] == [LetterCame(number) for number in range(events.MOST_WAITING)]
    assert taken[-1] == Missed()
    assert subscription.take() == []
    bus.unsubscribe(subscription)
    bus.deliver(LetterCame(1))
    assert subscription.take() == []


def test_whoever_unsubscribes_while_others_are_told_is_no_matter() -> None:
    bus = Bus()
    told: list[Subscription] = []
    first = bus.subscribe(lambda: bus.unsubscribe(second))
    second = bus.subscribe(lambda: told.append(second))
    bus.deliver(HugCame(1))
    assert first.take() == [HugCame(1)]


def test_it_is_told_after_the_commit_and_never_without(
    heard: Callable[[], list[Event]],
) -> None:
    class Off(Exception):
        pass

    def fails() -> None:
        with db.atomic():
            events.publish(LetterCame(1))
            raise Off

    with pytest.raises(Off):
        fails()
    assert heard() == []
    with db.atomic():
        FormerHandle.insert(tag=b"x").execute()
        events.publish(LetterCame(2))
        with db.atomic():
            events.publish(LetterCame(3))
        assert not db.is_postgresql() or FormerHandle.select().exists()
    assert heard() == [LetterCame(2), LetterCame(3)]
    events.publish(HugCame(4))
    assert heard() == [HugCame(4)]


def test_posts_tell_their_place(
    otter: Actor, clock: StandingClock, heard: Callable[[], list[Event]]
) -> None:
    board = boards.get(otter, BOARD)
    thread = threads.start(otter, BOARD, "Title", "Body", token="t", now=clock())
    first = posts.from_number(otter, thread.id, 1, limit=1)[0]
    assert heard() == [Posted(board.id, thread.id, first.id)]
    threads.start(otter, BOARD, "Title", "Body", token="t", now=clock())
    assert heard() == []
    answer = posts.reply(otter, thread.id, "More", token="u", now=clock())
    assert heard() == [Posted(board.id, thread.id, answer.id)]
    posts.reply(otter, thread.id, "More", token="u", now=clock())
    assert heard() == []


def test_letters_and_hugs_tell_whom_they_are_for(
    otter: Actor, wren: Actor, clock: StandingClock, heard: Callable[[], list[Event]]
) -> None:
    thread_id = begin(wren, clock)
    post = posts.from_number(wren, thread_id, 1, limit=1)[0]
    heard()
    letters.send(otter, wren.handle, "Hello", "Words", now=clock())
    hugs.give(otter, post.id, "hug", now=clock())
    assert heard() == [LetterCame(wren.member_id), HugCame(wren.member_id)]
    hugs.give(otter, post.id, "hug", now=clock())  # Takes it back.
    assert heard() == []


def test_nobody_hears_of_whom_they_blocked(
    otter: Actor, wren: Actor, clock: StandingClock, heard: Callable[[], list[Event]]
) -> None:
    thread_id = begin(wren, clock)
    post = posts.from_number(wren, thread_id, 1, limit=1)[0]
    letters.block(wren, otter.handle)
    heard()
    letters.send(otter, wren.handle, "Hello", "Words", now=clock())
    hugs.give(otter, post.id, "hug", now=clock())
    assert heard() == []


def concerned(post_id: int, *actors: Actor) -> tuple[set[int], set[int]]:
    """Who of them hears of an answer, and whose counts move."""
    found = news.concerned([post_id], [each.member_id for each in actors])
    return {member_id for member_id, _ in found.answers}, set(found.readers)


def test_a_post_concerns_those_who_follow_and_those_of_its_board(
    otter: Actor, wren: Actor, join: Join, clock: StandingClock
) -> None:
    lantern = join("old-lantern").actor
    everybody = (otter, wren, lantern)
    for each in (otter, lantern):
        boards.join(each, BOARD, now=clock())
    thread_id = begin(otter, clock)
    first = posts.from_number(otter, thread_id, 1, limit=1)[0]
    assert concerned(first.id, *everybody) == (set(), {lantern.member_id})

    answer = posts.reply(wren, thread_id, "An answer", now=clock())
    found = news.concerned([answer.id], [each.member_id for each in everybody])
    assert found.answers == {(otter.member_id, thread_id)}
    assert found.readers == {otter.member_id, lantern.member_id}
    # Of those who are not here, nobody is told.
    assert concerned(answer.id, wren, lantern) == (set(), {lantern.member_id})

    threads.mark_read(otter, thread_id, answer.number)
    assert concerned(answer.id, *everybody) == (set(), {lantern.member_id})


@pytest.mark.parametrize("how", ["ignored", "blocked", "taken back", "unfollowed"])
def test_a_post_does_not_concern(how: str, otter: Actor, wren: Actor, clock: StandingClock) -> None:
    boards.join(otter, BOARD, now=clock())
    thread_id = begin(otter, clock)
    answer = posts.reply(wren, thread_id, "An answer", now=clock())
    assert concerned(answer.id, otter) == ({otter.member_id}, {otter.member_id})
    match how:
        case "ignored":
            following.ignore(otter, thread_id)
        case "blocked":
            letters.block(otter, wren.handle)
        case "taken back":
            posts.delete(wren, answer.id)
        case "unfollowed":
            following.unfollow(otter, thread_id)
    # Who follows no more still has the board's count.
    left = {otter.member_id} if how == "unfollowed" else set()
    assert concerned(answer.id, otter) == (set(), left)


def test_many_posts_and_members_are_asked_for_in_batches(
    otter: Actor, wren: Actor, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(news, "_AT_ONCE", 2)
    thread_id = begin(otter, clock)
    made = [posts.reply(wren, thread_id, "An answer", now=clock()).id for _ in range(5)]
    found = news.concerned(made, [90, 91, otter.member_id, 92, 93])
    assert found.answers == {(otter.member_id, thread_id)}


def test_nobody_hears_of_what_they_wrote_under_a_pseudonym(
    otter: Actor, wren: Actor, clock: StandingClock
) -> None:
    boards.join(otter, BOARD, now=clock())
    thread_id = begin(wren, clock)
    following.follow(otter, thread_id)
    post = posts.reply(otter, thread_id, "Veiled", without_name=True, now=clock())
    Mark.delete().execute()  # As if another session of theirs had not read it yet.
    assert post.handle != otter.handle
    assert concerned(post.id, otter, wren) == ({wren.member_id}, set())
