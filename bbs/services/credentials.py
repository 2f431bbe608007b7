"""Logging in, and what a member does with their passphrase."""

from __future__ import annotations

from dataclasses import dataclass, field

from bbs import handles, sealing
from bbs.db import atomic, hashes
from bbs.errors import Invalid
from bbs.models import Credential, Member, MemberKey, ResetCode, SecondStep
from bbs.policy import GUEST, Action, Actor, Role, require
from bbs.services import arrivals, chest, keys, passphrases

BY_PASSPHRASE = "passphrase"  # noqa: S105


@dataclass(frozen=True, slots=True)
class Halfway:
    """Who gave the right passphrase, and has yet to give the code of their second step."""

    actor: Actor
    key: sealing.PrivateKey = field(repr=False)


@dataclass(frozen=True, slots=True)
class Login:
    """Who logged in; `key` opens what is sealed, and is None after a log-in by SSH key.

    While `halfway` says who has yet to give a code (`second_step.complete`), the actor is a guest:
    whoever doesn't know of second steps lets nobody in by mistake.
    """

    actor: Actor
    key: sealing.PrivateKey | None = field(repr=False, default=None)
    came_by: str = BY_PASSPHRASE
    halfway: Halfway | None = field(repr=False, default=None)


def actor_of(member: Member, *, is_reading: bool = False) -> Actor:
    """The member as one who does things."""
    return Actor(member.id, member.handle, Role(member.role), is_reading)


@hashes
def log_in(handle: str, passphrase: str) -> Login | None:
    """Who this is, with the key to their letters; None where handle or passphrase is wrong.

    Who has a second step comes halfway. A wrong one is counted, for the member to be told of it.
    """
    opened = chest.by_passphrase(handle, passphrase)
    if opened is None:
        arrivals.note_wrong(handle)
        return None
    row, master = opened
    actor, key = actor_of(row.member), chest.private_key(row, master)
    if SecondStep.select().where(SecondStep.member == actor.member_id).exists():
        return Login(GUEST, halfway=Halfway(actor, key))
    entered(actor.member_id)
    return Login(actor, key)


def entered(member_id: int) -> None:
    """Note that a member came in by their passphrase: a sysop's code is needed no more."""
    arrivals.count_login(member_id)
    waiting = ResetCode.member == member_id
    if ResetCode.select().where(waiting).exists():
        with atomic():
            ResetCode.delete().where(waiting).execute()


def log_in_with_key(handle: str, public_key: bytes) -> Login | None:
    """Who this is, if the SSH key (whose signature was proved) is registered to that handle.

    A key is a thing that one has: no code is asked for beside it.
    """
    row = (
        MemberKey.select(MemberKey, Member)
        .join(Member)
        .where(Member.handle_key == handles.normal(handle), MemberKey.public_key == public_key)
        .first()
    )
    if row is None or not chest.may_enter(row.member):
        return None
    arrivals.count_login(row.member.id)
    came_by = row.comment or keys.fingerprint(public_key)
    return Login(actor_of(row.member, is_reading=row.is_for_reading), came_by=f"key {came_by}")


@hashes
def open_chest(actor: Actor, passphrase: str) -> sealing.PrivateKey:
    """The key to one's letters, after a log-in that gave no passphrase.

    Raises `Invalid` where the passphrase is wrong.
    """
    require(actor, Action.USE_MAILBOX)
    opened = chest.by_passphrase(actor.handle, passphrase)
    if opened is None:
        arrivals.note_wrong(actor.handle)  # Somebody may sit at a session that was left open.
        raise Invalid("That is not the passphrase. Please try again.", field="passphrase")
    return chest.private_key(*opened)


@hashes
def change_passphrase(actor: Actor, old: str, new: str) -> None:
    """Take a new passphrase; letters and the recovery code stay as they are.

    Raises `Invalid` where the old one is wrong or the new one isn't good enough.
    """
    require(actor, Action.CHANGE_OWN)
    new = passphrases.check(new, actor.handle)
    row, master = _own(actor, old, "old")
    chest.renew(row, new, master)


@hashes
def check_passphrase(actor: Actor, passphrase: str) -> None:
    """Raise `Invalid` unless this is one's passphrase: before what an open session must not do."""
    require(actor, Action.CHANGE_OWN)
    _own(actor, passphrase)


@hashes
def new_recovery_code(actor: Actor, passphrase: str) -> str:
    """A new recovery code, shown once; the old one is good for nothing from now on.

    Raises `Invalid` where the passphrase is wrong.
    """
    require(actor, Action.CHANGE_OWN)
    row, master = _own(actor, passphrase)
    code = sealing.new_recovery_code()
    chest.renew_recovery(row, code, master)
    return code


def _own(actor: Actor, passphrase: str, name: str = "passphrase") -> tuple[Credential, bytes]:
    opened = chest.by_passphrase(actor.handle, passphrase)
    if opened is None:
        arrivals.note_wrong(actor.handle)
        raise Invalid("That is not the passphrase that you have now.", field=name)
    return opened
