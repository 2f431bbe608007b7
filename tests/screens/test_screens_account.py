"""Recovery codes, second steps, sessions, keys for reading, and what is told at home."""

from __future__ import annotations

import re
from typing import Any

import pytest

from bbs.policy import Actor, Role
from bbs.services import arrivals, credentials, keys, letters, recovery, second_step, threads
from bbs.services.credentials import Login
from bbs.sessions import LiveSessions
from tests.codes import code_at, wrong
from tests.helpers import PASSPHRASE, Join, StandingClock
from tests.screens.community import settle_in
from tests.screens.conftest import Play
from tests.screens.stage import KEY_LINE, Stage

CODE = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){6}")
SECRET = re.compile(r"[A-Z2-7]{4}(?: [A-Z2-7]{4}){7}")
CHIEF = Actor(0, "host", Role.SYSOP)
NEW = "four grey geese rest"


class House:
    """Live sessions, one of which is played, and what the others were told."""

    def __init__(self, clock: StandingClock) -> None:
        self.live = LiveSessions()
        self.told: list[str] = []
        self._clock = clock

    def begin(self, login: Login) -> str:
        return self.live.begin(
            login.actor.member_id, "full screen", login.came_by, self._clock(),
            connection=object(), end=self.told.append, drop=lambda: None,
        )  # fmt: skip

    @property
    def seat(self) -> dict[str, Any]:
        """For `play`."""
        return {"live": self.live, "enrol": self.begin}


@pytest.fixture
def sessions_of(clock: StandingClock) -> House:
    return House(clock)


def second_step_on(login: Login, clock: StandingClock) -> str:
    secret = second_step.new_secret(login.actor).secret
    second_step.switch_on(login.actor, PASSPHRASE, secret, code_at(secret, clock()), now=clock())
    clock.pass_(minutes=5)
    return secret


async def test_a_new_recovery_code_is_shown_once_for_the_passphrase(
    play: Play, join: Join, clock: StandingClock
) -> None:
    async with play(join("quiet-otter")) as stage:
        await stage.press("s")
        await stage.choose("Recovery code")
        assert "good for nothing from then on" in stage.folded
        await stage.answer("not this one")
        assert "not the passphrase" in stage.notice and not CODE.search(stage.shown)
        await stage.answer(PASSPHRASE)
        code = CODE.search(stage.shown)
        assert code is not None
        await stage.press("escape", "enter")
        assert CODE.search(stage.shown), "neither takes it away"
        await stage.choose("I have written it down")
        assert stage.place == "SettingsScreen" and "holds from now on" in stage.notice
    assert not recovery.check("quiet-otter", code.group(), now=clock())


async def test_a_second_step_is_set_up_with_a_code_and_asked_for_at_the_next_log_in(
    play: Play, join: Join, clock: StandingClock
) -> None:
    otter = join("quiet-otter")
    async with play(otter) as stage:
        await stage.press("s")
        await stage.choose("Second step")
        await stage.choose("Set it up")
        await stage.answer("not this one")
        assert "not the passphrase" in stage.notice
        await stage.answer(PASSPHRASE)
        secret = SECRET.search(stage.shown)
        assert secret is not None and "otpauth://totp/Lamplight:quiet" in stage.shown
        await stage.choose("My app shows")
        await stage.answer(wrong(code_at(secret.group(), clock())))
        assert "not right" in stage.notice and not second_step.is_on(otter.actor)
        await stage.answer(code_at(secret.group(), clock()))
        assert stage.place == "SettingsScreen" and "a code is asked for" in stage.notice
        assert re.search(r"Second step: .* on\n", stage.shown + "\n")
    clock.pass_(minutes=5)
    async with play() as stage:
        await stage.choose("Log in with handle")
        await stage.answer("quiet-otter")
        await stage.answer(PASSPHRASE)
        assert stage.head == "Second step" and not stage.app.visit.is_member
        await stage.answer(wrong(code_at(secret.group(), clock())))
        assert "not right" in stage.notice
        await stage.answer(code_at(secret.group(), clock()))
        assert stage.places == ["HomeScreen"] and stage.app.visit.key is not None
        assert "wrong code after your passphrase" in stage.shown


@pytest.mark.parametrize("steps", [0, 1, 2, 3])
async def test_escape_on_the_way_leaves_the_second_step_off(
    play: Play, join: Join, steps: int
) -> None:
    otter = join("quiet-otter")
    async with play(otter) as stage:
        await stage.press("s")
        await stage.choose("Second step")
        for step in range(steps):
            if step == 0:
                await stage.choose("Set it up")
            elif step == 1:
                await stage.answer(PASSPHRASE)
            else:
                await stage.choose("My app shows")
        await stage.press("escape")
        assert stage.place == "SettingsScreen"
    assert not second_step.is_on(otter.actor)


async def test_a_second_step_is_switched_off_by_the_passphrase(
    play: Play, join: Join, clock: StandingClock
) -> None:
    otter = join("quiet-otter")
    second_step_on(otter, clock)
    async with play(otter) as stage:
        await stage.visit("secondstep")
        await stage.choose("Switch it off")
        await stage.answer("not this one")
        assert "not the passphrase" in stage.notice and second_step.is_on(otter.actor)
        await stage.answer(PASSPHRASE)
        assert stage.notice == "Your log-ins ask for no code any more."
    assert not second_step.is_on(otter.actor)


async def test_who_came_by_a_client_that_can_not_ask_is_asked_before_home(
    play: Play, join: Join, clock: StandingClock
) -> None:
    secret = second_step_on(join("quiet-otter"), clock)
    login = credentials.log_in("quiet-otter", PASSPHRASE)
    async with play(halfway=login) as stage:
        assert stage.head == "Second step" and "HomeScreen" not in stage.places
        await stage.press("f6", "f1", "escape")
        assert not stage.app.visit.is_member
        await stage.answer(code_at(secret, clock()))
        assert stage.places == ["HomeScreen"]
        assert stage.app.visit.actor.handle == "quiet-otter"
    async with play(halfway=login) as stage:
        await stage.press("escape")
        assert stage.app.return_value is not None, "and out, not in"


async def test_codes_use_up_the_tries_of_the_connection(
    play: Play, join: Join, clock: StandingClock
) -> None:
    secret = second_step_on(join("quiet-otter"), clock)
    left = [True] * 2
    login = credentials.log_in("quiet-otter", PASSPHRASE)
    async with play(halfway=login, may_try=lambda: bool(left and left.pop())) as stage:
        for _ in range(2):
            await stage.answer(wrong(code_at(secret, clock())))
        await stage.answer(code_at(secret, clock()))
        assert "too many tries" in stage.notice and not stage.app.visit.is_member


async def test_sessions_are_listed_and_ended(
    play: Play, join: Join, clock: StandingClock, sessions_of: House
) -> None:
    otter = join("quiet-otter")
    sessions_of.begin(Login(otter.actor, came_by="key lap\x1b[31mtop"))
    sessions_of.begin(join("brave-wren"))
    clock.pass_(hours=2)
    async with play(otter, **sessions_of.seat) as stage:
        await stage.press("s")
        await stage.choose("Sessions")
        assert re.search(r"by key lap.{0,6}top +2 h ago", stage.shown)
        assert re.search(r"by passphrase +this one", stage.shown)
        assert stage.shown.count("full screen") == 2, "nobody else's"
        await stage.choose("full screen, by passphrase")
        assert "the session that you sit at" in stage.notice
        await stage.choose("full screen, by key")
        await stage.press("escape")
        assert sessions_of.told == []
        await stage.press("d")
        await stage.choose("End it")
        assert len(sessions_of.told) == 1 and "change your passphrase" in sessions_of.told[0]
        assert "by key" not in stage.shown and "End all" not in stage.shown


async def test_all_others_are_ended_at_once(play: Play, join: Join, sessions_of: House) -> None:
    otter = join("quiet-otter")
    for _ in range(3):
        sessions_of.begin(otter)
    async with play(otter, **sessions_of.seat) as stage:
        await stage.visit("sessions")
        await stage.choose("End all but this one")
        await stage.choose("End them")
        assert len(sessions_of.told) == 3 and "your only session" in stage.notice
        assert stage.shown.count("full screen") == 1


async def test_a_changed_passphrase_tells_of_other_sessions(
    play: Play, join: Join, sessions_of: House
) -> None:
    otter = join("quiet-otter")
    sessions_of.begin(otter)
    async with play(otter, **sessions_of.seat) as stage:
        await stage.visit("passphrase")
        for answer in (PASSPHRASE, NEW, NEW):
            await stage.answer(answer)
        assert stage.notice.startswith("Your passphrase is changed. One other session stays open")


async def test_a_recovery_ends_all_other_sessions(
    play: Play, join: Join, clock: StandingClock, sessions_of: House
) -> None:
    otter = join("quiet-otter")
    code = credentials.new_recovery_code(otter.actor, PASSPHRASE)
    sessions_of.begin(otter)
    async with play(**sessions_of.seat) as stage:
        await stage.choose("Log in with the recovery code")
        for answer in ("quiet-otter", code, NEW, NEW):
            await stage.answer(answer)
        assert stage.places == ["HomeScreen"]
        assert len(sessions_of.told) == 1
        assert [each.came_by for each in sessions_of.live.of(otter.actor.member_id)] == [
            "recovery code"
        ]


async def test_a_sysop_s_code_says_before_that_letters_stay_closed(
    play: Play, join: Join, clock: StandingClock
) -> None:
    house = settle_in(join, clock)
    code = recovery.offer_reset(CHIEF, "quiet-otter", now=clock())
    async with play() as stage:
        await stage.choose("Log in with the recovery code")
        for answer in ("quiet-otter", code):
            await stage.answer(answer)
        assert recovery.STAYS_CLOSED in stage.folded
        await stage.press("escape")
        assert stage.places == ["WelcomeScreen"]
        await stage.choose("Log in with the recovery code")
        for answer in ("quiet-otter", code):
            await stage.answer(answer)
        await stage.choose("Go on without old letters")
        for _ in range(2):
            await stage.answer(NEW)
        shown = CODE.search(stage.shown)
        assert shown is not None
        await stage.choose("I have written it down")
        assert stage.places == ["HomeScreen"]
        await stage.press("m")
        assert "(stays closed)" in stage.shown and "Thank you" not in stage.shown
        await stage.press("enter")
        assert letters.CLOSED in stage.folded
        await stage.press("r")
        assert stage.place == "LetterScreen" and "can't be opened" in stage.notice
    assert not recovery.check("quiet-otter", shown.group(), now=clock())
    assert house.me.key is not None


async def test_home_tells_of_log_ins_and_guesses_until_they_are_looked_at(
    play: Play, join: Join
) -> None:
    otter = join("quiet-otter")
    for passphrase in (PASSPHRASE, "not this", PASSPHRASE, "not this", "not this"):
        credentials.log_in("quiet-otter", passphrase)
    async with play(credentials.log_in("quiet-otter", PASSPHRASE)) as stage:
        assert "Since you were last here: 2 log-ins" in stage.shown
        assert "3 wrong passphrases were tried" in stage.shown
        await stage.press("s", "escape")
        credentials.log_in("quiet-otter", PASSPHRASE)
        assert "2 log-ins" in stage.shown
        await stage.press("s", "escape")
        assert "3 log-ins" in stage.shown, "and one that came meanwhile"
        await stage.choose("Since you were")
        assert "Nobody is locked out by that" in stage.folded
        assert "Wrong codes" not in stage.shown
        await stage.press("escape")
        assert "Since you were" not in stage.shown and "tried" not in stage.shown
    async with play(credentials.log_in("quiet-otter", PASSPHRASE)) as stage:
        assert "Since you were" not in stage.shown
        await stage.visit("sessions")
        assert "5 log-ins by your handle so far." in stage.shown
    assert arrivals.tell(otter.actor).wrong == 0


async def test_a_key_is_given_a_comment_and_made_for_reading(
    play: Play, join: Join, clock: StandingClock
) -> None:
    otter = join("quiet-otter")
    keys.add(otter.actor, KEY_LINE, now=clock())
    async with play(otter) as stage:
        await stage.visit("keys")
        await stage.press("enter")
        fingerprint = keys.own(otter.actor)[0].fingerprint
        assert fingerprint in stage.shown
        await stage.choose("Change the comment")
        await stage.answer("x" * 81)
        assert "80 characters" in stage.notice
        await stage.answer("the old laptop")
        assert stage.place == "KeysScreen" and "the old laptop" in stage.cursor_row
        await stage.press("enter")
        await stage.choose("Let it be for reading only")
        assert "reads only" in stage.cursor_row
        assert keys.own(otter.actor)[0].is_for_reading
        await stage.press("enter")
        assert "can write and change nothing" in stage.folded
        await stage.choose("Let it be for everything")
        assert not keys.own(otter.actor)[0].is_for_reading
        await stage.press("enter")
        await stage.choose("Leave it as it is")
        await stage.press("enter")
        await stage.choose("Remove it")
        await stage.choose("Remove it")
        assert "No key yet" in stage.shown


async def test_who_came_by_a_key_for_reading_is_shown_no_key_that_writes(
    play: Play, join: Join, clock: StandingClock
) -> None:
    house = settle_in(join, clock)
    blob = keys.parse(KEY_LINE)[0]
    keys.limit(house.me.actor, keys.own(house.me.actor)[0].id, is_for_reading=True)
    login = credentials.log_in_with_key("quiet-otter", blob)
    assert login is not None and login.actor.is_reading
    async with play(login) as stage:
        assert "3 threads with news" in stage.shown
        await stage.press("f6", "n")
        assert stage.place == "ThreadScreen"
        writing = {"reply", "quote", "edit", "delete"}
        shown = stage.screen.keys()
        assert {key.does for key in shown}.isdisjoint(writing)
        await stage.press("r")
        assert stage.place == "ThreadScreen" and "for reading only" in stage.notice
        await stage.press("m")
        await stage.answer(PASSPHRASE)
        assert stage.place == "MailboxScreen" and "Thank you" in stage.shown
        await stage.press("c")
        assert stage.place == "MailboxScreen" and "for reading only" in stage.notice
        await stage.press("d")
        assert stage.place == "MailboxScreen" and "for reading only" in stage.notice
        await stage.press("enter")
        assert "It did me good." in stage.shown
        await stage.press("s")
        for row in ("Passphrase", "Recovery code", "Second step"):
            await stage.choose(row)
            assert stage.place == "SettingsScreen" and "for reading only" in stage.notice
        await stage.choose("SSH keys")
        await stage.press("d")
        await stage.choose("Remove it")
        assert "for reading only" in stage.notice
        assert not stage.app.has_failed
    assert len(keys.own(house.me.actor)) == 1
    rows = threads.listing(house.me.actor, "back-pain", limit=9).rows
    assert not all(row.is_unread for row in rows), "one's place is kept"


async def test_what_sealing_protects_from_stands_over_the_mailbox(play: Play, join: Join) -> None:
    for size in ((80, 24), (40, 15)):
        async with play(join(f"otter-{size[0]}"), size=size) as stage:
            await stage.press("m")
            assert "steals this server's disk" in stage.folded
            assert "Not against the server itself" in stage.folded
            stage.check()


def new_wren(clock: StandingClock) -> Login:
    """brave-wren, let in anew by a sysop, who writes to quiet-otter."""
    code = recovery.offer_reset(CHIEF, "brave-wren", now=clock())
    wren = recovery.recover("brave-wren", code, NEW, now=clock()).login
    letters.send(wren.actor, "quiet-otter", "New me", "It is me.", now=clock())
    return wren


async def answer_wren(stage: Stage) -> None:
    await stage.press("r")
    await stage.type("Are you?")
    await stage.press("ctrl+s")


async def test_a_correspondent_s_new_key_is_told_before_one_writes(
    play: Play, join: Join, clock: StandingClock
) -> None:
    house = settle_in(join, clock)
    wren = new_wren(clock)
    before = letters.unread(wren.actor)
    async with play(house.me) as stage:
        await stage.press("m", "enter")
        assert "brave-wren has a new key" in stage.notice
        await answer_wren(stage)
        assert stage.head == "A new key" and "Make sure that it is them" in stage.folded
        await stage.choose("No, leave it")
        assert stage.place == "EditorScreen" and "Are you?" in stage.shown
        assert letters.unread(wren.actor) == before
        await stage.press("ctrl+s")
        await stage.choose("Send it all the same")
        assert stage.place == "LetterScreen"
        assert letters.unread(wren.actor) == before + 1
        await answer_wren(stage)
        assert stage.place == "LetterScreen", "asked once"


async def test_a_new_key_is_taken_from_the_letter(
    play: Play, join: Join, clock: StandingClock
) -> None:
    house = settle_in(join, clock)
    new_wren(clock)
    async with play(house.me) as stage:
        await stage.press("m", "enter", "l")
        assert "Their key" in stage.shown
        await stage.choose("It is them")
        await stage.press("escape", "enter")
        assert "new key" not in stage.notice
        await stage.press("l")
        assert "Their key" in stage.shown and "It is them" not in stage.shown
