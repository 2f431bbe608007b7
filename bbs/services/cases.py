"""What waits for staff: opening and closing cases, one for each thing.

For services that have asked the policy, within their atomic block. See docs/decisions/0019.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from bbs.errors import NotFound
from bbs.models import Case, Report
from bbs.policy import ANY_BOARD, NO_BOARD, Action, Actor, CareFacts, require
from bbs.safety import Level
from bbs.services import logkeys, vault

LEVELS: Final[tuple[Level, ...]] = ("crisis", "red", "amber", "green")
LEASE = timedelta(minutes=15)
"""For so long nobody else takes a case that somebody looks at; each deed begins it anew."""


class Kind(StrEnum):
    """How a case came to be."""

    REPORT = "report"
    HELD = "held"
    RAISED = "raised"
    LETTER = "letter"
    APPEAL = "appeal"


def open_(
    kind: Kind,
    level: Level,
    thing: str,
    number: int,
    *,
    snapshot: str,
    of_whom: str,
    board_id: int | None = None,
    post_id: int | None = None,
    now: datetime,
) -> Case:
    """The open case about a thing, raised to `level`, or a new one with a snapshot of it."""
    found = about(thing, number)
    rank = LEVELS.index(level)
    if found is not None:
        if rank < found.level:
            Case.update(level=rank).where(Case.id == found.id).execute()
        return found
    return Case.create(
        kind=kind,
        level=rank,
        thing=thing,
        number=number,
        board=board_id,
        post=post_id,
        of_whom=of_whom,
        snapshot=logkeys.seal(of_whom, _place(thing, number), snapshot),
        opened_at=now,
    )


def number_of(*parts: int | str) -> int:
    """A number for a thing that has none of its own, or whose own is not for staff."""
    return int.from_bytes(vault.current().tag("case", *parts)[:4], "big") >> 1


def get(case_id: int) -> Case:
    """A case by its number; raises `NotFound`."""
    found: Case | None = Case.get_or_none(Case.id == case_id)
    if found is None:
        raise NotFound("There is no such case.")
    return found


def at_hand(doer: Actor, case_id: int, *, now: datetime) -> Case | None:
    """The case that is done with by what `doer` does now; None where they name none, by 0.

    Raises `NotFound`, and `Refused` where they may not be at it.
    """
    if not case_id:
        return None
    case = get(case_id)
    require(doer, Action.HOLD_CASE, facts(case, doer, now=now))
    return case


def about(thing: str, number: int) -> Case | None:
    """The open case about a thing."""
    query = Case.select().where(Case.thing == thing, Case.number == number)
    found: Case | None = query.where(Case.closed_at.is_null()).first()
    return found


def snapshot(case: Case) -> str | None:
    """What was there when a case came in; None where its writer left, and took it along."""
    if case.snapshot is None:
        return ""
    opened = logkeys.open_(case.of_whom, _place(case.thing, case.number), case.snapshot)
    return None if opened is None else opened[0]


def close(case: Case, outcome: str, *, now: datetime) -> None:
    """Be done with a case; who reported it is told what came of it."""
    Case.update(closed_at=now, outcome=outcome, holder="", holds_until=None).where(
        Case.id == case.id
    ).execute()


def is_held_by_another(case: Case | None, actor: Actor, now: datetime) -> bool:
    """Whether somebody else of staff is at a case."""
    if case is None or not case.holder or case.holds_until is None or case.holds_until <= now:
        return False
    return bool(case.holder != logkeys.of_actor(actor))


def take(case: Case, actor: Actor, *, now: datetime) -> None:
    """Be at a case, for the length of the lease."""
    name = logkeys.of_actor(actor)
    Case.update(holder=name, holds_until=now + LEASE).where(Case.id == case.id).execute()


def facts(case: Case, actor: Actor, *, is_own: bool = False, now: datetime) -> CareFacts:
    """What the policy needs to know of a case. Letters to staff are for every leader."""
    board_id = case.board_id or (ANY_BOARD if case.kind == Kind.LETTER else NO_BOARD)
    return CareFacts(
        board_id,
        is_own=is_own or case.of_whom in logkeys.names_of(actor.member_id),
        is_gone=case.closed_at is not None,
        is_held_by_another=is_held_by_another(case, actor, now),
    )


def reports(case_ids: list[int]) -> Any:
    """The reports of these cases, oldest first."""
    return Report.select().where(Report.case.in_(case_ids)).order_by(Report.id)


def _place(thing: str, number: int) -> str:
    return f"case|{thing}|{number}"
