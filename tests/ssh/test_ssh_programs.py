"""The programs that people connect with: each way in, new keys on the way, another size."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import asyncssh
import pytest

from bbs.clock import utc_now
from bbs.services import keys, members
from bbs.ssh.connection import HouseConnection
from bbs.ssh.daemon import Daemon
from bbs.ssh.doorkeeper import Doorkeeper
from tests.helpers import PASSPHRASE
from tests.ssh.client import Terminal, terminal
from tests.ssh.programs import CALLS, MISSING, PROGRAMS
from tests.ssh.server import in_process
from tests.ssh.steps import at_home
from tests.ssh.stock import Stock

KEYS = {"ed25519": "ssh-ed25519", "ecdsa": "ecdsa-sha2-nistp256", "rsa": "ssh-rsa"}
program = pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.skipif(name in MISSING, reason="not installed"))
        for name in PROGRAMS
    ],
)


@pytest.fixture
async def daemon(tmp_path: Path) -> AsyncIterator[Daemon]:
    """A daemon that agrees on new keys every few screens, and one member with three keys."""
    async with in_process(tmp_path, rekey_bytes=512) as running:
        newcomer = members.Newcomer(
            "quiet-otter", PASSPHRASE, accepts_rules=True, consents=True, is_adult=True
        )
        actor = members.sign_up(newcomer, now=utc_now()).login.actor
        for name, kind in KEYS.items():
            key = asyncssh.generate_private_key(kind)
            key.write_private_key(tmp_path / name)
            (tmp_path / name).chmod(0o600)
            keys.add(actor, key.export_public_key().decode(), now=utc_now())
        yield running


@pytest.fixture
def agreed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The algorithm of each key exchange that was completed."""
    done: list[str] = []
    complete = HouseConnection.send_newkeys

    def counted(self: HouseConnection, k: bytes, h: bytes) -> None:
        assert self._kex is not None
        done.append(self._kex.algorithm.decode())
        complete(self, k, h)

    monkeypatch.setattr(HouseConnection, "send_newkeys", counted)
    return done


@pytest.fixture
async def open_window(daemon: Daemon, tmp_path: Path) -> AsyncIterator[Callable[..., Stock]]:
    """`open_window("putty", way="password")`: a window in which that program runs."""
    opened: list[Stock] = []

    def open_(name: str, **how: object) -> Stock:
        words = CALLS[name](daemon.port, "quiet-otter", tmp_path, **how)
        opened.append(Stock(words, home=str(tmp_path)))
        return opened[-1]

    yield open_
    for window in opened:
        window.close()


CARE = "This is not crisis care. Nobody watches around the clock"
SIZES = {(100, 30): CARE + " here, and we cannot locate", (60, 20): CARE}
"""Sizes, and a row of the crisis page as it is laid out in each."""


async def looks_around(t: Terminal, agreed: list[str]) -> None:
    """At home, through some screens in two sizes, and out again, with new keys meanwhile."""
    await at_home(t, "quiet-otter")
    before = len(agreed)
    for _ in range(2):
        for size, row in SIZES.items():
            t.resize(*size)
            await t.press("!")
            await t.until_row(row)
            await t.press("escape")
            await at_home(t, "quiet-otter")
    assert len(agreed) - before >= 4
    await t.press("escape")
    await t.until("Log out?")
    await t.press("enter")


@program
@pytest.mark.parametrize("way", ["keyboard-interactive", "password"])
async def test_the_passphrase_lets_in(
    name: str,
    way: str,
    open_window: Callable[..., Stock],
    agreed: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if name == "dropbear" and way == "password":
        monkeypatch.setattr(Doorkeeper, "kbdint_auth_supported", lambda self: False)
    t = open_window(name, way=way)
    await t.until("password:" if way == "password" else "Passphrase:")
    await t.type(PASSPHRASE + "\r")
    await looks_around(t, agreed)
    assert await t.until_ended() == 0
    assert PASSPHRASE.encode() not in t.wire


@program
@pytest.mark.parametrize("kind", KEYS)
async def test_a_key_lets_in(
    name: str, kind: str, open_window: Callable[..., Stock], agreed: list[str], tmp_path: Path
) -> None:
    t = open_window(name, key=tmp_path / kind)
    await looks_around(t, agreed)
    assert await t.until_ended() == 0
    assert b"assphrase:" not in t.wire and b"assword:" not in t.wire


@pytest.mark.parametrize("kind", KEYS)
async def test_asyncssh_comes_in_by_key(
    daemon: Daemon, kind: str, agreed: list[str], tmp_path: Path
) -> None:
    key = asyncssh.read_private_key(tmp_path / kind)
    t = await terminal(daemon.port, "quiet-otter", client_keys=[key])
    await looks_around(t, agreed)
    assert "mlkem768x25519-sha256" in agreed


@pytest.mark.parametrize("way", ["keyboard-interactive", "password"])
async def test_asyncssh_comes_in_by_passphrase(daemon: Daemon, way: str, agreed: list[str]) -> None:
    t = await terminal(daemon.port, "quiet-otter", PASSPHRASE, method=way)
    await looks_around(t, agreed)


async def test_a_signature_with_sha1_opens_nothing(
    daemon: Daemon, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = asyncssh.read_private_key(tmp_path / "rsa")
    monkeypatch.setattr(type(key), "sig_algorithms", (b"ssh-rsa",))
    connecting = {
        "username": "quiet-otter", "known_hosts": None, "config": None, "client_keys": [key],
        "agent_path": None, "preferred_auth": ["publickey"], "signature_algs": ["ssh-rsa"],
    }  # fmt: skip
    with pytest.raises(asyncssh.PermissionDenied):
        await asyncssh.connect("127.0.0.1", daemon.port, **connecting)
