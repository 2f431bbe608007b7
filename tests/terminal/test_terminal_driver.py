"""A Textual app at one end of a line, a terminal at the other."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Any

import pyte
import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.widgets import Input, Static

from bbs.terminal import Profile, SSHDriver, display, pacing, parse_wire, profile_for, run_app

XTERM = profile_for("xterm-256color", {})


class Tiny(App[str]):
    """A label and a text field."""

    CSS = "Screen { layout: vertical; } Input { border: none; height: 1; }"

    def __init__(self, sent: list[bytes], profile: Profile, **more: Any) -> None:
        super().__init__()
        self.animation_level = "none"
        self.seen: list[str] = []
        self.pasted: list[str] = []
        self.driver: SSHDriver | None = None
        self.sent = sent
        make = partial(SSHDriver, write=sent.append, profile=profile, attach=self.attached, **more)
        self.driver_class = make  # type: ignore[assignment]

    def attached(self, driver: SSHDriver) -> None:
        self.driver = driver

    @property
    def wire(self) -> SSHDriver:
        assert self.driver is not None
        return self.driver

    def compose(self) -> ComposeResult:
        yield Static("hello \x1b]0;evil\x07 there", id="label", markup=False)
        yield Input(select_on_focus=False)

    def _display(self, screen: object, renderable: object) -> None:
        display(self, renderable)

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key):
            self.seen.append(event.key)
        elif isinstance(event, events.Paste | events.Resize):
            self.seen.append(type(event).__name__)
        if isinstance(event, events.Paste) and not event.is_forwarded:
            self.pasted.append(event.text)
        await super().on_event(event)


async def until(what: Callable[[], object], seconds: float = 5) -> None:
    async with asyncio.timeout(seconds):
        while not what():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


@contextlib.asynccontextmanager
async def running(
    size: tuple[int, int] = (40, 10), profile: Profile = XTERM, **more: Any
) -> AsyncIterator[Tiny]:
    app = Tiny([], profile, **more)
    life = run_app(app, size)
    task = asyncio.create_task(life)
    try:
        # Whatever the client's size, the text field gets its cursor once all is mounted.
        await until(lambda: app._running and app.driver and app.focused and app.wire.text()[0][:1])
        await until(lambda: "hello" in app.wire.text()[0])
        await settled(app)
        yield app
    finally:
        app.exit("bye")
        assert await asyncio.wait_for(task, 5) == "bye"


async def settled(app: Tiny) -> None:
    """Wait until nothing has been sent for a while."""
    before = -1
    while before != app.wire.bytes_sent:
        before = app.wire.bytes_sent
        await asyncio.sleep(0.1)


def shown(app: Tiny, size: tuple[int, int] = (40, 10)) -> pyte.Screen:
    screen = pyte.Screen(*size)
    pyte.ByteStream(screen).feed(b"".join(app.sent))
    return screen


async def test_the_client_shows_what_the_app_draws() -> None:
    async with running() as app:
        app.wire.feed("né".encode())
        await until(lambda: "né" in "".join(app.wire.text()))
        await settled(app)
        screen = shown(app)
        assert screen.display == app.wire.text()
        assert "hello" in screen.display[0]
        assert (screen.cursor.x, screen.cursor.y) == tuple(app.cursor_position)
        assert not screen.cursor.hidden
        assert app.wire.bytes_sent == sum(map(len, app.sent))
    said = parse_wire(b"".join(app.sent))
    assert said[0] == "\x1b[?1049h"
    assert said[-5:] == ["\x1b[m", "\x1b[?7h", "\x1b[?25h", "\x1b[?2004l", "\x1b[?1049l"]
    assert b"evil\x07" not in b"".join(app.sent)


async def test_a_key_costs_little() -> None:
    async with running((80, 24)) as app:
        app.wire.feed(b"a")
        await until(lambda: "a" in app.seen)
        await settled(app)
        before, packets = app.wire.bytes_sent, len(app.sent)
        app.wire.feed(b"b")
        await until(lambda: "ab" in "".join(app.wire.text()))
        await settled(app)
        assert app.wire.bytes_sent - before < 60
        assert len(app.sent) - packets <= 3


async def test_nothing_is_sent_while_nothing_happens() -> None:
    async with running() as app:
        app.screen.query_one(Input).cursor_blink = False
        await settled(app)
        before = app.wire.bytes_sent
        await asyncio.sleep(0.7)
        assert app.wire.bytes_sent == before


async def test_a_lone_escape_arrives_and_no_tick_goes_on() -> None:
    async with running() as app:
        app.wire.feed(b"\x1b")
        assert app.wire._tick_handle is not None
        await until(lambda: "escape" in app.seen)
        await until(lambda: app.wire._tick_handle is None, 0.5)


async def test_split_characters_and_order_are_kept() -> None:
    async with running() as app:
        text = "übermäßig viel 你好"
        for byte in text.encode():
            app.wire.feed(bytes([byte]))
        await until(lambda: app.screen.query_one(Input).value == text)


async def test_a_long_paste_arrives_whole() -> None:
    async with running() as app:
        app.set_focus(None)
        data = b"\x1b[200~" + b"well " * 200_000 + b"\x1b[201~"
        for start in range(0, len(data), 32768):
            app.wire.feed(data[start : start + 32768])
        await until(lambda: app.pasted)
        await settled(app)
        assert app.pasted == ["well " * 200_000]


async def test_resizing_is_debounced_and_clamped() -> None:
    async with running() as app:
        app.seen.clear()
        for width in (50, 60, 70, 5000):
            app.wire.resize(width, 5000)
        await until(lambda: app.size == (500, 200))
        await settled(app)
        assert app.seen.count("Resize") == 1
        assert (len(app.wire.text()), len(app.wire.text()[0])) == (200, 500)
        app.wire.resize(0, 0)
        await until(lambda: app.size == (80, 24))
        await settled(app)
        last = b"".join(app.sent).rpartition(b"\x1b[2J")[2]
        screen = pyte.Screen(80, 24)
        pyte.ByteStream(screen).feed(b"\x1b[?7l\x1b[H" + last)
        assert screen.display == app.wire.text()


@pytest.mark.parametrize("size", [(40, 10), (41, 10)])
async def test_every_resize_paints_all_anew(size: tuple[int, int]) -> None:
    async with running() as app:
        before = len(app.sent)
        app.wire.resize(*size)
        await until(lambda: len(app.sent) > before)
        await settled(app)
        said = b"".join(app.sent[before:])
        assert said.count(b"\x1b[2J") == 1
        assert b"hello" in said.partition(b"\x1b[2J")[2]


async def test_a_resize_that_does_not_stop_is_taken_anyway() -> None:
    async with running() as app:
        for step in range(100):
            app.wire.resize(41 + step, 10)
            await asyncio.sleep(0.01)
            if app.size.width > 41:
                break
        assert 41 < app.size.width < 41 + 99


@pytest.mark.parametrize("size", [(1, 1), (7, 3), (19, 40)])
async def test_small_clients_get_what_fits(size: tuple[int, int]) -> None:
    async with running(size) as app:
        await settled(app)
        assert app.size == (max(20, size[0]), max(5, size[1]))
        screen = shown(app, size)
        assert screen.display == [row[: size[0]] for row in app.wire.text()[: size[1]]]
        app.wire.resize(2, 2)
        await asyncio.sleep(0.1)
        await settled(app)
        await asyncio.sleep(0.3)
        last = b"".join(app.sent).rpartition(b"\x1b[2J")[2]
        assert b"he" in last


class FullLine:
    """A line whose bytes arrive when a test says so."""

    under_way = 0

    def in_flight(self) -> int:
        return self.under_way

    def round_trip(self) -> float:
        return 0.0


async def test_frames_are_skipped_while_the_line_is_full() -> None:
    line = FullLine()
    async with running(link=line) as app:
        label = app.screen.query_one("#label", Static)
        line.under_way = 4_000
        before = len(app.sent)
        for count in range(5):
            label.update(f"number {count}")
            await until(lambda count=count: f"number {count}" in app.wire.text()[0])  # type: ignore[misc]
        assert len(app.sent) == before
        line.under_way = 0
        await until(lambda: len(app.sent) > before)
        assert b"4" in b"".join(app.sent[before:])
        assert b"3" not in b"".join(app.sent[before:])
        assert shown(app).display[0].startswith("number 4")


async def test_who_reads_nothing_for_a_minute_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pacing, "STUCK", 0.2)
    line, given_up = FullLine(), asyncio.Event()
    async with running(link=line, on_stuck=given_up.set) as app:
        line.under_way = 4_000
        app.screen.query_one("#label", Static).update("unread")
        await asyncio.sleep(0.1)
        assert not given_up.is_set()
        await asyncio.wait_for(given_up.wait(), 5)


async def test_the_cursor_hides_and_comes_back() -> None:
    async with running() as app:
        app.wire.place_cursor(None)
        await settled(app)
        assert shown(app).cursor.hidden
        app.wire.place_cursor((3, 2))
        await settled(app)
        screen = shown(app)
        assert (screen.cursor.hidden, screen.cursor.x, screen.cursor.y) == (False, 3, 2)


async def test_a_wipe_leaves_nothing_and_is_the_last_word() -> None:
    async with running() as app:
        app.wire.wipe()
        said = b"".join(app.sent)
        assert said.endswith(b"\x1b[H\x1b[2J\x1b[?1049l\x1b[H\x1b[2J\x1b[3J")
        app.screen.query_one("#label", Static).update("after")
        app.wire.resize(50, 20)
        app.wire.repaint()
        app.wire.wipe()
        app.wire.feed(b"q")
        await until(lambda: "after" in app.wire.text()[0])
        await asyncio.sleep(0.1)
        assert b"".join(app.sent) == said
    assert b"".join(app.sent) == said
    parse_wire(said)


async def test_stopping_twice_says_it_once() -> None:
    async with running(profile=profile_for("linux", {})) as app:
        app.wire.stop_application_mode()
        said = b"".join(app.sent)
        app.wire.stop_application_mode()
    assert b"".join(app.sent) == said
    assert said.endswith(b"\x1b[?2004l\x1b[H\x1b[2J")
    assert b"1049" not in said


async def test_textuals_own_writes_are_swallowed() -> None:
    async with running() as app:
        before = len(app.sent)
        app.bell()
        app.copy_to_clipboard("secret")
        app.wire.open_url("https://example.org")
        await asyncio.sleep(0.05)
        assert len(app.sent) == before
        assert not app.wire.is_headless
        assert not app.wire.can_suspend


async def test_overlapping_apps_leave_the_process_alone() -> None:
    loop = asyncio.get_running_loop()
    before = (sys.stdout, sys.stderr, loop.get_task_factory())
    async with contextlib.AsyncExitStack() as first:  # ends before the second
        await first.enter_async_context(running())
        async with running() as second:
            assert (sys.stdout, sys.stderr, loop.get_task_factory()) == before
            await first.aclose()
            second.wire.feed(b"still here")
            await until(lambda: "still here" in "".join(second.wire.text()))
    assert (sys.stdout, sys.stderr, loop.get_task_factory()) == before


async def test_the_meter_tells_the_bytes_of_the_session_and_of_the_last_key() -> None:
    async with running() as app:
        await settled(app)
        app.wire.show_as("auto", "auto", has_meter=True)
        before = app.wire.bytes_sent
        app.wire.feed(b"x")
        await settled(app)
        first = shown(app).display[-1].strip()
        assert first == f"{before:,} B, last 0 B"
        sent = app.wire.bytes_sent - before
        app.wire.repaint()
        await settled(app)
        assert shown(app).display[-1].strip() == f"{before + sent:,} B, last {sent:,} B"
