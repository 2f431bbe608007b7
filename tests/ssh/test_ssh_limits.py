"""The parts of the gate, each for itself, by a clock that stands."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from bbs.config import Settings
from bbs.ssh import buckets, idle, penalties
from bbs.ssh.buckets import Buckets
from bbs.ssh.entry import Door
from bbs.ssh.gate import Caller, Gate
from bbs.ssh.penalties import GRACE_EXCEEDED, GUESSED, NO_LOGIN, Penalties
from bbs.ssh.proxy import LONGEST, NoHeader, read_source, source_in
from bbs.ssh.seats import Seats
from bbs.ssh.sources import Sources
from bbs.ssh.tally import Event, Tally

DAY = 24 * 60 * 60


class Clock:
    """Seconds that go on when they are told to."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Clock:
    return Clock()


def test_a_source_is_an_ipv4_address_or_64_bits_of_ipv6(seconds: Clock) -> None:
    sources = Sources(seconds)
    same = [
        ("192.0.2.7", "::ffff:192.0.2.7"),
        ("2001:db8:0:1::5", "2001:db8:0:1:ffff::9"),
        ("fe80::1%eth0", "fe80::2%eth1"),
        ("", "no address"),
    ]
    for one, other in same:
        assert sources.of_address(one) == sources.of_address(other), (one, other)
    firsts = ["192.0.2.7", "192.0.2.8", "2001:db8:0:1::5", "2001:db8:0:2::5", ""]
    assert len({sources.of_address(each) for each in firsts}) == len(firsts)
    # A circuit counts to its end, and is not the address that it looks like.
    circuits = ["fc00:dead:beef:4dad::1:1", "fc00:dead:beef:4dad::1:2"]
    assert len({sources.of_circuit(each) for each in circuits}) == 2
    assert sources.of_circuit("192.0.2.7") != sources.of_address("192.0.2.7")


def test_names_last_eight_days_and_tell_nothing(seconds: Clock) -> None:
    sources = Sources(seconds)
    first = sources.of_address("192.0.2.7")
    assert len(first) == 1
    for day in range(1, 8):
        seconds.now += DAY
        names = sources.of_address("192.0.2.7")
        assert len(names) == day + 1 and names[-1] == first[0] and names[0] not in first
    seconds.now += DAY
    names = sources.of_address("192.0.2.7")
    assert len(names) == 8 and first[0] not in names
    seconds.now += 100 * DAY
    assert not set(names) & set(sources.of_address("192.0.2.7"))
    # Another process, another key.
    assert not set(Sources(seconds).of_address("192.0.2.7")) & set(names)


def test_a_bucket_gives_its_burst_and_then_its_rate(seconds: Clock) -> None:
    bucket = Buckets(rate=5, burst=10, clock=seconds)
    assert [bucket.take(b"a") for _ in range(12)] == [True] * 10 + [False] * 2
    assert bucket.take(b"b")
    seconds.now += 0.2
    assert [bucket.take(b"a") for _ in range(2)] == [True, False]
    seconds.now += 100
    assert [bucket.take(b"a") for _ in range(11)] == [True] * 10 + [False]
    # A flood of tries earns nothing, and stops nothing from coming back.
    for _ in range(1_000):
        seconds.now += 0.001
        bucket.take(b"a")
    assert len(bucket) == 1


def test_buckets_that_are_full_again_are_forgotten(
    seconds: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    bucket = Buckets(rate=5, burst=10, clock=seconds)
    for number in range(1_000):
        bucket.take(number.to_bytes(2, "big"))
    assert len(bucket) == 1_000
    seconds.now += 2
    bucket.take(b"a")
    assert len(bucket) == 1
    monkeypatch.setattr(buckets, "_MOST_SOURCES", 50)
    for number in range(1_000):
        bucket.take(number.to_bytes(2, "big"))
    assert len(bucket) == 50


def test_penalties_add_up_until_they_count_and_end(seconds: Clock) -> None:
    held = Penalties(600, seconds)
    for _ in range(2):
        held.add(b"a", GUESSED)
    assert held.left((b"a",)) == 0
    held.add(b"a", GUESSED)
    assert held.left((b"a",)) == 15
    assert held.left((b"today", b"a")) == 15 and held.left((b"b",)) == 0
    seconds.now += 10
    assert held.left((b"a",)) == 5
    seconds.now += 5
    assert held.left((b"a",)) == 0
    held.add(b"a", GUESSED)
    assert held.left((b"a",)) == 0
    for _ in range(1_000):
        held.add(b"a", GRACE_EXCEEDED)
    assert held.left((b"a",)) == 600


def test_penalties_are_kept_for_so_many_sources_and_no_more(
    seconds: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(penalties, "_MOST_SOURCES", 100)
    held = Penalties(600, seconds)
    for number in range(1_000):
        held.add(number.to_bytes(2, "big"), 20)
    assert len(held) == 100
    assert held.left(((999).to_bytes(2, "big"),)) == 20
    assert held.left(((1).to_bytes(2, "big"),)) == 0


def test_seats_are_refused_at_random_as_they_fill() -> None:
    chance = 0.5
    seats = Seats(10, 100, early=4, chance=lambda: chance)
    assert [seats.take(b"a") for _ in range(4)] == [True] * 4
    assert [seats.take(b"a") for _ in range(9)] == [True] * 3 + [False] * 6
    chance = 0.999
    assert [seats.take(b"a") for _ in range(9)] == [True] * 3 + [False] * 6
    assert len(seats) == 10
    seats.give_back(b"a")
    assert len(seats) == 9 and seats.take(b"b")


def test_no_source_takes_all_seats() -> None:
    seats = Seats(100, 3)
    assert [seats.take(b"a") for _ in range(4)] == [True] * 3 + [False]
    assert seats.take(b"b")
    for _ in range(3):
        seats.give_back(b"a")
    assert len(seats) == 1 and seats.take(b"a")


def _caller(gate: Gate, address: str, *, is_onion: bool = False) -> Caller:
    answer = gate.knock(gate.sources.of_address(address), is_onion=is_onion)
    assert isinstance(answer, Caller), answer
    return answer


def test_the_gate_counts_what_connections_come_to(seconds: Clock) -> None:
    gate = Gate(Settings(login_seconds=30, startups_per_source=3), seconds)
    names = {address: gate.sources.of_address(address) for address in ("192.0.2.1", "192.0.2.2")}
    for _ in range(15):  # Nobody tried anything: a second each.
        _caller(gate, "192.0.2.1").leave(has_guessed=False)
        seconds.now += 0.2
    assert NO_LOGIN == 1
    assert gate.penalties.left(names["192.0.2.1"]) == 0
    for _ in range(3):
        _caller(gate, "192.0.2.2").leave(has_guessed=True)
    assert gate.penalties.left(names["192.0.2.2"]) == 15
    refused = gate.knock(names["192.0.2.2"])
    assert refused == "Not now, please. Try again in 15 seconds."
    seconds.now += 15
    late = [_caller(gate, "192.0.2.2") for _ in range(3)]
    assert "Too many are logging in" in str(gate.knock(names["192.0.2.2"]))
    # An onion service's seats are others.
    _caller(gate, "192.0.2.2", is_onion=True).enter(Door.MEMBER)
    seconds.now += 30
    for each in late:
        each.leave(has_guessed=False)
    assert gate.penalties.left(names["192.0.2.2"]) == 30
    assert gate.tally[Event.LATE] == 3 and gate.tally[Event.TOO_MANY] == 1


def test_who_comes_in_makes_room_for_others_to_knock(seconds: Clock) -> None:
    gate = Gate(Settings(startups=2, startups_early=2, guests=1, connections=2), seconds)
    first, second = _caller(gate, "192.0.2.1"), _caller(gate, "192.0.2.2")
    assert isinstance(gate.knock(gate.sources.of_address("192.0.2.3")), str)
    assert first.enter(Door.GUEST) and first.enter(Door.GUEST)
    third = _caller(gate, "192.0.2.3")
    # The guests' seats are taken; a member's isn't.
    assert not second.enter(Door.NEW)
    assert second.enter(Door.MEMBER)
    assert not third.enter(Door.MEMBER)
    first.leave(has_guessed=False)
    assert third.enter(Door.NEW)
    second.leave(has_guessed=False)
    third.leave(has_guessed=False)
    assert gate.penalties.left(gate.sources.of_address("192.0.2.1")) == 0
    fourth = _caller(gate, "192.0.2.4")
    assert fourth.enter(Door.GUEST)


@pytest.mark.parametrize(
    ("header", "source"),
    [
        (b"PROXY TCP4 192.0.2.1 127.0.0.1 4567 22\r\n", "192.0.2.1"),
        (b"PROXY TCP6 fc00:dead:beef:4dad::5 ::1 65535 22\r\n", "fc00:dead:beef:4dad::5"),
        (b"PROXY TCP6 fc00:dead:beef:4dad:0:0:0:5 ::1 1 22\r\n", "fc00:dead:beef:4dad::5"),
        (b"PROXY UNKNOWN\r\n", "UNKNOWN"),
        (b"PROXY UNKNOWN ffff::1 ffff::1 1 1\r\n", "UNKNOWN"),
    ],
)
def test_a_header_names_its_source(header: bytes, source: str) -> None:
    assert source_in(header) == source


@pytest.mark.parametrize(
    "header",
    [
        b"",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"PROXY TCP4 192.0.2.1 127.0.0.1 4567 22\n",
        b"PROXY TCP4 192.0.2.1 127.0.0.1 4567\r\n",
        b"PROXY TCP4 ::1 ::1 4567 22\r\n",
        b"PROXY TCP6 192.0.2.1 127.0.0.1 4567 22\r\n",
        b"PROXY TCP4 192.0.2.256 127.0.0.1 4567 22\r\n",
        b"PROXY TCP4  192.0.2.1 127.0.0.1 4567 22\r\n",
        b"PROXY TCP4 192.0.2.1 127.0.0.1 4567 22\r\n\r\n",
        b"proxy TCP4 192.0.2.1 127.0.0.1 4567 22\r\n",
        b"\r\n\r\n\x00\r\nQUIT\n\x21\x11\x00\x0c" + bytes(12),
        b"PROXY UNKNOWN \x1b]0;x\x07\r\n",
        b"PROXY TCP4 " + b"1" * 200,
    ],
)
def test_what_is_no_header_is_refused(header: bytes) -> None:
    with pytest.raises(NoHeader):
        source_in(header)


async def test_the_header_is_read_in_pieces_and_nothing_after_it() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.setblocking(False)
        reading = asyncio.ensure_future(read_source(ours, 5))
        for piece in (b"PROXY TCP4 192.0", b".2.1 127.0.0.1 1", b" 2\r", b"\nSSH-2.0-x\r\n"):
            theirs.send(piece)
            await asyncio.sleep(0.01)
        assert await reading == "192.0.2.1"
        assert ours.recv(100) == b"SSH-2.0-x\r\n"


@pytest.mark.parametrize("sent", [b"", b"PROXY TCP4 192.0.2.1", b"P" * (LONGEST + 1)])
@pytest.mark.parametrize("hangs_up", [True, False])
async def test_a_header_that_does_not_end_is_not_waited_for(sent: bytes, hangs_up: bool) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.setblocking(False)
        theirs.send(sent)
        if hangs_up:
            theirs.close()
        with pytest.raises(NoHeader):
            await read_source(ours, 0.1)


def test_the_tally_is_one_line_and_silence_where_nothing_was(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "bbs.ssh")
    tally = Tally()
    tally.tell()
    assert caplog.records == []
    for _ in range(12_000):
        tally.add(Event.GUESSED)
    tally.add(Event.TOO_FAST)
    tally.tell()
    tally.tell()
    assert caplog.messages == [
        "at the door since the last such line: 12,000 wrong passphrases; 1 turned away: too fast"
    ]


class Loop:
    """An event loop's clock and timers, without the waiting."""

    def __init__(self) -> None:
        self.now = 0.0
        self._timers: list[list[Any]] = []

    def time(self) -> float:
        return self.now

    def call_at(self, when: float, then: Callable[[], None]) -> Any:
        timer: list[Any] = [when, then]
        self._timers.append(timer)
        return SimpleNamespace(cancel=lambda: self._timers.remove(timer))

    def go_on(self, seconds: float) -> None:
        until = self.now + seconds
        while due := [timer for timer in self._timers if timer[0] <= until]:
            timer = min(due, key=lambda each: float(each[0]))
            self._timers.remove(timer)
            self.now = timer[0]
            timer[1]()
        self.now = until


@pytest.fixture
def loop(monkeypatch: pytest.MonkeyPatch) -> Loop:
    made = Loop()
    monkeypatch.setattr(idle, "asyncio", SimpleNamespace(get_running_loop=lambda: made))
    return made


def test_who_types_nothing_is_warned_and_then_let_go(loop: Loop) -> None:
    told: list[object] = []
    watch = idle.Idle(3_600, told.append, lambda: told.append("end"))
    for _ in range(100):
        loop.go_on(3_000)
        watch.touch()
    loop.go_on(3_299)
    assert told == []
    loop.go_on(1)
    assert told == [300]
    watch.touch()  # A key after the warning: all begins anew.
    loop.go_on(3_299)
    assert told == [300]
    loop.go_on(1)
    assert told == [300, 300]
    loop.go_on(299)
    assert told == [300, 300]
    loop.go_on(10_000)
    assert told == [300, 300, "end"]


def test_a_short_patience_still_warns_before(loop: Loop) -> None:
    told: list[object] = []
    idle.Idle(60, told.append, lambda: told.append("end"))
    loop.go_on(48)
    assert told == [12]
    loop.go_on(12)
    assert told == [12, "end"]


def test_idleness_can_be_allowed_and_ends_with_its_session(loop: Loop) -> None:
    told: list[object] = []
    idle.Idle(0, told.append, lambda: told.append("end"))
    ended = idle.Idle(60, told.append, lambda: told.append("end"))
    ended.close()
    loop.go_on(1_000_000)
    assert told == []
