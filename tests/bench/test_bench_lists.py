"""What lists cost, on a board with few threads and on one with very many; and how fast seed is."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from statistics import median

import pytest

from bbs import db
from bbs.models import Board, Membership, Thread
from bbs.policy import Actor
from bbs.services import boards, seed, threads
from bbs.views import Cursor
from tests.bench.results import write_down
from tests.helpers import Join, StandingClock

pytestmark = pytest.mark.bench
FEW, MANY = ("loneliness", 100), ("back-pain", 100_000)
ROUNDS = 60


def _fill(actor: Actor, slug: str, count: int, clock: StandingClock) -> None:
    board = boards.join(actor, slug, now=clock())
    rows = [
        {
            "board": board.id,
            "writer": actor.member_id,
            "title": f"Thread {number}",
            "posts": 3,
            "last_at": clock() - timedelta(minutes=number),
        }
        for number in range(count)
    ]
    with db.atomic():
        for at in range(0, count, 1_000):
            Thread.insert_many(rows[at : at + 1_000]).execute()


def _milliseconds(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work()
        taken.append((time.perf_counter() - begun) * 1000)
    return median(taken)


def _cursor(actor: Actor, slug: str, at: int) -> Cursor:
    board = Board.get(Board.slug == slug)
    row = (
        Thread.select(Thread.last_at, Thread.id)
        .where(Thread.board == board)
        .order_by(Thread.last_at.desc())
        .offset(at)
        .first()
    )
    return (round(row.last_at.timestamp() * 1000), row.id)


def test_a_page_costs_the_same_on_a_large_board(join: Join, clock: StandingClock) -> None:
    actor = join("quiet-otter").actor
    for slug, count in (FEW, MANY):
        _fill(actor, slug, count, clock)
    print()
    print(f"{'ms, median of ' + str(ROUNDS):<28}{FEW[1]:>10,}{MANY[1]:>10,}  ratio")
    ratios = {}
    for name, where in (("first page", 0.0), ("page in the middle", 0.5)):
        cost = {}
        for slug, count in (FEW, MANY):
            after = _cursor(actor, slug, int(count * where)) if where else None

            def page(slug: str = slug, after: Cursor | None = after) -> object:
                return threads.listing(actor, slug, limit=50, after=after)

            cost[slug] = _milliseconds(page)
        ratios[name] = cost[MANY[0]] / cost[FEW[0]]
        print(f"{name:<28}{cost[FEW[0]]:>10.2f}{cost[MANY[0]]:>10.2f}  {ratios[name]:.2f}")
    unread = {}
    for slug, _ in (FEW, MANY):
        Membership.update(floor_at=0).where(Membership.member == actor.member_id).execute()
        other = FEW[0] if slug == MANY[0] else MANY[0]
        boards.leave(actor, other)
        unread[slug] = _milliseconds(lambda: threads.next_unread(actor))
        boards.join(actor, other, now=clock())
    ratios["next unread"] = unread[MANY[0]] / unread[FEW[0]]
    print(
        f"{'next unread':<28}{unread[FEW[0]]:>10.2f}{unread[MANY[0]]:>10.2f}"
        f"  {ratios['next unread']:.2f}"
    )
    write_down("a large board beside a small one", ratios)
    assert all(ratio < 2 for ratio in ratios.values()), ratios


def test_seeding_100_000_posts(house: None, clock: StandingClock, tmp_path: Path) -> None:
    plan = seed.Plan(members=10_000, boards=60, threads=12_000, posts=100_000, rng_seed=1)
    begun = time.perf_counter()
    seed.plant(plan, now=clock())
    seconds = time.perf_counter() - begun
    print(f"\nseed of 100,000 posts: {seconds:.1f} s")
    assert seconds < 120
