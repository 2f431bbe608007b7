"""What one wants folded away: words and boards."""

from __future__ import annotations

from argparse import ArgumentParser

from bbs.commands.boards import counted
from bbs.commands.caller import Caller
from bbs.commands.command import Arguments, Command, Usage
from bbs.seam import call
from bbs.services import filters

_FORM = "filters [add WORD | remove WORD] [--board B]"


async def own_filters(caller: Caller, given: Arguments) -> None:
    """One's filters: list, add, remove."""
    actor, word = caller.visit.actor, " ".join(given.words)
    if given.does is None:
        found = await call(filters.own, actor)
        count = len(found.words) + len(found.boards)
        lines = [f"{counted(count, 'filter')}."]
        lines += [f"Word: {each}" for each in found.words]
        lines += [f"Board: {each.name} ({each.slug})" for each in found.boards]
        boards = [each.slug for each in found.boards]
        await caller.show({"words": list(found.words), "boards": boards}, lines)
        return
    if bool(word) == bool(given.board):
        raise Usage(f"Name a word, or a board. Usage: {_FORM}")
    is_added = given.does == "add"
    if given.board:
        of_board = filters.add_board if is_added else filters.remove_board
        name = await call(of_board, actor, given.board)
    else:
        of_word = filters.add_word if is_added else filters.remove_word
        name = await call(of_word, actor, word)
    words = (
        f"What has it is folded behind one line from now on: {name}."
        if is_added
        else f"Folded no more: {name}."
    )
    await caller.done(words, filter=name)


def _which(parser: ArgumentParser) -> None:
    parser.add_argument("does", nargs="?", choices=("add", "remove"), metavar="add|remove")
    parser.add_argument("words", nargs="*", metavar="WORD")
    parser.add_argument("--board", metavar="B")


COMMANDS = (
    Command("filters", "list what you want folded away, add or remove a word or board",
            own_filters, _which, "needle* is the beginning of a word.", _FORM),
)  # fmt: skip
