"""Boards: all of them, joining, leaving."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from bbs.commands.caller import Caller
from bbs.commands.command import Arguments, Command
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
        "unread": board.unread if board.is_joined else None,
    }


def one_board(parser: ArgumentParser) -> None:
    """The argument of commands about one board."""
    parser.add_argument("board", metavar="BOARD", help="its short name, as in back-pain")


async def show_all(caller: Caller, given: Arguments) -> None:
    """All boards, or one's own."""
    actor = caller.visit.actor
    if given.words:
        found = await call(boards.suggested, actor, " ".join(given.words))
        if given.mine:
            found = tuple(board for board in found if board.is_joined)
    else:
        found = await call(boards.joined if given.mine else boards.listing, actor)
    caller.choices = [f"threads {board.slug}" for board in found]
    lines = [f"{counted(len(found), 'board')}."]
    category = ""
    for number, board in enumerate(found, 1):
        if board.category != category and not given.words:
            category = board.category
            lines.append(f"{category}:")
        lines.append(_line(caller, number, board))
    await caller.show({"boards": [as_json(board) for board in found]}, lines)


def _line(caller: Caller, number: int, board: BoardView) -> str:
    facts = []
    if board.is_joined:
        unread = counted(board.unread, "unread thread", limit=boards.COUNT_LIMIT)
        facts.append(f"joined, {unread}" if board.unread else "joined")
    if not board.may_read:
        facts.append("members only")
    says = f"{board.name}. {board.description}" + "".join(f", {fact}" for fact in facts)
    return f"{number}. {says}" if caller.is_talking else f"{board.slug}: {says}"


async def join(caller: Caller, given: Arguments) -> None:
    """Join a board."""
    board = await call(boards.join, caller.visit.actor, given.board, now=caller.visit.now)
    caller.here.board = board.slug
    await caller.done(f"You have joined {board.name}.", board=board.slug)


async def leave(caller: Caller, given: Arguments) -> None:
    """Leave a board."""
    board = await call(boards.leave, caller.visit.actor, given.board)
    await caller.done(f"You have left {board.name}. Your posts stay.", board=board.slug)


def _which(parser: ArgumentParser) -> None:
    parser.add_argument("--mine", action="store_true", help="only those that you joined")
    says = "what you struggle with: all words after it"
    parser.add_argument("--for", metavar="WORDS", nargs="+", dest="words", help=says)


COMMANDS = (
    Command("boards", "list the boards", show_all, _which),
    Command("join", "join a board", join, one_board, here="board"),
    Command("leave", "leave a board", leave, one_board, here="board"),
)
