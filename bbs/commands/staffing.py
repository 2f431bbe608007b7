"""Commands of staff: the queue, the log, members, threads, roles."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Awaitable, Callable
from typing import Any

from bbs import content
from bbs.clock import spoken_ago
from bbs.commands.caller import Caller
from bbs.commands.command import Arguments, Command, Usage, number
from bbs.errors import NotFound
from bbs.seam import call
from bbs.services import (
    audit,
    deciding,
    moderation,
    queue,
    sanctions,
    staff,
    standing,
    threadcare,
)
from bbs.views import AuditView, CaseRow, CaseView

_PAGE = 20
_VERBS = ("next", "look", "be", "appear", "hold", "fold", "edit", "remove", "correct", "answer",
          "tick", "grant", "decline", "go", "hand-on")  # fmt: skip
_QUEUE = (
    f"queue [{'|'.join(_VERBS)}] [CASE|HANDLE] [--why WORDS] [--warning WORDS] [--subject WORDS] "
    "[--standing experience|sourced|disputed] [--source WORDS] [--step N] [--level L] [--page N]"
)


async def show_queue(caller: Caller, given: Arguments) -> None:
    """The queue, and what is done from it."""
    if not given.does:
        await _list(caller, given)
        return
    if given.does == "hand-on":
        count = await call(queue.hand_on, caller.visit.actor, given.which or "", now=_now(caller))
        await caller.done(f"Handed on: {count}. Rest well.", cases=count)
        return
    if given.does == "next":
        found = await call(queue.first, caller.visit.actor, now=_now(caller))
        if found is None:
            raise NotFound("Nothing waits for you in the queue.")
        given.which = str(found)
    try:
        case_id = number("case")(given.which or "")
    except ArgumentTypeError:
        raise Usage(f"Name the case by its number. Usage: queue {given.does} CASE") from None
    if given.does in ("look", "next"):
        await _show(caller, await call(queue.look, caller.visit.actor, case_id, now=_now(caller)))
        return
    await _DOES[given.does](caller, given, case_id)
    await caller.done(f"Done with case {case_id}: {given.does}.", case=case_id, did=given.does)


async def _list(caller: Caller, given: Arguments) -> None:
    skip = (given.page - 1) * _PAGE
    shown = await call(
        queue.listing, caller.visit.actor,
        level=given.level or "", limit=_PAGE + 1, skip=skip, now=_now(caller),
    )  # fmt: skip
    rows = shown.rows[:_PAGE]
    caller.choices = [f"queue look {row.id}" for row in rows]
    counts = ", ".join(f"{count} {level}" for level, count in shown.counts)
    lines = [f"The queue: {counts}.", *((shown.care,) if shown.care else ())]
    for at, row in enumerate(rows, 1):
        lines.append(f"{at if caller.is_talking else row.id}. {_said(caller, row)}")
    has_more = len(shown.rows) > _PAGE
    if has_more:
        lines.append(f"More: queue --page {given.page + 1}")
    document = {
        "counts": dict(shown.counts),
        "page": given.page,
        "has_more": has_more,
        "cases": [_row_as_json(row) for row in rows],
    }
    await caller.show(document, lines)


def _said(caller: Caller, row: CaseRow) -> str:
    risen = ", amber that waited long" if row.has_risen else ""
    parts = [f"{row.level}{risen}", row.kind, row.title, row.board, f"of {row.about or 'nobody'}"]
    if row.reports:
        parts.append(f"{row.reports} report{'' if row.reports == 1 else 's'}")
    parts.append(spoken_ago(row.opened_at, _now(caller)))
    if row.holder:
        parts.append(f"{row.holder} is at it")
    return ", ".join(part for part in parts if part)


def _row_as_json(row: CaseRow) -> dict[str, Any]:
    return {
        "case": row.id,
        "level": row.level,
        "has_risen": row.has_risen,
        "kind": row.kind,
        "thing": row.thing,
        "title": row.title,
        "board": row.board,
        "about": row.about,
        "opened_at": row.opened_at.isoformat(),
        "reports": row.reports,
        "holder": row.holder,
    }


async def _show(caller: Caller, case: CaseView) -> None:
    lines = [_said(caller, case.row) + "."]
    if case.care:
        lines.append(case.care)
    for each in case.reports:
        comment = f": {each.comment}" if each.comment else ""
        lines.append(f"Reported by {each.reporter} ({each.reason}){comment}")
    lines += ["As it came in:", case.snapshot]
    if case.is_gone:
        lines.append("It is not there any more.")
    elif case.now not in case.snapshot:
        lines += ["As it is now:", case.now]
    for at, (words, is_taken) in enumerate(case.steps, 1):
        lines.append(f"Step {at}{', taken' if is_taken else ''}: {words}")
    lines += [f"Before: {_entry(caller, each)}" for each in case.history]
    document = {
        **_row_as_json(case.row),
        "number": case.number,
        "thread": case.thread_id,
        "snapshot": case.snapshot,
        "now": case.now,
        "is_gone": case.is_gone,
        "reporters": [
            {"handle": each.reporter, "reason": each.reason, "comment": each.comment}
            for each in case.reports
        ],
        "steps": [{"step": words, "is_taken": is_taken} for words, is_taken in case.steps],
        "history": [_entry_as_json(each) for each in case.history],
        "is_closed": case.is_closed,
        "outcome": case.outcome,
    }
    await caller.show(document, lines)


Does = Callable[[Caller, Arguments, int], Awaitable[None]]


async def _be(caller: Caller, given: Arguments, case_id: int) -> None:
    await call(queue.let_be, caller.visit.actor, case_id, _why(given), now=_now(caller))


async def _appear(caller: Caller, given: Arguments, case_id: int) -> None:
    await call(deciding.appear, caller.visit.actor, case_id, now=_now(caller))


async def _remove(caller: Caller, given: Arguments, case_id: int) -> None:
    await call(deciding.take_away, caller.visit.actor, case_id, _why(given), now=_now(caller))


async def _hold(caller: Caller, given: Arguments, case_id: int) -> None:
    post_id = await call(deciding.post_of, caller.visit.actor, case_id)
    await call(moderation.hold, caller.visit.actor, post_id, _why(given), now=_now(caller))


async def _fold(caller: Caller, given: Arguments, case_id: int) -> None:
    post_id = await call(deciding.post_of, caller.visit.actor, case_id)
    warning = " ".join(given.warning or ())
    await call(moderation.fold, caller.visit.actor, post_id, warning, _why(given), now=_now(caller))


async def _edit(caller: Caller, given: Arguments, case_id: int) -> None:
    post_id = await call(deciding.post_of, caller.visit.actor, case_id)
    body = await caller.piped_text()
    await call(
        moderation.edit_out, caller.visit.actor, post_id, body, _why(given), now=_now(caller)
    )


async def _correct(caller: Caller, given: Arguments, case_id: int) -> None:
    post_id = await call(deciding.post_of, caller.visit.actor, case_id)
    body, source = await _text(caller, "The correction: "), " ".join(given.source or ())
    await call(
        moderation.correct, caller.visit.actor, post_id, given.standing, body, source,
        reason=_why(given), now=_now(caller),
    )  # fmt: skip


async def _answer(caller: Caller, given: Arguments, case_id: int) -> None:
    case = await call(queue.look, caller.visit.actor, case_id, now=_now(caller))
    subject = " ".join(given.subject or ()) or "From staff"
    body = await _text(caller, "The letter, in a line: ")
    await call(
        staff.write, caller.visit.actor, case.row.about, subject, body,
        case_id=case_id, now=_now(caller),
    )  # fmt: skip


async def _tick(caller: Caller, given: Arguments, case_id: int) -> None:
    if given.step is None:
        raise Usage(f"Which step, from 1 to {len(content.crisis_steps())}? --step N")
    await call(queue.tick, caller.visit.actor, case_id, given.step - 1, now=_now(caller))


async def _go(caller: Caller, given: Arguments, case_id: int) -> None:
    await call(queue.let_go, caller.visit.actor, case_id, now=_now(caller))


def _deciding(is_granted: bool) -> Does:
    async def decide(caller: Caller, given: Arguments, case_id: int) -> None:
        await call(
            standing.decide, caller.visit.actor, case_id, is_granted, _why(given), now=_now(caller)
        )

    return decide


_DOES: dict[str, Does] = {
    "be": _be,
    "appear": _appear,
    "hold": _hold,
    "fold": _fold,
    "edit": _edit,
    "remove": _remove,
    "correct": _correct,
    "answer": _answer,
    "tick": _tick,
    "grant": _deciding(True),
    "decline": _deciding(False),
    "go": _go,
}


async def show_log(caller: Caller, given: Arguments) -> None:
    """What staff did, newest first."""
    after = None
    for at in range(1, given.page + 1):
        page = await call(audit.listing, caller.visit.actor, limit=_PAGE, after=after)
        after = page.after
        if after is None and at < given.page:
            raise NotFound(f"There is no page {given.page}: the last one is {at}.")
    lines = [f"{each.id}. {_entry(caller, each)}" for each in page.rows]
    document = {
        "page": given.page,
        "has_more": page.after is not None,
        "entries": [_entry_as_json(each) for each in page.rows],
    }
    await caller.show(document, lines or ["Nothing yet."])


def _entry(caller: Caller, entry: AuditView) -> str:
    about = f", about {entry.about}" if entry.about else ""
    where = f" on {entry.board}" if entry.board else ""
    why = entry.why if entry.is_readable else "(gone with whom it was about)"
    return (
        f"{entry.does} ({entry.thing} {entry.number}{where}{about}) by {entry.by}, "
        f"{spoken_ago(entry.at, _now(caller))}. {why}"
    )


def _entry_as_json(entry: AuditView) -> dict[str, Any]:
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


async def warn(caller: Caller, given: Arguments) -> None:
    """Warn a member."""
    handle = " ".join(given.handle)
    actor, case_id = caller.visit.actor, given.case or 0
    entry = await call(
        sanctions.warn, actor, handle, _why(given), case_id=case_id, now=_now(caller)
    )
    await caller.done(f"{handle} is warned.", handle=handle, entry=entry)


async def silence(caller: Caller, given: Arguments) -> None:
    """Silence a member for days."""
    handle = " ".join(given.handle)
    entry = await call(
        sanctions.silence, caller.visit.actor, handle, given.days or 0, _why(given),
        case_id=given.case or 0, now=_now(caller),
    )  # fmt: skip
    words = f"{handle} is silenced for {given.days} days."
    await caller.done(words, handle=handle, entry=entry)


async def ban(caller: Caller, given: Arguments) -> None:
    """Ban a member from a board, or from the house."""
    handle = " ".join(given.handle)
    entry = await call(
        sanctions.ban, caller.visit.actor, handle, given.days or 0, _why(given),
        slug=given.board or "", case_id=given.case or 0, live=caller.visit.live, now=_now(caller),
    )  # fmt: skip
    how_long = f"for {given.days} days" if given.days else "for good"
    words = f"{handle} is banned from {given.board or 'the house'} {how_long}."
    await caller.done(words, handle=handle, entry=entry)


async def lift(caller: Caller, given: Arguments) -> None:
    """End a silence or a ban."""
    handle = " ".join(given.handle)
    count = await call(
        sanctions.lift, caller.visit.actor, handle, given.kind, _why(given),
        slug=given.board or "", now=_now(caller),
    )  # fmt: skip
    if not count:
        raise NotFound(f"There is no {given.kind} of that kind in force.")
    await caller.done(f"Lifted: {given.kind} of {handle}.", handle=handle)


async def lock(caller: Caller, given: Arguments) -> None:
    """Lock a thread, or open it."""
    await call(
        threadcare.lock, caller.visit.actor, given.thread, _why(given),
        is_locked=not given.undo, now=_now(caller),
    )  # fmt: skip
    words = f"Thread {given.thread} is {'open' if given.undo else 'locked'}."
    await caller.done(words, thread=given.thread)


async def move(caller: Caller, given: Arguments) -> None:
    """Move a thread to another board."""
    await call(
        threadcare.move, caller.visit.actor, given.thread, given.board, _why(given),
        now=_now(caller),
    )  # fmt: skip
    await caller.done(f"Thread {given.thread} is on {given.board} now.", thread=given.thread)


async def merge(caller: Caller, given: Arguments) -> None:
    """Put a thread's posts behind another's."""
    await call(
        threadcare.merge, caller.visit.actor, given.thread, given.into, _why(given),
        now=_now(caller),
    )  # fmt: skip
    await caller.done(f"Merged into thread {given.into}.", thread=given.into)


async def split(caller: Caller, given: Arguments) -> None:
    """Begin a thread of its own with the posts from a number on."""
    made = await call(
        threadcare.split, caller.visit.actor, given.thread, given.number,
        " ".join(given.title), _why(given), now=_now(caller),
    )  # fmt: skip
    await caller.done(f"Thread {made} begins there now.", thread=made)


async def lead(caller: Caller, given: Arguments) -> None:
    """Let somebody lead a board, or no more."""
    leads = not given.undo
    await call(
        staff.set_leader, caller.visit.actor, given.handle, given.board, leads=leads,
        now=_now(caller),
    )  # fmt: skip
    words = f"{given.handle} leads {given.board}{'' if leads else ' no more'}."
    await caller.done(words, handle=given.handle, board=given.board, leads=leads)


async def role(caller: Caller, given: Arguments) -> None:
    """Change a member's role, or verify a professional."""
    await call(
        staff.set_role, caller.visit.actor, given.handle, given.role,
        verified_as=" ".join(given.field or ()), reason=_why(given), now=_now(caller),
    )  # fmt: skip
    await caller.done(f"{given.handle} is a {given.role} now.", handle=given.handle)


async def _text(caller: Caller, asks: str) -> str:
    return await caller.ask(asks) if caller.is_talking else await caller.piped_text()


def _why(given: Arguments) -> str:
    return " ".join(given.why or ())


def _now(caller: Caller) -> Any:
    return caller.visit.now


def _reason(parser: ArgumentParser) -> None:
    parser.add_argument("--why", metavar="WORDS", nargs="+", help="all words after it")


def _case(parser: ArgumentParser) -> None:
    _queue_words = (("--why", "WORDS"), ("--warning", "WORDS"), ("--subject", "WORDS"))
    parser.add_argument("does", nargs="?", choices=_VERBS, metavar="|".join(_VERBS))
    parser.add_argument("which", nargs="?", metavar="CASE|HANDLE")
    for name, shown in (*_queue_words, ("--source", "WORDS")):
        parser.add_argument(name, metavar=shown, nargs="+")
    parser.add_argument("--standing", choices=moderation.STANDINGS, default="sourced")
    parser.add_argument("--step", type=number("step"))
    parser.add_argument("--level", choices=("crisis", "red", "amber", "green"))
    parser.add_argument("--page", metavar="N", type=number("page"), default=1)


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


def _page(parser: ArgumentParser) -> None:
    parser.add_argument("--page", metavar="N", type=number("page"), default=1)


def _staffs(name: str, says: str, run: Any, declare: Any, form: str = "") -> Command:
    return Command(name, says, run, declare, form=form, is_hidden=True)


COMMANDS = (
    _staffs("queue", "what waits for staff, and what is done about it", show_queue, _case, _QUEUE),
    _staffs("audit", "what staff did, newest first", show_log, _page),
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
