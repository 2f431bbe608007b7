"""Taking one's data along, and leaving for good."""

from __future__ import annotations

import pytest

from bbs.handles import DEPARTED
from bbs.models import Member
from bbs.policy import GUEST
from bbs.services import credentials, keys, posts
from bbs.services.credentials import Login
from screens.farewell import FAREWELL
from tests.helpers import PASSPHRASE, Join, StandingClock
from tests.screens.community import WORDS, bodies, settle_in
from tests.screens.conftest import Play
from tests.screens.stage import KEY_LINE, SIZES, Stage

HEAD = "Leave Lamplight"


def is_there(handle: str) -> bool:
    return Member.select().where(Member.handle == handle).exists()


async def answer(stage: Stage, words: str) -> None:
    await stage.press("s")
    await stage.choose(HEAD)
    assert stage.head == HEAD
    await stage.choose(words)


@pytest.mark.parametrize("size", SIZES)
async def test_the_command_is_said_with_ones_own_handle(
    play: Play, join: Join, size: tuple[int, int]
) -> None:
    async with play(join("quiet-otter"), size=size) as stage:
        await stage.press("s")
        await stage.choose("Take my data with me")
        stage.check()
        assert "ssh quiet-otter@HOST export > lamplight.zip" in stage.folded
        while "Space more" in stage.static("hints"):
            await stage.press("space")
        assert "Keep it where nobody else looks." in stage.folded
        await stage.press("escape")
        assert "Take my data with me" in stage.cursor_row


@pytest.mark.parametrize("is_erasing", [False, True])
@pytest.mark.parametrize("size", SIZES)
async def test_who_leaves_is_told_goodbye_and_is_gone(
    play: Play, join: Join, clock: StandingClock, size: tuple[int, int], is_erasing: bool
) -> None:
    house = settle_in(join, clock)
    async with play(house.me, size=size) as stage:
        await answer(stage, "Leave, and erase" if is_erasing else "Leave; my posts stay")
        assert stage.place == "PromptScreen" and "now, for good" in stage.folded
        stage.check()
        await stage.answer(PASSPHRASE)
        assert stage.head == "Goodbye" and "Your account is gone." in stage.folded
        stage.check()
        assert not is_there("quiet-otter")
        assert stage.app.visit.actor == GUEST and stage.app.visit.key is None
        await stage.press("exclamation_mark")
        assert stage.head == "Crisis help"
        await stage.press("escape", "enter")
    assert stage.app.return_value == FAREWELL
    first = "" if is_erasing else WORDS
    assert bodies(house.own_id) == [first, "A kitchen timer helps me."]
    assert posts.from_number(GUEST, house.own_id, 1, limit=1)[0].handle == DEPARTED


@pytest.mark.parametrize("keys_pressed", [("escape",), ("enter",)])
async def test_the_first_answer_and_escape_change_nothing(
    play: Play, join: Join, keys_pressed: tuple[str, ...]
) -> None:
    async with play(join("quiet-otter")) as stage:
        await stage.press("s")
        await stage.choose(HEAD)
        await stage.press(*keys_pressed)
        assert stage.place == "SettingsScreen" and HEAD in stage.cursor_row
    assert is_there("quiet-otter")


async def test_a_changed_mind_at_the_passphrase_changes_nothing(play: Play, join: Join) -> None:
    async with play(join("quiet-otter")) as stage:
        await answer(stage, "Leave; my posts stay")
        for typed in ("", "quiet-otter", "not the passphrase"):
            await stage.answer(typed)
            assert stage.place == "PromptScreen"
            assert "That is not your passphrase. Nothing was deleted." in stage.notice
        await stage.press("escape")
        assert stage.place == "SettingsScreen"
    assert credentials.log_in("quiet-otter", PASSPHRASE) is not None


async def test_tries_are_counted(play: Play, join: Join) -> None:
    async with play(join("quiet-otter"), may_try=lambda: False) as stage:
        await answer(stage, "Leave; my posts stay")
        await stage.answer(PASSPHRASE)
        assert "too many tries" in stage.notice
    assert is_there("quiet-otter")


async def test_who_came_by_key_may_type_the_handle(
    play: Play, join: Join, clock: StandingClock
) -> None:
    login = join("quiet-otter")
    keys.add(login.actor, KEY_LINE, now=clock())
    async with play(Login(login.actor)) as stage:
        await answer(stage, "Leave; my posts stay")
        assert "Your handle will do too" in stage.folded
        await stage.answer("quiet-otter")
        assert stage.head == "Goodbye"
        await stage.press("escape")
    assert stage.app.return_value == FAREWELL and not is_there("quiet-otter")


async def test_quick_exit_works_at_the_goodbye_too(play: Play, join: Join) -> None:
    async with play(join("quiet-otter")) as stage:
        await answer(stage, "Leave; my posts stay")
        await stage.answer(PASSPHRASE)
        await stage.press("ctrl+q")
    assert stage.app.return_value == "" and not is_there("quiet-otter")


async def test_a_departed_writer_can_be_neither_written_to_nor_blocked(
    play: Play, join: Join, clock: StandingClock
) -> None:
    house = settle_in(join, clock)
    async with play(house.other) as stage:
        await answer(stage, "Leave; my posts stay")
        await stage.answer(PASSPHRASE)
        await stage.press("enter")
    async with play(house.me) as stage:
        await stage.visit("thread", thread_id=house.first_id)
        await stage.press("home")
        assert DEPARTED in stage.shown
        await stage.press("l")
        assert stage.head == "This thread"
        assert "Write a letter" not in stage.shown and "Block" not in stage.shown
