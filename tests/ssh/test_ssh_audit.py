"""ssh-audit's judgement, and our lists of algorithms, letter by letter."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.ssh.server import in_process
from tests.ssh.test_ssh_gate import LIMITS

POLICIES = Path(__file__).parent / "policies"
NOT_POST_QUANTUM = "does not provide protection against post-quantum attacks"


async def audited(port: int, *options: str) -> tuple[int, str]:
    """The status and the words of ssh-audit."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "ssh_audit", "-n", *options, "-p", str(port), "127.0.0.1"),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    told, _ = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode is not None
    return process.returncode, told.decode()


def notes(report: dict[str, Any], level: str) -> set[tuple[str, str]]:
    """What is noted on that level: each algorithm with the words."""
    return {
        (algorithm["algorithm"], words)
        for kind in ("kex", "key", "enc", "mac")
        for algorithm in report[kind]
        for words in algorithm["notes"].get(level, [])
    }


@pytest.mark.parametrize("name", ["field", "strict"])
async def test_ssh_audit_finds_nothing_but_what_we_know(name: str, tmp_path: Path) -> None:
    settings = LIMITS | {"strict_algorithms": name == "strict"}
    async with in_process(tmp_path / "judged", **settings) as daemon:
        # Its test of how many connections a second are taken is part of the judgement.
        _, told = await audited(daemon.port, "-j")
    report = json.loads(told)
    curves = ("curve25519-sha256", "curve25519-sha256@libssh.org")
    known = {(curve, NOT_POST_QUANTUM) for curve in curves} if name == "field" else set()
    assert notes(report, "fail") == set()
    assert notes(report, "warn") == known
    assert report["cves"] == []
    assert "DHEat" not in json.dumps(report["additional_notes"])
    async with in_process(tmp_path / "listed", **settings) as daemon:
        status, told = await audited(daemon.port, "-P", str(POLICIES / f"{name}.txt"))
    assert status == 0 and "Passed" in told, told
