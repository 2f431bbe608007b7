"""The journal, check-ins, weeks and counters, as commands and asked step by step in a talk."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bbs.models import Draft, JournalEntry, Thread
from bbs.services import checkins, counters, holding, journal, letters, threads
from bbs.visit import Visit
from tests.commands.conftest import Sit
from tests.commands.desk import CTRL_C, Desk
from tests.helpers import PASSPHRASE
from tests.screens.community import Community, bodies, draft_of

HARD = "I want to kill myself and I don't know who to tell."
MILD = "My number is 07700 900142, ring me."


def write(town: Community, desk: Desk, title: str = "A quiet day", body: str = "Words.") -> int:
    return journal.write(town.me.actor, title, body, now=desk.clock())


def newest(town: Community) -> str:
    """The body of the newest letter in brave-wren's mailbox."""
    other = town.other
    page = letters.listing(other.actor, other.key, is_incoming=True, limit=1)
    return letters.read(other.actor, other.key, page.rows[0].number).body


async def test_an_entry_is_written_read_changed_and_deleted(desk: Desk, town: Community) -> None:
    assert (await desk.done("journal")).out == "0 entries.\n"
    made = await desk.document("journal write --title A quiet day", "Rain, and tea.\n")
    assert made == {"done": True, "entry": 1}
    desk.clock.pass_(hours=2)
    told = (await desk.done("journal")).out
    assert told == "1 entry, newest first.\n1. A quiet day, 2 hours ago\n"
    told = (await desk.done("journal read 1")).out
    assert told == "A quiet day, 2 hours ago, 3 words.\n\nRain, and tea.\n"
    await desk.done("journal edit 1", "Sun.")
    found = await desk.document("journal read 1")
    assert (found["title"], found["body"], found["is_changed"]) == ("A quiet day", "Sun.", True)
    await desk.done("journal edit 1 --title Another", "Sun.")
    assert (await desk.document("journal read 1"))["title"] == "Another"
    assert (await desk.done("journal delete 1")).out == "Entry 1 is thrown away.\n"
    assert await desk.refused("journal read 1") == "This entry is not there any more."


async def test_wrong_usage_is_said(desk: Desk, town: Community) -> None:
    for line in ("journal read", "journal read x", "journal share 1", "journal post 1",
                 "checkin 6", "checkin 4 --day yesterday", "counter reset", "counter reset 1 2",
                 "counter rename 1", "counter add", "mood --weeks 0", "counter add X --since 1",
                 "checkin note"):  # fmt: skip
        assert "Usage: " in await desk.refused(line, status=2) or line == "checkin note"
    assert "52 weeks" in await desk.refused("mood --weeks 53")
    assert "no page 2" in await desk.refused("journal --page 2")


async def test_pages_of_a_long_journal(desk: Desk, town: Community) -> None:
    for number in range(25):
        write(town, desk, f"Title {number}")
    page = await desk.document("journal --page 2")
    assert [row["title"] for row in page["entries"]] == [f"Title {n}" for n in range(4, -1, -1)]
    assert not page["has_more"]
    heard = await desk.talk("journal", "21", "1")
    assert "\n21. More.\n" in heard and "Title 4, just now, 1 word.\n" in heard


async def test_a_copy_goes_as_a_letter_and_as_a_thread(desk: Desk, town: Community) -> None:
    write(town, desk, "", "For a friend.")
    made = await desk.document("journal share 1 brave-wren")
    assert newest(town) == "For a friend." and made["letter"] > 0
    made = await desk.document("journal post 1 stress")
    assert bodies(made["thread"]) == ["For a friend."]
    assert Thread.get_by_id(made["thread"]).title == "From my journal"
    assert JournalEntry.select().count() == 1
    assert "There is no" in await desk.refused("journal share 1 nobody-here")
    await desk.refused("journal post 1 no-such-board")


async def test_a_copy_that_waits_for_a_leader_is_said_to(desk: Desk, town: Community) -> None:
    write(town, desk, "", "For you all.")
    holding.bind(holding.Holding(is_all=True))
    try:
        made = await desk.document("journal post 1 stress")
    finally:
        holding.bind(holding.Holding())
    assert made["is_held"] and "thread" not in made
    assert [each.body for each in holding.mine(town.me.actor)] == ["For you all."]


async def test_a_copy_can_be_changed_in_a_talk_before_it_goes(desk: Desk, town: Community) -> None:
    write(town, desk, "Title", f"{MILD}\nSecond line")
    told = await desk.talk("journal read 1", "journal share brave-wren", ".d 1", ".", "s")
    assert "This is a copy" in told and newest(town) == "Second line"
    told = await desk.talk("journal post 1 back-pain", ".", "s", "w", ".q")
    assert "a telephone number" in told, "the whole card, for this goes out"
    told = await desk.talk("journal post 1 stress")
    assert "A draft waits there already." in told
    assert journal.read(town.me.actor, town.me.key, 1).body.startswith(MILD)


async def test_written_in_a_talk_with_a_draft(desk: Desk, town: Community) -> None:
    told = await desk.talk("journal write", "", "One", "two", CTRL_C)
    assert "Title, or Enter alone for none: " in told
    assert draft_of(town.me, "journal", "") == ("", "One\ntwo")
    told = await desk.talk("draft", "1", ".", "s", "journal", "1", "journal delete", "no")
    assert (
        "Save, keep as a draft, throw away, write on: " in told
        and "It is entry 1 of your journal." in told
    )
    assert "just now, 2 words.\n\nOne\ntwo\n" in told and "It stays." in told
    assert draft_of(town.me, "journal", "") is None
    told = await desk.talk("journal read 1", "journal edit", "three", ".", "s", "journal read")
    assert "just now, changed since, 3 words.\n\nOne\ntwo\nthree\n" in told


async def test_for_oneself_only_a_hard_time_is_told(desk: Desk, town: Community) -> None:
    told = await desk.talk("journal write", "", MILD, ".", "s")
    assert "telephone" not in told and "It is entry 1" in told
    told = await desk.talk("journal write", "", f"{HARD} {MILD}", ".", "s", "! Ireland", "s")
    assert "Save it as it is, write on, or ! for crisis lines: " in told and "116 123" in told
    assert "telephone" not in told and "It is entry 2" in told
    found = await desk.run("journal write", HARD)
    assert found.status == 0 and found.error.startswith("It is kept.")
    found = await desk.run("journal write", MILD)
    assert (found.status, found.error) == (0, "")


async def test_a_check_in_as_a_command(desk: Desk, town: Community) -> None:
    assert "no check-in for this day yet" in (await desk.done("checkin")).out
    assert (await desk.document("checkin"))["checkin"] is None
    told = (await desk.done("checkin 4 --did a walk --did tea --spoken my sister", "Rain.")).out
    assert told == ("Kept.\n4 May: 4, good.\nDone: a walk, tea.\nSpoken with: my sister\nRain.\n")
    await desk.done("checkin 2")
    found = (await desk.document("checkin"))["checkin"]
    assert (found["mood"], found["done"], found["note"]) == (2, ["a walk", "tea"], "Rain.")
    await desk.done("checkin note", "Sun,\nat last.")
    assert (await desk.document("checkin"))["checkin"]["note"] == "Sun,\nat last."
    await desk.done("checkin 5 --day 2026-05-01")
    assert (await desk.document("checkin --day 2026-05-01"))["checkin"]["mood"] == 5
    assert "for today" in await desk.refused("checkin 5 --day 2026-04-01")
    assert (await desk.done("checkin delete")).out == "The check-in of 4 May is thrown away.\n"
    assert await desk.refused("checkin delete") == "There is no check-in of 2026-05-04."


async def test_a_check_in_step_by_step(desk: Desk, town: Community) -> None:
    told = await desk.talk("checkin", "x", "2", "a walk", "", "Rain.", "a neighbour", "home")
    assert "How is today? 1 very hard, 2 hard, 3 so-so, 4 good, 5 very good: " in told
    assert "A number from 1 to 5, please; Enter alone leaves it out." in told
    assert "A thing that you did, 2 of up to 3" in told and "Whom have you spoken with" in told
    assert "Kept. Only you can read it.\n4 May: 2, hard.\nDone: a walk.\n" in told
    assert "1 unanswered, checked in.\n" in told
    told = await desk.talk("checkin", "yes", "", "", "", "")
    assert told.count("4 May: 2, hard.") == 2, "Enter alone left all as it was"
    told = await desk.talk("checkin", "no")
    assert "How is today?" not in told
    desk.clock.pass_(days=1)
    told = await desk.talk("home", "checkin", "", "checkin 3", "checkin delete", "yes")
    assert "checked in" not in told and "No check-in, then." in told
    assert "5 May: 3, so-so." in told and "The check-in of 5 May is thrown away." in told


async def test_hanging_up_keeps_what_was_answered(desk: Desk, town: Community) -> None:
    await desk.talk("checkin", "4", "a walk")
    found = (await desk.document("checkin"))["checkin"]
    assert (found["mood"], found["done"]) == (4, ["a walk"])


async def test_a_longer_note_is_written_line_by_line(desk: Desk, town: Community) -> None:
    told = await desk.talk("checkin note", "checkin 3", "checkin note", "One", "two", CTRL_C,
                           "draft", "1", ".", "s", "checkin", "no")  # fmt: skip
    assert "First the mood" in told and "4 May: 3, so-so.\nOne\ntwo\n" in told


async def test_hard_days_show_the_way_to_people_kindly(desk: Desk, town: Community) -> None:
    for _ in range(2):
        assert "crisis" not in (await desk.done("checkin 2")).out
        desk.clock.pass_(days=1)
    told = (await desk.done("checkin 1")).out
    assert "These were hard days." in told and "crisis COUNTRY" in told and "resources" in told
    assert (await desk.document("checkin"))["is_heavy"] is True
    told = await desk.talk("checkin 2")
    assert "People on the crisis lines listen" in told


async def test_a_note_that_sounds_hard_is_answered_after_it_is_kept(
    desk: Desk, town: Community
) -> None:
    found = await desk.run("checkin 3", HARD)
    assert found.status == 0 and found.error.startswith("It is kept.")
    told = await desk.talk("checkin", "yes", "", "", HARD, "")
    assert "It is kept. If things are hard right now" in told


async def test_the_weeks_in_words(desk: Desk, town: Community) -> None:
    assert (await desk.done("mood")).out == "0 check-ins in 12 weeks.\n"
    now, me = desk.clock(), town.me
    for back in range(10):
        mood, done = (5, "a walk") if back % 2 else (3, "tea")
        moment = now - timedelta(days=back)
        checkins.check_in(me.actor, me.key, mood=mood, done=[done], note=f"Note {back}", now=moment)
    told = " ".join((await desk.done("mood --weeks 2")).out.split())
    assert told.startswith(
        "8 check-ins in 2 weeks. Week of 4 May: 1 check-in, 3. "
        "Week of 27 Apr: 7 check-ins, 4.1 on average, from 3 to 5. "
        "a walk: 5.0 on average on 5 days with it, 3.0 on 5 days without. These go with"
    )
    assert "no cause" in told and "Note 3" not in told and "█" not in told
    assert "Note 3" in (await desk.done("mood --weeks 2 --days")).out
    found = await desk.document("mood --weeks 1")
    assert found["weeks"] == [{"begins": "2026-05-04", "moods": [3] + [None] * 6, "average": 3.0}]
    assert found["goes_with_better_days"][0]["what"] == "a walk"


async def test_counters(desk: Desk, town: Community) -> None:
    assert (await desk.done("counter add Without wine --since 2026-04-20")).out == (
        "Counter 1 counts from 2026-04-20 on.\n"
    )
    assert (await desk.done("counter")).out == (
        "1 counter.\n1. Without wine: Day 15, since 20 April 2026.\n"
    )
    told = (await desk.done("counter reset 1")).out
    assert told.startswith("Day 1 again. It takes courage") and "14 days" in told
    told = await desk.talk("counter reset 1", "no", "counter add", "Here", "counter",
                           "counter rename 2 There", "counter delete 2", "yes")  # fmt: skip
    assert "It goes on as it was." in told and "2. Here: Day 1, since 4 May 2026." in told
    assert "Counter 2 has that name now." in told and "Counter 2 is thrown away." in told
    found = (await desk.document("counter"))["counters"]
    assert [(each["name"], each["best"], each["times_set_back"]) for each in found] == [
        ("Without wine", 14, 1)
    ]


READS = ("journal", "journal read 1", "journal edit 1", "journal share 1 brave-wren",
         "journal post 1 stress", "checkin", "checkin 3", "checkin note", "mood", "counter",
         "counter reset 1", "counter rename 1 Other")  # fmt: skip


@pytest.mark.parametrize("line", READS)
async def test_by_a_key_nothing_sealed_is_shown(
    line: str, desk: Desk, town: Community, sit: Sit
) -> None:
    fill(town, desk)
    keyed = sit(town.me)
    keyed.has_key = False
    for form in (line, f"{line} --json"):
        assert "PubkeyAuthentication=no" in await keyed.refused(form, "Words")


async def test_by_a_key_something_new_can_be_written(town: Community, sit: Sit) -> None:
    keyed = sit(town.me)
    keyed.has_key = False
    assert (await keyed.document("journal write", "Words"))["entry"] == 1
    made = await keyed.document("checkin 1 --did tea", "Words")
    assert made["checkin"]["mood"] == 1 and made["is_heavy"]
    await keyed.done("counter add Days")
    told = await keyed.talk("journal", PASSPHRASE, "mood")
    assert "1. Words, just now\n" in told and "1 check-in in 12 weeks." in told


@pytest.mark.parametrize("line", [*READS, "journal write", "journal delete 1", "checkin delete",
                                  "counter add X", "counter delete 1"])  # fmt: skip
async def test_a_key_for_reading_only_shows_and_changes_nothing(
    line: str, desk: Desk, town: Community
) -> None:
    fill(town, desk)
    before = JournalEntry.select().count(), Thread.select().count(), Draft.select().count()
    assert desk.login is not None
    desk.login = replace(desk.login, actor=replace(town.me.actor, is_reading=True))
    for form in (line, f"{line} --json"):
        assert "for reading only" in await desk.refused(form, "Words")
    assert (
        JournalEntry.select().count(),
        Thread.select().count(),
        Draft.select().count(),
    ) == before
    whole = await desk.talk("home")
    assert "checked" not in whole and "Lamplight, quiet-otter" in whole


@pytest.mark.parametrize("line", [*READS, "journal write", "journal delete 1", "checkin delete",
                                  "counter add X", "counter delete 1"])  # fmt: skip
async def test_a_guest_has_none(line: str, guest: Desk, town: Community, desk: Desk) -> None:
    fill(town, desk)
    assert "That is for members." in await guest.refused(line, "Words")


async def test_another_member_finds_nothing(desk: Desk, town: Community, sit: Sit) -> None:
    fill(town, desk)
    other = sit(town.other)
    assert (await other.document("journal"))["entries"] == []
    assert (await other.document("checkin"))["checkin"] is None
    assert (await other.document("mood"))["days"] == []
    assert (await other.document("counter"))["counters"] == []
    for line in ("journal read 1", "journal delete 1", "journal share 1 quiet-otter",
                 "journal post 1 stress", "counter reset 1", "counter delete 1"):  # fmt: skip
        assert "not there any more" in await other.refused(line)


def fill(town: Community, desk: Desk) -> None:
    """Something of each kind."""
    write(town, desk)
    checkins.check_in(town.me.actor, town.me.key, mood=3, note="Words", now=desk.clock())
    counters.add(town.me.actor, "Days", now=desk.clock())


async def test_the_visit_keeps_its_place(desk: Desk, town: Community) -> None:
    write(town, desk, "First")
    visit: Visit = desk.visit()
    paper = await desk.talked("journal read 1", visit=visit)
    assert "First, just now" in "".join(paper.said)
    assert threads.get(town.me.actor, town.own_id).posts == 2
