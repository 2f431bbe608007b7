"""A house with its threads running, and desks at which commands are given."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import pytest

from bbs import db
from tests.commands.desk import Desk
from tests.helpers import Join, StandingClock
from tests.screens.community import Community, settle_in

Sit = Callable[..., Desk]
"""`sit(login)` is a desk; without a log-in it is a guest's."""


@pytest.fixture
def sit(house: None, clock: StandingClock) -> Iterator[Sit]:
    """The house with its pools of threads open."""
    db.open_pools(db_threads=2, hash_threads=1, hash_waiting=8)
    yield partial(Desk, clock)
    db.close_pools()


@pytest.fixture
def town(join: Join, clock: StandingClock) -> Community:
    """A small community, an hour after its last post."""
    return settle_in(join, clock)


@pytest.fixture
def desk(town: Community, sit: Sit) -> Desk:
    """The desk of `quiet-otter`."""
    return sit(town.me)


@pytest.fixture
def guest(town: Community, sit: Sit) -> Desk:
    """A guest's desk, in the same community."""
    return sit()
