"""The reading commands: what they answer, page by page, and what is marked as read by it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from bbs.models import Mark
from bbs.services import boards, letters, posts, threads
from tests.commands.desk import Desk
from tests.helpers import QueryCount, StandingClock
from tests.screens.community import Community, number_of


async def test_lines_are_for_people_and_documents_for_programs(desk: Desk, town: Community) -> None:
    told = (await desk.done("threads back-pain")).out.split("\n")
    assert told == [
        "Back Pain, 2 threads, newest first.",
        f"{town.own_id}. Sitting at work, unread, by quiet-otter, 1 reply, 1 hour ago",
        f"{town.first_id}. First winter with a bad back, unread, by brave-wren, 1 reply, "
        "1 hour ago",
        "",
    ]
    found = await desk.document("threads back-pain")
    assert [row["thread"] for row in found["threads"]] == [town.own_id, town.first_id]
    assert found["threads"][0]["last_at"] == "2026-05-04T09:50:00+00:00"
    assert (found["page"], found["has_more"]) == (1, False)


async def test_reading_marks_as_read_and_only_unread_leaves_it_out(
    desk: Desk, town: Community
) -> None:
    told = (await desk.done(f"read {town.first_id}")).out
    assert told.startswith(f"Thread {town.first_id} on Back Pain: First winter with a bad back\n")
    assert "2 posts, here 1 to 2." in told and "brave-wren, 1 hour ago:\n" in told
    assert "That sounds hard." in told and told.endswith("ask a clinician.\n")
    unread = await desk.document("threads back-pain --unread")
    assert [row["thread"] for row in unread["threads"]] == [town.own_id]
    new = await desk.document("new")
    assert [row["thread"] for row in new["threads"]] == [town.far_id, town.own_id]
    assert (await desk.done(f"read {town.first_id}")).out == told, "it can be read again"


async def test_a_long_thread_comes_in_pages(
    desk: Desk, town: Community, clock: StandingClock
) -> None:
    for number in range(3, 46):
        posts.reply(town.other.actor, town.first_id, f"Answer {number}.", now=clock())
    first = await desk.document(f"read {town.first_id}")
    assert [post["number"] for post in first["posts"]] == list(range(1, 21)) and first["has_more"]
    assert (
        Mark.get(Mark.thread == town.first_id, Mark.member == town.me.actor.member_id).number == 20
    )
    last = await desk.document(f"read {town.first_id} --page 3")
    assert [post["number"] for post in last["posts"]] == [41, 42, 43, 44, 45]
    assert not last["has_more"] and last["count"] == 45
    assert f"More: read {town.first_id} --page 2" in (await desk.done(f"read {town.first_id}")).out
    reason = await desk.refused(f"read {town.first_id} --page 4")
    assert reason == f"Thread {town.first_id} has no page 4; it has 3 pages."
    await desk.refused(f"read {town.first_id} --page {'9' * 17}")


async def test_many_threads_come_in_pages(
    desk: Desk, town: Community, clock: StandingClock
) -> None:
    made = [
        threads.start(
            town.other.actor, "stress", f"Title {n}", "Words", now=clock.pass_(minutes=1)
        ).id
        for n in range(45)
    ]
    newest_first = [*reversed(made), town.far_id]
    for line in ("threads stress", "threads stress --unread"):
        seen = []
        for page in (1, 2, 3):
            found = await desk.document(f"{line} --page {page}")
            seen += [row["thread"] for row in found["threads"]]
            assert found["has_more"] is (page < 3)
        assert seen == newest_first
    told = (await desk.done("threads stress --unread --page 2")).out
    assert told.startswith("Stress, 20 unread threads, page 2.\n")
    assert told.endswith("More: threads stress --page 3 --unread\n")
    assert (await desk.document("threads stress --page 4"))["threads"] == []
    new = await desk.document("new --page 3")
    assert [row["thread"] for row in new["threads"]] == [
        *newest_first[40:],
        town.own_id,
        town.first_id,
    ]


async def test_what_is_not_there_is_said_so(desk: Desk) -> None:
    assert await desk.refused("threads nowhere") == "There is no such board."
    assert await desk.refused("read 999") == "This thread is not there any more."
    assert await desk.refused("resources zebras") == (
        "There is no such page. `resources` alone lists them."
    )
    assert await desk.refused("mail read 999") == "This letter is not there any more."
    assert await desk.refused("draft read 2") == "There is no draft 2. `draft` alone lists them."


async def test_nothing_new_is_said_so(desk: Desk, town: Community) -> None:
    for thread_id in (town.first_id, town.own_id, town.far_id):
        await desk.done(f"read {thread_id}")
    assert (await desk.done("new")).out == "Nothing is unread.\n"
    assert (await desk.document("new")) == {"page": 1, "has_more": False, "threads": []}


async def test_long_titles_and_wide_letters_are_folded(
    desk: Desk, town: Community, clock: StandingClock
) -> None:
    title = "漢字" * 40
    threads.start(town.other.actor, "stress", title, "語" * 300, now=clock.pass_(minutes=1))
    told = (await desk.done("threads stress")).out
    assert max(len(line.encode("euc-jp", "replace")) for line in told.split("\n")) <= 79
    assert title in "".join(told.split("\n"))
    assert (await desk.document("threads stress"))["threads"][0]["title"] == title


async def test_the_mailbox_page_by_page(desk: Desk, town: Community, clock: StandingClock) -> None:
    for number in range(25):
        letters.send(town.other.actor, "quiet-otter", f"Letter {number}", "Words", now=clock())
    first = await desk.document("mail")
    assert len(first["letters"]) == 20 and first["has_more"]
    assert first["letters"][0]["subject"] == "Letter 24"
    last = await desk.document("mail --page 2")
    assert len(last["letters"]) == 6 and not last["has_more"]
    assert await desk.refused("mail --page 3") == "There is no page 3: the last one is 2."
    sent = await desk.document("mail --sent")
    assert [row["handle"] for row in sent["letters"]] == ["brave-wren"]


async def test_a_letter_is_opened_and_read(desk: Desk, town: Community) -> None:
    number = number_of(town.me)
    told = (await desk.done(f"mail read {number}")).out
    assert told == "Thank you, from brave-wren, today, 4 words.\n\nIt did me good.\n"
    assert (await desk.document("mail"))["letters"][0]["is_read"] is True
    assert (await desk.document("whoami"))["unread_letters"] == 0


async def test_who_came_by_key_is_told_how_to_open_letters(desk: Desk, town: Community) -> None:
    desk.has_key = False
    for line in ("mail", f"mail read {number_of(town.me)}", "draft", "draft read 1"):
        assert "PubkeyAuthentication=no" in await desk.refused(line)
    assert await desk.refused("mail read 999") == "This letter is not there any more."
    assert "sealed until you give your passphrase" in (await desk.done("whoami")).out
    await desk.done("new")


@pytest.mark.parametrize(
    ("line", "most"),
    [
        ("boards", 1),
        ("waiting", 1),
        ("bookmarks", 1),
        ("threads stress", 4),
        ("threads stress --unread", 4),
        ("new", 1),
    ],
)
async def test_pages_cost_the_same_number_of_queries_however_much_there_is(
    line: str, most: int, desk: Desk, town: Community, clock: StandingClock,
    assert_query_count: QueryCount,
) -> None:  # fmt: skip
    for round_ in range(3):
        with assert_query_count(most):
            await desk.document(line)
        for number in range(40):
            now = clock.pass_(minutes=1)
            threads.start(town.other.actor, "stress", f"Title {round_} {number}", "Words", now=now)


async def test_reading_costs_the_same_number_of_queries_however_much_there_is(
    desk: Desk, town: Community, clock: StandingClock, assert_query_count: QueryCount
) -> None:
    for _ in range(3):
        with assert_query_count(8):
            await desk.document(f"read {town.first_id}")
        for _ in range(40):
            posts.reply(town.other.actor, town.first_id, "Words", now=clock.pass_(minutes=1))


async def test_crisis_lines_for_people_and_for_programs(guest: Desk) -> None:
    told = (await guest.done("crisis UK")).out
    assert "United Kingdom" in told and "116 123" in told
    found = await guest.document("crisis UK")
    assert {row["country"] for row in found["lines"]} == {"United Kingdom"}
    assert json.loads(json.dumps(found)) == found
    assert "no checked line" in (await guest.done("crisis Atlantis")).out


async def test_boards_say_what_is_joined_and_unread(desk: Desk, clock: StandingClock) -> None:
    told = (await desk.done("boards --mine")).out
    assert told.startswith("2 boards.\n") and "Stress, joined, 1 unread thread." in told
    everything = await desk.document("boards")
    assert len(everything["boards"]) == 67
    mine = {row["board"]: row["unread"] for row in everything["boards"] if row["is_joined"]}
    assert mine == {"stress": 1, "back-pain": 2}
    assert all(row["unread"] is None for row in everything["boards"] if not row["is_joined"])


async def test_what_was_posted_before_one_joined_is_not_new(
    desk: Desk, town: Community, clock: StandingClock
) -> None:
    threads.start(town.other.actor, "anxiety", "Old", "Words", now=clock() - timedelta(days=2))
    boards.join(town.me.actor, "anxiety", now=clock())
    assert "Old" not in (await desk.done("new")).out
