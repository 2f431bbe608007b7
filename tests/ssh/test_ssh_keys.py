"""SSH keys: what one opens, and what is kept of it."""

from __future__ import annotations

import base64

import asyncssh
import pytest

from bbs.services import keys
from tests.helpers import PASSPHRASE
from tests.ssh.client import terminal
from tests.ssh.server import Server
from tests.ssh.steps import at_home, back_home, choose, newcomer, sign_up, write_letter


def _forms(key: asyncssh.SSHKey) -> list[bytes]:
    """All forms in which a key could lie about."""
    blob = key.public_data
    bare = blob[-32:]
    return [
        bare,
        bare.hex().encode(),
        base64.b64encode(blob)[30:],
        keys.fingerprint(blob).removeprefix("SHA256:").encode(),
    ]


async def test_a_kept_key_opens_the_door_and_the_passphrase_the_letters(server: Server) -> None:
    heron = await newcomer(server, "grey-heron")
    key = asyncssh.generate_private_key("ssh-ed25519")
    t = await terminal(server.port, "new", client_keys=[key])
    await sign_up(t, "quiet-otter", keeps_key=True)
    await t.leave()
    await heron.press("m")
    await heron.until("No letters here yet.")
    await write_letter(heron, "quiet-otter", "Hello", "Sealed words.")

    t = await terminal(server.port, "quiet-otter", client_keys=[key])
    await at_home(t, "quiet-otter")
    await t.until("1 unread letter")
    await t.press("m")
    await t.until("Sealed", "Passphrase")
    await t.type("not this one")
    await t.press("enter")
    await t.until("Sealed", "That is not the passphrase. Please try again.")
    await t.press("ctrl+u")
    await t.until_true(lambda: t.screen()[t.cursor[1]].strip() == "Passphrase", "an empty field")
    await t.type(PASSPHRASE)
    await t.press("enter")
    await t.until("Mailbox: received", "grey-heron", "Hello")
    await t.press("enter")
    await t.until("Letter: Hello", "Sealed words.")
    # From now on it is open.
    await back_home(t, "quiet-otter")
    await t.press("m")
    await t.until("Mailbox: received", "Hello")
    assert PASSPHRASE.encode() not in t.wire
    # The key is in the database and nowhere else, so a search for it can find it.
    assert any(server.traces(form) for form in _forms(key))
    assert not any("log" in name for form in _forms(key) for name in server.traces(form))


async def test_escape_at_the_seal_goes_back_at_once(server: Server) -> None:
    key = asyncssh.generate_private_key("ssh-ed25519")
    t = await terminal(server.port, "new", client_keys=[key])
    await sign_up(t, "quiet-otter", keeps_key=True)
    await t.leave()
    t = await terminal(server.port, "quiet-otter", client_keys=[key])
    await at_home(t, "quiet-otter")
    await t.press("m")
    await t.until("Sealed", "Passphrase")
    await t.press("escape")
    await t.until("Lamplight - quiet-otter", patience=3)


async def test_of_a_key_that_is_not_wanted_nothing_is_kept(server: Server) -> None:
    key = asyncssh.generate_private_key("ssh-ed25519", comment="somebody at home")
    t = await terminal(server.port, "new", client_keys=[key])
    await sign_up(t, "quiet-otter", keeps_key=False)
    await t.leave()
    # Nor of a key that is offered at a handle, or to nobody at all.
    for handle in ("quiet-otter", "nobody-here"):
        with pytest.raises(asyncssh.PermissionDenied):
            await terminal(server.port, handle, client_keys=[key])
    t = await terminal(server.port, "guest", client_keys=[key])
    await t.until("Join Lamplight")
    await server.stop()
    for form in (*_forms(key), b"somebody at home"):
        assert server.traces(form) == []
    assert server.query("SELECT count(*) FROM member_key") == [(0,)]


async def test_a_key_from_settings_opens_the_door_until_it_is_taken_out(server: Server) -> None:
    key = asyncssh.generate_private_key("ecdsa-sha2-nistp256")
    t = await newcomer(server, "quiet-otter")
    await t.press("s")
    await t.until("Settings", "SSH keys")
    await choose(t, "SSH keys")
    await t.until("Your key opens the door, your passphrase opens your letters.")
    await t.press("c")
    await t.until("Add a key", "Public key")
    await t.paste(key.export_public_key().decode().strip() + " \x1b]0;x\x07 laptop")
    await t.press("enter")
    await t.until("SSH keys", "SHA256:", "laptop", without="Add a key")

    by_key = await terminal(server.port, "quiet-otter", client_keys=[key])
    await at_home(by_key, "quiet-otter")
    await by_key.leave()
    await t.press("d")
    await t.until("Remove this key?", "will not let you in any more")
    await t.press("down", "enter")
    await t.until("This key opens nothing here any more.", "No key yet.")
    with pytest.raises(asyncssh.PermissionDenied):
        await terminal(server.port, "quiet-otter", client_keys=[key])
