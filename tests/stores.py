"""Databases for tests: SQLite's files, or those of a PostgreSQL server where there is one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import cluster

SERVER = "LAMPLIGHT_TEST_DATABASE"
"""Names the variable that holds the server's URL; without it the tests run on SQLite."""


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
