"""On PostgreSQL: the schema, writers that take turns, and a server that goes away."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from functools import partial
from typing import Any

import psycopg
import pytest

from bbs import db, events, postgresql
from bbs.errors import Busy, Invalid, NotFound
from bbs.models import ALL, FormerHandle, Membership
from tests import cluster

OTHERS = "('schema_migration', 'words', 'word_source')"
"""What has no model."""
COLUMNS = (
    "SELECT table_name, column_name, data_type, character_maximum_length, is_nullable,"
    " column_default FROM information_schema.columns WHERE table_schema = 'public'"
    f" AND table_name NOT IN {OTHERS} ORDER BY 1, 2"
)
INDEXES = (
    "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'"
    f" AND tablename NOT IN {OTHERS} ORDER BY 1"
)
LINKS = (
    "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace AND contype = 'f'"
    f" AND conrelid::regclass::text NOT IN {OTHERS} ORDER BY 1, 2"
)


@pytest.fixture
def url(server_url: str) -> Iterator[str]:
    """An empty database."""
    url = cluster.make_database(server_url)
    yield url
    cluster.drop_database(url)


@pytest.fixture
def store(url: str) -> Iterator[str]:
    """A migrated database with a pool of two threads on it, and this thread connected."""
    db.connect(url)
    db.migrate()
    db.open_pools(db_threads=2, hash_threads=1, hash_waiting=1)
    with db.database.connection_context():
        yield url
    db.close_pools()


@pytest.fixture
def short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgresql, "PATIENCE_SECONDS", 1.0)


def submit(work: Callable[[], Any]) -> Future[Any]:
    return db.pool_for(work).submit(work)


def keep(*tags: bytes) -> None:
    for tag in tags:
        with db.atomic():
            FormerHandle.insert(tag=tag).execute()


def kept() -> set[bytes]:
    return {bytes(row.tag) for row in FormerHandle.select()}


def hang_up_all_others() -> None:
    """As the server does when it is stopped."""
    db.database.execute_sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )


def schema() -> list[tuple[Any, ...]]:
    with db.database.connection_context():
        return [
            row
            for question in (COLUMNS, INDEXES, LINKS)
            for row in db.database.execute_sql(question).fetchall()
        ]


def test_the_models_say_the_same_as_the_migrations(server_url: str, url: str) -> None:
    db.connect(url)
    assert db.migrate() == sorted(path.stem for path in db.MIGRATIONS.glob("[0-9]*.py"))
    migrated = schema()
    assert db.migrate() == []
    models = cluster.make_database(server_url)
    try:
        db.connect(models)
        with db.database.connection_context():
            db.database.create_tables(ALL)
        assert schema() == migrated
    finally:
        cluster.drop_database(models)


def test_two_who_migrate_at_once_do_it_once(url: str) -> None:
    db.connect(url)
    ran: list[str] = []
    both = [threading.Thread(target=lambda: ran.extend(db.migrate())) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join(60)
    assert sorted(ran) == sorted(path.stem for path in db.MIGRATIONS.glob("[0-9]*.py"))


def test_writers_take_turns(store: str) -> None:
    keep(b"0")

    # Each reads what is there and writes one more: at once, two would write the same.
    def one_more() -> None:
        with db.atomic():
            count = FormerHandle.select().count()
            time.sleep(0.01)
            FormerHandle.insert(tag=str(count).encode()).execute()

    for each in [submit(one_more) for _ in range(20)]:
        each.result(30)
    assert kept() == {str(number).encode() for number in range(21)}


def test_a_writer_does_not_wait_for_ever(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db, "BUSY_SECONDS", 0.3)
    db.connect(url)
    db.migrate()
    db.open_pools(db_threads=1, hash_threads=1, hash_waiting=1)
    with psycopg.connect(url) as other:
        other.execute(f"SELECT pg_advisory_xact_lock({postgresql._WRITING})")
        began = time.monotonic()
        with pytest.raises(Busy, match="Nothing of yours is lost"):
            submit(lambda: keep(b"x")).result(10)
        assert 0.3 <= time.monotonic() - began < 5
        # Who reads waits for nobody.
        assert submit(kept).result(10) == set()
    submit(lambda: keep(b"x")).result(10)
    assert submit(kept).result(10) == {b"x"}
    db.close_pools()


def test_a_row_that_points_at_what_is_gone_is_not_written(store: str) -> None:
    def write() -> None:
        with db.atomic():
            FormerHandle.insert(tag=b"x").execute()
            Membership.insert(member=7, board=1, floor_at=0).execute()

    with pytest.raises(NotFound, match="Nothing was written"):
        write()
    assert kept() == set()


def test_a_call_whose_connection_broke_is_done_again(store: str) -> None:
    began: list[int] = []

    def work() -> None:
        with db.atomic():
            began.append(1)
            FormerHandle.insert(tag=b"x").execute()
            if len(began) == 1:
                is_at_it.set()
                assert is_cut.wait(10)
            FormerHandle.insert(tag=b"y").execute()

    is_at_it, is_cut = threading.Event(), threading.Event()
    waiting = submit(work)
    assert is_at_it.wait(10)
    hang_up_all_others()
    is_cut.set()
    waiting.result(10)
    assert len(began) == 2
    assert kept() == {b"x", b"y"}


def test_a_call_that_has_written_is_not_done_twice(store: str) -> None:
    began: list[int] = []

    def work() -> None:
        began.append(1)
        keep(b"first")
        is_at_it.set()
        assert is_cut.wait(10)
        keep(b"second")

    is_at_it, is_cut = threading.Event(), threading.Event()
    waiting = submit(work)
    assert is_at_it.wait(10)
    hang_up_all_others()
    is_cut.set()
    with pytest.raises(Busy, match="try again"):
        waiting.result(10)
    assert len(began) == 1
    assert kept() == {b"first"}
    submit(lambda: keep(b"second")).result(10)
    assert kept() == {b"first", b"second"}


def test_a_killed_server_is_waited_for(own_server: cluster.Cluster) -> None:
    db.connect(cluster.make_database(own_server.url()))
    db.migrate()
    db.open_pools(db_threads=2, hash_threads=1, hash_waiting=1)
    for number in range(10):
        submit(partial(keep, b"%d" % number)).result(10)
    own_server.kill()
    waiting = [submit(partial(keep, b"%d" % number)) for number in range(10, 15)]
    time.sleep(0.5)
    assert not any(each.done() for each in waiting)
    own_server.start()
    for each in waiting:
        each.result(postgresql.PATIENCE_SECONDS)
    assert submit(kept).result(10) == {b"%d" % number for number in range(15)}
    db.close_pools()


def test_a_server_that_stays_away_is_told_soon_and_found_again(
    own_server: cluster.Cluster, short_patience: None
) -> None:
    db.connect(cluster.make_database(own_server.url()))
    db.migrate()
    db.open_pools(db_threads=1, hash_threads=1, hash_waiting=1)
    own_server.kill()
    began = time.monotonic()
    # Twenty calls of one thread: they wait together, not one after another.
    waiting = [submit(lambda: keep(b"x")) for _ in range(20)]
    for each in waiting:
        with pytest.raises(Busy, match="Nothing of yours is lost"):
            each.result(30)
    assert time.monotonic() - began < 10
    own_server.start()
    # It may still be putting its store in order when the patience of a test is at its end.
    until = time.monotonic() + 30
    while True:
        try:
            submit(lambda: keep(b"x")).result(30)
            break
        except Busy:
            assert time.monotonic() < until
    assert submit(kept).result(10) == {b"x"}
    db.close_pools()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgresql://me:s3cret@127.0.0.1", "names no database"),
        ("postgresql://me:s3cret@127.0.0.1/x?nonsense=1", "can't be read"),
        ("postgresql://me:s3cret@127.0.0.1:1/x", "can't be opened"),
        ("mysql://me:s3cret@127.0.0.1/x", "starts with"),
    ],
)
def test_a_url_that_leads_nowhere_is_told_without_its_password(url: str, words: str) -> None:
    def open_() -> None:
        db.connect(url)
        db.migrate()

    with pytest.raises(Invalid, match=words) as told:
        open_()
    assert "s3cret" not in told.value.message


def test_who_listens_catches_up_after_a_break(store: str) -> None:
    subscription = events.bus.subscribe(lambda: None)

    def until(event: events.Event) -> list[events.Event]:
        heard: list[events.Event] = []
        give_up = time.monotonic() + 20
        while event not in heard:
            assert time.monotonic() < give_up, heard
            time.sleep(0.01)
            heard += subscription.take()
        return heard

    try:
        with events.listening():
            until(events.Missed())
            events.publish(events.LetterCame(1))
            assert until(events.LetterCame(1)) == [events.LetterCame(1)]
            hang_up_all_others()
            # What comes meanwhile may be lost: that is told, once it listens again.
            events.publish(events.LetterCame(2))
            heard = until(events.Missed())
            assert events.StoreAway() in heard
            events.publish(events.LetterCame(3))
            assert until(events.LetterCame(3))[-1] == events.LetterCame(3)
    finally:
        events.bus.unsubscribe(subscription)
    assert not any(thread.name == "listen" for thread in threading.enumerate())


def test_a_stranger_on_the_channel_is_passed_over(store: str) -> None:
    subscription = events.bus.subscribe(lambda: None)
    try:
        with events.listening():
            while events.Missed() not in subscription.take():
                time.sleep(0.01)
            with psycopg.connect(store, autocommit=True) as other:
                other.execute(f"NOTIFY {postgresql.CHANNEL}, 'sung 1 2 three'")
                other.execute(f"NOTIFY {postgresql.CHANNEL}")
                other.execute(f"NOTIFY {postgresql.CHANNEL}, 'hug 9'")
            heard: list[events.Event] = []
            give_up = time.monotonic() + 20
            while not heard and time.monotonic() < give_up:
                heard += subscription.take()
                time.sleep(0.01)
            assert heard == [events.HugCame(9)]
    finally:
        events.bus.unsubscribe(subscription)


@pytest.mark.parametrize("words", ["letter 1'; DROP TABLE member; --", "Ä", "a" * 201, ""])
def test_news_are_words_and_numbers(store: str, words: str) -> None:
    with pytest.raises(ValueError, match="words and numbers"):
        db.database.obj.notify(words)
