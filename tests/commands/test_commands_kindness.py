"""Hugs, following, ignoring, bookmarks, notices and who waits, as commands and in a talk."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bbs.services import boards, hugs, letters, posts, threads
from bbs.services.boards import COUNT_LIMIT
from tests.commands.conftest import Sit
from tests.commands.desk import Desk
from tests.helpers import Join, StandingClock
from tests.screens.community import Community


def first_post(town: Community, thread_id: int) -> int:
    return posts.from_number(town.me.actor, thread_id, 1, limit=1)[0].id


async def test_a_hug_is_given_and_taken_back(desk: Desk, town: Community) -> None:
    post = first_post(town, town.first_id)
    assert (await desk.done(f"hug {post}")).out == ("Hug: given. The same again takes it back.\n")
    assert await desk.document(f"hug {post} --kind me-too") == {
        "done": True, "post": post, "kind": "me-too", "is_given": True,
    }  # fmt: skip
    told = (await desk.done(f"read {town.first_id}")).out
    assert "- call somebody\n1 hug (yours), 1 me too (yours).\n" in told
    shown = (await desk.document(f"read {town.first_id}"))["posts"][0]
    assert shown["hugs"] == {"hug": 1, "me_too": 1, "thank_you": 0}
    assert shown["given"] == {"hug": True, "me_too": True, "thank_you": False}
    assert (await desk.done(f"hug {post}")).out == "Hug: taken back.\n"
    own = first_post(town, town.own_id)
    assert "your own" in await desk.refused(f"hug {own}")
    assert "Usage: hug POST" in await desk.refused("hug", status=2)
    assert "invalid choice" in await desk.refused(f"hug {post} --kind kiss", status=2)
    await desk.refused("hug 999")


async def test_a_hug_in_a_talk_is_for_the_number_that_was_heard(
    desk: Desk, town: Community
) -> None:
    told = await desk.talk(
        "hug", f"read {town.first_id}", "hug", "hug 1 --kind thank-you", "hug 3", "read"
    )
    assert "Name the post by its number. Usage: hug POST" in told
    assert (
        "Hug for old-lantern, post 2: given." in told
        and "Thank you for brave-wren, post 1: given." in told
    )
    assert "The thread that you read last has no post 3." in told
    assert "That sounds hard.\n1 hug (yours).\n" in told
    assert "- call somebody\n1 thank you (yours).\n" in told


async def test_notices_tell_once(desk: Desk, town: Community) -> None:
    hugs.give(town.other.actor, first_post(town, town.own_id), "hug", now=desk.clock())
    letters.block(town.me.actor, "old-lantern")
    hugs.give(town.third.actor, first_post(town, town.own_id), "hug", now=desk.clock())
    assert (await desk.done("notices")).out == (
        "What is new for you:\n"
        f"1 answer in Sitting at work (thread {town.own_id})\n"
        f"1 hug for your post 1 in Sitting at work (thread {town.own_id})\n"
    ), "old-lantern is blocked"
    assert (await desk.done("notices")).out == "There is nothing new for you.\n"
    assert await desk.document("notices") == {"has_more": False, "answers": [], "hugs": []}


async def test_notices_lead_to_their_threads_in_a_talk(desk: Desk, town: Community) -> None:
    told = await desk.talk("notices", "1", "notices", "home")
    assert "> What is new for you:\n1. 1 answer in Sitting at work\n> " in told
    assert "Sitting at work. 2 posts, unread from 2 on.\n" in told
    assert "There is nothing new for you.\n" in told
    waits = "2 unread threads, 1 letter, 1 draft, 1 unanswered.\n"
    assert f"Lamplight, quiet-otter: {waits}" in told


async def test_who_waits(desk: Desk, town: Community, clock: StandingClock) -> None:
    told = (await desk.done("waiting")).out
    assert told.startswith("1 thread without a reply, newcomers' first.\n")
    assert f"{town.far_id}. Too much at once, unread, by old-lantern, 1 hour ago\n" in told
    for number in range(24):
        threads.start(town.other.actor, "stress", f"Title {number}", "Words", now=clock())
    page = await desk.document("waiting --page 2")
    assert [row["title"] for row in page["threads"]] == [f"Title {n}" for n in range(19, 24)]
    heard = await desk.talk("waiting", "9", "1")
    assert "\n9. More.\n" in heard and "> Title 7. 1 post, unread.\n" in heard


async def test_following_ignoring_bookmarks(desk: Desk, town: Community) -> None:
    first = town.first_id
    assert "You follow this thread" in (await desk.done(f"follow {first}")).out
    posts.reply(town.other.actor, first, "More", now=desk.clock())
    answers = (await desk.document("notices"))["answers"]
    assert [each["thread"] for each in answers] == [first, town.own_id]
    assert await desk.document(f"follow {first} --undo") == {
        "done": True, "thread": first, "is_undone": True,
    }  # fmt: skip
    posts.reply(town.other.actor, first, "And more", now=desk.clock())
    assert (await desk.document("notices"))["answers"] == []
    await desk.done(f"ignore {first}")
    assert first not in [row["thread"] for row in (await desk.document("new"))["threads"]]
    await desk.done(f"ignore {first} --undo")
    assert first in [row["thread"] for row in (await desk.document("new"))["threads"]]
    for thread_id in (town.far_id, first):
        await desk.done(f"bookmark {thread_id}")
    told = (await desk.done("bookmarks")).out
    assert told.startswith(f"2 threads with a bookmark.\n{first}. First winter")
    await desk.done(f"bookmark {first} --undo")
    assert [row["thread"] for row in (await desk.document("bookmarks"))["threads"]] == [town.far_id]
    for verb in ("follow", "ignore", "bookmark"):
        assert await desk.refused(f"{verb} 999") == "This thread is not there any more."


async def test_in_a_talk_the_thread_read_last_is_meant(desk: Desk, town: Community) -> None:
    told = await desk.talk(f"read {town.first_id}", "bookmark", "bookmarks", "bookmark --undo",
                           "bookmarks", "follow", "ignore")  # fmt: skip
    assert "A bookmark is put in" in told and "1. First winter with a bad back, by" in told
    assert "0 threads with a bookmark." in told
    assert "You follow this thread" in told and "You ignore this thread" in told


async def test_the_menu_is_short_whatever_waits(
    town: Community, sit: Sit, join: Join, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bbs.services import home

    longest = join("x" * 10 + "y" * 10)
    boards.join(longest.actor, "stress", now=clock())
    glance = replace(
        home.glance(longest.actor, now=clock()), unread_letters=letters.COUNT_LIMIT, drafts=100,
        answers=COUNT_LIMIT, hugs=COUNT_LIMIT, waiting=COUNT_LIMIT,
    )  # fmt: skip
    everywhere = tuple(
        replace(board, unread=COUNT_LIMIT, is_joined=True)
        for board in boards.listing(longest.actor)
    )
    monkeypatch.setattr(home, "glance", lambda actor, now: replace(glance, boards=everywhere))
    for is_done, words in ((False, "unanswered"), (True, "unanswered, checked in")):
        glance = replace(glance, has_checked_in=is_done)
        told = await sit(longest).talk()
        assert f"99+ answers, 99+ hugs, 99+ {words}.\n" in told
        assert len(told.encode()) < 200
