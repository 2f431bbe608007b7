"""The stock OpenSSH client under a pty."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import asyncssh
import pytest

from tests.helpers import PASSPHRASE
from tests.ssh.client import terminal
from tests.ssh.server import Server
from tests.ssh.steps import at_home, choose, newcomer, sign_up
from tests.ssh.stock import SSH, Stock, command

pytestmark = pytest.mark.skipif(not SSH, reason="there is no ssh program here")

_WIPED = b"\x1b[H\x1b[2J\x1b[3J"
_QUIET = "-oLogLevel=ERROR"


@pytest.fixture
async def windows() -> AsyncIterator[list[Stock]]:
    """The windows that a test opened, which are closed after it."""
    opened: list[Stock] = []
    yield opened
    for window in opened:
        window.close()


async def test_a_newcomer_joins_and_logs_in_with_the_stock_client(
    server: Server, windows: list[Stock]
) -> None:
    t = Stock(command(server.port, "new", _QUIET, "-oIdentityFile=/nowhere"))
    windows.append(t)
    await sign_up(t, "quiet-otter")
    await t.press("escape")
    await t.until("Log out?")
    await t.press("enter")
    assert await t.until_ended() == 0
    await t.until("Take care. Lamplight is here at any hour.")
    assert t.has_its_modes_back

    t = Stock(command(server.port, "quiet-otter", "-oIdentityFile=/nowhere"))
    windows.append(t)
    await t.until("To join, connect as new@; to look around, as guest@.", "Passphrase:")
    await t.type("not this one\r")
    await t.until_true(lambda: t.picture.words().count("Passphrase:") == 2, "another try")
    await t.type(PASSPHRASE + "\r")
    await at_home(t, "quiet-otter")
    assert PASSPHRASE.encode() not in t.wire


async def test_ctrl_q_leaves_nothing_behind(server: Server, windows: list[Stock]) -> None:
    t = Stock(command(server.port, "guest", _QUIET))
    windows.append(t)
    await t.until("Join Lamplight", "Look around as a guest", "Crisis help")
    assert not t.has_its_modes_back
    await t.press("ctrl+q")
    assert await t.until_ended() == 0
    assert t.wire.endswith(_WIPED)
    assert t.picture.words() == ""
    assert t.has_its_modes_back
    for back in (b"\x1b[?7h", b"\x1b[?25h", b"\x1b[?2004l", b"\x1b[?1049l"):
        assert back in t.wire


async def test_a_window_that_changes_its_size_is_followed(
    server: Server, windows: list[Stock]
) -> None:
    t = Stock(command(server.port, "guest", _QUIET))
    windows.append(t)
    await t.until("Join Lamplight")
    t.resize(40, 15)
    await t.until_row("support one another, known by")
    await choose(t, "Information and")
    await t.until_row("Information and resources")
    await t.press_and_see("escape", row=0)
    await t.until_row("support one another, known by")


async def _verbose(*words: str) -> str:
    process = await asyncio.create_subprocess_exec(
        *words,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    _, told = await asyncio.wait_for(process.communicate(), 15)
    assert process.returncode == 255
    return told.decode(errors="replace")


async def test_offering_a_key_tells_nobody_whose_it_is(server: Server, tmp_path: Path) -> None:
    otter = await newcomer(server, "quiet-otter")
    await otter.leave()
    key = asyncssh.generate_private_key("ssh-ed25519")
    registered = asyncssh.generate_private_key("ssh-ed25519")
    heron = await terminal(server.port, "new", client_keys=[registered])
    await sign_up(heron, "grey-heron", keeps_key=True)
    await heron.leave()
    # Only the public half of a registered key is in a stranger's hands.
    files = {}
    for name, each in (("mine", key), ("theirs", registered)):
        files[name] = tmp_path / name
        each.write_public_key(f"{files[name]}.pub")
    key.write_private_key(str(files["mine"]))
    (tmp_path / "theirs").write_bytes((tmp_path / "mine").read_bytes())
    for path in files.values():
        path.chmod(0o600)

    async def offered(handle: str, name: str) -> int:
        told = await _verbose(
            *command(
                server.port,
                handle,
                "-v",
                "-oIdentitiesOnly=yes",
                f"-oIdentityFile={files[name]}",
                "-oBatchMode=yes",
                "-oPreferredAuthentications=publickey",
            )
        )
        return told.count("Server accepts key")

    for handle, name in (
        ("quiet-otter", "mine"),
        ("nobody-here", "mine"),
        ("grey-heron", "mine"),
        ("quiet-otter", "theirs"),
        ("nobody-here", "theirs"),
    ):
        assert await offered(handle, name) == 1, (handle, name)
    # And the passphrase is asked for next.
    t = await terminal(server.port, "quiet-otter", PASSPHRASE, client_keys=[key])
    await at_home(t, "quiet-otter")
