"""Whom staff mean by a handle, or by a pseudonym, whose writer they don't learn of."""

from __future__ import annotations

from bbs.errors import NotFound
from bbs.models import Case, LogKey
from bbs.policy import ANY_BOARD, Action, Actor, CareFacts, require
from bbs.services import actors, correspondents, logkeys
from bbs.services.correspondents import Side


def meant(doer: Actor, action: Action, typed: str, case_id: int = 0) -> Side:
    """Who goes by a handle or by a pseudonym with its thread; or whom a case is about.

    That finds a pseudonym whose thread is gone, or is yet to appear. Who may not do `action` isn't
    told who is there. Raises `NotFound`, `Refused`.
    """
    require(doer, action, CareFacts(ANY_BOARD))
    try:
        return correspondents.known(doer, typed)
    except NotFound:
        case = Case.get_or_none(Case.id == case_id)
        key = None if case is None else LogKey.get_or_none(LogKey.name == case.of_whom)
        if key is None or logkeys.handle_of(key.name) != typed:
            raise
        person_id = actors.person(key.member_id)
        return Side(key.member_id, person_id, typed, is_pseudonym=key.member_id < 0)


def facts(doer: Actor, whom: Side, board_id: int, *, is_long: bool = False) -> CareFacts:
    """What the policy needs to know of them.

    Of a pseudonym it is not asked whether it is of staff: a leader would learn that it is.
    """
    return CareFacts(
        board_id,
        is_own=bool(doer.member_id) and whom.person_id == doer.member_id,
        is_staffs=not whom.is_pseudonym and actors.is_of_staff(whom.person_id),
        is_long=is_long,
    )
