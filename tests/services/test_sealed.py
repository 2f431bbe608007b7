"""Sealing what is a member's own, of whatever kind."""

from __future__ import annotations

import pytest

from bbs.errors import Locked, NotFound
from bbs.services import sealed
from tests.helpers import Join

TEXTS = ("A day", "Slept badly. Better than yesterday.")


def test_its_owner_opens_it_in_its_place_and_nobody_else(join: Join) -> None:
    otter, wren = join("quiet-otter"), join("brave-wren")
    owner_id = otter.actor.member_id
    kept = sealed.seal(owner_id, "journal", b"7", *TEXTS)
    assert kept.key_number == 1 and TEXTS[1].encode() not in kept.sealed
    assert otter.key is not None and wren.key is not None

    def opened(**other: object) -> object:
        given: dict[str, object] = {
            "key": otter.key, "owner_id": owner_id, "kind": "journal", "place": b"7",
            "key_number": 1, "sealed": kept.sealed,
        }  # fmt: skip
        return sealed.open_(**(given | other))  # type: ignore[arg-type]

    assert opened() == TEXTS
    for other in (
        {"key": wren.key}, {"owner_id": wren.actor.member_id}, {"kind": "draft"}, {"place": b"8"},
        {"key_number": 2}, {"sealed": kept.sealed[:-1]},
    ):  # fmt: skip
        assert opened(**other) is None, other


def test_its_length_tells_one_of_a_few_sizes(join: Join) -> None:
    owner_id = join("quiet-otter").actor.member_id
    sizes = [
        len(sealed.seal(owner_id, "journal", b"7", "x" * length).sealed)
        for length in (0, 100, 504, 505, 2_000, 2_041, 8_000, 30_000)
    ]
    beside = sizes[0] - 512
    assert [size - beside for size in sizes] == [512, 512, 512, 2048, 2048, 8192, 8192, 32768]


def test_without_the_key_it_says_how_to_get_it(join: Join) -> None:
    key = join("quiet-otter").key
    assert sealed.required(key) is key
    with pytest.raises(Locked, match="passphrase opens your letters"):
        sealed.required(None)
    with pytest.raises(NotFound):
        sealed.seal(999, "journal", b"7", "x")


def test_what_it_protects_from_is_said_in_two_lines() -> None:
    assert len(sealed.PROTECTS) == 2
    assert all(len(line) <= 78 for line in sealed.PROTECTS)
    assert "disk" in sealed.PROTECTS[0] and "server" in sealed.PROTECTS[1]
