"""Posts that wait for a leader's look before others see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from bbs import handles, warnings
from bbs.errors import NotFound
from bbs.models import Board, Case, Held, Member, Post
from bbs.policy import GUEST, Action, Actor, Role, require
from bbs.safety import Level
from bbs.services import actors, cases, logkeys, pseudonyms
from bbs.services.pseudonyms import Writer
from bbs.views import HeldView

WAITS_TITLE = "(waits for a leader to look at it)"
_COUNTED = 50
"""So many of the last ones tell how long it takes."""
_UNKNOWN = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Holding:
    """How many first posts of each newcomer wait; or all posts of all members."""

    first: int = 0
    is_all: bool = False


_bound = [Holding()]


def bind(holding: Holding) -> None:
    """Make this the setting that holds."""
    _bound[:] = [holding]


def is_to_wait(actor: Actor, *, is_veiled: bool = False) -> bool:
    """Whether what this actor posts now waits first; what staff post by their name never does.

    What appears at once where all else waits would show that staff is behind a pseudonym.
    """
    holding = _bound[0]
    if not (holding.first or holding.is_all):
        return False
    if not is_veiled and actors.is_of_staff(actor.member_id):
        return False
    if holding.is_all:
        return True
    mine = pseudonyms.is_own(actor, Post.writer)
    appeared = Post.select(Post.id).where(mine, ~Post.is_held)
    return bool(appeared.limit(holding.first).count() < holding.first)


def hold_first(
    actor: Actor,
    shown: Writer,
    board_id: int,
    thread_id: int | None,
    title: str,
    body: str,
    *,
    warning: str = "",
    level: Level,
    token: str | None,
    now: datetime,
) -> Held:
    """Keep a post that is yet to appear, and put it in the queue; for services that have asked."""
    of_whom = logkeys.name_of(shown.id, actor.member_id)
    words = warnings.before(warning, body)
    row = Held.create(
        writer=shown.id,
        board=board_id,
        thread=thread_id,
        title=title,
        body=body,
        warning=warning,
        written_at=now,
        token=token,
    )
    cases.open_(
        cases.Kind.HELD,
        level,
        "held",
        row.id,
        snapshot=f"{title}\n\n{words}" if title else words,
        of_whom=of_whom,
        board_id=board_id,
        now=now,
    )
    return row


def with_token(member_id: int, token: str | None) -> Held | None:
    """The held post that this member's client has sent already with this token."""
    if token is None:
        return None
    found: Held | None = Held.select().where(
        actors.is_of(member_id, Held.writer), Held.token == token
    ).first()  # fmt: skip
    return found


def mine(actor: Actor) -> tuple[HeldView, ...]:
    """One's own posts that wait, oldest first."""
    require(actor, Action.SEE_OWN)
    rows = (
        Held.select(Held, Board.name).join(Board).where(actors.is_of(actor.member_id, Held.writer))
    ).order_by(Held.id)
    return tuple(
        HeldView(row.id, row.board.name, row.title, row.body, row.written_at, row.warning)
        for row in rows
    )


def count(actor: Actor) -> int:
    """How many of one's own posts wait."""
    require(actor, Action.SEE_OWN)
    return int(Held.select().where(actors.is_of(actor.member_id, Held.writer)).count())


def usual_wait() -> timedelta:
    """How long it took lately: half of them were looked at within that time."""
    rows = (
        Case.select(Case.opened_at, Case.closed_at)
        .where(Case.kind == cases.Kind.HELD, Case.closed_at.is_null(False))
        .order_by(Case.closed_at.desc())
        .limit(_COUNTED)
    )
    taken = [row.closed_at - row.opened_at for row in rows]
    return median(taken) if taken else _UNKNOWN


def waits_words() -> str:
    """What a writer is told whose post waits."""
    return (
        "Thank you. First posts here are looked at by a leader before others see them, "
        f"{_usual_words()}. Nothing is wrong with yours; home says while it waits."
    )


def _usual_words() -> str:
    hours = usual_wait().total_seconds() / 3_600
    if hours < 1:
        return "usually within an hour"
    if hours < 36:
        rounded = round(hours + 0.499)
        return f"usually within {rounded} {'hour' if rounded == 1 else 'hours'}"
    return f"usually within {round(hours / 24 + 0.499)} days"


def writer_of(row: Held) -> tuple[Actor, Writer]:
    """Who wrote a held post, and as whom they are shown; raises `NotFound` where they have left.

    Behind a pseudonym there may be nobody any more, a guest here: that isn't told.
    """
    shown = Member.select().where(Member.id == row.writer_id).first()
    if shown is None or shown.handle == handles.DEPARTED:
        raise NotFound("Its writer has left.")
    member = Member.get_or_none(Member.id == actors.person(shown.id))
    writer = GUEST if member is None else Actor(member.id, member.handle, Role(member.role))
    return writer, Writer(shown.id, shown.handle)


def erase_of(member_id: int) -> None:
    """Let what waits of a member or a pseudonym go; for services that have asked."""
    Held.delete().where(Held.writer == member_id).execute()
    held = (Post.writer == member_id) & Post.is_held
    Post.update(is_deleted=True, is_held=False).where(held).execute()
