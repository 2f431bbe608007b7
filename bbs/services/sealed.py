"""Sealing what is a member's own: letters, drafts, and whatever else only they shall read.

A text is sealed to its owner's public key, so writing needs no secret; opening needs the key that
their passphrase gives. What is sealed is bound to its owner, its kind and its place, so that no row
can be put in the place of another. See docs/decisions/0003.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from bbs import sealing
from bbs.errors import Locked
from bbs.services import chest

PROTECTS = (
    "Sealed against whoever steals this server's disk or its backups.",
    "Not against the server itself: while you are here, it sees what you see.",
)
"""What sealing protects from, and what not, in two lines for people."""

_LOCKED = "Your key opens the door, your passphrase opens your letters."


@dataclass(frozen=True, slots=True)
class Sealed:
    """What is kept of a text: sealed bytes, and the number of the key that they were sealed to."""

    key_number: int
    sealed: bytes = field(repr=False)


def seal(owner_id: int, kind: str, place: bytes, *texts: str) -> Sealed:
    """Seal texts to a member; `place` says, within the kind, which row they are for.

    What is sealed has one of a few lengths (512 bytes, 2, 8, 32 KiB and so on), so its size tells
    little. Raises `NotFound` where there is no such member, ValueError beyond 1.5 MiB.
    """
    public, key_number = chest.public_key_of(owner_id)
    info = _info(owner_id, kind, key_number, place)
    return Sealed(key_number, sealing.seal(public, sealing.pack(*texts), info))


def open_(
    key: sealing.PrivateKey, owner_id: int, kind: str, place: bytes, key_number: int, sealed: bytes
) -> tuple[str, ...] | None:
    """The texts that were sealed; None where it was to another key, as before a sysop's reset."""
    packed = key.open(bytes(sealed), _info(owner_id, kind, key_number, place))
    return None if packed is None else sealing.unpack(packed)


def required(key: sealing.PrivateKey | None, says: str = _LOCKED) -> sealing.PrivateKey:
    """The key; raises `Locked`, which says how to get it, where the session has none yet."""
    if key is None:
        raise Locked(says)
    return key


def _info(owner_id: int, kind: str, key_number: int, place: bytes) -> bytes:
    return f"lamplight/1 {kind}|{owner_id}|{key_number}|".encode() + place
