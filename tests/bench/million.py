"""The communities that the large benches look at: seeded once, kept, and copied for each test.

`bbs seed --members 100000 --threads 100000 --posts 1000000` is the large one; the small one has the
same shape and a hundredth of it. They lie in build/bench, or in the folder that BBS_BENCH_DIR
names, until the schema or what seeds them changes; each is some minutes' work.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from bbs import content, db
from bbs.services import limits, seed, vault
from tests.bench.results import write_down
from tests.helpers import CHEAP, StandingClock

LARGE = seed.Plan(members=100_000, boards=40, threads=100_000, posts=1_000_000, rng_seed=1)
SMALL = seed.Plan(members=1_000, boards=40, threads=1_000, posts=10_000, rng_seed=1)

_SOURCES = ("migrations/*.py", "services/seed*.py", "services/waits.py", "services/textsize.py")


def folder() -> Path:
    """Where they are kept."""
    return Path(os.environ.get("BBS_BENCH_DIR", "build/bench"))


def seeded(plan: seed.Plan) -> Path:
    """The database of a plan, which is not to be written to; made where it is not there yet."""
    kept = folder() / f"{plan.posts}-{_state(plan)}.db"
    if kept.exists():
        return kept
    folder().mkdir(parents=True, exist_ok=True)
    for old in folder().glob(f"{plan.posts}-*"):
        old.unlink()
    # Under another name until it is whole: what was cut off is not taken for a community.
    part = kept.with_suffix(".part")
    begun = time.perf_counter()
    _open(part)
    db.migrate()
    with db.database.connection_context():
        seed.plant(plan, now=StandingClock()())
        db.database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    part.rename(kept)
    seconds, size = time.perf_counter() - begun, kept.stat().st_size
    print(f"\n{plan.posts:,} posts, seeded in {seconds:.0f} s: {size / 1e6:.0f} MB")
    write_down(f"seeding {plan.posts:,} posts", {"seconds": seconds, "bytes": size})
    return kept


@contextmanager
def copied(plan: seed.Plan, to: Path) -> Iterator[None]:
    """A copy of a plan's community in the folder `to`, open in this thread, and gone at the end."""
    path = to / f"{plan.posts}.db"
    shutil.copyfile(seeded(plan), path)
    try:
        _open(path)
        with db.database.connection_context():
            yield
    finally:
        for each in to.glob(f"{path.name}*"):
            each.unlink()


def _open(path: Path) -> None:
    db.connect(f"sqlite:///{path.resolve()}")
    vault.bind(vault.Vault(pepper=b"p" * 32, cost=CHEAP))
    limits.bind({})


def _state(plan: seed.Plan) -> str:
    """What a seeded database depends on, as a few characters."""
    home = Path(db.__file__).parent
    digest = sha256(repr((plan, content.RULES_VERSION)).encode())
    for pattern in _SOURCES:
        for source in sorted(home.glob(pattern)):
            digest.update(source.read_bytes())
    return digest.hexdigest()[:12]
