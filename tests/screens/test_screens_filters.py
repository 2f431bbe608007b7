"""Filters: set in the settings, folded in lists and threads, opened by Enter."""

from __future__ import annotations

import pytest

from bbs.services import filters
from bbs.views import FilterView
from tests.helpers import Join, StandingClock
from tests.screens.community import Community, settle_in
from tests.screens.conftest import Play


@pytest.fixture
def town(join: Join, clock: StandingClock) -> Community:
    return settle_in(join, clock)


async def test_words_and_boards_are_added_and_removed(play: Play, town: Community) -> None:
    async with play(town.me) as stage:
        await stage.press("s")
        await stage.choose("Filters")
        assert "No filter yet. c adds a word, B a board." in stage.shown
        await stage.press("c")
        await stage.answer("Needles")
        assert "needles" in stage.cursor_row
        await stage.press("B")
        await stage.choose("Bereavement")
        assert filters.of(town.me.actor).words == ("needles",)
        assert [each.slug for each in filters.of(town.me.actor).boards] == ["bereavement"]
        stage.check()
        await stage.press("d")
        assert stage.notice == "It is folded no more."
        await stage.press("home", "d")
        assert filters.of(town.me.actor) == FilterView()


async def test_a_boards_list_folds_titles(play: Play, town: Community) -> None:
    filters.add_word(town.me.actor, "winter")
    filters.add_board(town.me.actor, "back-pain")
    async with play(town.me) as stage:
        await stage.visit("threads", slug="back-pain")
        assert "Sitting at work" in stage.shown, "whoever comes to a board wants to see it"
        assert "First winter" not in stage.shown
        await stage.press("down")
        assert "Folded by your filter: winter" in stage.cursor_row
        stage.check()
        await stage.press("enter")
        assert "First winter" in stage.cursor_row and stage.place == "ThreadsScreen"
        await stage.press("enter")
        assert stage.place == "ThreadScreen"


async def test_lists_of_many_boards_fold_boards(
    play: Play, town: Community, clock: StandingClock
) -> None:
    filters.add_board(town.me.actor, "stress")
    async with play(town.me) as stage:
        await stage.visit("waiting")
        assert "Folded by your filter: Stress" in stage.cursor_row
        await stage.press("enter")
        assert "Too much at once" in stage.cursor_row


async def test_a_thread_folds_posts(play: Play, town: Community) -> None:
    filters.add_word(town.me.actor, "TIMÉR")
    async with play(town.me) as stage:
        await stage.visit("thread", thread_id=town.own_id)
        await stage.press("end")
        assert "Folded by your filter: timer. Enter opens it." in stage.shown
        assert "kitchen" not in stage.shown
        assert "Enter unfold" in stage.static("hints")
        await stage.press("enter")
        assert "A kitchen timer helps me." in stage.shown
        assert "unfold" not in stage.static("hints")
        stage.check()
        await stage.press("escape")
        await stage.visit("thread", thread_id=town.own_id)
        await stage.press("end")
        assert "kitchen" not in stage.shown, "it is folded again the next time"
