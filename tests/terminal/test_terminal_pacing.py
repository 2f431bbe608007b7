"""What is under way stays below what the line holds."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from bbs.terminal.pacing import LOOK_AGAIN, SPARE, Pace

FRAME = 300


@dataclass
class Wire:
    """A line of a given rate and round trip; bytes count as under way until they are answered."""

    rate: float
    delay: float
    now: float = 0.0
    free_at: float = 0.0
    answers: list[tuple[float, int]] = field(default_factory=list)

    def write(self, size: int) -> float:
        """Send so many bytes; when the last of them is there."""
        self.free_at = max(self.now, self.free_at) + size / self.rate
        self.answers.append((self.free_at + self.delay, size))
        return self.free_at + self.delay / 2

    def in_flight(self) -> int:
        return sum(size for moment, size in self.answers if moment > self.now)

    def round_trip(self) -> float:
        return self.delay


def run(wire: Wire, seconds: float) -> tuple[float, int, int]:
    """Frames one after the other as fast as they may: worst lag, most under way, bytes in all."""
    pace = Pace(wire, lambda: wire.now)
    worst, most, total = 0.0, 0, 0
    while wire.now < seconds:
        if pace.may_send():
            arrives = wire.write(FRAME)
            if wire.now > 5:
                worst, most = max(worst, arrives - wire.now), max(most, wire.in_flight())
                total += FRAME
        wire.now += LOOK_AGAIN
    return worst, most, total


@pytest.mark.parametrize("rate", [120, 1_200, 12_000])
@pytest.mark.parametrize("delay", [0.02, 0.2, 0.6])
def test_lag_stays_bounded_and_the_line_is_used(rate: float, delay: float) -> None:
    worst, most, total = run(Wire(rate, delay), 35)
    assert most <= max(SPARE, rate * delay) + FRAME + 1
    assert worst <= delay + (max(SPARE, rate * delay) + FRAME) / rate
    # A frame each round trip at the least, whatever the line is.
    assert total >= 0.4 * 30 * min(rate, FRAME / (delay + FRAME / rate))


def test_a_line_that_moves_nothing_is_stuck_after_a_minute() -> None:
    wire = Wire(1e-9, 0.1)
    pace = Pace(wire, lambda: wire.now)
    assert pace.may_send()
    wire.write(FRAME)
    for _ in range(100):
        wire.now += 0.59
        assert not pace.may_send()
    assert not pace.is_stuck
    wire.now += 2
    assert not pace.may_send()
    assert pace.is_stuck
