"""The SSH keys that members registered for logging in."""

from __future__ import annotations

import base64
import binascii
import hashlib
from datetime import datetime
from typing import Any

from peewee import IntegrityError

from bbs import text
from bbs.db import atomic
from bbs.errors import Invalid, NotFound
from bbs.models import MemberKey
from bbs.policy import Action, Actor, require
from bbs.views import KeyView

MOST = 20
_MOST_BYTES = 4096
_RSA_BITS = 2048
_KINDS = (
    "ssh-ed25519",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "ssh-rsa",
    "sk-ssh-ed25519@openssh.com",
    "sk-ecdsa-sha2-nistp256@openssh.com",
)


def own(actor: Actor) -> tuple[KeyView, ...]:
    """One's keys, oldest first."""
    require(actor, Action.SEE_OWN)
    rows = MemberKey.select().where(MemberKey.member == actor.member_id).order_by(MemberKey.id)
    return tuple(_view(row) for row in rows)


def add(actor: Actor, line: str, *, is_for_reading: bool = False, now: datetime) -> KeyView:
    """Register a key from a line as in `id_ed25519.pub`; with one for reading, nothing is written.

    Raises `Invalid` where it isn't such a line, is there already, or there are too many.
    """
    blob, comment = parse(line)
    with atomic():
        require(actor, Action.CHANGE_OWN)
        if MemberKey.select().where(MemberKey.member == actor.member_id).count() >= MOST:
            raise Invalid(f"{MOST} keys are the most that one member can have.", field="key")
        try:
            return _view(register(actor.member_id, blob, comment, is_for_reading, now=now))
        except IntegrityError:
            raise Invalid("This key is in your list already.", field="key") from None


def register(
    member_id: int, blob: bytes, comment: str, is_for_reading: bool = False, *, now: datetime
) -> MemberKey:
    """Keep a key; for the services that have asked the policy."""
    row: MemberKey = MemberKey.create(
        member=member_id,
        public_key=blob,
        comment=comment,
        added_on=now.date(),
        is_for_reading=is_for_reading,
    )
    return row


def rename(actor: Actor, key_id: int, comment: str) -> None:
    """Give one of one's keys another comment, up to 80 characters; it may be empty.

    Raises `NotFound` where the key is not one's own, `Invalid` where the comment is too long.
    """
    comment = text.clean(comment)
    if len(comment) > text.TITLE_CHARACTERS:
        raise Invalid(
            f"{text.TITLE_CHARACTERS} characters fit. Please shorten it.", field="comment"
        )
    _change(actor, key_id, comment=comment)


def limit(actor: Actor, key_id: int, *, is_for_reading: bool) -> None:
    """Let one of one's keys be for reading only, or for all; raises `NotFound`.

    It holds from the next log-in by that key on.
    """
    _change(actor, key_id, is_for_reading=is_for_reading)


def _change(actor: Actor, key_id: int, **values: object) -> None:
    with atomic():
        require(actor, Action.CHANGE_OWN)
        if not MemberKey.update(values).where(_mine(actor, key_id)).execute():
            raise _gone()


def _mine(actor: Actor, key_id: int) -> Any:
    return (MemberKey.id == key_id) & (MemberKey.member == actor.member_id)


def _gone() -> NotFound:
    return NotFound("This key is not in your list any more.")


def remove(actor: Actor, key_id: int) -> None:
    """Take one of one's keys out; raises `NotFound` where it is not one's own."""
    with atomic():
        require(actor, Action.CHANGE_OWN)
        if not MemberKey.delete().where(_mine(actor, key_id)).execute():
            raise _gone()


def parse(line: str) -> tuple[bytes, str]:
    """The key's bytes and its cleaned comment, of a line `TYPE BASE64 [COMMENT]`."""
    words = text.clean(line).split(" ", 2)
    if len(words) < 2 or words[0] not in _KINDS:
        raise Invalid(
            "That is not a public key. It is one line that begins with ssh-ed25519, "
            "ecdsa-sha2-... or ssh-rsa: the one in your file that ends in .pub.",
            field="key",
        )
    try:
        blob = base64.b64decode(words[1], validate=True)
    except (binascii.Error, ValueError):
        blob = b""
    if len(blob) > _MOST_BYTES or _fields(blob)[:1] != [words[0].encode()]:
        raise Invalid("The key is cut off or damaged. Please copy the whole line.", field="key")
    if is_weak(blob):
        raise Invalid(
            f"An RSA key needs {_RSA_BITS:,} bits at the least, and this one has fewer: such a key "
            "can be broken. Please take another: ssh-keygen -t ed25519 makes one.",
            field="key",
        )
    return blob, (words[2] if len(words) > 2 else "")[: text.TITLE_CHARACTERS]


def is_weak(blob: bytes) -> bool:
    """Whether it is an RSA key with so few bits that others could make its signatures."""
    kind, *numbers = _fields(blob) or [b""]
    if kind != b"ssh-rsa":
        return False
    return int.from_bytes(numbers[-1], "big").bit_length() < _RSA_BITS


def _fields(blob: bytes) -> list[bytes]:
    """The fields of a key, each with its length before it; none where it was cut off."""
    fields, at = [], 0
    while at < len(blob):
        end = at + 4 + int.from_bytes(blob[at : at + 4], "big")
        fields.append(blob[at + 4 : end])
        at = end
    return fields if at == len(blob) and len(fields) > 1 else []


def fingerprint(blob: bytes) -> str:
    """As `ssh-keygen -l` shows it."""
    digest = base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")
    return f"SHA256:{digest}"


def _view(row: MemberKey) -> KeyView:
    shown = fingerprint(bytes(row.public_key))
    return KeyView(row.id, shown, row.comment, row.added_on, row.is_for_reading)
