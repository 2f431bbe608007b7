"""A first visit, as a talk: boards, house rules, a hello; each step can be passed over."""

from __future__ import annotations

import re
from argparse import Namespace

from bbs import content
from bbs.commands import posts
from bbs.commands.caller import Caller
from bbs.commands.command import Arguments, Command
from bbs.errors import BBSError
from bbs.seam import call
from bbs.services import boards, greetings
from bbs.views import BoardView

_SKIP = "skip"
_WHICH = "Join by number, as in 1 3; Enter for other words: "
_WHERE = "3 of 3. Say hello on one of them, by number; Enter: later: "
_NUMBER = re.compile(r"[0-9]+")


async def show(caller: Caller, given: Arguments) -> None:
    """Go through it, now or again."""
    await walk(caller)


async def walk(caller: Caller) -> None:
    """Three steps; Enter passes one over, `skip` leaves at any of them."""
    await caller.say(content.text("first_visit"), "Enter passes over, skip leaves.")
    for step in (_choose_boards, _read_rules, _say_hello):
        if not await step(caller):
            break
    await caller.say(content.text("offline_ties"), "welcome comes back to these steps.")


async def _choose_boards(caller: Caller) -> bool:
    while True:
        words = (await caller.ask("1 of 3. What do you struggle with? ")).strip()
        if words.lower() in ("", _SKIP):
            return not words
        found = await call(boards.suggested, caller.visit.actor, words)
        if not found:
            await caller.say("No board comes to mind. Other words? Later, boards lists them all.")
            continue
        await caller.say(*(_said(at, board) for at, board in enumerate(found, 1)))
        while True:
            answer = (await caller.ask(_WHICH)).strip()
            if answer.lower() == _SKIP:
                return False
            wanted = [int(number) for number in _NUMBER.findall(answer[:80])]
            if all(1 <= number <= len(found) for number in wanted):
                break
            await caller.say(f"The numbers go from 1 to {len(found)}.")
        if wanted:
            await _join(caller, [found[number - 1] for number in wanted])
            return True


def _said(at: int, board: BoardView) -> str:
    joined = ", joined" if board.is_joined else ""
    return f"{at}. {board.name}. {board.description}{joined}"


async def _join(caller: Caller, wanted: list[BoardView]) -> None:
    visit = caller.visit
    for board in wanted:
        await call(boards.join, visit.actor, board.slug, now=visit.now)
    await caller.say(f"Joined: {', '.join(dict.fromkeys(board.name for board in wanted))}.")


async def _read_rules(caller: Caller) -> bool:
    rules = content.text("house-rules")
    question = f"2 of 3. The house rules, {len(rules.split())} words: r reads them, Enter goes on: "
    answer = (await caller.ask(question)).strip().lower()
    if answer.startswith("r"):
        await caller.say(rules)
    return answer != _SKIP


async def _say_hello(caller: Caller) -> bool:
    found = await call(greetings.mine, caller.visit.actor)
    found = tuple(each for each in found if not each.has_said)
    if not found:
        await caller.say("3 of 3. Say hello where you like: post begins a thread, reply answers.")
        return True
    await caller.say(*(f"{at}. {each.name}" for at, each in enumerate(found, 1)))
    answer = (await caller.ask(_WHERE)).strip()
    if answer.isdecimal() and len(answer) < 6 and 1 <= int(answer) <= len(found):
        thread_id = found[int(answer) - 1].thread_id
        try:
            await posts.reply(caller, Namespace(thread=thread_id, warning=None, without_name=None))
        except BBSError as error:
            await caller.say(error.message)
    return answer.lower() != _SKIP


COMMANDS = (
    Command("welcome", "a first visit in three steps", show, is_hidden=True, is_talk_only=True),
)
