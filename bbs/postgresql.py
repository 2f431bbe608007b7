"""PostgreSQL behind the models: connecting, one writer at a time, and a server that went away.

See docs/decisions/0021-postgresql.md for why writers take turns by a lock.
"""

from __future__ import annotations

import re
import threading
import time
from typing import Any

import psycopg
from peewee import OperationalError, PostgresqlDatabase
from psycopg.conninfo import conninfo_to_dict

from bbs.errors import Invalid

SCHEMES = ("postgresql", "postgres")
PATIENCE_SECONDS = 15.0
"""So long calls wait for a server that went away, all of them together."""
_AGAIN_SECONDS = 0.25
_CONNECT_SECONDS = "3"
_WRITING, _MIGRATING = 0x4C616D70, 0x4C616D71
"""Advisory locks, which are numbers that all clients of one database agree on."""
_READ_ONLY = "25006"
CHANNEL = "lamplight_news"
_PLAIN = re.compile(r"[a-z0-9 _-]{1,200}")


class Postgresql(PostgresqlDatabase):
    """One community's database on a PostgreSQL server; as with SQLite, one writes at a time."""

    def __init__(self, url: str, busy_seconds: float) -> None:
        """Take a URL as libpq takes it; raises `Invalid` where it is none, or names no database.

        A writer waits `busy_seconds` for its turn.
        """
        try:
            given = conninfo_to_dict(url)
        except psycopg.Error:
            # Not its own words: they may quote the password.
            raise Invalid("The database's URL can't be read as a PostgreSQL one.") from None
        name = given.pop("dbname", "")
        if not name:
            raise Invalid("The database's URL names no database: postgresql://HOST/NAME.")
        options = f"{_options(busy_seconds)} {given.pop('options', '')}".strip()
        parameters: dict[str, Any] = {**_CLIENT, **given, "options": options}
        # Without `autoconnect` a stray query on the event loop is an error, not a stall.
        super().__init__(str(name), prefer_psycopg3=True, autoconnect=False, **parameters)
        self._local = _Local()
        self._away = _Away()

    def execute_sql(self, sql: str, params: Any = None) -> Any:
        """Run a statement; what PostgreSQL can't hold in a text is never found, and no error."""
        return super().execute_sql(sql, None if params is None else [*map(_storable, params)])

    def begin(self, isolation_level: Any = None) -> None:
        """Begin a write; in one round trip it waits for its turn among all processes."""
        try:
            run = self._execute_cursor  # type: ignore[attr-defined]
            run(f"BEGIN; SELECT pg_advisory_xact_lock({_WRITING})", ())
        except Exception:
            if not self.is_lost():
                self.rollback()
            raise

    def commit(self) -> None:
        """Commit, and with it tell the news; if no answer comes, nobody knows if it happened."""
        self._local.has_committed = True
        told, self._local.news = self._local.news, []
        run = self._execute_cursor  # type: ignore[attr-defined]
        run("".join((*map(_notify, dict.fromkeys(told)), "COMMIT")), ())

    def notify(self, words: str) -> None:
        """Tell whoever listens, on all processes, when what is being written is committed."""
        if self.in_transaction():
            self._local.news.append(words)
        else:
            self.execute_sql(_notify(words))

    def rollback(self) -> None:
        """Take the write back; where the server went away, it has been taken back."""
        self._local.news = []
        if not self.is_lost():
            super().rollback()

    def is_lost(self) -> bool:
        """Whether this thread has no connection that can be used."""
        return self.is_closed() or bool(self.connection().closed)

    def begin_work(self) -> None:
        """Make this thread ready for a call: connected, and nothing committed yet.

        Where the server is away it waits, and raises `OperationalError` once it was away for
        `PATIENCE_SECONDS`.
        """
        self._local.has_committed = False
        if self.is_lost():
            self.drop()
            self._away.wait_until(self.connect)

    def may_begin_again(self, error: Exception) -> bool:
        """Whether a call that failed so, and that has left nothing written, may run once more."""
        if not self.is_lost() and sqlstate(error) != _READ_ONLY:
            return False
        self.drop()  # A server that only reads now has been replaced by another one.
        return not self._local.has_committed

    def drop(self) -> None:
        """Forget this thread's connection, whatever state it is in."""
        if not self.is_closed():
            self.connection().close()
        self.dispose()

    def another(self) -> psycopg.Connection[tuple[Any, ...]]:
        """A connection beside those of the threads, which commits each statement."""
        return psycopg.connect(dbname=self.database, autocommit=True, **self.connect_params)

    def migrating(self) -> Any:
        """While entered, no other process changes the schema, and waiting for locks may last."""
        return _Migrating(self)


class _Local(threading.local):
    def __init__(self) -> None:
        self.has_committed = False
        self.news: list[str] = []


class _Away:
    """A server that doesn't answer: all threads wait for it together, and then none does."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._since: float | None = None
        self._tried = 0.0

    def wait_until(self, connect: Any) -> None:
        """Connect, again and again; raises `OperationalError` when it has been away too long."""
        while True:
            now = time.monotonic()
            if self._is_too_long(now) and now - self._tried < _AGAIN_SECONDS:
                raise OperationalError("the server is away")
            try:
                connect()
            except OperationalError:
                with self._lock:
                    self._tried = time.monotonic()
                    self._since = self._tried if self._since is None else self._since
                if self._is_too_long(self._tried):
                    raise
                time.sleep(_AGAIN_SECONDS)
            else:
                self._since = None
                return

    def _is_too_long(self, now: float) -> bool:
        since = self._since
        return since is not None and now - since >= PATIENCE_SECONDS


class _Migrating:
    def __init__(self, engine: Postgresql) -> None:
        self._engine = engine

    def __enter__(self) -> None:
        self._engine.execute_sql("SET lock_timeout = 0")
        self._engine.execute_sql(f"SELECT pg_advisory_lock({_MIGRATING})")

    def __exit__(self, *_: object) -> None:
        if not self._engine.is_lost():
            self._engine.execute_sql(f"SELECT pg_advisory_unlock({_MIGRATING})")
            self._engine.execute_sql("RESET lock_timeout")


def _storable(value: Any) -> Any:
    if isinstance(value, str) and ("\0" in value or not value.isprintable()):
        return value.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")
    return value


def _notify(words: str) -> str:
    # In one round trip with COMMIT, which takes no parameters: so nothing but words and numbers.
    if not _PLAIN.fullmatch(words):
        raise ValueError("news are words and numbers")
    return f"NOTIFY {CHANNEL}, '{words}';"


def sqlstate(error: BaseException) -> str:
    """PostgreSQL's code for what went wrong, if the error came from there; it quotes nobody."""
    cause = error.__cause__ or error.__context__
    return str(getattr(cause, "sqlstate", None) or "")


_CLIENT = {
    "application_name": "lamplight",
    "connect_timeout": _CONNECT_SECONDS,
    "target_session_attrs": "read-write",
    # A host that vanished doesn't say so.
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "20000",
}


def _options(busy_seconds: float) -> str:
    """How the server shall treat us, in milliseconds.

    Whoever holds the writers' lock and falls silent is thrown out, or nobody could write.
    """
    settings = {
        "lock_timeout": round(busy_seconds * 1000),
        "idle_in_transaction_session_timeout": 60_000,
        "tcp_user_timeout": 20_000,
        "tcp_keepalives_idle": 10,
        "TimeZone": "UTC",
    }
    return " ".join(f"-c {name}={value}" for name, value in settings.items())
