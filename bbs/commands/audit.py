"""The log of what staff did."""

from __future__ import annotations

from typing import Any

from bbs.clock import spoken_ago
from bbs.commands import pages
from bbs.commands.caller import Caller
from bbs.commands.command import Arguments, Command
from bbs.seam import call
from bbs.services import audit
from bbs.views import AuditView, Cursor, Page

_PAGE = 20


async def show_log(caller: Caller, given: Arguments) -> None:
    """What staff did, newest first."""

    async def ask(after: Cursor | None) -> Page[AuditView]:
        return await call(audit.listing, caller.visit.actor, limit=_PAGE, after=after)

    page = await pages.nth(given.page, ask)
    lines = [f"{each.id}. {in_words(caller, each)}" for each in page.rows]
    document = {
        "page": given.page,
        "has_more": page.after is not None,
        "entries": [as_json(each) for each in page.rows],
    }
    await caller.show(document, lines or ["Nothing yet."])


def in_words(caller: Caller, entry: AuditView) -> str:
    """An entry as it is read in a line."""
    about = f", about {entry.about}" if entry.about else ""
    where = f" on {entry.board}" if entry.board else ""
    why = entry.why if entry.is_readable else "(gone with whom it was about)"
    return (
        f"{entry.does} ({entry.thing} {entry.number}{where}{about}) by {entry.by}, "
        f"{spoken_ago(entry.at, caller.visit.now)}. {why}"
    )


def as_json(entry: AuditView) -> dict[str, Any]:
    """An entry for programs."""
    return {
        "entry": entry.id,
        "at": entry.at.isoformat(),
        "by": entry.by,
        "done": entry.does,
        "thing": entry.thing,
        "number": entry.number,
        "board": entry.board,
        "about": entry.about,
        "why": entry.why,
        "before": entry.before,
        "after": entry.after,
        "is_readable": entry.is_readable,
    }


COMMANDS = (
    Command("audit", "what staff did, newest first", show_log, pages.declare, is_hidden=True),
)
