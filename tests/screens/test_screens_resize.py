"""Sizes that follow one another fast, as a window's that is dragged."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).parent.parent.parent
# In a process of its own: where it fails, the loop never comes to anything else.
_TWO_SIZES = """
import asyncio
from textual import events
from textual.geometry import Size
from bbs.clock import utc_now
from screens.app import LamplightApp
from screens.choice import ChoiceScreen
from bbs.visit import Visit

async def main():
    app = LamplightApp(Visit(utc_now))
    async with app.run_test(size=(80, 24)) as pilot:
        ask = ChoiceScreen("Head", [("", "text")], (("a", "A"), ("b", "B")))
        app.push_screen(ask)
        await pilot.pause(0.2)
        for width, height in ((20, 5), (60, 15)):
            ask.post_message(events.Resize(Size(width, height), Size(width, height)))
            ask.call_later(lambda: None)
        await asyncio.sleep(0.2)
        assert app.size == Size(80, 24)
        print("alive")

asyncio.run(main())
"""


async def test_two_sizes_at_once_do_not_answer_each_other_for_ever() -> None:
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", _TWO_SIZES],
        cwd=_ROOT,
        env={**os.environ, "PYTHONPATH": str(_ROOT)},
        capture_output=True,
        text=True,
        timeout=20,
    )
    assert done.stdout.strip() == "alive", done.stderr[-2000:]
