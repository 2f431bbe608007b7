"""Ways back in: the recovery code, which keeps the letters, and a sysop's code, which can't."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bbs import sealing
from bbs.db import atomic, hashes
from bbs.errors import Refused
from bbs.models import Credential, Draft, ResetCode, SecondStep
from bbs.policy import Action, Actor, require
from bbs.services import (
    actors,
    arrivals,
    audit,
    chest,
    credentials,
    logkeys,
    members,
    passphrases,
    vault,
)
from bbs.services.audit import Deed
from bbs.services.credentials import Login

RESET_HOURS = 72
_RESET_CHARACTERS = 16  # 80 random bits, in four groups.
_GROUPED = _RESET_CHARACTERS + 3

STAYS_CLOSED = (
    "A sysop's code makes new keys. Letters and drafts that are in the mailbox now stay closed for "
    "good: the recovery code alone opens those."
)
"""What to know before a sysop's code is given, and before it is used."""


@dataclass(frozen=True, slots=True)
class Recovered:
    """Who is in again; `recovery_code` is a new one, shown once, after a sysop's code alone."""

    login: Login
    recovery_code: str = field(repr=False, default="")


def check(handle: str, code: str, *, now: datetime) -> bool:
    """Whether letters will stay closed: the code is a sysop's, not the recovery code.

    Raises `Refused` where handle and code don't belong together, or the code is no longer good.
    """
    if is_reset(code):
        _by_reset_code(handle, code, now)
        return True
    _by_recovery_code(handle, code)
    return False


@hashes
def recover(handle: str, code: str, new: str, *, now: datetime) -> Recovered:
    """Log in by a code, with a new passphrase; a second step is switched off.

    The recovery code stays good, and letters stay readable. A sysop's code is used up: new keys
    and a new recovery code are made, and what was sealed before stays closed. Raises `Refused`
    where handle and code don't belong together, `Invalid` where the passphrase isn't good enough.
    """
    new = passphrases.check(new, handle)
    if is_reset(code):
        return _reset(handle, code, new, now)
    row, master = _by_recovery_code(handle, code)
    with atomic():
        chest.renew(row, new, master)
        _without_second_step(row.member_id)
    credentials.entered(row.member_id)
    key = chest.private_key(row, master)
    return Recovered(Login(credentials.actor_of(row.member), key, "recovery code"))


def offer_reset(actor: Actor, handle: str, *, now: datetime) -> str:
    """A code that lets a member in anew, once and within three days; it takes an older one's place.

    Say `STAYS_CLOSED` before. The log keeps who gave it to whom: whoever has it can take the handle
    over. Raises `Refused` to anyone but a sysop, `NotFound`.
    """
    code = sealing.new_recovery_code()[:_GROUPED]
    with atomic():
        doer = actors.fresh(actor)
        require(doer, Action.RESET_MEMBER)
        member_id = members.id_of(handle)
        until = now + timedelta(hours=RESET_HOURS)
        ResetCode.delete().where(ResetCode.member == member_id).execute()
        ResetCode.insert(member=member_id, tag=_tag(member_id, code), until=until).execute()
        deed = Deed(Action.RESET_MEMBER, "member", member_id)
        audit.append(doer, deed, of_whom=logkeys.name_of(member_id), now=now)
    return code


def is_reset(code: str) -> bool:
    """Whether this has the length of a sysop's code."""
    return len(sealing.bare_code(code)) == _RESET_CHARACTERS


def _reset(handle: str, code: str, new: str, now: datetime) -> Recovered:
    row = _by_reset_code(handle, code, now)
    recovery_code = sealing.new_recovery_code()
    fields, key = chest.make(new, recovery_code)
    with atomic():
        # Deleting it is what uses it up: of two who come at once, one is refused.
        tag = _tag(row.member_id, code)
        if not ResetCode.delete().where(ResetCode.tag == tag).execute():
            raise _refused(handle)
        fields["key_number"] = Credential.key_number + 1
        Credential.update(fields).where(Credential.member == row.member_id).execute()
        Draft.delete().where(Draft.member == row.member_id).execute()  # Nobody can open them.
        _without_second_step(row.member_id)
    arrivals.count_login(row.member_id)
    return Recovered(Login(credentials.actor_of(row.member), key, "a sysop's code"), recovery_code)


def _without_second_step(member_id: int) -> None:
    SecondStep.delete().where(SecondStep.member == member_id).execute()


def _by_recovery_code(handle: str, code: str) -> tuple[Credential, bytes]:
    opened = chest.by_recovery_code(handle, code)
    if opened is None:
        raise _refused(handle)
    return opened


def _by_reset_code(handle: str, code: str, now: datetime) -> Credential:
    row = chest.credential_of(handle)
    found = None if row is None else ResetCode.get_or_none(ResetCode.member == row.member_id)
    if (
        row is None
        or found is None
        or not sealing.same(bytes(found.tag), _tag(row.member_id, code))
        or not chest.may_enter(row.member)
        or found.until <= now
    ):
        raise _refused(handle)
    return row


def _tag(member_id: int, code: str) -> bytes:
    return vault.current().tag("reset code", member_id, sealing.bare_code(code))


def _refused(handle: str) -> Refused:
    """The same words for all; it is counted, for the member to be told of it."""
    arrivals.note_wrong(handle)
    return Refused(
        "This handle and this code don't belong together, or the code is no longer good."
    )
