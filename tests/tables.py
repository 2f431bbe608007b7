"""What tests look at beneath the services: rows, bytes on the disk, statements and their plans."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bbs import db
from bbs.models import ALL


def dump() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    return {
        model._meta.table_name: sorted(
            db.database.execute_sql(f'SELECT * FROM "{model._meta.table_name}"').fetchall(),
            key=repr,
        )
        for model in ALL
    }


def on_disk(folder: Path) -> bytes:
    """The bytes of the database and of what lies beside it, the write-ahead log above all.

    Skips the test where a server has the files.
    """
    sqlite_alone()
    files = sorted(path for path in folder.iterdir() if path.name.startswith("house.db"))
    assert any(path.name.endswith("-wal") for path in files)
    return b"".join(path.read_bytes() for path in files)


@contextmanager
def statements(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, Any]]]:
    """The statements that run inside, with their parameters."""
    ran: list[tuple[str, Any]] = []
    execute = db.database.execute_sql

    def noted(sql: str, params: Any = None, *args: Any) -> Any:
        ran.append((sql, params))
        return execute(sql, params, *args)

    with monkeypatch.context() as patch:
        patch.setattr(db.database.obj, "execute_sql", noted)
        yield ran


def plan(statement: tuple[str, Any]) -> list[str]:
    """How SQLite goes about a statement, a step a line, deeper steps further in.

    Skips the test elsewhere: PostgreSQL's plans follow the rows that there are.
    """
    sqlite_alone()
    rows = db.database.execute_sql(f"EXPLAIN QUERY PLAN {statement[0]}", statement[1]).fetchall()
    depth = {0: -1}
    steps = []
    for step, parent, _, detail in rows:
        depth[step] = depth[parent] + 1
        steps.append("  " * depth[step] + detail)
    return steps


def sqlite_alone() -> None:
    """Skip the rest of a test that looks at SQLite's own ways, where there is none."""
    if db.is_postgresql():
        pytest.skip("of SQLite's own ways")
