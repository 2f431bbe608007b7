"""Databases for tests: SQLite's files, or those of a PostgreSQL server where there is one."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg

from tests import cluster

SERVER = "LAMPLIGHT_TEST_DATABASE"
"""Names the variable that holds the server's URL; without it the tests run on SQLite."""


def is_on_a_server() -> bool:
    """Whether the tests run on PostgreSQL."""
    return SERVER in os.environ


@contextmanager
def new(path: Path) -> Iterator[str]:
    """The URL of an empty database, which lasts as long: at `path`, or on the server."""
    server = os.environ.get(SERVER)
    if server is None:
        yield f"sqlite:///{path}"
    else:
        url = cluster.make_database(server)
        try:
            yield url
        finally:
            cluster.drop_database(url)


_of: dict[Path, str] = {}


def of(folder: Path) -> str:
    """The URL of the database of a house whose home is `folder`: the same each time."""
    if not is_on_a_server():
        return f"sqlite:///{folder / 'data' / 'lamplight.db'}"
    if folder not in _of:
        _of[folder] = cluster.make_database(os.environ[SERVER])
    return _of[folder]


def drop(folder: Path) -> None:
    """Drop it, where it lies on a server; a file goes with its folder."""
    if folder in _of:
        cluster.drop_database(_of.pop(folder))


@contextmanager
def copied(original: str, path: Path) -> Iterator[str]:
    """The URL of a copy of a database to which nobody is connected."""
    server = os.environ.get(SERVER)
    if server is None:
        shutil.copyfile(original.removeprefix("sqlite:///"), path)
        yield f"sqlite:///{path}"
    else:
        url = cluster.make_database(server, cluster.name_in(original))
        try:
            yield url
        finally:
            cluster.drop_database(url)


def query(url: str, sql: str, *values: object) -> list[tuple[object, ...]]:
    """Ask a database itself; a parameter is `?`."""
    if not url.startswith("sqlite:///"):
        with psycopg.connect(url) as connection:
            return connection.execute(sql.replace("?", "%s"), values or None).fetchall()
    path = url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as store:
        return store.execute(sql, values).fetchall()


def rows_on_server(url: str) -> bytes:
    """All rows of all tables of a PostgreSQL database, texts and bytes as they are."""
    tables = query(url, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    found = []
    with psycopg.connect(url) as connection:
        for (table,) in tables:
            with connection.cursor().copy(f'COPY "{table}" TO STDOUT (FORMAT binary)') as rows:
                found += [bytes(part) for part in rows]
    return b"".join(found)
