"""The gate, by real connections from several sources, with the limits on."""

from __future__ import annotations

import asyncio
import gc
import logging
import socket
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import asyncssh
import pytest

from bbs import wiring
from bbs.clock import utc_now
from bbs.config import Settings
from bbs.errors import Invalid
from bbs.services import members
from bbs.ssh import session
from bbs.ssh.connection import MOST_BEFORE_LOGIN, HouseConnection
from bbs.ssh.daemon import Daemon, _ways
from bbs.ssh.idle import Idle
from bbs.ssh.tally import Event
from tests.helpers import PASSPHRASE
from tests.ssh.client import connect, open_terminal, terminal
from tests.ssh.server import in_process
from tests.ssh.steps import at_home, fill_in, join_board
from tests.ssh.test_ssh_compression import free_port

WRONG = "seven loud herons wade"
SHIPPED = Settings()
LIMITS = {
    name: getattr(SHIPPED, name)
    for name in (
        "connects_per_second",
        "connects_burst",
        "startups_per_source",
        "guests_per_source",
        "penalty_seconds",
    )
}
"""The limits as they ship, which the other tests widen."""


@pytest.fixture
async def daemon(tmp_path: Path) -> AsyncIterator[Daemon]:
    """The daemon in this process, with the limits as they ship, and one member."""
    async with in_process(tmp_path, **LIMITS) as running:
        newcomer = members.Newcomer(
            "quiet-otter", PASSPHRASE, accepts_rules=True, consents=True, is_adult=True
        )
        members.sign_up(newcomer, now=utc_now())
        yield running


async def first_line(port: int, source: str, hello: bytes = b"") -> bytes:
    """What a server says first to a connection from `source`."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(source, 0))
    try:
        if hello:
            writer.write(hello)
        return await asyncio.wait_for(reader.readline(), 10)
    finally:
        writer.close()


async def until(condition: Callable[[], bool]) -> None:
    """Wait until something has come about."""
    async with asyncio.timeout(15):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


def inside_of(daemon: Daemon) -> Any:
    """The only connection to a daemon, at its end."""
    (only,) = [
        each
        for each in gc.get_objects()
        if isinstance(each, HouseConnection) and each._transport and _gate(each) is daemon.gate
    ]
    return only


def _gate(connection: HouseConnection) -> object:
    return connection.caller._gate


async def test_a_source_that_hurries_waits_and_others_do_not(daemon: Daemon) -> None:
    answers = [await first_line(daemon.port, "127.0.0.2") for _ in range(40)]
    served = [each for each in answers if each == b"SSH-2.0-Lamplight\r\n"]
    assert 10 <= len(served) < 40
    assert {*answers} == {
        b"SSH-2.0-Lamplight\r\n",
        b"Too many connections from where you are. Please try again in a few seconds.\r\n",
    }
    assert await first_line(daemon.port, "127.0.0.3") == b"SSH-2.0-Lamplight\r\n"
    assert daemon.gate.tally[Event.TOO_FAST] == 40 - len(served)


async def test_who_guesses_all_day_is_kept_away_and_fills_no_log(
    daemon: Daemon, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    for _ in range(4):
        with pytest.raises(asyncssh.PermissionDenied):
            await connect(daemon.port, "quiet-otter", WRONG, source="127.0.0.4")
    await until(lambda: daemon.gate.tally[Event.GUESSED] == 24)
    names = daemon.gate.sources.of_address("127.0.0.4")
    await until(lambda: daemon.gate.penalties.left(names) > 0)
    for _ in range(5):
        answer = await first_line(daemon.port, "127.0.0.4")
        assert answer.startswith(b"Not now, please. Try again in ")
    # The member, from elsewhere, isn't shut out by a stranger's guesses.
    t = await terminal(daemon.port, "quiet-otter", PASSPHRASE, source="127.0.0.5")
    await at_home(t, "quiet-otter")
    await t.leave()
    assert caplog.records == []
    daemon.gate.tally.tell()
    assert len(caplog.records) == 1
    assert "24 wrong passphrases" in caplog.text and "5 turned away: penalty" in caplog.text
    assert "127.0.0" not in caplog.text and "otter" not in caplog.text


async def test_guesses_from_the_welcome_screen_count_too(daemon: Daemon) -> None:
    names = daemon.gate.sources.of_address("127.0.0.6")
    connection, _ = await connect(daemon.port, "guest", source="127.0.0.6")
    entry = inside_of(daemon)._owner._entry
    for _ in range(3):
        assert entry.tries.take()
    connection.close()
    await connection.wait_closed()
    await until(lambda: names[0] in daemon.gate.penalties._held)


async def test_one_source_seats_so_many_guests_and_no_more(tmp_path: Path) -> None:
    limits = LIMITS | {"connects_burst": 100, "guests_per_source": 2, "guests": 3}
    async with in_process(tmp_path, **limits) as daemon:
        inside = [await connect(daemon.port, "guest", source="127.0.0.2") for _ in range(2)]
        for name in ("guest", "new"):
            with pytest.raises(asyncssh.DisconnectError, match="Every seat for guests is taken"):
                await connect(daemon.port, name, source="127.0.0.2")
        inside.append(await connect(daemon.port, "new", source="127.0.0.3"))
        with pytest.raises(asyncssh.DisconnectError, match="Every seat for guests is taken"):
            await connect(daemon.port, "guest", source="127.0.0.4")
        inside[0][0].close()
        await inside[0][0].wait_closed()
        await until(lambda: len(daemon.gate._strangers) == 2)
        again, _ = await connect(daemon.port, "guest", source="127.0.0.4")
        await (await open_terminal(again)).until("Join Lamplight")


async def test_whose_address_it_was_is_forgotten_at_once(daemon: Daemon) -> None:
    t = await terminal(daemon.port, "guest", source="127.9.8.7")
    await t.until("Join Lamplight")
    inside = inside_of(daemon)
    assert inside.get_extra_info("peername") is None
    seen: list[object] = [inside, inside._transport, inside.caller, daemon.gate, inside._options]
    for each in list(seen):
        names = getattr(each, "__dict__", None) or {
            name: getattr(each, name, None) for name in getattr(each, "__slots__", ())
        }
        seen.extend(names.items())
    assert not any("127.9.8.7" in repr(each) for each in seen if not _is_a_socket(each))


def _is_a_socket(each: object) -> bool:
    # The kernel knows where a socket leads for as long as it is open.
    return "socket" in repr(each) or "Transport" in type(each).__name__


class _Pipeliner(asyncssh.SSHClient):
    """Sends all its guesses without waiting for an answer."""

    def __init__(self, guesses: int) -> None:
        self._guesses = guesses
        self.has_sent = False

    def connection_made(self, conn: asyncssh.SSHClientConnection) -> None:
        self._connection: Any = conn

    def password_auth_requested(self) -> str:
        if not self.has_sent:
            self.has_sent = True
            packet = [
                asyncssh.packet.String(each)
                for each in (b"quiet-otter", b"ssh-connection", b"password")
            ]
            for number in range(self._guesses):
                guess = asyncssh.packet.String(f"guess {number}".encode())
                self._connection.send_packet(50, *packet, asyncssh.packet.Boolean(False), guess)
        return WRONG


@pytest.mark.parametrize("guesses", [1_000, 2_000])
async def test_two_thousand_guesses_at_once_are_six(
    daemon: Daemon, monkeypatch: pytest.MonkeyPatch, guesses: int
) -> None:
    verified: list[str] = []
    verify = wiring.Members.by_passphrase

    async def counted(self: wiring.Members, handle: str, passphrase: str) -> Any:
        verified.append(passphrase)
        return await verify(self, handle, passphrase)

    monkeypatch.setattr(wiring.Members, "by_passphrase", counted)
    client = _Pipeliner(guesses)
    async with asyncio.timeout(15):
        with pytest.raises((asyncssh.Error, OSError)):
            await asyncssh.connect(
                "127.0.0.1", daemon.port, username="quiet-otter", client_factory=lambda: client,
                known_hosts=None, config=None, agent_path=None, client_keys=None,
                preferred_auth=["password"],
            )  # fmt: skip
    await until(lambda: not len(daemon.gate._knocking[False]))
    assert client.has_sent
    # So many as two thousand are cut off for their length, whether or not some were looked at.
    assert len(verified) == 6 or (guesses == 2_000 and len(verified) < 6)


async def test_who_sends_very_much_before_logging_in_is_cut_off(daemon: Daemon) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", daemon.port)
    ignored = (12).to_bytes(4, "big") + b"\x06\x02" + (0).to_bytes(4, "big") + bytes(6)
    sent = 0
    async with asyncio.timeout(15):
        writer.write(b"SSH-2.0-flood\r\n")
        while not await _has_ended(reader):
            writer.write(ignored * 256)
            sent += len(ignored) * 256
    await until(lambda: not len(daemon.gate._knocking[False]))
    # What lay in the kernels' buffers was sent, and never read.
    assert MOST_BEFORE_LOGIN <= sent < MOST_BEFORE_LOGIN + 8 * 1024 * 1024


async def _has_ended(reader: asyncio.StreamReader) -> bool:
    try:
        return not await asyncio.wait_for(reader.read(65_536), 0.001)
    except TimeoutError:
        return False
    except ConnectionError:
        return True


async def test_nothing_is_forwarded(daemon: Daemon, tmp_path: Path) -> None:
    connection, _ = await connect(daemon.port, "quiet-otter", PASSPHRASE)
    with pytest.raises(asyncssh.ChannelOpenError):
        await connection.open_connection("127.0.0.1", daemon.port)
    with pytest.raises(asyncssh.ChannelOpenError):
        await connection.open_unix_connection(str(tmp_path / "data" / "control.sock"))
    with pytest.raises(asyncssh.ChannelOpenError):
        await connection.open_tun()
    for listening in (
        connection.forward_remote_port("127.0.0.1", 0, "127.0.0.1", daemon.port),
        connection.forward_remote_path(str(tmp_path / "sock"), "/nowhere"),
    ):
        with pytest.raises(asyncssh.ChannelListenError):
            await listening
    assert not (tmp_path / "sock").exists()
    channel, _ = await connection.create_session(
        asyncssh.SSHClientSession, request_pty=False, encoding=None
    )
    made: Any = channel
    assert not await made._make_request(b"auth-agent-req@openssh.com")
    assert not await made._make_request(
        b"x11-req", asyncssh.packet.Boolean(False), asyncssh.packet.String(b"MIT-MAGIC-COOKIE-1"),
        asyncssh.packet.String(b"00"), asyncssh.packet.UInt32(0),
    )  # fmt: skip


async def test_five_thousand_channels_are_eight(daemon: Daemon) -> None:
    connection, _ = await connect(daemon.port, "quiet-otter", PASSPHRASE)
    raw: Any = connection
    for number in range(5_000):
        raw.send_packet(
            90, asyncssh.packet.String(b"session"), asyncssh.packet.UInt32(100_000 + number),
            asyncssh.packet.UInt32(1 << 20), asyncssh.packet.UInt32(1 << 15),
        )  # fmt: skip
    inside = inside_of(daemon)
    await until(lambda: inside._next_recv_chan >= 8)
    most = 0
    for _ in range(50):
        most = max(most, len(inside._channels))
        await asyncio.sleep(0.02)
    assert most == 8


async def test_a_window_beyond_all_measure_is_clamped(daemon: Daemon) -> None:
    t = await terminal(
        daemon.port, "guest", size=(4_294_967_295, 4_294_967_295), drawn=(300, 120),
        term="x" * 20_000,
    )  # fmt: skip
    await t.until("Join Lamplight")
    t.resize(4_294_967_295, 3, drawn=(300, 120))
    t.resize(80, 24)
    await t.press("!")
    await t.until("Crisis help", "Country")


async def test_an_onion_service_has_its_own_way_in_and_its_circuits_are_told_apart(
    tmp_path: Path,
) -> None:
    port = free_port()
    async with in_process(tmp_path, proxy_port=port, **LIMITS) as daemon:
        header = "PROXY TCP6 fc00:dead:beef:4dad::{} ::1 65535 22\r\n"
        banner = b"SSH-2.0-Lamplight\r\n"
        for _ in range(12):
            await first_line(port, "127.0.0.1", header.format("1:1").encode())
        refused = await first_line(port, "127.0.0.1", header.format("1:1").encode())
        assert refused.startswith(b"Too many connections")
        assert await first_line(port, "127.0.0.1", header.format("1:2").encode()) == banner
        assert await first_line(port, "127.0.0.1", b"PROXY UNKNOWN\r\n") == banner
        # Without the header nobody enters there, nor with one at the other door.
        assert await first_line(port, "127.0.0.1", b"SSH-2.0-OpenSSH_9.2\r\n") == b""
        assert daemon.gate.tally[Event.NO_HEADER] == 1
        _, writer = pair = await asyncio.open_connection("127.0.0.1", daemon.port)
        writer.write(header.format("1:3").encode())
        assert await pair[0].readline() == banner
        assert await pair[0].read() == b""
        # And a whole log-in behind the header.
        sock = socket.create_connection(("127.0.0.1", port))
        sock.send(header.format("1:4").encode())
        connection = await asyncssh.connect(
            sock=sock, username="guest", known_hosts=None, config=None, client_keys=None
        )
        await (await open_terminal(connection)).until("Join Lamplight")
        connection.close()


def test_settings_that_exclude_one_another_are_named() -> None:
    with pytest.raises(Invalid, match="slow_port"):
        _ways(Settings(strict_algorithms=True, slow_port=2223))
    with pytest.raises(Invalid, match="connects_per_second must be at least 1"):
        _ways(Settings(connects_per_second=0))


@pytest.fixture
def watches(monkeypatch: pytest.MonkeyPatch) -> list[Idle]:
    """The watches over the sessions that there were."""
    made: list[Idle] = []

    def watched(*args: Any) -> Idle:
        made.append(Idle(*args))
        return made[-1]

    monkeypatch.setattr(session, "Idle", watched)
    return made


async def test_who_is_idle_is_warned_above_the_hints_and_let_go(
    daemon: Daemon, watches: list[Idle]
) -> None:
    t = await terminal(daemon.port, "guest")
    await t.until("Join Lamplight")
    cursor = t.cursor
    watches[0]._warn(300)
    await t.until("No key has come for a while.", "ends in 5 minutes", "kept as a draft")
    assert t.cursor == cursor
    await t.press("down")
    await t.until("Join Lamplight", without="No key has come")
    assert watches[0]._patience == 3_600
    watches[0]._end()
    await t.until("No key came for a long while", "come back whenever you like")
    assert await t.until_over() == 0


async def test_who_is_let_go_finds_the_draft_again(daemon: Daemon, watches: list[Idle]) -> None:
    t = await terminal(daemon.port, "quiet-otter", PASSPHRASE)
    await at_home(t, "quiet-otter")
    await join_board(t, "Stress")
    await t.press("c")
    await t.until("New thread", "Title")
    await fill_in(t, "Half a thought")
    await t.type("I was just going to say")
    await t.until("going to say")
    watches[0]._warn(60)
    await t.until("this session ends in a minute", "going to say")
    watches[0]._end()
    await t.until_over()
    t = await terminal(daemon.port, "quiet-otter", PASSPHRASE)
    await t.until("1 draft waits to be finished")


async def test_plain_lines_are_warned_between_the_lines(
    daemon: Daemon, watches: list[Idle]
) -> None:
    t = await terminal(daemon.port, "guest", term="dumb")
    await t.until("crisis")
    await t.type("boar")
    watches[0]._warn(300)
    await t.until("No key has come for a while.", "ends in 5 minutes")
    await t.type("ds\r")
    await t.until("Family and community")
    watches[0]._end()
    await t.until("No key came for a long while")
    await t.until_over()
