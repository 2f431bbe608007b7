"""The daemon under test: as a process of its own, or in this one."""

from __future__ import annotations

import asyncio
import logging
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

from bbs import db, wiring
from bbs.clock import Clock, utc_now
from bbs.commands.receipts import Receipts
from bbs.config import Settings
from bbs.sessions import LiveSessions
from bbs.ssh.daemon import Daemon, serving
from bbs.ssh.hostkey import host_key
from tests import stores

_ROOT = Path(__file__).parent.parent.parent
_START = 30.0
UNLIMITED = (
    "sign_ups_per_hour",
    "posts_per_hour",
    "newcomer_posts_per_hour",
    "letters_per_day",
    "newcomer_letters_per_day",
)
"""Settings that, set to 0, let a test write as much as it likes."""
ROOMY = {
    "connects_per_second": 1_000,
    "connects_burst": 1_000,
    "startups_per_source": 200,
    "guests_per_source": 100,
    "penalty_seconds": 1,
}
"""Limits by source so wide that tests, which all come from one, don't meet them by chance."""
_CLAIM = re.compile(r"claim code is the first one:\n\s+(\S+)\n")


def settings_of(folder: Path, **changed: Any) -> Settings:
    """Settings of a house in this folder; its database may lie on a server."""
    return Settings(home=folder, database_url=stores.of(folder), **changed)


class Server:
    """`bbs serve` on a folder of its own; it can be stopped, killed and started again."""

    def __init__(self, folder: Path, module: str = "bbs", **settings: str) -> None:
        self.folder = folder
        self._module = module
        self.database_url = settings.setdefault("database_url", stores.of(folder))
        self._settings = {f"BBS_{name.upper()}": value for name, value in settings.items()}
        self.port = 0
        self.ready_line = ""
        self._log = folder / "server.log"
        self._process: asyncio.subprocess.Process | None = None

    @property
    def environment(self) -> dict[str, str]:
        """The environment of `bbs` for this folder."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("BBS_")}
        return kept | {
            "PYTHONPATH": str(_ROOT),
            "BBS_DATA_DIR": str(self.folder / "data"),
            "BBS_HOSTKEY_DIR": str(self.folder / "hostkeys"),
            "BBS_ARGON2_MEMORY_KIB": "64",
            **{f"BBS_{name.upper()}": str(value) for name, value in ROOMY.items()},
            **self._settings,
        }

    @property
    def pid(self) -> int:
        """The process that serves."""
        assert self._process is not None
        return self._process.pid

    async def start(self) -> None:
        """Start, and wait for the line that says so."""
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", self._module, "serve", "--port", "0"),
                cwd=self.folder,
                env=self.environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
            )
        assert self._process.stdout is not None
        line = await asyncio.wait_for(self._process.stdout.readline(), _START)
        self.ready_line = line.decode().strip()
        assert re.fullmatch(r"ready 127\.0\.0\.1:\d+", self.ready_line), self.log()
        self.port = int(self.ready_line.rpartition(":")[2])

    def signal(self, number: int) -> None:
        """Send a signal."""
        assert self._process is not None
        self._process.send_signal(number)

    async def ended(self) -> int:
        """Wait for the end; the exit status."""
        assert self._process is not None
        status = await asyncio.wait_for(self._process.wait(), _START)
        self._process = None
        return status

    async def stop(self) -> int:
        """End it as a sysop does."""
        self.signal(signal.SIGTERM)
        return await self.ended()

    async def kill(self) -> None:
        """End it as a power cut does."""
        self.signal(signal.SIGKILL)
        await self.ended()

    async def close(self) -> None:
        """End it if it runs."""
        if self._process is not None and self._process.returncode is None:
            await self.kill()
        stores.drop(self.folder)

    def log(self) -> str:
        """All that it wrote to standard error."""
        return self._log.read_text()

    def claim_code(self) -> str:
        """The claim code that was printed last."""
        codes: list[str] = _CLAIM.findall(self.log())
        return codes[-1]

    async def command(self, *words: str, typed: str = "") -> tuple[int, str, str]:
        """Run `bbs` beside the daemon: its status, output and error output."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", self._module, *words),
            cwd=self.folder,
            env=self.environment,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        told, errors = await asyncio.wait_for(process.communicate(typed.encode()), _START)
        assert process.returncode is not None
        return process.returncode, told.decode(), errors.decode()

    def query(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        """Ask the database itself."""
        return stores.query(self.database_url, sql, *values)

    def is_whole(self) -> bool:
        """Whether no page of the database is damaged, and each row points at one that is there.

        PostgreSQL sees to the latter itself, and is not asked.
        """
        if stores.is_on_a_server():
            return True
        asked = map(self.query, ("PRAGMA integrity_check", "PRAGMA foreign_key_check"))
        return list(asked) == [[("ok",)], []]

    def traces(self, needle: bytes) -> list[str]:
        """The files, log included, in which these bytes stand; `rows` for a server's database."""
        files = (path for path in sorted(self.folder.rglob("*")) if path.is_file())
        found = [path.name for path in files if needle in path.read_bytes()]
        if stores.is_on_a_server() and needle in stores.rows_on_server(self.database_url):
            found.append("rows")
        return found


@asynccontextmanager
async def in_process(folder: Path, clock: Clock = utc_now, **changed: Any) -> AsyncIterator[Daemon]:
    """The daemon in this process, where a test can reach into it; `changed` are settings."""
    fast = {"argon2_memory_kib": 64, "argon2_threads": 1, "db_threads": 2}
    given = {"port": 0, **fast, **ROOMY, **dict.fromkeys(UNLIMITED, 0), **changed}
    settings = settings_of(folder, **given)
    with wiring.house(settings):
        db.open_pools(db_threads=2, hash_threads=1, hash_waiting=32)
        logging.getLogger("asyncssh").setLevel(logging.WARNING)
        try:
            live = LiveSessions()
            make_face = partial(wiring.PersonFace, clock=clock, live=live)
            make_tree = partial(wiring.tree_for, receipts=Receipts(), clock=clock, live=live)
            key = host_key(settings.hostkey_path)
            authenticate = wiring.Members(clock)
            async with serving(settings, key, authenticate, make_face, make_tree) as daemon:
                yield daemon
        finally:
            await asyncio.get_running_loop().run_in_executor(None, db.close_pools)
    stores.drop(folder)
