"""Logging in, and the chest of keys that a passphrase opens."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field

from bbs import handles, sealing
from bbs.db import atomic, hashes
from bbs.errors import Invalid, NotFound, Refused
from bbs.models import Credential, Member, MemberKey
from bbs.policy import Action, Actor, Role, require
from bbs.services import passphrases, vault


@dataclass(frozen=True, slots=True)
class Login:
    """Who logged in; `key` opens what is sealed, and is None after a log-in by SSH key."""

    actor: Actor
    key: sealing.PrivateKey | None = field(repr=False, default=None)


def actor_of(member: Member) -> Actor:
    """The member as one who does things."""
    return Actor(member.id, member.handle, Role(member.role))


def make(passphrase: str, recovery_code: str) -> tuple[dict[str, object], sealing.PrivateKey]:
    """A new credential's fields, and the private key in its chest. Slow: stretches."""
    raw, public = sealing.new_key_pair()
    master = secrets.token_bytes(sealing.KEY_BYTES)
    by_recovery = sealing.recovery_key(recovery_code)
    if by_recovery is None:
        raise Invalid("That is not a recovery code.")
    fields = _for_passphrase(passphrase, master, public) | {
        "master_by_recovery": sealing.wrap(by_recovery, master, _label("recovery", public)),
        "private_key": sealing.wrap(master, raw, _label("private key", public)),
        "public_key": public,
    }
    return fields, sealing.PrivateKey(raw)


@hashes
def log_in(handle: str, passphrase: str) -> Login | None:
    """Who this is, with the key to their letters; None where handle or passphrase is wrong.

    An unknown handle costs the same work, or timing would tell who is a member.
    """
    passphrase, cost = passphrases.normal(passphrase)[: passphrases.LONGEST], vault.current().cost
    row = _credential_of(handle)
    if row is None:
        sealing.stretch(passphrase, vault.current().tag("no salt", handle)[:16], cost)
        return None
    stretched = sealing.stretch(passphrase, bytes(row.salt), _cost_of(row))
    if not sealing.same(_verifier(stretched.auth), bytes(row.verifier)):
        return None
    if not _may_enter(row.member):
        return None
    master = _master(row, _kek(stretched))
    if _cost_of(row) != cost:
        _renew(row, passphrase, master)
    return Login(actor_of(row.member), _private_key(row, master))


def log_in_with_key(handle: str, public_key: bytes) -> Login | None:
    """Who this is, if the SSH key (whose signature was proved) is registered to that handle."""
    member = (
        Member.select()
        .join(MemberKey)
        .where(Member.handle_key == handles.normal(handle), MemberKey.public_key == public_key)
        .first()
    )
    return None if member is None or not _may_enter(member) else Login(actor_of(member))


@hashes
def open_chest(actor: Actor, passphrase: str) -> sealing.PrivateKey:
    """The key to one's letters, after a log-in that gave no passphrase.

    Raises `Invalid` where the passphrase is wrong.
    """
    require(actor, Action.USE_MAILBOX)
    login = log_in(actor.handle, passphrase)
    if login is None or login.key is None:
        raise Invalid("That is not the passphrase. Please try again.", field="passphrase")
    return login.key


@hashes
def change_passphrase(actor: Actor, old: str, new: str) -> None:
    """Take a new passphrase; letters and the recovery code stay as they are.

    Raises `Invalid` where the old one is wrong or the new one isn't good enough.
    """
    require(actor, Action.CHANGE_OWN)
    new = passphrases.check(new, actor.handle)
    row = _credential_of(actor.handle)
    if row is None:
        raise NotFound("There is no such member any more.")
    old = passphrases.normal(old)[: passphrases.LONGEST]
    stretched = sealing.stretch(old, bytes(row.salt), _cost_of(row))
    if not sealing.same(_verifier(stretched.auth), bytes(row.verifier)):
        raise Invalid("That is not the passphrase that you have now.", field="old")
    _renew(row, new, _master(row, _kek(stretched)))


@hashes
def recover(handle: str, code: str, new: str) -> Login:
    """Log in by the recovery code, with a new passphrase; letters stay readable.

    Raises `Refused` where handle and code don't belong together, `Invalid` where the new
    passphrase isn't good enough.
    """
    new = passphrases.check(new, handle)
    row, master = _opened_by_code(handle, code)
    _renew(row, new, master)
    return Login(actor_of(row.member), _private_key(row, master))


def check_recovery(handle: str, code: str) -> None:
    """Raise `Refused` where handle and recovery code don't belong together."""
    _opened_by_code(handle, code)


def _opened_by_code(handle: str, code: str) -> tuple[Credential, bytes]:
    row, key = _credential_of(handle), sealing.recovery_key(code)
    master = None
    if row is not None and key is not None:
        label = _label("recovery", bytes(row.public_key))
        master = sealing.unwrap(key, bytes(row.master_by_recovery), label)
    if row is None or master is None or not _may_enter(row.member):
        raise Refused("This handle and this recovery code don't belong together.")
    return row, master


def public_key_of(member_id: int) -> tuple[bytes, int]:
    """A member's public key, and its number, for sealing something to them."""
    row = Credential.select(Credential.public_key, Credential.key_number).where(
        Credential.member == member_id
    )
    found = row.first()
    if found is None:
        raise NotFound("There is no such member any more.")
    return bytes(found.public_key), found.key_number


def _may_enter(member: Member) -> bool:
    return not member.is_seeded or vault.current().lets_seeded_in


def _credential_of(handle: str) -> Credential | None:
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


def _renew(row: Credential, passphrase: str, master: bytes) -> None:
    changed = _for_passphrase(passphrase, master, bytes(row.public_key))
    with atomic():
        Credential.update(changed).where(Credential.member == row.member_id).execute()


def _opened(row: Credential, key: bytes, wrapped: bytes, what: str) -> bytes:
    secret = sealing.unwrap(key, bytes(wrapped), _label(what, bytes(row.public_key)))
    if secret is None:
        raise NotFound("The key to your letters is damaged. Please tell the sysop.")
    return secret


def _master(row: Credential, kek: bytes) -> bytes:
    return _opened(row, kek, row.master_by_passphrase, "passphrase")


def _private_key(row: Credential, master: bytes) -> sealing.PrivateKey:
    return sealing.PrivateKey(_opened(row, master, row.private_key, "private key"))


def _label(what: str, public: bytes) -> bytes:
    return b"lamplight/1 " + what.encode() + b" beside " + hashlib.sha256(public).digest()


def _kek(stretched: sealing.Stretched) -> bytes:
    # Under the pepper, or who stole the database alone could try passphrases on what it wraps.
    return vault.current().tag("kek", stretched.kek)


def _verifier(auth: bytes) -> bytes:
    return vault.current().tag("verifier", auth)


def _cost_of(row: Credential) -> sealing.Stretching:
    return sealing.Stretching(row.argon2_time, row.argon2_memory_kib, row.argon2_lanes)
