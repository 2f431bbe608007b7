"""All commands, by their verbs."""

from __future__ import annotations

from typing import Final

from bbs.commands import (
    about,
    boards,
    kindness,
    leaving,
    mail,
    own,
    packets,
    posts,
    reporting,
    staffing,
    threads,
)
from bbs.commands.caller import Caller
from bbs.commands.command import Arguments, Command, Usage
from bbs.policy import Action, can


async def show_help(caller: Caller, given: Arguments) -> None:
    """The commands, or how one is used."""
    if given.command:
        command = find(given.command)
        lines = [f"{command.name}: {command.says}.", f"Usage: {command.usage}"]
        await caller.show(
            {"command": command.name, "says": command.says, "usage": command.usage},
            lines + ([command.about] if command.about else []),
        )
        return
    shown = [command for command in COMMANDS if not command.is_hidden]
    if can(caller.visit.actor, Action.SEE_QUEUE):
        shown += staffing.COMMANDS
    lines = [f"{command.name}: {command.says}." for command in shown]
    document = {"commands": [{"command": each.name, "says": each.says} for each in shown]}
    await caller.show(document, [*lines, "help COMMAND tells more."])


def find(verb: str) -> Command:
    """The command of that verb; raises `Usage`."""
    try:
        return _BY_NAME[verb.lower()]
    except KeyError:
        raise Usage(f"There is no command {verb[:40]!r}. `help` lists them all") from None


COMMANDS: Final[tuple[Command, ...]] = (
    Command(
        "help",
        "list the commands, or tell how one is used",
        show_help,
        lambda parser: parser.add_argument("command", metavar="COMMAND", nargs="?"),
    ),
    *about.COMMANDS,
    *boards.COMMANDS,
    *threads.COMMANDS,
    *posts.COMMANDS,
    *kindness.COMMANDS,
    *mail.COMMANDS,
    *packets.COMMANDS,
    *own.COMMANDS,
    *reporting.COMMANDS,
    *staffing.COMMANDS,
    *leaving.COMMANDS,
)
_BY_NAME: Final = {command.name: command for command in COMMANDS}
