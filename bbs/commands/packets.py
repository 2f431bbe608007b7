"""Packets of what is unread, to be read offline, and the inbox for the answers."""

from __future__ import annotations

import json
from argparse import ArgumentParser, ArgumentTypeError
from dataclasses import asdict
from datetime import date
from typing import Any

from bbs.commands.boards import counted
from bbs.commands.caller import Caller
from bbs.commands.command import Arguments, Command, Usage, number
from bbs.errors import Refused
from bbs.offline import receipt
from bbs.seam import call
from bbs.services import inbox, packets

_MOST_ANSWERS = 10 * 1024 * 1024
_KIB = 1024


async def packet(caller: Caller, given: Arguments) -> None:
    """Make a packet on standard output, or mark as read what one held."""
    if given.does == "confirm":
        await _confirm(caller, given)
        return
    if caller.console.has_pty or caller.is_talking:
        raise Refused(
            "A packet is a file: ssh HANDLE@HOST packet > lamplight.mbox.bz2 asks for one."
        )
    visit = caller.visit
    made = await call(
        packets.make,
        visit.actor,
        visit.key,
        form=given.format,
        is_packed=not given.unpacked,
        board=given.board,
        since=given.since,
        max_bytes=given.max_kib * _KIB,
        now=visit.now,
    )
    await caller.console.send(made.data)
    # Standard output is the file: what there is to say of it goes beside.
    if caller.is_json:
        facts = asdict(made)
        facts["packet"] = facts.pop("id")
        del facts["data"]
        await caller.console.say_error(json.dumps(facts, ensure_ascii=False) + "\n")
        return
    await caller.console.say_error("".join(f"{line}\n" for line in made.words))


async def _confirm(caller: Caller, given: Arguments) -> None:
    if given.which is None:
        raise Usage("Name the packet by its number. Usage: packet confirm ID")
    made = await call(packets.confirm, caller.visit.actor, given.which, now=caller.visit.now)
    words = (
        f"Marked as read: {counted(made.posts, 'post')} in {counted(made.threads, 'thread')}, "
        f"{counted(made.letters, 'letter')}."
    )
    facts: dict[str, Any] = asdict(made)
    facts["packet"] = facts.pop("id")
    await caller.done(words, **facts)


async def take_answers(caller: Caller, given: Arguments) -> None:
    """Post the answers of a file on standard input, and say what became of each."""
    if caller.console.has_pty or caller.is_talking:
        raise Refused("Answers come as a file: ssh HANDLE@HOST inbox < replies.mbox")
    visit = caller.visit
    data = await caller.piped(_MOST_ANSWERS)
    view = await call(inbox.take, visit.actor, visit.key, data, file_name=given.name, now=visit.now)
    document = {
        "answers": [asdict(line) for line in view.lines],
        "passed_over": view.passed_over,
    }
    await caller.show(document, receipt.written(view).splitlines())
    refused = sum(line.outcome == "refused" for line in view.lines)
    if refused:
        others = "; the others were" if refused < len(view.lines) else ""
        raise Refused(f"{counted(refused, 'answer')} could not be posted{others}.")


def _day(raw: str) -> date:
    try:
        return date.fromisoformat(raw)
    except ValueError:
        raise ArgumentTypeError(f"{raw[:40]!r} is not a day; one is written 2026-11-25") from None


def _packet(parser: ArgumentParser) -> None:
    parser.add_argument("does", nargs="?", choices=("confirm",), metavar="confirm")
    parser.add_argument("which", nargs="?", metavar="ID", type=number("packet"))
    parser.add_argument("--format", choices=("mbox", "qwk"), default="mbox")
    parser.add_argument("--board", metavar="BOARD", help="only this board, and no letters")
    parser.add_argument("--since", metavar="DAY", type=_day, help="only from this day on")
    parser.add_argument("--max-kib", metavar="N", type=number("kibibyte"), default=256)
    parser.add_argument("--unpacked", action="store_true", help="an mbox that is not compressed")


def _inbox(parser: ArgumentParser) -> None:
    parser.add_argument("--name", metavar="FILE", default="", help="the file's name, for a text")


COMMANDS = (
    Command(
        "packet",
        "make a file of all that is unread, or mark as read what one held",
        packet,
        _packet,
        "packet > lamplight.mbox.bz2; packet --format qwk > lamplight.qwk; packet confirm ID",
        "packet [confirm ID] [--format mbox|qwk] [--board BOARD] [--since DAY] [--max-kib N] "
        "[--unpacked]",
    ),
    Command(
        "inbox",
        "post the answers that you wrote offline",
        take_answers,
        _inbox,
        "inbox < replies.mbox; an .eml, a .txt with its headers and a .REP will do too.",
    ),
)
