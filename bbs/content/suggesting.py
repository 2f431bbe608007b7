"""Boards for what somebody says they struggle with. Pure; nothing of it is kept."""

import re
from collections.abc import Iterable
from functools import cache
from typing import Protocol, TypeVar

from bbs.content._files import read_toml


class Describable(Protocol):
    """As much of a board as it is found by."""

    @property
    def slug(self) -> str:
        """Its short name."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def description(self) -> str:
        """What it is for."""


Board = TypeVar("Board", bound=Describable)

_NAMED, _MEANT, _DESCRIBED = 5, 3, 1
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def suggested(words: str, boards: Iterable[Board], *, most: int = 8) -> tuple[Board, ...]:
    """Those of `boards` that the words may mean, the likeliest first, `most` of them at most."""
    said = _words(words[:500])
    line = f" {' '.join(said)} "
    found = []
    for at, board in enumerate(boards):
        if score := _score(line, said, board):
            found.append((-score, at, board))
    # What only a description mentions is for where nothing else was found.
    if any(score <= -_MEANT for score, _, _ in found):
        found = [each for each in found if each[0] <= -_MEANT]
    return tuple(board for _, _, board in sorted(found, key=lambda each: each[:2])[:most])


def _score(line: str, said: list[str], board: Describable) -> int:
    score = sum(_MEANT * (1 + each.count(" ")) for each in _meant(board.slug) if f" {each}" in line)
    telling = [word for word in said if word not in _small()]
    name, description = _words(board.name), _words(board.description)
    score += _NAMED * sum(word in name for word in telling)
    return score + _DESCRIBED * sum(word in description for word in telling)


def _words(raw: str) -> list[str]:
    return _WORD.findall(raw.casefold().replace("’", "'"))


@cache
def _small() -> frozenset[str]:
    return frozenset(read_toml("boardwords.toml")["small"].split())


@cache
def _meant(slug: str) -> tuple[str, ...]:
    """The beginnings of words that mean a board, as `_words` would have them; short ones whole."""
    listed = read_toml("boardwords.toml")["words"].get(slug, ())
    return tuple(f"{each} " if len(each) < _WHOLE else each for each in listed)


_WHOLE = 4
"""A word of fewer letters means only itself: `ms`, `sad`, `shy`."""
