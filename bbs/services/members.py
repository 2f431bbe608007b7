"""Becoming a member."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from peewee import IntegrityError

from bbs import content, handles, sealing, text
from bbs.db import atomic, hashes
from bbs.errors import Invalid, NotFound
from bbs.models import Credential, FormerHandle, House, Member
from bbs.policy import Action, Actor, Role, require
from bbs.services import chest, credentials, keys, limits, passphrases, vault
from bbs.services.credentials import Login

_CLAIM = "sysop claim"


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What somebody said at sign-up."""

    handle: str
    passphrase: str = field(repr=False)
    accepts_rules: bool
    consents: bool
    is_adult: bool
    claim_code: str = field(repr=False, default="")
    offered_key: bytes | None = field(repr=False, default=None)


@dataclass(frozen=True, slots=True)
class Welcomed:
    """A new member, logged in, and the recovery code that is shown once."""

    login: Login
    recovery_code: str = field(repr=False)


def check_handle(raw: str) -> str:
    """The handle as it will be shown, if it can be had.

    Raises `Invalid` with the reason: its form, a reserved name, taken (now, or by somebody who
    has left: nobody shall pass for them), or like another's.
    """
    handle = handles.check(raw)
    same = Member.handle_key == handles.normal(handle)
    if Member.select().where(same).exists() or _is_former(handle):
        raise Invalid(f"{handle} is taken. Please think of another name.", field="handle")
    if Member.select().where(Member.skeleton == handles.skeleton(handle)).exists():
        raise Invalid(
            f"{handle} looks too much like the name of somebody who is here already. "
            "Please think of another one.",
            field="handle",
        )
    return handle


@hashes
def sign_up(newcomer: Newcomer, *, now: datetime) -> Welcomed:
    """Make somebody a member and log them in.

    Raises `Invalid`, with the field, where something is missing or can't be had; `TooMany` where
    very many joined in this hour.
    """
    limits.check_sign_up(now=now)
    if not newcomer.is_adult:
        raise Invalid("Lamplight is for people of 18 and older.", field="is_adult")
    if not newcomer.accepts_rules:
        raise Invalid("The house rules hold for everybody here.", field="accepts_rules")
    if not newcomer.consents:
        raise Invalid("Without your consent we can't keep what you write.", field="consents")
    role = _claimed_role(newcomer.claim_code)
    is_claim = role is Role.SYSOP
    return _make(
        newcomer.handle,
        newcomer.passphrase,
        role,
        now,
        newcomer.offered_key,
        is_claim=is_claim,
        is_counted=True,
    )


@hashes
def add(actor: Actor, handle: str, passphrase: str, role: Role, *, now: datetime) -> str:
    """Add a member on the sysop's word; house rules count as accepted. The recovery code.

    Raises `Refused` to anyone but a sysop, `Invalid` where handle or passphrase can't be had.
    """
    require(actor, Action.ADD_MEMBER)
    return _make(handle, passphrase, role, now).recovery_code


def offer_claim() -> str | None:
    """A new code that makes who signs up with it the sysop; None if there is one already."""
    with atomic():
        if Member.select().where(Member.role == Role.SYSOP).exists():
            return None
        code = sealing.new_recovery_code()[:14]
        House.replace(name=_CLAIM, value=_claim_tag(code)).execute()
    return code


def is_claim_open() -> bool:
    """Whether a claim code would still make somebody the sysop."""
    return bool(House.select().where(House.name == _CLAIM).exists())


def check_claim(code: str) -> None:
    """Raise `Invalid` unless the code is empty, or makes its bearer the sysop."""
    _claimed_role(code)


def id_of(handle: str) -> int:
    """The member of that name; raises `NotFound`, naming the handle as it was typed."""
    found = Member.select(Member.id).where(Member.handle_key == handles.normal(handle)).first()
    if found is None:
        raise NotFound(f"There is no member named {text.clean(handle)[: handles.LONGEST]}.")
    return int(found.id)


def former_tag(handle: str) -> bytes:
    """All that is kept of the handle of somebody who left: a keyed tag of what it looks like."""
    return vault.current().tag("former handle", handles.skeleton(handle))


def _is_former(handle: str) -> bool:
    return bool(FormerHandle.select().where(FormerHandle.tag == former_tag(handle)).exists())


def _claimed_role(code: str) -> Role:
    if not code.strip():
        return Role.MEMBER
    row = House.select().where(House.name == _CLAIM).first()
    if row is None or not sealing.same(bytes(row.value), _claim_tag(code)):
        raise _claim_is_bad()
    return Role.SYSOP


def _claim_tag(code: str) -> bytes:
    return vault.current().tag(_CLAIM, sealing.bare_code(code))


def _claim_is_bad() -> Invalid:
    return Invalid(
        "This claim code is not, or no longer, good. Leave it empty to join as a member.",
        field="claim_code",
    )


def _make(
    handle: str,
    passphrase: str,
    role: Role,
    now: datetime,
    offered_key: bytes | None = None,
    *,
    is_claim: bool = False,
    is_counted: bool = False,
) -> Welcomed:
    handle = check_handle(handle)
    passphrase = passphrases.check(passphrase, handle)
    code = sealing.new_recovery_code()
    credential, key = chest.make(passphrase, code)
    try:
        with atomic():
            if is_counted:
                limits.count_sign_up(now=now)
            member = Member.create(
                handle=handle,
                handle_key=handles.normal(handle),
                skeleton=handles.skeleton(handle),
                role=role,
                joined_on=now.date(),
                rules_version=content.RULES_VERSION,
                consented_on=now.date(),
            )
            Credential.insert(member=member.id, **credential).execute()
            if offered_key is not None:
                keys.register(member.id, offered_key, "from sign-up", now=now)
            if role is Role.SYSOP:
                was_open = House.delete().where(House.name == _CLAIM).execute()
                if is_claim and not was_open:
                    raise _claim_is_bad()  # Somebody with the same code was faster.
    except IntegrityError:
        raise Invalid(f"{handle} was taken a moment ago. Please think of another name.") from None
    return Welcomed(Login(credentials.actor_of(member), key), code)
