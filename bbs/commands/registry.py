"""All commands, by their verbs."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Final

from bbs.commands import (
    about,
    account,
    boards,
    checkin,
    counters,
    filters,
    firstvisit,
    journal,
    kindness,
    leaving,
    mail,
    own,
    packets,
    people,
    posts,
    search,
    threads,
)
from bbs.commands.caller import Caller
from bbs.commands.command import Arguments, Command, Usage


async def show_help(caller: Caller, given: Arguments) -> None:
    """The commands, or how one is used."""
    if caller.is_talking and given.command in _OF_A_TALK:
        await caller.say(f"{given.command}: {_OF_A_TALK[given.command]}.")
        return
    if given.command:
        command = find(given.command)
        lines = [f"{command.name}: {command.says}.", f"Usage: {command.usage}"]
        await caller.show(
            {"command": command.name, "says": command.says, "usage": command.usage},
            # In a talk a text comes line by line.
            lines + ([command.about] if command.about and not caller.is_talking else []),
        )
        return
    shown = [command for command in COMMANDS if not command.is_hidden]
    if caller.is_talking and not given.all:
        words = () if caller.visit.is_member else (f"For guests: {', '.join(_OF_GUESTS)}.",)
        await caller.say(*words, *_BRIEFLY)
        return
    if caller.is_talking:
        await caller.say(*(f"{verb}: {says}." for verb, says in _OF_A_TALK.items()))
    lines = [f"{command.name}: {command.says}." for command in shown]
    document = {"commands": [{"command": each.name, "says": each.says} for each in shown]}
    await caller.show(document, [*lines, "help COMMAND tells more."])


_OF_GUESTS: Final = {
    "join": "become a member; for members: join a board",
    "login": "log in by your handle and your passphrase",
    "recover": "come in by your recovery code where the passphrase is forgotten",
}
_OF_A_TALK: Final = {
    **_OF_GUESTS,
    "home": "say what waits",
    "next": "read on, or list what is unread",
    "screens": "change to full screens",
    "bye": "leave",
}
"""What is a word of a talk alone."""


def find(verb: str) -> Command:
    """The command of that verb; raises `Usage`."""
    try:
        return _BY_NAME[verb.lower()]
    except KeyError:
        raise Usage(f"There is no command {verb[:40]!r}. `help` lists them all") from None


def _help(parser: ArgumentParser) -> None:
    parser.add_argument("command", metavar="COMMAND", nargs="?")
    parser.add_argument("--all", action="store_true", help="each of them, in a talk too")


_GROUPS: Final[dict[str, tuple[Command, ...]]] = {
    "Help": (*about.COMMANDS, *firstvisit.COMMANDS),
    "Boards": (*boards.COMMANDS, *threads.COMMANDS, *search.COMMANDS),
    "Writing": posts.COMMANDS,
    "Kindness": kindness.COMMANDS,
    "People": people.COMMANDS,
    "Letters": mail.COMMANDS,
    "Journal": (*journal.COMMANDS, *checkin.COMMANDS, *counters.COMMANDS),
    "Files": packets.COMMANDS,
    "Yours": (*own.COMMANDS, *filters.COMMANDS, *account.COMMANDS, *leaving.COMMANDS),
}
COMMANDS: Final[tuple[Command, ...]] = (
    Command(
        "help",
        "list the commands, or tell how one is used",
        show_help,
        _help,
    ),
    *(command for group in _GROUPS.values() for command in group),
)
_BY_NAME: Final = {command.name: command for command in COMMANDS}
_BRIEFLY: Final = (
    *(
        f"{name}: {', '.join(command.name for command in group if not command.is_hidden)}."
        for name, group in _GROUPS.items()
    ),
    "Leaving: bye. Full screens: screens. What waits: home.",
    "A number picks from the last list, Enter reads on, and where nothing is named the board, "
    "thread or letter read last is meant.",
    "open 3 reads post 3 where a warning folds it. welcome: the steps of a first visit.",
    "help reply tells of reply; so with each word. help --all tells of all.",
)
"""What `help` says in a talk: the words alone."""
