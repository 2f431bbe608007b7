"""Pseudonyms: what they look like, and how one writes to somebody of whom one knows no more. Pure.

A pseudonym is "a quiet kestrel": three words, where a handle is one. It is for one thread, so that
it takes the thread's number to say who is meant: "a quiet kestrel in 123".
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from bbs.content import pseudonym_words
from bbs.views import LetterView, NamesView

RULES = ("allowed", "always", "never")
"""How a board has it with pseudonyms."""
LONGEST = 19
UNMADE = "a pseudonym"
"""What stands for one that is made when the text is sent."""

_NAME = re.compile(r"a [a-z]+ [a-z]+")
_ADDRESS = re.compile(r"(?:an? )?([a-z]+ [a-z]+) in #?([0-9]{1,18})", re.IGNORECASE)
_AS = " as "  # No handle has a blank.


class Address(NamedTuple):
    """Whom a pseudonym's address means."""

    name: str
    thread_id: int


class Whose:
    """Who will be shown as the writer of a text: what was chosen, or holds where nothing was."""

    def __init__(self, names: NamesView, chosen: bool | None = None) -> None:
        """Begin with what was chosen, if that is known: whether to write without one's name."""
        self.names = names
        self.chosen = chosen

    @property
    def without_name(self) -> bool:
        """Whether it will stand under a pseudonym."""
        return self.names.without_name if self.chosen is None else self.chosen

    @property
    def shown(self) -> str:
        """Who will be seen as the writer."""
        return self.names.pseudonym or UNMADE if self.without_name else self.names.handle

    @property
    def is_open(self) -> bool:
        """Whether there are two to choose from, and nothing was chosen."""
        return self.chosen is None and self.names.is_free and bool(self.names.pseudonym)

    def take(self, chosen: bool | None) -> None:
        """Take what was chosen in a draft, where nothing else was and there is a choice."""
        if self.chosen is None and self.names.is_free:
            self.chosen = chosen

    def change(self) -> None:
        """Choose the other one, if one may."""
        if self.names.is_free:
            self.chosen = not self.without_name


class Route(NamedTuple):
    """To whom a letter goes, and under which pseudonym of the sender's; "" where under none."""

    to: str
    under: str


def made_of(first: int, second: int) -> str:
    """The pseudonym of two numbers, whatever their size."""
    firsts, seconds = pseudonym_words()
    return f"a {firsts[first % len(firsts)]} {seconds[second % len(seconds)]}"


@cache
def lookalikes() -> tuple[str, ...]:
    """What would be taken for a pseudonym, were it a handle: with and without the article."""
    firsts, seconds = pseudonym_words()
    bare = [f"{first}{second}" for first in firsts for second in seconds]
    return (*bare, *(f"a{each}" for each in bare))


def bare(name: str) -> str:
    """A pseudonym as a handle that looks like it would be written."""
    return name.removeprefix("a ").replace(" ", "-")


def is_name(shown: str) -> bool:
    """Whether what stands as a post's writer is a pseudonym, and no handle."""
    return _NAME.fullmatch(shown) is not None


def address(shown: str, thread_id: int) -> str:
    """How one writes to the writer of a post: a handle as it is, a pseudonym with its thread."""
    return f"{shown} in {thread_id}" if is_name(shown) else shown


def parsed(typed: str) -> Address | None:
    """Whom "a quiet kestrel in 123" means, the article may be left out; None where it is none."""
    found = _ADDRESS.fullmatch(" ".join(typed.split()))
    return None if found is None else Address(f"a {found[1].lower()}", int(found[2]))


def route(typed: str) -> Route:
    """`brave-wren as a quiet kestrel in 123`: to whom, and as whom."""
    to, _, under = " ".join(typed.split()).partition(_AS)
    return Route(to, under)


def answer_to(letter: LetterView) -> str:
    """How an answer to a letter is addressed, or another one after one's own."""
    if letter.is_incoming:
        return answering(letter.sender, letter.recipient)
    return answering(letter.recipient, letter.sender)


def answering(other: str, own: str) -> str:
    """How an answer is addressed to `other` who wrote to `own`, or to whom `own` wrote.

    An answer of who was written to as a pseudonym goes out under that pseudonym.
    """
    return f"{other}{_AS}{own}" if parsed(own) else other
