"""Handles, titles and posts of a synthetic community, composed of patterns by a given chance."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import log
from random import Random
from typing import TypeVar

from bbs.services import seedwords as words

Each = TypeVar("Each")

_MEDIAN_WORDS, _SPREAD = 90, 0.7  # A mean of some 120 words a post, and a long tail.
_FEWEST_WORDS, _MOST_WORDS = 3, 900
_TITLE_WORDS = range(3, 10)
_LONGEST_HANDLE = 20
_TRIES_FOR_NEW = 6  # A post seldom says the same thing twice.

# A pattern is cut up once: what stands still, and the choices for each slot.
_Pattern = tuple[tuple[str, ...] | str, ...]


def _cut(pattern: str) -> _Pattern:
    return tuple(
        words.SLOTS[part[1:-1]] if part.startswith("{") else part
        for part in re.split(r"(\{[a-z]+\})", pattern)
        if part
    )


_TITLES, _OPENINGS, _STORY, _COMFORT, _QUESTIONS, _CLOSINGS = (
    tuple(map(_cut, patterns))
    for patterns in (
        words.TITLES,
        words.OPENINGS,
        words.STORY,
        words.COMFORT,
        words.QUESTIONS,
        words.CLOSINGS,
    )
)


def _pick(rng: Random, choices: Sequence[Each]) -> Each:
    return choices[int(rng.random() * len(choices))]


def _said(rng: Random, patterns: Sequence[_Pattern], used: set[_Pattern] | None = None) -> str:
    pattern = _pick(rng, patterns)
    if used is not None:
        for _ in range(_TRIES_FOR_NEW):
            if pattern not in used:
                break
            pattern = _pick(rng, patterns)
        used.add(pattern)
    said = "".join(part if isinstance(part, str) else _pick(rng, part) for part in pattern)
    return said[0].upper() + said[1:]


def handle(rng: Random) -> str:
    """A handle of two words, most with a number; it may be one that was made before."""
    name = f"{_pick(rng, words.ADJECTIVES)}-{_pick(rng, words.NOUNS)}"
    number = str(int(10 ** (rng.random() * 4)))
    is_numbered = rng.random() < 0.7 and len(name) + len(number) <= _LONGEST_HANDLE
    return (name + number if is_numbered else name)[:_LONGEST_HANDLE].rstrip("-")


def title(rng: Random) -> str:
    """A title of 3 to 9 words."""
    while True:
        said = _said(rng, _TITLES)
        if len(said.split()) in _TITLE_WORDS:
            return said


def post(rng: Random, *, is_first: bool) -> str:
    """A post: the story that begins a thread, or an answer; log-normal around 120 words."""
    wanted = rng.lognormvariate(log(_MEDIAN_WORDS), _SPREAD)
    wanted = max(_FEWEST_WORDS, min(wanted, _MOST_WORDS))
    used: set[_Pattern] = set()
    paragraphs: list[list[str]] = [[_said(rng, _OPENINGS if is_first else _COMFORT, used)]]
    if not is_first and rng.random() < 0.08:
        paragraphs.insert(0, [f"> {_said(rng, _STORY)}"])
    written = sum(len(each.split()) for sentences in paragraphs for each in sentences)
    until_break = _paragraph_length(rng)
    while written < wanted:
        kind = rng.random()
        if kind < 0.1:
            sentence = _said(rng, _QUESTIONS, used)
        elif is_first or kind < 0.55:
            sentence = _said(rng, _STORY, used)
        else:
            sentence = _said(rng, _COMFORT, used)
        if len(paragraphs[-1]) >= until_break:
            paragraphs.append([])
            until_break = _paragraph_length(rng)
        paragraphs[-1].append(sentence)
        written += sentence.count(" ") + 1
    if wanted > _MEDIAN_WORDS / 2 and rng.random() < 0.4:
        paragraphs.append([_said(rng, _CLOSINGS)])
    return "\n\n".join(" ".join(sentences) for sentences in paragraphs)


def _paragraph_length(rng: Random) -> int:
    return 2 + int(rng.random() * 5)
