"""How many may be at one place at once, in all and of one source."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable


class Seats:
    """Seats that are given out and given back; as they fill, some are refused at random.

    Whoever holds all but the last seats can't shut the others out for certain: OpenSSH's
    MaxStartups does the same.
    """

    def __init__(
        self,
        most: int,
        of_one_source: int,
        *,
        early: int | None = None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """From `early` seats on refusals begin, and grow to certainty at `most`."""
        self._most = most
        self._of_one_source = of_one_source
        self._early = most if early is None else min(early, most)
        self._chance = chance
        self._taken: Counter[bytes] = Counter()
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def take(self, name: bytes) -> bool:
        """Take a seat for a source; False where there is none for it."""
        if self._count >= self._most or self._taken.get(name, 0) >= self._of_one_source:
            return False
        if self._count >= self._early:
            likely = (self._count - self._early + 1) / (self._most - self._early + 1)
            if self._chance() < likely:
                return False
        self._taken[name] += 1
        self._count += 1
        return True

    def give_back(self, name: bytes) -> None:
        """Give a seat back that was taken."""
        self._count -= 1
        self._taken[name] -= 1
        if self._taken[name] <= 0:
            del self._taken[name]
