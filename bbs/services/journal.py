"""The journal: entries that only their writer can open.

Title, body and the moment are inside the seal; beside it stand a number and whose it is. Shared,
an entry is copied: into a letter, or into a thread.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bbs import sealing, text
from bbs.db import atomic
from bbs.errors import Invalid, NotFound
from bbs.models import JournalEntry, Member
from bbs.policy import Action, Actor, require
from bbs.services import drafts, sealed
from bbs.services.paging import page
from bbs.views import Cursor, EntryRow, EntryView, Page

MOST_ENTRIES = 5_000
LOCKED = "Your journal is sealed. Your passphrase opens it."
CLOSED = (
    "This entry can't be opened. It was sealed to the key that you had before a sysop let you in "
    "anew, or it is damaged."
)
_CLOSED_TITLE = "(stays closed)"
_GONE = "This entry is not there any more."
_ID_BITS = 63
_KIND = "journal"
_FIRST_WORDS = 60
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, repr=False)
class _Content:
    title: str
    body: str
    written_at: datetime
    is_changed: bool = False


def write(actor: Actor, title: str, body: str, *, token: str | None = None, now: datetime) -> int:
    """Write an entry; its number. The title may be empty. It needs no key.

    With a `token` used before, nothing is written again. Raises `Invalid` for title or body, or
    beyond 5,000 entries.
    """
    content = _Content(_title(title), text.body(body), now)
    with atomic():
        require(actor, Action.KEEP_JOURNAL)
        mine = JournalEntry.select().where(JournalEntry.owner == actor.member_id)
        if token is not None:
            before = mine.where(JournalEntry.token == token).first()
            if before is not None:
                return int(before.number)
        if mine.count() >= MOST_ENTRIES:
            raise Invalid(
                f"{MOST_ENTRIES:,} entries are kept at the most. Please take some along and "
                "delete them here."
            )
        # Counted up for good: the number of an entry that was thrown away is never another's.
        Member.update(entries=Member.entries + 1).where(Member.id == actor.member_id).execute()
        number = int(Member.select(Member.entries).where(Member.id == actor.member_id).scalar())
        entry_id = secrets.randbits(_ID_BITS)
        kept = _sealed(actor.member_id, entry_id, content)
        JournalEntry.insert(
            id=entry_id,
            owner=actor.member_id,
            number=number,
            key_number=kept.key_number,
            sealed=kept.sealed,
            token=token,
        ).execute()
    return number


def change(
    actor: Actor, key: sealing.PrivateKey | None, number: int, title: str, body: str
) -> None:
    """Write an entry anew; when it was written stays. Raises `NotFound`, `Locked`, `Invalid`."""
    title, body = _title(title), text.body(body)
    with atomic():
        require(actor, Action.KEEP_JOURNAL)
        row = _row_of(actor, number)
        before = _open(row, sealed.required(key, LOCKED))
        if before is None:
            raise NotFound(CLOSED)
        content = _Content(title, body, before.written_at, is_changed=True)
        kept = _sealed(actor.member_id, row.id, content)
        JournalEntry.update(key_number=kept.key_number, sealed=kept.sealed).where(
            JournalEntry.id == row.id
        ).execute()


def listing(
    actor: Actor,
    key: sealing.PrivateKey | None,
    *,
    limit: int,
    after: Cursor | None = None,
    before: Cursor | None = None,
    is_from_end: bool = False,
) -> Page[EntryRow]:
    """A page of one's journal, newest first; raises `Locked`."""
    require(actor, Action.READ_JOURNAL)
    opener = sealed.required(key, LOCKED)
    return page(
        JournalEntry.select().where(JournalEntry.owner == actor.member_id),
        (JournalEntry.number, JournalEntry.id),
        lambda row: (row.number, row.id),
        lambda row: _as_row(opened(row, opener)),
        limit=limit,
        after=after,
        before=before,
        is_from_end=is_from_end,
    )


def read(actor: Actor, key: sealing.PrivateKey | None, number: int) -> EntryView:
    """Open an entry of one's own; raises `NotFound` or `Locked`."""
    require(actor, Action.READ_JOURNAL)
    return opened(_row_of(actor, number), key)


def delete(actor: Actor, number: int) -> None:
    """Throw an entry away, and what was begun to change it; raises `NotFound`."""
    with atomic():
        require(actor, Action.KEEP_JOURNAL)
        if not JournalEntry.delete().where(_own(actor, number)).execute():
            raise NotFound(_GONE)
        drafts.drop(actor, "journal-edit", str(number))


def to_share(actor: Actor, key: sealing.PrivateKey | None, number: int) -> EntryView:
    """An entry of which a copy is to go to others; raises `NotFound`, also where it is closed."""
    found = read(actor, key, number)
    if found.is_closed:
        raise NotFound(CLOSED)
    return found


def opened(row: JournalEntry, key: sealing.PrivateKey | None) -> EntryView:
    """An entry as its writer reads it; for the services that have asked. Raises `Locked`."""
    content = _open(row, sealed.required(key, LOCKED))
    if content is None:
        return EntryView(row.number, _CLOSED_TITLE, CLOSED, _NEVER, False, is_closed=True)
    return EntryView(
        row.number, content.title, content.body, content.written_at, content.is_changed
    )


def _as_row(view: EntryView) -> EntryRow:
    first = view.body.split("\n", 1)[0]
    title = view.title or (first if len(first) <= _FIRST_WORDS else f"{first[:_FIRST_WORDS]}...")
    return EntryRow(view.number, title, None if view.is_closed else view.written_at)


def _title(raw: str) -> str:
    return text.title(raw) if text.clean(raw) else ""


def _row_of(actor: Actor, number: int) -> JournalEntry:
    row: JournalEntry | None = JournalEntry.select().where(_own(actor, number)).first()
    if row is None:
        raise NotFound(_GONE)
    return row


def _own(actor: Actor, number: int) -> Any:
    return (JournalEntry.owner == actor.member_id) & (JournalEntry.number == number)


def _place(entry_id: int) -> bytes:
    return str(entry_id).encode()


def _sealed(owner_id: int, entry_id: int, content: _Content) -> sealed.Sealed:
    moment = content.written_at.astimezone(UTC).isoformat()
    texts = (content.title, content.body, moment, "changed" if content.is_changed else "")
    return sealed.seal(owner_id, _KIND, _place(entry_id), *texts)


def _open(row: JournalEntry, key: sealing.PrivateKey) -> _Content | None:
    texts = sealed.open_(key, row.owner_id, _KIND, _place(row.id), row.key_number, row.sealed)
    if texts is None:
        return None
    title, body, moment, changed = texts
    return _Content(title, body, datetime.fromisoformat(moment), bool(changed))
