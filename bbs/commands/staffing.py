"""Commands of staff: members, threads, roles; and those of the queue and of the log."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from bbs.commands import audit, queue
from bbs.commands.caller import Caller
from bbs.commands.command import Arguments, Command, number
from bbs.commands.queue import why
from bbs.errors import NotFound
from bbs.seam import call
from bbs.services import sanctions, staff, threadcare


async def warn(caller: Caller, given: Arguments) -> None:
    """Warn a member."""
    handle = " ".join(given.handle)
    actor, case_id = caller.visit.actor, given.case or 0
    entry = await call(
        sanctions.warn, actor, handle, why(given), case_id=case_id, now=caller.visit.now
    )
    await caller.done(f"{handle} is warned.", handle=handle, entry=entry)


async def silence(caller: Caller, given: Arguments) -> None:
    """Silence a member for days."""
    handle = " ".join(given.handle)
    entry = await call(
        sanctions.silence, caller.visit.actor, handle, given.days or 0, why(given),
        case_id=given.case or 0, now=caller.visit.now,
    )  # fmt: skip
    words = f"{handle} is silenced for {given.days} days."
    await caller.done(words, handle=handle, entry=entry)


async def ban(caller: Caller, given: Arguments) -> None:
    """Ban a member from a board, or from the house."""
    visit, handle = caller.visit, " ".join(given.handle)
    entry = await call(
        sanctions.ban, visit.actor, handle, given.days or 0, why(given),
        slug=given.board or "", case_id=given.case or 0, live=visit.live, now=visit.now,
    )  # fmt: skip
    how_long = f"for {given.days} days" if given.days else "for good"
    words = f"{handle} is banned from {given.board or 'the house'} {how_long}."
    await caller.done(words, handle=handle, entry=entry)


async def lift(caller: Caller, given: Arguments) -> None:
    """End a silence or a ban."""
    handle = " ".join(given.handle)
    count = await call(
        sanctions.lift, caller.visit.actor, handle, given.kind, why(given),
        slug=given.board or "", now=caller.visit.now,
    )  # fmt: skip
    if not count:
        raise NotFound(f"There is no {given.kind} of that kind in force.")
    await caller.done(f"Lifted: {given.kind} of {handle}.", handle=handle)


async def lock(caller: Caller, given: Arguments) -> None:
    """Lock a thread, or open it."""
    await call(
        threadcare.lock, caller.visit.actor, given.thread, why(given),
        is_locked=not given.undo, now=caller.visit.now,
    )  # fmt: skip
    words = f"Thread {given.thread} is {'open' if given.undo else 'locked'}."
    await caller.done(words, thread=given.thread)


async def move(caller: Caller, given: Arguments) -> None:
    """Move a thread to another board."""
    await call(
        threadcare.move, caller.visit.actor, given.thread, given.board, why(given),
        now=caller.visit.now,
    )  # fmt: skip
    await caller.done(f"Thread {given.thread} is on {given.board} now.", thread=given.thread)


async def merge(caller: Caller, given: Arguments) -> None:
    """Put a thread's posts behind another's."""
    await call(
        threadcare.merge, caller.visit.actor, given.thread, given.into, why(given),
        now=caller.visit.now,
    )  # fmt: skip
    await caller.done(f"Merged into thread {given.into}.", thread=given.into)


async def split(caller: Caller, given: Arguments) -> None:
    """Begin a thread of its own with the posts from a number on."""
    made = await call(
        threadcare.split, caller.visit.actor, given.thread, given.number,
        " ".join(given.title), why(given), now=caller.visit.now,
    )  # fmt: skip
    await caller.done(f"Thread {made} begins there now.", thread=made)


async def lead(caller: Caller, given: Arguments) -> None:
    """Let somebody lead a board, or no more."""
    leads = not given.undo
    await call(
        staff.set_leader, caller.visit.actor, given.handle, given.board, leads=leads,
        now=caller.visit.now,
    )  # fmt: skip
    words = f"{given.handle} leads {given.board}{'' if leads else ' no more'}."
    await caller.done(words, handle=given.handle, board=given.board, leads=leads)


async def role(caller: Caller, given: Arguments) -> None:
    """Change a member's role, or verify a professional."""
    await call(
        staff.set_role, caller.visit.actor, given.handle, given.role,
        verified_as=" ".join(given.field or ()), reason=why(given), now=caller.visit.now,
    )  # fmt: skip
    await caller.done(f"{given.handle} is a {given.role} now.", handle=given.handle)


def _reason(parser: ArgumentParser) -> None:
    parser.add_argument("--why", metavar="WORDS", nargs="+", help="all words after it")


def _handle(parser: ArgumentParser) -> None:
    parser.add_argument("handle", metavar="HANDLE", nargs="+")
    parser.add_argument("--case", metavar="CASE", type=number("case"))
    _reason(parser)


def _days(parser: ArgumentParser) -> None:
    _handle(parser)
    parser.add_argument("--days", metavar="N", type=number("day"))


def _days_board(parser: ArgumentParser) -> None:
    _days(parser)
    parser.add_argument("--board", metavar="BOARD")


def _lifted(parser: ArgumentParser) -> None:
    parser.add_argument("handle", metavar="HANDLE", nargs="+")
    parser.add_argument("kind", choices=("silence", "ban"), metavar="silence|ban")
    parser.add_argument("--board", metavar="BOARD")
    _reason(parser)


def _thread(*more: str) -> Callable[[ArgumentParser], None]:
    def declare(parser: ArgumentParser) -> None:
        parser.add_argument("thread", metavar="THREAD", type=number("thread"))
        if "board" in more:
            parser.add_argument("board", metavar="BOARD")
        if "into" in more:
            parser.add_argument("into", metavar="INTO", type=number("thread"))
        if "number" in more:
            parser.add_argument("number", metavar="NUMBER", type=number("post"))
            parser.add_argument("--title", metavar="WORDS", nargs="+", required=True)
        if "undo" in more:
            parser.add_argument("--undo", action="store_true", help="the opposite")
        _reason(parser)

    return declare


def _leader(parser: ArgumentParser) -> None:
    parser.add_argument("handle", metavar="HANDLE")
    parser.add_argument("board", metavar="BOARD")
    parser.add_argument("--undo", action="store_true", help="no more")


def _role(parser: ArgumentParser) -> None:
    parser.add_argument("handle", metavar="HANDLE")
    names = [str(each) for each in staff.ROLES]
    parser.add_argument("role", choices=names, metavar="|".join(names))
    parser.add_argument("--field", metavar="WORDS", nargs="+", help="as what they are verified")
    _reason(parser)


def _staffs(name: str, says: str, run: Any, declare: Any) -> Command:
    return Command(name, says, run, declare, is_hidden=True)


COMMANDS = (
    *queue.COMMANDS,
    *audit.COMMANDS,
    _staffs("warn", "warn a member", warn, _handle),
    _staffs("silence", "let a member write nothing for some days", silence, _days),
    _staffs("ban", "ban a member from a board or from the house", ban, _days_board),
    _staffs("lift", "end a silence or a ban", lift, _lifted),
    _staffs("lock", "let nobody answer in a thread; --undo: again", lock, _thread("undo")),
    _staffs("move", "move a thread to another board", move, _thread("board")),
    _staffs("merge", "put a thread's posts behind another's", merge, _thread("into")),
    _staffs("split", "begin a thread with the posts from a number on", split, _thread("number")),
    _staffs("lead", "let a member lead a board; --undo: no more", lead, _leader),
    _staffs("role", "change a member's role, or verify a professional", role, _role),
)
