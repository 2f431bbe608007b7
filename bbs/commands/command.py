"""What a command is, and how a line is taken apart into one. No shell is ever reached."""

from __future__ import annotations

import argparse
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from bbs.commands.caller import Caller
from bbs.errors import BBSError

Arguments = argparse.Namespace
Declare = Callable[[argparse.ArgumentParser], Any]


class Usage(BBSError):
    """A command was given in a way that it doesn't know."""


@dataclass(frozen=True, slots=True)
class Command:
    """One verb."""

    name: str
    says: str
    """What it does, in a few words."""
    run: Callable[[Caller, Arguments], Awaitable[None]]
    declare: Declare = lambda parser: None
    """Declares its arguments."""
    about: str = ""
    """More for `help COMMAND`."""
    form: str = ""
    """How it is written, where that says more than a list of its arguments."""
    here: str = ""
    """The part of `Here` that its first word is, where a talk leaves it out."""
    takes_any_words: bool = False
    """Whether words that begin with one hyphen are words, wherever they stand."""
    is_talk_only: bool = False
    is_hidden: bool = False

    @property
    def usage(self) -> str:
        """`threads BOARD [--unread] [--page N]`, in one line: what has no dashes comes first."""
        return _usage(self)

    def parse(self, words: Sequence[str]) -> Arguments:
        """Its arguments; raises `Usage` with what is wrong, and how it is meant."""
        parser = _parser(self)
        return parser.parse_args(_words_last(parser, words) if self.takes_any_words else words)


_LONGEST_COMPLAINT = 200


class _Parser(argparse.ArgumentParser):
    usage_line = ""

    def error(self, message: str) -> NoReturn:
        if len(message) > _LONGEST_COMPLAINT:  # It quotes what was given, of whatever length.
            message = f"{message[:_LONGEST_COMPLAINT]}..."
        raise Usage(f"{message[:1].upper()}{message[1:]}. Usage: {self.usage_line}")


def _declared(command: Command) -> _Parser:
    parser = _Parser(prog=command.name, add_help=False, allow_abbrev=False)
    command.declare(parser)
    return parser


def _usage(command: Command) -> str:
    if command.form:
        return command.form
    bare, dashed = [command.name], []
    for action in _declared(command)._actions:
        shown = str(action.metavar or "|".join(action.choices or ()))
        if not action.option_strings:
            bare.append(f"[{shown}]" if action.nargs in ("?", "*") else shown)
        else:
            dashed.append(f"[{' '.join((action.option_strings[0], shown)).strip()}]")
    return " ".join(bare + dashed)


def _parser(command: Command) -> _Parser:
    parser = _declared(command)
    parser.usage_line = _usage(command)
    parser.add_argument("--json", action="store_true", dest="is_json", help=argparse.SUPPRESS)
    return parser


def _words_last(parser: _Parser, words: Sequence[str]) -> list[str]:
    """Options and their values first, then all that is no option."""
    takes_value = {
        name: action.nargs != 0 for action in parser._actions for name in action.option_strings
    }
    options, others, left = list[str](), list[str](), list(words)
    while left:
        word = left.pop(0)
        if word.startswith("--") and word != "--":
            options.append(word)
            if takes_value.get(word) and left:
                options.append(left.pop(0))
        else:
            others.append(word)
    return [*options, "--", *others]


# "two words" and 'two words' stay together; don't and boys' are words, for titles have them.
_WORD = re.compile(r"""(--[\w-]+=)?"([^"]*)"|(--[\w-]+=)?'([^']*)'(?=\s|$)|(\S+)""")


def words(line: str) -> list[str]:
    """The words of a line, those in quotes kept together."""
    found = (match.groups(default="") for match in _WORD.finditer(line))
    return ["".join(parts) for parts in found]


def number(what: str) -> Callable[[str], int]:
    """An argument that is the number of something, from 1 on."""

    def parse(raw: str) -> int:
        # 17 digits: a page of so high a number, times its rows, is still one that SQL knows.
        if not (raw.isascii() and raw.isdecimal() and len(raw) <= 17 and int(raw) > 0):
            raise argparse.ArgumentTypeError(f"{raw[:40]!r} is not the number of a {what}")
        return int(raw)

    return parse
