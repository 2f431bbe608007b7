"""Who is of staff: roles, leaders of boards, verified professionals; and letters from staff."""

from __future__ import annotations

from datetime import datetime

from bbs import events, text
from bbs.db import atomic
from bbs.errors import Invalid
from bbs.models import Board, Leadership, Member, Post
from bbs.policy import ANY_BOARD, Action, Actor, CareFacts, Role, require
from bbs.services import actors, audit, boards, cases, letters, logkeys, members, posts, whom
from bbs.services.audit import Deed

FIELD_CHARACTERS = 40
ROLES = (Role.MEMBER, Role.PROFESSIONAL, Role.SYSOP)


def set_role(
    actor: Actor, handle: str, role: str, *, verified_as: str = "", reason: str = "", now: datetime
) -> None:
    """Make somebody a member, a professional (with the field that was verified) or a sysop.

    Nobody changes their own role. Raises `Refused`, `NotFound`, `Invalid`.
    """
    if role not in ROLES:
        raise Invalid(f"The role is one of {', '.join(ROLES)}.", field="role")
    field = text.clean(verified_as).strip()
    with atomic():
        doer = actors.fresh(actor)
        require(doer, Action.SET_ROLE, CareFacts(ANY_BOARD))
        member_id = members.id_of(handle)
        require(doer, Action.SET_ROLE, CareFacts(ANY_BOARD, is_own=member_id == doer.member_id))
        if role == Role.PROFESSIONAL and not field:
            raise Invalid("Verified as what? A nurse, a therapist, ...", field="verified_as")
        if len(field) > FIELD_CHARACTERS:
            raise Invalid(f"The field has {FIELD_CHARACTERS} characters at most.", "verified_as")
        row = Member.get_by_id(member_id)
        before = f"{row.role} {row.verified_as}".strip()
        field = field if role == Role.PROFESSIONAL else ""
        with posts.resizing(Post.writer == member_id):
            Member.update(role=role, verified_as=field).where(Member.id == member_id).execute()
        deed = Deed(
            Action.SET_ROLE, "member", member_id,
            why=reason, before=before, after=f"{role} {field}".strip(),
        )  # fmt: skip
        audit.append(doer, deed, of_whom=logkeys.name_of(member_id), now=now)
        events.publish(events.StandingChanged(member_id))


def set_leader(actor: Actor, handle: str, slug: str, *, leads: bool = True, now: datetime) -> None:
    """Let a member lead a board, or no more."""
    with atomic():
        doer = actors.fresh(actor)
        require(doer, Action.SET_LEADERS)
        member_id = members.id_of(handle)
        board_id = boards.id_of(slug)
        if leads:
            Leadership.insert(member=member_id, board=board_id).on_conflict_ignore().execute()
        else:
            mine = (Leadership.member == member_id) & (Leadership.board == board_id)
            Leadership.delete().where(mine).execute()
        deed = Deed(
            Action.SET_LEADERS, "member", member_id, board_id,
            before="" if leads else "leads", after="leads" if leads else "",
        )  # fmt: skip
        audit.append(doer, deed, of_whom=logkeys.name_of(member_id), now=now)
        events.publish(events.StandingChanged(member_id))


def leaders(actor: Actor, slug: str) -> tuple[str, ...]:
    """The handles of those who lead a board."""
    require(actors.fresh(actor), Action.SEE_QUEUE)
    rows = (
        Member.select(Member.handle)
        .join(Leadership)
        .join(Board)
        .where(Board.slug == slug)
        .order_by(Member.handle_key)
    )
    return tuple(row.handle for row in rows)


def write(
    actor: Actor, handle: str, subject: str, body: str, *, case_id: int = 0, now: datetime
) -> None:
    """Write a letter as staff, which passes blocks; with `case_id` that case is answered by it."""
    subject, body = text.title(subject, name="subject"), text.body(body)
    with atomic():
        doer = actors.fresh(actor)
        require(doer, Action.WRITE_AS_STAFF, CareFacts(ANY_BOARD))
        meant = whom.meant(doer, Action.WRITE_AS_STAFF, handle, case_id)
        require(doer, Action.WRITE_AS_STAFF, whom.facts(doer, meant, ANY_BOARD))
        member_id = meant.shown_id
        case = cases.at_hand(doer, case_id, now=now)
        letters.from_staff(member_id, subject, body, now=now)
        deed = Deed(Action.WRITE_AS_STAFF, "member", member_id, after=f"{subject}\n\n{body}")
        audit.append(doer, deed, of_whom=logkeys.name_of(member_id), now=now)
        if case is not None and case.kind == cases.Kind.LETTER:
            cases.close(case, "answered", now=now)
