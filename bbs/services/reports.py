"""Reporting: what was seen, why it is reported, and a snapshot that stays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from peewee import SQL, fn

from bbs import sealing, text, warnings
from bbs.db import atomic
from bbs.errors import Invalid
from bbs.models import Case, Member, Post, Report, Thread
from bbs.policy import Action, Actor, PostFacts, require
from bbs.safety import Level
from bbs.services import actors, cases, correspondents, letters, limits, logkeys, posts
from bbs.services.boards import COUNT_LIMIT
from bbs.views import ReportNotice


class Reason(StrEnum):
    """Why something is reported."""

    CRISIS = "crisis"
    HARM = "harm"
    MISINFORMATION = "misinformation"
    HARASSMENT = "harassment"
    OFF_SITE = "off-site"
    DETAILS = "details"
    SELLING = "selling"
    SPAM = "spam"
    OTHER = "other"


SAYS: Final[Mapping[Reason, str]] = {
    Reason.CRISIS: "Somebody may be in danger now",
    Reason.HARM: "Harm to oneself or others: methods, plans, encouragement",
    Reason.MISINFORMATION: "Wrong or dangerous advice",
    Reason.HARASSMENT: "Harassment, hate, cruelty",
    Reason.OFF_SITE: "Asks for contact outside of this house",
    Reason.DETAILS: "Details by which somebody could be found",
    Reason.SELLING: "Sells or advertises something",
    Reason.SPAM: "Spam, or the same over and over",
    Reason.OTHER: "Something else",
}
LEVELS: Final[Mapping[Reason, Level]] = {
    Reason.CRISIS: "crisis",
    Reason.HARM: "red",
    Reason.MISINFORMATION: "amber",
    Reason.HARASSMENT: "red",
    Reason.OFF_SITE: "amber",
    Reason.DETAILS: "red",
    Reason.SELLING: "green",
    Reason.SPAM: "green",
    Reason.OTHER: "amber",
}
"""How soon a report of each kind is to be looked at."""

LONGEST_COMMENT = 2_000
NO_COMMENT = ""
_OUTCOMES: Final = {
    "let be": "It was looked at, and stays as it is. That you told us was right all the same.",
    "released": "It was looked at, and stays as it is. That you told us was right all the same.",
    "held": "It is out of sight for now.",
    "folded": "It is folded behind a warning now.",
    "edited": "Details were taken out of it.",
    "removed": "It was removed.",
    "corrected": "A correction with its source is pinned to it.",
    "warned": "Staff spoke with whoever it was.",
    "silenced": "Staff acted, so that it does not go on.",
    "banned": "Staff acted, so that it does not go on.",
    "answered": "Staff took care of it.",
}
THINGS: Final = {"post": "a post", "letter": "a letter", "member": "a member"}


@dataclass(frozen=True, slots=True)
class Seen:
    """What is reported, as the reporter sees it at this moment."""

    writer_id: int
    number: int
    snapshot: str
    is_gone: bool = False
    board_id: int | None = None
    post_id: int | None = None


Look = Callable[[Actor, str, sealing.PrivateKey | None], Seen]


def _post(actor: Actor, which: str, key: sealing.PrivateKey | None) -> Seen:
    post = posts.get(actor, _number(which, "post"))
    thread = Thread.get_by_id(post.thread_id)
    # Who blocked the writer sees nothing of it, and staff are to.
    row = Post.get_by_id(post.id)
    words = warnings.before(row.warning, row.body)
    words = f"{thread.title}\n\n{words}" if row.number == 1 else words
    is_gone = row.is_deleted or row.is_held
    return Seen(row.writer_id, row.id, words, is_gone, thread.board_id, row.id)


def _letter(actor: Actor, which: str, key: sealing.PrivateKey | None) -> Seen:
    shown = letters.disclosed(actor, key, _number(which, "letter"))
    return Seen(shown.sender_id, cases.number_of("letter", shown.letter_id), shown.text)


def _member(actor: Actor, which: str, key: sealing.PrivateKey | None) -> Seen:
    other = correspondents.known(actor, which)
    if other.is_pseudonym:
        return Seen(other.shown_id, other.shown_id, other.name)
    member_id = other.shown_id
    row = Member.get_by_id(member_id)
    return Seen(member_id, member_id, f"{row.handle}, {row.role}, here since {row.joined_on}")


LOOKS: dict[str, Look] = {"post": _post, "letter": _letter, "member": _member}
"""What can be reported, by its kind. What is to come (a profile, a line of a room) is
one more function here: it says whose it is, and what is to be seen of it."""


def report(
    actor: Actor,
    thing: str,
    which: str | int,
    reason: str,
    *,
    comment: str = NO_COMMENT,
    key: sealing.PrivateKey | None = None,
    now: datetime,
) -> int:
    """Report a post by its id, a letter by its number in one's mailbox, a member by the handle.

    A pseudonym is a member, too, by its name and thread.

    The number of the report; the same thing reported again by the same member is the same report.
    Of letters that one alone is shown to staff, and `key` opens it. Raises `Invalid` for the
    reason or the comment, `NotFound`, `Refused` or `Locked` for the thing, `TooMany`.
    """
    if reason not in tuple(Reason):
        raise Invalid(f"The reason is one of {', '.join(Reason)}.", field="reason")
    comment = text.body(comment) if comment.strip() else ""
    if len(comment) > LONGEST_COMMENT:
        raise Invalid(f"The comment has {LONGEST_COMMENT:,} characters at most.", field="comment")
    if thing not in LOOKS:
        raise Invalid(f"What can be reported is one of {', '.join(LOOKS)}.", field="thing")
    with atomic():
        if not actor.member_id:
            require(actor, Action.REPORT, PostFacts(0, is_deleted=False))
        seen = LOOKS[thing](actor, str(which), key)
        person_id = actors.person(seen.writer_id)
        require(actor, Action.REPORT, PostFacts(person_id, seen.is_gone))
        of_whom = logkeys.of_writer(seen.writer_id)
        case = cases.open_(
            cases.Kind.REPORT,
            LEVELS[Reason(reason)],
            thing,
            seen.number,
            snapshot=seen.snapshot,
            of_whom=of_whom,
            board_id=seen.board_id,
            post_id=seen.post_id,
            now=now,
        )
        before = Report.get_or_none(Report.case == case.id, Report.reporter == actor.member_id)
        if before is not None:
            return int(before.id)
        limits.count(actor, limits.Kind.REPORT, now=now)
        name = logkeys.name_of(actor.member_id)
        made = Report.create(
            case=case.id,
            reporter=actor.member_id,
            reason=reason,
            comment=logkeys.seal(name, _place(case.id), comment),
            made_at=now,
        )
        return int(made.id)


def comment_of(row: Report) -> str:
    """What a reporter said, for services that have asked."""
    opened = logkeys.open_(logkeys.known(row.reporter_id), _place(row.case_id), row.comment)
    return opened[0] if opened else ""


def told(actor: Actor) -> tuple[ReportNotice, ...]:
    """What came of one's reports, of which one was not told yet."""
    require(actor, Action.KEEP_MARKS)
    rows = _untold(actor).order_by(Report.id).limit(COUNT_LIMIT)
    return tuple(
        ReportNotice(
            row.id,
            THINGS.get(row.case.thing, "something"),
            _OUTCOMES.get(row.case.outcome, "Staff took care of it."),
        )
        for row in rows
    )


def told_count(actor: Actor) -> int:
    """How many those are; COUNT_LIMIT stands for that many or more."""
    require(actor, Action.KEEP_MARKS)
    some = _untold(actor).select(SQL("1")).limit(COUNT_LIMIT)
    return int(Report.select(fn.COUNT(SQL("1"))).from_(some.alias("some")).scalar())


def mark_told(actor: Actor, report_ids: list[int]) -> None:
    """Remember that one was told what came of these reports."""
    with atomic():
        require(actor, Action.KEEP_MARKS)
        mine = (Report.reporter == actor.member_id) & Report.id.in_(report_ids)
        Report.update(is_told=True).where(mine).execute()


def _untold(actor: Actor) -> Any:
    return (
        Report.select(Report, Case)
        .join(Case)
        .where(
            Report.reporter == actor.member_id,
            Report.is_told == False,  # noqa: E712
            Case.closed_at.is_null(False),
        )
    )


def _number(which: str, what: str) -> int:
    if not (which.isascii() and which.isdecimal() and len(which) <= 17):
        raise Invalid(f"{which[:40]!r} is not the number of a {what}.", field="thing")
    return int(which)


def _place(case_id: int) -> str:
    return f"report|{case_id}"
