"""Letters between members: sealed to the recipient, and a copy to the sender.

Who wrote what to whom is inside the seal. Beside it stand the day, whether it was read, and a
keyed tag of the route (for blocks and, later, limits). The seal is at rest: while a session is
open, the server sees what its member reads and writes.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from peewee import fn

from bbs import events, handles, sealing, text
from bbs.db import atomic
from bbs.errors import Invalid, KeyChanged, NotFound
from bbs.models import Block, Letter, Member
from bbs.policy import Action, Actor, require
from bbs.services import correspondents, limits, pins, pseudonyms, sealed, vault
from bbs.services.paging import batched, page
from bbs.views import Cursor, LetterRow, LetterView, Page

_ID_BITS = 63
_KIND = "letter"
COUNT_LIMIT = 100
NOBODY = "?"
"""Who wrote a letter that can't be opened; no handle is that short."""
CLOSED = (
    "This letter can't be opened. It was sealed to the key that you had before a sysop let you in "
    "anew, or it is damaged."
)
_AT_ONCE = 500  # Numbers in one statement.


@dataclass(frozen=True, slots=True, repr=False)
class _Content:
    """What is inside the seal; `opening` proves the letter if its reader ever reports it."""

    sender: str
    recipient: str
    subject: str
    body: str
    opening: str

    def texts(self) -> tuple[str, ...]:
        return (self.sender, self.recipient, self.subject, self.body, self.opening)


_CLOSED = _Content(NOBODY, NOBODY, "(stays closed)", CLOSED, "")


def send(
    actor: Actor,
    to: str,
    subject: str,
    body: str,
    *,
    token: str | None = None,
    accepts_new_key: bool = False,
    now: datetime,
) -> int:
    """Send a letter to a handle or a pseudonym; the number of one's own copy.

    `to` is as `correspondents` has it. With a `token` used before, nothing is sent again. Raises
    `NotFound` where there is nobody of that name, `Invalid` for subject or body, `KeyChanged` where
    a handle's key is another than before, unless the sender accepts that, `Refused` and `Invalid`
    as `correspondents.sides`, `TooMany`. Whoever is blocked isn't told, and neither is who writes
    to a pseudonym that nobody reads any more.
    """
    subject, body = text.title(subject, name="subject"), text.body(body)
    with atomic():
        require(actor, Action.SEND_LETTER)
        recipient, sender = correspondents.sides(actor, to)
        if token is not None and (number := sent_with(actor, token)) is not None:
            return number
        limits.count(actor, limits.Kind.LETTER, now=now)
        # A pseudonym's key is that of who is behind it: whoever saw both would know.
        if not recipient.is_pseudonym:
            if not accepts_new_key and pins.has_changed(actor.member_id, recipient.name):
                raise KeyChanged(new_key_warning(recipient.name))
            pins.keep(actor.member_id, recipient.name)
        content = _Content(
            sender.name, recipient.name, subject, body, secrets.token_hex(sealing.KEY_BYTES)
        )
        commitment = sealing.tag(bytes.fromhex(content.opening), sealing.pack(*content.texts()))
        blocks = Block.select().where(
            Block.member == recipient.person_id, Block.blocked == sender.shown_id
        )
        is_blocked = blocks.exists()
        if recipient.person_id:
            _put(
                recipient.person_id,
                content,
                now.date(),
                is_incoming=True,
                is_read=False,
                is_hidden=is_blocked,
                route=_route(recipient.person_id, sender.shown_id),
                commitment=commitment,
                relayed=correspondents.relayed_tag(recipient, sender)
                if recipient.is_pseudonym
                else None,
            )
            if not is_blocked:
                events.publish(events.LetterCame(recipient.person_id))
        return _put(
            actor.member_id, content, now.date(), is_incoming=False, is_read=True, token=token
        )


def sent_with(actor: Actor, token: str) -> int | None:
    """The number of the letter that this member's client has sent already with this token."""
    require(actor, Action.USE_MAILBOX)
    mine = (Letter.owner == actor.member_id) & (Letter.token == token)
    row = Letter.select(Letter.number).where(mine).first()
    return None if row is None else int(row.number)


def correspondent(actor: Actor, key: sealing.PrivateKey | None, number: int) -> str:
    """Who is on the other side of a letter; raises `NotFound` or `Locked`."""
    require(actor, Action.USE_MAILBOX)
    row = Letter.select().where(_own(actor, number)).first()
    if row is None:
        raise NotFound("This letter is not there any more.")
    return _row(row, _open(row, sealed.required(key))).handle


def answer_to(actor: Actor, number: int, to: str) -> str:
    """How an answer to a letter of one's own is addressed, whose sender is `to`.

    Where it came to a pseudonym, the answer comes from that. Raises `NotFound`, `Invalid`.
    """
    require(actor, Action.USE_MAILBOX)
    row = Letter.select().where(_own(actor, number)).first()
    return correspondents.under_which(actor, row, to)


def check_recipient(actor: Actor, to: str) -> None:
    """Raise what is wrong with whom a letter is for, or with as whom it is sent."""
    require(actor, Action.SEND_LETTER)
    correspondents.sides(actor, to)


def listing(
    actor: Actor,
    key: sealing.PrivateKey | None,
    *,
    is_incoming: bool,
    limit: int,
    after: Cursor | None = None,
    before: Cursor | None = None,
    is_from_end: bool = False,
) -> Page[LetterRow]:
    """A page of the inbox, or of what was sent, newest first.

    Raises `Locked` where the session has no key to letters yet.
    """
    require(actor, Action.USE_MAILBOX)
    opener = sealed.required(key)
    query = Letter.select().where(
        Letter.owner == actor.member_id, Letter.is_incoming == is_incoming, ~Letter.is_hidden
    )
    return page(
        query,
        (Letter.number, Letter.id),
        lambda row: (row.number, row.id),
        lambda row: _row(row, _open(row, opener)),
        limit=limit,
        after=after,
        before=before,
        is_from_end=is_from_end,
    )


def read(actor: Actor, key: sealing.PrivateKey | None, number: int) -> LetterView:
    """Open a letter of one's own, which marks it as read; raises `NotFound` or `Locked`."""
    with atomic():
        require(actor, Action.USE_MAILBOX)
        row = Letter.select().where(_own(actor, number)).first()
        if row is None:
            raise NotFound("This letter is not there any more.")
        view = opened(row, key)
        if not row.is_read:
            Letter.update(is_read=True).where(Letter.id == row.id).execute()
        is_key_new = row.is_incoming and pins.note_reading(actor.member_id, view.sender)
    return replace(view, is_key_new=is_key_new)


def answering(subject: str) -> str:
    """The subject of an answer to a letter with this one."""
    if subject.startswith("Re: "):
        return subject
    return f"Re: {subject}"[: text.TITLE_CHARACTERS].rstrip()


def new_key_warning(handle: str) -> str:
    """What to know before one writes on to somebody whose key is a new one."""
    return (
        f"{handle} has a new key since your last letters: a sysop let them in anew, or somebody "
        "else has the name now. Make sure that it is them."
    )


def unopened(
    actor: Actor, key: sealing.PrivateKey | None, *, since: date | None = None, limit: int
) -> tuple[LetterView, ...]:
    """Unread letters, newest first, opened without being marked as read; raises `Locked`.

    At most `limit`, and none of before the day `since`.
    """
    require(actor, Action.USE_MAILBOX)
    opener = sealed.required(key)
    waiting = Letter.select().where(*_waiting(actor))
    if since is not None:
        waiting = waiting.where(Letter.day >= since)
    rows = waiting.order_by(Letter.number.desc()).limit(limit)
    return tuple(_view(row, _open(row, opener)) for row in rows)


def in_order(
    actor: Actor, key: sealing.PrivateKey | None, *, after: int = 0, limit: int
) -> tuple[LetterView, ...]:
    """Letters that one received, from the number after `after` on, opened and not marked as read.

    At most `limit`; raises `Locked`.
    """
    require(actor, Action.USE_MAILBOX)
    opener = sealed.required(key)
    rows = Letter.select().where(*_received(actor), Letter.number > after)
    return tuple(
        _view(row, _open(row, opener)) for row in rows.order_by(Letter.number).limit(limit)
    )


def opened(row: Letter, key: sealing.PrivateKey | None) -> LetterView:
    """A copy as its owner reads it; for the services that have asked. Raises `Locked`."""
    return _view(row, _open(row, sealed.required(key)))


def received(actor: Actor) -> tuple[int, int, date | None]:
    """How many letters one has received, the number of the newest, and its day."""
    require(actor, Action.USE_MAILBOX)
    columns = (fn.COUNT(Letter.id), fn.MAX(Letter.number), fn.MAX(Letter.day))
    count, newest, day = Letter.select(*columns).where(*_received(actor)).tuples().first()
    return count, newest or 0, day


def mark_read(actor: Actor, numbers: Sequence[int]) -> None:
    """Mark letters of one's own as read; those that are gone are passed over."""
    with atomic():
        require(actor, Action.USE_MAILBOX)
        for some in batched(numbers, _AT_ONCE):
            Letter.update(is_read=True).where(
                Letter.owner == actor.member_id, Letter.number.in_(some)
            ).execute()


def delete(actor: Actor, number: int) -> None:
    """Throw away one's own copy; the other side keeps theirs. Raises `NotFound`."""
    with atomic():
        require(actor, Action.DELETE_LETTER)
        if not Letter.delete().where(_own(actor, number)).execute():
            raise NotFound("This letter is not there any more.")


def unread(actor: Actor) -> int:
    """How many letters wait unread; `COUNT_LIMIT` stands for that many or more."""
    require(actor, Action.USE_MAILBOX)
    waiting = Letter.select(Letter.id).where(*_waiting(actor))
    return int(waiting.limit(COUNT_LIMIT).count())


def waiting(actor: Actor) -> int:
    """How many letters wait unread, all of them counted."""
    require(actor, Action.USE_MAILBOX)
    return int(Letter.select().where(*_waiting(actor)).count())


def block(actor: Actor, handle: str) -> None:
    """Hear no more from a member: their letters, past and future, go out of sight.

    They aren't told. A block of a handle says nothing of its pseudonyms, or who tried would know
    them; a pseudonym is blocked as `a quiet kestrel in 123`. Raises `NotFound` for an unknown name,
    `Invalid` for oneself.
    """
    with atomic():
        require(actor, Action.BLOCK)
        other = correspondents.known(actor, handle)
        blocked_id = other.shown_id
        if other.person_id == actor.member_id:
            own = "a pseudonym of your own" if other.is_pseudonym else "your own handle"
            raise Invalid(f"This is {own}.", field="handle")
        Block.insert(member=actor.member_id, blocked=blocked_id).on_conflict_ignore().execute()
        _hide(actor, blocked_id, is_hidden=True)


def unblock(actor: Actor, handle: str) -> None:
    """Hear from a member again; their letters come back into sight."""
    with atomic():
        require(actor, Action.BLOCK)
        blocked_id = correspondents.known(actor, handle).shown_id
        Block.delete().where(Block.member == actor.member_id, Block.blocked == blocked_id).execute()
        _hide(actor, blocked_id, is_hidden=False)


def blocked(actor: Actor) -> tuple[str, ...]:
    """The handles and pseudonyms that one has blocked.

    Who left can't be let in again, and isn't among them.
    """
    require(actor, Action.SEE_OWN)
    mine: Any = Block.select(Block.blocked).where(Block.member == actor.member_id).tuples()
    named = pseudonyms.addresses(blocked_id for (blocked_id,) in mine).values()
    return tuple(sorted((name for name in named if name != handles.DEPARTED), key=handles.normal))


def _hide(actor: Actor, sender_id: int, *, is_hidden: bool) -> None:
    Letter.update(is_hidden=is_hidden).where(
        Letter.owner == actor.member_id, Letter.route == _route(actor.member_id, sender_id)
    ).execute()


def _route(recipient_id: int, sender_id: int) -> bytes:
    return vault.current().tag("route", recipient_id, sender_id)


def _waiting(actor: Actor) -> tuple[Any, ...]:
    return (*_received(actor), Letter.is_read == False)  # noqa: E712


def _received(actor: Actor) -> tuple[Any, ...]:
    # Compared, not negated: only so can the index be used.
    return (
        Letter.owner == actor.member_id,
        Letter.is_incoming == True,  # noqa: E712
        Letter.is_hidden == False,  # noqa: E712
    )


def _own(actor: Actor, number: int) -> Any:
    mine = (Letter.owner == actor.member_id) & (Letter.number == number)
    return mine & ~Letter.is_hidden


def _put(owner_id: int, content: _Content, day: date, **fields: Any) -> int:
    letter_id = secrets.randbits(_ID_BITS)
    kept = sealed.seal(owner_id, _KIND, _place(letter_id), *content.texts())
    # Counted up for good: the number of a letter that was thrown away is never another's.
    Member.update(letters=Member.letters + 1).where(Member.id == owner_id).execute()
    number = int(Member.select(Member.letters).where(Member.id == owner_id).scalar())
    Letter.insert(
        id=letter_id,
        owner=owner_id,
        number=number,
        day=day,
        key_number=kept.key_number,
        sealed=kept.sealed,
        **fields,
    ).execute()
    return number


def _place(letter_id: int) -> bytes:
    return str(letter_id).encode()


def _open(row: Letter, key: sealing.PrivateKey) -> _Content:
    texts = sealed.open_(
        key, row.owner_id, _KIND, _place(row.id), row.key_number, bytes(row.sealed)
    )
    return _CLOSED if texts is None else _Content(*texts)


def _row(row: Letter, content: _Content) -> LetterRow:
    other = content.sender if row.is_incoming else content.recipient
    return LetterRow(row.number, other, content.subject, row.day, row.is_read)


def _view(row: Letter, content: _Content) -> LetterView:
    return LetterView(
        number=row.number,
        is_incoming=row.is_incoming,
        sender=content.sender,
        recipient=content.recipient,
        subject=content.subject,
        body=content.body,
        day=row.day,
    )
