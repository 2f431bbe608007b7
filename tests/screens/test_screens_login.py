"""Coming in by handle and passphrase, or by the recovery code; looking around; going."""

from __future__ import annotations

import asyncio

import pytest
from textual.widgets import Input

from bbs import sealing
from bbs.errors import Busy
from bbs.services import credentials, members, recovery
from tests.helpers import PASSPHRASE, Join, StandingClock
from tests.screens.conftest import Play
from tests.screens.stage import Stage

WRONG = "don't belong together"


def new_member(clock: StandingClock, handle: str = "quiet-otter") -> str:
    """Their recovery code."""
    newcomer = members.Newcomer(
        handle, PASSPHRASE, accepts_rules=True, consents=True, is_adult=True
    )
    return members.sign_up(newcomer, now=clock()).recovery_code


async def ask_for_passphrase(stage: Stage, handle: str) -> None:
    await stage.choose("Log in with handle")
    await stage.answer(handle)


async def test_handle_and_passphrase_lead_home(play: Play, join: Join) -> None:
    join("quiet-otter")
    async with play() as stage:
        await ask_for_passphrase(stage, " Quiet-Otter ")
        await stage.answer(PASSPHRASE)
        assert stage.places == ["HomeScreen"]
        assert stage.app.visit.actor.handle == "quiet-otter"
        assert stage.app.visit.key is not None


async def test_the_passphrase_is_not_shown(play: Play, join: Join) -> None:
    join("quiet-otter")
    async with play() as stage:
        await ask_for_passphrase(stage, "quiet-otter")
        await stage.type(PASSPHRASE)
        assert not any(word in stage.shown for word in PASSPHRASE.split())


async def test_wrong_three_times_and_then_right(play: Play, join: Join) -> None:
    join("quiet-otter")
    async with play() as stage:
        await ask_for_passphrase(stage, "quiet-otter")
        for _ in range(3):
            await stage.answer("not the right words")
            assert WRONG in stage.notice
        await stage.answer(PASSPHRASE)
        assert stage.places == ["HomeScreen"]


async def test_an_unknown_handle_gets_the_same_words(play: Play, join: Join) -> None:
    join("quiet-otter")
    notices = set()
    for handle in ("quiet-otter", "nobody-here"):
        async with play() as stage:
            await ask_for_passphrase(stage, handle)
            await stage.answer("not the right words")
            notices.add(stage.notice)
    assert len(notices) == 1


async def test_too_many_tries_are_refused_even_with_the_right_words(play: Play, join: Join) -> None:
    join("quiet-otter")
    left = [True] * 3
    async with play(may_try=lambda: bool(left and left.pop())) as stage:
        await ask_for_passphrase(stage, "quiet-otter")
        for _ in range(3):
            await stage.answer("not the right words")
            assert WRONG in stage.notice
        await stage.press("escape")
        await ask_for_passphrase(stage, "quiet-otter")
        await stage.answer(PASSPHRASE)
        assert "too many tries" in stage.notice


async def test_an_empty_handle_is_asked_for_again_and_escape_leads_back(play: Play) -> None:
    async with play() as stage:
        await ask_for_passphrase(stage, "")
        assert "type your handle" in stage.notice
        await stage.press("escape")
        assert stage.places == ["WelcomeScreen"]


async def test_the_recovery_code_lets_one_in_with_a_new_passphrase(
    play: Play, house: None, clock: StandingClock
) -> None:
    code = new_member(clock)
    async with play() as stage:
        await stage.choose("Log in with the recovery code")
        await stage.answer("")
        assert stage.notice
        await stage.answer("quiet-otter")
        await stage.answer("not a code")
        assert "seven groups of four" in stage.notice
        await stage.answer(code.replace("-", "").lower())
        await stage.answer("short")
        assert "8 characters" in stage.notice
        await stage.answer("a new one for me")
        assert "Please type it again." in stage.shown
        await stage.answer("another one for me")
        assert "not the same" in stage.notice
        await stage.answer("a new one for me")
        assert stage.places == ["HomeScreen"]
        assert stage.app.visit.key is not None
    assert credentials.log_in("quiet-otter", "a new one for me") is not None
    assert credentials.log_in("quiet-otter", PASSPHRASE) is None


async def test_a_recovery_code_of_somebody_else_is_refused(
    play: Play, join: Join, clock: StandingClock
) -> None:
    join("quiet-otter")
    code = new_member(clock, "brave-wren")
    async with play() as stage:
        await stage.choose("Log in with the recovery code")
        for answer in ("quiet-otter", code):
            await stage.answer(answer)
        assert WRONG in stage.notice, "before a new passphrase is asked for"
        assert stage.main(Input).value == code, "and the code can be mended"
        assert not stage.app.visit.is_member
        await stage.press("escape")
        assert stage.places == ["WelcomeScreen"]


async def test_a_recovery_code_tells_nobody_who_is_a_member_and_counts_as_a_try(
    play: Play, join: Join
) -> None:
    join("quiet-otter")
    for handle in ("quiet-otter", "nobody-here"):
        left = [True] * 2
        async with play(may_try=lambda: bool(left and left.pop())) as stage:  # noqa: B023
            await stage.choose("Log in with the recovery code")
            for answer in (handle, *[sealing.new_recovery_code()] * 2):
                await stage.answer(answer)
            assert stage.notice.startswith("This handle and this code don't belong together,")
            await stage.answer(sealing.new_recovery_code())
            assert "too many tries" in stage.notice


async def test_a_recovery_that_fails_at_its_end_says_so_at_the_question(
    play: Play, house: None, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise Busy("Very much to do just now.")

    async with play() as stage:
        await stage.choose("Log in with the recovery code")
        for answer in ("quiet-otter", new_member(clock)):
            await stage.answer(answer)
        monkeypatch.setattr(recovery, "recover", refuse)
        for _ in range(2):
            await stage.answer("a new one for me")
        assert stage.place == "PromptScreen"
        assert stage.notice == "Very much to do just now."


@pytest.mark.parametrize("steps", [0, 1, 2, 3])
async def test_escape_leads_back_from_every_question_of_recovery(
    play: Play, house: None, clock: StandingClock, steps: int
) -> None:
    code = new_member(clock)
    async with play() as stage:
        await stage.choose("Log in with the recovery code")
        for answer in ("quiet-otter", code, "a new one for me")[:steps]:
            await stage.answer(answer)
        if steps == 3:
            await stage.press("escape")
            assert "Now a new passphrase." in stage.shown
        assert isinstance(stage.screen.focused, Input)
        await stage.press("escape")
        assert stage.places == ["WelcomeScreen"]


async def test_a_guest_looks_around(play: Play, join: Join) -> None:
    async with play() as stage:
        await stage.choose("Look around")
        assert stage.place == "BoardsScreen"
        assert "members only" in stage.shown
        await stage.choose("Anxiety")
        assert stage.place == "ThreadsScreen"


async def test_a_board_for_members_refuses_a_guest_in_words(play: Play) -> None:
    async with play() as stage:
        await stage.visit("threads", slug="bereavement")
        assert "for members only" in stage.notice
        assert stage.rows()[0].strip(), "the head says where one is"


async def test_welcome_and_home_lead_out(play: Play, join: Join) -> None:
    async with play() as stage:
        assert "Esc leave" in stage.static("hints")
        for key in ("q", "left"):
            await stage.press(key, "escape")
            assert stage.places == ["WelcomeScreen"] and stage.app.return_value is None
        await stage.choose("Leave")
        assert stage.head == "Leave?"
        await stage.choose("Leave")
        assert stage.app.return_value == stage.app.visit.farewell
    async with play(join("quiet-otter")) as stage:
        await stage.press("escape")
        await stage.choose("Stay")
        assert stage.places == ["HomeScreen"] and stage.app.return_value is None
        await stage.press("escape", "escape")
        assert stage.places == ["HomeScreen"]
        await stage.press("q")
        await stage.choose("Log out")
        assert stage.app.return_value == stage.app.visit.farewell


async def test_sessions_beside_one_another_know_nothing_of_one_another(
    play: Play, join: Join
) -> None:
    me, other = join("quiet-otter"), join("brave-wren")

    async def look(login: credentials.Login) -> str:
        async with play(login) as stage:
            await asyncio.sleep(0.01)
            return stage.head

    heads = await asyncio.gather(look(me), look(other))
    assert list(heads) == ["Lamplight - quiet-otter", "Lamplight - brave-wren"]
