"""What is sent makes a terminal show the frame, whatever it showed before."""

from __future__ import annotations

import itertools
import random
import unicodedata
from typing import Any

import pyte
import pyte.graphics
import pytest
import wcwidth
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from bbs.terminal import Colours, Frame, PenState, Profile, encode, parse_wire
from bbs.terminal.caps import caps_for
from bbs.terminal.doubt import doubt_of
from bbs.terminal.look import DEFAULT, Colour, Look, blank_look
from bbs.terminal.pen import sgr
from tests.terminal.emulator import Screen, Stream

WIDTH, HEIGHT = 30, 8
WORDS = ["you", "are not", " ", "    ", "alone", "─│┌", "你好", "ア", "né", "Ж", "q\u0323\u0301"]
DOUBTFUL = ["★", "→★", "😀", "❤\ufe0f", "👩\u200d🚀", "1\ufe0f\u20e3"]
STYLES = [
    "", "", "bold", "dim", "italic", "underline", "reverse", "strike", "red", "on blue",
    "bold bright_green", "#123456 on #fedcba", "color(200)", "reverse red on green", "bold dim",
]  # fmt: skip


TERMS = ("xterm-256color", "screen", "linux", "vt220", "vt100", "putty", "rxvt", "unheard-of")


def profile(colours: Colours, term: str = "xterm") -> Profile:
    return Profile("test", colours, True, True, False, caps_for(term))


class Client:
    """A terminal at the other end."""

    def __init__(
        self,
        colours: Colours = Colours.TRUE,
        size: tuple[int, int] = (WIDTH, HEIGHT),
        term: str = "xterm",
    ) -> None:
        self.profile = profile(colours, term)
        self.screen = Screen(*size)
        self.stream = Stream(self.screen)
        self.stream.feed(b"\x1b[?7l")
        self.state = PenState()
        self.shown: Frame | None = None

    def show(self, frame: Frame, cursor: tuple[int, int] | None) -> str:
        said = encode(self.shown, frame, cursor, self.profile, self.state)
        parse_wire(said.encode())
        self.stream.feed(said.encode())
        self.shown = frame.snapshot()
        return said

    def check(self, frame: Frame) -> None:
        for y, row in enumerate(frame.rows):
            for x, (text, look) in enumerate(row):
                char = self.screen.buffer[y][x]
                assert alike(char, text, look), f"{x}, {y}: {char} for {text!r} {look}"


def alike(char: Any, text: str, look: Look) -> bool:
    if text == " ":
        shown = blank_look(Look(*colours_of(char), *attributes_of(char)))
        return char.data == " " and shown == blank_look(in_hex(look))
    # The joiners and selectors of emoji end what pyte draws; it measures them otherwise too.
    wanted = text if unicodedata.combining(text[-1:] or " ") else text[:1]
    is_text = char.data == unicodedata.normalize("NFC", wanted) or (not text and char.data == " ")
    return is_text and (*colours_of(char), *attributes_of(char)) == in_hex(look)


def colours_of(char: Any) -> tuple[Any, Any]:
    return (
        None if char.fg == "default" else char.fg,
        None if char.bg == "default" else char.bg,
    )


def attributes_of(char: Any) -> tuple[bool, ...]:
    # Our screen keeps dim where pyte keeps blinking.
    return (
        char.bold, char.blink, char.italics, char.underscore, char.reverse, char.strikethrough,
    )  # fmt: skip


def in_hex(look: Look) -> Any:
    return look._replace(fg=named(look.fg, 30), bg=named(look.bg, 40))


def named(colour: Colour, base: int) -> Any:
    graphics = pyte.graphics
    if colour is None:
        return None
    if isinstance(colour, tuple):
        return "{:02x}{:02x}{:02x}".format(*colour)
    if colour < 8:
        return (graphics.FG_ANSI | graphics.BG_ANSI)[base + colour]
    if colour < 16:
        return (graphics.FG_AIXTERM | graphics.BG_AIXTERM)[base + 52 + colour]
    return graphics.FG_BG_256[colour]


def strip(rng: random.Random, width: int, words: list[str]) -> Strip:
    segments: list[Segment] = []
    while sum(segment.cell_length for segment in segments) < width:
        style = Style.parse(rng.choice(STYLES))
        segments.append(Segment(rng.choice(words) * rng.randint(1, 3), style))
    return Strip(segments).crop(0, width)


def full(rng: random.Random, words: list[str]) -> LayoutUpdate:
    x, y = rng.randrange(-3, WIDTH), rng.randrange(-2, HEIGHT)
    width, height = rng.randint(1, WIDTH), rng.randint(1, HEIGHT)
    strips = [[strip(rng, width, words)] for _ in range(height)]
    return LayoutUpdate(list(strips), Region(x, y, width, height))


def chops(rng: random.Random, words: list[str]) -> ChopsUpdate:
    lines: list[dict[int, Strip | None]] = []
    ends: list[list[int]] = []
    for _ in range(HEIGHT):
        cuts = [0, *sorted(rng.sample(range(1, WIDTH), 3)), WIDTH]
        spans = list(itertools.pairwise(cuts))
        lines.append(
            {a: strip(rng, b - a, words) if rng.random() < 0.8 else None for a, b in spans}
        )
        ends.append(cuts[1:])
    dirty: list[tuple[int, int, int]] = []
    for y in rng.sample(range(HEIGHT), 3):
        low, high = sorted(rng.sample(range(WIDTH + 1), 2))
        dirty.append((y, low, high))
    return ChopsUpdate(lines, dirty, ends)


def is_whole(frame: Frame) -> bool:
    """Whether every continuation follows a wide character, and the other way round."""
    return all(
        len(row) == frame.width
        and all(
            (row[x + 1 : x + 2] or [("?", DEFAULT)])[0][0] == "" if is_wide(text) else text != ""
            for x, (text, _) in enumerate(row)
            if not (text == "" and x and is_wide(row[x - 1][0]))
        )
        for row in frame.rows
    )


def is_wide(text: str) -> bool:
    return wcwidth.wcswidth(text) == 2


@pytest.mark.parametrize("colours", Colours)
@pytest.mark.parametrize("seed", range(12))
def test_terminals_show_the_frame(seed: int, colours: Colours) -> None:
    rng = random.Random(seed)
    words = WORDS if seed % 2 else WORDS + DOUBTFUL
    client = Client(colours)
    frame = Frame(WIDTH, HEIGHT, client.profile)
    for _ in range(20):
        for _ in range(rng.randint(1, 3)):
            frame.paint(rng.choice((full, chops))(rng, words))
            assert is_whole(frame)
        cursor = (rng.randrange(WIDTH), rng.randrange(HEIGHT)) if rng.random() < 0.7 else None
        client.show(frame, cursor)
        client.check(frame)
        assert client.screen.cursor.hidden is (cursor is None)
        if cursor:
            assert (client.screen.cursor.x, client.screen.cursor.y) == cursor
        assert client.show(frame, cursor) == ""


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("width", [1, 2])
def test_what_terminals_measure_otherwise_damages_nothing_else(
    seed: int, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def measure(character: str) -> int:
        measured = int(wcwidth.wcwidth(character))
        return width if measured > 0 and character in "★→😀❤👩" else measured

    monkeypatch.setattr(pyte.screens, "wcwidth", measure)
    rng = random.Random(seed)
    client = Client()
    frame = Frame(WIDTH, HEIGHT, client.profile)
    for _ in range(20):
        frame.paint(rng.choice((full, chops))(rng, ["now", " ", "here", *DOUBTFUL]))
        client.show(frame, None)
        for y, row in enumerate(frame.rows):
            for x, (text, look) in enumerate(row):
                if text.isascii() and text:
                    char = client.screen.buffer[y][x]
                    assert alike(char, text, look), f"{x}, {y}: {char} for {text!r}"


def test_no_colour_means_no_colour_code() -> None:
    rng = random.Random(1)
    client = Client(Colours.NONE)
    frame = Frame(WIDTH, HEIGHT, client.profile)
    frame.paint(full(rng, WORDS))
    frame.paint(full(rng, WORDS))
    looks = [token for token in parse_wire(client.show(frame, None).encode()) if token[-1] == "m"]
    codes = {code for token in looks if token[0] == "\x1b" for code in token[2:-1].split(";")}
    assert codes & {"1", "4", "7"}
    assert codes <= {"", "0", "1", "2", "3", "4", "7", "9", "22", "23", "24", "27", "29"}


def row(frame: Frame, y: int, text: str, style: str = "") -> None:
    strip = Strip([Segment(text.ljust(frame.width), Style.parse(style))])
    frame.paint(LayoutUpdate([[strip]], Region(0, y, frame.width, 1)))


def test_small_changes_are_small() -> None:
    client = Client(size=(80, 24))
    frame = Frame(80, 24, client.profile)
    for y in range(24):
        row(frame, y, f"row {y} of many, with some words", "bold" if y == 3 else "")
    client.show(frame, (0, 3))
    row(frame, 3, "row 3 of many, with some words")
    row(frame, 4, "row 4 of many, with some words", "bold")
    assert len(client.show(frame, (0, 4))) < 80
    client.check(frame)
    row(frame, 5, "gone")
    assert client.show(frame, (0, 4)) == "\r\n\x1b[mgone\x1b[K\x1bM\r"
    client.check(frame)


def test_blank_screens_cost_nearly_nothing() -> None:
    assert encode(None, Frame(200, 80), None, profile(Colours.TRUE), PenState()) == (
        "\x1b[m\x1b[H\x1b[2J\x1b[?25l"
    )


@pytest.mark.parametrize("seed", range(200))
def test_looks_change_by_the_shorter_way(seed: int) -> None:
    rng = random.Random(seed)

    def any_look() -> Look:
        colours: list[Colour] = [None, 1, 9, 99, (1, 2, 3)]
        fg, bg = rng.choices(colours, k=2)
        return Look(fg, bg, *rng.choices((True, False), k=6))

    before, after = any_look(), any_look()
    screen = Screen(3, 1)
    Stream(screen).feed((sgr(None, before) + "a" + sgr(before, after) + "b").encode())
    assert alike(screen.buffer[0][0], "a", before)
    assert alike(screen.buffer[0][1], "b", after)
    assert len(sgr(before, after)) <= len(sgr(None, after))


def test_borders_and_letters_cost_no_jumps() -> None:
    assert all(doubt_of(text, 1) is None for text in "─│╭▔▊éЖλ’…•")
    assert all(doubt_of(text, 2) is not None for text in "你ア😀")


def test_cropped_frames_keep_no_half() -> None:
    frame = Frame(WIDTH, 1)
    row(frame, 0, "ab你")
    assert frame.resized(3, 2).text() == ["ab ", "   "]
    assert frame.resized(4, 1).rows[0][2:] == [("你", DEFAULT), ("", DEFAULT)]
