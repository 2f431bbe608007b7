"""The shape of a synthetic community: how long its threads are, when, and who is heard most."""

from __future__ import annotations

from bisect import bisect
from datetime import timedelta
from itertools import accumulate
from random import Random

YEARS = timedelta(days=730)
_DAY_MS = 86_400_000
_LONGEST = 400.0  # Times the usual: a thread that everybody knows.

Outline = tuple[int, int, int, int]
"""A thread to be: its beginning and its last moment in ms, its board, its number of posts."""


def outlines(
    threads: int, posts: int, board_ids: list[int], rng: Random, end: int
) -> list[Outline]:
    """All threads, by their beginning; few of them are long, and few boards have most."""
    ranks = zipf(len(board_ids))
    span = int(YEARS.total_seconds() * 1000)
    weights = [min(rng.paretovariate(1.2) - 0.9, _LONGEST) for _ in range(threads)]
    replies, total, done = posts - threads, sum(weights), 0
    made, reached = [], 0.0
    for weight in weights:
        reached += weight
        upto = min(replies, round(replies * reached / total))
        count, done = 1 + upto - done, upto
        begins = end - 60_000 - int(span * (1 - rng.random() ** 0.7) * 0.999)
        lasts = int(count * rng.lognormvariate(0.0, 1.2) * _DAY_MS / 3)
        ends = begins if count == 1 else min(end, begins + lasts + count * 1_000)
        made.append((begins, ends, board_ids[ranked(rng, ranks, len(ranks))], count))
    made.sort()
    return made


def moments(rng: Random, outline: Outline) -> list[int]:
    """When each post of a thread came: many soon, some late, the last at its last moment."""
    begins, ends, _, posts = outline
    between = [begins + int((ends - begins) * rng.random() ** 2.5) for _ in range(posts - 2)]
    return [begins, *sorted(between), ends][:posts]


def zipf(most: int) -> list[float]:
    """Running sums of 1, 1/2, 1/3, ...: what `ranked` draws by."""
    return list(accumulate(1 / rank for rank in range(1, most + 1)))


def ranked(rng: Random, ranks: list[float], among: int) -> int:
    """A place below `among`, the first ones far more often (Zipf)."""
    return min(bisect(ranks, rng.random() * ranks[among - 1]), among - 1)
