"""What a page for programs costs the server in a community of 100,000 posts."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from pathlib import Path

import pytest

from bbs import db
from bbs.models import Thread
from bbs.services import boards, seed
from tests.commands.desk import Desk
from tests.helpers import Join, StandingClock

pytestmark = pytest.mark.bench

PLAN = seed.Plan(members=10_000, boards=60, threads=12_000, posts=100_000, rng_seed=1)
MOST = 20.0
"""Milliseconds of CPU."""
ROUNDS = 50
RESULTS = Path("build/bench-commands.json")


async def test_pages_for_programs(join: Join, clock: StandingClock) -> None:
    login = join("quiet-otter")
    seed.plant(PLAN, now=clock())
    for board in boards.listing(login.actor):
        # So long ago that all is unread: the dearest case.
        boards.join(login.actor, board.slug, now=clock() - timedelta(days=5_000))
    longest = Thread.select().order_by(Thread.posts.desc()).first()
    slug = longest.board.slug
    commands = {
        "boards": "boards --json",
        "threads": f"threads {slug} --json",
        "threads, page 20": f"threads {slug} --json --page 20",
        "threads, unread": f"threads {slug} --json --unread",
        "new": "new --json",
        "read": f"read {longest.id} --json",
        "read, last page": f"read {longest.id} --json --page {-(-longest.posts // 20)}",
    }
    db.open_pools(db_threads=2, hash_threads=1, hash_waiting=8)
    taken = {}
    try:
        desk = Desk(clock, login)
        for name, line in commands.items():
            await desk.done(line)
            begun = time.process_time()
            for _ in range(ROUNDS):
                await desk.done(line)
            taken[name] = (time.process_time() - begun) * 1000 / ROUNDS
    finally:
        db.close_pools()
    print(f"\nms of CPU a page, mean of {ROUNDS}; {PLAN.posts:,} posts, all boards joined")
    print("".join(f"{name:<20}{cost:>8.2f}\n" for name, cost in taken.items()))
    _write_down(taken)
    assert {name: cost for name, cost in taken.items() if cost >= MOST} == {}


def _write_down(taken: dict[str, float]) -> None:
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(taken, indent=1))
