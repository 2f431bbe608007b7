"""The queue: what waits for staff, what matters most first, each with one person at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from peewee import JOIN, SQL, fn
from peewee import Case as When

from bbs import content, warnings
from bbs.db import atomic
from bbs.errors import Invalid, Refused
from bbs.models import AuditEntry, Board, Case, Held, Post, Report, Thread
from bbs.models.base import milliseconds
from bbs.policy import Action, Actor, CareFacts, Role, require
from bbs.services import actors, audit, care, cases, logkeys, members, moderation, reports
from bbs.services.audit import Deed
from bbs.services.cases import LEVELS, Kind
from bbs.views import AuditView, CaseRow, CaseView, QueueView, ReportView

RISES_AFTER: Final = timedelta(hours=12)
"""Amber that waits for so long counts as red: elsewhere it was neglected."""
MOST = 100
_TITLE = 60
_HISTORY = 10
_AMBER, _RED = LEVELS.index("amber"), LEVELS.index("red")


def listing(
    actor: Actor, *, level: str = "", limit: int = 50, skip: int = 0, now: datetime
) -> QueueView:
    """What waits for this actor: four levels, the oldest of each first.

    A few queries, and one more for each row that stands in no thread.

    Only what they may decide on: a leader sees their boards, and letters to staff; nobody what is
    about themselves. With `level` that one alone.
    """
    if level and level not in LEVELS:
        raise Invalid(f"A level is one of {', '.join(LEVELS)}.", field="level")
    reader = actors.fresh(actor)
    require(reader, Action.SEE_QUEUE)
    rank = _rank(now)
    query = _open(reader)
    counted: Any = query.select(rank.alias("rank"), fn.COUNT(Case.id)).group_by(SQL("1")).tuples()
    counts = Counter(dict(counted))
    if level:
        query = query.where(rank == LEVELS.index(level))
    rows = list(
        _named(query, rank)
        .order_by(rank, Case.opened_at, Case.id)
        .limit(max(1, min(limit, MOST)))
        .offset(skip)
    )
    shown = tuple((LEVELS[at], counts[at]) for at in range(len(LEVELS)))
    return QueueView(tuple(_rows(rows, now)), shown, care.word(reader, now=now))


def count(actor: Actor) -> int:
    """How much waits for this actor in the queue; 0 for who is not of staff."""
    require(actor, Action.SEE_OWN)
    if actor.role is not Role.SYSOP and not actor.leads:
        return 0
    reader = actors.fresh(actor)
    return int(_open(reader).count()) if reader.role is Role.SYSOP or reader.leads else 0


def first(actor: Actor, *, now: datetime) -> int | None:
    """The case that is to be looked at next: the first that nobody is at, or one's own."""
    reader = actors.fresh(actor)
    require(reader, Action.SEE_QUEUE)
    free = (Case.holds_until.is_null() | (Case.holds_until <= now)) | (
        Case.holder == logkeys.of_actor(reader)
    )
    row = _open(reader).where(free).order_by(_rank(now), Case.opened_at, Case.id).first()
    return None if row is None else int(row.id)


def look(actor: Actor, case_id: int, *, now: datetime) -> CaseView:
    """Take a case, for a quarter of an hour, and see all that is needed to decide.

    Raises `Refused` where somebody else is at it. That a reported letter was looked at is written
    into the log. One that is done with can be seen, and not taken.
    """
    with atomic():
        doer = actors.fresh(actor)
        case, facts = _loaded(doer, case_id, now)
        if case.closed_at is None:
            require(doer, Action.HOLD_CASE, facts)
            is_new = case.holder != logkeys.of_actor(doer)
            cases.take(case, doer, now=now)
            if is_new and case.kind == Kind.REPORT and case.thing == "letter":
                deed = Deed(Action.LOOK_AT_LETTER, "letter", case.number)
                audit.append(doer, deed, of_whom=case.of_whom, now=now)
            if case.level <= _AMBER:
                care.note(doer, now=now)
        else:
            require(doer, Action.SEE_QUEUE, CareFacts(facts.board_id))
    return _view(doer, case_id, now)


def let_go(actor: Actor, case_id: int, *, now: datetime) -> None:
    """Give a case back to the queue."""
    with atomic():
        doer = actors.fresh(actor)
        case, facts = _loaded(doer, case_id, now)
        require(doer, Action.HOLD_CASE, facts)
        Case.update(holder="", holds_until=None).where(Case.id == case.id).execute()


def hand_on(actor: Actor, to: str = "", *, now: datetime) -> int:
    """Hand on all that one is at: to somebody of staff, or back to the queue; how many cases."""
    with atomic():
        doer = actors.fresh(actor)
        require(doer, Action.SEE_QUEUE)
        name, until = "", None
        if to:
            member_id = members.id_of(to)
            if not actors.is_of_staff(member_id):
                raise Invalid(f"{to} is not of staff.", field="to")
            name, until = logkeys.name_of(member_id), now + cases.LEASE
        mine = (Case.holder == logkeys.of_actor(doer)) & Case.closed_at.is_null()
        count = Case.update(holder=name, holds_until=until).where(mine).execute()
        care.rest(doer)
        return int(count)


def tick(actor: Actor, case_id: int, step: int, *, now: datetime) -> CaseView:
    """Note that a step of a crisis was taken, from 0 on, or that it was not."""
    with atomic():
        doer = actors.fresh(actor)
        case, facts = _loaded(doer, case_id, now)
        require(doer, Action.HOLD_CASE, facts)
        if not 0 <= step < len(content.crisis_steps()):
            raise Invalid("There is no such step.", field="step")
        Case.update(steps=case.steps ^ (1 << step)).where(Case.id == case.id).execute()
        cases.take(case, doer, now=now)
    return _view(doer, case_id, now)


def let_be(actor: Actor, case_id: int, reason: str = "", *, now: datetime) -> None:
    """Be done with a case, with nothing more to be done; steps that were taken go into the log."""
    with atomic():
        doer = actors.fresh(actor)
        case, facts = _loaded(doer, case_id, now)
        require(doer, Action.LET_BE, facts)
        if case.kind == Kind.APPEAL:
            raise Invalid("An appeal is granted or declined.")
        if _is_held(case):
            raise Invalid("Its writer waits: let it appear, or remove it.")
        reason = reason.strip() or "Nothing more to be done."
        reason = moderation.words_of(reason, moderation.LONGEST_REASON, "reason")
        taken = [words for words, is_taken in _steps(case) if is_taken]
        deed = Deed(
            Action.LET_BE, case.thing, case.number, case.board_id or 0, reason,
            after=f"steps taken: {', '.join(taken)}" if taken else "",
        )  # fmt: skip
        audit.append(doer, deed, of_whom=case.of_whom, now=now)
        cases.close(case, "let be", now=now)


def _loaded(doer: Actor, case_id: int, now: datetime) -> tuple[Case, CareFacts]:
    require(doer, Action.SEE_QUEUE)
    case = cases.get(case_id)
    is_own = case.kind == Kind.APPEAL and _did(case) == logkeys.of_actor(doer)
    facts = cases.facts(case, doer, is_own=is_own, now=now)
    if facts.is_held_by_another:
        raise Refused(f"{logkeys.handle_of(case.holder)} is at this already.")
    return case, facts


def _did(case: Case) -> str:
    name: str | None = (
        AuditEntry.select(AuditEntry.by_whom).where(AuditEntry.id == case.number).scalar()
    )
    return name or ""


def _is_held(case: Case) -> bool:
    if case.thing == "held":
        return bool(Held.select().where(Held.id == case.number).exists())
    is_there = case.thing == "post" and case.post_id is not None
    return is_there and bool(Held.select().where(Held.post == case.post_id).exists())


def _open(reader: Actor) -> Any:
    """A query over what waits for somebody of staff."""
    query = Case.select().where(Case.closed_at.is_null())
    if name := logkeys.known(reader.member_id):
        own = AuditEntry.select(SQL("1")).where(
            AuditEntry.id == Case.number, AuditEntry.by_whom == name
        )
        query = query.where((Case.kind != Kind.APPEAL) | ~fn.EXISTS(own))
    if names := logkeys.names_of(reader.member_id):
        query = query.where(Case.of_whom.not_in(names))
    if reader.role is not Role.SYSOP:
        query = query.where(Case.board.in_(list(reader.leads)) | (Case.kind == Kind.LETTER))
    return query


def _rank(now: datetime) -> Any:
    """The level that counts now: amber rises."""
    has_risen = (Case.level == _AMBER) & (Case.opened_at <= milliseconds(now - RISES_AFTER))
    return When(None, ((has_risen, _RED),), Case.level)


def _named(query: Any, rank: Any) -> Any:
    """Cases with the level that counts now, and the names of their boards and threads."""
    return (
        query.select(
            Case, rank.alias("rank"), Board.name.alias("board_name"), Thread.title.alias("title")
        )
        .join(Board, JOIN.LEFT_OUTER)
        .switch(Case)
        .join(Post, JOIN.LEFT_OUTER)
        .join(Thread, JOIN.LEFT_OUTER)
        .objects()
    )


def _rows(rows: list[Any], now: datetime) -> Iterable[CaseRow]:
    ids = [row.id for row in rows]
    numbers: Any = (
        Report.select(Report.case_id, fn.COUNT(Report.id))
        .where(Report.case.in_(ids))
        .group_by(Report.case_id)
        .tuples()
    )
    counts = dict(numbers)
    names = [name for row in rows for name in (row.of_whom, row.holder)]
    handles = logkeys.handles_of(names) if rows else {}
    for row in rows:
        is_at = row.holds_until is not None and row.holds_until > now
        yield CaseRow(
            id=row.id,
            level=LEVELS[row.rank],
            has_risen=row.rank != row.level,
            kind=row.kind,
            thing=row.thing,
            title=row.title or _first_line(row),
            board=row.board_name or "",
            about=handles[row.of_whom],
            opened_at=row.opened_at,
            reports=counts.get(row.id, 0),
            holder=handles[row.holder] if is_at else "",
        )


def _first_line(case: Case) -> str:
    words = cases.snapshot(case)
    if words is None:
        return "(gone with its writer)"
    if case.kind == Kind.REPORT and case.thing == "letter":
        return "a letter"  # What is in it is seen by who takes the case.
    return words.strip().split("\n", 1)[0][:_TITLE]


def _view(doer: Actor, case_id: int, now: datetime) -> CaseView:
    case = _named(Case.select(), _rank(now)).where(Case.id == case_id).first()
    row = next(iter(_rows([case], now)))
    snapshot = cases.snapshot(case)
    gone = "(Whoever wrote this has left, and took the words along.)"
    present, thread_id = _present(case)
    return CaseView(
        row=row,
        number=case.number,
        thread_id=thread_id,
        snapshot=gone if snapshot is None else snapshot,
        now=present if present is not None else (snapshot or gone),
        is_gone=case.thing in ("post", "held") and present is None,
        reports=tuple(_reports(case_id)),
        steps=_steps(case) if row.level == "crisis" else (),
        history=tuple(_history(case.of_whom)),
        is_closed=case.closed_at is not None,
        outcome=case.outcome,
        care=care.word(doer, now=now),
    )


def _present(case: Case) -> tuple[str | None, int]:
    """What is there now of a post, and its thread."""
    if case.thing == "held":
        row = Held.get_or_none(Held.id == case.number)
        if row is None:
            return None, 0
        return warnings.before(row.warning, row.body), row.thread_id or 0
    if case.post_id is None:
        return None, 0
    post = Post.get_or_none(Post.id == case.post_id)
    if post is None or post.is_deleted:
        return None, 0 if post is None else post.thread_id
    if post.is_held:
        held = Held.get_or_none(Held.post == post.id)
        words = None if held is None else warnings.before(held.warning, held.body)
        return words, post.thread_id
    return warnings.before(post.warning, post.body), post.thread_id


def _reports(case_id: int) -> Iterable[ReportView]:
    rows = list(cases.reports([case_id]))
    for row in rows:
        yield ReportView(row.reporter.handle, row.reason, reports.comment_of(row), row.made_at)


def _steps(case: Case) -> tuple[tuple[str, bool], ...]:
    return tuple(
        (words, bool(case.steps >> at & 1)) for at, words in enumerate(content.crisis_steps())
    )


def _history(of_whom: str) -> list[AuditView]:
    if not of_whom:
        return []
    rows = AuditEntry.select().where(AuditEntry.of_whom == of_whom)
    return audit.views(rows.order_by(AuditEntry.id.desc()).limit(_HISTORY))
