"""The database: connecting, the threads that hold it open, one atomic block a write."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

from peewee import (
    DatabaseProxy,
    IntegrityError,
    InterfaceError,
    OperationalError,
    PeeweeException,
    SqliteDatabase,
)
from playhouse.migrations import Runner

from bbs import postgresql
from bbs.errors import Busy, Invalid, NotFound
from bbs.postgresql import Postgresql

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
    """Bind the models to the database at `url`: `sqlite:///PATH` or `postgresql://HOST/NAME`.

    Raises `Invalid` for any other scheme. Connections are opened by the threads that use them.
    """
    parts = urlsplit(url)
    if parts.scheme in postgresql.SCHEMES:
        database.initialize(Postgresql(url, BUSY_SECONDS))
        return
    if parts.scheme != "sqlite" or not parts.path.strip("/"):
        raise Invalid(
            f"The database's URL starts with sqlite:/// or postgresql://, not {parts.scheme}:."
        )
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
                "temp_store": "memory",  # What a statement sets aside never gets to the disk.
                "busy_timeout": BUSY_SECONDS * 1000,
            },
            autoconnect=False,  # A stray query on the event loop is an error, not a stall.
        )
    )


def migrate() -> list[str]:
    """Bring the schema up to date; the names of the migrations that ran.

    Raises `Invalid` where there is no such server or database.
    """
    try:
        database.connect()
    except OperationalError as error:
        raise Invalid(f"The database can't be opened: {' '.join(str(error).split())}") from None
    try:
        with _migrating():
            return list(Runner(database, str(MIGRATIONS)).up())
    finally:
        database.close()


def _migrating() -> AbstractContextManager[None]:
    # Of processes on one host the lock of the data folder lets one in; there may be more hosts.
    return database.obj.migrating() if is_postgresql() else nullcontext()


def is_postgresql() -> bool:
    """Whether the community lives on a server, where other processes may change it, too."""
    return isinstance(database.obj, Postgresql)


@contextmanager
def atomic() -> Iterator[None]:
    """One write: all of it, or nothing, while nobody else writes; it waits for its turn at once.

    Raises `NotFound` where a row points at what went meanwhile: a thread, or whoever writes.
    """
    try:
        with _writing(), database.atomic("IMMEDIATE"):
            yield
    except IntegrityError as error:
        if _points_nowhere(error):
            raise NotFound(
                "That, or your own account, is not there any more. Nothing was written."
            ) from error
        raise


def _points_nowhere(error: IntegrityError) -> bool:
    cause = error.__cause__ or error.__context__
    code = getattr(cause, "sqlite_errorname", None) or postgresql.sqlstate(error)
    return code in ("SQLITE_CONSTRAINT_FOREIGNKEY", "23503")


@contextmanager
def _writing() -> Iterator[None]:
    if is_postgresql():
        yield  # There BEGIN waits for the lock that all processes share.
        return
    # Somebody else's program may hold the store. Those who wait here wait no longer than the one
    # who asks the store itself: one after the other, they would take all threads from readers.
    if not _writers.acquire(timeout=BUSY_SECONDS):
        raise OperationalError("no writer got through")
    try:
        yield
    finally:
        _writers.release()


def after_commit(callback: Callable[[], None]) -> None:
    """Call back in this thread once the atomic block is committed, never if it failed."""
    database.after_commit(callback)


def leave_no_trace() -> bool:
    """Let nothing of deleted rows be left in SQLite's files; False where it takes a while yet.

    `secure_delete` has overwritten the rows. Yet the index of words holds what it was told, until
    it is merged; pages that were split hold copies of rows that moved, until they are written
    anew; the write-ahead log holds old pages, until it is cut to nothing, and that must wait for
    whoever reads. Call it outside of any atomic block. On PostgreSQL it does nothing: there the
    promise is rows, not pages.
    """
    if is_postgresql():
        return True
    try:
        with _writing():
            database.execute_sql(f"PRAGMA user_version = {_OWED}")
        is_clean = _size() <= WRITTEN_ANEW_AT_ONCE
        if is_clean:
            _merge_words()
            with _writing():
                database.execute_sql("VACUUM")
                database.execute_sql("PRAGMA user_version = 0")
        is_cut = _cut_log()
    except OperationalError:
        # The rows are gone whatever happens here: whoever left must not be told otherwise.
        is_clean = is_cut = False
    if not is_clean:
        log.warning("what was erased leaves the store's last pages at the next start")
        _start(0, _merge_words_later)
    if not is_cut:
        log.warning("what was erased stays in the store's log for a while yet")
        _start(_CUT_AGAIN, _cut_log_later)
    return is_clean and is_cut


def write_pages_anew() -> None:
    """At the start: do what a large store still owes to those whose texts were erased."""
    if is_postgresql():
        return
    if database.execute_sql("PRAGMA user_version").fetchone() == (_OWED,):
        _merge_words()
        with _writing():
            database.execute_sql("PRAGMA temp_store = file")  # It might not fit in memory.
            database.execute_sql("VACUUM")
            database.execute_sql("PRAGMA temp_store = memory")
            database.execute_sql("PRAGMA user_version = 0")
        _cut_log()


_WORD_INDEXES = "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%USING fts5%'"
_CUT_AGAIN = 30.0
_OWED = 1
"""In SQLite's `user_version`, which is the house's own to use: pages are to be written anew."""
WRITTEN_ANEW_AT_ONCE = 256 * 1024 * 1024
"""280 MB took 1.9 s and as much memory; writers wait meanwhile."""


_MERGED_AT_ONCE = 500
"""Pages of an index of words: 0.4 s in which no writer gets in, of 8 s for a million posts."""


def _start(seconds: float, work: Callable[[], None]) -> None:
    later = threading.Timer(seconds, work)
    later.daemon = True
    later.start()


def _merge_words() -> None:
    """Merge the index of words to one piece: what it was told to forget is in it no more."""
    for (name,) in database.execute_sql(_WORD_INDEXES).fetchall():
        pages = -_MERGED_AT_ONCE  # Below 0: all pieces, even those that are large enough.
        while _has_merged(name, pages):
            pages = _MERGED_AT_ONCE


def _has_merged(name: str, pages: int) -> bool:
    """Merge some pages; whether there was anything to be merged (FTS5's own way to ask)."""
    with atomic():
        changes = database.execute_sql("SELECT total_changes()").fetchone()[0]
        merge = f'INSERT INTO "{name}" ("{name}", "rank") VALUES (?, ?)'  # noqa: S608
        database.execute_sql(merge, ["merge", pages])
        now = database.execute_sql("SELECT total_changes()").fetchone()[0]
    return bool(now - changes >= 2)


def _merge_words_later() -> None:
    with suppress(OperationalError, InterfaceError), database.connection_context():
        _merge_words()
        _cut_log()


def _size() -> int:
    pages, bytes_each = (
        int(database.execute_sql(f"PRAGMA {name}").fetchone()[0])
        for name in ("page_count", "page_size")
    )
    return pages * bytes_each


def _cut_log() -> bool:
    with _writing():
        is_busy, _, _ = database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not is_busy


def _cut_log_later() -> None:
    # The house may have been closed meanwhile, and closing cuts the log too.
    with suppress(OperationalError, InterfaceError), database.connection_context():
        _cut_log()


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
    # A pool whose thread could not begin takes no more work, ever: the call will say it.
    with suppress(OperationalError):
        database.connect(reuse_if_open=True)


def _close_connection(barrier: threading.Barrier) -> None:
    barrier.wait(timeout=30)  # Each thread must take one of these, not one thread all.
    database.close()


def _translated(work: Callable[[], Result]) -> Result:
    try:
        return _again_where_lost(work) if is_postgresql() else work()
    except (OperationalError, InterfaceError) as error:
        # The driver's own words may quote what a member wrote: only its name for it is told.
        name = getattr(error.__cause__ or error.__context__, "sqlite_errorname", "")
        name = name or postgresql.sqlstate(error)
        log.error("the store did not answer: %s %s", type(error).__name__, name)
        raise Busy(
            "The community's store did not answer. Nothing of yours is lost: "
            "please try again in a minute."
        ) from error


def _again_where_lost(work: Callable[[], Result]) -> Result:
    """A call whose server went away before it wrote anything is done again when it is back."""
    engine: Postgresql = database.obj
    while True:
        engine.begin_work()
        try:
            return work()
        except PeeweeException as error:
            if engine.may_begin_again(error):
                continue
            if engine.is_lost():
                raise OperationalError("the server went away") from error
            raise


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
