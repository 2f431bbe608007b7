"""The composition root: builds the parts and ties them together."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import logging
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from bbs import db, sealing
from bbs.clock import Clock, utc_now
from bbs.config import Settings
from bbs.seam import call
from bbs.services import boards, credentials, keys, members, vault
from bbs.services.credentials import Login
from bbs.ssh.daemon import Daemon, keep_addresses_out, serving
from bbs.ssh.entry import Door, Entry, Line
from bbs.ssh.hostkey import host_key
from bbs.terminal import SSHDriver, profile_for, run_app
from screens.app import LamplightApp
from screens.visit import Visit

log = logging.getLogger("bbs.wiring")

_TYPED_AHEAD = 256
_LAST_KEYS_SECONDS = 2.0
_HUNG_SECONDS = 6.0

APOLOGY = (
    "We are sorry: something went wrong on our side, and this session had to end.\n"
    "What was sent is safe, and so is your draft. Please connect again."
)


@contextmanager
def house(settings: Settings) -> Iterator[None]:
    """Bind database and vault as the settings say, with the schema and the boards in place.

    Raises `Invalid` where the database or the pepper can't be used.
    """
    cost = sealing.Stretching(
        settings.argon2_time, settings.argon2_memory_kib, settings.argon2_lanes
    )
    with _alone(settings):
        db.connect(settings.database)
        db.migrate()
        pepper = vault.pepper(settings.hostkey_path)
        host_key(settings.hostkey_path)
        vault.bind(vault.Vault(pepper, cost, lets_seeded_in=settings.demo))
        with db.database.connection_context():
            boards.load_catalogue()
    with db.database.connection_context():
        yield


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """Hold the house's lock: at the first start one process makes what the other finds."""
    settings.data_path.mkdir(parents=True, exist_ok=True)
    settings.data_path.chmod(0o700)
    with open(settings.data_path / "lock", "w", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


class Members:
    """The authenticator: asks the services who somebody is."""

    async def by_passphrase(self, handle: str, passphrase: str) -> Login | None:
        """Who has this handle and this passphrase."""
        return await call(credentials.log_in, handle, passphrase)

    async def by_key(self, handle: str, public_key: bytes) -> Login | None:
        """Who has this handle and registered this key."""
        return await call(credentials.log_in_with_key, handle, public_key)


class ScreensFace:
    """The full-screen face on one line: a Textual app, and its driver."""

    def __init__(self, entry: Entry, line: Line, clock: Clock) -> None:
        """Serve `entry` at `line`."""
        self._size = line.size
        self._early: list[bytes] = []
        self._is_hung_up = False
        self._ending: asyncio.Task[None] | None = None
        self._running: asyncio.Task[Any] | None = None
        self._driver: SSHDriver | None = None
        driver = partial(
            SSHDriver,
            write=line.write,
            profile=profile_for(line.term, line.environment),
            link=line.link,
            on_stuck=line.give_up,
            attach=self._attach,
            holds=lambda: self._app.holds_keys,
            takes=lambda key: self._app.take_key(key),
            urgent=("ctrl+q",),
            on_urgent=self._quick_exit,
        )
        self._app: LamplightApp = LamplightApp(_visit(entry, line, clock), driver)

    def _attach(self, driver: SSHDriver) -> None:
        self._driver = driver

    async def run(self) -> str:
        """Run the app until its end; the words to say last."""
        if self._is_hung_up:
            return ""
        self._running = asyncio.current_task()
        self._app.call_later(self._started)
        try:
            farewell = await run_app(self._app, self._size)
        except asyncio.CancelledError:
            return APOLOGY  # It hung, and somebody wanted to leave.
        finally:
            self._running = None
        return APOLOGY if self._app.has_failed else farewell or ""

    def _started(self) -> None:
        early, self._early = self._early, []
        for data in early:
            self.feed(data)

    def feed(self, data: bytes) -> None:
        """Pass on what was typed, also what was typed ahead."""
        if self._driver is None:
            self._early.append(data)
        else:
            self._driver.feed(data)

    def is_behind(self) -> bool:
        """Whether the app has yet to take very many keys."""
        if self._driver is None:
            return sum(map(len, self._early)) > _TYPED_AHEAD
        return self._driver.backlog > _TYPED_AHEAD

    def resize(self, columns: int, rows: int) -> None:
        """Pass on the new size."""
        self._size = (columns, rows)
        if self._driver is not None:
            self._driver.resize(columns, rows)

    def warn(self, words: str) -> None:
        """Say something above the hints, where it goes with the next key."""
        self._app.call_later(self._app.tell_after, words)

    def hang_up(self, why: str = "") -> None:
        """End the app, which keeps what was typed, to the last key."""
        if not self._is_hung_up:
            self._is_hung_up = True
            self._ending = asyncio.create_task(self._end(why), name="hang up")

    async def _end(self, why: str) -> None:
        if self._driver is not None:
            await self._driver.settled(_LAST_KEYS_SECONDS)
        self._app.call_later(self._app.leave, why)
        await asyncio.sleep(_HUNG_SECONDS)
        if self._running is not None:
            log.error("a session hung, and was ended")
            self._running.cancel()

    def _quick_exit(self) -> None:
        """Clear the screen at once, even where the app should hang, and hang up."""
        if self._driver is not None:
            self._driver.wipe()
        self.hang_up()


def _visit(entry: Entry, line: Line, clock: Clock) -> Visit:
    visit = Visit(
        clock,
        offered_key=entry.offered_key,
        is_signing_up=entry.door is Door.NEW,
        may_try=entry.tries.take,
        is_slow=line.link.is_slow,
    )
    if isinstance(entry.login, Login):
        visit.actor, visit.key = entry.login.actor, entry.login.key
    return visit


async def serve(
    settings: Settings, announce: Callable[[Daemon, str, str | None], None], clock: Clock = utc_now
) -> None:
    """Serve until SIGTERM, SIGINT or SIGHUP, inside `house`.

    `announce` hears the daemon once it accepts connections, the host key's fingerprint, and the
    claim code where there is no sysop yet. Raises `Invalid` where the address is taken or the
    host key can't be read.
    """
    for handler in logging.getLogger().handlers:
        keep_addresses_out(handler)
    key = host_key(settings.hostkey_path)
    claim_code = members.offer_claim()
    db.open_pools(
        db_threads=settings.db_threads,
        hash_threads=settings.argon2_threads,
        hash_waiting=settings.argon2_queue,
    )
    try:
        stopping = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            if number is signal.SIGHUP and signal.getsignal(number) is signal.SIG_IGN:
                continue  # Under nohup the end of a terminal is not ours.
            with contextlib.suppress(NotImplementedError, ValueError):
                loop.add_signal_handler(number, stopping.set)
        make_face = partial(ScreensFace, clock=clock)
        async with serving(settings, key, Members(), make_face) as daemon:
            announce(daemon, keys.fingerprint(key.public_data), claim_code)
            await stopping.wait()
    finally:
        await asyncio.get_running_loop().run_in_executor(None, db.close_pools)
