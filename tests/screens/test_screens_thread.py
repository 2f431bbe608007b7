"""Reading a thread, going on to the next unread one, and what can be done with a post."""

from __future__ import annotations

import pytest
from textual.widgets import TextArea

from bbs.errors import Refused
from bbs.policy import Actor
from bbs.services import letters, posts, threads
from screens.widgets.postview import PostView
from tests.helpers import Join, StandingClock
from tests.screens.community import WORDS, bodies, draft_of, settle_in
from tests.screens.conftest import Play


def is_unread(actor: Actor, thread_id: int) -> bool:
    return threads.get(actor, thread_id).is_unread


async def test_posts_are_shown_with_their_marks(
    play: Play, join: Join, clock: StandingClock
) -> None:
    house = settle_in(join, clock)
    async with play(house.me) as stage:
        await stage.visit("thread", thread_id=house.first_id)
        assert stage.head == "Back Pain: First winter with a bad back"
        assert "> 1 brave-wren, new" in stage.shown
        assert "The mornings are hard." in stage.shown, "emphasis is shown, not its stars"
        assert "> it gets better" in stage.shown and "- call somebody" in stage.shown
        assert "ask a clinician" in stage.shown
        assert "1 h ago" in stage.rows()[2]


async def test_reading_a_thread_marks_it_as_read_as_far_as_it_was_in_sight(
    play: Play, join: Join, clock: StandingClock
) -> None:
    house = settle_in(join, clock)
    posts.reply(house.other.actor, house.first_id, "A line\n" * 100, now=clock())
    async with play(house.me) as stage:
        await stage.visit("thread", thread_id=house.first_id)
        assert is_unread(house.me.actor, house.first_id)
        assert threads.get(house.me.actor, house.first_id).start_number == 3
        for _ in range(8):
            await stage.press("space")
        assert not is_unread(house.me.actor, house.first_id)


async def test_it_opens_at_the_first_unread_post(
    play: Play, join: Join, clock: StandingClock
) -> None:
    house = settle_in(join, clock)
    threads.mark_read(house.me.actor, house.first_id, 1)
    posts.reply(house.other.actor, house.first_id, "A line\n" * 100, now=clock())
    async with play(house.me) as stage:
        await stage.visit("thread", thread_id=house.first_id)
        assert stage.rows()[2].startswith(
            "  > 2 old-lantern, new"
        ) or stage.cursor_row.strip().startswith("> 2 old-lantern, new")


async def test_a_guest_leaves_no_mark_and_is_refused_nothing_that_is_open_to_all(
    play: Play, join: Join, clock: StandingClock
) -> None:
    house = settle_in(join, clock)
    async with play() as stage:
        await stage.visit("thread", thread_id=house.own_id)
        assert "1 quiet-otter" in stage.shown
        await stage.press("end")
        assert stage.notice == ""


async def test_n_walks_over_all_that_is_unread_on_all_boards_and_says_when_it_is_all(
    play: Play, join: Join, clock: StandingClock
) -> None:
    house = settle_in(join, clock)
    async with play(house.me) as stage:
        heads = []
        for _ in range(3):
            await stage.press("n")
            assert stage.places == ["HomeScreen", "ThreadScreen"], "in place of the one before"
            heads.append(stage.head)
        assert heads == [
            "Back Pain: First winter with a bad back",
            "Back Pain: Sitting at work",
            "Stress: Too much at once",
        ]
        await stage.press("n")
        assert "nothing else is unread" in stage.notice
        assert not any(
            is_unread(house.me.actor, each) for each in (house.first_id, house.own_id, house.far_id)
        )
        await stage.press("escape")
        assert "All is read" in stage.shown or "1 unread letter" in stage.shown
        await stage.press("n")
        assert "nothing else is unread" in stage.notice


async def test_n_reads_on_in_a_long_thread_first(
    play: Play, join: Join, clock: StandingClock
) -> None:
    house = settle_in(join, clock)
    for number in range(30):
        body = f"line\nline {number}\nline\nline"
        posts.reply(house.other.actor, house.first_id, body, now=clock())
    async with play(house.me) as stage:
        while not stage.head.endswith("bad back"):
            await stage.press("n")
        read = stage.shown
        while stage.head.endswith("bad back"):
            before = stage.shown
            await stage.press("n")
            assert stage.shown != before
            read += stage.shown
            if stage.notice:
                break
        assert all(f"line {number}\n" in read for number in range(30))
        assert not is_unread(house.me.actor, house.first_id)


async def test_reply(play: Play, join: Join, clock: StandingClock) -> None:
    house = settle_in(join, clock)
    async with play(house.me) as stage:
        await stage.visit("thread", thread_id=house.first_id)
        await stage.press("r")
        assert stage.head == "Reply" and "Kindness before advice" in stage.folded
        await stage.type("You are not alone.")
        await stage.press("ctrl+s")
        assert stage.place == "ThreadScreen"
        assert bodies(house.first_id)[-1] == "You are not alone."
        assert "3 quiet-otter" in stage.cursor_row, "one's own answer is in sight"


async def test_reply_with_a_quote(play: Play, join: Join, clock: StandingClock) -> None:
    house = settle_in(join, clock)
    async with play(house.me) as stage:
        await stage.visit("thread", thread_id=house.first_id)
        await stage.press("home", "down", "R")
        assert stage.main(TextArea).text == "old-lantern wrote:\n> That sounds hard.\n\n"
        await stage.type("Yes.")
        await stage.press("ctrl+s")
        wanted = "old-lantern wrote:\n> That sounds hard.\n\nYes."
        assert bodies(house.first_id)[-1] == wanted


async def test_a_quote_alone_is_no_answer_and_no_draft(
    play: Play, join: Join, clock: StandingClock
) -> None:
    house = settle_in(join, clock)
    async with play(house.me) as stage:
        await stage.visit("thread", thread_id=house.first_id)
        before = bodies(house.first_id)
        await stage.press("home", "down", "R")
        quote = stage.main(TextArea).text
        await stage.press("ctrl+s")
        assert stage.place == "EditorScreen"
        assert stage.notice == "There is nothing of your own written yet."
        assert stage.main(TextArea).text == quote
        await stage.type("\n x")
        await stage.app.keep_all()
        assert draft_of(house.me, "reply", str(house.first_id)) is not None
        await stage.press("backspace")
        await stage.app.keep_all()
        assert draft_of(house.me, "reply", str(house.first_id)) is None
        await stage.press("escape")
        assert stage.place == "ThreadScreen", "there is nothing to ask about"
        assert bodies(house.first_id) == before


async def test_a_quote_of_a_quote_is_a_quote(play: Play, join: Join, clock: StandingClock) -> None:
    house = settle_in(join, clock)
    async with play(house.me) as stage:
        await stage.visit("thread", thread_id=house.first_id)
        await stage.press("home", "R")
        assert "> > it gets better" in stage.main(TextArea).text


async def test_one_changes_what_is_ones_own(play: Play, join: Join, clock: StandingClock) -> None:
    house = settle_in(join, clock)
    async with play(house.me) as stage:
        await stage.visit("thread", thread_id=house.own_id)
        await stage.press("home")
        assert "e edit" in stage.static("hints") and "d take back" in stage.static("hints")
        await stage.press("e")
        assert stage.main(TextArea).text == WORDS
        assert "Sitting at work" in stage.shown, "with the first post one changes the title, too"
        await stage.press("ctrl+end")
        await stage.type("\nAnd stretch.")
        await stage.press("ctrl+s")
        assert stage.place == "ThreadScreen"
        assert bodies(house.own_id)[0] == WORDS + "\nAnd stretch."
        assert "edited" in stage.cursor_row


async def test_the_title_is_changed_with_the_first_post(
    play: Play, join: Join, clock: StandingClock
) -> None:
    house = settle_in(join, clock)
    async with play(house.me) as stage:
        await stage.visit("thread", thread_id=house.own_id)
        await stage.press("home", "e", "shift+tab", "end")
        await stage.type(" all day")
        await stage.press("ctrl+s")
        assert stage.head == "Back Pain: Sitting at work all day"


async def test_keys_for_ones_own_posts_are_hidden_at_others_and_do_nothing(
    play: Play, join: Join, clock: StandingClock
) -> None:
    house = settle_in(join, clock)
    async with play(house.me) as stage:
        await stage.visit("thread", thread_id=house.own_id)
        await stage.press("home", "down")
        post = stage.main(PostView).post
        assert post is not None and post.handle == "brave-wren"
        assert {key.does for key in stage.screen.own_keys()}.isdisjoint({"edit", "delete"})
        before = stage.shown
        await stage.press("e", "d")
        assert stage.shown == before
        with pytest.raises(Refused):
            posts.edit(house.me.actor, post.id, "mine now")
        with pytest.raises(Refused):
            posts.delete(house.me.actor, post.id)


async def test_taking_back_leaves_a_tombstone(play: Play, join: Join, clock: StandingClock) -> None:
    house = settle_in(join, clock)
    async with play(house.me) as stage:
        await stage.visit("thread", thread_id=house.own_id)
        await stage.press("home", "d")
        await stage.choose("Keep it")
        assert bodies(house.own_id)[0] == WORDS
        await stage.press("d", "escape")
        assert bodies(house.own_id)[0] == WORDS
        await stage.press("d")
        await stage.choose("Take it back")
        assert stage.place == "ThreadScreen" and stage.notice == "It is taken back."
        assert "(taken back by its writer)" in stage.shown and "mornings" not in stage.shown
        assert "A kitchen timer helps me." in stage.shown, "answers stay"
        assert {key.does for key in stage.screen.own_keys()}.isdisjoint({"edit", "delete"})


async def test_taking_back_all_that_there_is_takes_the_thread_back(
    play: Play, join: Join, clock: StandingClock
) -> None:
    house = settle_in(join, clock)
    alone = threads.start(house.me.actor, "stress", "Alone", "Words", now=clock()).id
    async with play(house.me) as stage:
        await stage.visit("threads", slug="stress")
        await stage.visit("thread", thread_id=alone)
        await stage.press("d")
        await stage.choose("Take it back")
        assert stage.place == "ThreadsScreen"
        assert "Alone" not in stage.shown


async def test_a_thread_that_went_while_it_was_open_says_so(
    play: Play, join: Join, clock: StandingClock
) -> None:
    house = settle_in(join, clock)
    alone = threads.start(house.other.actor, "stress", "Alone", "Words", now=clock()).id
    async with play(house.me) as stage:
        await stage.visit("thread", thread_id=alone)
        await stage.press("r")
        posts.delete(house.other.actor, posts.from_number(house.me.actor, alone, 1, limit=1)[0].id)
        await stage.type("Too late, but kept.")
        await stage.press("ctrl+s")
        assert "not there any more" in stage.notice
        assert stage.main(TextArea).text == "Too late, but kept."
        await stage.press("escape")
        await stage.choose("Throw it away")
        assert stage.place == "ThreadScreen" and "not there any more" in stage.notice
        await stage.press("down", "up", "space", "end", "r", "escape", "escape")
        assert stage.places == ["HomeScreen"]


async def test_what_came_meanwhile_is_there_when_one_comes_back(
    play: Play, join: Join, clock: StandingClock
) -> None:
    house = settle_in(join, clock)
    async with play(house.me) as stage:
        await stage.visit("thread", thread_id=house.first_id)
        await stage.press("question_mark")
        posts.reply(house.other.actor, house.first_id, "Just now.", now=clock())
        await stage.press("escape", "end")
        assert "Just now." in stage.shown and "3 brave-wren, new" in stage.shown


async def test_more_writes_a_letter_to_the_writer(
    play: Play, join: Join, clock: StandingClock
) -> None:
    house = settle_in(join, clock)
    async with play(house.me) as stage:
        await stage.visit("thread", thread_id=house.first_id)
        await stage.press("home", "l")
        assert stage.head == "brave-wren"
        await stage.choose("Write a letter")
        assert stage.head == "Letter" and "brave-wren" in stage.shown


async def test_more_blocks_the_writer(play: Play, join: Join, clock: StandingClock) -> None:
    house = settle_in(join, clock)
    async with play(house.me) as stage:
        await stage.visit("thread", thread_id=house.first_id)
        await stage.press("home", "l")
        await stage.choose("Block")
        assert "no posts and letters of brave-wren" in stage.notice
        assert "brave-wren" in letters.blocked(house.me.actor)


async def test_at_a_post_of_ones_own_there_is_nobody_to_write_to(
    play: Play, join: Join, clock: StandingClock
) -> None:
    house = settle_in(join, clock)
    async with play(house.me) as stage:
        await stage.visit("thread", thread_id=house.own_id)
        await stage.press("home", "l")
        assert stage.head == "This thread" and "Follow this thread no more" in stage.shown
        assert "Write a letter" not in stage.shown and "Block" not in stage.shown


async def test_markup_in_names_titles_and_bodies_is_only_text(
    play: Play, join: Join, clock: StandingClock
) -> None:
    house = settle_in(join, clock)
    nasty = "[@click=app.quit]x[/] [b]bold[/b] [/nothing]"
    made = threads.start(house.other.actor, "stress", nasty, nasty, now=clock()).id
    async with play(house.me) as stage:
        await stage.visit("threads", slug="stress")
        assert "[@click=app.quit]x[/]" in stage.shown
        await stage.visit("thread", thread_id=made)
        assert f"Stress: {nasty}" == stage.head
        assert nasty in stage.shown
        await stage.press("R")
        assert f"> {nasty}" in stage.main(TextArea).text
