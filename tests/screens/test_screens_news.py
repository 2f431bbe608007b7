"""News while somebody sits here: on the bottom line, in the counts at home, and nowhere else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest
from textual.widgets import TextArea

from bbs import events, newsroom
from bbs.bell import Bell, News
from bbs.errors import Busy
from bbs.events import bus
from bbs.newsroom import Newsroom
from bbs.policy import HOST
from bbs.services import hugs, letters, posts, sanctions, sessions, threads
from bbs.services import news as news_service
from bbs.sessions import LiveSessions
from screens import app
from screens.registry import EVERYWHERE
from tests.helpers import Join, StandingClock
from tests.screens.community import Community, settle_in
from tests.screens.conftest import Play
from tests.screens.stage import Stage, settle


@pytest.fixture
def town(join: Join, clock: StandingClock) -> Community:
    return settle_in(join, clock)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is gathered or held back, but for the tests of just that."""
    monkeypatch.setattr(newsroom, "GATHER_SECONDS", 0.0)
    monkeypatch.setattr(app, "_HEAR_SECONDS", 0.0)
    monkeypatch.setattr(app, "_READ_SECONDS", 0.0)


@pytest.fixture
def listening(house: None) -> Iterator[None]:
    with events.listening():
        yield


@asynccontextmanager
async def at_work() -> AsyncIterator[Newsroom]:
    """A newsroom that passes on what the bus tells."""
    room = Newsroom(bus)
    task = asyncio.create_task(room.run())
    yield room
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def rung(bell: Bell) -> News:
    """Wait until it rings; what it tells."""
    has_rung = asyncio.Event()
    bell.listen(has_rung.set)
    await asyncio.wait_for(has_rung.wait(), 10)
    news = bell.take()
    assert news is not None
    return news


async def until_told(stage: Stage, words: str) -> None:
    """Wait until the bottom line says it."""

    async def is_so() -> bool:
        await settle(stage.pilot)
        return words in stage.static("hints")

    await stage.until(is_so)

    """On PostgreSQL the bus is heard by another thread; on SQLite within the commit."""


async def test_a_letter_is_told_without_its_words(
    play: Play, town: Community, clock: StandingClock, listening: None
) -> None:
    async with at_work() as room, play(town.me) as stage:
        room.seat(town.me.actor.member_id, stage.app.visit.bell)
        await stage.visit("boards")
        letters.send(town.other.actor, "quiet-otter", "Guess what", "Words", now=clock())
        await until_told(stage, "1 new letter")
        assert "Guess" not in stage.shown and "brave-wren" not in stage.shown
        stage.check()
        letters.send(town.other.actor, "quiet-otter", "And more", "Words", now=clock())
        await until_told(stage, "2 new letters")
        # Another screen comes: it was read.
        await stage.press("escape")
        assert "letter" not in stage.static("hints")
        assert "3 unread letters" in stage.shown


async def test_the_counts_of_home_move_by_themselves_and_the_row_stays(
    play: Play, town: Community, clock: StandingClock, listening: None
) -> None:
    async with at_work() as room, play(town.me) as stage:
        room.seat(town.me.actor.member_id, stage.app.visit.bell)
        assert "1 unread letter" in stage.shown
        await stage.press("end", "up")
        row = stage.cursor_row
        letters.send(town.other.actor, "quiet-otter", "Guess what", "Words", now=clock())
        await until_told(stage, "1 new letter")
        assert "2 unread letters" in stage.shown
        before = stage.shown.count("new")
        threads.start(town.other.actor, "stress", "Another", "Words", now=clock())
        await stage.until(lambda: _shows(stage, "4 threads with news"))
        assert stage.shown.count("new") >= before
        assert "Another" not in stage.static("hints")
        assert stage.cursor_row == row
        stage.check()


async def _shows(stage: Stage, words: str) -> bool:
    await settle(stage.pilot)
    return words in stage.shown


async def test_what_one_types_is_not_touched(
    play: Play, town: Community, clock: StandingClock, listening: None
) -> None:
    async with at_work() as room, play(town.me) as stage:
        room.seat(town.me.actor.member_id, stage.app.visit.bell)
        await stage.visit("thread", thread_id=town.first_id)
        await stage.press("r")
        await stage.type("Half a sen")
        cursor, rows = stage.cursor(), stage.rows()[:-1]
        posts.reply(town.other.actor, town.own_id, "Secret words", now=clock())
        await until_told(stage, "An answer in a thread that you follow")
        assert stage.cursor() == cursor
        assert stage.rows()[:-1] == rows, "nothing but the bottom line has changed"
        assert "Sitting at work" not in stage.shown and "Secret" not in stage.shown
        await stage.type("tence.")
        assert stage.main(TextArea).text == "Half a sentence."
        assert "An answer in a thread that you follow" in stage.static("hints")


@pytest.mark.parametrize("size", [(80, 24), (40, 15)])
async def test_the_vital_hints_stay_however_narrow(
    size: tuple[int, int], play: Play, town: Community, clock: StandingClock, listening: None
) -> None:
    async with at_work() as room, play(town.me, size=size) as stage:
        room.seat(town.me.actor.member_id, stage.app.visit.bell)
        await stage.visit("boards")
        vital = [key for key in EVERYWHERE if key.is_vital and key.is_hint]
        for _ in range(2):
            posts.reply(town.other.actor, town.own_id, "Words", now=clock())
            letters.send(town.other.actor, "quiet-otter", "Hello", "Words", now=clock())
        await until_told(stage, "2 letters, an answer" if size[0] == 80 else "News")
        for key in vital:
            assert f"{key.shown} {key.label}" in stage.static("hints")
        stage.check()


async def test_nothing_is_told_of_one_s_own_or_of_whom_one_blocked(
    play: Play, town: Community, clock: StandingClock, listening: None
) -> None:
    letters.block(town.me.actor, town.third.actor.handle)
    async with at_work() as room, play(town.me) as stage:
        room.seat(town.me.actor.member_id, stage.app.visit.bell)
        await stage.visit("boards")
        posts.reply(town.me.actor, town.own_id, "Mine", now=clock())
        posts.reply(town.third.actor, town.own_id, "Of one who is blocked", now=clock())
        letters.send(town.third.actor, "quiet-otter", "Hello", "Words", now=clock())
        own = posts.from_number(town.me.actor, town.own_id, 1, limit=1)[0]
        hugs.give(town.third.actor, own.id, "hug", now=clock())
        # What comes last has passed all those.
        hugs.give(town.other.actor, own.id, "hug", now=clock())
        await until_told(stage, "A hug for you")
        assert stage.app.news_words[0] == "A hug for you"


async def test_what_may_have_been_missed_is_looked_for(
    play: Play, town: Community, clock: StandingClock
) -> None:
    async with at_work() as room, play(town.me) as stage:
        room.seat(town.me.actor.member_id, stage.app.visit.bell)
        await stage.visit("boards")
        bus.deliver(events.Missed())
        await until_told(stage, "1 letter, an answer")
        bus.deliver(events.Missed())
        await asyncio.sleep(0.05)
        await until_told(stage, "1 letter, an answer")


async def test_a_session_that_left_is_told_nothing(play: Play, town: Community) -> None:
    async with at_work() as room, play(town.me):
        bell, other = Bell(), Bell()
        room.seat(1, bell)
        room.seat(1, other)
        room.leave(1, bell)
        bus.deliver(events.LetterCame(1))
        assert await rung(other) == News(letters=1)
        assert bell.take() is None
        room.leave(1, other)
        assert room._bells == {}


async def test_news_of_a_flood_come_together(
    play: Play, town: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(newsroom, "GATHER_SECONDS", 0.05)
    asked: list[object] = []
    concerned = news_service.concerned

    def counted(*arguments: list[int]) -> object:
        asked.append(arguments)
        return concerned(*arguments)

    monkeypatch.setattr(news_service, "concerned", counted)
    async with at_work() as room, play(town.me):
        bell = Bell()
        room.seat(town.me.actor.member_id, bell)
        answer = posts.from_number(town.me.actor, town.own_id, 2, limit=1)[0]
        for _ in range(200):
            bus.deliver(events.Posted(1, town.own_id, answer.id))
            bus.deliver(events.LetterCame(town.me.actor.member_id))
        news = await rung(bell)
        assert news.letters == 99 and news.has_more
        assert (await rung(bell)).threads == (town.own_id,)
        assert len(asked) == 1


async def test_a_store_that_does_not_answer_makes_all_look_later(
    play: Play, town: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise Busy("away")

    monkeypatch.setattr(news_service, "concerned", fails)
    async with at_work() as room, play(town.me):
        bell = Bell()
        room.seat(town.me.actor.member_id, bell)
        bus.deliver(events.Posted(1, 2, 3))
        assert await rung(bell) == News(is_late=True)


async def test_sessions_end_when_another_process_says_so(
    play: Play, join: Join, clock: StandingClock
) -> None:
    otter, wren = join("quiet-otter").actor.member_id, join("brave-wren").actor.member_id
    live, told = LiveSessions(), []

    def begin(member_id: int, name: str) -> None:
        live.begin(
            member_id, "full screen", "passphrase", clock(), connection=name,
            end=lambda why: told.append((name, why)), drop=lambda: None,
        )  # fmt: skip

    for member_id, name in ((otter, "one"), (otter, "two"), (wren, "other")):
        begin(member_id, name)
    room = Newsroom(bus, live)
    task = asyncio.create_task(room.run())
    await asyncio.sleep(0)
    bell = Bell()
    room.seat(wren, bell)
    # What this process says itself, it has done already, and spared whoever asked.
    bus.deliver(events.SessionsEnded(otter, sessions.BY_ANOTHER, events.HERE))
    bus.deliver(events.LetterCame(wren))
    await rung(bell)
    assert told == []
    bus.deliver(events.SessionsEnded(otter, sessions.BY_LEAVING, events.HERE + 1))
    bus.deliver(events.LetterCame(wren))
    await rung(bell)
    assert told == [("one", sessions.DELETED), ("two", sessions.DELETED)]
    assert live.of(otter) == () and len(live.of(wren)) == 1
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_ending_one_s_other_sessions_is_told_to_all_processes(
    play: Play, join: Join, listening: None
) -> None:
    otter = join("quiet-otter").actor
    subscription = bus.subscribe(lambda: None)
    try:
        sessions.end_others(otter, LiveSessions())
        wanted = events.SessionsEnded(otter.member_id, sessions.BY_ANOTHER, events.HERE)
        heard: list[events.Event] = []
        while wanted not in heard:
            heard += subscription.take()
            await asyncio.sleep(0.01)
    finally:
        bus.unsubscribe(subscription)


async def test_sessions_of_who_was_banned_elsewhere_end_at_once(
    play: Play, join: Join, clock: StandingClock
) -> None:
    otter, wren = join("quiet-otter").actor.member_id, join("brave-wren").actor.member_id
    live, told = LiveSessions(), []
    has_ended, soon = asyncio.Event(), asyncio.get_running_loop().call_soon_threadsafe

    def end(why: str) -> None:
        told.append(why)
        soon(has_ended.set)

    for member_id, name in ((otter, "one"), (wren, "other")):
        live.begin(
            member_id, "full screen", "passphrase", clock(), connection=name,
            end=end, drop=lambda: None,
        )  # fmt: skip
    clock.pass_(minutes=1)
    sanctions.silence(HOST, "brave-wren", 2, "Why", now=clock())
    sanctions.ban(HOST, "quiet-otter", 2, "Why", now=clock())
    room = Newsroom(bus, live)
    task = asyncio.create_task(room.run())
    await asyncio.sleep(0)
    bell = Bell()
    room.seat(wren, bell)
    for event in (events.StandingChanged(wren), events.LetterCame(wren)):
        bus.deliver(event)
    bus.deliver(events.StandingChanged(otter))
    await rung(bell)
    await asyncio.wait_for(has_ended.wait(), 10)
    assert len(told) == 1 and "banned" in told[0] and len(live.of(wren)) == 1
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
