"""Friends: both want it, the list is private, and a block leaves no trace for the blocked."""

from __future__ import annotations

import pytest

from bbs.errors import Invalid, NotFound, Refused
from bbs.models import Friend
from bbs.policy import GUEST, Actor
from bbs.services import friends, leaving, letters
from tests.helpers import PASSPHRASE, Join, QueryCount, StandingClock


@pytest.fixture
def otter(join: Join) -> Actor:
    return join("quiet-otter").actor


@pytest.fixture
def wren(join: Join) -> Actor:
    return join("brave-wren").actor


def seen(actor: Actor) -> list[tuple[str, str]]:
    return [(each.handle, each.state) for each in friends.listing(actor)]


def befriend(one: Actor, other: Actor) -> None:
    assert friends.ask(one, other.handle) is False
    assert friends.ask(other, one.handle) is True


def test_both_must_want_it(otter: Actor, wren: Actor) -> None:
    assert friends.ask(otter, "Brave-Wren") is False
    assert seen(otter) == [("brave-wren", "asked")]
    assert seen(wren) == [("quiet-otter", "asks")] and friends.requests(wren) == 1
    assert not friends.are(otter, wren.member_id) and not friends.are(wren, otter.member_id)
    assert friends.ask(wren, "quiet-otter") is True
    assert friends.are(otter, wren.member_id) and friends.are(wren, otter.member_id)
    assert seen(otter) == [("brave-wren", "friend")]
    assert seen(wren) == [("quiet-otter", "friend")] and friends.requests(wren) == 0
    assert friends.ask(wren, "quiet-otter") is True and len(seen(wren)) == 1


def test_the_list_is_in_order(otter: Actor, wren: Actor, join: Join) -> None:
    befriend(otter, wren)
    for handle in ("zebra", "amber-fox"):
        friends.ask(join(handle).actor, otter.handle)
    join("old-lantern")
    friends.ask(otter, "old-lantern")
    assert seen(otter) == [
        ("amber-fox", "asks"), ("zebra", "asks"), ("brave-wren", "friend"),
        ("old-lantern", "asked"),
    ]  # fmt: skip


def test_nobody_else_sees_it(otter: Actor, wren: Actor, join: Join) -> None:
    befriend(otter, wren)
    third = join("old-lantern").actor
    assert seen(third) == []
    assert not friends.are(third, otter.member_id)
    assert friends.state(third, otter.member_id) == ""


def test_what_cannot_be(otter: Actor, wren: Actor) -> None:
    with pytest.raises(Invalid, match="own handle"):
        friends.ask(otter, "quiet-otter")
    with pytest.raises(NotFound, match="no member named nobody-here"):
        friends.ask(otter, "nobody-here")
    with pytest.raises(NotFound):
        friends.end(otter, "nobody-here")
    with pytest.raises(Refused, match="new@"):
        friends.ask(GUEST, "quiet-otter")
    letters.block(otter, "brave-wren")
    with pytest.raises(Invalid, match="You blocked them"):
        friends.ask(otter, "brave-wren")
    assert Friend.select().count() == 0


def test_there_is_a_most(
    otter: Actor, wren: Actor, join: Join, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(friends, "MOST_FRIENDS", 1)
    befriend(otter, wren)
    friends.ask(otter, "brave-wren")  # There already.
    third = join("old-lantern").actor
    with pytest.raises(Invalid, match="1 friends and requests are the most"):
        friends.ask(otter, "old-lantern")
    assert seen(third) == []


def test_taking_back_and_ending(otter: Actor, wren: Actor) -> None:
    friends.ask(otter, "brave-wren")
    friends.end(otter, "brave-wren")
    assert seen(otter) == seen(wren) == []
    befriend(otter, wren)
    friends.end(wren, "quiet-otter")
    assert seen(otter) == seen(wren) == [] and Friend.select().count() == 0
    friends.end(wren, "quiet-otter")


def test_put_away_and_unanswered_are_the_same_to_see(otter: Actor, wren: Actor, join: Join) -> None:
    third = join("old-lantern").actor
    for handle in ("brave-wren", "old-lantern"):
        friends.ask(otter, handle)
    friends.end(wren, "quiet-otter")
    assert seen(wren) == [] and friends.requests(wren) == 0
    assert seen(third) == [("quiet-otter", "asks")]
    assert seen(otter) == [("brave-wren", "asked"), ("old-lantern", "asked")]
    assert friends.ask(otter, "brave-wren") is False and seen(wren) == []
    # Taken back and asked anew, it is a new request.
    friends.end(otter, "brave-wren")
    friends.ask(otter, "brave-wren")
    friends.end(wren, "quiet-otter")
    assert friends.ask(wren, "quiet-otter") is True
    friends.end(otter, "brave-wren")
    assert seen(wren) == [] == [each for each in seen(otter) if each[0] == "brave-wren"]


def test_asking_somebody_who_blocked_one_is_asking_who_never_answers(
    otter: Actor, wren: Actor, join: Join
) -> None:
    silent = join("old-lantern").actor
    letters.block(wren, "quiet-otter")
    answers = [friends.ask(otter, handle) for handle in ("brave-wren", "old-lantern")]
    assert answers == [False, False]
    assert seen(otter) == [("brave-wren", "asked"), ("old-lantern", "asked")]
    states = [friends.state(otter, each.member_id) for each in (wren, silent)]
    assert states == ["asked", "asked"]
    assert seen(wren) == [] and friends.requests(wren) == 0
    letters.unblock(wren, "quiet-otter")
    assert seen(wren) == [("quiet-otter", "asks")]


def test_friends_who_are_blocked_notice_nothing(otter: Actor, wren: Actor) -> None:
    befriend(otter, wren)
    letters.block(wren, "quiet-otter")
    assert seen(otter) == [("brave-wren", "friend")] and seen(wren) == []
    assert friends.state(otter, wren.member_id) == "friend"
    # But what is for friends is not for them any more, on either side.
    assert not friends.are(otter, wren.member_id) and not friends.are(wren, otter.member_id)
    letters.unblock(wren, "quiet-otter")
    assert friends.are(otter, wren.member_id) and seen(wren) == [("quiet-otter", "friend")]


def test_who_leaves_is_nobodys_friend(otter: Actor, wren: Actor, clock: StandingClock) -> None:
    befriend(otter, wren)
    leaving.delete_account(wren, PASSPHRASE, erase_texts=False, now=clock())
    assert seen(otter) == [] and Friend.select().count() == 0


def test_a_list_costs_two_queries(
    otter: Actor, wren: Actor, join: Join, assert_query_count: QueryCount
) -> None:
    befriend(otter, wren)
    for handle in ("amber-fox", "old-lantern", "zebra"):
        friends.ask(join(handle).actor, otter.handle)
    with assert_query_count(2):
        assert len(friends.listing(otter)) == 4
    with assert_query_count(1):
        assert friends.requests(otter) == 3
    with assert_query_count(1):
        assert friends.are(otter, wren.member_id)
