"""Letters: writing, reading, answering, throwing away, blocking, and the passphrase."""

from __future__ import annotations

import pytest
from textual.widgets import Input, TextArea

from bbs import text
from bbs.services import letters
from bbs.services.credentials import Login
from tests.helpers import PASSPHRASE, Join, StandingClock
from tests.screens.community import BLOCKED, draft_of, settle_in
from tests.screens.conftest import Play
from tests.screens.stage import Stage


def subjects(login: Login, *, is_incoming: bool = True) -> list[str]:
    page = letters.listing(login.actor, login.key, is_incoming=is_incoming, limit=50)
    return [row.subject for row in page.rows]


def by_key(login: Login) -> Login:
    """The same member, logged in by an SSH key: nothing sealed is open."""
    return Login(login.actor)


async def write(stage: Stage, to: str, subject: str, body: str) -> None:
    await stage.press("c")
    await stage.type(f"{to}\n{subject}\n{body}")


async def test_a_letter_to_a_handle(play: Play, join: Join) -> None:
    me, other = join("quiet-otter"), join("brave-wren")
    async with play(me) as stage:
        await stage.press("m")
        assert "No letters here yet." in stage.shown
        await write(stage, "Brave-Wren", "Hello", "How are you?")
        await stage.press("ctrl+s")
        assert stage.place == "MailboxScreen"
        assert stage.notice == "Your letter is sent."
    assert subjects(other) == ["Hello"]
    assert subjects(me, is_incoming=False) == ["Hello"]


@pytest.mark.parametrize(
    ("to", "why"),
    [
        ("nobody-here", "no member named nobody-here"),
        ("quiet-otter", "your own handle"),
    ],
)
async def test_who_can_not_be_written_to_is_told_and_nothing_is_lost(
    play: Play, join: Join, to: str, why: str
) -> None:
    me = join("quiet-otter")
    async with play(me) as stage:
        await stage.press("m")
        await write(stage, to, "Hello", "How are you?")
        await stage.press("ctrl+s")
        assert stage.place == "EditorScreen" and why in stage.notice
        assert stage.main(TextArea).text == "How are you?"
        assert stage.screen.query_one("#title", Input).value == "Hello"
    assert draft_of(me, "letter", to) == ("Hello", "How are you?")
    assert subjects(me, is_incoming=False) == []


async def test_received_and_sent_by_tab(play: Play, join: Join, clock: StandingClock) -> None:
    house = settle_in(join, clock)
    async with play(house.me) as stage:
        await stage.press("m")
        assert stage.head == "Mailbox: received"
        assert "> * brave-wren" in stage.cursor_row and "Thank you" in stage.cursor_row
        assert "today" in stage.cursor_row
        await stage.press("tab")
        assert stage.head == "Mailbox: sent"
        assert "Hello" in stage.shown and "Thank you" not in stage.shown
        await stage.press("tab")
        assert stage.head == "Mailbox: received"


async def test_reading_marks_it_as_read(play: Play, join: Join, clock: StandingClock) -> None:
    house = settle_in(join, clock)
    async with play(house.me) as stage:
        await stage.press("m", "enter")
        assert stage.head == "Letter: Thank you"
        assert "from brave-wren" in stage.shown and "It did me good." in stage.shown
        await stage.press("escape")
        assert "> * " not in stage.cursor_row and "Thank you" in stage.cursor_row
        await stage.press("escape")
        assert "unread letter" not in stage.shown


async def test_an_answer_has_its_re_once(play: Play, join: Join, clock: StandingClock) -> None:
    house = settle_in(join, clock)
    async with play(house.me) as stage:
        await stage.press("m", "enter", "r")
        assert stage.screen.query_one("#to", Input).value == "brave-wren"
        assert stage.screen.query_one("#title", Input).value == "Re: Thank you"
        await stage.type("You are welcome.")
        await stage.press("ctrl+s")
        assert stage.place == "LetterScreen"
    async with play(house.other) as stage:
        await stage.press("m", "enter")
        assert stage.head == "Letter: Re: Thank you"
        await stage.press("r")
        assert stage.screen.query_one("#title", Input).value == "Re: Thank you"


async def test_an_answer_to_the_longest_subject_can_be_sent(play: Play, join: Join) -> None:
    me, other = join("quiet-otter"), join("brave-wren")
    async with play(other) as stage:
        await stage.press("m")
        await write(stage, "quiet-otter", "s" * text.TITLE_CHARACTERS, "Words")
        await stage.press("ctrl+s")
    async with play(me) as stage:
        await stage.press("m", "enter", "r")
        await stage.type("Words")
        await stage.press("ctrl+s")
        assert stage.place == "LetterScreen"
    assert len(subjects(me, is_incoming=False)) == 1


async def test_each_side_throws_away_its_own_copy(
    play: Play, join: Join, clock: StandingClock
) -> None:
    house = settle_in(join, clock)
    async with play(house.me) as stage:
        await stage.press("m", "d", "escape")
        assert "Thank you" in stage.shown
        await stage.press("d")
        await stage.choose("Delete my copy")
        assert "No letters here yet." in stage.shown and "Your copy is gone" in stage.notice
        await stage.press("tab", "enter", "d")
        await stage.choose("Delete my copy")
        assert stage.place == "MailboxScreen"
        assert "No letters here yet." in stage.shown
    assert subjects(house.me) == [] == subjects(house.me, is_incoming=False)
    assert subjects(house.other) == ["Hello"]
    assert subjects(house.other, is_incoming=False) == ["Thank you"]


async def test_blocking_hides_letters_past_and_future_and_can_be_undone(
    play: Play, join: Join, clock: StandingClock
) -> None:
    house = settle_in(join, clock)
    async with play(house.me) as stage:
        await stage.press("m", "enter", "l")
        await stage.choose("Nothing")
        assert stage.place == "LetterScreen"
        await stage.press("l")
        await stage.choose("Block them")
        assert stage.place == "MailboxScreen" and "No letters here yet." in stage.shown
        letters.send(house.other.actor, "quiet-otter", "Again", "Words", now=clock())
        await stage.press("escape")
        assert "unread letter" not in stage.shown
        await stage.visit("blocked")
        assert "brave-wren" in stage.shown
        await stage.press("d")
        assert stage.notice == "You see their posts and letters again."
        assert letters.blocked(house.me.actor) == (BLOCKED,)
        await stage.press("d")
        assert "You have blocked nobody." in stage.shown
        await stage.visit("mailbox")
        assert "Again" in stage.shown and "Thank you" in stage.shown


async def test_a_letter_that_is_gone_says_so(play: Play, join: Join, clock: StandingClock) -> None:
    house = settle_in(join, clock)
    async with play(house.me) as stage:
        await stage.visit("letter", number=999)
        assert "not there any more" in stage.notice
        await stage.press("r", "down", "space", "d")
        await stage.choose("Delete my copy")
        assert stage.place == "LetterScreen" and "not there any more" in stage.notice
        await stage.press("escape")
        assert stage.places == ["HomeScreen"]


async def test_a_log_in_by_key_is_asked_for_the_passphrase_once(
    play: Play, join: Join, clock: StandingClock
) -> None:
    house = settle_in(join, clock)
    async with play(by_key(house.me)) as stage:
        assert "1 unread letter" in stage.shown, "that much is not sealed"
        await stage.press("m")
        assert stage.place == "UnlockScreen"
        assert "your passphrase opens your letters" in stage.folded
        await stage.answer("not the right words")
        assert "not the passphrase" in stage.notice
        await stage.answer(PASSPHRASE)
        assert stage.place == "MailboxScreen" and "Thank you" in stage.shown
        await stage.press("enter")
        assert "It did me good." in stage.shown
        await stage.press("escape", "escape", "m")
        assert stage.place == "MailboxScreen"


@pytest.mark.parametrize("name", ["mailbox", "drafts", "letter"])
async def test_escape_from_the_passphrase_goes_back(
    play: Play, join: Join, clock: StandingClock, name: str
) -> None:
    house = settle_in(join, clock)
    async with play(by_key(house.me)) as stage:
        await stage.visit(name, **({"number": 1} if name == "letter" else {}))
        assert stage.place == "UnlockScreen"
        await stage.press("escape")
        assert stage.places == ["HomeScreen"]
        assert stage.app.visit.key is None


async def test_the_passphrase_goes_no_further_than_its_prompt(
    play: Play, join: Join, clock: StandingClock
) -> None:
    house = settle_in(join, clock)
    async with play(by_key(house.me)) as stage:
        await stage.press("m")
        await stage.type(PASSPHRASE)
        assert not any(word in stage.shown for word in PASSPHRASE.split())
        await stage.press("enter")
        assert PASSPHRASE not in repr(stage.app.visit)


async def test_who_logged_in_by_key_may_write_a_letter(
    play: Play, join: Join, clock: StandingClock
) -> None:
    house = settle_in(join, clock)
    async with play(by_key(house.me)) as stage:
        await stage.visit("thread", thread_id=house.first_id)
        await stage.press("home", "l")
        await stage.choose("Write a letter")
        await stage.type("Hello again\nHow are you?")
        await stage.press("ctrl+s")
        assert stage.place == "ThreadScreen"
        assert stage.notice == "Your letter is sent."
    assert subjects(house.other)[0] == "Hello again"
