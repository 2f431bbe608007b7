"""Hugs in one key, following and bookmarks, what is new for oneself, and who waits."""

from __future__ import annotations

import pytest

from bbs.services import bookmarks, following, home, hugs, notices, posts, threads
from screens.widgets.postview import PostView
from tests.helpers import Join, StandingClock
from tests.screens.community import Community, settle_in
from tests.screens.conftest import Play


@pytest.fixture
def town(join: Join, clock: StandingClock) -> Community:
    return settle_in(join, clock)


def first_post(town: Community, thread_id: int) -> int:
    return posts.from_number(town.me.actor, thread_id, 1, limit=1)[0].id


def given(town: Community, post_id: int) -> list[tuple[str, int]]:
    return [(each.kind, each.count) for each in posts.get(town.me.actor, post_id).hugs]


async def test_a_key_and_one_more_give_a_hug(play: Play, town: Community) -> None:
    post_id = first_post(town, town.first_id)
    async with play(town.me) as stage:
        await stage.visit("thread", thread_id=town.first_id)
        await stage.press("home")
        assert "h hug" in stage.static("hints")
        await stage.press("h")
        assert stage.place == "HugScreen" and "Me too" in stage.shown
        assert "> Hug" in stage.cursor_row
        await stage.press("h")
        assert stage.place == "ThreadScreen" and stage.notice == "Hug: given."
        assert "1 hug (yours)" in stage.shown and stage.cursor_row.strip().startswith("> 1 ")
        await stage.press("h", "m", "h", "t")
        assert given(town, post_id) == [("hug", 1), ("me-too", 1), ("thank-you", 1)]
        assert "1 hug (yours), 1 me too (yours), 1 thank you (yours)" in stage.shown
        await stage.press("h")
        assert "Me too: given; take it back" in stage.shown
        await stage.press("m")
        assert stage.notice == "Me too: taken back."
        assert given(town, post_id) == [("hug", 1), ("thank-you", 1)]


async def test_typed_ahead_and_chosen_by_enter(play: Play, town: Community) -> None:
    post_id = first_post(town, town.first_id)
    async with play(town.me) as stage:
        await stage.visit("thread", thread_id=town.first_id)
        await stage.press("home")
        await stage.press_ahead("h", "m")
        assert given(town, post_id) == [("me-too", 1)]
        await stage.press("h", "enter")
        assert given(town, post_id) == [("hug", 1), ("me-too", 1)]
        await stage.press("h", "escape")
        assert stage.place == "ThreadScreen" and stage.notice == ""
        assert given(town, post_id) == [("hug", 1), ("me-too", 1)]


async def test_there_is_no_hug_for_ones_own_nor_for_what_went(
    play: Play, town: Community, clock: StandingClock
) -> None:
    async with play(town.me) as stage:
        await stage.visit("thread", thread_id=town.own_id)
        await stage.press("home", "h")
        assert stage.place == "ThreadScreen" and "h hug" not in stage.static("hints")
        await stage.press("down", "h")
        assert stage.place == "HugScreen"
        answer = posts.from_number(town.me.actor, town.own_id, 2, limit=1)[0]
        posts.delete(town.other.actor, answer.id)
        await stage.press("h")
        assert "taken back by its writer" in stage.notice
    async with play() as stage:
        await stage.visit("thread", thread_id=town.first_id)
        await stage.press("h")
        assert "That is for members" in stage.notice


async def test_the_more_menu_follows_bookmarks_and_ignores(play: Play, town: Community) -> None:
    me, thread_id = town.me.actor, town.first_id

    def stands() -> tuple[bool, bool, bool]:
        view = threads.get(me, thread_id)
        return view.is_followed, view.is_bookmarked, view.is_ignored

    async with play(town.me) as stage:
        await stage.visit("thread", thread_id=thread_id)
        for words, expected, notice in (
            ("Follow this thread: be told", (True, False, False), "You follow this thread"),
            ("Put a bookmark in", (True, True, False), "A bookmark is in"),
            ("Ignore this thread: nothing", (False, True, True), "nothing in it is new"),
            ("Ignore this thread no more", (False, True, False), "You ignore it no more"),
            ("Take the bookmark out", (False, False, False), "taken out"),
            ("Follow this thread: be told", (True, False, False), "You follow this thread"),
            ("Follow this thread no more", (False, False, False), "You follow it no more"),
        ):
            await stage.press("l")
            await stage.choose(words)
            assert stands() == expected and notice in stage.notice, words
        await stage.press("l")
        await stage.choose("Nothing")
        assert stands() == (False, False, False)


async def test_n_passes_over_what_is_ignored(play: Play, town: Community) -> None:
    async with play(town.me) as stage:
        await stage.press("n")
        assert stage.head == "Back Pain: First winter with a bad back"
        following.ignore(town.me.actor, town.own_id)
        await stage.press("n")
        assert stage.head == "Stress: Too much at once"
        await stage.press("n")
        assert "nothing else is unread" in stage.notice


async def test_home_tells_what_is_new_for_oneself_until_it_was_shown(
    play: Play, town: Community, clock: StandingClock
) -> None:
    for kind in ("hug", "thank-you"):
        hugs.give(town.other.actor, first_post(town, town.own_id), kind, now=clock())
    async with play(town.me) as stage:
        assert "1 answer in 1 thread" in stage.shown and "2 hugs for you" in stage.shown
        await stage.choose("2 hugs")
        assert stage.head == "New for you"
        assert stage.rows()[2].strip().startswith("> 1 answer in Sitting at work")
        assert "1 hug, 1 thank you for your post in Sitting at work" in stage.shown
        assert notices.hug_count(town.me.actor) == 0
        await stage.press("enter")
        assert stage.place == "ThreadScreen" and stage.main(PostView).block is not None
        assert "> 2 brave-wren, new" in stage.shown, "at the answer"
        await stage.press("escape")
        assert "1 answer in Sitting at work" in stage.shown, "it stays while it is looked at"
        await stage.press("down", "enter")
        assert "> 1 quiet-otter" in stage.shown, "at the post that was hugged"
        await stage.press("escape")
        posts.reply(town.other.actor, town.own_id, "One more", now=clock())
        await stage.press("enter", "escape")
        assert stage.shown.count("1 answer in Sitting at work") == 1, "it was read meanwhile"
        posts.reply(town.other.actor, town.own_id, "And one", now=clock())
        await stage.press("question_mark", "escape")
        assert stage.shown.count("1 answer in Sitting at work") == 2
        await stage.press("escape")
        assert "answer" not in stage.shown and "hug" not in stage.shown
        await stage.visit("notices")
        assert "There is nothing new for you." in stage.shown


async def test_titles_of_others_are_text_and_stand_on_no_home_screen(
    play: Play, town: Community, clock: StandingClock
) -> None:
    nasty = "[@click=app.quit]x[/] [b]bold[/b]"
    made = threads.start(town.me.actor, "stress", nasty, "Words", now=clock()).id
    posts.reply(town.other.actor, made, "Words", now=clock())
    hugs.give(town.other.actor, first_post(town, made), "hug", now=clock())
    async with play(town.me) as stage:
        assert "click" not in stage.shown
        await stage.visit("notices")
        assert stage.shown.count("[@click=app.quit]x[/]") == 2


async def test_very_much_is_told_in_parts(
    play: Play, town: Community, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notices, "MOST_THREADS", 2)
    for number in range(3):
        made = threads.start(town.me.actor, "stress", f"Title {number}", "Words", now=clock())
        posts.reply(town.other.actor, made.id, "Words", now=clock.pass_(minutes=1))
    async with play(town.me) as stage:
        await stage.visit("notices")
        assert "Title 2" in stage.shown and "Title 0" not in stage.shown
        await stage.choose("There is more")
        assert all(f"1 answer in Title {number}" in stage.shown for number in range(3))
        await stage.choose("There is more")
        assert "1 answer in Sitting at work" in stage.shown and "more" not in stage.shown


async def test_who_waits_is_a_list(play: Play, town: Community, clock: StandingClock) -> None:
    made = threads.start(town.other.actor, "stress", "Hello", "Words", now=clock()).id
    async with play(town.me) as stage:
        assert home.glance(town.me.actor, now=clock()).waiting == 2
        await stage.choose("2 wait for a first reply")
        assert stage.head == "Waiting for a first reply"
        assert "Too much at once" in stage.rows()[2] and "Hello" in stage.rows()[3]
        await stage.press("down", "enter", "r")
        await stage.type("Welcome!")
        await stage.press("ctrl+s", "escape")
        assert "Hello" not in stage.shown and "Too much at once" in stage.shown
        assert threads.get(town.me.actor, made).is_followed
        await stage.press("escape")
        assert "1 waits for a first reply" in stage.shown


async def test_bookmarks_are_a_list(play: Play, town: Community) -> None:
    for thread_id in (town.first_id, town.far_id):
        bookmarks.put(town.me.actor, thread_id)
    async with play(town.me) as stage:
        await stage.choose("Bookmarks")
        assert "> * Too much at once" in stage.rows()[2]
        await stage.press("enter", "escape", "d")
        assert stage.notice == "The bookmark is taken out."
        assert "Too much" not in stage.shown and "First winter" in stage.shown
        await stage.press("d", "d")
        assert "No bookmarks yet." in stage.shown
        assert bookmarks.listing(town.me.actor, limit=9).rows == ()


async def test_many_that_wait_are_loaded_page_by_page(
    play: Play, town: Community, clock: StandingClock
) -> None:
    for number in range(120):
        threads.start(town.other.actor, "stress", f"Title {number:03}", "Words", now=clock())
    async with play(town.me) as stage:
        assert "99+ wait for a first reply" in stage.shown
        await stage.visit("waiting")
        assert "Too much at once" in stage.cursor_row
        await stage.press("end")
        assert "Title 119" in stage.cursor_row
        await stage.press("home")
        assert "Too much at once" in stage.cursor_row


async def test_nobody_waits_says_so(play: Play, join: Join) -> None:
    async with play(join("quiet-otter")) as stage:
        assert "first reply" not in stage.shown
        await stage.visit("waiting")
        assert "Nobody waits for a first reply on your boards." in stage.shown
