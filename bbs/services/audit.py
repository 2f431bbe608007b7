"""The log of what staff did: who, what, when, why, before and after; it only grows.

Each entry carries a keyed hash over itself and over the link before it, so that none can be
changed, left out or put between without the pepper; the database itself refuses changes, too. The
last link's place is kept apart, so that a tail can't be cut off. Words lie under the key of the
member whom they are about.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bbs import sealing
from bbs.db import atomic
from bbs.models import AuditAnchor, AuditEntry, Board, House
from bbs.models.base import milliseconds
from bbs.policy import NO_BOARD, Action, Actor, CareFacts, Role, require
from bbs.services import actors, logkeys, vault
from bbs.services.paging import page
from bbs.views import AuditView, Cursor, Page

_HEAD = "audit head"
_START = b"lamplight/1 log"


@dataclass(frozen=True, slots=True)
class Deed:
    """What staff did; `before` and `after` are words of the member whom it is about, or of ours."""

    action: Action
    thing: str
    number: int
    board_id: int = NO_BOARD
    why: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many entries hang together, and where the chain is broken: 0 where it isn't."""

    entries: int
    broken_at: int = 0
    says: str = ""


def append(actor: Actor, deed: Deed, *, of_whom: str = "", now: datetime) -> int:
    """Write an entry, within the atomic block of what it tells of; its number.

    `of_whom` is a name of logkeys, under whose key the words lie.
    """
    by_whom = logkeys.of_actor(actor)
    of_whom = of_whom if logkeys.is_there(of_whom) else ""  # Who has left keeps no new words here.
    row = {
        "at": now,
        "by_whom": by_whom,
        "does": deed.action.value,
        "thing": deed.thing,
        "number": deed.number,
        "place": deed.board_id,
        "of_whom": of_whom,
        "words": logkeys.seal(of_whom, _place(by_whom, now), deed.why, deed.before, deed.after),
    }
    count, before = _head()
    link = _link(before, AuditEntry(**row))
    entry_id = int(AuditEntry.insert(**row, link=link).execute())
    _set_head(count + 1, link)
    return entry_id


def listing(
    actor: Actor, *, limit: int, after: Cursor | None = None, before: Cursor | None = None
) -> Page[AuditView]:
    """A page of the log, newest first: a sysop reads all, a leader what is of their boards."""
    reader = actors.fresh(actor)
    require(reader, Action.READ_LOG)
    query = AuditEntry.select()
    if reader.role is not Role.SYSOP:
        query = query.where(AuditEntry.place.in_(list(reader.leads)))
    found = page(
        query,
        (AuditEntry.id, AuditEntry.at),
        lambda row: (row.id, milliseconds(row.at)),
        lambda row: row,
        limit=limit,
        after=after,
        before=before,
    )
    return Page(tuple(views(found.rows)), found.before, found.after)


def get(actor: Actor, entry_id: int) -> AuditView | None:
    """One entry that this actor may read, or None."""
    reader = actors.fresh(actor)
    require(reader, Action.READ_LOG)
    row = AuditEntry.get_or_none(AuditEntry.id == entry_id)
    if row is None:
        return None
    require(reader, Action.READ_LOG, CareFacts(row.place))
    return next(iter(views([row])))


def views(rows: Iterable[AuditEntry]) -> list[AuditView]:
    """Entries in words, for services that have asked."""
    rows = list(rows)
    handles = logkeys.handles_of([name for row in rows for name in (row.by_whom, row.of_whom)])
    boards = {row.id: row.name for row in Board.select(Board.id, Board.name)} if rows else {}
    return [_view(row, handles, boards) for row in rows]


def words(row: AuditEntry) -> tuple[str, str, str] | None:
    """Why, before and after; None where whoever it is about has left, and took their key along."""
    opened = logkeys.open_(row.of_whom, _place(row.by_whom, row.at), row.words)
    return None if opened is None else (opened[0], opened[1], opened[2])


def verify() -> Verdict:
    """Follow the chain from the last anchor to its end; for `bbs check`."""
    anchor = AuditAnchor.select().order_by(AuditAnchor.upto.desc()).first()
    last, upto = _START, 0
    if anchor is not None:
        if not sealing.same(bytes(anchor.seal), _anchor_seal(anchor)):
            return Verdict(0, anchor.upto, "the anchor at which the log was cut is not ours")
        last, upto = bytes(anchor.link), anchor.upto
    count = 0
    for row in AuditEntry.select().where(AuditEntry.id > upto).order_by(AuditEntry.id).iterator():
        expected = _link(last, row)
        if not sealing.same(expected, bytes(row.link)):
            return Verdict(count, row.id, f"entry {row.id} was changed, or one before it is gone")
        last, count = expected, count + 1
    kept, head = _head()
    if not sealing.same(head, last) or kept < count:
        return Verdict(count, upto + count + 1, "entries are missing at the end of the log")
    return Verdict(count)


def cut(actor: Actor, before: datetime, *, now: datetime) -> int:
    """Let entries from before a moment go, at an anchor that says so; how many went."""
    with atomic():
        cutter = actors.fresh(actor)
        require(cutter, Action.CUT_LOG)
        newest = (
            AuditEntry.select().where(AuditEntry.at < before).order_by(AuditEntry.id.desc()).first()
        )
        if newest is None:
            return 0
        anchor = AuditAnchor(upto=newest.id, link=bytes(newest.link), made_at=now)
        AuditAnchor.insert(
            upto=anchor.upto, link=anchor.link, made_at=now, seal=_anchor_seal(anchor)
        ).execute()
        gone = AuditEntry.delete().where(AuditEntry.id <= newest.id).execute()
        append(cutter, Deed(Action.CUT_LOG, "entry", newest.id, after=str(gone)), now=now)
    return int(gone)


def _view(row: AuditEntry, handles: dict[str, str], boards: dict[int, str]) -> AuditView:
    opened = words(row)
    why, before, after = opened or ("", "", "")
    return AuditView(
        id=row.id,
        at=row.at,
        by=handles[row.by_whom],
        does=row.does,
        thing=row.thing,
        number=row.number,
        board=boards.get(row.place, ""),
        about=handles[row.of_whom],
        why=why,
        before=before,
        after=after,
        is_readable=opened is not None,
    )


def _place(by_whom: str, now: datetime) -> str:
    return f"entry|{by_whom}|{milliseconds(now)}"


def _link(last: bytes, row: AuditEntry) -> bytes:
    return vault.current().tag(
        "log link", last, milliseconds(row.at), row.by_whom, row.does, row.thing, row.number,
        row.place, row.of_whom, bytes(row.words),
    )  # fmt: skip


def _anchor_seal(anchor: AuditAnchor) -> bytes:
    return vault.current().tag(
        "log anchor", anchor.upto, bytes(anchor.link), milliseconds(anchor.made_at)
    )


def _head() -> tuple[int, bytes]:
    """How many entries there ever were, and the last link; (0, b"") where that isn't ours."""
    row = House.get_or_none(House.name == _HEAD)
    if row is None:
        return 0, _START
    value = bytes(row.value)
    seal, count, link = value[:32], value[32:40], value[40:]
    is_ours = sealing.same(seal, vault.current().tag("log head", count, link))
    return (int.from_bytes(count, "big"), link) if is_ours else (0, b"")


def _set_head(count: int, link: bytes) -> None:
    counted = count.to_bytes(8, "big")
    value = vault.current().tag("log head", counted, link) + counted + link
    House.insert(name=_HEAD, value=value).on_conflict(
        conflict_target=(House.name,), update={House.value: value}
    ).execute()
