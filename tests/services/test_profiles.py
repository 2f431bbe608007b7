"""Profiles hold what a member wrote in, and nothing else."""

from __future__ import annotations

import dataclasses

import pytest

from bbs.errors import Invalid, NotFound, Refused
from bbs.models import Profile
from bbs.policy import GUEST, Actor
from bbs.services import boards, friends, leaving, letters, profiles, threads
from bbs.views import ProfileView
from tests.helpers import PASSPHRASE, Join, QueryCount, StandingClock


@pytest.fixture
def otter(join: Join) -> Actor:
    return join("quiet-otter").actor


@pytest.fixture
def wren(join: Join) -> Actor:
    return join("brave-wren").actor


EMPTY = ProfileView("quiet-otter", "", (), (), "", is_own=False)


def test_who_wrote_nothing_in_has_an_empty_one(
    otter: Actor, wren: Actor, clock: StandingClock
) -> None:
    boards.join(otter, "self-injury", now=clock())
    threads.start(otter, "back-pain", "Title", "Words", now=clock())
    assert profiles.of(wren, "quiet-otter") == EMPTY
    assert Profile.select().count() == 0


def test_it_holds_what_was_written_in(otter: Actor, wren: Actor) -> None:
    profiles.write(otter, "I paint.\x1b[2J\r\nBadly.  \n")
    profiles.name_boards(otter, ["stress", "back-pain", "stress"])
    profiles.show_season(otter, True)
    seen = profiles.of(wren, "Quiet-Otter")
    assert seen == ProfileView(
        "quiet-otter", "I paint.[2J\nBadly.", ("stress", "back-pain"), ("Stress", "Back Pain"),
        "spring 2026", is_own=False,
    )  # fmt: skip
    assert profiles.of(otter, "quiet-otter") == dataclasses.replace(seen, is_own=True)
    profiles.write(otter, "")
    profiles.name_boards(otter, [])
    profiles.show_season(otter, False)
    assert profiles.of(wren, "quiet-otter") == EMPTY


def test_each_part_is_chosen_by_itself(otter: Actor, wren: Actor) -> None:
    profiles.show_season(otter, True)
    profiles.write(otter, "I paint.")
    assert profiles.of(wren, "quiet-otter").season == "spring 2026"
    profiles.show_season(otter, False)
    seen = profiles.of(wren, "quiet-otter")
    assert (seen.season, seen.body) == ("", "I paint.")


def test_a_few_lines_are_enough(otter: Actor) -> None:
    profiles.write(otter, "é" * 500)
    with pytest.raises(Invalid, match="1,001 bytes"):
        profiles.write(otter, "é" * 500 + "x")
    profiles.write(otter, "\n".join("x" * 10))
    with pytest.raises(Invalid, match="11 lines"):
        profiles.write(otter, "\n".join("x" * 11))
    with pytest.raises(NotFound, match="no board nowhere"):
        profiles.name_boards(otter, ["stress", "nowhere"])
    slugs = [board.slug for board in boards.listing(otter)]
    profiles.name_boards(otter, slugs[:10])
    with pytest.raises(Invalid, match="10 boards"):
        profiles.name_boards(otter, slugs[:11])
    assert len(profiles.of(otter, "quiet-otter").boards) == 10


def test_guests_read_none_and_nobody_has_none(otter: Actor) -> None:
    with pytest.raises(Refused, match="new@"):
        profiles.of(GUEST, "quiet-otter")
    with pytest.raises(NotFound, match="no member named nobody-here"):
        profiles.of(otter, "nobody-here")


def test_the_blocked_see_the_same_profile_as_ever(otter: Actor, wren: Actor) -> None:
    profiles.write(otter, "I paint.")
    profiles.name_boards(otter, ["stress"])
    friends.ask(wren, "quiet-otter")
    before = profiles.of(wren, "quiet-otter")
    letters.block(otter, "brave-wren")
    assert profiles.of(wren, "quiet-otter") == before
    assert before.body == "I paint." and before.friend == "asked"


def test_of_whom_one_blocked_nothing_is_to_be_seen(otter: Actor, wren: Actor) -> None:
    profiles.write(otter, "I paint.")
    profiles.show_season(otter, True)
    friends.ask(otter, "brave-wren")
    letters.block(wren, "quiet-otter")
    assert profiles.of(wren, "quiet-otter") == dataclasses.replace(EMPTY, is_blocked=True)
    letters.unblock(wren, "quiet-otter")
    assert profiles.of(wren, "quiet-otter").body == "I paint."


def test_it_goes_with_its_member(otter: Actor, wren: Actor, clock: StandingClock) -> None:
    profiles.write(otter, "I paint.")
    threads.start(otter, "back-pain", "Title", "Words", now=clock())
    leaving.delete_account(otter, PASSPHRASE, erase_texts=False, now=clock())
    assert Profile.select().count() == 0
    with pytest.raises(NotFound):
        profiles.of(wren, "quiet-otter")
    with pytest.raises(NotFound):
        profiles.of(wren, "departed member")


def test_it_costs_four_queries(otter: Actor, wren: Actor, assert_query_count: QueryCount) -> None:
    profiles.name_boards(otter, ["stress", "back-pain", "panic"])
    with assert_query_count(4):
        profiles.of(wren, "quiet-otter")
