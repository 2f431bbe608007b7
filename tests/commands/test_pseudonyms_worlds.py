"""Nobody can tell who is behind a pseudonym: two worlds that differ in that alone look the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from bbs.errors import BBSError
from tests.commands.worlds import (
    ACTS,
    PEOPLE,
    World,
    answer,
    base,
    begin,
    block_a_handle,
    forgotten,
    leave,
    opened,
    seen,
    write_letters,
)

SEEDS = range(6)


@pytest.fixture
def house_of_before(tmp_path: Path, empty_house: str) -> Iterator[Path]:
    with base(tmp_path, empty_house) as path:
        yield path


def live(world: World, seed: int) -> list[str]:
    """What happens in a world, by chance; what couldn't be done is the same in both."""
    rng = Random(seed)
    begin(world, rng)
    begin(world, rng, "heidelbeere", is_veiled=False)
    begin(world, rng, "stachelbeere", is_veiled=False)
    answer(world, rng)
    undone = []
    by_chance = [rng.choice(ACTS) for _ in range(12)]
    for number, act in enumerate((write_letters, block_a_handle, *by_chance, write_letters)):
        try:
            act(world, rng)
        except (BBSError, IndexError, ValueError) as error:
            undone.append(f"{number}: {type(error).__name__} {error}")
    return undone


def test_each_command_is_thought_of() -> None:
    assert forgotten() == set()


@pytest.mark.parametrize("seed", SEEDS)
async def test_two_worlds_look_the_same_to_another_member(
    seed: int, house_of_before: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = []
    for veiled in PEOPLE[:2]:
        copy = tmp_path / f"{veiled}.db"
        with opened(house_of_before, copy, veiled, monkeypatch, seed) as world:
            undone = live(world, seed)
            before = await seen(world)
            # The same one leaves in both worlds: in one of them it is who wrote the veiled posts.
            leave(world, PEOPLE[seed % 2], erase_texts=seed % 4 < 2)
            looks.append((undone, before, await seen(world)))
    (undone, before, after), (undone_too, before_too, after_too) = looks
    assert undone == undone_too and len(undone) < 6
    for one, other in ((before, before_too), (after, after_too)):
        assert one.keys() == other.keys()
        assert {key for key in one if one[key] != other[key]} == set()
    assert len(before) > 150 and any(" in " in key for key in before)


async def test_who_writes_by_name_makes_a_difference(
    house_of_before: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or the test above could not fail."""
    looks = []
    for who in PEOPLE[:2]:
        copy = tmp_path / f"{who}.db"
        with opened(house_of_before, copy, who, monkeypatch, 1) as world:
            rng = Random(1)
            begin(world, rng, who, is_veiled=False)
            answer(world, rng, who)
            looks.append(await seen(world))
    differs = {key for key in looks[0] if looks[0][key] != looks[1][key]}
    for face in (
        "reader: search Words --json",
        "reader: read 1",
        "reader: waiting --json",
        "talk",
        "reader: packet --format qwk",
    ):
        assert face in differs
    assert any("packet" in each for each in differs) and any("file" in each for each in differs)
