"""How often the detectors are right, on the half of the labelled texts that nothing was tuned on.

Texts and labels were written by somebody who had not seen the patterns. Those with an odd number
are the half for tuning, those with an even one were put away. The least figures here are what is
reached, less a small margin: they are there to be raised.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bbs.safety import notice

LEVELS = ("green", "amber", "red", "crisis")


def labelled(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(
        Path(__file__).with_name(f"{name}.json").read_text("utf-8")
    )
    return found


def shares(hits: int, found: int, wanted: int) -> tuple[float, float]:
    """Precision and recall."""
    return (hits / found if found else 1.0, hits / wanted if wanted else 1.0)


def test_the_halves_are_what_they_are_said_to_be() -> None:
    for name in ("texts", "details"):
        assert all(row["id"] % 2 == 1 for row in labelled(f"tune-{name}"))
        assert all(row["id"] % 2 == 0 for row in labelled(f"held-{name}"))
        assert len(labelled(f"tune-{name}")) == len(labelled(f"held-{name}"))


@pytest.mark.parametrize(
    ("half", "precision", "recall"),
    [("tune", 0.90, 0.90), ("held", 0.88, 0.81), ("fresh", 0.86, 0.80)],
)
def test_a_card_is_offered_where_it_should_be(half: str, precision: float, recall: float) -> None:
    rows = labelled(f"{half}-texts")
    given = [(row["level"] != "green", notice(row["text"]).level != "green") for row in rows]
    reached = shares(
        sum(wanted and found for wanted, found in given),
        sum(found for _, found in given),
        sum(wanted for wanted, _ in given),
    )
    print(f"\n{half}: a card is offered: precision {reached[0]:.3f}, recall {reached[1]:.3f}")
    assert reached[0] >= precision and reached[1] >= recall


@pytest.mark.parametrize(
    ("level", "precision", "recall"),
    [
        ("green", 0.80, 0.88),
        ("amber", 0.72, 0.46),
        ("red", 0.47, 0.65),
        ("crisis", 0.57, 0.47),
    ],
)
def test_levels_of_the_half_put_away(level: str, precision: float, recall: float) -> None:
    pairs: Counter[tuple[str, str]] = Counter(
        (row["level"], notice(row["text"]).level) for row in labelled("held-texts")
    )
    reached = shares(
        pairs[level, level],
        sum(pairs[each, level] for each in LEVELS),
        sum(pairs[level, each] for each in LEVELS),
    )
    print(f"\nheld: {level}: precision {reached[0]:.3f}, recall {reached[1]:.3f}")
    assert reached[0] >= precision and reached[1] >= recall


@pytest.mark.parametrize(
    ("half", "precision", "recall"), [("tune", 0.97, 0.97), ("held", 0.90, 0.70)]
)
def test_details_numbers_and_claims(half: str, precision: float, recall: float) -> None:
    hits = found = wanted = 0
    for row in labelled(f"{half}-details"):
        noticed = notice(row["text"], bans_numbers=True)
        kinds = {detail.kind for detail in noticed.details} | (
            {"claim"} if noticed.claims else set()
        )
        hits += len(kinds & set(row["kinds"]))
        found += len(kinds)
        wanted += len(row["kinds"])
    reached = shares(hits, found, wanted)
    print(f"\n{half}: details: precision {reached[0]:.3f}, recall {reached[1]:.3f}")
    assert reached[0] >= precision and reached[1] >= recall
