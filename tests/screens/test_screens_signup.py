"""Joining: every step, back from every step, and whatever may be wrong with an answer."""

from __future__ import annotations

import base64
import re
from datetime import timedelta

import pytest
from textual.widgets import Input

from bbs.models import Member
from bbs.policy import Role
from bbs.services import credentials, keys, limits, members, recovery
from tests.helpers import PASSPHRASE, Join, StandingClock
from tests.screens.conftest import Play
from tests.screens.stage import KEY_LINE, Stage

RECOVERY = re.compile(r"\b(?:[0-9A-Z]{4}-){6}[0-9A-Z]{4}\b")
OFFERED = base64.b64decode(KEY_LINE.split()[1])


async def as_far_as_handle(stage: Stage) -> None:
    await stage.choose("Yes, I am 18")
    for answer in ("I have read this", "I agree"):
        await stage.read_on()
        await stage.choose(answer)


async def as_far_as_passphrase(stage: Stage, handle: str = "grey-heron") -> None:
    await as_far_as_handle(stage)
    await stage.answer(handle)


async def as_far_as_joined(stage: Stage, handle: str = "grey-heron") -> None:
    await as_far_as_passphrase(stage, handle)
    await stage.answer(PASSPHRASE)
    await stage.answer(PASSPHRASE)


async def test_from_nothing_to_a_home(play: Play) -> None:
    async with play(is_signing_up=True) as stage:
        assert stage.head == "Join Lamplight"
        await as_far_as_joined(stage)
        assert stage.head == "Your recovery code"
        code = RECOVERY.search(stage.shown)
        assert code is not None
        await stage.choose("I have written it down")
        assert stage.places[0] == "HomeScreen" and stage.place == "ChooseBoardsScreen"
        await stage.press("escape")
        assert stage.places == ["HomeScreen"]
        assert stage.head == "Lamplight - grey-heron"
        assert "Choose a board or two to begin with" in stage.shown
        assert stage.app.visit.key is not None, "letters can be read at once"
    assert credentials.log_in("grey-heron", PASSPHRASE) is not None
    again = recovery.recover(
        "grey-heron", code.group(), "another passphrase here", now=stage.clock()
    )
    assert again.login.actor.handle == "grey-heron"


@pytest.mark.parametrize("size", [(80, 24), (40, 15), (20, 10)])
@pytest.mark.parametrize("face", ["rich", "lean"])
async def test_the_recovery_code_is_whole_and_broken_only_between_groups(
    play: Play, face: str, size: tuple[int, int]
) -> None:
    async with play(is_signing_up=True) as stage:
        if face == "lean":
            await stage.press("f6")
        await as_far_as_joined(stage)
        whole = RECOVERY.search(stage.shown)
        assert whole is not None
        await stage.resize(*size)
        groups = whole.group().split("-")
        seen: list[str] = []
        for _ in range(12):
            for row in map(str.strip, stage.rows()):
                if re.fullmatch(r"([0-9A-Z]{4}-?)+", row):
                    seen += [each for each in row.split("-") if each and each not in seen]
            await stage.press("space")
        assert seen == groups


async def test_escape_leads_back_through_every_step(play: Play) -> None:
    async with play(is_signing_up=True) as stage:
        await as_far_as_passphrase(stage)
        await stage.answer(PASSPHRASE)
        heads = ["Your passphrase", "Your passphrase", "Your handle", "What we keep", "House rules"]
        for head in heads:
            assert stage.head == head
            await stage.press("escape")
        assert stage.head == "Join Lamplight"
        assert stage.app.return_value is None
        await stage.press("escape")
        assert stage.app.return_value, "from the first step one leaves"


async def test_a_handle_stands_in_its_field_again(play: Play) -> None:
    async with play(is_signing_up=True) as stage:
        await as_far_as_passphrase(stage)
        await stage.press("escape")
        assert stage.head == "Your handle"
        assert stage.main(Input).value == "grey-heron"


@pytest.mark.parametrize("refusal", ["Not for me", "I don't"])
async def test_who_does_not_accept_is_led_back(play: Play, refusal: str) -> None:
    async with play(is_signing_up=True) as stage:
        await stage.choose("Yes, I am 18")
        if refusal == "I don't":
            await stage.read_on()
            await stage.choose("I have read this")
        head = stage.head
        await stage.choose(refusal)
        assert stage.place == "ChoiceScreen" and stage.head != head


async def test_rules_are_longer_than_a_screen_and_can_be_read_to_their_end(play: Play) -> None:
    async with play(is_signing_up=True, size=(40, 15)) as stage:
        await stage.choose("Yes, I am 18")
        read = stage.folded
        assert "Space more" in stage.static("hints")
        for _ in range(40):
            await stage.press("space")
            read += " " + stage.folded
        assert "Space more" not in stage.static("hints")
        assert "For information only" in read
        assert "I have read this and accept it" in stage.shown
        await stage.press("b")
        assert "Space more" in stage.static("hints")


@pytest.mark.parametrize("yes", ["I have read this", "I agree"])
async def test_enter_reads_on_before_it_accepts(play: Play, yes: str) -> None:
    async with play(is_signing_up=True, size=(40, 15)) as stage:
        await stage.choose("Yes, I am 18")
        if yes == "I agree":
            await stage.read_on()
            await stage.choose("I have read this")
        head, presses = stage.head, 0
        while stage.head == head:
            assert yes in stage.cursor_row
            is_all_read = "Space more" not in stage.static("hints")
            await stage.press("enter")
            presses += 1
            assert (stage.head != head) is is_all_read
        assert presses > 2


async def test_who_has_read_to_the_end_and_looks_back_may_accept(play: Play) -> None:
    async with play(is_signing_up=True, size=(40, 15)) as stage:
        await stage.choose("Yes, I am 18")
        await stage.read_on()
        await stage.press("b", "b", "enter")
        assert stage.head == "What we keep"


async def test_nobody_loses_the_recovery_code_by_escape(play: Play) -> None:
    async with play(is_signing_up=True) as stage:
        await as_far_as_joined(stage)
        assert "Esc" not in stage.static("hints")
        await stage.press("escape")
        assert RECOVERY.search(stage.shown)


async def test_somebody_under_18_gets_crisis_lines_and_a_goodbye(play: Play) -> None:
    async with play(is_signing_up=True, size=(80, 60)) as stage:
        await stage.choose("No, I am younger")
        assert stage.head == "Take care"
        assert "988" in stage.shown
        assert re.search(r"\(checked \d{4}|not known when it was checked", stage.shown)
        await stage.choose("Leave")
        assert stage.app.return_value == "Take good care of yourself."
    assert not Member.select().exists()


@pytest.mark.parametrize(
    ("handle", "why"),
    [
        ("quiet-otter", "is taken"),
        ("Quiet-Otter", "is taken"),
        ("quiet-0tter", "looks too much like"),
        ("sysop", "kept for the house"),
        ("ab", "3 to 20 characters"),
        ("two words", "letters, digits and hyphens"),
    ],
)
async def test_a_handle_that_can_not_be_had_is_refused_with_the_reason_and_stays(
    play: Play, join: Join, handle: str, why: str
) -> None:
    join("quiet-otter")
    async with play(is_signing_up=True) as stage:
        await as_far_as_handle(stage)
        await stage.answer(handle)
        assert why in stage.notice
        assert (stage.head, stage.main(Input).value) == ("Your handle", handle)
        await stage.answer("grey-heron")
        assert stage.head == "Your passphrase"


@pytest.mark.parametrize(
    ("passphrase", "why"),
    [
        ("short", "8 characters at the least"),
        ("password1", "tried first"),
        ("grey-heron", "tried first"),
        ("x" * 300, "at the most"),
    ],
)
async def test_a_weak_passphrase_is_refused_with_the_reason(
    play: Play, passphrase: str, why: str
) -> None:
    async with play(is_signing_up=True) as stage:
        await as_far_as_passphrase(stage)
        await stage.paste(passphrase)
        await stage.press("enter")
        assert why in stage.notice and "type it again" not in stage.folded


async def test_a_passphrase_is_never_shown_and_its_strength_is_told_while_it_is_typed(
    play: Play,
) -> None:
    async with play(is_signing_up=True) as stage:
        await as_far_as_passphrase(stage)
        comments = [stage.static("comment")]
        for part in ("abc", "defgh", " quiet herons wade slowly"):
            await stage.type(part)
            comments.append(stage.static("comment"))
            assert part.strip() not in stage.shown
        assert len(set(comments)) == 4
        assert comments[1] == "5 more to go."
        assert comments[-1] in stage.folded


async def test_the_second_time_must_be_the_same(play: Play) -> None:
    async with play(is_signing_up=True) as stage:
        await as_far_as_passphrase(stage)
        await stage.answer(PASSPHRASE)
        await stage.answer(PASSPHRASE + "x")
        assert "not the same" in stage.notice
        await stage.press("escape")
        assert "type it again" not in stage.folded, "Esc leads to choosing another"
        await stage.answer("another one for me")
        await stage.answer("another one for me")
        assert stage.head == "Your recovery code"


async def test_a_claim_code_makes_the_sysop(play: Play) -> None:
    code = members.offer_claim()
    assert code is not None
    async with play(is_signing_up=True) as stage:
        await as_far_as_joined(stage)
        assert stage.head == "Are you the sysop?"
        await stage.answer(code)
        await stage.choose("I have written it down")
        assert stage.app.visit.actor.role is Role.SYSOP


async def test_without_a_claim_code_one_is_a_member(play: Play) -> None:
    members.offer_claim()
    async with play(is_signing_up=True) as stage:
        await as_far_as_joined(stage)
        await stage.answer("")
        await stage.choose("I have written it down")
        assert stage.app.visit.actor.role is Role.MEMBER


async def test_a_wrong_claim_code_is_refused_at_once_and_can_be_left_empty(play: Play) -> None:
    members.offer_claim()
    async with play(is_signing_up=True) as stage:
        await as_far_as_joined(stage)
        await stage.answer("0000-0000-0000")
        assert stage.head == "Are you the sysop?"
        assert "claim code" in stage.notice
        await stage.answer("")
        assert stage.head == "Your recovery code"
        await stage.choose("I have written it down")
        assert stage.app.visit.actor.role is Role.MEMBER


@pytest.mark.parametrize(("answer", "kept"), [("Yes, let me in by", 1), ("No, don't keep", 0)])
async def test_an_offered_key_is_kept_only_if_wanted(play: Play, answer: str, kept: int) -> None:
    async with play(is_signing_up=True, offered_key=OFFERED) as stage:
        await as_far_as_joined(stage)
        assert keys.fingerprint(OFFERED) in stage.shown
        await stage.choose(answer)
        await stage.choose("I have written it down")
        assert len(keys.own(stage.app.visit.actor)) == kept
        assert stage.app.visit.offered_key is None


async def test_an_offered_key_that_is_weak_is_not_offered_to_be_kept(play: Play) -> None:
    numbers = b"\0\0\0\x03\x01\0\x01" + b"\0\0\0\x81\0" + b"\xff" * 128
    async with play(is_signing_up=True, offered_key=b"\0\0\0\x07ssh-rsa" + numbers) as stage:
        await as_far_as_joined(stage)
        assert stage.head == "Your recovery code"
        await stage.choose("I have written it down")
        assert keys.own(stage.app.visit.actor) == ()


async def test_a_handle_that_was_taken_meanwhile_leads_back(
    play: Play, join: Join, clock: StandingClock
) -> None:
    async with play(is_signing_up=True) as stage:
        await as_far_as_passphrase(stage)
        await stage.answer(PASSPHRASE)
        join("grey-heron")
        await stage.answer(PASSPHRASE)
        assert stage.head == "That did not work" and "taken" in stage.shown
        await stage.choose("Back")
        assert stage.head == "Join Lamplight"


async def test_from_the_welcome_screen_escape_leads_back_to_it(play: Play) -> None:
    async with play() as stage:
        await stage.choose("Join Lamplight")
        assert stage.head == "Join Lamplight"
        await stage.press("escape")
        assert stage.places == ["WelcomeScreen"]


async def test_enter_twice_in_one_packet_answers_one_question(play: Play) -> None:
    async with play(is_signing_up=True) as stage:
        await as_far_as_handle(stage)
        await stage.type("grey-heron")
        await stage.press_ahead("enter", "enter")
        assert stage.places == ["SignUpScreen", "PromptScreen"]
        assert stage.head == "Your passphrase"


async def test_where_too_many_joined_it_says_when_before_it_asks_anything(
    play: Play, join: Join
) -> None:
    limits.bind({limits.Kind.SIGN_UP: limits.Limit(1, 1, timedelta(hours=1))})
    try:
        join("quiet-otter")
        async with play() as stage:
            await stage.choose("Join Lamplight")
            assert "Please come back in 30 minutes: you are welcome." in stage.folded
            await stage.press("enter")
            assert stage.place == "WelcomeScreen"
            stage.clock.pass_(minutes=30)
            await stage.choose("Join Lamplight")
            assert "Are you 18 or older?" in stage.folded
    finally:
        limits.bind({})
