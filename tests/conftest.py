"""What all tests share: a house on a temporary database, a clock that stands, and a counter."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import settings

from bbs import db
from bbs.policy import Actor, Role
from bbs.services import boards, credentials, limits, members, vault
from tests.helpers import CHEAP, PASSPHRASE, Join, QueryCount, StandingClock

# On other machines the same examples each time: a check that fails by chance tells nobody why.
settings.register_profile("ci", derandomize=True, deadline=None)
if os.environ.get("CI"):
    settings.load_profile("ci")


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture(scope="session")
def empty_house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database with the catalogue, made once, to be copied."""
    path = tmp_path_factory.mktemp("house") / "house.db"
    db.connect(f"sqlite:///{path}")
    db.migrate()
    with db.database.connection_context():
        boards.load_catalogue()
    return path


@pytest.fixture
def house(tmp_path: Path, empty_house: Path) -> Iterator[None]:
    """A database of the test's own, and this thread connected to it."""
    path = tmp_path / "house.db"
    shutil.copyfile(empty_house, path)
    db.connect(f"sqlite:///{path}")
    vault.bind(vault.Vault(pepper=b"p" * 32, cost=CHEAP))
    limits.bind({})
    with db.database.connection_context():
        yield


@pytest.fixture
def join(house: None, clock: StandingClock) -> Join:
    """Sign somebody up: `join("quiet-otter")` hands out their log-in."""

    def sign_up(handle: str, role: Role = Role.MEMBER) -> credentials.Login:
        if role is Role.SYSOP:
            chief = Actor(0, "host", Role.SYSOP)
            members.add(chief, handle, PASSPHRASE, role, now=clock())
            login = credentials.log_in(handle, PASSPHRASE)
            assert login is not None
            return login
        newcomer = members.Newcomer(
            handle, PASSPHRASE, accepts_rules=True, consents=True, is_adult=True
        )
        return members.sign_up(newcomer, now=clock()).login

    return sign_up


@pytest.fixture
def assert_query_count(monkeypatch: pytest.MonkeyPatch) -> QueryCount:
    """`with assert_query_count(3): ...` fails unless exactly three queries ran."""

    @contextmanager
    def counting(expected: int) -> Iterator[None]:
        ran: list[str] = []
        execute = db.database.execute_sql

        def counted(sql: str, *args: object, **kwargs: object) -> object:
            ran.append(sql)
            return execute(sql, *args, **kwargs)

        with monkeypatch.context() as patch:
            patch.setattr(db.database.obj, "execute_sql", counted)
            yield
        assert len(ran) == expected, "\n".join(ran)

    return counting
