"""Counters: days since something."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Awaitable, Callable
from typing import Any

from bbs import moods
from bbs.commands.boards import counted
from bbs.commands.caller import Caller
from bbs.commands.checkin import a_day
from bbs.commands.command import Arguments, Command, Usage, number
from bbs.policy import Action, require
from bbs.seam import call
from bbs.services import counters
from bbs.views import CounterView


async def run(caller: Caller, given: Arguments) -> None:
    """The counters, and what is done with them."""
    does: dict[str, Callable[[Caller, Arguments], Awaitable[None]]] = {
        "": _list, "add": _add, "reset": _reset, "rename": _rename, "delete": _delete,
    }  # fmt: skip
    await does[given.does or ""](caller, given)


async def _list(caller: Caller, given: Arguments) -> None:
    visit = caller.visit
    require(visit.actor, Action.READ_JOURNAL)
    found = await call(counters.listing, visit.actor, await caller.key(), now=visit.now)
    lines = [f"{counted(len(found), 'counter')}."]
    lines += [f"{each.number}. {_said(each)}" for each in found]
    await caller.show({"counters": [_as_json(each) for each in found]}, lines)


def _said(each: CounterView) -> str:
    return each.name if each.is_closed else f"{each.name}: {moods.counted(each)}"


def _as_json(each: CounterView) -> dict[str, Any]:
    return {
        "counter": each.number,
        "name": each.name,
        "began": each.began.isoformat(),
        "day": each.day,
        "best": each.best,
        "total": each.total,
        "times_set_back": each.times,
    }


async def _add(caller: Caller, given: Arguments) -> None:
    visit = caller.visit
    require(visit.actor, Action.KEEP_JOURNAL)
    name = " ".join(given.rest)
    if not name and caller.is_talking:
        name = await caller.ask("What do you count the days of, or since? ")
    if not name:
        raise Usage("Name what you count. Usage: counter add NAME [--since DAY]")
    made = await call(counters.add, visit.actor, name, since=given.since, now=visit.now)
    since = "from today on: day 1" if given.since is None else f"from {given.since} on"
    await caller.done(f"Counter {made} counts {since}.", counter=made)


async def _reset(caller: Caller, given: Arguments) -> None:
    visit = caller.visit
    counter = _given_number(given)
    require(visit.actor, Action.KEEP_JOURNAL)
    if not await caller.agreed("Begin anew, with today as day 1? The best run and all days stay."):
        await caller.say("It goes on as it was.")
        return
    key = await caller.key()
    found = await call(counters.set_back, visit.actor, key, counter, now=visit.now)
    await caller.done(moods.set_back(found), **_as_json(found))


async def _rename(caller: Caller, given: Arguments) -> None:
    visit = caller.visit
    counter, name = _given_number(given, has_more=True), " ".join(given.rest[1:])
    require(visit.actor, Action.KEEP_JOURNAL)
    key = await caller.key()
    await call(counters.rename, visit.actor, key, counter, name)
    await caller.done(f"Counter {counter} has that name now.", counter=counter)


async def _delete(caller: Caller, given: Arguments) -> None:
    counter = _given_number(given)
    if not await caller.agreed(f"Throw counter {counter} away, for good, with its best run?"):
        await caller.say("It stays.")
        return
    await call(counters.delete, caller.visit.actor, counter)
    await caller.done(f"Counter {counter} is thrown away.", counter=counter)


def _given_number(given: Arguments, *, has_more: bool = False) -> int:
    usage = f"Usage: counter {given.does} ID{' NAME' if has_more else ''}"
    if not given.rest or (len(given.rest) > 1) is not has_more:
        raise Usage(f"Name the counter by its number. {usage}")
    try:
        return number("counter")(given.rest[0])
    except ArgumentTypeError as error:
        raise Usage(f"{error}. {usage}") from None


def _declare(parser: ArgumentParser) -> None:
    does = ("add", "reset", "rename", "delete")
    parser.add_argument("does", nargs="?", choices=does, metavar="|".join(does))
    parser.add_argument("rest", nargs="*", metavar="ID|NAME")
    parser.add_argument("--since", metavar="DAY", type=a_day)


COMMANDS = (
    Command(
        "counter", "list your counters of days, add, begin anew, rename or delete one", run,
        _declare,
        "DAY is written 2026-05-04. To begin anew keeps the best run and all days.",
        "counter [add NAME [--since DAY] | reset ID | rename ID NAME | delete ID]",
    ),
)  # fmt: skip
