"""Settings: what is shown and how, the passphrase, the SSH keys."""

from __future__ import annotations

from typing import Any

import pytest

from bbs.errors import Invalid
from bbs.services import credentials, keys, preferences
from tests.helpers import PASSPHRASE, Join
from tests.screens.conftest import Play
from tests.screens.stage import KEY_LINE, Stage

OTHER_LINE = (
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAICIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIi at-work"
)


@pytest.mark.parametrize(
    ("row", "name"), [("Face", "face"), ("Colours", "colours"), ("Glyphs", "glyphs")]
)
async def test_each_choice_goes_round_and_is_remembered(
    play: Play, join: Join, row: str, name: str
) -> None:
    login = join("quiet-otter")
    async with play(login) as stage:
        await stage.press("s")
        choices = [each for each in preferences.CHOICES[name] if each != "plain"]
        for following in (*choices[1:], choices[0]):
            before = stage.shown
            await stage.choose(row)
            assert getattr(stage.app.visit.preferences, name) == following
            assert getattr(preferences.of(login.actor), name) == following
            assert stage.shown != before, "the row says what was chosen"
            assert row in stage.cursor_row


async def test_the_face_changes_at_once(play: Play, join: Join) -> None:
    async with play(join("quiet-otter")) as stage:
        await stage.press("s")
        rich = stage.rows()
        await stage.choose("Face")
        assert stage.app.has_class("lean") and "lean: few bytes" in stage.shown
        assert stage.rows()[0] == rich[0].strip()
        stage.check()
        await stage.choose("Face")
        assert not stage.app.has_class("lean")
        assert stage.rows() == rich


async def test_the_row_tells_of_a_face_changed_by_its_key(play: Play, join: Join) -> None:
    async with play(join("quiet-otter")) as stage:
        await stage.press("s", "f6")
        assert "lean: few bytes" in stage.cursor_row


async def test_letter_keys_move_in_lists_and_texts(play: Play, join: Join) -> None:
    login = join("quiet-otter")
    async with play(login) as stage:
        await stage.press("s", "j")
        assert stage.cursor_row.strip().startswith("> Face")
        await stage.choose("k and j")
        assert preferences.of(login.actor).letter_keys
        await stage.press("k", "k")
        assert "> Colours" in stage.cursor_row
        await stage.press("j")
        assert "> Glyphs" in stage.cursor_row
    async with play(login) as stage:
        row = stage.cursor_row
        await stage.press("j")
        assert stage.cursor_row != row, "it is remembered"


@pytest.mark.parametrize(
    "row", ["Passphrase", "Recovery code", "Second step", "SSH keys", "Sessions", "Blocked members"]
)
async def test_the_other_rows_lead_on_and_back(play: Play, join: Join, row: str) -> None:
    async with play(join("quiet-otter")) as stage:
        await stage.press("s")
        await stage.choose(row)
        assert stage.place != "SettingsScreen"
        await stage.press("escape")
        assert stage.place == "SettingsScreen" and row in stage.cursor_row


async def change(stage: Stage, *answers: str) -> None:
    await stage.visit("passphrase")
    for answer in answers:
        await stage.answer(answer)


NEW = "eleven slow lanterns drift"


async def test_a_new_passphrase(play: Play, join: Join) -> None:
    login = join("quiet-otter")
    async with play(login) as stage:
        await change(stage, PASSPHRASE, NEW, NEW)
        assert stage.places == ["HomeScreen"]
        assert stage.notice == "Your passphrase is changed."
    assert credentials.log_in("quiet-otter", PASSPHRASE) is None
    again = credentials.log_in("quiet-otter", NEW)
    assert again is not None and again.key is not None


async def test_a_wrong_old_passphrase_changes_nothing(play: Play, join: Join) -> None:
    join("quiet-otter")
    async with play(credentials.log_in("quiet-otter", PASSPHRASE)) as stage:
        await change(stage, "not the right words")
        assert "not the passphrase" in stage.notice
        await stage.press("escape")
        assert stage.places == ["HomeScreen"]
    assert credentials.log_in("quiet-otter", PASSPHRASE) is not None


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        (("",), "not the passphrase"),
        ((PASSPHRASE, "short"), "8 characters at the least"),
        ((PASSPHRASE, "password1"), "tried first"),
        ((PASSPHRASE, NEW, NEW + "x"), "not the same"),
    ],
)
async def test_each_question_says_what_is_wrong_and_escape_leaves_it_as_it_was(
    play: Play, join: Join, answers: tuple[str, ...], why: str
) -> None:
    login = join("quiet-otter")
    async with play(login) as stage:
        await change(stage, *answers)
        assert stage.place == "PromptScreen" and why in stage.notice
        for _ in answers:
            if stage.place != "HomeScreen":
                await stage.press("escape")
        assert stage.places == ["HomeScreen"]
    assert credentials.log_in("quiet-otter", PASSPHRASE) is not None


def fingerprints(login: credentials.Login) -> list[str]:
    return [key.fingerprint for key in keys.own(login.actor)]


async def test_keys_are_added_by_a_pasted_line_and_removed(play: Play, join: Join) -> None:
    login = join("quiet-otter")
    async with play(login) as stage:
        await stage.visit("keys")
        assert "No key yet. c adds one." in stage.shown
        for line in (KEY_LINE, OTHER_LINE):
            await stage.press("c")
            await stage.paste(line)
            await stage.press("enter")
            assert stage.place == "KeysScreen"
        assert "me@home" in stage.shown and "at-work" in stage.shown
        first, second = fingerprints(login)
        assert first in stage.shown and second in stage.shown
        await stage.press("home", "d", "escape")
        assert fingerprints(login) == [first, second]
        await stage.press("d")
        await stage.choose("Remove it")
        assert fingerprints(login) == [second]
        assert "opens nothing here any more" in stage.notice
        await stage.press("d")
        await stage.choose("Remove it")
        assert fingerprints(login) == [] and "No key yet" in stage.shown


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("not a key", "not a public key"),
        (KEY_LINE[:40], "cut off or damaged"),
        ("-----BEGIN OPENSSH PRIVATE KEY-----", "not a public key"),
        ("", "not a public key"),
    ],
)
async def test_a_line_that_is_no_key_is_refused_with_the_reason(
    play: Play, join: Join, line: str, why: str
) -> None:
    login = join("quiet-otter")
    async with play(login) as stage:
        await stage.visit("keys")
        await stage.press("c")
        await stage.answer(line)
        assert why in stage.folded and stage.place == "PromptScreen"
        await stage.press("escape")
        assert stage.place == "KeysScreen"
    assert fingerprints(login) == []


async def test_the_same_key_twice_is_refused(play: Play, join: Join) -> None:
    login = join("quiet-otter")
    async with play(login) as stage:
        await stage.visit("keys")
        for _ in range(2):
            await stage.press("c")
            await stage.answer(KEY_LINE)
        assert "in your list already" in stage.notice
    assert len(fingerprints(login)) == 1


async def test_what_can_not_be_kept_is_shown_all_the_same(
    play: Play, join: Join, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise Invalid("no")

    async with play(join("quiet-otter")) as stage:
        monkeypatch.setattr(preferences, "choose", refuse)
        await stage.press("f6")
        assert stage.app.has_class("lean") and not stage.app.has_failed


async def test_plain_lines_are_asked_for_and_end_the_screens(play: Play, join: Join) -> None:
    login = join("quiet-otter")
    async with play(login) as stage:
        await stage.press("s")
        await stage.choose("Plain lines")
        await stage.choose("No, leave it")
        assert stage.place == "SettingsScreen"
        await stage.choose("Plain lines")
        await stage.choose("Change")
        assert stage.app.visit.wants_other_face
    assert preferences.of(login.actor).face == "plain"
    async with play(login) as stage:
        assert stage.app.face == "lean", "whoever comes back by `screens` is shown some"


async def test_the_word_plain_is_heard_at_the_welcome(play: Play, house: None) -> None:
    async with play() as stage:
        await stage.press(*"pla", "down", *"plain")
        assert stage.app.visit.wants_other_face
