"""The queue for staff: what waits, and what is done about it."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Awaitable, Callable
from typing import Any

from bbs import content
from bbs.clock import spoken_ago
from bbs.commands import pages
from bbs.commands.audit import as_json, in_words
from bbs.commands.caller import Caller
from bbs.commands.command import Arguments, Command, Usage, number
from bbs.errors import NotFound
from bbs.seam import call
from bbs.services import deciding, moderation, queue, staff, standing
from bbs.views import CaseRow, CaseView

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
        count = await call(
            queue.hand_on, caller.visit.actor, given.which or "", now=caller.visit.now
        )
        await caller.done(f"Handed on: {count}. Rest well.", cases=count)
        return
    if given.does == "next":
        found = await call(queue.first, caller.visit.actor, now=caller.visit.now)
        if found is None:
            raise NotFound("Nothing waits for you in the queue.")
        given.which = str(found)
    try:
        case_id = number("case")(given.which or "")
    except ArgumentTypeError:
        raise Usage(f"Name the case by its number. Usage: queue {given.does} CASE") from None
    if given.does in ("look", "next"):
        await _show(
            caller, await call(queue.look, caller.visit.actor, case_id, now=caller.visit.now)
        )
        return
    await _DOES[given.does](caller, given, case_id)
    await caller.done(f"Done with case {case_id}: {given.does}.", case=case_id, did=given.does)


async def _list(caller: Caller, given: Arguments) -> None:
    skip = (given.page - 1) * _PAGE
    shown = await call(
        queue.listing, caller.visit.actor,
        level=given.level or "", limit=_PAGE + 1, skip=skip, now=caller.visit.now,
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
    parts.append(spoken_ago(row.opened_at, caller.visit.now))
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
    lines += [f"Before: {in_words(caller, each)}" for each in case.history]
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
        "history": [as_json(each) for each in case.history],
        "is_closed": case.is_closed,
        "outcome": case.outcome,
    }
    await caller.show(document, lines)


Does = Callable[[Caller, Arguments, int], Awaitable[None]]


async def _be(caller: Caller, given: Arguments, case_id: int) -> None:
    await call(queue.let_be, caller.visit.actor, case_id, why(given), now=caller.visit.now)


async def _appear(caller: Caller, given: Arguments, case_id: int) -> None:
    await call(deciding.appear, caller.visit.actor, case_id, now=caller.visit.now)


async def _remove(caller: Caller, given: Arguments, case_id: int) -> None:
    await call(deciding.take_away, caller.visit.actor, case_id, why(given), now=caller.visit.now)


async def _hold(caller: Caller, given: Arguments, case_id: int) -> None:
    post_id = await call(deciding.post_of, caller.visit.actor, case_id)
    await call(moderation.hold, caller.visit.actor, post_id, why(given), now=caller.visit.now)


async def _fold(caller: Caller, given: Arguments, case_id: int) -> None:
    post_id = await call(deciding.post_of, caller.visit.actor, case_id)
    warning = " ".join(given.warning or ())
    await call(
        moderation.fold, caller.visit.actor, post_id, warning, why(given), now=caller.visit.now
    )


async def _edit(caller: Caller, given: Arguments, case_id: int) -> None:
    post_id = await call(deciding.post_of, caller.visit.actor, case_id)
    body = await caller.piped_text()
    await call(
        moderation.edit_out, caller.visit.actor, post_id, body, why(given), now=caller.visit.now
    )


async def _correct(caller: Caller, given: Arguments, case_id: int) -> None:
    post_id = await call(deciding.post_of, caller.visit.actor, case_id)
    body, source = await _text(caller, "The correction: "), " ".join(given.source or ())
    await call(
        moderation.correct, caller.visit.actor, post_id, given.standing, body, source,
        reason=why(given), now=caller.visit.now,
    )  # fmt: skip


async def _answer(caller: Caller, given: Arguments, case_id: int) -> None:
    case = await call(queue.look, caller.visit.actor, case_id, now=caller.visit.now)
    subject = " ".join(given.subject or ()) or "From staff"
    body = await _text(caller, "The letter, in a line: ")
    await call(
        staff.write, caller.visit.actor, case.row.about, subject, body,
        case_id=case_id, now=caller.visit.now,
    )  # fmt: skip


async def _tick(caller: Caller, given: Arguments, case_id: int) -> None:
    if given.step is None:
        raise Usage(f"Which step, from 1 to {len(content.crisis_steps())}? --step N")
    await call(queue.tick, caller.visit.actor, case_id, given.step - 1, now=caller.visit.now)


async def _go(caller: Caller, given: Arguments, case_id: int) -> None:
    await call(queue.let_go, caller.visit.actor, case_id, now=caller.visit.now)


def _deciding(is_granted: bool) -> Does:
    async def decide(caller: Caller, given: Arguments, case_id: int) -> None:
        visit = caller.visit
        await call(standing.decide, visit.actor, case_id, is_granted, why(given), now=visit.now)

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


async def _text(caller: Caller, asks: str) -> str:
    return await caller.ask(asks) if caller.is_talking else await caller.piped_text()


def why(given: Arguments) -> str:
    """The reason that was given; "" where there is none."""
    return " ".join(given.why or ())


def _case(parser: ArgumentParser) -> None:
    _queue_words = (("--why", "WORDS"), ("--warning", "WORDS"), ("--subject", "WORDS"))
    parser.add_argument("does", nargs="?", choices=_VERBS, metavar="|".join(_VERBS))
    parser.add_argument("which", nargs="?", metavar="CASE|HANDLE")
    for name, shown in (*_queue_words, ("--source", "WORDS")):
        parser.add_argument(name, metavar=shown, nargs="+")
    parser.add_argument("--standing", choices=moderation.STANDINGS, default="sourced")
    parser.add_argument("--step", type=number("step"))
    parser.add_argument("--level", choices=("crisis", "red", "amber", "green"))
    pages.declare(parser)


COMMANDS = (
    Command("queue", "what waits for staff, and what is done about it", show_queue, _case,
            form=_QUEUE, is_hidden=True),
)  # fmt: skip
