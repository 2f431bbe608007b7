"""Where a member stands: what staff did about them, why, until when; and the one appeal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from bbs.db import atomic
from bbs.errors import Invalid, NotFound
from bbs.models import Appeal, AuditEntry, Board, Case, Post, Sanction, Thread
from bbs.policy import NOWHERE, Action, Actor, CareFacts, require
from bbs.services import actors, audit, cases, letters, logkeys, moderation, sanctions
from bbs.services.audit import Deed
from bbs.services.cases import Kind
from bbs.views import DeedView, StandingView

GRANTED, DECLINED = "granted", "declined"
_SHOWN: Final = {
    Action.HOLD: "A post of yours was taken out of sight",
    Action.FOLD: "A post of yours was folded behind a warning",
    Action.EDIT_OUT: "Details were taken out of a post of yours",
    Action.REMOVE: "A post of yours was removed",
    Action.CORRECT: "A correction was pinned to a post of yours",
    Action.LOCK: "A thread of yours was locked",
    Action.WARN: "You were warned",
    Action.SILENCE: "You were silenced",
    Action.BAN_FROM_BOARD: "You were banned from a board",
    Action.BAN: "You were banned from the house",
}
"""What one can appeal against."""
MOST = 50


def of(actor: Actor) -> StandingView:
    """What staff did about this member, newest first; who did it, they aren't told."""
    require(actor, Action.SEE_STANDING)
    names = logkeys.names_of(actor.member_id)
    entries = list(
        AuditEntry.select()
        .where(AuditEntry.of_whom.in_(names), AuditEntry.does.in_([each.value for each in _SHOWN]))
        .order_by(AuditEntry.id.desc())
        .limit(MOST)
    ) if names else []  # fmt: skip
    mine = Sanction.select().where(actors.is_of(actor.member_id, Sanction.member))
    held = {row.entry: row for row in mine}
    appeals = {row.entry_id: row for row in Appeal.select().where(Appeal.member == actor.member_id)}
    boards = {row.id: row.name for row in Board.select(Board.id, Board.name)} if entries else {}
    deeds = tuple(
        _deed(entry, held.get(entry.id), appeals.get(entry.id), boards) for entry in entries
    )
    return StandingView(
        is_banned=actors.is_banned(actor.member_id),
        is_silenced=actors.is_silenced(actor),
        deeds=deeds,
    )


def appeal(actor: Actor, entry_id: int, words: str, *, now: datetime) -> int:
    """Appeal against what staff did, once; the number of the case. Another of staff decides."""
    with atomic():
        entry = AuditEntry.get_or_none(AuditEntry.id == entry_id)
        is_own = entry is not None and entry.of_whom in logkeys.names_of(actor.member_id)
        has_been = Appeal.select().where(Appeal.entry == entry_id).exists()
        require(actor, Action.APPEAL, CareFacts(NOWHERE, is_own=is_own, is_gone=has_been))
        assert entry is not None
        if entry.does not in {each.value for each in _SHOWN}:
            raise Invalid("There is nothing in this that could be undone.")
        words = moderation.words_of(words, moderation.LONGEST_REASON, "appeal")
        case = cases.open_(
            Kind.APPEAL, "amber", "entry", entry_id,
            snapshot=words, of_whom=entry.of_whom, board_id=entry.place or None, now=now,
        )  # fmt: skip
        Appeal.insert(entry=entry_id, member=actor.member_id, case=case.id).execute()
        return int(case.id)


def decide(actor: Actor, case_id: int, is_granted: bool, reason: str, *, now: datetime) -> None:
    """Grant an appeal, which undoes what was done, or decline it; the member is told why.

    Raises `Refused` to whoever did what it is about.
    """
    with atomic():
        doer = actors.fresh(actor)
        require(doer, Action.SEE_QUEUE)
        case = Case.get_or_none((Case.id == case_id) & (Case.kind == Kind.APPEAL))
        if case is None:
            raise NotFound("There is no such appeal.")
        entry = AuditEntry.get_by_id(case.number)
        is_own = entry.by_whom == logkeys.of_actor(doer)
        facts = cases.facts(case, doer, is_own=is_own, now=now)
        require(doer, Action.DECIDE_APPEAL, facts)
        reason = moderation.words_of(reason, moderation.LONGEST_REASON, "reason")
        answer = GRANTED if is_granted else DECLINED
        done = _undo(entry) if is_granted else ""
        appealed = Appeal.get_or_none(Appeal.entry == entry.id)
        Appeal.update(answer=answer).where(Appeal.entry == entry.id).execute()
        deed = Deed(
            Action.DECIDE_APPEAL, "entry", entry.id, entry.place, reason, after=f"{answer} {done}"
        )
        audit.append(doer, deed, of_whom=entry.of_whom, now=now)
        cases.close(case, answer, now=now)
        if appealed is not None:
            whose = logkeys.member_id_of(entry.of_whom) or appealed.member_id
            body = f"Your appeal was {answer}.{f' {done}' if done else ''}\n\nWhy: {reason}"
            letters.from_staff(whose, f"Your appeal was {answer}", body, now=now)


def _undo(entry: AuditEntry) -> str:
    """Undo what an entry tells of, as far as it can be; what is to be said of it."""
    undo = _UNDO.get(entry.does)
    return undo(entry) if undo is not None else "It counts no more."


def _undo_post(entry: AuditEntry) -> str:
    post = Post.get_or_none(Post.id == entry.number) if entry.thing == "post" else None
    if post is None:
        return "What it was about is not there any more."
    words = audit.words(entry)
    before = words[1] if words else ""
    if entry.does == Action.HOLD and post.is_held:
        moderation.put_back(post)
    elif entry.does == Action.REMOVE and post.is_removed and before:
        moderation.restore(post, before)
    elif entry.does == Action.EDIT_OUT and not post.is_deleted and before:
        moderation.rewrite(post, before)
    elif entry.does == Action.FOLD:
        moderation.unfold(post)
    elif entry.does == Action.CORRECT:
        moderation.unpin(post)
    else:
        return "It was changed meanwhile, and stays as it is now."
    return "Your post stands as it did."


def _undo_lock(entry: AuditEntry) -> str:
    Thread.update(is_locked=False).where(Thread.id == entry.number).execute()
    return "The thread is open again."


def _undo_sanction(entry: AuditEntry) -> str:
    for row in Sanction.select().where(Sanction.entry == entry.id):
        sanctions.undo(row)
    return "It is over."


_UNDO: Final[Mapping[str, Callable[[AuditEntry], str]]] = {
    **dict.fromkeys(
        (Action.HOLD, Action.FOLD, Action.EDIT_OUT, Action.REMOVE, Action.CORRECT), _undo_post
    ),
    Action.LOCK: _undo_lock,
    **dict.fromkeys((Action.SILENCE, Action.BAN_FROM_BOARD, Action.BAN), _undo_sanction),
}


def _deed(
    entry: AuditEntry, held: Sanction | None, appealed: Appeal | None, boards: dict[int, str]
) -> DeedView:
    words = audit.words(entry)
    state = "" if appealed is None else (appealed.answer or "waits")
    return DeedView(
        entry_id=entry.id,
        does=_SHOWN[Action(entry.does)],
        at=entry.at,
        place=boards.get(entry.place, "the house"),
        why=words[0] if words else "",
        until=held.until if held is not None else None,
        is_in_force=held is not None and held.is_in_force,
        may_appeal=appealed is None,
        appeal=state,
    )
