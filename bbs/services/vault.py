"""The house's own secret, and how dear a passphrase is made: bound once at the start."""

from __future__ import annotations

import base64
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from bbs import sealing
from bbs.errors import Invalid

PEPPER_BYTES = 32


@dataclass(frozen=True, slots=True)
class Vault:
    """The pepper, the cost of stretching, and whether seeded members may log in."""

    pepper: bytes = field(repr=False)
    cost: sealing.Stretching
    lets_seeded_in: bool = False

    def tag(self, purpose: str, *parts: bytes | int | str) -> bytes:
        """A keyed tag: what is the same gets the same tag, and nobody else can make it."""
        encoded = (part if isinstance(part, bytes) else str(part).encode() for part in parts)
        return sealing.tag(self.pepper, purpose.encode(), *encoded)


_bound: list[Vault] = []


def bind(vault: Vault) -> None:
    """Make this the vault that services use."""
    _bound[:] = [vault]


def current() -> Vault:
    """The vault that was bound."""
    return _bound[0]


def house_tag() -> str:
    """Eight letters and digits that tell this house from others, in files that travel."""
    drawn = base64.b32encode(current().tag("house")).decode("ascii")
    return f"lamp{drawn[:4].lower()}"


def pepper(folder: Path) -> bytes:
    """The pepper of `folder`/pepper, made at the first start (0600 in a 0700 folder).

    Raises `Invalid` where the file is there and damaged: a new one would lock everybody out.
    """
    path = folder / "pepper"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        found = path.read_bytes()
    except FileNotFoundError:
        found = secrets.token_bytes(PEPPER_BYTES)
        write_secret(path, found)
    if len(found) != PEPPER_BYTES:
        raise Invalid(
            f"{path} is damaged. Bring it back from your backup; without it nobody can log in."
        )
    return found


def write_secret(path: Path, secret: bytes) -> None:
    """Write a new file that only its owner can read, whole or not at all."""
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
