"""The composition root: builds the parts and ties them together."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import logging
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from bbs import content, db, events, sealing
from bbs.chores import Chore, doing_chores
from bbs.clock import Clock, utc_now
from bbs.commands import Caller, answer, talk
from bbs.commands.caller import asked_for_help
from bbs.commands.receipts import Receipts
from bbs.commands.tree import Tree
from bbs.config import Settings
from bbs.errors import BBSError
from bbs.newsroom import Newsroom
from bbs.policy import GUEST, HOST
from bbs.seam import call
from bbs.services import (
    boards,
    credentials,
    holding,
    keys,
    leaving,
    limits,
    members,
    preferences,
    retention,
    sanctions,
    second_step,
    vault,
)
from bbs.services.credentials import Login
from bbs.sessions import LiveSessions
from bbs.ssh.console import Console
from bbs.ssh.daemon import Daemon, keep_addresses_out, serving
from bbs.ssh.entry import Door, Entry, Line, Ways
from bbs.ssh.hostkey import host_key
from bbs.ssh.lineface import LineFace
from bbs.terminal import SSHDriver, profile_for, run_app
from bbs.visit import Visit
from screens.app import LamplightApp

log = logging.getLogger("bbs.wiring")

_TYPED_AHEAD = 256
_LAST_KEYS_SECONDS = 2.0
_HUNG_SECONDS = 6.0

APOLOGY = (
    "We are sorry: something went wrong on our side, and this session had to end.\n"
    "What was sent is safe, and so is your draft. Please connect again."
)

_NO_CODE = (
    "Your log-in has a second step, and this client did not ask for its code: use "
    "ssh -o PreferredAuthentications=keyboard-interactive, or an SSH key.\n"
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
        limits.bind(_limits(settings))
        holding.bind(holding.Holding(settings.hold_first_posts, settings.hold_all_posts))
        with db.database.connection_context():
            db.write_pages_anew()
            boards.load_catalogue()
    with db.database.connection_context():
        yield


def _limits(settings: Settings) -> limits.Limits:
    return limits.limits(
        sign_ups_per_hour=settings.sign_ups_per_hour,
        posts_per_hour=settings.posts_per_hour,
        newcomer_posts_per_hour=settings.newcomer_posts_per_hour,
        hugs_per_hour=settings.hugs_per_hour,
        letters_per_day=settings.letters_per_day,
        newcomer_letters_per_day=settings.newcomer_letters_per_day,
        searches_per_hour=settings.searches_per_hour,
        commands_per_hour=settings.commands_per_hour,
        reports_per_day=settings.reports_per_day,
    )


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

    def __init__(self, clock: Clock = utc_now) -> None:
        self._clock = clock

    def crisis_help(self, typed: str) -> str:
        """The lines of a country, or of all, where `!` was typed at the door."""
        country = asked_for_help(typed, is_text=False)
        return "" if country is None else content.crisis_page(country, self._clock().date())

    async def by_passphrase(self, handle: str, passphrase: str) -> Login | None:
        """Who has this handle and this passphrase."""
        await call(sanctions.end_due, now=self._clock())
        return await call(credentials.log_in, handle, passphrase)

    async def by_key(self, handle: str, public_key: bytes) -> Login | None:
        """Who has this handle and registered this key."""
        await call(sanctions.end_due, now=self._clock())
        return await call(credentials.log_in_with_key, handle, public_key)

    def is_halfway(self, login: object) -> bool:
        """Whether who gave the right passphrase has yet to give a code."""
        return isinstance(login, Login) and login.halfway is not None

    async def by_code(self, login: object, code: str) -> Login:
        """The whole of a log-in that came halfway; raises `BBSError` if not."""
        assert isinstance(login, Login)
        return await call(second_step.complete, login, code, now=self._clock())


class PersonFace:
    """The face that suits whoever came: a command, plain lines or screens, and one for another."""

    def __init__(
        self,
        entry: Entry,
        line: Line,
        clock: Clock,
        live: LiveSessions | None = None,
        newsroom: Newsroom | None = None,
    ) -> None:
        """Serve `entry` at `line`, as one of the house's `live` sessions."""
        self._newsroom = newsroom
        self._live = live or LiveSessions()
        self._visit = _visit(entry, line, clock)
        self._visit.live, self._visit.enrol = self._live, self._enrol
        self._entry = entry
        self._since: datetime | None = None
        self._line = line
        self._is_hung_up = False
        self._is_plain = line.command is not None or not line.has_pty or line.term in ("", "dumb")
        self._face: ScreensFace | LineFace = self._make()

    def _make(self) -> ScreensFace | LineFace:
        if self._is_plain:
            return LineFace(self._line, self._serve_lines)
        return ScreensFace(self._visit, self._line)

    @property
    def status(self) -> int:
        """The exit status."""
        return self._face.status

    async def run(self) -> str:
        """Live until the person leaves; the words to say last."""
        if not self._is_plain and self._visit.is_member and await self._prefers_plain():
            self._change()
        try:
            while True:
                if self._is_plain:
                    self._visit.enrol_again()
                farewell = await self._face.run()
                if not self._visit.wants_other_face or self._is_hung_up:
                    return farewell
                self._change()
        finally:
            self._live.finish(self._visit.session_id)
            if self._newsroom is not None:
                self._newsroom.leave(self._visit.actor.member_id, self._visit.bell)
            self._visit.key = None  # It opens what is sealed, and is wanted no more.

    def _enrol(self, login: Login) -> str:
        """Count this session in among the live ones, under the face that it has now."""
        self._since = self._since or self._visit.now
        face = "plain lines" if self._is_plain else "full screen"
        if self._newsroom is not None and self._line.command is None:
            self._newsroom.seat(login.actor.member_id, self._visit.bell)
        soon = asyncio.get_running_loop().call_soon_threadsafe
        return self._live.begin(
            login.actor.member_id,
            "command" if self._line.command is not None else face,
            login.came_by,
            self._since,
            connection=self._entry.tries,
            end=lambda why: _quietly(soon, self.hang_up, why),
            drop=lambda: _quietly(soon, self._line.give_up),
        )

    async def _prefers_plain(self) -> bool:
        try:
            return (await call(preferences.of, self._visit.actor)).face == "plain"
        except BBSError:
            return False  # The screens will say what is the matter.

    def _change(self) -> None:
        self._visit.wants_other_face = False
        self._is_plain = not self._is_plain
        early, self._face = self._face.untaken(), self._make()
        if early:
            self._face.feed(early)

    async def _serve_lines(self, console: Console) -> tuple[str, int]:
        caller = Caller(self._visit, console, is_talking=self._line.command is None)
        if self._line.command is not None and self._visit.halfway is not None:
            await console.say_error(_NO_CODE)
            return "", 1
        if self._line.command is not None:
            return "", await answer(caller, self._line.command)
        return await talk(caller), 0

    def feed(self, data: bytes) -> None:
        """Pass on what was typed."""
        self._face.feed(data)

    def end_input(self) -> None:
        """Nobody will type any more."""
        self._face.end_input()

    def is_behind(self) -> bool:
        """Whether very much was typed ahead."""
        return self._face.is_behind()

    def resize(self, columns: int, rows: int) -> None:
        """Pass on the new size."""
        self._line = replace(self._line, size=(columns, rows))
        self._face.resize(columns, rows)

    def hang_up(self, why: str = "") -> None:
        """End soon."""
        self._is_hung_up = True
        self._face.hang_up(why)

    def warn(self, words: str) -> None:
        """Say something beside what they do; a command's output is not to be mixed with it."""
        if self._line.command is None:
            self._face.warn(words)


class ScreensFace:
    """The full-screen face on one line: a Textual app, and its driver."""

    status = 0

    def __init__(self, visit: Visit, line: Line) -> None:
        """Show screens to `visit` at `line`."""
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
        self._app: LamplightApp = LamplightApp(visit, driver)

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

    def untaken(self) -> bytes:
        """What was typed before there was an app to take it."""
        return b"".join(self._early)

    def end_input(self) -> None:
        """Nobody will type any more: end the app."""
        self.hang_up()

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
        login = entry.login
        visit.actor, visit.key, visit.came_by = login.actor, login.key, login.came_by
        visit.halfway = login if login.halfway is not None else None
    return visit


def _quietly(soon: Callable[..., object], do: Callable[..., None], *words: str) -> None:
    """Ask the loop to do something; where it has ended, there is nothing left to do."""
    with contextlib.suppress(RuntimeError):
        soon(do, *words)


def tree_for(
    entry: Entry, ways: Ways, *, receipts: Receipts, clock: Clock, live: LiveSessions
) -> tuple[Tree, Callable[[], None]] | None:
    """The files of whoever came in; none for who is about to join, or has yet to give a code."""
    login = entry.login
    if not isinstance(login, Login):
        tree = Tree(GUEST, None, receipts, clock)
        return (tree, lambda: None) if entry.door is Door.GUEST else None
    if login.halfway is not None or login.actor.is_banned:
        return None
    soon = asyncio.get_running_loop().call_soon_threadsafe
    session_id = live.begin(
        login.actor.member_id,
        "files",
        login.came_by,
        clock(),
        connection=entry.tries,
        end=lambda why: _quietly(soon, ways.end),
        drop=lambda: _quietly(soon, ways.drop),
    )
    tree = Tree(login.actor, login.key, receipts, clock)
    return tree, lambda: live.finish(session_id)


def _chores(settings: Settings, live: LiveSessions, clock: Clock) -> Iterator[Chore]:
    """What this house does by itself."""
    minute, hour, day = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
    yield Chore(hour, lambda: call(leaving.erase_due, now=clock()))
    yield Chore(minute, lambda: call(sanctions.end_due, now=clock()))
    yield Chore(minute, lambda: call(sanctions.end_sessions_of_banned, live))
    kept = {"cases_days": settings.keep_cases_days, "log_days": settings.keep_log_days}
    yield Chore(day, lambda: call(retention.sweep, HOST, **kept, now=clock()))


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
        live = LiveSessions()
        newsroom = Newsroom(events.bus, live)
        make_face = partial(PersonFace, clock=clock, live=live, newsroom=newsroom)
        make_tree = partial(tree_for, receipts=Receipts(), clock=clock, live=live)
        members_door = Members(clock)
        with events.listening():
            telling = asyncio.create_task(newsroom.run(), name="news")
            async with (
                doing_chores(_chores(settings, live, clock)),
                serving(settings, key, members_door, make_face, make_tree) as daemon,
            ):
                announce(daemon, keys.fingerprint(key.public_data), claim_code)
                await stopping.wait()
            telling.cancel()
    finally:
        await asyncio.get_running_loop().run_in_executor(None, db.close_pools)
