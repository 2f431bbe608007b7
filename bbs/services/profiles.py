"""Profiles: what members wrote of themselves, and nothing that we know of them besides.

No posts, no counts, no day. For members only; who blocked the reader shows them the same profile
as ever, or they would notice (docs/decisions/0023-profiles.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bbs import clock, handles, text
from bbs.db import atomic
from bbs.errors import Invalid, NotFound
from bbs.models import Board, Category, Member, Profile, ProfileBoard
from bbs.policy import Action, Actor, require
from bbs.services import friends
from bbs.services.blocks import is_blocked
from bbs.views import ProfileView

MOST_BYTES = 1_000
MOST_LINES = 10
MOST_BOARDS = 10


def of(actor: Actor, handle: str) -> ProfileView:
    """What a member tells of themselves; raises `NotFound` where nobody has that handle.

    Of whom one blocked there is nothing to see but that.
    """
    require(actor, Action.SEE_PROFILE)
    blocked = is_blocked(actor, Member.id).alias("is_blocked")
    found: Any = (
        Member.select(Member.id, Member.handle, Member.joined_on, blocked)
        .where(Member.handle_key == handles.normal(handle))
        .first()
    )
    if found is None:
        raise NotFound(f"There is no member named {text.clean(handle)[: handles.LONGEST]}.")
    if found.is_blocked:
        return ProfileView(found.handle, "", (), (), "", is_own=False, is_blocked=True)
    row = Profile.select().where(Profile.member == found.id).first()
    named = _boards(found.id)
    is_own = found.id == actor.member_id
    return ProfileView(
        handle=found.handle,
        body="" if row is None else row.body,
        boards=tuple(board.slug for board in named),
        board_names=tuple(board.name for board in named),
        season=clock.season(found.joined_on) if row is not None and row.shows_season else "",
        is_own=is_own,
        friend="" if is_own else friends.state(actor, found.id),
    )


def write(actor: Actor, body: str) -> None:
    """Tell a few lines of oneself, in place of those of before; none takes them out.

    Raises `Invalid` where it is over 1,000 bytes or 10 lines.
    """
    body = text.clean(body, multiline=True)
    if (size := len(body.encode("utf-8"))) > MOST_BYTES:
        raise Invalid(
            f"It is {size:,} bytes long, and {MOST_BYTES:,} fit. A few lines are enough.",
            field="body",
        )
    if (lines := body.count("\n") + 1) > MOST_LINES:
        raise Invalid(
            f"It has {lines} lines, and {MOST_LINES} fit. A few lines are enough.", field="body"
        )
    with atomic():
        require(actor, Action.WRITE_PROFILE)
        _keep(actor, {Profile.body: body})


def name_boards(actor: Actor, slugs: Sequence[str]) -> None:
    """Name these boards in one's profile, in place of those of before.

    Raises `NotFound` for a board that there is not, `Invalid` for more than 10.
    """
    wanted = set(slugs)
    if len(wanted) > MOST_BOARDS:
        raise Invalid(f"{MOST_BOARDS} boards are the most that a profile names.", field="boards")
    with atomic():
        require(actor, Action.WRITE_PROFILE)
        rows = list(Board.select(Board.id, Board.slug).where(Board.slug.in_(sorted(wanted))))
        if missing := sorted(wanted - {row.slug for row in rows}):
            raise NotFound(f"There is no board {text.clean(missing[0])[:40]}.")
        ProfileBoard.delete().where(ProfileBoard.member == actor.member_id).execute()
        for row in rows:
            ProfileBoard.insert(member=actor.member_id, board=row.id).execute()


def show_season(actor: Actor, shows: bool) -> None:
    """Show in one's profile in which season one joined, or don't; at first it isn't shown."""
    with atomic():
        require(actor, Action.WRITE_PROFILE)
        _keep(actor, {Profile.shows_season: shows})


def _keep(actor: Actor, changed: dict[Any, Any]) -> None:
    first = {Profile.member: actor.member_id, Profile.body: "", Profile.shows_season: False}
    Profile.insert(first | changed).on_conflict(
        conflict_target=(Profile.member,), update=changed
    ).execute()


def _boards(member_id: int) -> list[Any]:
    query = Board.select(Board.slug, Board.name).join(Category).switch(Board).join(ProfileBoard)
    mine = query.where(ProfileBoard.member == member_id)
    return list(mine.order_by(Category.position, Board.position))
