"""Which words an expression can't do without, so that most sentences need no look at it.

An expression is parsed and cut where a blank must be. Of each piece all that it can match is
written out, and the whole words are taken: one of them stands in whatever the expression matches.
The piece whose words are rarest is its first anchor.
"""

from __future__ import annotations

import re._constants as sre
import re._parser as parser
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import product
from typing import Any

from zxcvbn.frequency_lists import FREQUENCY_LISTS

Item = tuple[Any, Any]
_REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT)
_LOOKS = (sre.AT, sre.ASSERT, sre.ASSERT_NOT)
_BLANK = ord(" ")
_OPEN = "\0"
"""Stands for what can't be written out."""
_MOST = 4_000
_UNKNOWN_RANK = 20_000
_SHORTEST_RANKED = 3


def anchors(expression: str) -> list[frozenset[str]]:
    """Sets of words; one of each stands in all that `expression` matches. The rarest words first.

    `expression` is matched from word to word.
    """
    return sorted(_candidates(list(parser.parse(expression))), key=_weight)


@cache
def _ranks() -> dict[str, int]:
    # A word stands in one list only: in that where its rank is best.
    return {word: rank for words in FREQUENCY_LISTS.values() for rank, word in enumerate(words, 1)}


def _commonness(word: str) -> float:
    # The lists leave the shortest words out, and those are everywhere.
    rank = 3 if len(word) < _SHORTEST_RANKED else _ranks().get(word, _UNKNOWN_RANK)
    return 1 / rank


def _weight(words: frozenset[str]) -> float:
    return sum(map(_commonness, words))


def _candidates(items: list[Item]) -> list[frozenset[str]]:
    """Sets of words; of each of them one must be there."""
    found: list[frozenset[str]] = []
    for piece in _pieces(items):
        if len(piece) == 1 and (inner := _must_be(piece[0])) is not None:
            found += _candidates(inner)
        elif len(piece) == 1 and piece[0][0] is sre.BRANCH:
            each = [_candidates(list(branch)) for branch in piece[0][1][1]]
            if all(each):
                found.append(frozenset[str]().union(*(min(sets, key=_weight) for sets in each)))
        elif (strings := _written_out(piece)) is not None:
            rarest = [min(words, key=_commonness) for each in strings if (words := _whole(each))]
            if len(rarest) == len(strings):
                found.append(frozenset(rarest))
    return found


def _pieces(items: list[Item]) -> Iterator[list[Item]]:
    piece: list[Item] = []
    for item in items:
        if item == (sre.LITERAL, _BLANK) or item[0] is sre.AT:
            if piece:
                yield piece
            piece = []
        else:
            piece.append(item)
    if piece:
        yield piece


def _must_be(item: Item) -> list[Item] | None:
    """What stands in a group, or in a repetition that isn't optional."""
    kind, value = item
    if kind is sre.SUBPATTERN:
        return list(value[-1])
    return list(value[2]) if kind in _REPEATS and value[0] > 0 else None


def _whole(string: str) -> list[str]:
    return [word for word in string.split(" ") if word.isalnum()]


def _written_out(items: Sequence[Item]) -> set[str] | None:
    """All that the items match, or None where that is too much."""
    strings = {""}
    for item in items:
        more = _each(item)
        if more is None or len(strings) * len(more) > _MOST:
            return None
        strings = {before + after for before, after in product(strings, more)}
    return strings


def _each(item: Item) -> set[str] | None:
    kind, value = item
    if kind is sre.LITERAL:
        return {chr(value)}
    if kind in _LOOKS:
        return {""}
    if kind is sre.SUBPATTERN:
        return _written_out(list(value[-1]))
    if kind is sre.BRANCH:
        parts = [_written_out(list(branch)) for branch in value[1]]
        return None if None in parts else set[str]().union(*(part for part in parts if part))
    if kind is sre.IN and all(each[0] is sre.LITERAL for each in value):
        return {chr(letter) for _, letter in value}
    if kind in _REPEATS:
        inner = _written_out(list(value[2])) or {_OPEN}
        is_once = value[1] == 1
        # What may come again and again ends as it ends once; what is before that is left open.
        many = inner if is_once else {_OPEN + string for string in inner} | inner
        return many | ({""} if value[0] == 0 else set())
    return {_OPEN}
