"""Asking under whose name a text shall stand: one's handle, or a pseudonym."""

from __future__ import annotations

from argparse import ArgumentParser

from bbs.commands.caller import Caller
from bbs.pseudonyms import Whose


async def ask(caller: Caller, whose: Whose) -> None:
    """Ask which of two, where one has a pseudonym and has not said; Enter is as last time."""
    if not whose.is_open:
        return
    names, default = whose.names, "p" if whose.without_name else "h"
    answer = await caller.ask(
        f"Who answers? p {names.pseudonym}, h {names.handle}; Enter is {default}: "
    )
    whose.chosen = (answer.strip().lower()[:1] or default) != "h"


def other(whose: Whose) -> str:
    """The answer that changes it, as a prompt names it; "" where there is no choice."""
    if not whose.names.is_free:
        return ""
    return "by name" if whose.without_name else "no name"


def without_name(parser: ArgumentParser) -> None:
    """The arguments of commands that post something new."""
    both = parser.add_mutually_exclusive_group()
    both.add_argument("--without-name", action="store_true", default=None)
    both.add_argument("--by-name", dest="without_name", action="store_false", default=None)
