"""Bytes stay under the limits: their counts are exact, so every change is checked."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.test_bench_wire import exceeded
from tests.bench.wire import furnished, walk


@pytest.mark.parametrize("face", ["lean", "rich"])
async def test_no_action_takes_more_than_its_limit(face: str, tmp_path: Path) -> None:
    async with furnished(tmp_path, face) as server:
        session = await walk(server)
    assert exceeded(face, session) == {}
