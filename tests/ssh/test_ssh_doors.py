"""Who comes in, and who learns nothing by trying."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import asyncssh
import pytest

from bbs import sealing
from bbs.clock import utc_now
from bbs.models import Member
from bbs.services import members
from bbs.ssh.daemon import Daemon
from tests.helpers import PASSPHRASE
from tests.ssh.client import connect, open_terminal, terminal
from tests.ssh.steps import answer_until_handle, at_home, choose

WRONG = "seven loud herons wade"


@pytest.fixture
def stretches(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One entry for each time that a passphrase was stretched."""
    made: list[int] = []
    stretch = sealing.stretch

    def counted(passphrase: str, salt: bytes, cost: sealing.Stretching) -> sealing.Stretched:
        made.append(cost.memory_kib)
        return stretch(passphrase, salt, cost)

    monkeypatch.setattr(sealing, "stretch", counted)
    return made


@pytest.fixture
def otter(daemon: Daemon) -> str:
    """A member of the daemon's house."""
    newcomer = members.Newcomer(
        "quiet-otter", PASSPHRASE, accepts_rules=True, consents=True, is_adult=True
    )
    members.sign_up(newcomer, now=utc_now())
    return "quiet-otter"


@pytest.mark.parametrize("method", ["keyboard-interactive", "password"])
async def test_a_wrong_passphrase_is_refused_after_six_tries_at_most(
    daemon: Daemon, otter: str, stretches: list[int], method: str
) -> None:
    for handle in (otter, "nobody-here"):
        stretches.clear()
        with pytest.raises(asyncssh.PermissionDenied):
            await connect(daemon.port, handle, WRONG, method=method)
        assert stretches == [64] * 6, handle


async def test_the_limit_holds_for_both_methods_together(
    daemon: Daemon, otter: str, stretches: list[int]
) -> None:
    heard = await _refusal(daemon.port, otter, passwords=4)
    assert len(heard) == 3  # Two challenges, and the reason.
    assert len(stretches) == 6


async def test_both_methods_let_a_member_in_with_the_same_words_for_all(
    daemon: Daemon, otter: str
) -> None:
    for method in ("keyboard-interactive", "password"):
        connection, login = await connect(daemon.port, otter.upper(), PASSPHRASE, method=method)
        t = await open_terminal(connection)
        await at_home(t, otter)
        await t.leave()
        if method == "password":
            continue
        assert len(login.asked) == 1
        name, instruction, prompts = login.asked[0]
        assert "as new@; to look around, as guest@" in instruction
        assert (name, prompts) == ("", ("Passphrase: ",))
    known, unknown = [await _refusal(daemon.port, handle) for handle in (otter, "nobody-here")]
    assert known == unknown
    assert len(known) == 7  # Six challenges, and the reason.
    first, *others = [challenge[1] for challenge in known if isinstance(challenge, tuple)]
    assert first.startswith("Welcome to Lamplight.")
    assert len(others) == 5
    for instruction in others:
        assert "this passphrase don't belong together. Please try again;" in instruction
        assert "as new@; to look around, as guest@." in instruction


class _Guesser(asyncssh.SSHClient):
    """Tries a wrong passphrase by both methods, and notes what it hears."""

    def __init__(self, passwords: int = 0) -> None:
        self._passwords = passwords
        self.heard: list[object] = []

    def auth_banner_received(self, msg: str, lang: str) -> None:
        self.heard.append(msg)

    def password_auth_requested(self) -> str | None:
        self._passwords -= 1
        return WRONG if self._passwords >= 0 else None

    def kbdint_auth_requested(self) -> str:
        return ""

    def kbdint_challenge_received(self, *challenge: object) -> list[str]:
        self.heard.append(challenge)
        return [WRONG]


async def _refusal(port: int, handle: str, passwords: int = 0) -> list[object]:
    """All that a guesser hears until the end."""
    guesser = _Guesser(passwords)
    with pytest.raises(asyncssh.PermissionDenied) as refusal:
        await asyncssh.connect(
            "127.0.0.1",
            port,
            username=handle,
            client_factory=lambda: guesser,
            known_hosts=None,
            config=None,
            agent_path=None,
            client_keys=None,
            preferred_auth=["password", "keyboard-interactive"],
        )
    return [*guesser.heard, refusal.value.reason]


async def test_the_welcome_screen_logs_in_too_and_counts_its_tries(
    daemon: Daemon, otter: str, stretches: list[int]
) -> None:
    t = await terminal(daemon.port, "guest")
    await t.until("Log in with handle and passphrase")
    await choose(t, "Log in with handle")
    await t.until("Log in", "The name that you chose when you joined.")
    await t.type(otter)
    await t.press("enter")
    await t.until("Log in", "Passphrase")
    await t.type("wrong one")
    await t.press("enter")
    await t.until("This handle and this passphrase don't belong together.")
    assert WRONG not in t.picture.words()
    await t.press("ctrl+u")
    await t.until_true(lambda: t.screen()[t.cursor[1]].strip() == "Passphrase", "an empty field")
    await t.type(PASSPHRASE)
    await t.press("enter")
    await at_home(t, otter)
    assert PASSPHRASE.encode() not in t.wire
    assert len(stretches) == 2


async def test_somebody_under_18_gets_a_kind_goodbye_and_no_account(
    daemon: Daemon, tmp_path: Path
) -> None:
    t = await terminal(daemon.port, "new", size=(80, 60))
    await t.until("Are you 18 or older?", "No, I am younger")
    await t.press("down", "enter")
    await t.until("Take care", "Thank you for being honest about your age", "call 116 123")
    await t.press("enter")
    assert await t.until_over() == 0
    assert tmp_path.joinpath("data").exists() and not Member.select().exists()


async def test_the_goodbye_to_somebody_under_18_invites_nobody_back(daemon: Daemon) -> None:
    t = await terminal(daemon.port, "new")
    await t.until("No, I am younger")
    await t.press("down", "enter")
    await t.until("Thank you for being honest about your age", "Leave")
    await t.press("enter")
    await t.until_over()
    await t.until("Take good care of yourself.", without="at any hour")


async def test_a_passphrase_typed_in_another_form_of_unicode_is_the_same(daemon: Daemon) -> None:
    composed, decomposed = "sieben stille Möwen", "sieben stille Mo\u0308wen"
    newcomer = members.Newcomer(
        "grey-heron", composed, accepts_rules=True, consents=True, is_adult=True
    )
    members.sign_up(newcomer, now=utc_now())
    for typed in (composed, decomposed):
        connection, _ = await connect(daemon.port, "grey-heron", typed)
        connection.close()


async def test_a_crash_ends_one_session_with_an_apology_and_no_other(
    daemon: Daemon, otter: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from screens.settings import SettingsScreen

    def fail(self: object) -> None:
        raise RuntimeError("a secret of quiet-otter")

    monkeypatch.setattr(SettingsScreen, "_items", fail)
    t = await terminal(daemon.port, otter, PASSPHRASE)
    other = await terminal(daemon.port, "guest")
    await at_home(t, otter)
    await other.until("Join Lamplight")
    await t.press("s")
    await t.until("We are sorry: something went wrong on our side", "Please connect again.")
    await t.until_over()
    assert b"secret" not in t.wire and "secret" not in caplog.text
    await other.press("!")
    await other.until("Crisis help", "Country")
    again = await terminal(daemon.port, "new")
    await answer_until_handle(again)


class _InNeed(asyncssh.SSHClient):
    """Types one answer after the other, and notes what was said."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.heard: list[str] = []

    def kbdint_auth_requested(self) -> str:
        return ""

    def kbdint_challenge_received(
        self, name: str, instructions: str, lang: str, prompts: Sequence[tuple[str, bool]]
    ) -> list[str] | None:
        self.heard.append(instructions)
        return [self.answers.pop(0)] if self.answers else None


@pytest.mark.parametrize("handle", ["quiet-otter", "nobody-here"])
async def test_crisis_help_where_a_passphrase_is_asked_for_is_no_guess(
    handle: str, daemon: Daemon, otter: str, stretches: list[int]
) -> None:
    person = _InNeed("!", "! Ireland", "crisis", "! Germny")
    with pytest.raises(asyncssh.PermissionDenied):
        await asyncssh.connect(
            "127.0.0.1", daemon.port, username=handle, client_factory=lambda: person,
            known_hosts=None, config=None, agent_path=None, client_keys=None,
            preferred_auth=["keyboard-interactive"],
        )  # fmt: skip
    assert "For crisis help type !" in person.heard[0]
    assert "Ireland, " in person.heard[1] and "116 123" in person.heard[2]
    assert "By country" in person.heard[3] and len(person.heard) == 5
    assert stretches == [], "nothing was tried"
