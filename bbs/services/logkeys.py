"""Names at random for people in the log, and the keys under which it keeps their words.

For services that have asked the policy. What is about nobody in particular lies under the house's
own key. When a member leaves, their name and key go, and what lies under it can't be read again.
"""

from __future__ import annotations

import secrets

from bbs import sealing
from bbs.models import LogKey, Member
from bbs.policy import Actor
from bbs.services import vault

HOUSE = "host"
"""By which name the log knows whoever gives commands on the server's own host."""
GONE = "somebody who has left"
_NAME_BYTES = 10


def of_actor(actor: Actor) -> str:
    """The name of somebody who does something."""
    return name_of(actor.member_id) if actor.member_id else HOUSE


def name_of(member_id: int) -> str:
    """A member's name in the log, made where there is none yet, within an atomic block."""
    name: str | None = LogKey.select(LogKey.name).where(LogKey.member == member_id).scalar()
    if name is None:
        name = secrets.token_hex(_NAME_BYTES)
        key = secrets.token_bytes(sealing.KEY_BYTES)
        wrapped = sealing.wrap(_wrapping(), key, _label(name))
        LogKey.insert(member=member_id, name=name, wrapped=wrapped).execute()
    return name


def known(member_id: int) -> str:
    """A member's name in the log, or "" where it has none."""
    name = LogKey.select(LogKey.name).where(LogKey.member == member_id).scalar() if member_id else 0
    return str(name or "")


def is_there(name: str) -> bool:
    """Whether something can still be kept under this name's key."""
    return _key(name) is not None


def member_of(name: str) -> Member | None:
    """Who has this name; None for the host, for nobody, and for who has left."""
    query = Member.select(Member).join(LogKey, on=(LogKey.member == Member.id))
    found: Member | None = query.where(LogKey.name == name).first() if name else None
    return found


def handle_of(name: str) -> str:
    """The handle that goes with a name, in words where there is none; "" for nobody."""
    return handles_of([name])[name]


def handles_of(names: list[str]) -> dict[str, str]:
    """The handles that go with these names; one query."""
    rows = (
        LogKey.select(LogKey.name, Member.handle)
        .join(Member)
        .where(LogKey.name.in_([name for name in names if name not in ("", HOUSE)]))
    )
    found = {row.name: row.member.handle for row in rows} | {"": "", HOUSE: HOUSE}
    return {name: found.get(name, GONE) for name in names}


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
