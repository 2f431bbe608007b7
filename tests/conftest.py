"""What all tests share: a house on a temporary database, a clock that stands, and a counter."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from hypothesis import settings

from bbs import db
from bbs.policy import Actor, Role
from bbs.services import boards, credentials, limits, members, vault
from tests import cluster, stores
from tests.helpers import CHEAP, PASSPHRASE, Join, QueryCount, StandingClock

# On other machines the same examples each time: a check that fails by chance tells nobody why.
settings.register_profile("ci", derandomize=True, deadline=None)
if os.environ.get("CI"):
    settings.load_profile("ci")


# A fifth of the time went into looking, again and again, at what lives as long as the run does.
_AS_EVER = gc.get_threshold()
gc.set_threshold(100_000, 50, 100)


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
def as_ever() -> Iterator[None]:
    """What can be thrown away is looked for as often as in the program: to measure memory."""
    rarely = gc.get_threshold()
    gc.set_threshold(*_AS_EVER)
    yield
    gc.set_threshold(*rarely)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=("sqlite", "postgresql"),
        default="sqlite",
        help="what the tests' communities are kept in (a server of the tests' own is started)",
    )


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--database") == "postgresql" and stores.SERVER not in os.environ:
        server = cluster.Cluster()
        server.start()
        # Those who run a share of the tests inherit it.
        os.environ[stores.SERVER] = server.url()
        config.add_cleanup(partial(_stop, server))


def _stop(server: cluster.Cluster) -> None:
    del os.environ[stores.SERVER]
    server.remove()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if stores.SERVER in os.environ:
        skip = pytest.mark.skip(reason="of SQLite's own ways")
        for item in items:
            if item.get_closest_marker("sqlite"):
                item.add_marker(skip)


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """A PostgreSQL server: the one that all tests run on, or one of these tests' own."""
    if (running := os.environ.get(stores.SERVER)) is not None:
        yield running
        return
    if not cluster.is_there() and not os.environ.get("CI"):
        pytest.skip("there is no PostgreSQL on this machine")
    server = cluster.Cluster()
    try:
        server.start()
        yield server.url()
    finally:
        server.remove()


@pytest.fixture
def own_server(server_url: str) -> Iterator[cluster.Cluster]:
    """A server that a test may kill, which waits for its disk."""
    server = cluster.Cluster(is_durable=True)
    server.start()
    yield server
    server.remove()


@pytest.fixture(scope="session")
def empty_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a migrated database with the catalogue, made once, to be copied."""
    with stores.new(tmp_path_factory.mktemp("house") / "house.db") as url:
        db.connect(url)
        db.migrate()
        with db.database.connection_context():
            boards.load_catalogue()
        yield url


@pytest.fixture
def house_url(tmp_path: Path, empty_house: str) -> Iterator[str]:
    """The URL of a database of the test's own, with the catalogue."""
    with stores.copied(empty_house, tmp_path / "house.db") as url:
        yield url


@pytest.fixture
def house(house_url: str) -> Iterator[None]:
    """A database of the test's own, and this thread connected to it."""
    db.connect(house_url)
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
