"""The disk fills up, the store is locked, the clock is set back: nothing is lost."""

from __future__ import annotations

import asyncio
import contextlib
import resource
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from bbs.services import members
from tests.helpers import PASSPHRASE, StandingClock
from tests.ssh.client import Terminal, terminal
from tests.ssh.server import Server, in_process
from tests.ssh.steps import (
    at_home,
    back_home,
    choose,
    fill_in,
    join_board,
    newcomer,
    open_board,
    start_thread,
    write_letter,
)

_DID_NOT_ANSWER = "The community's store did not answer. Nothing of yours is lost"
_LOCKED_SECONDS = 10.0
_AT_ONCE = 2.0
"""Seconds within which a key is answered for those whom it does not concern."""


def _store(server: Server) -> sqlite3.Connection:
    path = server.folder / "data" / "lamplight.db"
    return sqlite3.connect(path, isolation_level=None, check_same_thread=False)


def _cut_log(server: Server) -> None:
    """From now on whatever is written needs new room in the write-ahead log."""
    with closing(_store(server)) as store:
        assert store.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0


@contextmanager
def _no_room_by_limit(server: Server) -> Iterator[None]:
    """Let no file of the server's grow any more."""
    _cut_log(server)
    before = resource.prlimit(server.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (8_000, before[1]))
    try:
        yield
    finally:
        resource.prlimit(server.pid, resource.RLIMIT_FSIZE, before)


@contextmanager
def _no_room_on_disk(server: Server) -> Iterator[None]:
    """Fill the disk to its last byte."""
    _cut_log(server)
    ballast = server.folder / "data" / "ballast"
    with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(4096))
    try:
        yield
    finally:
        ballast.unlink()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[None]:
    """A disk of 4 MiB under the data folder."""
    data = tmp_path / "data"
    data.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m,mode=700", "tmpfs", str(data)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("a file system can't be mounted here; the test by limit goes the same way")
    yield
    subprocess.run(["umount", "-l", str(data)], check=True)


async def _one_who_writes(server: Server) -> Terminal:
    """On a board, with title and body typed and not sent."""
    t = await newcomer(server, "quiet-otter")
    await join_board(t, "Stress")
    await start_thread(t, "Before", "All is well.")
    await t.press("c")
    await t.until("New thread", "Title")
    await fill_in(t, "Meanwhile")
    await t.type("What I always wanted to say")
    await t.until("What I always wanted to say")
    return t


async def _answers_at_once(t: Terminal, *keys_and_words: tuple[str, str]) -> None:
    """Each key shows what it should before anybody grows impatient."""
    for key, words in keys_and_words:
        await t.press(key)
        await t.until(words, patience=_AT_ONCE)


async def _guest_on_boards(server: Server) -> Terminal:
    t = await terminal(server.port, "guest")
    await t.until("Look around as a guest")
    await choose(t, "Look around")
    await t.until("Boards", "Depression")
    await choose(t, "Stress")
    await t.until("Before")
    return t


async def _goes_out_at_last(server: Server, t: Terminal, pid: int) -> None:
    """What was typed is sent by the same session of the same process, once."""
    await t.press("ctrl+s")
    await t.until("Meanwhile", "Before", without="New thread")
    assert server.pid == pid
    assert server.query("SELECT count(*) FROM thread WHERE title = 'Meanwhile'") == [(1,)]
    assert server.query("SELECT body FROM post WHERE thread_id = 2") == [
        ("What I always wanted to say",)
    ]
    assert server.is_whole()
    await back_home(t, "quiet-otter")
    await t.until("All boards", without="draft")
    assert "Traceback" not in server.log()


@pytest.mark.parametrize("way", ["limit", "disk"])
@pytest.mark.sqlite
async def test_a_full_disk_is_told_and_what_was_typed_goes_out_when_there_is_room(
    tmp_path: Path, request: pytest.FixtureRequest, way: str
) -> None:
    if way == "disk":
        request.getfixturevalue("small_disk")
    server = Server(tmp_path)
    await server.start()
    try:
        t = await _one_who_writes(server)
        guest = await _guest_on_boards(server)
        no_room = _no_room_by_limit if way == "limit" else _no_room_on_disk
        with no_room(server):
            await t.press("ctrl+s")
            await t.until(_DID_NOT_ANSWER, "Meanwhile", "What I always wanted to say")
            assert server.query("SELECT count(*) FROM thread") == [(1,)]
            # Others read on, and somebody logs in.
            await _answers_at_once(guest, ("enter", "All is well."), ("escape", "Before"))
            await at_home(await terminal(server.port, "quiet-otter", PASSPHRASE), "quiet-otter")
            await t.type(" and more")
            await t.until("wanted to say and more")
            await t.press("ctrl+s")
            await t.until(_DID_NOT_ANSWER, "wanted to say and more")
            await t.press(*["backspace"] * len(" and more"))
            await t.until("wanted to say", without="and more")
        await _goes_out_at_last(server, t, server.pid)
    finally:
        await server.close()


@pytest.mark.sqlite
async def test_a_store_that_is_locked_for_ten_seconds_loses_nothing(server: Server) -> None:
    t = await _one_who_writes(server)
    guest = await _guest_on_boards(server)
    pid = server.pid
    with closing(_store(server)) as other:
        other.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        await t.press("ctrl+s")
        while time.monotonic() < began + _LOCKED_SECONDS:
            await _answers_at_once(
                guest, ("enter", "All is well."), ("escape", "Before"), ("!", "Country"),
                ("escape", "Before"),
            )  # fmt: skip
            await asyncio.sleep(0.2)
        await t.until(_DID_NOT_ANSWER, "Meanwhile", "What I always wanted to say")
        assert server.query("SELECT count(*) FROM thread") == [(1,)]
        other.execute("ROLLBACK")
    await t.until_true(lambda: not t.is_over, "the session")
    await _goes_out_at_last(server, t, pid)


async def test_a_clock_that_is_set_back_by_an_hour_hides_nothing(tmp_path: Path) -> None:
    clock = StandingClock()
    async with in_process(tmp_path, clock) as daemon:
        for handle in ("quiet-otter", "grey-heron"):
            newcomer_ = members.Newcomer(
                handle, PASSPHRASE, accepts_rules=True, consents=True, is_adult=True
            )
            members.sign_up(newcomer_, now=clock())
        otter = await terminal(daemon.port, "quiet-otter", PASSPHRASE)
        heron = await terminal(daemon.port, "grey-heron", PASSPHRASE)
        for t, handle in ((otter, "quiet-otter"), (heron, "grey-heron")):
            await at_home(t, handle)
            await join_board(t, "Stress")
        clock.pass_(minutes=5)
        await start_thread(otter, "At noon", "It is noon.")
        await back_home(heron, "grey-heron")
        await heron.press("n")
        await heron.until("Stress: At noon", "It is noon.")

        clock.pass_(hours=-1)
        await otter.press("enter")
        await otter.until("Stress: At noon")
        await otter.press("r")
        await otter.until("Reply")
        await otter.type("It is eleven again.")
        await otter.until("It is eleven again.")
        await otter.press("ctrl+s")
        await otter.until("2 quiet-otter", "It is eleven again.", without="Reply")
        await otter.press("escape")
        await otter.until("c new thread")
        await start_thread(otter, "At eleven", "A second time.")
        # The other finds both, in the thread that was read and in the new one.
        await back_home(heron, "grey-heron")
        await heron.press("n")
        await heron.until("A second time.")  # By its moment it is the older one.
        await heron.press("n")
        await heron.until("It is eleven again.")
        await back_home(heron, "grey-heron")
        await heron.press("m")
        await heron.until("No letters here yet.")
        await write_letter(heron, "quiet-otter", "The time", "What is it with you?")

        clock.pass_(hours=1, minutes=1)
        await back_home(otter, "quiet-otter")
        await otter.press("m")
        await otter.until("The time")
        await back_home(otter, "quiet-otter")
        await open_board(otter, "Stress")
        await start_thread(otter, "After noon", "It goes on.")
        assert _shown_order(otter, "After noon", "At noon", "At eleven")
        await back_home(heron, "grey-heron")
        await heron.press("n")
        await heron.until("It goes on.")
        again = await terminal(daemon.port, "grey-heron", PASSPHRASE)
        await at_home(again, "grey-heron")


def _shown_order(t: Terminal, *titles: str) -> bool:
    words = t.picture.words()
    places = [words.find(title) for title in titles]
    return places == sorted(places) and places[0] >= 0
