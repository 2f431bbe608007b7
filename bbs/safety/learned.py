"""What a small learned model makes of a text: weights of words, learned from labelled texts.

Each piece of a text (a word, two side by side, letters of a word in no list) has three
weights, one for each level that isn't green. They are added up over a stretch of a text, divided by
the root of its number of words, and the heaviest stretch counts. See docs/decisions/0022.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from math import sqrt
from typing import Any

from bbs import content

Scores = tuple[float, float, float]
"""How much speaks for amber at least, for red at least, for crisis."""
MOST_WORDS = 40
_STEP = 15
_LETTERS = (3, 4, 5)
_FEWEST = 6
_LANE = 1 << 24
"""Three weights are kept in one number, so that one addition adds all three."""
_HALF = _LANE // 2


def letters(word: str) -> Iterator[str]:
    """The runs of letters of a word, with a "~" before each and "_" where the word begins or ends.

    So that no run is taken for a word.
    """
    framed = f"_{word}_"
    for length in _LETTERS:
        for at in range(len(framed) - length + 1):
            yield f"~{framed[at : at + length]}"


def stretches(said: Sequence[str]) -> Iterator[list[list[str]]]:
    """The sentences of a text, in words; where it is long, in stretches that overlap."""
    split = [
        words[at : at + MOST_WORDS]
        for words in (sentence.split(" ") for sentence in said)
        for at in range(0, len(words), MOST_WORDS)
    ]
    start = size = 0
    for end, words in enumerate(split, 1):
        size += len(words)
        if size >= MOST_WORDS or end == len(split):
            yield split[start:end]
            while start < end and size > MOST_WORDS - _STEP:
                size -= len(split[start])
                start += 1


def pieces(stretch: Sequence[Sequence[str]]) -> tuple[set[str], set[str]]:
    """The words of a stretch, and the pairs of words that stand side by side, each once."""
    words: set[str] = set()
    pairs: set[str] = set()
    for each in stretch:
        words.update(each)
        pairs.update(map(" ".join, pairwise(each)))
    return words, pairs


def root(stretch: Sequence[Sequence[str]]) -> float:
    """What the weights of a stretch are divided by."""
    return sqrt(max(_FEWEST, sum(map(len, stretch))))


def scores(said: Sequence[str], grammars: str) -> Scores:
    """How much speaks for each level in these sentences, above nought where it is to be given.

    `grammars` is the level that the grammar gives the text, or "excused" where it saw cues of which
    none holds.
    """
    rules = _rules()
    # Stretches overlap: what is found in a sentence is looked up once.
    seen: dict[int, tuple[set[str], set[str]]] = {}
    sums = [_summed(stretch, seen) for stretch in stretches(said)] or [(0.0, 0.0, 0.0)]
    first, second, third = (
        max(each[at] for each in sums) + rules["start"][at] + rules["grammar"][grammars][at]
        for at in range(3)
    )
    return first, second, third


def _summed(stretch: list[list[str]], seen: dict[int, tuple[set[str], set[str]]]) -> Scores:
    weights = _weights()
    found: set[str] = set()
    unknown: set[str] = set()
    for each in stretch:
        if id(each) not in seen:
            words, pairs = pieces((each,))
            known = (words | pairs) & weights.keys()
            seen[id(each)] = known, words - known
        known, others = seen[id(each)]
        found |= known
        unknown |= others
    total = sum(map(weights.__getitem__, found)) + sum(map(_of_letters, unknown))
    by = _rules()["scale"] * root(stretch)
    first, rest = _lowest(total)
    second, third = _lowest(rest)
    return first / by, second / by, third / by


def _of_letters(word: str) -> int:
    weights = _weights()
    return sum(weights.get(each, 0) for each in set(letters(word)))


def _lowest(packed: int) -> tuple[int, int]:
    """The lowest of the numbers in one, and the others."""
    lowest = (packed + _HALF) % _LANE - _HALF
    return lowest, (packed - lowest) // _LANE


@cache
def _rules() -> dict[str, Any]:
    return content.safety_patterns("learned")


@cache
def _weights() -> dict[str, int]:
    found = {}
    for line in content.safety_weights().split("\n"):
        piece, *weights = line.split("\t")
        first, second, third = map(int, weights)
        found[piece] = first + _LANE * (second + _LANE * third)
    return found
