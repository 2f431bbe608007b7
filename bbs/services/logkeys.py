"""Names at random for people in the log, and the keys under which it keeps their words.

For services that have asked the policy. What is about nobody in particular lies under the house's
own key. When a member leaves, their name and key go, and what lies under it can't be read again.
A pseudonym is somebody else here, too: it has a name and a key of its own.
"""

from __future__ import annotations

import secrets
from typing import Any

from peewee import JOIN

from bbs import handles, sealing
from bbs import pseudonyms as names
from bbs.models import LogKey, Member, Pseudonym
from bbs.policy import Actor
from bbs.services import actors, vault

HOUSE = "host"
"""By which name the log knows whoever gives commands on the server's own host."""
GONE = "somebody who has left"
_NAME_BYTES = 10


def of_actor(actor: Actor) -> str:
    """The name of somebody who does something."""
    return name_of(actor.member_id) if actor.member_id else HOUSE


def name_of(member_id: int, owner_id: int = 0) -> str:
    """A member's name in the log, made where there is none yet, within an atomic block.

    For a pseudonym that is in no thread yet, `owner_id` is who is behind it.
    """
    name: str | None = LogKey.select(LogKey.name).where(LogKey.member == member_id).scalar()
    if name is None:
        name = secrets.token_hex(_NAME_BYTES)
        key = secrets.token_bytes(sealing.KEY_BYTES)
        wrapped = sealing.wrap(_wrapping(), key, _label(name))
        owner_id = owner_id or actors.person(member_id)
        owner = owner_id if owner_id and owner_id != member_id else None
        LogKey.insert(member=member_id, name=name, wrapped=wrapped, owner=owner).execute()
    return name


def known(member_id: int) -> str:
    """A member's name in the log, or "" where it has none."""
    name = LogKey.select(LogKey.name).where(LogKey.member == member_id).scalar() if member_id else 0
    return str(name or "")


def of_writer(member_id: int) -> str:
    """The name of who wrote something; "" where that is nobody, or who has left."""
    handle = Member.select(Member.handle).where(Member.id == member_id).scalar()
    return "" if handle in (None, handles.DEPARTED) else name_of(member_id)


def names_of(member_id: int) -> frozenset[str]:
    """A member's name in the log, and those of their pseudonyms, as far as it has any."""
    if not member_id:
        return frozenset()
    rows = LogKey.select(LogKey.name).where(actors.is_of(member_id, LogKey.member))
    return frozenset(row.name for row in rows)


def is_there(name: str) -> bool:
    """Whether something can still be kept under this name's key."""
    return _key(name) is not None


def member_id_of(name: str) -> int:
    """Which member or pseudonym has this name; 0 for the host, for nobody, and for who has left."""
    found = LogKey.select(LogKey.member).where(LogKey.name == name).scalar() if name else None
    return int(found or 0)


def handle_of(name: str) -> str:
    """The handle that goes with a name, in words where there is none; "" for nobody."""
    return handles_of([name])[name]


def handles_of(log_names: list[str]) -> dict[str, str]:
    """The handles and pseudonyms that go with these names; one query."""
    rows: Any = (
        LogKey.select(LogKey.name, Member.handle, Pseudonym.thread)
        .join(Member, on=(Member.id == LogKey.member))
        .join(Pseudonym, JOIN.LEFT_OUTER, on=(Pseudonym.id == Member.id))
        .where(LogKey.name.in_([name for name in log_names if name not in ("", HOUSE)]))
        .tuples()
    )
    found = {
        name: shown if thread_id is None else names.address(shown, thread_id)
        for name, shown, thread_id in rows
    } | {"": "", HOUSE: HOUSE}
    return {name: found.get(name, GONE) for name in log_names}


def seal(name: str, place: str, *texts: str) -> bytes:
    """Texts under the key of that name; `place` says which row they are for."""
    key = _key(name)
    if key is None:
        raise ValueError("nobody has this name")
    return sealing.wrap(key, sealing.pack(*texts), place.encode())


def open_(name: str, place: str, sealed: bytes) -> tuple[str, ...] | None:
    """What was sealed; None where the key is gone."""
    key = _key(name)
    packed = None if key is None else sealing.unwrap(key, bytes(sealed), place.encode())
    return None if packed is None else sealing.unpack(packed)


def _key(name: str) -> bytes | None:
    if name in ("", HOUSE):
        return vault.current().tag("house log")
    wrapped = LogKey.select(LogKey.wrapped).where(LogKey.name == name).scalar()
    return None if wrapped is None else sealing.unwrap(_wrapping(), bytes(wrapped), _label(name))


def _wrapping() -> bytes:
    return vault.current().tag("log keys")


def _label(name: str) -> bytes:
    return b"lamplight/1 log key " + name.encode()
