"""Friends: both want it, and nobody else sees the list.

Each row says what one of the two wants, and is theirs alone. So a request that was put away, one
that isn't answered, and one to somebody who blocked the asker are the same to see.
"""

from __future__ import annotations

from typing import Any

from peewee import JOIN, SQL, fn

from bbs.db import atomic
from bbs.errors import Invalid
from bbs.models import Friend, Member
from bbs.policy import Action, Actor, require
from bbs.services import members
from bbs.services.blocks import are_apart, is_blocked, is_not_blocked
from bbs.views import FriendView

MOST_FRIENDS = 200
"""Friends and requests of one's own together."""
MOST_SHOWN = 100
"""Requests by others that are listed; the rest, when those were answered."""
FRIEND, ASKED, ASKS = "friend", "asked", "asks"

_back: Any = Friend.alias("back")


def are(actor: Actor, other_id: int) -> bool:
    """Whether the two are friends, and neither of them blocked the other."""
    require(actor, Action.SEE_OWN)
    mine = Friend.select(SQL("1")).where(Friend.member == actor.member_id)
    return bool(mine.where(Friend.other == other_id, is_friend(actor, Friend.other)).exists())


def is_friend(actor: Actor, member: Any) -> Any:
    """The condition that the member in a column is a friend, as `are` has it."""
    return (
        _has_row(actor.member_id, member)
        & _has_row(member, actor.member_id)
        & ~are_apart(actor, member)
    )


def listing(actor: Actor) -> tuple[FriendView, ...]:
    """Who asks to be a friend, friends, and whom one asked, each by handle.

    Whom one blocked isn't among them. Who was asked and has blocked the asker stays, as somebody
    who never answers does.
    """
    require(actor, Action.SEE_OWN)
    found = [*_asking(actor), *_own(actor)]
    order = (ASKS, FRIEND, ASKED)
    return tuple(sorted(found, key=lambda each: order.index(each.state)))


def requests(actor: Actor) -> int:
    """How many ask to be a friend and wait for an answer; MOST_SHOWN is that many or more."""
    require(actor, Action.SEE_OWN)
    some = _requests(actor, SQL("1")).limit(MOST_SHOWN)
    return int(Friend.select(fn.COUNT(SQL("1"))).from_(some.alias("some")).scalar())


def ask(actor: Actor, handle: str) -> bool:
    """Ask a member to be friends, or say yes to who asked; whether the two are friends now.

    Twice does no harm. Raises `NotFound` for an unknown handle, `Invalid` for oneself, for whom
    one blocked, and where there are `MOST_FRIENDS` already. Who has blocked the asker isn't told,
    and neither is the asker.
    """
    with atomic():
        require(actor, Action.BEFRIEND)
        other_id = members.id_of(handle)
        if other_id == actor.member_id:
            raise Invalid(
                "This is your own handle. Be a friend to yourself all the same.", field="handle"
            )
        if Member.select().where(Member.id == other_id, is_blocked(actor, Member.id)).exists():
            raise Invalid(
                "You blocked them. Let them in again first, if you would like to be friends.",
                field="handle",
            )
        own = Friend.select().where(Friend.member == actor.member_id)
        if not own.where(Friend.other == other_id).exists() and own.count() >= MOST_FRIENDS:
            raise Invalid(
                f"{MOST_FRIENDS} friends and requests are the most. Please take one back first.",
                field="handle",
            )
        Friend.insert(member=actor.member_id, other=other_id).on_conflict_ignore().execute()
        # Who asks has changed their mind about what they once put away.
        theirs = (Friend.member == other_id) & (Friend.other == actor.member_id)
        Friend.update(is_put_away=False).where(theirs, Friend.is_put_away).execute()
        return bool(Friend.select().where(theirs).exists())


def end(actor: Actor, handle: str) -> None:
    """Be friends no more, take back one's request, or put away theirs; they aren't told.

    Raises `NotFound` for an unknown handle.
    """
    with atomic():
        require(actor, Action.BEFRIEND)
        other_id = members.id_of(handle)
        mine = (Friend.member == actor.member_id) & (Friend.other == other_id)
        theirs = (Friend.member == other_id) & (Friend.other == actor.member_id)
        if Friend.delete().where(mine).execute():
            # Neither stands as one who asks: nobody would know why.
            Friend.delete().where(theirs, ~Friend.is_put_away).execute()
        else:
            Friend.update(is_put_away=True).where(theirs).execute()


def state(actor: Actor, other_id: int) -> str:
    """What there is between the two, as this actor sees it: a `FriendView.state`, or nothing."""
    require(actor, Action.SEE_OWN)
    is_mine = Friend.member == actor.member_id
    pairs = is_mine & (Friend.other == other_id) | (
        (Friend.member == other_id) & (Friend.other == actor.member_id)
    )
    rows = {row.member_id: row.is_put_away for row in Friend.select().where(pairs)}
    if actor.member_id in rows:
        return FRIEND if other_id in rows else ASKED
    return ASKS if rows.get(other_id) is False else ""


def _own(actor: Actor) -> list[FriendView]:
    both = (_back.member == Friend.other) & (_back.other == Friend.member)
    rows: Any = (
        Friend.select(Member.handle, _back.member)
        .join(Member, on=(Friend.other == Member.id))
        .switch(Friend)
        .join(_back, JOIN.LEFT_OUTER, on=both)
        .where(Friend.member == actor.member_id, is_not_blocked(actor, Friend.other))
        .order_by(Member.handle_key)
        .tuples()
    )
    return [FriendView(handle, ASKED if back is None else FRIEND) for handle, back in rows]


def _asking(actor: Actor) -> list[FriendView]:
    rows = _requests(actor, Member.handle).join(Member, on=(Friend.member == Member.id))
    shown = rows.order_by(Member.handle_key).limit(MOST_SHOWN).tuples()
    return [FriendView(handle, ASKS) for (handle,) in shown]


def _requests(actor: Actor, *columns: Any) -> Any:
    return Friend.select(*columns).where(
        Friend.other == actor.member_id,
        ~Friend.is_put_away,
        ~_has_row(actor.member_id, Friend.member),
        is_not_blocked(actor, Friend.member),
    )


def _has_row(member: Any, other: Any) -> Any:
    return fn.EXISTS(_back.select(SQL("1")).where(_back.member == member, _back.other == other))
