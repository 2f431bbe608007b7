"""The host key: made at the first start, 0600 in a folder of 0700."""

from __future__ import annotations

import os
from pathlib import Path

import asyncssh

from bbs.errors import Invalid


def host_key(folder: Path) -> asyncssh.SSHKey:
    """The ed25519 key of `folder`/ssh_host_ed25519_key, made if there is none.

    Raises `Invalid` where it is there and can't be read: a new one would alarm every member.
    """
    path = folder / "ssh_host_ed25519_key"
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    if not path.exists():
        _make(path)
    path.chmod(0o600)
    try:
        return asyncssh.read_private_key(str(path))
    except (OSError, asyncssh.KeyImportError) as error:
        raise Invalid(
            f"The host key {path} can't be read ({type(error).__name__}). "
            "Bring it back from your backup, or move it away to have a new one made."
        ) from None


def _make(path: Path) -> None:
    key = asyncssh.generate_private_key("ssh-ed25519")
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(key.export_private_key())
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    path.with_name(path.name + ".pub").write_bytes(key.export_public_key())
