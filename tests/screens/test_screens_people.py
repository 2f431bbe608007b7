"""Profiles, friends, what is hidden and what is folded, warnings in the editor, a first visit."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.widgets import Input, TextArea

from bbs.models import Member
from bbs.policy import Actor, Role
from bbs.services import (
    boards,
    drafts,
    filters,
    friends,
    greetings,
    letters,
    posts,
    preferences,
    profiles,
)
from bbs.services.credentials import Login
from bbs.views import PreferenceView
from tests.helpers import Join, StandingClock
from tests.screens.community import Community, bodies, settle_in
from tests.screens.conftest import Play
from tests.screens.stage import SIZES

LABEL = "eating, numbers"


@pytest.fixture
def town(join: Join, clock: StandingClock) -> Community:
    return settle_in(join, clock)


def warn(login: Login, thread_id: int, clock: StandingClock, body: str = "Of pounds") -> int:
    return posts.reply(login.actor, thread_id, body, warning=LABEL, now=clock()).id


def fold(login: Login) -> None:
    preferences.choose(login.actor, replace(PreferenceView(), folds_warnings=True))


@pytest.mark.parametrize("size", SIZES)
async def test_posts_of_blocked_members_are_a_line(
    play: Play, town: Community, size: tuple[int, int]
) -> None:
    letters.block(town.me.actor, "old-lantern")
    async with play(town.me, size=size) as stage:
        await stage.visit("thread", thread_id=town.first_id)
        await stage.press("end")
        assert "(a post of somebody you blocked)" in stage.shown
        assert "blocked member" in stage.shown and "old-lantern" not in stage.shown
        assert "That sounds hard." not in stage.shown and "h hug" not in stage.static("hints")
        await stage.press("l")
        assert "Block" not in stage.shown and "Put a bookmark in" in stage.shown
        await stage.press("escape", "R")
        assert stage.main(TextArea).text == ""


async def test_their_threads_have_no_title(play: Play, town: Community) -> None:
    letters.block(town.me.actor, "old-lantern")
    async with play(town.me) as stage:
        await stage.visit("threads", slug="stress")
        assert "(by somebody you blocked)" in stage.shown
        assert "old-lantern" not in stage.shown and stage.shown.count("Too much at once") == 1


async def test_a_warning_stands_before_the_text(
    play: Play, town: Community, clock: StandingClock
) -> None:
    warn(town.other, town.first_id, clock)
    async with play(town.me) as stage:
        await stage.visit("thread", thread_id=town.first_id)
        await stage.press("end")
        assert f"Warning: {LABEL}" in stage.shown and "Of pounds" in stage.shown
        assert "Enter open" not in stage.static("hints")


@pytest.mark.parametrize("size", SIZES)
async def test_who_asked_for_it_opens_it_by_enter(
    play: Play, town: Community, clock: StandingClock, size: tuple[int, int]
) -> None:
    warn(town.other, town.first_id, clock, "Of pounds\n" * 3)
    warn(town.me, town.first_id, clock, "My own")
    fold(town.me)
    async with play(town.me, size=size) as stage:
        await stage.visit("thread", thread_id=town.first_id, number=3)
        assert f"Warning: {LABEL}" in stage.shown and "Folded. Enter opens it." in stage.shown
        assert "Of pounds" not in stage.shown
        assert size[0] < 80 or "Enter open" in stage.static("hints")
        assert "My own" in stage.shown
        await stage.press("enter")
        assert stage.shown.count("Of pounds") == 3 and "Folded." not in stage.shown
        assert size[0] < 80 or "Enter fold" in stage.static("hints")
        assert stage.cursor_row.strip().startswith("> 3 ")
        await stage.press("enter")
        assert "Of pounds" not in stage.shown
        await stage.press("up", "enter")
        assert stage.place == "ThreadScreen" and "Of pounds" not in stage.shown


async def test_behind_a_warning_a_filter_folds_still(
    play: Play, town: Community, clock: StandingClock
) -> None:
    warn(town.other, town.first_id, clock, "Of needles, and of nettles")
    fold(town.me)
    filters.add_word(town.me.actor, "needles")
    async with play(town.me) as stage:
        await stage.visit("thread", thread_id=town.first_id, number=3)
        assert f"Warning: {LABEL}" in stage.shown and "needles" not in stage.shown
        await stage.press("enter")
        assert "Folded by your filter: needles." in stage.shown and "nettles" not in stage.shown
        assert "Enter unfold" in stage.static("hints")
        await stage.press("enter")
        assert "Of needles, and of nettles" in stage.shown
        assert "Enter fold" in stage.static("hints")
        await stage.press("enter")
        assert "Folded. Enter opens it." in stage.shown and "nettles" not in stage.shown


async def test_a_search_shows_no_words_of_what_is_folded(
    play: Play, town: Community, clock: StandingClock
) -> None:
    warn(town.other, town.first_id, clock, "Of nettles")
    fold(town.me)
    async with play(town.me) as stage:
        await stage.press("slash")
        await stage.type("nettles")
        await stage.press("enter")
        assert f"Warning: {LABEL}." in stage.shown and "Of nettles" not in stage.shown
        await stage.press("enter")
        assert stage.place == "ThreadScreen" and "Folded. Enter opens it." in stage.shown


async def test_folding_is_switched_in_the_settings(play: Play, town: Community) -> None:
    async with play(town.me) as stage:
        await stage.visit("settings")
        await stage.choose("Fold texts that have a warning")
        assert preferences.of(town.me.actor).folds_warnings
        await stage.choose("Fold texts that have a warning")
        assert not preferences.of(town.me.actor).folds_warnings


async def test_a_thread_in_a_list_shows_it(play: Play, town: Community) -> None:
    first = posts.from_number(town.other.actor, town.first_id, 1, limit=1)[0]
    posts.edit(town.other.actor, first.id, "Words", warning=LABEL)
    async with play(town.me, size=(200, 60)) as stage:
        await stage.visit("threads", slug="back-pain")
        assert f"First winter with a bad back [{LABEL}]" in stage.shown


@pytest.mark.parametrize("size", SIZES)
async def test_a_warning_is_set_in_the_editor(
    play: Play, town: Community, size: tuple[int, int]
) -> None:
    async with play(town.me, size=size) as stage:
        await stage.visit("editor", kind="reply", target=str(town.first_id))
        await stage.type("Words")
        await stage.press("ctrl+t")
        assert stage.place == "PromptScreen"
        await stage.type("x" * 61)
        await stage.press("enter")
        assert "61 characters" in stage.notice
        stage.main(Input).value = ""
        await stage.type(LABEL)
        await stage.press("enter")
        assert stage.place == "EditorScreen" and f"Reply: Warning: {LABEL}" in stage.shown
        assert stage.main(TextArea).text == "Words"
        await stage.press("ctrl+s")
        answer = posts.from_number(town.me.actor, town.first_id, 3, limit=1)[0]
        assert (answer.warning, answer.body) == (LABEL, "Words")


async def test_a_draft_and_an_edit_keep_it(
    play: Play, town: Community, clock: StandingClock
) -> None:
    post_id = warn(town.me, town.first_id, clock)
    async with play(town.me) as stage:
        await stage.visit("thread", thread_id=town.first_id, number=3)
        await stage.press("e")
        assert f"Warning: {LABEL}" in stage.static("head")
        await stage.type(" and ounces")
        await stage.press("escape")
        await stage.choose("Keep it as a draft")
        found = drafts.find(town.me.actor, town.me.key, "edit", str(post_id))
        assert found is not None and found.warning == LABEL
        await stage.press("e", "escape")
        await stage.choose("Put a warning before it")
        assert stage.main(Input).value == LABEL
        stage.main(Input).value = ""
        await stage.press("enter", "ctrl+s")
        assert posts.get(town.me.actor, post_id).warning == ""


async def test_a_letter_has_no_warning(play: Play, town: Community) -> None:
    async with play(town.me) as stage:
        await stage.visit("editor", kind="letter", target="brave-wren")
        assert "warning" not in stage.static("hints")
        await stage.press("ctrl+t")
        assert stage.place == "EditorScreen"


@pytest.mark.parametrize("size", SIZES)
async def test_ones_own_profile(play: Play, town: Community, size: tuple[int, int]) -> None:
    async with play(town.me, size=size) as stage:
        await stage.visit("ownprofile")
        await stage.press("enter")
        assert stage.place == "EditorScreen"
        await stage.type("I paint.")
        await stage.press("ctrl+s")
        assert stage.place == "OwnProfileScreen" and "A few lines: I paint." in stage.shown
        await stage.choose("In which season you joined")
        await stage.choose("Boards")
        assert stage.place == "ProfileBoardsScreen"
        await stage.choose("Back Pain")
        assert "named" in stage.cursor_row
        await stage.choose("Stress")
        await stage.choose("Stress")
        await stage.press("escape")
        await stage.choose("See it as others do")
        for words in ("I paint.", "On: Back Pain", "Here since spring 2026"):
            assert words in stage.shown
    seen = profiles.of(town.other.actor, "quiet-otter")
    assert (seen.body, seen.boards, seen.season) == ("I paint.", ("back-pain",), "spring 2026")


async def test_from_a_post_to_a_friend(play: Play, town: Community) -> None:
    profiles.write(town.other.actor, "I paint.")
    async with play(town.me) as stage:
        await stage.visit("thread", thread_id=town.first_id)
        await stage.press("home", "l")
        await stage.choose("What they tell of themselves")
        assert stage.place == "ProfileScreen" and "I paint." in stage.shown
        await stage.press("f")
        assert "You asked to be friends." in stage.shown and stage.notice == "They are asked."
    async with play(town.other) as stage:
        await stage.choose("1 asks to be your friend")
        assert stage.place == "FriendsScreen" and "asks to be your friend" in stage.shown
        await stage.press("f")
        assert stage.notice == "You are friends."
        await stage.press("enter")
        assert "You are friends." in stage.shown
        await stage.press("u")
        assert "You are friends." not in stage.shown
    assert friends.listing(town.me.actor) == ()


async def test_taking_somebody_off_the_list_is_asked_first(play: Play, town: Community) -> None:
    friends.ask(town.me.actor, "brave-wren")
    async with play(town.me) as stage:
        await stage.visit("friends")
        assert "asked, no answer so far" in stage.shown
        await stage.press("u", "enter")
        assert "brave-wren" in stage.shown
        await stage.press("u")
        await stage.choose("Take off")
        assert "Nobody yet." in stage.shown


async def test_blocking_from_a_profile(play: Play, town: Community) -> None:
    profiles.write(town.other.actor, "I paint.")
    async with play(town.me) as stage:
        await stage.visit("profile", handle="brave-wren")
        await stage.press("l")
        await stage.choose("Block them")
        assert "You blocked them" in stage.shown and "I paint." not in stage.shown
        await stage.press("d")
        assert "I paint." in stage.shown


def opened(town: Community, slug: str, clock: StandingClock) -> int:
    Member.update(role=Role.SYSOP).where(Member.handle == "old-lantern").execute()
    chief = Actor(town.third.actor.member_id, "old-lantern", Role.SYSOP)
    return greetings.open_(chief, slug, now=clock())


@pytest.mark.parametrize("size", SIZES)
async def test_a_first_visit_in_three_screens(
    play: Play, town: Community, clock: StandingClock, size: tuple[int, int]
) -> None:
    hello = opened(town, "migraine", clock)
    async with play(town.me, size=size) as stage:
        await stage.visit("firstvisit")
        assert stage.place == "ChooseBoardsScreen"
        await stage.type("headaches")
        await stage.press("enter")
        assert "Migraine" in stage.cursor_row
        await stage.press("enter")
        assert "joined" in stage.cursor_row
        await stage.choose("Go on")
        assert "2 of 3" in stage.static("head")
        await stage.choose("Go on")
        assert "3 of 3" in stage.static("head")
        await stage.choose("Say hello: Migraine")
        assert stage.place == "EditorScreen"
        await stage.type("Hello, I am new.")
        await stage.press("ctrl+s")
        assert stage.place == "HomeScreen"
    assert bodies(hello)[1] == "Hello, I am new."
    assert "migraine" in {board.slug for board in boards.joined(town.me.actor)}


async def test_it_can_be_left_at_each_screen(play: Play, town: Community) -> None:
    async with play(town.me) as stage:
        await stage.visit("settings")
        for steps in ((), ("Go on",), ("Go on", "Go on")):
            await stage.choose("First visit: boards, rules, hello")
            assert stage.place == "ChooseBoardsScreen"
            if steps:
                await stage.press("down")
            for step in steps:
                await stage.choose(step)
            await stage.press("escape")
            assert stage.place == "SettingsScreen" and "leads here again" in stage.notice


async def test_nothing_comes_to_mind_and_what_was_joined_can_be_left(
    play: Play, town: Community
) -> None:
    async with play(town.me) as stage:
        await stage.visit("firstvisit")
        await stage.type("xyzzy")
        await stage.press("enter")
        assert "No board comes to mind." in stage.shown
        await stage.press("shift+tab")
        stage.screen.query_one(Input).value = ""
        await stage.type("my back")
        await stage.press("enter", "enter")
        assert "Back Pain" in stage.cursor_row and "joined" not in stage.cursor_row
