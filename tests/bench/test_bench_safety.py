"""What it costs to look a text over before it is sent."""

from __future__ import annotations

import time
from random import Random

import pytest

from bbs.safety import notice
from bbs.services import seedtext
from tests.safety.test_safety_figures import labelled

pytestmark = pytest.mark.bench
WORDS = 1_000
MOST_MS, MOST_DENSE_MS = 2.0, 12.0
ROUNDS = 40


def cheapest(text: str) -> float:
    """Milliseconds of CPU, the least of many rounds."""
    notice(text, bans_numbers=True)
    costs = []
    for _ in range(ROUNDS):
        began = time.process_time()
        notice(text, bans_numbers=True)
        costs.append(time.process_time() - began)
    return 1000 * min(costs)


def test_a_thousand_words_like_most() -> None:
    rng = Random(1)
    words = " ".join(seedtext.post(rng, is_first=False) for _ in range(80)).split()[:WORDS]
    assert len(words) == WORDS
    cost = cheapest(" ".join(words))
    print(f"\n1,000 words as members write them: {cost:.2f} ms")
    assert cost < MOST_MS


def test_a_thousand_words_of_which_every_sentence_is_of_crisis() -> None:
    words = " ".join(row["text"] for row in labelled("tune-texts")).split()[:WORDS]
    assert len(words) == WORDS
    cost = cheapest(" ".join(words))
    print(f"\n1,000 words out of the labelled texts: {cost:.2f} ms")
    assert cost < MOST_DENSE_MS
