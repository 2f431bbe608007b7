"""Live sessions: seen by their member alone, and ended kindly."""

from __future__ import annotations

import pytest

from bbs.errors import NotFound
from bbs.services import sessions
from bbs.services.credentials import Login
from bbs.sessions import LiveSessions
from tests.helpers import Join, StandingClock


class House:
    """A registry, and what its sessions were told."""

    def __init__(self, clock: StandingClock) -> None:
        self.live = LiveSessions()
        self.told: list[tuple[str, str]] = []
        self.dropped: list[str] = []
        self._clock = clock

    def begin(self, login: Login, name: str, connection: object) -> str:
        return self.live.begin(
            login.actor.member_id,
            "full screen",
            name,
            self._clock(),
            connection=connection,
            end=lambda why: self.told.append((name, why)),
            drop=lambda: self.dropped.append(name),
        )


@pytest.fixture
def house_of(clock: StandingClock) -> House:
    return House(clock)


def names(house_of: House, login: Login) -> list[str]:
    return [each.came_by for each in sessions.own(login.actor, house_of.live)]


def test_one_sees_one_s_own_and_which_of_them_asks(
    join: Join, clock: StandingClock, house_of: House
) -> None:
    otter, wren = join("quiet-otter"), join("brave-wren")
    first = house_of.begin(otter, "passphrase", 1)
    clock.pass_(minutes=3)
    second = house_of.begin(otter, "key laptop", 2)
    house_of.begin(wren, "passphrase", 3)
    one, two = sessions.own(otter.actor, house_of.live, second)
    assert (one.id, one.came_by, one.is_this) == (first, "passphrase", False)
    assert (two.id, two.came_by, two.is_this) == (second, "key laptop", True)
    assert (two.since - one.since).total_seconds() == 180
    house_of.live.finish(first)
    assert names(house_of, otter) == ["key laptop"]
    assert names(house_of, wren) == ["passphrase"]


def test_one_ends_one_s_own_and_nobody_else_s(join: Join, house_of: House) -> None:
    otter, wren = join("quiet-otter"), join("brave-wren")
    house_of.begin(otter, "here", 1)
    there = house_of.begin(otter, "there", 2)
    theirs = house_of.begin(wren, "theirs", 3)
    with pytest.raises(NotFound):
        sessions.end(otter.actor, house_of.live, theirs)
    sessions.end(otter.actor, house_of.live, there)
    assert house_of.told == [("there", sessions.ENDED)] and house_of.dropped == ["there"]
    assert (names(house_of, otter), names(house_of, wren)) == (["here"], ["theirs"])
    with pytest.raises(NotFound, match="ended already"):
        sessions.end(otter.actor, house_of.live, there)


def test_all_but_the_one_that_asks(join: Join, house_of: House) -> None:
    otter = join("quiet-otter")
    here = house_of.begin(otter, "here", 1)
    for name in ("there", "elsewhere"):
        house_of.begin(otter, name, name)
    house_of.begin(join("brave-wren"), "theirs", 3)
    assert sessions.end_others(otter.actor, house_of.live, here) == 2
    assert sorted(name for name, _ in house_of.told) == ["elsewhere", "there"]
    assert names(house_of, otter) == ["here"]
    assert sessions.end_others(otter.actor, house_of.live, here) == 0


def test_a_connection_goes_with_its_last_session_only(join: Join, house_of: House) -> None:
    otter, line = join("quiet-otter"), object()
    here = house_of.begin(otter, "here", line)
    there = house_of.begin(otter, "there", line)
    sessions.end(otter.actor, house_of.live, there)
    assert house_of.told and house_of.dropped == []
    sessions.end(otter.actor, house_of.live, here)
    assert house_of.dropped == ["here"]
