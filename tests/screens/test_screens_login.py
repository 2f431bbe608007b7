"""Coming in by handle and passphrase, or by the recovery code; looking around; going."""

from __future__ import annotations

import asyncio

import pytest
from textual.widgets import Input

from bbs.services import credentials, members
from tests.helpers import PASSPHRASE, Join, StandingClock
from tests.screens.conftest import Play
from tests.screens.stage import Stage

WRONG = "don't belong together"


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
    newcomer = members.Newcomer(
        "quiet-otter", PASSPHRASE, accepts_rules=True, consents=True, is_adult=True
    )
    code = members.sign_up(newcomer, now=clock()).recovery_code
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
        assert stage.places == ["HomeScreen"]
        assert stage.app.visit.key is not None
    assert credentials.log_in("quiet-otter", "a new one for me") is not None
    assert credentials.log_in("quiet-otter", PASSPHRASE) is None


async def test_a_recovery_code_of_somebody_else_is_refused(
    play: Play, join: Join, clock: StandingClock
) -> None:
    join("quiet-otter")
    newcomer = members.Newcomer(
        "brave-wren", PASSPHRASE, accepts_rules=True, consents=True, is_adult=True
    )
    code = members.sign_up(newcomer, now=clock()).recovery_code
    async with play() as stage:
        await stage.choose("Log in with the recovery code")
        for answer in ("quiet-otter", code, "a new one for me"):
            await stage.answer(answer)
        assert WRONG in stage.notice
        assert not stage.app.visit.is_member
        await stage.press("escape")
        assert stage.places == ["WelcomeScreen"]


@pytest.mark.parametrize("steps", [0, 1, 2])
async def test_escape_leads_back_from_every_question_of_recovery(play: Play, steps: int) -> None:
    async with play() as stage:
        await stage.choose("Log in with the recovery code")
        for answer in ("quiet-otter", "AAAA-" * 6 + "AAAA")[:steps]:
            await stage.answer(answer)
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
        await stage.press("escape")
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
