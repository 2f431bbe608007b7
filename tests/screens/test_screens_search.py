"""The search: typing, what is found, going there and coming back."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest
from textual import events
from textual.widgets import Input

from bbs.services import filters, letters, limits, posts, search
from bbs.views import FoundPost, Page
from screens.widgets.resultlist import ResultList
from tests.helpers import Join, StandingClock
from tests.screens.community import Community, settle_in
from tests.screens.conftest import Play
from tests.screens.stage import Stage


@pytest.fixture
def town(join: Join, clock: StandingClock) -> Community:
    return settle_in(join, clock)


def many(town: Community, clock: StandingClock, count: int) -> None:
    for number in range(count):
        posts.reply(
            town.other.actor, town.first_id, f"bicycle {number}", now=clock.pass_(minutes=1)
        )


async def look_for(stage: Stage, words: str) -> None:
    await stage.press("slash")
    await stage.type(words)
    await stage.press("enter")


def results(stage: Stage) -> ResultList:
    return stage.main(ResultList)


def words_of(stage: Stage) -> str:
    return stage.screen.query_one("#words", Input).value


async def test_slash_leads_there_from_home_and_the_menu_names_it(
    play: Play, town: Community
) -> None:
    async with play(town.me) as stage:
        await stage.choose("Search")
        assert stage.place == "SearchScreen"
        await stage.press("escape")
        await look_for(stage, "timer")
        stage.check()
        assert stage.place == "SearchScreen"
        assert "Looks on all boards, newest first." in stage.shown
        assert stage.cursor_row.split() == [">", "Sitting", "at", "work", "1", "h"]
        assert "brave-wren, Back Pain: A kitchen timer helps me." in stage.shown


async def test_enter_opens_the_thread_at_the_post_and_escape_leads_back(
    play: Play, town: Community, clock: StandingClock
) -> None:
    many(town, clock, 20)
    async with play(town.me) as stage:
        await look_for(stage, "bicycle")
        await stage.press("down", "down", "down")
        assert "bicycle 16" in stage.rows()[stage.cursor()[1] + 1]
        row = stage.cursor()
        await stage.press("enter")
        assert stage.place == "ThreadScreen"
        assert "brave-wren" in stage.cursor_row
        assert "bicycle 16" in stage.rows()[stage.cursor()[1] + 1]
        await stage.press("escape")
        assert stage.place == "SearchScreen" and stage.cursor() == row
        assert "bicycle 16" in stage.rows()[stage.cursor()[1] + 1]
        assert words_of(stage) == "bicycle"


async def test_the_words_stand_there_to_be_changed(play: Play, town: Community) -> None:
    async with play(town.me) as stage:
        await look_for(stage, "timer")
        await stage.press("slash")
        assert words_of(stage) == "timer" and isinstance(stage.screen.focused, Input)
        await stage.type("s -kitchen")
        await stage.press("enter")
        assert results(stage).is_empty and "Nothing is found." in stage.shown
        assert isinstance(stage.screen.focused, Input), "there is nothing to go to"


async def test_letters_are_text_in_the_field_and_keys_in_the_list(
    play: Play, town: Community
) -> None:
    async with play(town.me) as stage:
        await stage.press("slash")
        await stage.type("mon?/q!")
        assert words_of(stage) == "mon?/q!" and stage.place == "SearchScreen"
        assert "Enter search" in stage.static("hints")
        stage.screen.query_one("#words", Input).value = "mornings"
        await stage.press("enter")
        assert "Enter open" in stage.static("hints") and "/ other words" in stage.static("hints")
        await stage.press("m")
        assert stage.place == "MailboxScreen"


async def test_on_a_board_it_looks_there_first(play: Play, town: Community) -> None:
    posts.reply(town.other.actor, town.far_id, "A timer", now=StandingClock()())
    async with play(town.me) as stage:
        await stage.visit("threads", slug="stress")
        await look_for(stage, "timer")
        assert "Looks on Stress, newest first." in stage.shown
        assert "Too much at once" in stage.cursor_row and len(results(stage).rows) == 2
        assert "Tab all boards" in stage.static("hints")
        await stage.press("tab")
        assert "Looks on all boards" in stage.shown and len(results(stage).rows) == 4
        assert "Tab this board" in stage.static("hints")
        await stage.press("enter", "slash", "tab")
        assert stage.place == "SearchScreen"


async def test_in_a_thread_it_looks_on_its_board_first(play: Play, town: Community) -> None:
    async with play(town.me) as stage:
        await stage.visit("thread", thread_id=town.far_id)
        await stage.press("slash", "tab")
        assert "Looks on all boards" in stage.shown
        await stage.press("tab")
        assert "Looks on Stress" in stage.shown


async def test_best_first_says_among_what(play: Play, town: Community) -> None:
    posts.reply(town.other.actor, town.far_id, "work while sitting", now=StandingClock()())
    async with play(town.me) as stage:
        await look_for(stage, "sitting work")
        assert "Too much at once" in stage.cursor_row
        await stage.press("o")
        assert "best first among the newest 20,000 that match" in stage.folded
        assert "Sitting at work" in stage.cursor_row, "the title has the words"
        await stage.press("o")
        assert "newest first" in stage.shown and "Too much at once" in stage.cursor_row


@pytest.mark.parametrize("size", [(80, 24), (40, 15), (200, 60)])
async def test_a_long_list_goes_on_down_and_up(
    play: Play, town: Community, clock: StandingClock, size: tuple[int, int]
) -> None:
    many(town, clock, 130)
    async with play(town.me, size=size) as stage:
        await look_for(stage, "bicycle")
        for number in range(129, -1, -1):
            y = stage.cursor()[1]
            assert f": bicycle {number}" in stage.rows()[y + 1], "both lines are in sight"
            await stage.press("down")
            stage.check()
        await stage.press("end", "home", "pagedown", "pageup", "end")
        assert ": bicycle 0" in stage.rows()[stage.cursor()[1] + 1]
        for _ in range(129):
            await stage.press("up")
        assert ": bicycle 129" in stage.rows()[stage.cursor()[1] + 1]


async def test_typing_is_not_held_up_and_an_earlier_search_never_overwrites_a_later_one(
    play: Play, town: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_go_on, real = threading.Event(), search.find

    def slow(actor: Any, raw: str, **where: Any) -> Page[FoundPost]:
        if raw == "mornings":
            may_go_on.wait(10)
        return real(actor, raw, **where)

    monkeypatch.setattr(search, "find", slow)
    async with play(town.me) as stage:
        app = stage.app
        await stage.press("slash")
        await stage.type("mornings")
        app.post_message(events.Key("enter", None))
        for _ in range(20):
            await asyncio.sleep(0.005)
        field = stage.screen.query_one("#words", Input)
        field.value = ""
        for letter in "timer":
            app.post_message(events.Key(letter, letter))
        for _ in range(20):
            await asyncio.sleep(0.005)
        assert field.value == "timer", "the first search is still under way"
        app.post_message(events.Key("enter", None))
        for _ in range(40):
            await asyncio.sleep(0.005)
        assert [type(row) for row in results(stage).rows][:1] == [FoundPost]
        before = stage.rows()
        may_go_on.set()
        await asyncio.sleep(0.2)
        await stage.press()
        assert stage.rows() == before and "Sitting at work" in stage.shown


async def test_who_types_on_stays_in_the_field(
    play: Play, town: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_go_on, real = threading.Event(), search.find

    def slow(actor: Any, raw: str, **where: Any) -> Page[FoundPost]:
        may_go_on.wait(10)
        return real(actor, raw, **where)

    monkeypatch.setattr(search, "find", slow)
    async with play(town.me) as stage:
        await stage.press("slash")
        await stage.type("timer")
        for name in ("enter", "s", "q"):
            stage.app.post_message(events.Key(name, name if len(name) == 1 else None))
            await asyncio.sleep(0.05)
        may_go_on.set()

        async def is_found() -> bool:
            return bool(results(stage).rows)

        await stage.until(is_found)
        await stage.press()
        assert words_of(stage) == "timersq" and "Sitting at work" in stage.shown
        assert isinstance(stage.screen.focused, Input)
        await stage.press("down")
        assert stage.has_focus(results(stage))


@pytest.mark.parametrize("words", ["", "   ", "-timer", "()"])
async def test_without_a_word_it_says_so(play: Play, town: Community, words: str) -> None:
    async with play(town.me) as stage:
        await look_for(stage, words)
        assert stage.notice == "Type a word to look for."


async def test_a_limit_is_told(play: Play, town: Community) -> None:
    limits.bind({limits.Kind.SEARCH: limits.Limit(1, 1, limits._HOUR)})
    async with play(town.me) as stage:
        await look_for(stage, "timer")
        await stage.press("enter", "escape")
        assert stage.notice == "" and "Sitting" in stage.cursor_row, "to come back is no search"
        await stage.press("o")
        assert "1 searches an hour" in stage.notice


async def test_a_guest_searches_too(play: Play, town: Community) -> None:
    async with play() as stage:
        await look_for(stage, "timer")
        await stage.press("enter")
        assert stage.place == "ThreadScreen"


async def test_what_was_blocked_meanwhile_is_gone(play: Play, town: Community) -> None:
    async with play(town.me) as stage:
        await look_for(stage, "timer")
        await stage.press("enter")
        letters.block(town.me.actor, "brave-wren")
        await stage.press("escape")
        assert "Sitting at work" not in stage.shown


async def test_without_colours_what_was_found_is_in_quotes(play: Play, town: Community) -> None:
    async with play(town.me) as stage:
        await look_for(stage, "timer")
        assert "kitchen timer helps" in stage.shown
        await stage.press("escape", "s")
        await stage.choose("Colours")
        while "none" not in stage.cursor_row:
            await stage.press("enter")
        await stage.press("escape")
        await look_for(stage, "timer")
        assert 'kitchen "timer" helps' in stage.shown


async def test_a_filter_folds_what_was_found_until_it_is_opened(
    play: Play, town: Community
) -> None:
    filters.add_word(town.me.actor, "kitchen")
    async with play(town.me) as stage:
        await look_for(stage, "timer")
        assert "Folded by your filter: kitchen" in stage.cursor_row
        assert "helps me" not in stage.shown
        await stage.press("enter")
        assert "Sitting at work" in stage.cursor_row and "helps me" in stage.shown
        await stage.press("enter")
        assert stage.place == "ThreadScreen"
