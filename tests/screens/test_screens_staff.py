"""The queue on screens: taking a case, each deed by its key, reports, standing, and who may not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.widgets import Input, TextArea

from bbs.models import AuditEntry, Case
from bbs.policy import GUEST, Actor
from bbs.services import holding, letters, moderation, posts, reports, sanctions, standing, threads
from bbs.services.credentials import Login
from tests.helpers import Join, StandingClock
from tests.screens.community import WORDS, Community, settle_in
from tests.screens.conftest import Play
from tests.screens.stage import Stage
from tests.services.house import HOST, leader

GRAVE = "I am going to kill myself tonight. I have the pills here. Goodbye."


@pytest.fixture
def town(join: Join, clock: StandingClock) -> Community:
    return settle_in(join, clock)


@pytest.fixture
def heron(town: Community, join: Join, clock: StandingClock) -> Login:
    return Login(leader(join, clock, "grey-heron", "back-pain"))


def reported(town: Community, clock: StandingClock, reason: str = "harassment") -> int:
    post = posts.from_number(GUEST, town.own_id, 1, limit=1)[0]
    reports.report(town.other.actor, "post", post.id, reason, comment="Look", now=clock())
    return post.id


def last_deed() -> str:
    return str(AuditEntry.select().order_by(AuditEntry.id.desc()).first().does)


async def take_first(stage: Stage) -> None:
    await stage.visit("queue")
    await stage.press("t")
    assert stage.place == "CaseScreen", stage.shown


async def test_a_member_has_no_queue(play: Play, town: Community, clock: StandingClock) -> None:
    reported(town, clock)
    async with play(town.me) as stage:
        assert "queue" not in stage.shown
        await stage.visit("queue")
        assert "Only who leads this board" in stage.notice
        await stage.visit("case", case_id=1)
        assert "Only who leads this board" in stage.notice and WORDS[:12] not in stage.shown


async def test_home_leads_to_the_queue_and_a_case_is_let_be(
    play: Play, town: Community, heron: Login, clock: StandingClock
) -> None:
    reported(town, clock)
    async with play(heron) as stage:
        await stage.choose("1 waits in the queue")
        assert "1 red" in stage.head and "reported" in stage.shown
        await stage.choose("Sitting at work")
        assert "brave-wren, harassment: Look" in stage.shown and "The mornings" in stage.shown
        stage.check()
        await stage.press("a")
        assert "It is let be" in stage.notice and "done: let be" in stage.head
        assert last_deed() == "let a thing be"
        await stage.press("t")
        assert stage.place == "QueueScreen" and "Nothing waits" in stage.shown


@pytest.mark.parametrize(
    ("key", "typed", "deed"),
    [
        ("d", "Not here", "remove a post"),
        ("h", "A moment", "take a post out of sight for now"),
        ("f", "hard mornings", "fold a post behind a warning"),
    ],
)
async def test_deeds_that_ask_why(
    play: Play, town: Community, heron: Login, clock: StandingClock, key: str, typed: str, deed: str
) -> None:
    reported(town, clock)
    async with play(heron) as stage:
        await take_first(stage)
        await stage.press(key)
        await stage.answer("")
        assert "Please write the" in stage.notice or "Nothing" in stage.notice or stage.notice
        if stage.place == "PromptScreen":
            await stage.answer(typed)
        assert "done" in stage.notice and last_deed() == deed


async def test_details_are_edited_out(
    play: Play, town: Community, heron: Login, clock: StandingClock
) -> None:
    post_id = reported(town, clock)
    async with play(heron) as stage:
        await take_first(stage)
        await stage.press("e")
        stage.main(TextArea).text = "The mornings are (...)"
        stage.screen.query_one("#line").value = "A place"  # type: ignore[attr-defined]
        await stage.press("ctrl+s")
        assert "done" in stage.notice
    assert posts.get(GUEST, post_id).body == "The mornings are (...)"


async def test_a_correction_is_pinned_and_shown(
    play: Play, town: Community, heron: Login, clock: StandingClock
) -> None:
    post_id = reported(town, clock)
    async with play(heron) as stage:
        await take_first(stage)
        await stage.press("p")
        await stage.choose("Known from a source")
        stage.main(TextArea).text = "Two a day at most."
        await stage.press("ctrl+s")
        assert "Where is this known from?" in stage.notice
        stage.screen.query_one("#line").value = "nhs.uk"  # type: ignore[attr-defined]
        await stage.press("ctrl+s")
        assert "done" in stage.notice
        await stage.visit("thread", thread_id=town.own_id)
        await stage.press("home")
        assert "Correction by staff (sourced): Two a day at most. Source: nhs.uk" in stage.folded
    assert posts.get(GUEST, post_id).correction is not None


async def test_a_folded_post_is_unfolded_by_a_key(
    play: Play, town: Community, clock: StandingClock
) -> None:
    first = posts.from_number(GUEST, town.first_id, 1, limit=1)[0]
    moderation.fold(HOST, first.id, "hard mornings", now=clock())
    async with play(town.me) as stage:
        await stage.visit("thread", thread_id=town.first_id)
        await stage.press("home")
        assert "Folded by staff: hard mornings" in stage.shown and "The mornings" not in stage.shown
        await stage.press("enter")
        assert "The mornings" in stage.shown and "Folded by staff" in stage.shown
        stage.check()


async def test_a_crisis_has_steps_and_a_letter_to_begin_with(
    play: Play, town: Community, heron: Login, clock: StandingClock
) -> None:
    posts.reply(town.me.actor, town.own_id, GRAVE, now=clock())
    async with play(heron, size=(100, 40)) as stage:
        await take_first(stage)
        assert stage.head.startswith("Crisis") and "[ ] Is it safe" in stage.folded
        await stage.press("c")
        await stage.choose("[ ] Is it safe")
        assert "[x] Is it safe" in stage.folded
        await stage.press("w")
        letter = stage.main(TextArea).text
        assert "You need not answer" in letter and "quiet-otter" in letter
        await stage.press("ctrl+s")
        assert "done" in stage.notice and last_deed() == "write a letter as staff"
    page = letters.listing(town.me.actor, town.me.key, is_incoming=True, limit=1)
    assert page.rows[0].handle == "staff"


async def test_more_leads_to_the_member_and_the_thread(
    play: Play, town: Community, heron: Login, clock: StandingClock
) -> None:
    reported(town, clock)
    async with play(heron) as stage:
        await take_first(stage)
        await stage.press("l")
        assert "Ban" not in stage.shown, "only sysops ban from the house"
        await stage.choose("Lock the thread")
        await stage.answer("In circles")
        assert "done" in stage.notice and threads.get(GUEST, town.own_id).is_locked
        await stage.press("l")
        await stage.choose("Silence quiet-otter for 3 days")
        await stage.answer("Enough")
        assert "done: silenced" in stage.head
    assert standing.of(town.me.actor).is_silenced


async def test_two_at_once(
    play: Play, town: Community, heron: Login, join: Join, clock: StandingClock
) -> None:
    reported(town, clock)
    other = leader(join, clock, "little-egret", "back-pain")
    async with play(heron) as stage:
        await take_first(stage)
    async with play(Login(other)) as stage:
        await stage.visit("queue")
        assert "grey-heron is at it" in stage.shown
        await stage.press("t")
        assert "Nothing waits that nobody is at" in stage.notice
        await stage.choose("Sitting at work")
        assert "grey-heron is at this already" in stage.notice
        assert "The mornings" not in stage.shown
    async with play(heron) as stage:
        await stage.visit("queue")
        await stage.press("o")
        await stage.answer("little-egret")
        assert "Handed on: 1" in stage.notice
    async with play(Login(other)) as stage:
        await take_first(stage)


async def test_held_posts_appear_and_their_writers_see_that_they_wait(
    play: Play, town: Community, heron: Login, clock: StandingClock
) -> None:
    holding.bind(holding.Holding(is_all=True))
    async with play(town.me) as stage:
        await stage.visit("editor", kind="reply", target=str(town.own_id))
        await stage.type("My first words")
        await stage.press("ctrl+s")
        assert "looked at by a leader" in stage.notice
        await stage.visit("home")
        await stage.choose("1 post of yours waits")
        assert "My first words" in stage.shown
    holding.bind(holding.Holding())
    async with play(heron) as stage:
        await take_first(stage)
        await stage.press("v")
        assert "It can be seen now" in stage.notice
    assert posts.from_number(GUEST, town.own_id, 3, limit=1)[0].body == "My first words"


async def test_x_reports_a_post_and_what_came_of_it_is_told(
    play: Play, town: Community, heron: Login, clock: StandingClock
) -> None:
    async with play(town.me) as stage:
        await stage.visit("thread", thread_id=town.first_id)
        await stage.press("home", "x")
        assert "Whoever it is about isn't told" in stage.folded
        await stage.choose("Wrong or dangerous advice")
        await stage.answer("Ice does not help")
        assert "Thank you: it is reported" in stage.notice
    case = Case.get()
    moderation.let_be(heron.actor, case.number, now=clock())
    async with play(town.me) as stage:
        await stage.choose("1 report of yours answered")
        assert "Your report of a post" in stage.shown


async def test_a_report_that_can_t_be_sent_loses_nothing(play: Play, town: Community) -> None:
    post = posts.from_number(GUEST, town.first_id, 1, limit=1)[0]
    writer = next(who for who in (town.other, town.third) if who.actor.handle == post.handle)
    async with play(town.me) as stage:
        await stage.visit("thread", thread_id=town.first_id)
        await stage.press("home", "x")
        await stage.choose("Wrong or dangerous advice")
        posts.delete(writer.actor, post.id)
        await stage.answer("Ice does not help")
        assert "not there any more" in stage.notice
        assert stage.screen.query_one("#main", Input).value == "Ice does not help"
        await stage.press("escape")
        assert stage.place == "ThreadScreen"
    assert not Case.select().exists()


async def test_x_reports_a_letter(play: Play, town: Community, clock: StandingClock) -> None:
    async with play(town.me) as stage:
        number = (
            letters.listing(town.me.actor, town.me.key, is_incoming=True, limit=1).rows[0].number
        )
        await stage.visit("letter", number=number)
        await stage.press("x")
        assert "this one, and no other" in stage.folded
        await stage.choose("Something else")
        await stage.answer("")
        assert "it is reported" in stage.notice
    assert Case.get().thing == "letter"


async def test_the_editor_says_that_letters_to_staff_are_not_sealed(
    play: Play, town: Community
) -> None:
    async with play(town.me) as stage:
        await stage.visit("editor", kind="letter", target="staff", title="A question")
        assert "not sealed" in stage.static("foot")
        await stage.type("How do I ...")
        await stage.press("ctrl+s")
        assert "sent" in stage.notice
    assert Case.get().kind == "letter"


async def test_who_is_banned_sees_why_and_can_appeal_and_nothing_else(
    play: Play, town: Community, clock: StandingClock
) -> None:
    sanctions.ban(HOST, "quiet-otter", 30, "Cruelty to others", now=clock())
    me = replace(town.me.actor, is_banned=True)
    async with play(Login(me, town.me.key)) as stage:
        assert stage.place == "StandingScreen"
        assert "Cruelty to others" in stage.shown and "It ends in 30 days" in stage.shown
        stage.check()
        for key in ("m", "s", "n"):
            await stage.press(key)
            assert stage.place == "StandingScreen" or "banned" in stage.notice
            if stage.place != "StandingScreen":
                await stage.press("escape")
        await stage.choose("You were banned from the house")
        await stage.answer("I am sorry")
        assert "Sent" in stage.notice
        await stage.choose("Take my data with me")
        assert "export" in stage.shown
    assert standing.of(me).deeds[0].appeal == "waits"


async def test_an_appeal_is_granted_by_another_and_the_log_is_read(
    play: Play, town: Community, heron: Login, join: Join, clock: StandingClock
) -> None:
    post_id = reported(town, clock)
    other: Actor = leader(join, clock, "little-egret", "back-pain")
    moderation.remove(heron.actor, post_id, "No", now=clock())
    entry = standing.of(town.me.actor).deeds[0].entry_id
    standing.appeal(town.me.actor, entry, "It is fine", now=clock())
    async with play(heron) as stage:
        await stage.visit("queue")
        assert "Nothing waits" in stage.shown, "it is about what they did"
    async with play(Login(other)) as stage:
        await take_first(stage)
        assert "It is fine" in stage.shown
        await stage.press("y")
        await stage.answer("You are right")
        assert "done" in stage.notice and "granted" in stage.head
        await stage.visit("audit")
        assert "decide on an appeal: quiet-otter" in stage.shown
        await stage.press("down", "enter")
        assert "Before" in stage.shown and "Sitting at work" in stage.shown
    assert not posts.get(GUEST, post_id).is_removed
