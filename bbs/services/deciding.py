"""What is decided from the queue, whatever its case is about: let it appear, or take it away."""

from __future__ import annotations

from datetime import datetime

from bbs.errors import Invalid
from bbs.models import Case
from bbs.policy import Action, Actor, require
from bbs.services import actors, cases, moderation


def appear(actor: Actor, case_id: int, *, now: datetime) -> None:
    """Let a held post appear, a first one or one that was taken out of sight."""
    case = _case(actor, case_id)
    if case.thing == "held":
        moderation.release_first(actor, case.number, now=now)
    elif case.thing == "post":
        moderation.release(actor, case.number, now=now)
    else:
        raise Invalid("There is nothing held in this case.")


def take_away(actor: Actor, case_id: int, reason: str, *, now: datetime) -> None:
    """Remove a post, or let a first one not appear; its writer gets the text back."""
    case = _case(actor, case_id)
    if case.thing == "held":
        moderation.refuse_first(actor, case.number, reason, now=now)
    elif case.thing == "post":
        moderation.remove(actor, case.number, reason, now=now)
    else:
        raise Invalid("This is no post. You can write to whoever it is, warn, silence or ban them.")


def post_of(actor: Actor, case_id: int) -> int:
    """The id of the post that a case is about; raises `Invalid` where it is about none."""
    case = _case(actor, case_id)
    if case.thing != "post":
        raise Invalid("This case is about no post that others can see.")
    return int(case.number)


def _case(actor: Actor, case_id: int) -> Case:
    require(actors.fresh(actor), Action.SEE_QUEUE)
    return cases.get(case_id)
