"""What an actor is at this moment: a session may be older than a ban, a role, a board to lead.

For services, within their atomic block and before they ask the policy.
"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import Any

from bbs.errors import NotFound
from bbs.models import Leadership, LogKey, Member, Pseudonym, Sanction
from bbs.policy import Actor, Role


class Kind(StrEnum):
    """What a sanction is."""

    WARNING = "warning"
    SILENCE = "silence"
    BAN = "ban"


def fresh(actor: Actor) -> Actor:
    """The actor with the role and the boards that they have now; the host stays what it is."""
    if not actor.member_id:
        return actor
    role = Member.select(Member.role).where(Member.id == actor.member_id).scalar()
    if role is None:
        raise NotFound("Your account is not there any more.")
    return replace(
        actor,
        role=Role(role),
        leads=leads_of(actor.member_id),
        is_banned=is_banned(actor.member_id),
    )


def leads_of(member_id: int) -> frozenset[int]:
    """The boards that a member leads."""
    mine = Leadership.select(Leadership.board_id).where(Leadership.member == member_id)
    return frozenset(row.board_id for row in mine)


def is_of_staff(member_id: int) -> bool:
    """Whether a member is a sysop, or leads a board."""
    role = Member.select(Member.role).where(Member.id == member_id).scalar()
    return role == Role.SYSOP or bool(leads_of(member_id))


def is_of(member_id: int, column: Any) -> Any:
    """The condition that a column is this member, or a pseudonym of theirs that the log knows."""
    # What staff do about a pseudonym is kept about that: nobody is to see whose it is.
    veiled = LogKey.select(LogKey.member).where(LogKey.owner == member_id)
    return column.in_(Member.select(Member.id).where(Member.id == member_id).union_all(veiled))


def person(member_id: int) -> int:
    """Who is behind a writer; 0 where that is nobody, or nobody any more."""
    if member_id >= 0:
        return member_id
    # Of a pseudonym whose thread is yet to appear, or gone, the log's key alone knows it.
    for model, shown in ((Pseudonym, Pseudonym.id), (LogKey, LogKey.member)):
        owner: int | None = model.select(model.owner).where(shown == member_id).scalar()
        if owner is not None:
            return owner
    return 0


def is_banned(member_id: int) -> bool:
    """Whether a member is banned from the house."""
    return bool(_held_by(member_id, Kind.BAN).where(Sanction.board.is_null()).exists())


def is_silenced(actor: Actor) -> bool:
    """Whether the actor is silenced at this moment."""
    return bool(actor.member_id and _held_by(actor.member_id, Kind.SILENCE).exists())


def is_banned_from(actor: Actor, board_id: Any) -> Any:
    """The condition, or the query for `exists`, that the actor is banned from a board."""
    return _held_by(actor.member_id, Kind.BAN).where(Sanction.board == board_id)


def _held_by(member_id: int, kind: Kind) -> Any:
    return Sanction.select(Sanction.id).where(
        is_of(member_id, Sanction.member),
        Sanction.is_in_force == True,  # noqa: E712
        Sanction.kind == kind,
    )
