"""A few screens as they look, compared exactly.

After a change that is meant, write them anew and read the difference:
`LAMPLIGHT_SNAPSHOTS=write pytest tests/screens/test_screens_snapshots.py`.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bbs.services import checkins, journal
from tests.helpers import Join, StandingClock
from tests.screens.community import Community, settle_in
from tests.screens.conftest import Play
from tests.screens.stage import Stage

FOLDER = Path(__file__).parent / "snapshots"
WRITES = os.environ.get("LAMPLIGHT_SNAPSHOTS") == "write"


async def home(stage: Stage, house: Community) -> None:
    pass


async def threads(stage: Stage, house: Community) -> None:
    await stage.visit("threads", slug="back-pain")


async def thread(stage: Stage, house: Community) -> None:
    await stage.visit("thread", thread_id=house.own_id)
    await stage.press("home")


async def editor(stage: Stage, house: Community) -> None:
    await stage.visit("editor", kind="letter", target="brave-wren", title="Re: Thank you")
    await stage.type("You are welcome. " * 6)


async def journal_list(stage: Stage, house: Community) -> None:
    for title in ("A quiet day", "Rain, and tea"):
        journal.write(house.me.actor, title, "Words.", now=stage.clock())
    await stage.visit("journal")


async def checkin(stage: Stage, house: Community) -> None:
    _check_in(stage, house)
    await stage.visit("checkin")


async def mood(stage: Stage, house: Community) -> None:
    _check_in(stage, house)
    await stage.visit("mood")


def _check_in(stage: Stage, house: Community) -> None:
    """Forty days, most of them with a walk, which were better."""
    me, now = house.me, stage.clock()
    for back in range(40):
        done = ["Called my sister"] if back % 3 == 2 else ["A walk", "Tea with a book"]
        checkins.check_in(
            me.actor, me.key, mood=(4, 5, 2, 3, 4, 1)[back % 6], done=done, note="Rain, then sun.",
            now=now - timedelta(days=back),
        )  # fmt: skip


WAYS: dict[str, Callable[[Stage, Community], Awaitable[None]]] = {
    "home": home,
    "threads": threads,
    "thread": thread,
    "editor": editor,
    "journal": journal_list,
    "checkin": checkin,
    "mood": mood,
}


def picture(stage: Stage) -> str:
    """The screen in a frame, with the cursor's place below."""
    width = stage.app.size.width
    rows = [f"|{row.ljust(width)}|" for row in stage.rows()]
    x, y = stage.cursor()
    edge = f"+{'-' * width}+"
    return "\n".join((edge, *rows, edge, f"cursor: column {x}, row {y}", ""))


@pytest.mark.parametrize("face", ["rich", "lean"])
@pytest.mark.parametrize("size", [(80, 24), (40, 15)], ids=["80x24", "40x15"])
@pytest.mark.parametrize("name", WAYS)
async def test_it_looks_as_it_did(
    play: Play, join: Join, clock: StandingClock, name: str, size: tuple[int, int], face: str
) -> None:
    house = settle_in(join, clock)
    async with play(house.me, size=size) as stage:
        if face == "lean":
            await stage.press("f6")
        await WAYS[name](stage, house)
        stage.check()
        seen = picture(stage)
    path = FOLDER / f"{name}-{size[0]}x{size[1]}-{face}.txt"
    if WRITES:
        FOLDER.mkdir(exist_ok=True)
        path.write_text(seen, encoding="utf-8")
    assert seen == path.read_text(encoding="utf-8"), f"{path.name}:\n{seen}"


def test_no_picture_is_left_over() -> None:
    wanted = {
        f"{name}-{size}-{face}.txt"
        for name in WAYS
        for size in ("80x24", "40x15")
        for face in ("rich", "lean")
    }
    assert {path.name for path in FOLDER.iterdir()} == wanted
