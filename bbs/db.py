"""The database: connecting, the threads that hold it open, one atomic block a write."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

from peewee import DatabaseProxy, InterfaceError, OperationalError, SqliteDatabase
from playhouse.migrations import Runner

from bbs.errors import Busy, Invalid

Result = TypeVar("Result")
Service = TypeVar("Service", bound=Callable[..., Any])

log = logging.getLogger("bbs.db")

database: Any = DatabaseProxy()
MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_SECONDS = 5

# SQLite lets one writer in at a time and makes the others poll with sleeps: our own lock queues
# them without that. Re-entrant, for an atomic block within one.
_writers = threading.RLock()


def connect(url: str) -> None:
    """Bind the models to the database at `url`: `sqlite:///PATH`.

    Raises `Invalid` for any other scheme. Connections are opened by the threads that use them.
    """
    parts = urlsplit(url)
    if parts.scheme != "sqlite" or not parts.path.strip("/"):
        raise Invalid(f"The database's URL starts with sqlite:///, not {parts.scheme}:.")
    path = unquote(parts.path.removeprefix("/"))
    Path(path).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    database.initialize(
        SqliteDatabase(
            path,
            pragmas={
                "journal_mode": "wal",
                "synchronous": "full",  # What a member saw accepted survives a power cut.
                "foreign_keys": 1,
                "secure_delete": 1,
                "busy_timeout": BUSY_SECONDS * 1000,
            },
            autoconnect=False,  # A stray query on the event loop is an error, not a stall.
        )
    )


def migrate() -> list[str]:
    """Bring the schema up to date; the names of the migrations that ran."""
    with database.connection_context():
        return list(Runner(database, str(MIGRATIONS)).up())


@contextmanager
def atomic() -> Iterator[None]:
    """One write: all of it, or nothing. On SQLite it takes the write lock at once."""
    with _writers, database.atomic("IMMEDIATE"):
        yield


def after_commit(callback: Callable[[], None]) -> None:
    """Call back in this thread once the atomic block is committed, never if it failed."""
    database.after_commit(callback)


class Pool:
    """A few threads with open connections, and a bound on how many calls may wait."""

    def __init__(self, name: str, threads: int, waiting: int) -> None:
        self._places = threading.BoundedSemaphore(threads + waiting)
        self._executor = ThreadPoolExecutor(
            threads, thread_name_prefix=name, initializer=_open_connection
        )

    def submit(self, work: Callable[[], Result]) -> Future[Result]:
        """Run `work` in one of the threads; raises `Busy` where too many wait already."""
        if not self._places.acquire(blocking=False):
            raise Busy("Very many people are here at this moment. Please try again in a minute.")
        future = self._executor.submit(_translated, work)
        future.add_done_callback(lambda _: self._places.release())
        return future

    def close(self) -> None:
        """Wait for what was begun, and close the threads' connections."""
        barrier = threading.Barrier(self._executor._max_workers)
        for _ in range(self._executor._max_workers):
            self._executor.submit(_close_connection, barrier)
        self._executor.shutdown()


def _open_connection() -> None:
    database.connect(reuse_if_open=True)


def _close_connection(barrier: threading.Barrier) -> None:
    barrier.wait(timeout=30)  # Each thread must take one of these, not one thread all.
    database.close()


def _translated(work: Callable[[], Result]) -> Result:
    try:
        return work()
    except (OperationalError, InterfaceError) as error:
        # The driver's own words may quote what a member wrote: only its name for it is told.
        name = getattr(error.__cause__ or error.__context__, "sqlite_errorname", "")
        log.error("the store did not answer: %s %s", type(error).__name__, name)
        raise Busy(
            "The community's store did not answer. Nothing of yours is lost: "
            "please try again in a minute."
        ) from error


_pools: dict[str, Pool] = {}


def open_pools(*, db_threads: int, hash_threads: int, hash_waiting: int) -> None:
    """Start the threads: some for the database, some for what hashes passphrases."""
    _pools["db"] = Pool("db", db_threads, 2_000)
    _pools["hash"] = Pool("hash", hash_threads, hash_waiting)


def close_pools() -> None:
    """Finish what was begun, and stop the threads."""
    while _pools:
        _pools.popitem()[1].close()


def later(work: Callable[[], None]) -> None:
    """Do a small write that nobody waits for, in a thread of its own; at once where none runs.

    It may be left out: where too much waits already, or the store doesn't answer.
    """
    pool = _pools.get("db")
    if pool is None:
        work()
        return
    try:
        pool.submit(work).add_done_callback(_look_after)
    except Busy:
        log.warning("a small write was left out: too much waits already")


def _look_after(future: Future[None]) -> None:
    error = future.exception()
    if error is not None and not isinstance(error, Busy):
        log.error("a small write failed: %s", type(error).__name__)


def hashes(service: Service) -> Service:
    """Mark a service that stretches a passphrase, so that it runs in the hashing pool."""
    service.pool = "hash"  # type: ignore[attr-defined]
    return service


def pool_for(service: Callable[..., Any]) -> Pool:
    """The pool in which a service runs."""
    return _pools[getattr(service, "pool", "db")]
