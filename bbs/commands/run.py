"""One command, from its words to its exit status."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from bbs.commands import registry
from bbs.commands.caller import Caller, Hung
from bbs.commands.command import Usage, words
from bbs.errors import BBSError
from bbs.seam import call
from bbs.services import limits
from bbs.text import clean

DONE, REFUSED, WRONG_USAGE = 0, 1, 2
_FAILED = "Something went wrong on our side. What was sent is safe. Please try again."
_UNCOUNTED = ("help", "crisis", "export", "delete-account")
"""What nobody has to wait for."""
_ALSO = {
    "?": "help", "!": "crisis", "drafts": "draft", "letters": "mail",
    "mailbox": "mail", "information": "resources", "home": "whoami",
}  # fmt: skip
"""What people type, too."""
_OF_A_LETTER = ("read", "reply", "delete")
"""What is meant for a letter where one was read last, and nothing is named."""
_OF_A_THREAD = ("read", "reply", "follow", "ignore", "bookmark")
"""What a number of a list of threads may follow."""
_OF_NO_LETTER = ("edit", "hug", "follow", "ignore", "bookmark")
"""What would be for something read before, where a letter was read last: it must be named."""

log = logging.getLogger("bbs.commands")


async def answer(caller: Caller, line: str) -> int:
    """Run the command that `ssh HOST COMMAND` asked for; 0 done, 1 refused, 2 wrong usage.

    What went wrong is one line on standard error.
    """
    try:
        await run(caller, words(line))
    except Usage as error:
        await caller.console.say_error(f"{clean(error.message)}\n")
        return WRONG_USAGE
    except BBSError as error:
        await caller.console.say_error(f"{clean(error.message)}\n")
        return REFUSED
    except Hung:
        return REFUSED
    except Exception as error:
        # The error's own words may quote a member, so only its kind is told.
        log.error("a command failed: %s", type(error).__name__)
        await caller.console.say_error(f"{_FAILED}\n")
        return REFUSED
    return DONE


async def run(caller: Caller, given: Sequence[str]) -> None:
    """Run a command of these words; raises `Usage` and what its services raise."""
    verb, *rest = given or ["help"]
    verb = _ALSO.get(verb.lower(), verb)
    if rest and rest[0] in ("-h", "--help"):
        verb, rest = "help", [verb]
    if caller.is_talking:
        verb, rest = _meant(caller, verb, rest)
    command = registry.find(verb)
    if command.is_talk_only and not caller.is_talking:
        raise Usage(f"{command.name} is for a talk: connect without a command")
    if caller.is_talking and command.here and not _named(rest):
        rest = [str(word) for word in (getattr(caller.here, command.here),) if word] + rest
    arguments = command.parse(rest)
    caller.is_json = arguments.is_json
    if not caller.is_talking and command.name not in _UNCOUNTED:
        visit = caller.visit
        await call(limits.use, visit.actor, limits.Kind.COMMAND, now=visit.now)
    await command.run(caller, arguments)


def _meant(caller: Caller, verb: str, rest: list[str]) -> tuple[str, list[str]]:
    """What a verb of a talk means: the last list's number, or the letter that was read last.

    Raises `Usage` where a private answer could become a public one.
    """
    if caller.here.is_letter and not _named(rest):
        if verb in _OF_A_LETTER:
            return "mail", [verb, *rest]
        if verb in _OF_NO_LETTER:
            raise Usage("You read a letter last. Read the thread that you mean, then say it again")
    of_letters = verb == "mail" and len(rest) > 1 and rest[0] in _OF_A_LETTER
    named = rest[1] if of_letters else rest[0] if _named(rest) else ""
    if not (caller.is_typed and named.isdecimal() and caller.choices):
        return verb, rest
    chosen = _chosen(caller, named)
    if caller.choices[0].startswith("mail read "):
        if (of_letters or verb in _OF_A_LETTER) and not chosen.startswith("mail read "):
            raise Usage(f"There is no letter {named[:6]} in the last list. mail tells it again")
        if of_letters or verb in _OF_A_LETTER:
            does = rest[0] if of_letters else verb
            return "mail", [does, chosen.split()[2], *rest[2 if of_letters else 1 :]]
    elif verb in _OF_A_THREAD and chosen.split(" ")[0] in ("read", "go-on"):
        return verb, [chosen.split()[1], *rest[1:]]
    return verb, rest


def _chosen(caller: Caller, number: str) -> str:
    at = int(number) if number.isascii() and len(number) < 6 else 0
    return caller.choices[at - 1] if 0 < at <= len(caller.choices) else ""


def _named(rest: Sequence[str]) -> bool:
    """Whether the words after a verb begin with what it is meant for."""
    return bool(rest) and not rest[0].startswith("-")
