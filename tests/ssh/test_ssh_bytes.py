"""Bytes stay under the limits: their counts are exact, so every change is checked."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bbs import content
from tests.bench.place import READER
from tests.bench.test_bench_wire import exceeded
from tests.bench.wire import Session, furnished, walk
from tests.helpers import PASSPHRASE
from tests.ssh.client import terminal
from tests.ssh.steps import at_home


@pytest.mark.parametrize("face", ["lean", "rich"])
async def test_no_action_takes_more_than_its_limit(face: str, tmp_path: Path) -> None:
    async with furnished(tmp_path, face) as server:
        session = await walk(server)
    assert exceeded(face, session) == {}


async def test_a_countrys_crisis_lines_take_under_600_bytes(tmp_path: Path) -> None:
    longest = sorted(
        {line.country for line in content.crisis_lines()},
        key=lambda country: len(content.crisis_page(country, date(2026, 11, 25))),
    )[-4:]
    async with furnished(tmp_path, "lean") as server:
        t = await terminal(server.port, READER, PASSPHRASE)
        await at_home(t, READER)
        session = Session(t)
        await session.act("crisis help", "!")
        for country in (*longest, "Atlantis"):
            await session.act("the field emptied", "ctrl+u")
            before = len(t.wire)
            await t.paste(country)
            first = content.crisis_lines_for(country)[0]
            await t.until(first.ways[0].number)
            await session.settled()
            assert "not crisis care" in "\n".join(t.screen())
            assert session.note(country, before).size < 600, country
        await t.leave()
