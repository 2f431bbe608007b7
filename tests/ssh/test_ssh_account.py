"""Second steps, keys for reading and live sessions, over SSH."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

import asyncssh
import pytest

from bbs.clock import utc_now
from bbs.policy import Actor, Role
from bbs.services import credentials, keys, letters, members, recovery, second_step
from bbs.ssh import doorkeeper
from bbs.ssh.daemon import Daemon
from tests.codes import code_at, wrong
from tests.helpers import PASSPHRASE
from tests.ssh.client import Terminal, connect, open_terminal, terminal
from tests.ssh.steps import at_home, choose

Answer = Callable[[], str]


@pytest.fixture
def otter(daemon: Daemon) -> Actor:
    """A member of the daemon's house."""
    newcomer = members.Newcomer(
        "quiet-otter", PASSPHRASE, accepts_rules=True, consents=True, is_adult=True
    )
    return members.sign_up(newcomer, now=utc_now()).login.actor


@pytest.fixture
def secret(otter: Actor) -> str:
    """The secret of their second step; an earlier code was used when it was set up."""
    made = second_step.new_secret(otter).secret
    second_step.switch_on(otter, PASSPHRASE, made, code_at(made, utc_now(), -1), now=utc_now())
    return made


class _Person(asyncssh.SSHClient):
    """Answers prompts by their words, and notes what was asked."""

    def __init__(self, codes: list[Answer], passphrase: str = PASSPHRASE) -> None:
        self._codes = codes
        self._passphrase = passphrase
        self.asked: list[tuple[str, str, bool]] = []

    def password_auth_requested(self) -> str:
        return self._passphrase

    def kbdint_auth_requested(self) -> str:
        return ""

    def kbdint_challenge_received(
        self, name: str, instructions: str, lang: str, prompts: Sequence[tuple[str, bool]]
    ) -> list[str] | None:
        ((prompt, has_echo),) = prompts
        self.asked.append((instructions, prompt, has_echo))
        if prompt == "Passphrase: ":
            return [self._passphrase]
        return [self._codes.pop(0)()] if self._codes else None


async def log_in(
    port: int,
    person: _Person,
    handle: str = "quiet-otter",
    methods: Sequence[str] = ("keyboard-interactive",),
) -> asyncssh.SSHClientConnection:
    return await asyncssh.connect(
        "127.0.0.1",
        port,
        username=handle,
        client_factory=lambda: person,
        known_hosts=None,
        config=None,
        agent_path=None,
        client_keys=None,
        preferred_auth=list(methods),
    )


async def test_the_code_is_asked_for_after_the_passphrase(
    daemon: Daemon, otter: Actor, secret: str
) -> None:
    def right() -> str:
        return code_at(secret, utc_now())

    person = _Person([lambda: wrong(right()), lambda: "", right])
    connection = await log_in(daemon.port, person)
    assert [asked[1:] for asked in person.asked] == [
        ("Passphrase: ", False), ("Code: ", True), ("Code: ", True), ("Code: ", True)
    ]  # fmt: skip
    assert "six digits" in person.asked[1][0] and "not right" in person.asked[2][0]
    t = await open_terminal(connection)
    await at_home(t, "quiet-otter")
    await t.until("2 wrong codes after your passphrase")
    # The same code opens no second door.
    used = _Person([right] * 9)
    with pytest.raises(asyncssh.PermissionDenied):
        await log_in(daemon.port, used)


async def test_wrong_codes_end_with_the_tries_of_the_connection(
    daemon: Daemon, otter: Actor, secret: str
) -> None:
    person = _Person([lambda: "000000x"] * 20)
    with pytest.raises(asyncssh.PermissionDenied) as refusal:
        await log_in(daemon.port, person)
    assert refusal.value.reason.startswith("Too many tries.")
    assert len(person.asked) == 6, "one passphrase and five codes"


async def test_who_has_not_the_passphrase_sees_no_prompt_for_a_code(
    daemon: Daemon, otter: Actor, secret: str
) -> None:
    heard = []
    for handle in ("quiet-otter", "nobody-here"):
        person = _Person([], "not this one")
        with pytest.raises(asyncssh.PermissionDenied):
            await log_in(daemon.port, person, handle)
        heard.append(person.asked)
    assert heard[0] == heard[1]
    assert {prompt for _, prompt, _ in heard[0]} == {"Passphrase: "}


async def test_a_client_that_can_not_ask_is_asked_in_the_session(
    daemon: Daemon, otter: Actor, secret: str
) -> None:
    t = await terminal(daemon.port, "quiet-otter", PASSPHRASE, method="password")
    await t.until("Second step", "Code", without="Log out")
    await t.type("12345")
    await t.press("enter")
    await t.until("This code is not right")
    await t.press("ctrl+u")
    await t.type(code_at(secret, utc_now()))
    await t.press("enter")
    await at_home(t, "quiet-otter")
    other = await terminal(daemon.port, "quiet-otter", PASSPHRASE, method="password")
    await other.until("Second step", "Code")
    await other.press("escape")
    await other.until_over()
    assert "Log out" not in other.picture.words()


async def test_who_comes_halfway_by_one_method_and_on_by_another_stays(
    daemon: Daemon, otter: Actor, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doorkeeper, "_NO_CHANNEL_SECONDS", 1.0)
    person = _Person([])  # Answers the question for a code by none.
    connection = await log_in(daemon.port, person, methods=("keyboard-interactive", "password"))
    assert [prompt for _, prompt, _ in person.asked] == ["Passphrase: ", "Code: "]
    t = await open_terminal(connection)
    await t.until("Second step", "Code")
    await asyncio.sleep(1.5)
    await t.type(code_at(secret, utc_now()))
    await t.press("enter")
    await at_home(t, "quiet-otter")


async def test_a_key_is_asked_for_no_code(daemon: Daemon, otter: Actor, secret: str) -> None:
    key = asyncssh.generate_private_key("ssh-ed25519")
    keys.add(otter, key.export_public_key().decode(), now=utc_now())
    t = await terminal(daemon.port, "quiet-otter", client_keys=[key])
    await at_home(t, "quiet-otter")


async def test_who_comes_by_a_key_for_reading_writes_nothing(daemon: Daemon, otter: Actor) -> None:
    key = asyncssh.generate_private_key("ssh-ed25519", comment="reader")
    line = key.export_public_key().decode()
    keys.add(otter, line, is_for_reading=True, now=utc_now())
    t = await terminal(daemon.port, "quiet-otter", client_keys=[key])
    await at_home(t, "quiet-otter")
    await choose(t, "All boards")
    await t.until("Boards", "Depression")
    await t.press("j")
    await t.until("You came in by a key that is for reading only.")


async def test_a_session_is_ended_from_another_one_and_its_connection_goes(
    daemon: Daemon, otter: Actor
) -> None:
    key = asyncssh.generate_private_key("ssh-ed25519", comment="lost-laptop")
    keys.add(otter, key.export_public_key().decode(), now=utc_now())
    lost = await terminal(daemon.port, "quiet-otter", client_keys=[key])
    await at_home(lost, "quiet-otter")
    t = await terminal(daemon.port, "quiet-otter", PASSPHRASE)
    await at_home(t, "quiet-otter")
    await t.press("s")
    await t.until("Settings", "Sessions")
    await choose(t, "Sessions")
    await t.until("by key lost-laptop", "by passphrase", "this one")
    await choose(t, "full screen, by key lost-laptop")
    await t.until("End this session?")
    await t.press("down", "enter")
    await t.until("It is ended.", without="lost-laptop")
    await lost.until("This session was ended from another one of yours.")
    await lost.until_over()
    # Whoever sits there can open no other session on that connection either.
    async with asyncio.timeout(15):
        await lost.connection.wait_closed()
    with pytest.raises((asyncssh.Error, OSError)):
        await open_terminal(lost.connection)
    await t.press("escape", "escape")
    await at_home(t, "quiet-otter")


async def test_a_session_that_is_over_is_not_listed(daemon: Daemon, otter: Actor) -> None:
    first = await terminal(daemon.port, "quiet-otter", PASSPHRASE)
    await at_home(first, "quiet-otter")
    await first.leave()
    connection, _ = await connect(daemon.port, "guest")
    t = await open_terminal(connection)
    await t.until("Log in with handle")
    await choose(t, "Log in with handle")
    for words, typed in (("Handle", "quiet-otter"), ("Passphrase", PASSPHRASE)):
        await t.until("Log in", words)
        await t.type(typed)
        await t.press("enter")
    await at_home(t, "quiet-otter")
    await t.press("s")
    await choose(t, "Sessions")
    await t.until("by passphrase", "this one")
    assert t.picture.words().count("full screen") == 1
    assert credentials.log_in("quiet-otter", PASSPHRASE) is not None


async def test_a_channel_of_files_is_listed_and_can_be_ended(daemon: Daemon, otter: Actor) -> None:
    connection, _ = await connect(daemon.port, "quiet-otter", PASSPHRASE)
    client = await connection.start_sftp_client()
    assert "boards" in await client.listdir("/")
    t = await terminal(daemon.port, "quiet-otter", PASSPHRASE)
    await at_home(t, "quiet-otter")
    await t.press("s")
    await choose(t, "Sessions")
    await t.until("files, by passphrase", "full screen, by passphrase")
    await choose(t, "files, by passphrase")
    await t.until("End this session?")
    await t.press("down", "enter")
    await t.until("It is ended.", without="files, by")
    async with asyncio.timeout(15):
        await connection.wait_closed()
    with pytest.raises((asyncssh.Error, OSError)):
        await client.listdir("/")


def _lines(t: Terminal) -> str:
    """What came on the way of lines, as one text."""
    return " ".join(t.wire.decode().split())


async def test_without_a_pty_the_code_is_asked_for_in_a_line(
    daemon: Daemon, otter: Actor, secret: str
) -> None:
    connection, _ = await connect(daemon.port, "quiet-otter", PASSPHRASE, method="password")
    t = await open_terminal(connection, term=None)
    await t.until_true(lambda: "the six digits" in _lines(t), "the question")
    await t.type("12345\n")
    await t.until_true(lambda: "This code is not right" in _lines(t), "the reason")
    assert "Lamplight, quiet-otter" not in _lines(t)
    await t.type(code_at(secret, utc_now()) + "\n")
    await t.until_true(lambda: "Lamplight, quiet-otter" in _lines(t), "the greeting")
    told = "Wrong codes after your right passphrase: 1."
    await t.until_true(lambda: told in _lines(t), told)


async def test_a_command_of_who_has_yet_to_give_a_code_does_nothing_and_says_why(
    daemon: Daemon, otter: Actor, secret: str
) -> None:
    connection, _ = await connect(daemon.port, "quiet-otter", PASSPHRASE, method="password")
    for command in ("whoami", "join back-pain", "boards"):
        t = await open_terminal(connection, term=None, command=command)
        assert await t.until_over() == 1
        assert b"second step" in t.errors and t.wire == b""
    with pytest.raises(asyncssh.Error):
        await connection.start_sftp_client()
    # By keyboard-interactive the code is asked for on the way in.
    person = _Person([lambda: code_at(secret, utc_now())])
    t = await open_terminal(await log_in(daemon.port, person), term=None, command="whoami")
    assert await t.until_over() == 0
    assert "quiet-otter" in _lines(t)


async def test_plain_lines_know_a_sysop_s_code(daemon: Daemon, otter: Actor) -> None:
    code = recovery.offer_reset(Actor(0, "host", Role.SYSOP), "quiet-otter", now=utc_now())
    connection, _ = await connect(daemon.port, "guest")
    t = await open_terminal(connection, term=None)
    for asked, typed in (
        ("as a guest", "recover"),
        ("Handle:", "quiet-otter"),
        ("or a sysop's:", code),
        ("stay closed for good", "yes"),
        ("Choose a passphrase", "four grey geese rest"),
        ("Once more:", "four grey geese rest"),
        ("new recovery code. It is shown once.", "yes"),
    ):
        await t.until_true(lambda asked=asked: asked in _lines(t), asked)  # type: ignore[misc]
        await t.type(typed + "\n")
    await t.until_true(lambda: "Lamplight, quiet-otter" in _lines(t), "the greeting")
    assert credentials.log_in("quiet-otter", "four grey geese rest") is not None


async def test_a_command_warns_of_a_new_key_and_sends_when_it_is_told_to(
    daemon: Daemon, otter: Actor
) -> None:
    newcomer = members.Newcomer(
        "brave-wren", PASSPHRASE, accepts_rules=True, consents=True, is_adult=True
    )
    members.sign_up(newcomer, now=utc_now())
    letters.send(otter, "brave-wren", "Hello", "Words", now=utc_now())
    code = recovery.offer_reset(Actor(0, "host", Role.SYSOP), "brave-wren", now=utc_now())
    recovery.recover("brave-wren", code, "four grey geese rest", now=utc_now())
    connection, _ = await connect(daemon.port, "quiet-otter", PASSPHRASE)
    for more, status in (("", 1), (" --new-key", 0), ("", 0)):
        process = await connection.create_process(
            f"mail send brave-wren{more} --subject Again", stdin=asyncssh.PIPE
        )
        process.stdin.write("More words\n")
        process.stdin.write_eof()
        done = await process.wait()
        assert done.exit_status == status, done.stderr
        assert ("has a new key" in str(done.stderr)) is (status == 1)


async def test_all_faces_are_listed_and_plain_lines_are_ended_too(
    daemon: Daemon, otter: Actor
) -> None:
    connection, _ = await connect(daemon.port, "quiet-otter", PASSPHRASE)
    talk = await open_terminal(connection, term=None)
    await talk.until_true(lambda: "Lamplight, quiet-otter" in _lines(talk), "the greeting")
    t = await terminal(daemon.port, "quiet-otter", PASSPHRASE)
    await at_home(t, "quiet-otter")
    await t.press("s")
    await choose(t, "Sessions")
    await t.until("plain lines, by passphrase", "full screen, by passphrase")
    await choose(t, "End all but this one")
    await t.until("End the others?")
    await t.press("down", "enter")
    await t.until("This is your only session now.", without="plain lines")
    await talk.until_over()
    assert "This session was ended from another one of yours." in _lines(talk)
