"""The card before a text goes out: it is offered once, and never in the way."""

from __future__ import annotations

import pytest

from bbs.services import threads
from tests.helpers import Join, StandingClock
from tests.screens.conftest import Play
from tests.screens.stage import Stage
from tests.screens.test_screens_editor import begin_thread, own_drafts, titles, written

HARD = "I want to kill myself and I don't know who to tell."
MILD = "My number is 07700 900142, ring me."


async def test_a_text_like_most_is_sent_without_a_card(play: Play, join: Join) -> None:
    login = join("quiet-otter")
    async with play(login) as stage:
        await begin_thread(stage, "A title", "This traffic is killing me, any tips?")
        await stage.press("ctrl+s")
        assert stage.place == "ThreadsScreen"
    assert titles(login) == ["A title"]


@pytest.mark.parametrize("body", [HARD, MILD])
async def test_it_can_be_sent_as_it_is(play: Play, join: Join, body: str) -> None:
    login = join("quiet-otter")
    async with play(login) as stage:
        await begin_thread(stage, "A title", body)
        await stage.press("ctrl+s")
        assert stage.head == "Before it goes out"
        assert titles(login) == []
        await stage.choose("Send it as it is")
        assert stage.place == "ThreadsScreen"
    assert (titles(login), own_drafts(login)) == (["A title"], 0)


async def test_it_can_be_changed_and_the_card_comes_once(play: Play, join: Join) -> None:
    login = join("quiet-otter")
    async with play(login) as stage:
        await begin_thread(stage, "A title", HARD)
        await stage.press("ctrl+s")
        await stage.choose("Go back and change it")
        assert stage.place == "EditorScreen" and written(stage) == HARD
        await stage.type(" It is hard.")
        await stage.press("ctrl+s")
        assert stage.place == "ThreadsScreen", "it was told already"
    assert titles(login) == ["A title"]


async def test_what_is_new_is_told(play: Play, join: Join) -> None:
    login = join("quiet-otter")
    async with play(login) as stage:
        await begin_thread(stage, "A title", MILD)
        await stage.press("ctrl+s")
        assert "07700 900142" in stage.folded and "a telephone number" in stage.folded
        await stage.choose("Go back and change it")
        await stage.type(f" {HARD}")
        await stage.press("ctrl+s")
        assert stage.head == "Before it goes out" and "painful" in stage.folded


async def test_the_crisis_lines_are_one_answer_and_one_key_away(play: Play, join: Join) -> None:
    login = join("quiet-otter")
    async with play(login) as stage:
        await begin_thread(stage, "A title", HARD)
        await stage.press("ctrl+s")
        await stage.choose("Show the crisis lines")
        assert stage.head == "Crisis help"
        await stage.press("escape")
        assert stage.place == "EditorScreen" and written(stage) == HARD
        await stage.press("ctrl+s")
        assert stage.place == "ThreadsScreen"


async def test_escape_goes_back_to_the_text(play: Play, join: Join) -> None:
    login = join("quiet-otter")
    async with play(login) as stage:
        await begin_thread(stage, "A title", HARD)
        await stage.press("ctrl+s", "escape")
        assert stage.place == "EditorScreen" and written(stage) == HARD
    assert titles(login) == []


async def test_on_leaving_and_sending_it_comes_too(play: Play, join: Join) -> None:
    login = join("quiet-otter")
    async with play(login) as stage:
        await begin_thread(stage, "A title", HARD)
        await stage.press("escape")
        await stage.choose("Send it now")
        assert stage.head == "Before it goes out"
        await stage.choose("Send it as it is")
    assert titles(login) == ["A title"]


async def test_others_words_that_are_quoted_call_for_no_card(
    play: Play, join: Join, clock: StandingClock
) -> None:
    login = join("quiet-otter")
    first = threads.start(login.actor, "anxiety", "A title", HARD, now=clock())
    async with play(login) as stage:
        await stage.visit("thread", thread_id=first.id)
        await stage.press("R")
        await stage.type("I hear you.")
        await stage.press("ctrl+s")
        assert stage.place == "ThreadScreen"


async def test_the_card_fits_every_screen(play: Play, join: Join) -> None:
    login = join("quiet-otter")
    for size in ((40, 12), (80, 24), (132, 50)):
        async with play(login, size=size) as stage:
            await begin_thread(stage, "A title", f"{HARD} {MILD}")
            await stage.press("ctrl+s")
            stage.check()
            await _throw_away(stage)


async def _throw_away(stage: Stage) -> None:
    await stage.press("escape", "escape")
    await stage.choose("Throw it away")
