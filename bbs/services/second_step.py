"""An optional second step after the passphrase: one-time codes by time (TOTP, RFC 6238).

The secret is kept encrypted under a key of the pepper's, so that the database alone doesn't give
it; it can't be sealed to the member, for it is needed before they are in. Each code is good once.
"""

from __future__ import annotations

import base64
import binascii
import secrets
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from bbs import sealing
from bbs.db import atomic, hashes
from bbs.errors import Invalid, Refused
from bbs.models import SecondStep
from bbs.policy import Action, Actor, require
from bbs.services import arrivals, credentials, vault
from bbs.services.credentials import Login
from bbs.views import SecretView

DIGITS, STEP_SECONDS = 6, 30
MOST_WRONG = 10
"""Wrong codes an hour; at that pace a guesser needs years. Only who has the passphrase counts."""
_HOUR = timedelta(hours=1)
_SECRET_BYTES = 20
_ISSUER = "Lamplight"


def is_on(actor: Actor) -> bool:
    """Whether one's log-in by passphrase asks for a code, too."""
    require(actor, Action.SEE_OWN)
    return bool(_row(actor.member_id).exists())


def new_secret(actor: Actor) -> SecretView:
    """A secret to put into an app; nothing is kept until `switch_on` has seen a code of it."""
    require(actor, Action.CHANGE_OWN)
    secret = secrets.token_bytes(_SECRET_BYTES)
    shown = base64.b32encode(secret).decode()
    uri = _totp(secret).get_provisioning_uri(actor.handle, _ISSUER)
    return SecretView(" ".join(shown[at : at + 4] for at in range(0, len(shown), 4)), uri)


@hashes
def switch_on(actor: Actor, passphrase: str, secret: str, code: str, *, now: datetime) -> None:
    """Ask for codes of this secret from the next log-in on; a secret that was there goes.

    Asks for the passphrase, so that a session left open can't lock its member out. Raises
    `Invalid`, with the field, where passphrase, secret or code is wrong.
    """
    credentials.check_passphrase(actor, passphrase)
    raw = _bytes_of(secret)
    step = _step_of(raw, code, now)
    if step is None:
        raise _wrong_code()
    with atomic():
        require(actor, Action.CHANGE_OWN)
        SecondStep.delete().where(SecondStep.member == actor.member_id).execute()
        SecondStep.insert(
            member=actor.member_id,
            secret=sealing.wrap(_wrapping_key(), raw, _label(actor.member_id)),
            last_step=step,
            wrong=0,
            wrong_since=now,
        ).execute()


@hashes
def switch_off(actor: Actor, passphrase: str) -> None:
    """Ask for codes no more; raises `Invalid` where the passphrase is wrong."""
    credentials.check_passphrase(actor, passphrase)
    with atomic():
        require(actor, Action.CHANGE_OWN)
        SecondStep.delete().where(SecondStep.member == actor.member_id).execute()


def complete(login: Login, code: str, *, now: datetime) -> Login:
    """The whole log-in of who came halfway. Each code is taken once.

    Raises `Invalid` where the code is wrong or was used, `Refused` after many wrong ones.
    """
    halfway = login.halfway
    if halfway is None:
        return login
    member_id = halfway.actor.member_id
    with atomic():
        error = _use(member_id, code, now)
    if isinstance(error, Invalid):
        arrivals.count_wrong_code(member_id)
    if error is not None:
        raise error  # Out of the block, which would take the count back with it.
    credentials.entered(member_id)
    return Login(halfway.actor, halfway.key)


def _use(member_id: int, code: str, now: datetime) -> Invalid | Refused | None:
    row = _row(member_id).first()
    if row is None:
        # Switched off meanwhile, perhaps by a recovery because somebody else has the passphrase.
        return Refused("The second step was switched off just now. Please log in again.")
    # A clock that was set back begins a new hour, too.
    is_same_hour = row.wrong and timedelta(0) <= now - row.wrong_since < _HOUR
    wrong, since = (row.wrong, row.wrong_since) if is_same_hour else (0, now)
    if wrong >= MOST_WRONG:
        minutes = max(1, round((since + _HOUR - now).total_seconds() / 60))
        return Refused(
            f"Too many wrong codes. Codes are taken again in {minutes} minutes; an SSH key or the "
            "recovery code lets you in meanwhile."
        )
    secret = sealing.unwrap(_wrapping_key(), bytes(row.secret), _label(member_id))
    step = None if secret is None else _step_of(secret, code, now)
    mine = SecondStep.member == member_id
    if step is not None:
        unused = SecondStep.update(last_step=step).where(mine, SecondStep.last_step < step)
        if unused.execute():
            return None
    SecondStep.update(wrong=wrong + 1, wrong_since=since).where(mine).execute()
    return _wrong_code()


def _step_of(secret: bytes, code: str, now: datetime) -> int | None:
    """The time step that a code is of: the present one, or the one before or after it."""
    typed = "".join(code.split()).encode()
    present = int(now.timestamp()) // STEP_SECONDS
    for step in (present, present - 1, present + 1):
        if sealing.same(_totp(secret).generate(step * STEP_SECONDS), typed):
            return step
    return None


def _totp(secret: bytes) -> TOTP:
    # SHA-1 is what all apps know; in an HMAC nothing is known against it.
    return TOTP(secret, DIGITS, SHA1(), STEP_SECONDS)  # noqa: S303


def _bytes_of(secret: str) -> bytes:
    try:
        raw = base64.b32decode("".join(secret.split()).upper())
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != _SECRET_BYTES:
        raise Invalid("The secret is cut off. Please begin anew.", field="secret")
    return raw


def _wrong_code() -> Invalid:
    return Invalid(
        "This code is not right, or was used already. Your app shows a new one every 30 seconds.",
        field="code",
    )


def _row(member_id: int) -> Any:
    return SecondStep.select().where(SecondStep.member == member_id)


def _wrapping_key() -> bytes:
    return vault.current().tag("second step")


def _label(member_id: int) -> bytes:
    return f"lamplight/1 second step|{member_id}".encode()
