"""A slow line, with a small buffer on the way and with a large one: lag stays bounded."""

from __future__ import annotations

import asyncio

import pytest

from tests.ssh.client import terminal
from tests.ssh.server import Server
from tests.ssh.slowlink import SlowLink

_RATE = 1_200
_DOWNS = 20


@pytest.mark.parametrize("small", [True, False], ids=["kernel sees", "kernel is told at once"])
async def test_twenty_keys_at_once_cost_less_than_two_frames(server: Server, small: bool) -> None:
    async with SlowLink(server.port, _RATE, 0.1, small=small).open() as link:
        t = await terminal(link.port, "guest", size=(80, 24))
        await t.until("Look around as a guest")
        await t.press("down", "down", "down")
        await t.until_true(
            lambda: "Look around" in t.screen()[t.cursor[1]], "the cursor on `Look around`"
        )
        # The link is told by now, by the answers to what was sent, what it can carry.
        await asyncio.sleep(1.5)
        before = len(t.wire)
        await t.press("enter")
        await t.until("Depression", "Bipolar")
        await asyncio.sleep(1.5)
        frame = len(t.wire) - before
        before = len(t.wire)
        await t.press(*["down"] * _DOWNS)
        await t.until_true(
            lambda: t.screen()[t.cursor[1]].lstrip(" >").startswith("Drugs"),
            "the twentieth row below",
        )
        await asyncio.sleep(1.5)
        assert len(t.wire) - before < 2 * frame
        await t.leave()
