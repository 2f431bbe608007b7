"""The chest of keys beside a member: made, opened by passphrase or code, wrapped anew.

For the services that have asked the policy. See docs/decisions/0003.
"""

from __future__ import annotations

import hashlib
import secrets

from bbs import handles, sealing
from bbs.db import atomic
from bbs.errors import Invalid, NotFound
from bbs.models import Credential, Member
from bbs.services import passphrases, vault


def make(passphrase: str, recovery_code: str) -> tuple[dict[str, object], sealing.PrivateKey]:
    """A new credential's fields, and the private key in its chest. Slow: stretches."""
    raw, public = sealing.new_key_pair()
    master = secrets.token_bytes(sealing.KEY_BYTES)
    fields = _for_passphrase(passphrase, master, public) | {
        "master_by_recovery": _wrapped_by_code(recovery_code, master, public),
        "private_key": sealing.wrap(master, raw, _label("private key", public)),
        "public_key": public,
    }
    return fields, sealing.PrivateKey(raw)


def by_passphrase(handle: str, passphrase: str) -> tuple[Credential, bytes] | None:
    """A member's credential and its master key; None where handle or passphrase is wrong.

    Slow. An unknown handle costs the same work, or timing would tell who is a member. A passphrase
    that was kept at another cost than today's is kept anew.
    """
    passphrase, cost = passphrases.normal(passphrase)[: passphrases.LONGEST], vault.current().cost
    row = credential_of(handle)
    if row is None:
        sealing.stretch(passphrase, vault.current().tag("no salt", handle)[:16], cost)
        return None
    stretched = sealing.stretch(passphrase, bytes(row.salt), _cost_of(row))
    if not sealing.same(_verifier(stretched.auth), bytes(row.verifier)):
        return None
    if not may_enter(row.member):
        return None
    master = _opened(row, _kek(stretched), row.master_by_passphrase, "passphrase")
    if _cost_of(row) != cost:
        renew(row, passphrase, master)
    return row, master


def by_recovery_code(handle: str, code: str) -> tuple[Credential, bytes] | None:
    """The same by the recovery code, which needs no stretching."""
    row, key = credential_of(handle), sealing.recovery_key(code)
    if row is None or key is None or not may_enter(row.member):
        return None
    label = _label("recovery", bytes(row.public_key))
    master = sealing.unwrap(key, bytes(row.master_by_recovery), label)
    return None if master is None else (row, master)


def private_key(row: Credential, master: bytes) -> sealing.PrivateKey:
    """The key to what is sealed to this member."""
    return sealing.PrivateKey(_opened(row, master, row.private_key, "private key"))


def renew(row: Credential, passphrase: str, master: bytes) -> None:
    """Take a new passphrase; all else in the chest stays as it is. Slow: stretches."""
    changed = _for_passphrase(passphrase, master, bytes(row.public_key))
    with atomic():
        Credential.update(changed).where(Credential.member == row.member_id).execute()


def renew_recovery(row: Credential, code: str, master: bytes) -> None:
    """Take a new recovery code."""
    wrapped = _wrapped_by_code(code, master, bytes(row.public_key))
    with atomic():
        Credential.update(master_by_recovery=wrapped).where(
            Credential.member == row.member_id
        ).execute()


def public_key_of(member_id: int) -> tuple[bytes, int]:
    """A member's public key, and its number, for sealing something to them."""
    row = Credential.select(Credential.public_key, Credential.key_number).where(
        Credential.member == member_id
    )
    found = row.first()
    if found is None:
        raise NotFound("There is no such member any more.")
    return bytes(found.public_key), found.key_number


def may_enter(member: Member) -> bool:
    """Whether a member may come in at all: those made up by `seed` only where the vault says so."""
    return not member.is_seeded or vault.current().lets_seeded_in


def credential_of(handle: str) -> Credential | None:
    """The credential of that handle, with its member."""
    query = Credential.select(Credential, Member).join(Member)
    found: Credential | None = query.where(Member.handle_key == handles.normal(handle)).first()
    return found


def _for_passphrase(passphrase: str, master: bytes, public: bytes) -> dict[str, object]:
    salt, cost = secrets.token_bytes(sealing.SALT_BYTES), vault.current().cost
    stretched = sealing.stretch(passphrase, salt, cost)
    return {
        "salt": salt,
        "argon2_time": cost.time,
        "argon2_memory_kib": cost.memory_kib,
        "argon2_lanes": cost.lanes,
        "verifier": _verifier(stretched.auth),
        "master_by_passphrase": sealing.wrap(_kek(stretched), master, _label("passphrase", public)),
    }


def _wrapped_by_code(code: str, master: bytes, public: bytes) -> bytes:
    key = sealing.recovery_key(code)
    if key is None:
        raise Invalid("That is not a recovery code.")
    return sealing.wrap(key, master, _label("recovery", public))


def _opened(row: Credential, key: bytes, wrapped: bytes, what: str) -> bytes:
    secret = sealing.unwrap(key, bytes(wrapped), _label(what, bytes(row.public_key)))
    if secret is None:
        raise NotFound("The key to your letters is damaged. Please tell the sysop.")
    return secret


def _label(what: str, public: bytes) -> bytes:
    return b"lamplight/1 " + what.encode() + b" beside " + hashlib.sha256(public).digest()


def _kek(stretched: sealing.Stretched) -> bytes:
    # Under the pepper, or who stole the database alone could try passphrases on what it wraps.
    return vault.current().tag("kek", stretched.kek)


def _verifier(auth: bytes) -> bytes:
    return vault.current().tag("verifier", auth)


def _cost_of(row: Credential) -> sealing.Stretching:
    return sealing.Stretching(row.argon2_time, row.argon2_memory_kib, row.argon2_lanes)
