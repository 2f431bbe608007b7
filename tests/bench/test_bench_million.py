"""What the pages that members open most cost among 1,000,000 posts, and in how many queries.

A page is what its screen or command asks of the services. The time of the thread's own work stands
beside the time that passed, which on a machine that does much else tells less.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from bbs import db
from bbs.commands.threads import PAGE_POSTS, PAGE_THREADS
from bbs.config import Settings
from bbs.models import Board, Mark, Membership, Post, Thread
from bbs.services import (
    arrivals,
    boards,
    filters,
    home,
    limits,
    notices,
    posts,
    search,
    threads,
    waiting,
)
from screens.widgets.rowlist import PAGE
from tests.bench.million import LARGE, SMALL, copied
from tests.bench.readers import BLOCKED, BOARDS, FOLLOWED, KINDS, Reader, readers
from tests.bench.results import write_down
from tests.helpers import StandingClock

pytestmark = pytest.mark.bench

READERS = 100
MOST = 50.0
"""Milliseconds at p95, of the thread's own work."""
FEW, MANY, ROUNDS, MOST_RATIO = 10, 100_000, 400, 1.2
ALL_READ = "all of it read"

Page = Callable[[Reader, datetime], object]


def _home(reader: Reader, now: datetime) -> None:
    home.glance(reader.actor, now=now)
    arrivals.tell(reader.actor)


def _board(reader: Reader, now: datetime) -> None:
    boards.head(reader.actor, reader.slug)
    filters.of(reader.actor)
    threads.listing(reader.actor, reader.slug, limit=PAGE)


def _thread(reader: Reader, now: datetime) -> None:
    thread = threads.get(reader.actor, reader.thread_id)
    filters.of(reader.actor)
    first = thread.start_number
    found = posts.from_number(reader.actor, thread.id, first, limit=PAGE_POSTS)
    threads.mark_read(reader.actor, thread.id, found[-1].number)


def _search(reader: Reader, now: datetime) -> None:
    filters.of(reader.actor)
    search.find(reader.actor, reader.words, limit=PAGE, now=now)


def _search_here(reader: Reader, now: datetime) -> None:
    filters.of(reader.actor)
    search.find(reader.actor, reader.words, board=reader.slug, limit=PAGE, now=now)


def _new(reader: Reader, now: datetime) -> None:
    filters.of(reader.actor)
    threads.unread(reader.actor, limit=PAGE_THREADS)


def _waiting(reader: Reader, now: datetime) -> None:
    filters.of(reader.actor)
    waiting.listing(reader.actor, limit=PAGE)


PAGES: dict[str, Page] = {
    "home": _home,
    "board": _board,
    "thread": _thread,
    "search": _search,
    "search on a board": _search_here,
    "new": _new,
    "next unread": lambda reader, now: threads.next_unread(reader.actor),
    "all boards": lambda reader, now: boards.listing(reader.actor),
    "waiting": _waiting,
    "notices": lambda reader, now: notices.listing(reader.actor),
}


@contextmanager
def _queries() -> Iterator[list[str]]:
    ran: list[str] = []
    execute = db.database.execute_sql

    def counted(sql: str, *args: object, **kwargs: object) -> object:
        ran.append(sql)
        return execute(sql, *args, **kwargs)

    db.database.obj.execute_sql = counted
    try:
        yield ran
    finally:
        del db.database.obj.execute_sql


def _p(taken: list[float], part: float) -> float:
    return sorted(taken)[min(len(taken) - 1, int(len(taken) * part))]


def _measured(page: Page, crowd: list[Reader], now: datetime) -> dict[str, float]:
    passed, worked, queries = [], [], []
    for reader in crowd:
        with _queries() as ran:
            begun = time.perf_counter(), time.thread_time()
            page(reader, now)
            worked.append((time.thread_time() - begun[1]) * 1000)
            passed.append((time.perf_counter() - begun[0]) * 1000)
        queries.append(len(ran))
    row = {
        "queries": max(queries),
        "p50": _p(passed, 0.5),
        "p95": _p(passed, 0.95),
        "CPU p50": _p(worked, 0.5),
        "CPU p95": _p(worked, 0.95),
    }
    for kind in KINDS:
        mine = [cost for cost, each in zip(worked, crowd, strict=True) if each.kind == kind.name]
        row[kind.name] = _p(mine, 0.95)
    return row


def test_pages(tmp_path: Path, clock: StandingClock) -> None:
    tables = {}
    for plan in (SMALL, LARGE):
        with copied(plan, tmp_path):
            crowd = readers(READERS, now=clock())
            limits.bind({limits.Kind.SEARCH: _searches()})
            tables[plan.posts] = {
                name: _measured(page, crowd, clock()) for name, page in PAGES.items()
            }
    for count, table in tables.items():
        print(
            f"\n{count:,} posts; {READERS} members with {BOARDS} boards, {BLOCKED} blocked, "
            f"{FOLLOWED} followed; ms; CPU p95 by kind too"
        )
        print(f"{'':<20}" + "".join(f"{name:>9}" for name in table["home"]))
        for name, row in table.items():
            queries, *costs = row.values()
            print(f"{name:<20}{queries:>9}" + "".join(f"{cost:>9.1f}" for cost in costs))
    write_down("pages", tables)
    small, large = tables.values()
    grown = {
        name: (small[name]["queries"], large[name]["queries"])
        for name in PAGES
        if large[name]["queries"] > small[name]["queries"]
    }
    assert grown == {}
    dear = {name: row["CPU p95"] for name, row in large.items()}
    assert {name: cost for name, cost in dear.items() if cost >= MOST} == {}


def _searches() -> limits.Limit:
    """As the house counts them, so that counting is in the cost."""
    most = Settings().searches_per_hour
    return limits.Limit(most, most, timedelta(hours=1))


def test_a_board_costs_the_same_with_few_threads_and_many(
    tmp_path: Path, clock: StandingClock
) -> None:
    with copied(LARGE, tmp_path):
        reader = readers(1, now=clock())[0]
        slugs = _fill(reader, clock())
        table: dict[str, dict[str, float]] = {}
        for name, limit in (("whole page", PAGE), (f"{FEW} rows", FEW), (ALL_READ, PAGE)):
            if name == ALL_READ:
                _read_all(reader)
            costs: dict[int, list[float]] = {count: [] for count in slugs}
            for _ in range(ROUNDS):
                for count, slug in slugs.items():
                    begun = time.thread_time()
                    boards.head(reader.actor, slug)
                    filters.of(reader.actor)
                    threads.listing(reader.actor, slug, limit=limit)
                    costs[count].append((time.thread_time() - begun) * 1000)
            few, many = (median(taken) for taken in costs.values())
            table[name] = {"few": few, "many": many, "ratio": many / few}
    print(f"\nms of CPU, median of {ROUNDS}: a board with {FEW} threads, one with {MANY:,}")
    for name, row in table.items():
        print(f"{name:<20}{row['few']:>9.2f}{row['many']:>9.2f}  ratio {row['ratio']:.2f}")
    write_down("opening a board of few threads and of many", table)
    assert {name: row for name, row in table.items() if row["ratio"] > MOST_RATIO} == {}


def _fill(reader: Reader, now: datetime) -> dict[int, str]:
    """Threads on two boards that have none yet; the slugs of both by their count."""
    empty = Board.select().where(Board.id.not_in(Thread.select(Thread.board))).limit(2)
    slugs = {}
    for board, count in zip(empty, (FEW, MANY), strict=True):
        slugs[count] = board.slug
        floor = now - timedelta(days=730)
        me = reader.actor.member_id
        Membership.insert(member=me, board=board.id, floor_at=floor).execute()
        rows = (
            (board.id, 1 + number % 1_000, f"Thread {number}", 1, now - timedelta(minutes=number))
            for number in range(count)
        )
        fields = (Thread.board, Thread.writer, Thread.title, Thread.posts, Thread.last_at)
        _insert(Thread, rows, fields)
        made = Thread.select(Thread.id, Thread.writer_id, Thread.last_at)
        firsts = (
            (row.id, 1, row.writer_id, "A word.", row.last_at)
            for row in list(made.where(Thread.board == board.id))
        )
        columns = (Post.thread, Post.number, Post.writer, Post.body, Post.posted_at)
        _insert(Post, firsts, columns)
    return slugs


def _read_all(reader: Reader) -> None:
    mine = Membership.select(Membership.board).where(Membership.member == reader.actor.member_id)
    rows = list(Thread.select(Thread.id, Thread.posts).where(Thread.board.in_(mine)))
    marks = ((reader.actor.member_id, row.id, row.posts) for row in rows)
    Mark.delete().where(Mark.member == reader.actor.member_id).execute()
    _insert(Mark, marks, (Mark.member, Mark.thread, Mark.number))


def _insert(model: Any, rows: Iterator[tuple[Any, ...]], fields: tuple[Any, ...]) -> None:
    with db.atomic():
        while batch := list(islice(rows, 1_000)):
            model.insert_many(batch, fields).execute()
