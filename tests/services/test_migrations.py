"""The schema: as its fixtures say, as the models say, and the same from wherever one starts."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bbs import db
from bbs.models import ALL
from bbs.models.base import milliseconds
from bbs.policy import Actor, Role
from bbs.services import archive

FIXTURES = sorted((Path(__file__).parent / "fixtures").glob("schema-*.sql"))
MIGRATIONS = sorted(path.stem for path in db.MIGRATIONS.glob("[0-9]*.py"))
HISTORY = "schema_migration"


OF_NO_MODEL = (HISTORY, "words", "word_source")
"""Tables and views that migrations alone know."""
WITH_RULES = ("audit_entry", "audit_anchor")
"""Tables whose model makes triggers, too."""


def schema(*, of_models: bool = False) -> str:
    """All tables and indexes in the order of their names, then views, then triggers.

    What FTS5 makes for itself is left out; with `of_models` all that no model stands for.
    """
    with db.database.connection_context():
        rows = db.database.execute_sql(
            "SELECT type, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL"
            " AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'words\\_%' ESCAPE '\\'"
            " OR type = 'trigger'"
            " ORDER BY CASE type WHEN 'table' THEN 1 WHEN 'index' THEN 2 WHEN 'view' THEN 3"
            " ELSE 4 END, name"
        ).fetchall()
    kept = [
        sql
        for kind, table, sql in rows
        if not of_models
        or (table not in OF_NO_MODEL and (kind != "trigger" or table in WITH_RULES))
    ]
    return "".join(f"{sql};\n" for sql in kept)


def upto(fixture: Path) -> list[str]:
    """The migrations that led to a fixture."""
    number = re.sub(r"\D", "", fixture.stem)
    return [name for name in MIGRATIONS if name[: len(number)] <= number]


def built_from(fixture: Path, url: str) -> None:
    """A database as it was after the fixture's migration."""
    db.connect(url)
    with db.database.connection_context():
        db.database.connection().executescript(fixture.read_text(encoding="utf-8"))
        for name in upto(fixture):
            db.database.execute_sql(
                f"INSERT INTO {HISTORY} (name, applied) VALUES (?, ?)",
                (name, "2026-01-01 00:00:00"),
            )


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'house.db'}"


def test_there_is_a_fixture_for_each_migration() -> None:
    assert [upto(fixture)[-1] for fixture in FIXTURES] == MIGRATIONS


def test_an_empty_database_comes_to_the_newest_fixture(url: str) -> None:
    db.connect(url)
    assert db.migrate() == MIGRATIONS
    assert schema() == FIXTURES[-1].read_text(encoding="utf-8")


def test_the_models_say_the_same(tmp_path: Path, url: str) -> None:
    db.connect(url)
    db.migrate()
    migrated = schema(of_models=True)
    db.connect(f"sqlite:///{tmp_path / 'models.db'}")
    with db.database.connection_context():
        db.database.create_tables(ALL)
    assert schema() == migrated
    assert migrated.count("CREATE TABLE") == len(ALL)


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda path: path.stem)
def test_from_each_fixture_on_it_comes_to_the_newest(fixture: Path, url: str) -> None:
    built_from(fixture, url)
    assert schema() == fixture.read_text(encoding="utf-8")
    assert db.migrate() == MIGRATIONS[len(upto(fixture)) :]
    assert schema() == FIXTURES[-1].read_text(encoding="utf-8")


def test_threads_of_before_get_their_month_and_length(url: str) -> None:
    built_from(FIXTURES[0], url)
    first, last = datetime(2026, 3, 31, 23, 59, tzinfo=UTC), datetime(2026, 5, 4, tzinfo=UTC)
    with db.database.connection_context():
        run = db.database.execute_sql
        run(
            "INSERT INTO member (id, handle, handle_key, skeleton, role, joined_on, rules_version,"
            " consented_on, is_seeded, letters)"
            " VALUES (1, 'żuk', 'a', 'a', 'member', '2026-01-01', 1, '2026-01-01', 0, 0)"
        )
        run("INSERT INTO category (id, slug, name, position) VALUES (1, 'a', 'A', 1)")
        run(
            "INSERT INTO board (id, category_id, slug, name, description, position, is_health,"
            " readable_by) VALUES (1, 1, 'back-pain', 'Back Pain', '', 1, 1, 'all')"
        )
        for thread_id, posts in ((1, 3), (2, 1_200)):  # More than fit into one batch.
            run(
                "INSERT INTO thread (id, board_id, writer_id, title, posts, last_at)"
                " VALUES (?, 1, 1, 'Title', ?, ?)",
                (thread_id, posts, milliseconds(last)),
            )
            for number in range(1, posts + 1):
                at = first if number == 1 else last
                run(
                    "INSERT INTO post (thread_id, number, writer_id, body, posted_at, is_edited,"
                    " is_deleted) VALUES (?, ?, 1, ?, ?, ?, ?)",
                    (thread_id, number, "wörds " * (number % 40), milliseconds(at), number % 2, 0),
                )
    db.migrate()
    with db.database.connection_context():
        reader = Actor(1, "żuk", Role.MEMBER)
        files = archive.thread_files(reader, "back-pain", "2026-03", limit=9)
        assert [(file.id, file.posts) for file in files] == [(1, 3), (2, 1_200)]
        for file in files:
            assert len(archive.text(reader, file, 1, limit=file.posts)) == file.size


def test_threads_of_before_wait_where_nobody_else_answered(url: str) -> None:
    built_from([each for each in FIXTURES if each.stem < "schema-0007"][-1], url)
    threads = {
        1: [(1, 0)],  # Alone.
        2: [(1, 0), (1, 0)],  # With an answer of one's own.
        3: [(1, 0), (2, 0)],
        4: [(1, 0), (2, 1)],  # The answer was taken back.
        5: [(-5, 0)],  # Its writer has left.
    }
    with db.database.connection_context():
        run = db.database.execute_sql
        for member_id in (1, 2, -5):
            run(
                "INSERT INTO member (id, handle, handle_key, skeleton, role, joined_on,"
                " rules_version, consented_on, is_seeded, letters)"
                " VALUES (?, 'a', ?, ?, 'member', '2026-01-01', 1, '2026-01-01', 0, 0)",
                (member_id, str(member_id), str(member_id)),
            )
        run("INSERT INTO category (id, slug, name, position) VALUES (1, 'a', 'A', 1)")
        run(
            "INSERT INTO board (id, category_id, slug, name, description, position, is_health,"
            " readable_by) VALUES (1, 1, 'back-pain', 'Back Pain', '', 1, 1, 'all')"
        )
        for thread_id, written in threads.items():
            run(
                "INSERT INTO thread (id, board_id, writer_id, title, posts, last_at)"
                " VALUES (?, 1, ?, 'Title', ?, 1)",
                (thread_id, written[0][0], len(written)),
            )
            for number, (writer_id, is_deleted) in enumerate(written, 1):
                run(
                    "INSERT INTO post (thread_id, number, writer_id, body, posted_at, is_edited,"
                    " is_deleted) VALUES (?, ?, ?, 'Words', 1, 0, ?)",
                    (thread_id, number, writer_id, is_deleted),
                )
    db.migrate()
    with db.database.connection_context():
        rows = run("SELECT id, waits FROM thread ORDER BY id").fetchall()
    assert rows == [(1, 2), (2, 2), (3, 0), (4, 2), (5, 0)]


def test_migrating_twice_is_migrating_once(url: str) -> None:
    db.connect(url)
    db.migrate()
    before = schema()
    assert db.migrate() == []
    assert schema() == before


def test_an_id_is_never_given_twice(url: str) -> None:
    for table in ("member", "thread", "post", "board"):
        assert f'CREATE TABLE "{table}" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT' in (
            FIXTURES[-1].read_text(encoding="utf-8")
        )
