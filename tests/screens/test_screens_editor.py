"""Writing: what is refused stays, what was typed is kept, and the four ways to leave."""

from __future__ import annotations

import pytest
from textual.widget import Widget
from textual.widgets import Input, TextArea

from bbs import text
from bbs.services import drafts, threads
from bbs.services.credentials import Login
from screens import editor
from tests.helpers import PASSPHRASE, Join, StandingClock
from tests.screens.community import bodies, draft_of, settle_in
from tests.screens.conftest import Play
from tests.screens.stage import Stage

SOON = 0.3


def titles(login: Login, slug: str = "anxiety") -> list[str]:
    return [row.title for row in threads.listing(login.actor, slug, limit=50).rows]


def own_drafts(login: Login) -> int:
    return drafts.count(login.actor)


def field(stage: Stage, name: str) -> Input:
    return stage.screen.query_one(f"#{name}", Input)


def written(stage: Stage) -> str:
    return stage.main(TextArea).text


async def begin_thread(stage: Stage, title: str = "", body: str = "") -> None:
    await stage.visit("threads", slug="anxiety")
    await stage.press("c")
    await stage.type(title)
    await stage.press("enter")
    await stage.type(body)


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drafts are kept after a moment rather than after two seconds."""
    monkeypatch.setattr(editor, "_DRAFT_SECONDS", SOON)


async def test_a_new_thread(play: Play, join: Join) -> None:
    login = join("quiet-otter")
    async with play(login) as stage:
        await begin_thread(stage, "A title", "First line\nand the second")
        await stage.press("ctrl+s")
        assert stage.place == "ThreadsScreen"
        assert "A title" in stage.cursor_row
    assert titles(login) == ["A title"]
    assert bodies(1, login.actor) == ["First line\nand the second"]
    assert own_drafts(login) == 0


async def test_the_cursor_is_where_something_is_missing(play: Play, join: Join) -> None:
    login = join("quiet-otter")
    join("brave-wren")
    async with play(login) as stage:
        await stage.visit("editor", kind="letter", target="")
        assert stage.has_focus(field(stage, "to"))
        await stage.press("escape")
        await stage.visit("editor", kind="letter", target="brave-wren")
        assert stage.has_focus(field(stage, "title"))
        await stage.press("escape")
        await stage.visit("editor", kind="letter", target="brave-wren", title="Re: Hello")
        assert stage.has_focus(stage.main(TextArea))


async def test_arrows_lead_from_field_to_field(play: Play, join: Join) -> None:
    async with play(join("quiet-otter")) as stage:
        await stage.visit("editor", kind="letter", target="")
        order: list[Widget] = [
            field(stage, "to"),
            field(stage, "title"),
            stage.main(TextArea),
        ]
        for wanted in order[1:]:
            await stage.press("down")
            assert stage.has_focus(wanted)
        for wanted in reversed(order[:-1]):
            await stage.press("up")
            assert stage.has_focus(wanted)


@pytest.mark.parametrize(
    ("title", "body", "why"),
    [
        ("", "Some words", "It needs a title"),
        ("A title", "", "nothing written yet"),
        ("A title", "  \n ", "nothing written yet"),
        ("x" * 81, "Some words", "81 characters; 80 fit"),
    ],
)
async def test_what_can_not_be_sent_is_refused_with_the_reason_and_stays(
    play: Play, join: Join, title: str, body: str, why: str
) -> None:
    login = join("quiet-otter")
    async with play(login) as stage:
        await begin_thread(stage, title, body)
        await stage.press("ctrl+s")
        assert stage.place == "EditorScreen" and why in stage.notice
        assert (field(stage, "title").value, written(stage)) == (title, body)
    assert titles(login) == []


async def test_a_body_that_is_too_long_is_refused_with_its_count_and_stays(
    play: Play, join: Join
) -> None:
    login = join("quiet-otter")
    words = "word " * 6_001
    async with play(login) as stage:
        await begin_thread(stage, "A title")
        await stage.paste(words)
        await stage.press("ctrl+s")
        assert "bytes long, and 30,000 fit" in stage.notice
        assert written(stage).split() == words.split()
        assert draft_of(login, "thread", "anxiety") is not None, "it is kept all the same"
    assert titles(login) == []


async def test_a_megabyte_is_taken_and_kept_and_more_is_refused(play: Play, join: Join) -> None:
    login = join("quiet-otter")
    line = "0123456 89012345 789\n"
    async with play(login) as stage:
        await begin_thread(stage, "A title")
        await stage.paste(line * 45_000)
        assert len(written(stage)) == len(line) * 45_000
        await stage.paste(line * 10_000)
        assert "more than the 1 MiB" in stage.notice
        assert len(written(stage)) == len(line) * 45_000
        await stage.app.keep_all()
    kept = draft_of(login, "thread", "anxiety")
    assert kept is not None and kept[1].count("\n") == 44_999


async def test_the_draft_is_kept_two_seconds_after_the_last_key(
    play: Play, join: Join, soon: None
) -> None:
    login = join("quiet-otter")
    async with play(login) as stage:
        await begin_thread(stage, "A title", "Some words")
        assert draft_of(login, "thread", "anxiety") is None, "not while keys come"

        async def is_kept() -> bool:
            return draft_of(login, "thread", "anxiety") == ("A title", "Some words")

        await stage.until(is_kept)
        await stage.type(", and more")

        async def is_newer() -> bool:
            return draft_of(login, "thread", "anxiety") == ("A title", "Some words, and more")

        await stage.until(is_newer)


def test_two_seconds_are_two_seconds() -> None:
    assert editor._DRAFT_SECONDS == 2


async def test_leaving_without_a_word_asks_nothing(play: Play, join: Join) -> None:
    login = join("quiet-otter")
    async with play(login) as stage:
        await begin_thread(stage)
        await stage.press("escape")
        assert stage.place == "ThreadsScreen"
    assert own_drafts(login) == 0


@pytest.mark.parametrize(
    ("answer", "place", "sent", "kept"),
    [
        ("Send it now", "ThreadsScreen", 1, 0),
        ("Keep it as a draft", "ThreadsScreen", 0, 1),
        ("Throw it away", "ThreadsScreen", 0, 0),
        ("Go on writing", "EditorScreen", 0, 0),
    ],
)
async def test_each_answer_to_what_becomes_of_it(
    play: Play, join: Join, answer: str, place: str, sent: int, kept: int
) -> None:
    login = join("quiet-otter")
    async with play(login) as stage:
        await begin_thread(stage, "A title", "Some words")
        await stage.press("escape")
        assert stage.head == "Leave the editor"
        await stage.choose(answer)
        assert stage.place == place
        assert (len(titles(login)), own_drafts(login)) == (sent, kept)
        if place == "EditorScreen":
            assert (field(stage, "title").value, written(stage)) == ("A title", "Some words")


async def test_escape_from_the_question_goes_on_writing(play: Play, join: Join) -> None:
    async with play(join("quiet-otter")) as stage:
        await begin_thread(stage, "A title", "Some words")
        await stage.press("escape", "escape")
        assert stage.place == "EditorScreen" and written(stage) == "Some words"


async def test_sending_what_can_not_be_sent_from_the_question_stays(play: Play, join: Join) -> None:
    async with play(join("quiet-otter")) as stage:
        await begin_thread(stage, "", "Some words")
        await stage.press("escape")
        await stage.choose("Send it now")
        assert stage.place == "EditorScreen" and "needs a title" in stage.notice
        assert written(stage) == "Some words"


async def test_a_draft_is_offered_again(play: Play, join: Join, clock: StandingClock) -> None:
    login = join("quiet-otter")
    async with play(login) as stage:
        await begin_thread(stage, "A title", "Some words")
        await stage.press("escape")
        await stage.choose("Keep it as a draft")
    clock.pass_(hours=3)
    async with play(login) as stage:
        assert "1 draft waits" in stage.shown
        await stage.visit("threads", slug="anxiety")
        await stage.press("c")
        assert (field(stage, "title").value, written(stage)) == ("A title", "Some words")
        assert "your draft from 3 h ago" in stage.notice
        await stage.press("ctrl+s")
    assert (titles(login), own_drafts(login)) == (["A title"], 0)


async def test_a_draft_that_was_thrown_away_is_gone(play: Play, join: Join, soon: None) -> None:
    login = join("quiet-otter")
    async with play(login) as stage:
        await begin_thread(stage, "A title", "Some words")

        async def is_kept() -> bool:
            return own_drafts(login) == 1

        await stage.until(is_kept)
        await stage.press("escape")
        await stage.choose("Throw it away")
        assert own_drafts(login) == 0
        await stage.press("c")
        assert (field(stage, "title").value, written(stage)) == ("", "")


@pytest.mark.parametrize("way", ["leave", "ctrl+q"])
async def test_what_was_typed_survives_the_end_of_the_session(
    play: Play, join: Join, way: str
) -> None:
    login = join("quiet-otter")
    async with play(login) as stage:
        await begin_thread(stage, "A title", "Some words")
        await stage.press("f1")
        if way == "leave":
            await stage.app.leave()
        else:
            await stage.press(way)
    assert draft_of(login, "thread", "anxiety") == ("A title", "Some words")


async def test_drafts_of_different_places_stay_apart(
    play: Play, join: Join, clock: StandingClock
) -> None:
    house = settle_in(join, clock)
    async with play(house.me) as stage:
        await stage.visit("thread", thread_id=house.first_id)
        await stage.press("r")
        await stage.type("An answer begun")
        await stage.press("escape")
        await stage.choose("Keep it")
        await stage.visit("thread", thread_id=house.far_id)
        await stage.press("r")
        assert written(stage) == ""


async def test_a_draft_of_an_answer_keeps_a_new_quote_beside_it(
    play: Play, join: Join, clock: StandingClock
) -> None:
    house = settle_in(join, clock)
    drafts.keep(house.me.actor, "reply", str(house.first_id), "", "Begun before", now=clock())
    async with play(house.me) as stage:
        await stage.visit("thread", thread_id=house.first_id)
        await stage.press("home", "down", "R")
        assert written(stage).startswith("Begun before\n\nold-lantern wrote:")


async def test_the_list_of_drafts_goes_on_writing_and_throws_away(
    play: Play, join: Join, clock: StandingClock
) -> None:
    house = settle_in(join, clock)
    drafts.keep(house.me.actor, "letter", "brave-wren", "Subject", "Dear", now=clock())
    async with play(house.me) as stage:
        await stage.visit("drafts")
        assert "Letter to brave-wren: Subject" in stage.shown
        assert "New thread: A title begun" in stage.shown and "1 h ago" in stage.shown
        await stage.choose("New thread")
        assert (stage.head, written(stage)) == ("New thread", "Words begun")
        await stage.press("escape")
        await stage.choose("Keep it")
        await stage.press("home", "d")
        await stage.choose("No")
        assert own_drafts(house.me) == 2
        for left in (1, 0):
            await stage.press("d")
            await stage.choose("Throw it away")
            assert own_drafts(house.me) == left
        assert "No draft waits." in stage.shown and own_drafts(house.me) == 0


async def test_the_draft_of_a_reply_names_its_thread(
    play: Play, join: Join, clock: StandingClock
) -> None:
    house = settle_in(join, clock)
    for thread_id in (house.first_id, 999):
        drafts.keep(house.me.actor, "reply", str(thread_id), "", "Some words", now=clock())
    async with play(house.me) as stage:
        await stage.visit("drafts")
        assert "Reply in First winter with a bad back: Some words" in stage.shown
        assert "Reply: Some words" in stage.shown, "its thread is not there any more"


async def test_a_draft_for_a_post_that_is_gone_says_so(
    play: Play, join: Join, clock: StandingClock
) -> None:
    login = join("quiet-otter")
    drafts.keep(login.actor, "edit", "999", "", "Words", now=clock())
    async with play(login) as stage:
        await stage.visit("drafts")
        await stage.press("enter")
        assert stage.place == "DraftsScreen" and "not there any more" in stage.notice


async def test_a_sealed_draft_is_not_lost_by_opening_and_leaving(
    play: Play, join: Join, clock: StandingClock
) -> None:
    login = join("quiet-otter")
    drafts.keep(login.actor, "thread", "anxiety", "A title", "Some words", now=clock())
    async with play(Login(login.actor)) as stage:
        await stage.visit("threads", slug="anxiety")
        await stage.press("c")
        await stage.press("escape", "escape")
    assert draft_of(login, "thread", "anxiety") == ("A title", "Some words")


async def test_a_sealed_draft_is_not_written_over(
    play: Play, join: Join, clock: StandingClock
) -> None:
    login = join("quiet-otter")
    drafts.keep(login.actor, "thread", "anxiety", "A title", "Some words", now=clock())
    async with play(Login(login.actor)) as stage:
        await stage.visit("threads", slug="anxiety")
        await stage.press("c")
        assert stage.head == "Sealed"
        await stage.answer(PASSPHRASE)
        assert (field(stage, "title").value, written(stage)) == ("A title", "Some words")


async def test_who_logged_in_by_key_may_write_without_the_passphrase(
    play: Play, join: Join
) -> None:
    login = join("quiet-otter")
    async with play(Login(login.actor)) as stage:
        await begin_thread(stage, "A title", "Some words")
        await stage.press("ctrl+s")
        assert stage.place == "ThreadsScreen"
    assert titles(login) == ["A title"]


async def test_sending_twice_posts_once(play: Play, join: Join) -> None:
    login = join("quiet-otter")
    async with play(login) as stage:
        await begin_thread(stage, "A title", "Some words")
        await stage.press_ahead("ctrl+s", "ctrl+s", "ctrl+s")
        assert stage.place == "ThreadsScreen"
    assert titles(login) == ["A title"]


async def test_a_change_that_is_sent_unchanged_asks_nothing_on_leaving(
    play: Play, join: Join, clock: StandingClock
) -> None:
    house = settle_in(join, clock)
    async with play(house.me) as stage:
        await stage.visit("thread", thread_id=house.own_id)
        await stage.press("home", "e", "escape")
        assert stage.place == "ThreadScreen"


async def test_control_characters_that_are_pasted_reach_no_post(play: Play, join: Join) -> None:
    login = join("quiet-otter")
    async with play(login) as stage:
        await begin_thread(stage, "A title")
        await stage.paste("a\x1b[31mb\x9b2Jc\u202ed\r\ne")
        await stage.press("ctrl+s")
    assert bodies(1, login.actor) == [text.clean("a\x1b[31mb\x9b2Jc\u202ed\ne", multiline=True)]


async def test_a_letters_draft_follows_its_handle(play: Play, join: Join) -> None:
    login = join("quiet-otter")
    join("brave-wren")
    async with play(login) as stage:
        await stage.visit("editor", kind="letter", target="")
        await stage.press("down", "down")
        await stage.type("Dear you")
        await stage.app.keep_all()
        assert draft_of(login, "letter", "") == ("", "Dear you")
        await stage.press("up", "up")
        await stage.type("brave-wren")
        await stage.app.keep_all()
        assert own_drafts(login) <= 1
    async with play(login) as stage:
        await stage.visit("editor", kind="letter", target="brave-wren")
        assert written(stage) == "Dear you"
