"""Boards: all of them, joining, leaving."""

from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter
from collections.abc import Sequence
from typing import Any

from bbs.commands.caller import Caller
from bbs.commands.command import Arguments, Command
from bbs.errors import NotFound
from bbs.seam import call
from bbs.services import boards
from bbs.views import BoardView


def counted(number: int, noun: str, *, limit: int = 0) -> str:
    """`1 thread`, `3 threads`, `99 or more threads`."""
    if limit and number >= limit:
        return f"{limit - 1} or more {noun}s"
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def as_json(board: BoardView) -> dict[str, Any]:
    """A board for programs."""
    return {
        "board": board.slug,
        "name": board.name,
        "description": board.description,
        "category": board.category,
        "is_for_all": board.is_for_all,
        "is_joined": board.is_joined,
        "pseudonyms": board.pseudonyms,
        "unread": board.unread if board.is_joined else None,
    }


def one_board(parser: ArgumentParser) -> None:
    """The argument of commands about one board."""
    parser.add_argument("board", metavar="BOARD", nargs="+", help="back-pain, or its whole name")


async def board_meant(caller: Caller, said: Sequence[str]) -> BoardView:
    """The board of these words: a short name, a name, in a talk a number of the last list.

    Raises `NotFound`.
    """
    if not said:
        said = [await caller.ask("Which board: ")]
    typed = caller.picked(" ".join(said), "threads")
    return await call(boards.named, caller.visit.actor, typed)


async def show_all(caller: Caller, given: Arguments) -> None:
    """All boards, one's own, or those of a category; in a talk the way to them, step by step."""
    actor = caller.visit.actor
    if given.words:
        found = await call(boards.suggested, actor, " ".join(given.words))
        if given.mine:
            found = tuple(board for board in found if board.is_joined)
    else:
        found = await call(boards.joined if given.mine else boards.listing, actor)
    is_narrowed = given.category or given.words or given.mine or given.all
    if caller.is_talking and not (is_narrowed or caller.is_json):
        await _by_category(caller, found)
        return
    if wanted := caller.picked(" ".join(given.category), "boards").casefold():
        of_it = tuple(board for board in found if board.category.casefold().startswith(wanted))
        found = of_it or tuple(
            board for board in found if wanted in f"{board.name} {board.description}".casefold()
        )
        if not found:
            raise NotFound("There is no such category or board. `boards` tells them.")
    caller.choices = [f"threads {board.slug}" for board in found]
    lines = [f"{counted(len(found), 'board')}."]
    category = ""
    for number, board in enumerate(found, 1):
        if board.category != category and not given.words:
            category = board.category
            lines.append(f"{category}:")
        lines.append(_line(caller, number, board))
    await caller.show({"boards": [as_json(board) for board in found]}, lines)


async def _by_category(caller: Caller, found: Sequence[BoardView]) -> None:
    """One's own boards, and the categories with how many there are in each."""
    own = [board for board in found if board.is_joined]
    sizes = Counter(board.category for board in found)
    caller.choices = [f"threads {board.slug}" for board in own]
    caller.choices += [f"boards {category}" for category in sizes]
    lines = [f"{counted(len(found), 'board')}. You have joined {len(own) or 'none'}."]
    lines += [_line(caller, number, board) for number, board in enumerate(own, 1)]
    lines.append("All, by category:")
    lines += [
        f"{number}. {category}, {counted(count, 'board')}"
        for number, (category, count) in enumerate(sizes.items(), len(own) + 1)
    ]
    await caller.say(*lines)


def _line(caller: Caller, number: int, board: BoardView) -> str:
    facts = []
    if board.is_joined:
        unread = counted(board.unread, "unread thread", limit=boards.COUNT_LIMIT)
        facts.append(f"joined, {unread}" if board.unread else "joined")
    if not board.may_read:
        facts.append("members only")
    says = f"{', '.join((board.name, *facts))}. {board.description}"
    return f"{number}. {says}" if caller.is_talking else f"{board.slug}: {says}"


async def join(caller: Caller, given: Arguments) -> None:
    """Join a board."""
    meant = await board_meant(caller, given.board)
    board = await call(boards.join, caller.visit.actor, meant.slug, now=caller.visit.now)
    caller.here.board = board.slug
    await caller.done(f"You have joined {board.name}.", board=board.slug)


async def leave(caller: Caller, given: Arguments) -> None:
    """Leave a board."""
    meant = await board_meant(caller, given.board)
    board = await call(boards.leave, caller.visit.actor, meant.slug)
    await caller.done(f"You have left {board.name}. Your posts stay.", board=board.slug)


def _which(parser: ArgumentParser) -> None:
    parser.add_argument("category", metavar="CATEGORY", nargs="*", help="only those of it")
    parser.add_argument("--mine", action="store_true", help="only those that you joined")
    parser.add_argument("--all", action="store_true", help="each of them, in a talk too")
    says = "what you struggle with: all words after it"
    parser.add_argument("--for", metavar="WORDS", nargs="+", dest="words", help=says)


COMMANDS = (
    Command("boards", "list the boards", show_all, _which),
    Command("join", "join a board", join, one_board, here="board"),
    Command("leave", "leave a board", leave, one_board, here="board"),
)
