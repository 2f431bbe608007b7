"""People of a house with staff in it, for the tests of what staff do."""

from __future__ import annotations

import pytest

from bbs.policy import Actor, Role
from bbs.services import boards, credentials, letters, staff
from bbs.services.credentials import Login
from tests.helpers import PASSPHRASE, Join, StandingClock

HOST = Actor(0, "host", Role.SYSOP)
__all__ = ["HOST", "egret", "heron", "last_letter", "leader", "otter", "sysop", "wren"]


def leader(join: Join, clock: StandingClock, handle: str, *slugs: str) -> Actor:
    """Somebody who leads boards."""
    join(handle)
    for slug in slugs:
        staff.set_leader(HOST, handle, slug, now=clock())
    login = credentials.log_in(handle, PASSPHRASE)
    assert login is not None
    return login.actor


def last_letter(login: Login) -> tuple[str, str, str]:
    """Sender, subject and body of the newest letter that somebody received."""
    rows = letters.listing(login.actor, login.key, is_incoming=True, limit=1).rows
    letter = letters.read(login.actor, login.key, rows[0].number)
    return letter.sender, letter.subject, letter.body


@pytest.fixture
def otter(join: Join, clock: StandingClock) -> Login:
    login = join("quiet-otter")
    boards.join(login.actor, "back-pain", now=clock())
    return login


@pytest.fixture
def wren(join: Join) -> Login:
    return join("brave-wren")


@pytest.fixture
def heron(join: Join, clock: StandingClock) -> Actor:
    """Who leads Back Pain."""
    return leader(join, clock, "grey-heron", "back-pain")


@pytest.fixture
def egret(join: Join, clock: StandingClock) -> Actor:
    """Who leads Back Pain, too, and Anxiety."""
    return leader(join, clock, "little-egret", "back-pain", "anxiety")


@pytest.fixture
def sysop(join: Join) -> Actor:
    return join("old-lantern", Role.SYSOP).actor
