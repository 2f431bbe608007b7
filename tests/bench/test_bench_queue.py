"""Two people and a day of 400 posts, of which a twentieth is reported, held or raised."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from statistics import median
from typing import Any

import pytest

from bbs.models import Case
from bbs.services import audit, holding, posts, reports, seedtext, threads
from bbs.services.credentials import Login
from screens.app import LamplightApp
from screens.case import CaseScreen
from tests.bench.results import write_down
from tests.helpers import Join, StandingClock
from tests.screens.conftest import Play, play
from tests.screens.stage import Stage
from tests.services.house import leader

pytestmark = pytest.mark.bench
__all__ = ["play"]

POSTS, SHARE, MEMBERS = 400, 20, 40
GRAVE = "I am going to kill myself tonight. I have the pills here. Goodbye."
MINUTES_BETWEEN = timedelta(minutes=60 * 24 / POSTS)
LOOKS_EACH = timedelta(hours=4)
"""Each of the two looks in so often, and in turns: every two hours somebody does."""


@dataclass
class Counted:
    """What it took."""

    keys: Counter[str] = field(default_factory=Counter)
    typed: Counter[str] = field(default_factory=Counter)
    screens: Counter[str] = field(default_factory=Counter)
    items: Counter[str] = field(default_factory=Counter)


async def test_two_people_work_a_day_s_queue(
    play: Play, join: Join, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = Random(1)
    members = [join(f"member-{name}") for name in _names()]
    staff = [
        Login(leader(join, clock, handle, "back-pain")) for handle in ("grey-heron", "white-egret")
    ]
    home = threads.start(members[0].actor, "back-pain", "All of it", "Begin", now=clock()).id
    counted, opened = Counted(), _count_screens(monkeypatch)
    day_begins, looked_at, turn = clock(), clock(), 0
    for number in range(POSTS):
        clock.pass_(seconds=MINUTES_BETWEEN.total_seconds())
        _post(rng, members, home, number, clock)
        if clock() - looked_at >= LOOKS_EACH / 2:
            looked_at, turn = clock(), turn + 1
            await _shift(play, staff[turn % 2], counted, opened, clock)
    await _shift(play, staff[turn % 2 - 1], counted, opened, clock)
    assert clock() - day_begins >= timedelta(days=1)
    cases = list(Case.select())
    assert len(cases) == sum(counted.items.values()) == POSTS // SHARE
    assert all(case.closed_at for case in cases) and audit.verify().broken_at == 0
    _tell(counted, [case.closed_at - case.opened_at for case in cases if case.closed_at])


def _post(rng: Random, members: list[Login], home: int, number: int, clock: StandingClock) -> None:
    """A post; each twentieth comes into the queue: reported, held or raised."""
    who, other = rng.sample(members, 2)
    what = number // SHARE % 4 if number % SHARE == 0 else -1
    holding.bind(holding.Holding(is_all=what == 2))
    body = GRAVE if what == 3 else seedtext.post(rng, is_first=False)
    made = posts.reply(who.actor, home, body, now=clock())
    holding.bind(holding.Holding())
    if what < 2:
        # What the detector should see in the made-up posts is not what is counted here.
        Case.delete().where(Case.post == made.id).execute()
    if what in (0, 1):
        reason = ("spam", "harassment")[what]
        reports.report(other.actor, "post", made.id, reason, comment="Please look", now=clock())


async def _shift(
    play: Play, login: Login, counted: Counted, opened: list[str], clock: StandingClock
) -> None:
    """Take one case after the other until nothing waits."""
    async with play(login) as stage:
        await stage.visit("queue")
        opened.clear()
        await stage.press("t")
        keys = 1
        while stage.place == "CaseScreen":
            screen = stage.screen
            assert isinstance(screen, CaseScreen) and screen.case is not None
            kind = screen.case.row.kind
            if kind == "report" and screen.case.reports[0].reason == "spam":
                kind = "report, removed"
            elif kind == "report":
                kind = "report, let be"
            used, typed = await _decide(stage, kind)
            clock.pass_(minutes=4)
            await stage.press("t")
            counted.items[kind] += 1
            counted.keys[kind] += used + keys
            counted.typed[kind] += typed
            # The case itself, and what was asked on the way.
            counted.screens[kind] += 1 + sum(each != "CaseScreen" for each in opened)
            opened.clear()
            keys = 1


async def _decide(stage: Stage, kind: str) -> tuple[int, int]:
    """Decide; keys that were pressed, and letters that were typed."""
    if kind == "held":
        await stage.press("v")
        return 1, 0
    if kind == "report, let be":
        await stage.press("a")
        return 1, 0
    if kind == "report, removed":
        reason = "Nothing is sold here."
        await stage.press("d")
        await stage.answer(reason)
        assert "done" in stage.notice, stage.shown
        return 2, len(reason)
    # A crisis: four steps are ticked, the letter goes out as it stands, and it is done.
    keys = 0
    for step in range(4):
        await stage.press("c", *["down"] * step, "enter")
        keys += 2 + step
    await stage.press("w")
    await stage.press("ctrl+s")
    assert "done" in stage.notice, stage.shown
    await stage.press("a")
    return keys + 3, 0


def _count_screens(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    opened: list[str] = []
    push = LamplightApp.push_screen

    def counting(self: LamplightApp, screen: Any, *args: Any, **more: Any) -> Any:
        opened.append(type(screen).__name__)
        return push(self, screen, *args, **more)

    monkeypatch.setattr(LamplightApp, "push_screen", counting)
    return opened


def _names() -> list[str]:
    letters = "abcdefgh"
    return [f"{one}{other}z" for one in letters for other in letters[:5]]


def _tell(counted: Counted, waits: list[timedelta]) -> None:
    rows = {
        kind: {
            "items": count,
            "keys": round(counted.keys[kind] / count, 1),
            "letters typed": round(counted.typed[kind] / count, 1),
            "screens": round(counted.screens[kind] / count, 1),
        }
        for kind, count in sorted(counted.items.items())
    }
    total = sum(counted.items.values())
    rows["all"] = {
        "items": total,
        "keys": round(sum(counted.keys.values()) / total, 1),
        "letters typed": round(sum(counted.typed.values()) / total, 1),
        "screens": round(sum(counted.screens.values()) / total, 1),
    }
    minutes = sorted(wait.total_seconds() / 60 for wait in waits)
    print(f"\n{POSTS} posts, {total} in the queue, two people who look in every 4 hours each")
    print(f"{'':<18}{'items':>7}{'keys':>7}{'letters':>9}{'screens':>9}")
    for kind, row in rows.items():
        print(f"{kind:<18}" + "".join(f"{each:>8}" for each in row.values()))
    print(f"waited: median {median(minutes):.0f} min, longest {minutes[-1]:.0f} min")
    write_down("queue", rows | {"waited": {"median": median(minutes), "longest": minutes[-1]}})
    assert rows["all"]["keys"] <= 10 and rows["all"]["screens"] <= 5
