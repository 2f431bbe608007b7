"""Writing without one's name: a pseudonym for each thread, who is behind it, and silencing it.

A pseudonym is a member's row of its own, with a number made at random. Posts and threads point at
it as at any member, so that whatever shows, counts or compares writers takes it for somebody else;
only what is named here knows better (docs/decisions/0018-pseudonyms.md).
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import JOIN

from bbs import handles
from bbs import pseudonyms as names
from bbs.db import atomic
from bbs.errors import Invalid, NotFound
from bbs.models import Member, Post, Pseudonym, Thread
from bbs.policy import Action, Actor, BoardFacts, NameFacts, Role, require
from bbs.services import boards, vault
from bbs.views import BoardView, NamesView

_NO_DAY = date(1970, 1, 1)
_ID_BITS = 31
_MOST_TRIES = 200


@dataclass(frozen=True, slots=True)
class Writer:
    """As whom a member writes: the number at which the post points, and what is shown."""

    id: int
    name: str


def is_own(actor: Actor, member: Any) -> Any:
    """The condition that the member in a column is this one, or a pseudonym of theirs."""
    # One list, not two conditions: so an index is used to its last column.
    mine = Pseudonym.select(Pseudonym.id).where(Pseudonym.owner == actor.member_id)
    return member.in_(Member.select(Member.id).where(Member.id == actor.member_id).union_all(mine))


def has_any(actor: Actor) -> bool:
    """Whether this member has written under a pseudonym that is still there."""
    return bool(Pseudonym.select().where(Pseudonym.owner == actor.member_id).exists())


def person(member_id: int) -> int:
    """Who is behind a writer, for what the policy is asked; who left is behind none any more."""
    if member_id >= 0:
        return member_id
    owner = Pseudonym.select(Pseudonym.owner).where(Pseudonym.id == member_id).scalar()
    return member_id if owner is None else int(owner)


def addresses(member_ids: Iterable[int]) -> dict[int, str]:
    """How these members are written to: by handle, or by pseudonym and thread."""
    rows: Any = (
        Member.select(Member.id, Member.handle, Pseudonym.thread)
        .join(Pseudonym, JOIN.LEFT_OUTER, on=(Pseudonym.id == Member.id))
        .where(Member.id.in_(list(member_ids)))
        .tuples()
    )
    return {
        row_id: shown if thread_id is None else names.address(shown, thread_id)
        for row_id, shown, thread_id in rows
    }


def on_board(actor: Actor, slug: str) -> NamesView:
    """Who can be shown as the writer of a new thread; raises `NotFound` or `Refused`."""
    board = boards.get(actor, slug)
    require(actor, Action.WRITE_AS, NameFacts("allowed", without_name=False))
    return NamesView(actor.handle, "", board.pseudonyms, board.pseudonyms == "always")


def in_thread(actor: Actor, thread_id: int) -> NamesView:
    """Who can be shown as the writer of an answer, the last used before; raises as `on_board`."""
    board = boards.of_thread(actor, thread_id)
    require(actor, Action.WRITE_AS, NameFacts("allowed", without_name=False))
    row = _own(actor, thread_id)
    return NamesView(
        actor.handle,
        "" if row is None else _name(row.id),
        board.pseudonyms,
        _by_default(actor, board, row),
    )


def writer_of_new(actor: Actor, board: BoardView, without_name: bool | None) -> Writer:
    """As whom this member begins a thread, within its atomic block; `settle` comes after.

    None is what the board has, and by one's name where that is free. Raises `Refused`.
    """
    is_without = board.pseudonyms == "always" if without_name is None else without_name
    require(actor, Action.WRITE_AS, NameFacts(board.pseudonyms, is_without))
    return _new(()) if is_without else Writer(actor.member_id, actor.handle)


def writer_in(actor: Actor, board: BoardView, thread_id: int, without_name: bool | None) -> Writer:
    """As whom this member answers in a thread, within the answer's atomic block.

    None is as the last time in this thread. Raises `Refused`.
    """
    row = _own(actor, thread_id)
    is_without = _by_default(actor, board, row) if without_name is None else without_name
    is_silenced = row is not None and row.is_silenced
    require(actor, Action.WRITE_AS, NameFacts(board.pseudonyms, is_without, is_silenced))
    if not is_without:
        return Writer(actor.member_id, actor.handle)
    if row is not None:
        return Writer(row.id, _name(row.id))
    made = _new(_names_in(thread_id))
    settle(actor, made, thread_id)
    return made


def hugs_as(actor: Actor, thread_id: int) -> int:
    """As whom this member gives hugs in a thread: as the pseudonym that they have there, if any."""
    row = _own(actor, thread_id)
    return actor.member_id if row is None else int(row.id)


def settle(actor: Actor, writer: Writer, thread_id: int) -> None:
    """Note whose a new pseudonym is, and where; nothing for who writes by their name."""
    require(actor, Action.WRITE_AS, NameFacts("allowed", without_name=True))
    if writer.id != actor.member_id:
        Pseudonym.insert(id=writer.id, owner=actor.member_id, thread=thread_id).execute()


def is_silenced_in(member_id: int, thread_id: int) -> bool:
    """Whether this person's pseudonym was silenced in a thread, for what the policy is asked."""
    own = (Pseudonym.owner == member_id) & (Pseudonym.thread == thread_id)
    return bool(Pseudonym.select().where(own, Pseudonym.is_silenced).exists())


def silence(actor: Actor, thread_id: int, name: str, *, is_silenced: bool = True) -> None:
    """Let nobody write in a thread who is behind that pseudonym; or let them write again.

    Who that is isn't told. Raises `NotFound` where nobody writes there by it, `Refused`.
    """
    with atomic():
        board = boards.of_thread(actor, thread_id)
        require(actor, Action.SILENCE_PSEUDONYM, BoardFacts(board.is_for_all))
        row = found(thread_id, name)
        Pseudonym.update(is_silenced=is_silenced).where(Pseudonym.id == row.id).execute()


def is_silent(actor: Actor, thread_id: int, name: str) -> bool:
    """Whether a pseudonym was silenced in its thread; raises as `silence`."""
    board = boards.of_thread(actor, thread_id)
    require(actor, Action.SILENCE_PSEUDONYM, BoardFacts(board.is_for_all))
    return bool(found(thread_id, name).is_silenced)


def found(thread_id: int, name: str) -> Pseudonym:
    """The pseudonym of that name in a thread; raises `NotFound`."""
    by_name = Pseudonym.select().join(Member, on=(Member.id == Pseudonym.id))
    row: Pseudonym | None = by_name.where(
        Pseudonym.thread == thread_id, Member.handle == name
    ).first()
    if row is None:
        raise NotFound(f"Nobody writes as {name[: names.LONGEST]} in thread {thread_id}.")
    return row


def let_go(threads: Any) -> None:
    """Let the threads of a query of ids go whole, and their pseudonyms; for who has asked."""
    gone = [row.id for row in Thread.select(Thread.id).where(Thread.id.in_(threads))]
    made = [row.id for row in Pseudonym.select(Pseudonym.id).where(Pseudonym.thread.in_(gone))]
    Thread.delete().where(Thread.id.in_(gone)).execute()
    Member.delete().where(Member.id.in_(made)).execute()


def _own(actor: Actor, thread_id: int) -> Pseudonym | None:
    mine = (Pseudonym.thread == thread_id) & (Pseudonym.owner == actor.member_id)
    row: Pseudonym | None = Pseudonym.select().where(mine).first()
    return row


def _by_default(actor: Actor, board: BoardView, row: Pseudonym | None) -> bool:
    """Whether one writes without one's name where one doesn't say.

    Where one did so last in this thread, a board's new rule doesn't show one's name: it refuses.
    """
    if board.pseudonyms == "always" or row is None:
        return board.pseudonyms == "always"
    last = (
        Post.select(Post.writer)
        .where(Post.thread == row.thread_id, is_own(actor, Post.writer))
        .order_by(Post.number.desc())
        .limit(1)
        .scalar()
    )
    return last is not None and last != actor.member_id


def _name(pseudonym_id: int) -> str:
    return str(Member.select(Member.handle).where(Member.id == pseudonym_id).scalar())


def _names_in(thread_id: int) -> tuple[str, ...]:
    rows = Member.select(Member.handle).join(Pseudonym, on=(Pseudonym.id == Member.id))
    return tuple(row.handle for row in rows.where(Pseudonym.thread == thread_id))


def _new(taken: Iterable[str]) -> Writer:
    """A row for somebody who is nobody: its number, and so its name, is drawn by chance."""
    for _ in range(_MOST_TRIES):
        number = -1 - secrets.randbits(_ID_BITS)
        drawn = vault.current().tag("pseudonym", number)
        name = names.made_of(int.from_bytes(drawn[:8], "big"), int.from_bytes(drawn[8:16], "big"))
        alike = Member.skeleton == handles.skeleton(names.bare(name))
        is_had = Member.select().where((Member.id == number) | alike).exists()
        if name not in taken and not is_had:
            break
    else:
        raise Invalid("This thread has so many pseudonyms that no other was found. Try again.")
    key = secrets.token_hex(16).upper()  # Nothing that is looked up has capitals.
    Member.insert(
        id=number,
        handle=name,
        handle_key=key,
        skeleton=key,
        role=Role.MEMBER,
        joined_on=_NO_DAY,
        rules_version=0,
        consented_on=_NO_DAY,
    ).execute()
    return Writer(number, name)
