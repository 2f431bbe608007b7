"""The journal, the check-in of the day, the weeks and the counters."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from textual.widgets import Input, TextArea

from bbs.services import checkins, counters, drafts, journal, letters
from bbs.views import CheckInView
from tests.helpers import PASSPHRASE, Join, StandingClock
from tests.screens.community import Community, bodies, draft_of, settle_in
from tests.screens.conftest import Play
from tests.screens.stage import Stage, in_order

HARD = "I want to kill myself and I don't know who to tell."
MILD = "My number is 07700 900142, ring me."


@pytest.fixture
def town(join: Join, clock: StandingClock) -> Community:
    return settle_in(join, clock)


def entries(town: Community) -> list[tuple[str, str]]:
    """Titles and bodies of quiet-otter's journal, newest first."""
    actor, key = town.me.actor, town.me.key
    rows = journal.listing(actor, key, limit=99).rows
    found = [journal.read(actor, key, row.number) for row in rows]
    return [(entry.title, entry.body) for entry in found]


def today(town: Community, clock: StandingClock) -> CheckInView | None:
    return checkins.today(town.me.actor, town.me.key, now=clock()).checkin


async def write(stage: Stage, title: str, body: str) -> None:
    """Write an entry from home, up to saving it."""
    await stage.press("y", "c")
    assert stage.place == "EditorScreen" and stage.head == "Journal"
    await stage.type(title)
    await stage.press("enter")
    await stage.type(body)


async def test_an_entry_is_written_read_changed_and_deleted(
    play: Play, town: Community, clock: StandingClock
) -> None:
    async with play(town.me) as stage:
        await stage.choose("Journal")
        assert stage.place == "JournalScreen" and "Nothing written yet." in stage.shown
        assert "whoever steals this server's disk" in stage.folded
        await stage.press("escape")
        await write(stage, "A quiet day", "Rain, and tea.")
        assert "Only you can open this" in stage.shown and "Ctrl+S save" in stage.static("hints")
        await stage.press("ctrl+s")
        assert stage.place == "JournalScreen" and stage.notice == "It is in your journal."
        assert stage.cursor_row.strip().startswith("> A quiet day")
        assert drafts.count(town.me.actor) == 1, "the one of before"
        clock.pass_(hours=2)
        await stage.press("enter")
        assert stage.head == "Journal: A quiet day"
        assert in_order(("Monday 4 May 2026", "2 h ago", "Rain, and tea."), stage.shown)
        await stage.press("e")
        assert stage.head == "Change the entry" and "Rain, and tea." in stage.shown
        await stage.type(" Sun at last.")
        await stage.press("ctrl+s")
        assert "Rain, and tea. Sun at last." in stage.shown and "changed since" in stage.shown
        await stage.press("d")
        await stage.choose("No")
        await stage.press("d")
        await stage.choose("Delete it")
        assert stage.place == "JournalScreen" and stage.notice == "The entry is gone."
        assert entries(town) == []


async def test_a_title_is_not_needed_and_a_draft_is_kept(play: Play, town: Community) -> None:
    async with play(town.me) as stage:
        await write(stage, "", "Begun")
        await stage.press("escape")
        assert "Save it now" in stage.shown
        await stage.choose("Keep it as a draft")
        assert draft_of(town.me, "journal", "") == ("", "Begun")
        await stage.press("escape")
        await stage.choose("2 drafts wait")
        await stage.choose("Journal: Begun")
        assert stage.main(TextArea).text == "Begun"
        await stage.press("tab")
        await stage.type(" and ended")
        await stage.press("ctrl+s")
    assert [title for title, _ in entries(town)] == [""]
    assert draft_of(town.me, "journal", "") is None


async def test_only_a_hard_time_is_told_of_what_nobody_else_reads(
    play: Play, town: Community
) -> None:
    async with play(town.me) as stage:
        await write(stage, "One", MILD)
        await stage.press("ctrl+s")
        assert stage.place == "JournalScreen"
        await stage.press("escape")
        await write(stage, "Two", f"{HARD} {MILD}")
        await stage.press("ctrl+s")
        assert stage.head == "Before it is kept" and "telephone" not in stage.folded
        assert "writing it down can be a first step" in stage.folded
        await stage.choose("Show the crisis lines")
        assert stage.place == "CrisisScreen"
        await stage.press("escape", "ctrl+s")
        assert stage.place == "JournalScreen", "it was told already"
    assert [title for title, _ in entries(town)] == ["Two", "One"]


async def test_deleting_from_the_list(play: Play, town: Community, clock: StandingClock) -> None:
    for title in ("One", "Two"):
        journal.write(town.me.actor, title, "Words", now=clock())
    async with play(town.me) as stage:
        await stage.press("y", "down", "d")
        assert "One. It goes for good." in stage.folded
        await stage.choose("Delete it")
        assert stage.notice == "The entry is gone." and "Two" in stage.cursor_row
    assert entries(town) == [("Two", "Words")]


async def test_a_copy_goes_as_a_letter(play: Play, town: Community, clock: StandingClock) -> None:
    journal.write(town.me.actor, "A day", f"{MILD} Come by.", now=clock())
    async with play(town.me) as stage:
        await stage.press("y", "enter", "l")
        assert "stays yours alone" in stage.folded
        await stage.choose("Send a copy as a letter")
        await stage.answer("nobody-here")
        assert stage.place == "PromptScreen" and "nobody" in stage.notice.lower()
        await stage.answer("brave-wren")
        assert stage.place == "EditorScreen" and stage.head == "Letter"
        assert stage.screen.query_one("#title", Input).value == "A day"
        await stage.press("ctrl+s")
        assert "a telephone number" in stage.folded, "the whole card, for this goes out"
        await stage.choose("Send it as it is")
        assert stage.place == "EntryScreen" and stage.notice == "Your letter is sent."
    other = town.other
    newest = letters.listing(other.actor, other.key, is_incoming=True, limit=1).rows[0]
    found = letters.read(other.actor, other.key, newest.number)
    assert (found.subject, found.body) == ("A day", f"{MILD} Come by.")
    assert entries(town) == [("A day", f"{MILD} Come by.")]


async def test_a_copy_goes_to_a_board_where_no_draft_waits(
    play: Play, town: Community, clock: StandingClock
) -> None:
    journal.write(town.me.actor, "A day", "Words", now=clock())
    async with play(town.me) as stage:
        await stage.press("y", "enter", "l")
        await stage.choose("Post a copy to Stress")
        assert stage.place == "EntryScreen" and "A draft waits there already." in stage.notice
        await stage.press("l")
        await stage.choose("Nothing")
        await stage.press("l")
        await stage.choose("Post a copy to Back Pain")
        assert stage.head == "New thread" and stage.main(TextArea).text == "Words"
        await stage.type(" for all")
        await stage.press("ctrl+s")
        assert stage.place == "EntryScreen" and stage.notice == "Your thread is posted."
    made = max(town.first_id, town.own_id, town.far_id) + 1
    assert bodies(made) == ["Words for all"]
    assert entries(town) == [("A day", "Words")]


async def test_who_came_by_a_key_is_asked_for_the_passphrase(
    play: Play, town: Community, clock: StandingClock
) -> None:
    journal.write(town.me.actor, "A day", "Words", now=clock())
    async with play(replace(town.me, key=None)) as stage:
        for key in ("y", "t"):
            await stage.press(key)
            assert stage.place == "UnlockScreen" and "sealed" in stage.folded
            assert "A day" not in stage.shown
            await stage.press("escape")
            assert stage.place == "HomeScreen"
        await stage.press("y")
        await stage.answer(PASSPHRASE)
        assert stage.place == "JournalScreen" and "A day" in stage.shown
        await stage.press("t")
        assert stage.place == "CheckInScreen" and "How is today?" in stage.shown


async def test_a_key_for_reading_only_opens_none_of_it(play: Play, town: Community) -> None:
    reader = replace(town.me, actor=replace(town.me.actor, is_reading=True))
    async with play(reader) as stage:
        assert "check-in" not in stage.shown and "Journal" not in stage.shown
        for key in ("y", "t"):
            await stage.press(key)
            assert stage.place == "HomeScreen"
            assert stage.notice.startswith("You came in by a key that is for reading only. Your")
    async with play() as stage:
        await stage.visit("boards")
        await stage.press("y")
        assert "That is for members" in stage.notice


async def test_a_check_in_is_kept_step_by_step(
    play: Play, town: Community, clock: StandingClock
) -> None:
    async with play(town.me) as stage:
        await stage.choose("Today's check-in")
        assert in_order(("How is today?", "1  very hard", "5  very good"), stage.shown)
        await stage.press("4")
        assert "Mood: 4, good" in stage.shown
        found = today(town, clock)
        assert found is not None and found.mood == 4
        await stage.choose("Done today")
        await stage.answer("a walk")
        await stage.choose("Add a thing")
        await stage.answer("tea")
        await stage.choose("Done: a walk")
        await stage.answer("a long walk")
        await stage.choose("Whom have you spoken with")
        await stage.answer("my sister")
        await stage.choose("A note")
        assert stage.head == "Note of the day" and "Only you can open this" in stage.shown
        await stage.type("Rain,\nthen sun.")
        await stage.press("ctrl+s")
        assert stage.place == "CheckInScreen" and stage.notice == "The note is kept."
        assert "Note: Rain," in stage.shown
        day = clock().date()
        expected = CheckInView(day, 4, ("a long walk", "tea"), "Rain,\nthen sun.", "my sister")
        assert today(town, clock) == expected
        await stage.choose("Done: tea")
        await stage.answer("")
        await stage.choose("Mood: 4, good")
        await stage.choose("2  hard")
        assert today(town, clock) == replace(expected, mood=2, done=("a long walk",))
        await stage.press("escape")
        assert any("Today's check-in" in row and "done" in row for row in stage.rows())
        await stage.press("t", "d")
        await stage.choose("Delete it")
        assert "How is today?" in stage.shown and today(town, clock) is None
        await stage.press("d")
        assert stage.notice == "There is no check-in for today."


async def test_chosen_by_enter_too(play: Play, town: Community, clock: StandingClock) -> None:
    async with play(town.me) as stage:
        await stage.press("t")
        await stage.choose("3  so-so")
        found = today(town, clock)
    assert found is not None and found.mood == 3


@pytest.mark.parametrize(
    ("answer", "place"),
    [
        ("Thank you, not now", "CheckInScreen"),
        ("Show the crisis lines", "CrisisScreen"),
        ("Show information", "ResourcesScreen"),
    ],
)
async def test_hard_days_show_the_way_to_people_once(
    play: Play, town: Community, clock: StandingClock, answer: str, place: str
) -> None:
    for _ in range(2):
        checkins.check_in(town.me.actor, town.me.key, mood=2, now=clock())
        clock.pass_(days=1)
    async with play(town.me) as stage:
        await stage.press("t")
        assert stage.place == "CheckInScreen"
        await stage.press("1")
        assert stage.head == "Hard days" and "no emergency" in stage.folded
        await stage.choose(answer)
        assert stage.place == place
        if place != "CheckInScreen":
            await stage.press("escape")
        await stage.press("2")
        assert stage.place == "CheckInScreen" and "Mood: 2, hard" in stage.shown


async def test_the_weeks(play: Play, town: Community, clock: StandingClock) -> None:
    async with play(town.me, size=(80, 60)) as stage:
        await stage.visit("mood")
        assert "There is no check-in in these weeks yet." in stage.shown
        await stage.press("escape")
        for back in range(10):
            mood, done = (5, "a walk") if back % 2 else (3, "tea")
            checkins.check_in(
                town.me.actor, town.me.key, mood=mood, done=[done], note=f"Note {back}",
                now=clock() - timedelta(days=back),
            )  # fmt: skip
        await stage.press("t")
        await stage.choose("The weeks")
        assert stage.place == "MoodScreen"
        assert in_order(
            ("on average", "5 ", "1 . . . . . . . . . █ █ █", "better days", "a walk: 5.0",
             "no cause", "Week by week", "4 May: 1 check-in, 3", "Day by day", "Note 0"),
            stage.shown,
        )  # fmt: skip


async def test_counters_are_added_and_set_back_without_shame(
    play: Play, town: Community, clock: StandingClock
) -> None:
    async with play(town.me) as stage:
        await stage.press("t")
        await stage.choose("Counters")
        assert "No counter yet." in stage.shown
        await stage.press("c")
        await stage.answer("Without wine")
        assert stage.notice == "Today is day 1." and "day 1" in stage.cursor_row
        clock.pass_(days=14)
        await stage.press("escape")
        await stage.choose("Counters")
        assert "day 15" in stage.cursor_row
        await stage.press("enter")
        assert "Day 15, since 4 May 2026." in stage.folded and "takes nothing away" in stage.folded
        await stage.choose("Begin anew")
        assert stage.notice.startswith("Day 1 again. It takes courage")
        assert "14 days" in stage.notice
        await stage.press("enter")
        assert "Best run 14 days, 14 days in all." in stage.folded
        await stage.choose("Change the name")
        await stage.answer("Dry days")
        assert "Dry days" in stage.cursor_row
        await stage.press("d")
        await stage.choose("No")
        await stage.press("enter")
        await stage.choose("Delete it")
        await stage.choose("Delete it")
        assert stage.notice == "The counter is gone." and "No counter yet." in stage.shown
    assert counters.listing(town.me.actor, town.me.key, now=clock()) == ()


async def test_another_member_finds_nothing_of_it(
    play: Play, town: Community, clock: StandingClock
) -> None:
    journal.write(town.me.actor, "trauermantel", "Words", now=clock())
    checkins.check_in(town.me.actor, town.me.key, mood=1, note="trauermantel", now=clock())
    counters.add(town.me.actor, "trauermantel", now=clock())
    async with play(town.other) as stage:
        for place in ("journal", "checkin", "mood", "counters"):
            await stage.visit(place)
            assert "trauermantel" not in stage.shown
            await stage.press("escape")
        await stage.visit("entry", number=1)
        assert "trauermantel" not in stage.shown and "not there any more" in stage.notice
