"""How often somebody came in, or tried to, by a member's handle: counts, and nothing else.

No guess locks anybody out. The member is told at home how often somebody logged in or guessed since
they were here last; when, and from where, is not kept.
"""

from __future__ import annotations

import logging
from functools import partial

from peewee import OperationalError

from bbs import handles
from bbs.db import atomic, later
from bbs.models import Arrival, Member
from bbs.policy import Action, Actor, require
from bbs.views import ArrivalsView

log = logging.getLogger("bbs.services.arrivals")

Counts = tuple[int, int, int]
"""Log-ins, wrong passphrases, wrong codes."""

_FIELDS = (Arrival.logins, Arrival.wrong, Arrival.codes)


def count_login(member_id: int) -> None:
    """Count that somebody came in. Where the store can't take it, they come in all the same."""
    try:
        _count(member_id, Arrival.logins)
    except OperationalError as error:
        log.error("a log-in was not counted: %s", type(error).__name__)


def note_wrong(handle: str) -> None:
    """Count a passphrase or recovery code that was not right, once the answer has gone out.

    Later, and whether or not there is such a member: a write, or none, before the answer would
    tell by its time who is one.
    """
    later(partial(_note_wrong, handle))


def count_wrong_code(member_id: int) -> None:
    """Count a code that was not right after a passphrase that was."""
    _count(member_id, Arrival.codes)


def tell(actor: Actor, seen: Counts | None = None) -> ArrivalsView:
    """What happened since the member was told last, which counts as told from now on.

    `seen` is what this session was told of before; without it the log-in of this very session is
    left out, and all since another session was told is in.
    """
    require(actor, Action.SEE_OWN)
    row = Arrival.select().where(Arrival.member == actor.member_id).first()
    if row is None:
        return ArrivalsView(0, 0, 0, seen or (0, 0, 0))
    now: Counts = (row.logins, row.wrong, row.codes)
    told: Counts = (row.logins_told, row.wrong_told, row.codes_told)
    # What a key for reading only was told may have been told to whoever took it.
    if now != told and not actor.is_reading:
        with atomic():
            Arrival.update(
                logins_told=row.logins, wrong_told=row.wrong, codes_told=row.codes
            ).where(Arrival.member == actor.member_id).execute()
    before = (told[0] + 1, told[1], told[2]) if seen is None else seen
    logins, wrong, codes = (max(0, one - other) for one, other in zip(now, before, strict=True))
    return ArrivalsView(logins, wrong, codes, now)


def _note_wrong(handle: str) -> None:
    found = Member.select(Member.id).where(Member.handle_key == handles.normal(handle)).first()
    if found is not None:
        _count(found.id, Arrival.wrong)


def _count(member_id: int, counted: object) -> None:
    first = {field: int(field is counted) for field in _FIELDS}
    told = {Arrival.logins_told: 0, Arrival.wrong_told: 0, Arrival.codes_told: 0}
    with atomic():
        Arrival.insert({Arrival.member: member_id, **first, **told}).on_conflict(
            conflict_target=[Arrival.member],
            update={counted: counted + 1},  # type: ignore[operator]
        ).execute()
