"""Which key of a correspondent one has seen, so that another key is noticed.

A member's key changes with a sysop's reset, or where somebody else took a name that was given up:
then whoever wrote to them should know before they write again. Only keyed tags are kept, of the
handle and of the key: the table alone doesn't tell who writes to whom.
"""

from __future__ import annotations

import base64
import hashlib

from bbs import handles
from bbs.db import atomic
from bbs.errors import NotFound
from bbs.models import Member, Pin
from bbs.policy import Action, Actor, require
from bbs.services import chest, members, vault
from bbs.views import PinView

_CHARACTERS = 16  # 80 bits, in four groups: enough to compare by word of mouth.


def look(actor: Actor, handle: str) -> PinView:
    """A correspondent's key, and whether it is another than the one that was seen before.

    Raises `NotFound` where nobody has that handle.
    """
    require(actor, Action.USE_MAILBOX)
    member_id = members.id_of(handle)
    name: str = Member.select(Member.handle).where(Member.id == member_id).scalar()
    public, _ = chest.public_key_of(member_id)
    return PinView(name, fingerprint(public), has_changed(actor.member_id, name))


def accept(actor: Actor, handle: str) -> None:
    """Take a correspondent's present key for theirs from now on; raises `NotFound`."""
    with atomic():
        require(actor, Action.SEND_LETTER)
        keep(actor.member_id, handle)


def has_changed(member_id: int, handle: str) -> bool:
    """Whether somebody has another key than the one that was seen; no, where none was."""
    seen = _seen(member_id, handle)
    return seen is not None and seen != _key_tag(member_id, handle)


def note_reading(member_id: int, handle: str) -> bool:
    """Whether the writer of a letter that is being read has a new key; the first one is kept.

    For the service that has asked the policy, in its atomic block. A writer who is gone has none.
    """
    try:
        present = _key_tag(member_id, handle)
    except NotFound:
        return False
    seen = _seen(member_id, handle)
    if seen is None:
        Pin.insert(member=member_id, slot=_slot(member_id, handle), key_tag=present).execute()
    return seen not in (None, present)


def keep(member_id: int, handle: str) -> None:
    """Keep which key somebody has, in the caller's atomic block, who has asked the policy."""
    Pin.insert(
        member=member_id, slot=_slot(member_id, handle), key_tag=_key_tag(member_id, handle)
    ).on_conflict(conflict_target=[Pin.member, Pin.slot], preserve=[Pin.key_tag]).execute()


def _seen(member_id: int, handle: str) -> bytes | None:
    row = Pin.select().where(Pin.member == member_id, Pin.slot == _slot(member_id, handle)).first()
    return None if row is None else bytes(row.key_tag)


def fingerprint(public: bytes) -> str:
    """A public key in a few characters that people can compare: four groups of four."""
    digest = base64.b32encode(hashlib.sha256(public).digest()).decode().lower()[:_CHARACTERS]
    return "-".join(digest[at : at + 4] for at in range(0, _CHARACTERS, 4))


def _slot(member_id: int, handle: str) -> bytes:
    return vault.current().tag("pin", member_id, handles.normal(handle))


def _key_tag(member_id: int, handle: str) -> bytes:
    public, _ = chest.public_key_of(members.id_of(handle))
    return vault.current().tag("pinned key", member_id, public)
