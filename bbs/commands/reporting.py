"""Reports, and where one stands: what staff did about oneself, and the one appeal."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from bbs.clock import ahead, spoken_ago
from bbs.commands.caller import Caller
from bbs.commands.command import Arguments, Command, number
from bbs.commands.kindness import post_id_of
from bbs.errors import Locked
from bbs.seam import call
from bbs.services import reports, standing
from bbs.services.reports import Reason
from bbs.views import DeedView

_USAGE = "report POST|LETTER|HANDLE --reason REASON [--thing post|letter|member] [--comment WORDS]"


async def report(caller: Caller, given: Arguments) -> None:
    """Report a post, a letter or a member to staff."""
    visit, which = caller.visit, " ".join(given.which)
    if given.thing == "post" and which.isdecimal():
        which = str(await post_id_of(caller, int(which)))

    async def send(key: Any) -> int:
        return await call(
            reports.report, visit.actor, given.thing, which, given.reason,
            comment=" ".join(given.comment or ()), key=key, now=visit.now,
        )  # fmt: skip

    try:
        made = await send(visit.key)
    except Locked:
        made = await send(await caller.key())
    await caller.done(
        "Reported. Staff look at it, and notices tells you what came of it. "
        "Whoever it is about isn't told who you are.",
        report=made,
    )


async def show_standing(caller: Caller, given: Arguments) -> None:
    """What staff did about oneself."""
    visit = caller.visit
    shown = await call(standing.of, visit.actor)
    head = "Nothing is in your way here."
    if shown.is_banned:
        head = "You are banned from this house. You can appeal, export, and delete-account."
    elif shown.is_silenced:
        head = "You are silenced: you can read, and write to staff."
    lines = [head]
    for deed in shown.deeds:
        ends = deed.until if deed.is_in_force else None
        until = f", it ends {ahead(ends, visit.now)}" if ends else ""
        lines.append(
            f"{deed.entry_id}. {deed.does} ({deed.place}), "
            f"{spoken_ago(deed.at, visit.now)}{until}. Why: {deed.why}"
        )
        lines.append(_about_appeal(deed))
    document = {
        "is_banned": shown.is_banned,
        "is_silenced": shown.is_silenced,
        "deeds": [
            {
                "entry": deed.entry_id,
                "done": deed.does,
                "at": deed.at.isoformat(),
                "place": deed.place,
                "why": deed.why,
                "until": deed.until.isoformat() if deed.until else None,
                "is_in_force": deed.is_in_force,
                "appeal": deed.appeal,
            }
            for deed in shown.deeds
        ],
    }
    await caller.show(document, lines)


def _about_appeal(deed: DeedView) -> str:
    if deed.appeal:
        return f"Your appeal: {deed.appeal}."
    return f"appeal {deed.entry_id} asks somebody else of staff to look at it again, once."


async def appeal(caller: Caller, given: Arguments) -> None:
    """Appeal against what staff did."""
    if caller.is_talking:
        words = await caller.ask("In a line, why should it be looked at again? ")
    else:
        words = await caller.piped_text()
    visit = caller.visit
    await call(standing.appeal, visit.actor, given.entry, words, now=visit.now)
    await caller.done(
        "Sent. Somebody else of staff decides; standing tells you what came of it.",
        entry=given.entry,
    )


def _what(parser: ArgumentParser) -> None:
    parser.add_argument("which", metavar="POST|LETTER|HANDLE", nargs="+")
    parser.add_argument("--reason", choices=[str(each) for each in Reason], required=True)
    parser.add_argument("--thing", choices=("post", "letter", "member"), default="post")
    parser.add_argument("--comment", metavar="WORDS", nargs="+", help="all words after it")


def _entry(parser: ArgumentParser) -> None:
    parser.add_argument("entry", metavar="ENTRY", type=number("entry"), help="as standing shows")


_REASONS = f"REASON is one of {', '.join(Reason)}."
COMMANDS = (
    Command("report", "report a post, a letter or a member to staff", report, _what,
            f"{_REASONS} Of letters that one alone is shown to staff.", _USAGE),
    Command("standing", "tell what staff did about you, and why", show_standing),
    Command("appeal", "ask somebody else of staff to look at it again, once", appeal, _entry,
            "Your words come from standard input: ssh ... appeal ENTRY < words.txt"),
)  # fmt: skip
