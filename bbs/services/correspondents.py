"""Who writes to whom: handles, and pseudonyms, whose letters are relayed to who is behind them.

A letter is addressed to `brave-wren`, to `a quiet kestrel in 123`, or to either of them `as` a
pseudonym of one's own, `brave-wren as a quiet kestrel in 123`.
"""

from __future__ import annotations

from dataclasses import dataclass

from bbs import handles
from bbs import pseudonyms as names
from bbs.errors import Invalid, NotFound, Refused
from bbs.models import Letter, Member, Pseudonym
from bbs.policy import Action, Actor, NameFacts, require
from bbs.services import boards, members, pseudonyms, vault

_BY_NAME = "Begin a new letter, which answers none, to write by your name."


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a letter, as the other side may know it, and as the post office does."""

    shown_id: int
    """What the other side blocks."""
    person_id: int
    """Whose mailbox it is; 0 where nobody reads it any more."""
    name: str
    is_pseudonym: bool = False


_STAFF = Side(0, 0, "staff")


def known(actor: Actor, typed: str) -> Side:
    """Who goes by a handle, or by a pseudonym in a thread that this actor may read.

    Raises `NotFound`. Behind a pseudonym there may be nobody left, and that isn't told: it would
    tell when they left.
    """
    require(actor, Action.USE_MAILBOX)
    address = names.parsed(typed)
    if address is None:
        member = Member.get_by_id(members.id_of(typed))
        return Side(member.id, member.id, member.handle)
    boards.of_thread(actor, address.thread_id)
    row = pseudonyms.found(address.thread_id, address.name)
    return Side(row.id, row.owner_id or 0, names.address(*address), is_pseudonym=True)


def sides(actor: Actor, typed: str) -> tuple[Side, Side]:
    """To whom a letter goes, and as whom the actor sends it.

    Raises `NotFound`, `Invalid` for oneself, `Refused` for a pseudonym to whom they didn't write.
    """
    require(actor, Action.SEND_LETTER)
    to, under = names.route(typed)
    other = known(actor, to)
    if other.person_id == actor.member_id:
        whose = "This is a pseudonym of your own." if other.is_pseudonym else (
            "This is your own handle."
        )  # fmt: skip
        raise Invalid(f"{whose} Letters go to somebody else.", field="to")
    if not under:
        return other, Side(actor.member_id, actor.member_id, actor.handle)
    own = _own(actor, under)
    mine = (Letter.owner == actor.member_id) & (Letter.relayed == relayed_tag(own, other))
    if not Letter.select().where(mine).exists():
        raise Refused(
            "A pseudonym answers letters, and begins none: in your mailbox is no letter of theirs "
            "that came to it."
        )
    return other, own


def to_staff(actor: Actor, typed: str) -> Side:
    """As whom a letter to all of staff is sent: `staff`, or `staff as a quiet kestrel in 123`."""
    require(actor, Action.WRITE_TO_STAFF)
    under = names.route(typed).under
    if under:
        return _own(actor, under, may_be_silenced=True)
    return Side(actor.member_id, actor.member_id, actor.handle)


def relayed_from_staff(pseudonym_id: int) -> bytes:
    """The tag of a letter of staff to a pseudonym."""
    return relayed_tag(Side(pseudonym_id, 0, "", is_pseudonym=True), _STAFF)


def id_by_name(name: str) -> int:
    """Which member or pseudonym a letter names, for services that have asked; 0 for none."""
    address = names.parsed(name)
    if address is None:
        row = Member.select(Member.id).where(Member.handle_key == handles.normal(name)).first()
        return 0 if row is None else int(row.id)
    try:
        return int(pseudonyms.found(address.thread_id, address.name).id)
    except NotFound:
        return 0


def under_which(actor: Actor, letter: Letter | None, to: str) -> str:
    """How an answer to a letter of one's own is addressed, so that it comes from who was meant.

    `to` stands for its sender. Raises `Invalid` where the letter came to a pseudonym and from
    somebody else than `to`, or where it may have: one's handle must not come out by mistake.
    """
    require(actor, Action.USE_MAILBOX)
    own = Pseudonym.select().where(Pseudonym.owner == actor.member_id)
    route = names.route(to)
    if route.under or (letter is None and not pseudonyms.has_any(actor)):
        return to
    if letter is None:
        raise Invalid(
            "The letter that it answers is not there any more, and may have come to a pseudonym of "
            f"yours. {_BY_NAME}"
        )
    if letter.relayed is None:
        return to
    is_of_staff = handles.normal(route.to) == _STAFF.name
    other = _STAFF if is_of_staff else known(actor, route.to)
    for row in own:
        side = Side(row.id, actor.member_id, "", is_pseudonym=True)
        if relayed_tag(side, other) == bytes(letter.relayed):
            return names.answering(to, pseudonyms.addresses([row.id])[row.id])
    raise Invalid(
        "The letter that it answers came to a pseudonym of yours, and from somebody else, or its "
        f"thread is gone. {_BY_NAME}"
    )


def relayed_tag(recipient: Side, sender: Side) -> bytes:
    """A keyed tag of which pseudonym somebody wrote to."""
    return vault.current().tag("relayed", recipient.shown_id, sender.shown_id)


def _own(actor: Actor, under: str, *, may_be_silenced: bool = False) -> Side:
    address = names.parsed(under)
    row = None if address is None else pseudonyms.found(address.thread_id, address.name)
    if address is None or row is None or row.owner_id != actor.member_id:
        raise NotFound(f"You have no pseudonym {under[:60]}.")
    is_silenced = row.is_silenced and not may_be_silenced
    require(actor, Action.WRITE_AS, NameFacts("allowed", True, is_silenced=is_silenced))
    return Side(row.id, actor.member_id, names.address(*address), is_pseudonym=True)
