"""Thousands of changes of all kinds, each from the state before: two emulators show the frame."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from bbs.terminal import Colours, Frame
from bbs.terminal.frame import BLANK, Row
from tests.terminal.emulator import Screen, Stream
from tests.terminal.test_terminal_encoder import (
    DOUBTFUL,
    HEIGHT,
    TERMS,
    WIDTH,
    WORDS,
    Client,
    chops,
    full,
    row,
)
from tests.terminal.tmux import TMUX, Tmux

STEPS, WALKS = 500, 6
SOAK_STEPS, SOAK_WALKS = 5_000, 20
_TMUX_EVERY, _TMUX_EVERY_SOAK = 10, 50
_TITLES = ["a thread", "does anybody else feel this", "back pain at night", "--------", "x" * 12]


def step(rng: random.Random, frame: Frame, words: list[str]) -> None:
    """Change the frame as screens do: draw anew, move rows, type, select, clear."""
    kind = rng.randrange(10)
    rows = frame.rows
    if kind == 0:
        frame.paint(full(rng, words))
    elif kind == 1:
        frame.paint(chops(rng, words))
    elif kind in (2, 3, 4):
        top = rng.randrange(frame.height - 1)
        bottom = rng.randrange(top + 1, frame.height)
        by = rng.choice((-3, -2, -1, 1, 2, 3))
        part = rows[top : bottom + 1]
        by = max(-len(part), min(by, len(part)))
        moved = part[by:] if by > 0 else part[:by]
        rows[top : bottom + 1] = (
            [*moved, *[_line(rng, frame) for _ in range(by)]]
            if by > 0
            else [*[_line(rng, frame) for _ in range(-by)], *moved]
        )
    elif kind == 5:
        y = rng.randrange(frame.height)
        row(
            frame, y, rng.choice(_TITLES)[: frame.width], rng.choice(("", "bold", "on blue", "dim"))
        )
    elif kind in (6, 7):
        y, x, count = rng.randrange(frame.height), rng.randrange(frame.width), rng.randint(1, 4)
        cells = rows[y]
        if all(text.isascii() and text for text, _ in cells):
            typed = [(letter, cells[x][1]) for letter in "hey "[:count]]
            changed = (
                [*cells[:x], *typed, *cells[x:]] if kind == 6 else cells[:x] + cells[x + count :]
            )
            rows[y] = (changed + [BLANK] * frame.width)[: frame.width]
    elif kind == 8:
        for y in range(frame.height):
            rows[y] = _line(rng, frame)
    else:
        for y in range(rng.randrange(frame.height), frame.height):
            rows[y] = [BLANK] * frame.width


def _line(rng: random.Random, frame: Frame) -> Row:
    drawn = Frame(frame.width, 1, frame.profile)
    if rng.random() < 0.8:
        text = f"{rng.choice(_TITLES)}{' ' * rng.randint(1, 14)}{rng.randint(1, 99)} h"
        row(drawn, 0, text[: frame.width], rng.choice(("", "", "bold", "reverse", "red on blue")))
    return drawn.rows[0]


def walk(seed: int, steps: int, every: int, folder: Path) -> None:
    rng = random.Random(seed)
    colours = list(Colours)[seed % 4]
    term = TERMS[seed % len(TERMS)]
    # What terminals measure differently can't be compared between two of them.
    words = WORDS + DOUBTFUL if seed % 3 == 0 else WORDS[:-1]
    client = Client(colours, term=term)
    tmux = Tmux(folder, WIDTH, HEIGHT) if TMUX and seed % 3 else None
    if tmux:
        # What tmux erases in the pen's colours it doesn't always tell, and it claims no such thing.
        caps = client.profile.caps._replace(bce=False)
        client.profile = replace(client.profile, caps=caps)
        tmux.feed(b"\x1b[?7l")
    frame = Frame(WIDTH, HEIGHT, client.profile)
    try:
        for number in range(steps):
            for _ in range(rng.randint(1, 2)):
                step(rng, frame, words)
            cursor = (rng.randrange(WIDTH), rng.randrange(HEIGHT)) if rng.random() < 0.8 else None
            said = client.show(frame, cursor)
            client.check(frame)
            if cursor:
                assert (client.screen.cursor.x, client.screen.cursor.y) == cursor
            if tmux:
                tmux.feed(said.encode())
                if number % every == 0:
                    assert tmux.until_same(client.screen) == [], f"step {number}"
    finally:
        if tmux:
            tmux.close()


@pytest.mark.skipif(TMUX is None, reason="there is no tmux")
@pytest.mark.parametrize(
    "said",
    [
        b"a\x1b[5bc\x1b[3;5r\x1b[2Sd",
        b"1\r\n2\r\n3\r\n4\r\n5\r\n6\x1b[2;5r\x1b[2S\x1b[r",
        b"1\r\n2\r\n3\r\n4\r\n5\r\n6\x1b[2;5r\x1b[T\x1b[rx",
        b"1\r\n2\r\n3\x1b[2;3r\x1b[3H\n\x1b[r\x1b[1;3r\x1bM\x1b[r",
        b"1\r\n2\r\n3\r\n\r\n5\r\n6\x1b[2H\x1b[2M",
        b"1\r\n2\r\n3\r\n\r\n5\r\n6\x1b[2H\x1b[L",
        b"\x1b[2mdim\x1b[1mboth\x1b[22mnone\x1b[38;5;2;2mx",
        b"before\x1b[?1049h\x1b[Hother\x1b[?1049l",
    ],
)
def test_the_emulator_is_right(said: bytes, tmp_path: Path) -> None:
    screen = Screen(WIDTH, HEIGHT)
    Stream(screen).feed(b"\x1b[?7l" + said)
    tmux = Tmux(tmp_path, WIDTH, HEIGHT)
    try:
        tmux.feed(b"\x1b[?7l" + said)
        assert tmux.until_same(screen) == []
    finally:
        tmux.close()


@pytest.mark.parametrize("seed", range(WALKS))
def test_every_change_arrives(seed: int, tmp_path: Path) -> None:
    walk(seed, STEPS, _TMUX_EVERY, tmp_path)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 100 + SOAK_WALKS))
def test_every_change_arrives_for_very_long(seed: int, tmp_path: Path) -> None:
    walk(seed, SOAK_STEPS, _TMUX_EVERY_SOAK, tmp_path)
